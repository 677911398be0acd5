/* SPDX-License-Identifier: MIT */
#ifndef NEUME_EXPORT_H
#define NEUME_EXPORT_H

/* Marks what the shared library shows; everything else is hidden. */
#if defined(__GNUC__)
#define NEUME_API __attribute__((visibility("default")))
#else
#define NEUME_API
#endif

/* The same of the second library, libneume_render. */
#define NEUME_RENDER_API NEUME_API

/* Around declarations, for C++. */
#ifdef __cplusplus
#define NEUME_BEGIN_DECLS extern "C" {
#define NEUME_END_DECLS   }
#else
#define NEUME_BEGIN_DECLS
#define NEUME_END_DECLS /* and behind them */
#endif

#endif
