/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "models/classify/mode_evidence.h"
#include "models/train/common/train.h"

int neume_train_mode_evidence(const float *samples, size_t count, double *numbers)
{
    struct neume_mode_hearing *h;
    struct neume_mode_evidence e = {0};
    enum neume_status status = neume_mode_hearing_new(&h);
    if (status == NEUME_OK)
        status = neume_mode_hearing_process(h, samples, count);
    if (status == NEUME_OK)
        status = neume_mode_hearing_finish(h, &e);
    neume_mode_hearing_free(h);
    memcpy(numbers, &e, sizeof e);
    return status == NEUME_OK ? (int)(sizeof e / sizeof(double)) : -1;
}
