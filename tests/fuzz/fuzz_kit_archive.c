/* SPDX-License-Identifier: MIT
 *
 * Packed drumkits of any bytes: what opens must play, within its bounds and in finite numbers. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/kit_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kit_check("kit.h2drumkit", data, size);
    return 0;
}
