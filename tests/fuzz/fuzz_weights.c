/* SPDX-License-Identifier: MIT
 *
 * The weight file's reader against any bytes, as they are and with a checksum made right: a network that parses must
 * run. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "models/nn/net.h"
#include "tests/fuzz/fuzz.h"

/* As many frames out as in; a sanitizer sees what is read and written on the way. */
static void run(const struct neume_weights *w, enum neume_kernel kind)
{
    const int frames = 3;
    static const float frame[NEUME_WEIGHTS_BINS] = {1, -1, 2};
    struct neume_net *net;
    int count = 0;
    if (neume_net_new(&net, w) != NEUME_OK)
        return;
    fuzz_require(neume_net_use(net, kind) == NEUME_OK);
    for (int i = 0; i < frames; i++)
        count += neume_net_push(net, frame) != NULL;
    while (neume_net_flush(net))
        count++;
    fuzz_require(count == frames);
    neume_net_free(net);
}

static void check(const uint8_t *data, size_t size)
{
    struct neume_weights *w;
    char message[NEUME_WEIGHTS_MESSAGE];
    enum neume_status s = neume_weights_parse(&w, data, size, message);
    fuzz_require((s == NEUME_OK) == (w != NULL) && (s == NEUME_OK || s == NEUME_ERR_MEMORY) == !*message);
    fuzz_require(memchr(message, '\0', sizeof message) != NULL);
    for (enum neume_kernel kind = 0; w && kind < NEUME_KERNEL_COUNT; kind++)
        if (neume_kernel_runs(kind))
            run(w, kind);
    neume_weights_free(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check(data, size);
    if (size < 12)
        return 0;
    uint8_t *copy = malloc(size);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    memcpy(copy, "NEUMENN1", 8);
    const uint32_t sum = neume_weights_checksum(copy, size - 4);
    for (size_t i = 0; i < 4; i++)
        copy[size - 4 + i] = (uint8_t)(sum >> 8 * i);
    check(copy, size);
    free(copy);
    return 0;
}
