/* SPDX-License-Identifier: MIT
 *
 * Of libneume_render: the datasets that `neume bench` knows, their clips and truths under a folder, and the scores of a
 * transcriber over them.
 *
 *     neume_dataset_open(&set, "maps", "/data", "test", &error);
 *     for (size_t i = 0; neume_dataset_clip_get(set, i, &clip); i++)
 *         if (!clip.missing_audio && !clip.missing_reference) {
 *             ... transcribe clip.audio to `notes` ...
 *             neume_dataset_score(set, i, &notes, &scores, &error);
 *         }
 *     neume_dataset_report(set, NEUME_REPORT_TEXT, &text, &size, &error);
 *     neume_dataset_free(set); */
#ifndef NEUME_DATASET_H
#define NEUME_DATASET_H

#include <stddef.h>

#include "neume/error.h"
#include "neume/evaluate.h"
#include "neume/note.h"

NEUME_BEGIN_DECLS

/* What is known of a dataset. All strings are static and never NULL; "" where there is nothing to say. */
struct neume_dataset_info {
    const char *name;     /* as one types it: "maps" */
    const char *title;    /* "MAPS (MIDI Aligned Piano Sounds)" */
    const char *what;     /* what was recorded, and what the reference says */
    const char *kind;     /* what the reference is about: "notes", "drums", "f0", "beats" */
    const char *licence;  /* an SPDX name, or a few words */
    const char *size;     /* of the download */
    const char *home;     /* URL */
    const char *citation; /* "Emiya et al., 2010, ..." */
    const char *splits;   /* the words that a clip's split can be, and who says so */
    size_t clips;         /* of the whole dataset; 0 where any number is right */
};

/* Number `index` of all datasets. Returns 1, or 0 beyond the last. */
NEUME_RENDER_API int neume_dataset_info_get(size_t index, struct neume_dataset_info *info);

/* What of a dataset lies under a folder, and the scores that were made; of one thread at a time. */
struct neume_dataset_files;

/* root: the dataset's own folder or one above it; NULL for "synthetic" alone. split: the clips of one split; NULL: all.
 * `error` may be NULL. ARGUMENT: no dataset of that name; NOT_FOUND, PERMISSION, DIRECTORY, READ: the root; EMPTY:
 * nothing of it lies there, or in that split; DAMAGED: its table, with the line in `error`; MEMORY. On failure *set is
 * NULL. */
NEUME_RENDER_API enum neume_status neume_dataset_open(struct neume_dataset_files **set, const char *name,
                                                      const char *root, const char *split, struct neume_error *error);

/* Takes NULL. */
NEUME_RENDER_API void neume_dataset_free(struct neume_dataset_files *set);

/* One recording with its truth. Borrowed from the set. */
struct neume_dataset_clip {
    const char *id;         /* unique within the dataset */
    const char *category;   /* "piano", "jazz" ...; may be "" */
    const char *split;      /* "train", "test", a fold; "" where the dataset has none */
    const char *kind;       /* as in struct neume_dataset_info */
    const char *audio;      /* path; NULL where there is none, as for a synthetic clip: its truth can be rendered */
    char *const *reference; /* [references] paths that together are the truth */
    size_t references;      /* of files */
    int channel;            /* of the audio that the truth is about, from 0; -1: all */
    int missing_audio;      /* 1: it should lie there and does not */
    int missing_reference;  /* the same */
};

/* Clip number `index`, by id. Returns 1, or 0 beyond the last. */
NEUME_RENDER_API int neume_dataset_clip_get(const struct neume_dataset_files *set, size_t index,
                                            struct neume_dataset_clip *clip);

/* Appends the notes and drum hits of a clip's truth, in seconds, sorted; pitches are rounded, hits have one General
 * MIDI key for each of five classes. A truth of another kind gives none. `error` may be NULL. ARGUMENT: no such clip;
 * NOT_FOUND, READ, FORMAT, DAMAGED: the reference; MEMORY. On failure `notes` is as it was. */
NEUME_RENDER_API enum neume_status neume_dataset_truth(const struct neume_dataset_files *set, size_t index,
                                                       struct neume_notes *notes, struct neume_error *error);

/* Scores an estimate, in seconds, by the measures of `neume bench`, and keeps them for the two functions below.
 * `estimate` NULL: the transcriber failed, which counts as nothing found. `scores`, `error` may be NULL. ARGUMENT: no
 * such clip, one that was scored already, or numbers that no file could hold; the statuses of neume_dataset_truth(). */
NEUME_RENDER_API enum neume_status neume_dataset_score(struct neume_dataset_files *set, size_t index,
                                                       const struct neume_notes *estimate, struct neume_scores *scores,
                                                       struct neume_error *error);

/* A measure over all clips that were scored. */
struct neume_dataset_figure {
    double value; /* NaN where no clip has it */
    double low;   /* of a 95 % interval by the bootstrap over clips; NaN of fewer than two clips */
    double high;  /* the same */
    size_t clips; /* that have it */
};

/* measure: "note_F" and so on. pooled: 0: the mean over clips; 1: of all events together, NaN where it has no meaning.
 * ARGUMENT: no such measure; MEMORY. */
NEUME_RENDER_API enum neume_status neume_dataset_figure_get(const struct neume_dataset_files *set, const char *measure,
                                                            int pooled, struct neume_dataset_figure *figure);

/* What `neume bench` prints, as JSON, and as a page. */
enum neume_report_format { NEUME_REPORT_TEXT, NEUME_REPORT_JSON, NEUME_REPORT_HTML };

/* All that was scored to *bytes [*size], which a 0 follows, to be freed by neume_free(); NULL after a failure. `error`
 * may be NULL. Clips that were not scored count as missing. ARGUMENT, MEMORY. */
NEUME_RENDER_API enum neume_status neume_dataset_report(struct neume_dataset_files *set,
                                                        enum neume_report_format format, char **bytes, size_t *size,
                                                        struct neume_error *error);

NEUME_END_DECLS

#endif
