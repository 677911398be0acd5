/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/precision_recall.h"

struct neume_precision_recall neume_precision_recall_of(struct neume_hits hits)
{
    struct neume_precision_recall prf = {0};

    if (hits.estimated > 0)
        prf.precision = (double)hits.matched / (double)hits.estimated;
    if (hits.reference > 0)
        prf.recall = (double)hits.matched / (double)hits.reference;
    if (prf.precision > 0 || prf.recall > 0)
        prf.f = 2 * prf.precision * prf.recall / (prf.precision + prf.recall);
    return prf;
}

void neume_hits_add(struct neume_hits *sum, struct neume_hits more)
{
    sum->matched += more.matched;
    sum->reference += more.reference;
    sum->estimated += more.estimated;
}
