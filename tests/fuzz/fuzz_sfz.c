/* SPDX-License-Identifier: MIT
 *
 * The SFZ reader against any bytes: what opens must play, within its bounds and in finite numbers. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/kit_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kit_check("kit.sfz", data, size);
    return 0;
}
