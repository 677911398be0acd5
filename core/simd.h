/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CORE_SIMD_H
#define NEUME_CORE_SIMD_H

/* Compiles a loop for the plain instruction set and for AVX2, and picks one when the program starts. No FMA: the bits
 * of a result must not depend on the machine. The picking (an ifunc) runs before a sanitizer is set up, which it needs.
 */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define NEUME_SIMD __attribute__((target_clones("avx2", "default")))
#else
#define NEUME_SIMD
#endif

#endif
