/* SPDX-License-Identifier: MIT
 *
 * A path or standard input as bytes that can be sought in. */
#ifndef NEUME_AUDIO_OPEN_BYTES_H
#define NEUME_AUDIO_OPEN_BYTES_H

#include "audio/vio.h"
#include "neume/status.h"

/* Sets fd, base and length of `vio`, which must be zeroed; the caller closes fd where it is not negative, also after a
 * failure. "-" is standard input from where it stands. What cannot be sought in (a pipe) is first copied to a temporary
 * file. NOT_FOUND, PERMISSION, DIRECTORY, READ, EMPTY, NO_SPACE; FORMAT: a device that never ends. */
enum neume_status neume_open_bytes(struct neume_vio *vio, const char *path);

#endif
