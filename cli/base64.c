/* SPDX-License-Identifier: MIT */
#include "cli/base64.h"

#include <stdint.h>

char neume_cli_base64_letter(unsigned value)
{
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[value & 63];
}

void neume_cli_base64_write(const void *bytes, size_t size, FILE *out)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < size; i += 3) {
        unsigned left = (unsigned)(size - i > 3 ? 3 : size - i);
        unsigned three = (unsigned)b[i] << 16 | (left > 1 ? (unsigned)b[i + 1] << 8 : 0) | (left > 2 ? b[i + 2] : 0);
        char text[4] = {neume_cli_base64_letter(three >> 18), neume_cli_base64_letter(three >> 12),
                        left > 1 ? neume_cli_base64_letter(three >> 6) : '=',
                        left > 2 ? neume_cli_base64_letter(three) : '='};
        fwrite(text, 1, 4, out);
    }
}
