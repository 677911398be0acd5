/* SPDX-License-Identifier: MIT */
#ifndef NEUME_TESTS_SUPPORT_H
#define NEUME_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "neume/status.h"

/* Fails the test with the status in words where `call` does not answer NEUME_OK. */
#define assert_ok(call)               support_check_status((call), NEUME_OK, #call, __FILE__, __LINE__)
#define assert_status(call, expected) support_check_status((call), (expected), #call, __FILE__, __LINE__)

void support_check_status(enum neume_status got, enum neume_status expected, const char *call, const char *file,
                          int line);

/* A fresh empty folder for one test; support_remove_folder() deletes it with all that it holds and frees the name. */
char *support_new_folder(void);
void support_remove_folder(char *folder);

/* "folder/name", in a ring of static buffers good for 8 calls. */
const char *support_path(const char *folder, const char *name);

void support_write_file(const char *path, const void *bytes, size_t size);

/* The whole file, *size bytes and a NUL after them; fails the test where it cannot be read. Free it. */
char *support_read_file(const char *path, size_t *size);

/* A repeatable uniform number in [0, 1); `state` starts at any value but 0 (xorshift64*, Vigna 2016). */
double support_random(uint64_t *state);

#endif
