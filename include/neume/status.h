/* SPDX-License-Identifier: MIT */
#ifndef NEUME_STATUS_H
#define NEUME_STATUS_H

#include "neume/export.h"

NEUME_BEGIN_DECLS

/* What a call can answer. The library never prints and never exits; neume_status_text() is the one place that turns
 * a status into words. */
enum neume_status {
    NEUME_OK = 0,
    NEUME_ERR_MEMORY,       /* an allocation failed */
    NEUME_ERR_ARGUMENT,     /* a parameter outside its documented range */
    NEUME_ERR_NOT_FOUND,    /* no such file */
    NEUME_ERR_PERMISSION,   /* the system refuses to open the file */
    NEUME_ERR_DIRECTORY,    /* a directory where a file belongs */
    NEUME_ERR_READ,         /* the system failed while reading; errno says why */
    NEUME_ERR_EMPTY,        /* a file of no bytes, or a recording of no samples */
    NEUME_ERR_FORMAT,       /* the bytes are not of a kind that neume reads */
    NEUME_ERR_DAMAGED,      /* of the right kind, but cut or contradictory */
    NEUME_ERR_UNSUPPORTED,  /* of the right kind, but beyond what neume handles */
    NEUME_ERR_WRITE,        /* the system failed while writing; errno says why */
    NEUME_ERR_NO_SPACE,     /* the disk is full */
    NEUME_ERR_NO_SOUNDFONT, /* no SoundFont given, and none found on the system */
    NEUME_ERR_SOUNDFONT,    /* the SoundFont cannot be loaded */
    NEUME_ERR_CANCELLED,    /* the progress callback asked to stop */
    NEUME_ERR_EXISTS,       /* a file is there, and none is to be replaced */
    NEUME_ERR_NO_FILE,      /* a pipe or a device where a file belongs */
    NEUME_STATUS_COUNT
};

/* A few English words, lower case, no full stop; never NULL, whatever the value. */
NEUME_API const char *neume_status_text(enum neume_status status);

/* The status that best says what an errno value says. `fallback` where nothing fits. */
NEUME_API enum neume_status neume_status_from_errno(int error, enum neume_status fallback);

NEUME_END_DECLS

#endif
