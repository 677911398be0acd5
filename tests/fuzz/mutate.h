/* SPDX-License-Identifier: MIT
 *
 * Mutators that know what they change, for targets in whose readers plain bytes die at once; one is linked with a
 * target that runs under libFuzzer. */
#ifndef NEUME_TESTS_FUZZ_MUTATE_H
#define NEUME_TESTS_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's: changes data[0..size) in place, up to `room` bytes; the new size. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

/* What libFuzzer calls. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);

/* A repeatable number in 0..below-1; below > 0. */
static inline unsigned mutate_choose(uint64_t *state, unsigned below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*state >> 33) % below;
}

#endif
