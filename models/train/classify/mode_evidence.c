/* SPDX-License-Identifier: MIT */
#include "models/classify/mode_classifier.h"
#include "models/train/common/train.h"

int neume_train_mode_features(const float *samples, size_t count, double *sounding, float *x)
{
    struct neume_mode_hearing *h;
    struct neume_mode_evidence e = {0};
    enum neume_status status = neume_mode_hearing_new(&h);
    if (status == NEUME_OK)
        status = neume_mode_hearing_process(h, samples, count);
    if (status == NEUME_OK)
        status = neume_mode_hearing_finish(h, &e);
    neume_mode_hearing_free(h);
    neume_mode_features(&e, x);
    *sounding = e.sounding;
    return status == NEUME_OK ? MODE_FEATURES : -1;
}
