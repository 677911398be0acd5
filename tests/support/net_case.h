/* SPDX-License-Identifier: MIT
 *
 * Small random networks: their weight files, and what they compute by the definition. */
#ifndef NEUME_TESTS_NET_CASE_H
#define NEUME_TESTS_NET_CASE_H

#include <stddef.h>
#include <stdint.h>

enum { NET_PLACE = 1, NET_INTEGERS = 2 };

struct net_layer {
    int source, residual; /* tensors: 0 is the input, k the output of layer k - 1; residual 0: none */
    int channels, bins, stride;
    int relu, extras;     /* extras: NET_PLACE and NET_INTEGERS */
    int taps, tap[16][2]; /* frame, bin */
};

struct net_case {
    const char *name;
    int bins, layers;
    struct net_layer layer[8];
};

/* Every feature of the runtime in a few networks. */
extern const struct net_case net_cases[];
extern const size_t net_case_count;

/* Bytes of the weight file with random weights; free it. */
uint8_t *net_case_file(const struct net_case *c, uint64_t seed, size_t *size);

/* x: [frames][bins]. Returns [frames][bins][channels] of the last layer by the definition, in double; free it. */
double *net_case_run(const struct net_case *c, const uint8_t *file, const float *x, int frames);

/* Puts the right checksum at the end. */
void net_case_seal(uint8_t *file, size_t size);

#endif
