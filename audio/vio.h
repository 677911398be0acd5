/* SPDX-License-Identifier: MIT
 *
 * libsndfile on an open file descriptor. Private to the readers and to encode.c: it keeps errno, which libsndfile
 * loses. */
#ifndef NEUME_AUDIO_VIO_H
#define NEUME_AUDIO_VIO_H

#include <sndfile.h>
#include <stdint.h>

struct neume_vio {
    int fd;           /* can be sought in; not owned */
    int64_t base;     /* bytes of the file before the part that libsndfile sees */
    int64_t position; /* bytes from base */
    int64_t length;   /* bytes from base to the end */
    int error;        /* the errno of the first failed read or write; 0 for none */
    int64_t patch_at; /* reads see patch_size other bytes here */
    int patch_size;
    unsigned char patch[4];
};

/* As sf_open_virtual(); `vio` must outlive what it returns. */
SNDFILE *neume_vio_open(struct neume_vio *vio, int mode, SF_INFO *info);

/* Bytes read, fewer only at the end or after a failure. `position` counts from base. */
int64_t neume_vio_read_at(struct neume_vio *vio, void *bytes, int64_t count, int64_t position);
int64_t neume_vio_write_at(struct neume_vio *vio, const void *bytes, int64_t count, int64_t position);

/* As lseek() on `position`; -1 before the start. */
int64_t neume_vio_seek(struct neume_vio *vio, int64_t offset, int whence);

#endif
