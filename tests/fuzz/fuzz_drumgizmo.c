/* SPDX-License-Identifier: MIT
 *
 * The instruments of DrumGizmo kits against any bytes (fuzz_hydrogen.c has the drumkit.xml of both): what opens must
 * play, within its bounds and in finite numbers. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/kit_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char kit[] = "<drumkit><instruments><instrument name='Kick' file='i.xml'/>"
                              "<instrument name='Hihat_closed' group='hat' file='i.xml'/></instruments></drumkit>";
    fuzz_file("i.xml", data, size);
    kit_check("drumkit.xml", (const uint8_t *)kit, sizeof kit - 1);
    return 0;
}
