/* SPDX-License-Identifier: MIT
 *
 * A network as a stream: a frame in, a frame out some frames later. Every layer keeps the few rows that those after it
 * still need, so that all of it stays in the cache. Before the first frame and after the last, every layer's rows are
 * zero, as a convolution over the whole recording with zero padding has it. */
#ifndef NEUME_MODELS_NN_NET_H
#define NEUME_MODELS_NN_NET_H

#include "models/nn/kernel.h"
#include "models/nn/weight_file.h"
#include "neume/status.h"

struct neume_net; /* a stream */

/* The weights are borrowed until the free. MEMORY; those of neume_kernel_chosen(). */
enum neume_status neume_net_new(struct neume_net **out, const struct neume_weights *weights);
void neume_net_free(struct neume_net *net);
void neume_net_reset(struct neume_net *net);

/* The kernel to use instead of the machine's best, before the first frame. UNSUPPORTED: it does not run here. */
enum neume_status neume_net_use(struct neume_net *net, enum neume_kernel kind);

/* Shapes of a frame: of the input [bins], of the output [bins][channels]. */
int neume_weights_input_bins(const struct neume_weights *w);
int neume_weights_output_bins(const struct neume_weights *w);
int neume_weights_output_channels(const struct neume_weights *w);

/* Takes one frame, finite. Returns the output frame that it completes, that of the input frame neume_net_delay()
 * frames earlier, good until the next call; NULL for the first ones. Never allocates. */
const float *neume_net_push(struct neume_net *net, const float *frame);

/* After the last frame: the output frames still to come, one a call, then NULL. Only a reset follows. */
const float *neume_net_flush(struct neume_net *net);

/* Frames from an input to its output. */
int neume_net_delay(const struct neume_net *net);

/* Frames on either side of an input frame on which its output may depend. A recording can be cut into blocks for
 * several threads: a stream that begins so many frames before a block and ends so many after it, or at the recording's
 * own ends, gives the same bits for the block as one stream over the whole. */
int neume_net_context(const struct neume_weights *w);

#endif
