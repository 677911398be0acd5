/* SPDX-License-Identifier: MIT
 *
 * What must hold of a drum kit, whatever its file says. */
#ifndef NEUME_TESTS_FUZZ_KIT_CHECK_H
#define NEUME_TESTS_FUZZ_KIT_CHECK_H

#include <stddef.h>
#include <stdint.h>

/* Opens the bytes as a kit file of that name, beside which lie the sounds a.wav and b.wav, and plays it. */
void kit_check(const char *name, const uint8_t *data, size_t size);

#endif
