/* SPDX-License-Identifier: MIT */
#include "midi/file/midi_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/midi2_to_smf.h"
#include "midi/file/smf_read.h"

enum { MAGIC_SIZE = 8 };

/* The bytes of a file that begins as a clip does; *bytes stays NULL where it does not. */
static enum neume_status load(const char *path, uint8_t **bytes, size_t *size)
{
    FILE *f = fopen(path, "rb");
    size_t capacity = MAGIC_SIZE;
    enum neume_status s = NEUME_OK;
    if (!f) /* neume_smf_read() says why */
        return NEUME_OK;
    for (;;) {
        uint8_t *grown = realloc(*bytes, capacity);
        if (!grown || capacity > 2 * NEUME_SMF_MAX_SIZE) {
            s = grown ? NEUME_ERR_UNSUPPORTED : NEUME_ERR_MEMORY;
            *bytes = grown ? grown : *bytes;
            break;
        }
        *bytes = grown;
        *size += fread(*bytes + *size, 1, capacity - *size, f);
        if (*size < capacity || (capacity == MAGIC_SIZE && !neume_midi2_begins(*bytes, *size)))
            break;
        capacity *= 2;
    }
    errno = 0;
    if (s == NEUME_OK && neume_midi2_begins(*bytes, *size) && ferror(f))
        s = neume_status_from_errno(errno, NEUME_ERR_READ);
    fclose(f);
    return s;
}

enum neume_status neume_midi_parse(struct neume_smf *smf, const void *bytes, size_t size, size_t *left_out)
{
    struct neume_midi2 clip;
    if (left_out)
        *left_out = 0;
    neume_smf_release(smf);
    if (!neume_midi2_begins(bytes, size))
        return neume_smf_parse(smf, bytes, size);
    neume_midi2_init(&clip);
    enum neume_status s = neume_midi2_parse(&clip, bytes, size);
    if (s == NEUME_OK)
        s = neume_smf_from_midi2(smf, &clip, left_out);
    neume_midi2_release(&clip);
    return s;
}

enum neume_status neume_midi_read(struct neume_smf *smf, const char *path, size_t *left_out)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    if (left_out)
        *left_out = 0;
    neume_smf_release(smf);
    enum neume_status s = load(path, &bytes, &size);
    if (s == NEUME_OK && !(bytes && neume_midi2_begins(bytes, size)))
        s = neume_smf_read(smf, path);
    else if (s == NEUME_OK)
        s = neume_midi_parse(smf, bytes, size, left_out);
    free(bytes);
    return s;
}
