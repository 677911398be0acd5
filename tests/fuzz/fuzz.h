/* SPDX-License-Identifier: MIT
 *
 * What the fuzz targets share. A target is fuzz_<what>.c: it gives its bytes to a reader, and says by fuzz_require()
 * what must hold whatever they are. Built with libFuzzer by -DNEUME_FUZZERS=ON (clang), and with replay.c as a test. */
#ifndef NEUME_TESTS_FUZZ_FUZZ_H
#define NEUME_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts, and names the line, where it does not hold. */
#define fuzz_require(condition) fuzz_check((condition) != 0, #condition, __FILE__, __LINE__)
void fuzz_check(int holds, const char *condition, const char *file, int line);

/* A folder of this process's own, which is removed at the end. */
const char *fuzz_folder(void);

/* The path of a file of that name in it, which holds the bytes; good for 8 calls. */
const char *fuzz_file(const char *name, const void *bytes, size_t size);

/* A short WAV of that name, for kits and manifests to name. */
void fuzz_sound(const char *name);

/* What an input chooses where its bytes say nothing: options, keys. Next in 0..below-1; below > 0. */
struct fuzz_choice {
    uint64_t state;
};
struct fuzz_choice fuzz_choice_of(const uint8_t *data, size_t size);
unsigned fuzz_choose(struct fuzz_choice *choice, unsigned below);

/* Aborts where the text is not well-formed XML. */
void fuzz_require_xml(const char *text, size_t size);

/* Aborts where the text is not a JSON string. */
void fuzz_require_json_string(const char *text, size_t size);

#endif
