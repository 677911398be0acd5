/* SPDX-License-Identifier: MIT
 *
 * The reader of Hydrogen drumkits against any bytes: what opens must play, within its bounds and in finite numbers. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/kit_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kit_check("drumkit.xml", data, size);
    return 0;
}
