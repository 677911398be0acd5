/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_BENCH_AUDIO_H
#define NEUME_CLI_COMMANDS_BENCH_AUDIO_H

#include "datasets/loaders/dataset.h"
#include "neume/status.h"

/* Makes one clip's recording ready as a file: the dataset's own, or, where only one of its channels is meant or neume
 * composed the piece, a new one at `spare`, a name that ends in .wav. *path is either of them, *duration its length in
 * seconds, NaN where it is unknown. The statuses of audio/decode.h, audio/encode.h and loaders/synthetic.h. */
enum neume_status neume_cli_bench_audio(const struct neume_clip *clip, const char *soundfont, const char *spare,
                                        const char **path, double *duration);

#endif
