/* SPDX-License-Identifier: MIT */
#include "audio/libav.h"

int neume_libav_is_there(void)
{
    return 0;
}

enum neume_status neume_libav_open(struct neume_reader *r, const char *demuxer, const char *name)
{
    (void)r, (void)demuxer, (void)name;
    return NEUME_ERR_UNSUPPORTED;
}
