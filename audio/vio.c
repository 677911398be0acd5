/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE     700
#define _FILE_OFFSET_BITS 64
#include "audio/vio.h"

#include <errno.h>
#include <unistd.h>

int64_t neume_vio_read_at(struct neume_vio *vio, void *bytes, int64_t count, int64_t position)
{
    int64_t done = 0;
    count = count < vio->length - position ? count : vio->length - position;
    while (done < count) {
        ssize_t n = pread(vio->fd, (char *)bytes + done, (size_t)(count - done), vio->base + position + done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && !vio->error)
            vio->error = errno;
        if (n <= 0)
            break;
        done += n;
    }
    for (int i = 0; i < vio->patch_size; i++)
        if (vio->patch_at + i >= position && vio->patch_at + i < position + done)
            ((unsigned char *)bytes)[vio->patch_at + i - position] = vio->patch[i];
    return done;
}

int64_t neume_vio_write_at(struct neume_vio *vio, const void *bytes, int64_t count, int64_t position)
{
    int64_t done = 0;
    while (done < count) {
        ssize_t n = pwrite(vio->fd, (const char *)bytes + done, (size_t)(count - done), vio->base + position + done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (!vio->error)
                vio->error = n < 0 ? errno : ENOSPC;
            break;
        }
        done += n;
    }
    if (position + done > vio->length)
        vio->length = position + done;
    return done;
}

static sf_count_t length_of(void *user)
{
    return ((struct neume_vio *)user)->length;
}

int64_t neume_vio_seek(struct neume_vio *vio, int64_t offset, int whence)
{
    int64_t origin = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? vio->position : vio->length;
    /* A damaged header can ask for any offset: outside the file there is nothing to stand on. */
    if (offset < -origin || offset > INT64_MAX / 2 - origin)
        return -1;
    return vio->position = origin + offset;
}

static sf_count_t seek_to(sf_count_t offset, int whence, void *user)
{
    return neume_vio_seek(user, offset, whence);
}

static sf_count_t read_some(void *bytes, sf_count_t count, void *user)
{
    struct neume_vio *vio = user;
    int64_t got = neume_vio_read_at(vio, bytes, count, vio->position);
    vio->position += got;
    return got;
}

static sf_count_t write_some(const void *bytes, sf_count_t count, void *user)
{
    struct neume_vio *vio = user;
    int64_t done = neume_vio_write_at(vio, bytes, count, vio->position);
    vio->position += done;
    return done;
}

static sf_count_t tell(void *user)
{
    return ((struct neume_vio *)user)->position;
}

SNDFILE *neume_vio_open(struct neume_vio *vio, int mode, SF_INFO *info)
{
    SF_VIRTUAL_IO calls = {
        .get_filelen = length_of, .seek = seek_to, .read = read_some, .write = write_some, .tell = tell};
    return sf_open_virtual(&calls, mode, info, vio);
}
