/* SPDX-License-Identifier: MIT
 *
 * What neume itself reads of sound files, before any library sees them: what kind it is, chunks of WAV, links of Ogg,
 * frames of MPEG audio. Whatever the bytes, what is found lies inside the file and in order. */
#define _XOPEN_SOURCE 700
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "audio/container.h"
#include "audio/mpeg_frames.h"
#include "audio/ogg_parts.h"
#include "audio/recognise.h"
#include "audio/wav_chunks.h"
#include "tests/fuzz/fuzz.h"

static void check_mpeg(struct neume_vio *vio)
{
    struct neume_mpeg_parts parts;
    int64_t end = 0;
    fuzz_require(neume_mpeg_scan(vio, &parts) == NEUME_OK);
    for (size_t i = 0; i < parts.count; i++) {
        const struct neume_mpeg_part *p = &parts.part[i];
        fuzz_require(p->at >= end && p->size > 0 && p->at + p->size <= vio->length);
        fuzz_require(p->length >= -1 && p->skip >= 0 && p->channels >= 1 && p->channels <= 2);
        fuzz_require(p->rate >= 8000 && p->rate <= 48000 && p->layer >= 1 && p->layer <= 3);
        end = p->at + p->size;
    }
    neume_mpeg_parts_release(&parts);
}

static void check_ogg(struct neume_vio *vio)
{
    struct neume_ogg_parts parts;
    int64_t end = 0;
    fuzz_require(neume_ogg_scan(vio, &parts) == NEUME_OK);
    for (size_t i = 0; i < parts.count; i++) {
        fuzz_require(parts.part[i].at == end && parts.part[i].size > 0);
        end += parts.part[i].size;
    }
    fuzz_require(!parts.count || end == vio->length);
    neume_ogg_parts_release(&parts);
}

static int64_t read_at(void *user, void *bytes, int64_t count, int64_t position)
{
    return neume_vio_read_at(user, bytes, count, position);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *file;
    if (!file)
        file = tmpfile();
    fuzz_require(file && ftruncate(fileno(file), 0) == 0);
    fuzz_require(pwrite(fileno(file), data, size, 0) == (ssize_t)size);
    struct neume_vio vio = {.fd = fileno(file), .length = (int64_t)size};
    struct neume_bytes bytes = {.read_at = read_at, .user = &vio, .size = vio.length};
    struct neume_wav_chunks wav;
    struct neume_recognised kind;
    neume_recognise(&vio, &kind);
    fuzz_require(kind.at >= 0);
    neume_wav_chunks(&vio, &wav);
    fuzz_require(wav.data < 0 || (wav.size >= 0 && wav.data + wav.size <= vio.length));
    neume_container_is_cut(&bytes);
    check_mpeg(&vio);
    check_ogg(&vio);
    return 0;
}
