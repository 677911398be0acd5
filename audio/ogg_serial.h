/* SPDX-License-Identifier: MIT */
#ifndef NEUME_AUDIO_OGG_SERIAL_H
#define NEUME_AUDIO_OGG_SERIAL_H

#include "neume/status.h"

/* Gives the pages of a finished Ogg file (RFC 3533) with one stream a serial number that follows from what the file
 * holds. libogg's users draw it by the clock, so that no two runs would write the same bytes. DAMAGED: no such file;
 * READ, WRITE, NO_SPACE, MEMORY. fd: open for reading and writing. */
enum neume_status neume_ogg_serial_settle(int fd);

#endif
