/* SPDX-License-Identifier: MIT */
#include "neume/status.h"

#include <errno.h>

static const char *const texts[NEUME_STATUS_COUNT] = {
    [NEUME_OK] = "done",
    [NEUME_ERR_MEMORY] = "out of memory",
    [NEUME_ERR_ARGUMENT] = "a parameter is out of range",
    [NEUME_ERR_NOT_FOUND] = "no such file",
    [NEUME_ERR_PERMISSION] = "permission denied",
    [NEUME_ERR_DIRECTORY] = "is a directory",
    [NEUME_ERR_READ] = "cannot be read",
    [NEUME_ERR_EMPTY] = "the file is empty",
    [NEUME_ERR_FORMAT] = "not a format that neume reads",
    [NEUME_ERR_DAMAGED] = "the file is damaged or cut short",
    [NEUME_ERR_UNSUPPORTED] = "not supported",
    [NEUME_ERR_WRITE] = "cannot be written",
    [NEUME_ERR_NO_SPACE] = "no space left on the device",
    [NEUME_ERR_NO_SOUNDFONT] = "no SoundFont found",
    [NEUME_ERR_SOUNDFONT] = "the SoundFont cannot be loaded",
    [NEUME_ERR_CANCELLED] = "cancelled",
    [NEUME_ERR_EXISTS] = "exists already",
    [NEUME_ERR_NO_FILE] = "is a pipe or a device, not a file",
};

const char *neume_status_text(enum neume_status status)
{
    if ((int)status < 0 || status >= NEUME_STATUS_COUNT)
        return "unknown status";
    return texts[status];
}

enum neume_status neume_status_from_errno(int error, enum neume_status fallback)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return NEUME_ERR_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return NEUME_ERR_PERMISSION;
    case EISDIR:
        return NEUME_ERR_DIRECTORY;
    case ENOSPC:
    case EDQUOT:
        return NEUME_ERR_NO_SPACE;
    case ENOMEM:
        return NEUME_ERR_MEMORY;
    default:
        return fallback;
    }
}
