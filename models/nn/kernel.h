/* SPDX-License-Identifier: MIT
 *
 * One row of a convolution: out[bin][c] = bias + residual + sum over taps and inputs of in[bin * step + i] * w[i][c].
 *
 * A block of bins and channels is held in registers while its taps pass by (the micro-kernel of Goto and van de Geijn,
 * "Anatomy of high-performance matrix multiplication", ACM TOMS 2008). Every output is summed in the order of the taps,
 * wherever its block lies, so all kinds with fused multiply-add give the same numbers; the plain one, on a machine
 * without it, rounds every product as well. */
#ifndef NEUME_MODELS_NN_KERNEL_H
#define NEUME_MODELS_NN_KERNEL_H

#include <stddef.h>

#include "neume/status.h"

enum neume_kernel {
    NEUME_KERNEL_PLAIN,
    NEUME_KERNEL_AVX2,
    NEUME_KERNEL_AVX_VNNI,
    NEUME_KERNEL_AVX512,
    NEUME_KERNEL_AVX512_VNNI,
    NEUME_KERNEL_NEON_DOT,
    NEUME_KERNEL_COUNT
};

enum {
    NEUME_KERNEL_LANES = 8, /* the pitch of an output row is a multiple of this */
    NEUME_KERNEL_TAPS = 128 /* of a row, at most */
};

/* A tap, or taps on neighbouring bins that one run of floats serves. */
struct neume_kernel_tap {
    const float *in;      /* what bin 0 reads; valid for every bin, zeros where the tap lies beyond the input's bins */
    const float *weights; /* [count][pitch] */
    int count;            /* inputs */
    int first, last;      /* the bins from first up to, not with, last read something other than those zeros */
};

struct neume_kernel_row {
    const struct neume_kernel_tap *tap;
    int taps;              /* 0..NEUME_KERNEL_TAPS */
    int bins, pitch, step; /* pitch: channels; step: floats of input from one bin to the next */
    const float *bias;     /* [bins][pitch] where bias_step is pitch, [pitch] where it is 0 */
    int bias_step;
    const float *residual; /* [bins][pitch], or NULL */
    int relu;
    float *out; /* [bins][pitch], apart from all that is read */
};

/* "plain", "avx2", "avx_vnni", "avx512", "avx512_vnni", "neon_dot". */
const char *neume_kernel_name(enum neume_kernel kind);

/* Whether this machine can run the kind, and the fastest that it can. */
int neume_kernel_runs(enum neume_kernel kind);
enum neume_kernel neume_kernel_best(void);

/* The kind that the environment names in NEUME_KERNEL, or the best without a name. ARGUMENT: no such name; UNSUPPORTED:
 * it does not run here; *kind is the best then. */
enum neume_status neume_kernel_chosen(enum neume_kernel *kind);

/* kind: one that runs here. */
void neume_kernel_row(enum neume_kernel kind, const struct neume_kernel_row *row);

#endif
