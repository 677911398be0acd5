/* SPDX-License-Identifier: MIT
 *
 * Tables as JSON against any bytes: what is made of them is a table, each line of which has all columns. */
#include <stdlib.h>
#include <string.h>

#include "datasets/loaders/csv.h"
#include "datasets/loaders/json_table.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *json = malloc(size + 1), *text = NULL;
    struct neume_csv csv = {0};
    fuzz_require(json != NULL);
    memcpy(json, data, size);
    json[size] = '\0';
    enum neume_status s = neume_json_table(json, &text);
    fuzz_require(s == NEUME_OK || !text);
    if (s == NEUME_OK) {
        int more = 1;
        s = neume_csv_open(&csv, fuzz_file("table.csv", text, strlen(text)));
        while (s == NEUME_OK && more)
            fuzz_require(neume_csv_next(&csv, &more) == NEUME_OK);
        neume_csv_close(&csv);
    }
    free(text);
    free(json);
    return 0;
}
