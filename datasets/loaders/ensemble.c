/* SPDX-License-Identifier: MIT
 *
 * Layouts: GuitarSet 1.1.0 and Slakh2100-redux and BabySlakh as in mirdata's indexes; MusicNet as in its archive
 * (train_data, train_labels, test_data, test_labels, musicnet_metadata.csv); URMP as in its archive
 * (Dataset/NN_Name_...: AuMix, AuSep, Notes, F0s); Filosax as in mirdata's sample tree; Bach10 v1.1 as in its
 * Bach10_Dataset_Description.pdf. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/loaders/clips.h"
#include "datasets/loaders/csv.h"
#include "datasets/loaders/rules.h"

static const struct neume_rule guitarset_rule = {
    .audio = "audio_mono-mic/{p}_{s}-{t}-{k}_{m}_mic.wav",
    .reference = "annotation/{p}_{s}-{t}-{k}_{m}.jams",
    .id = "{p}_{s}-{t}-{k}_{m}",
    .category = "{m}",
    .split = "player{p}",
    .format = NEUME_REFERENCE_ANY,
    .channel = -1,
};

const struct neume_rules neume_rules_guitarset = {.rule = &guitarset_rule, .rules = 1};

/* BabySlakh has no splits: its folder is the dataset's own. */
static const struct neume_split_word slakh_splits[] = {
    {"train", "train"}, {"validation", "validation"}, {"test", "test"}, {"omitted", "omitted"}, {NULL, ""}};

static const struct neume_rule slakh_stem = {
    .audio = "Track{0}/stems/S{1}.flac|Track{0}/stems/S{1}.wav",
    .reference = "Track{0}/MIDI/S{1}.mid",
    .id = "Track{0}-S{1}",
    .split = "{^}",
    .word = slakh_splits,
    .format = NEUME_REFERENCE_MIDI,
    .channel = -1,
};

static const struct neume_rule slakh_mix = {
    .audio = "Track{0}/mix.flac|Track{0}/mix.wav",
    .reference = "Track{0}/all_src.mid",
    .id = "Track{0}",
    .category = "mix",
    .split = "{^}",
    .word = slakh_splits,
    .format = NEUME_REFERENCE_MIDI,
    .channel = -1,
};

/* What metadata.yaml says of one stem. */
struct stem {
    char instrument[64];
    int drums, absent;
};

/* The value of "    key: value" in the lines of one stem, which end where the indent falls back. */
static int yaml_value(const char *stem, const char *key, char *out, size_t size)
{
    size_t length = strlen(key);
    for (const char *line = strchr(stem, '\n'); line && !strncmp(line + 1, "    ", 4); line = strchr(line + 1, '\n')) {
        const char *text = line + 5;
        if (strncmp(text, key, length) || text[length] != ':')
            continue;
        text += length + 1;
        text += strspn(text, " '\"");
        snprintf(out, size, "%.*s", (int)strcspn(text, "'\"\r\n"), text);
        return 1;
    }
    return 0;
}

static void read_stem(const char *yaml, const char *name, struct stem *stem)
{
    char key[80], value[64];
    *stem = (struct stem){0};
    snprintf(key, sizeof key, "\n  %.60s:", name);
    const char *at = yaml ? strstr(yaml, key) : NULL;
    if (!at)
        return;
    at++;
    yaml_value(at, "inst_class", stem->instrument, sizeof stem->instrument);
    stem->drums = yaml_value(at, "is_drum", value, sizeof value) && !strcmp(value, "true");
    stem->absent = (yaml_value(at, "audio_rendered", value, sizeof value) && !strcmp(value, "false")) ||
                   (yaml_value(at, "midi_saved", value, sizeof value) && !strcmp(value, "false"));
}

/* ".../Track00001/MIDI/S00.mid" to ".../Track00001/metadata.yaml". */
static char *yaml_path(const struct neume_clip *clip)
{
    const char *path = clip->audio ? clip->audio : clip->references ? clip->reference[0] : "";
    const char *end = strrchr(path, '/');
    while (end && end > path && end[-1] != '/')
        end--;
    size_t length = end ? (size_t)(end - path) : 0;
    char *out = malloc(length + sizeof "metadata.yaml");
    if (out) {
        memcpy(out, path, length);
        strcpy(out + length, "metadata.yaml");
    }
    return out;
}

/* The instrument is the category; a drum stem's truth is hits; what was never rendered is no clip. The clips of one
 * track follow each other, so its table is read once. */
static enum neume_status slakh_finish(const struct neume_tree *tree, struct neume_clips *clips)
{
    enum neume_status status = NEUME_OK;
    char *path = NULL, *yaml = NULL;
    size_t kept = 0, size = 0, i = 0;
    (void)tree;
    for (; i < clips->count && status == NEUME_OK; i++) {
        struct neume_clip *clip = &clips->clip[i];
        struct stem stem;
        char *fresh = yaml_path(clip);
        if (!fresh)
            status = NEUME_ERR_MEMORY;
        if (fresh && (!path || strcmp(fresh, path))) {
            free(yaml);
            yaml = NULL;
            status = neume_text_read(fresh, &yaml, &size) == NEUME_ERR_MEMORY ? NEUME_ERR_MEMORY : NEUME_OK;
        }
        free(path);
        path = fresh;
        const char *name = strrchr(clip->id, '-');
        read_stem(yaml, name ? name + 1 : "", &stem);
        if (status == NEUME_OK && *stem.instrument)
            status = neume_clip_set(&clip->category, stem.instrument);
        clip->kind = stem.drums ? NEUME_CLIP_DRUMS : clip->kind;
        if (stem.absent && clip->missing)
            neume_clip_release(clip);
        else
            clips->clip[kept++] = *clip;
    }
    for (; i < clips->count; i++)
        clips->clip[kept++] = clips->clip[i];
    clips->count = kept;
    free(yaml);
    free(path);
    return status;
}

const struct neume_rules neume_rules_slakh = {.rule = &slakh_stem, .rules = 1, .editions = 1, .finish = slakh_finish};
const struct neume_rules neume_rules_slakh_mix = {.rule = &slakh_mix, .rules = 1, .editions = 1};

static const struct neume_rule musicnet_rules[] = {
    {
        .audio = "train_data/{0}.wav",
        .reference = "train_labels/{0}.csv",
        .id = "{0}",
        .split = "train",
        .format = NEUME_REFERENCE_MUSICNET,
        .channel = -1,
    },
    {
        .audio = "test_data/{0}.wav",
        .reference = "test_labels/{0}.csv",
        .id = "{0}",
        .split = "test",
        .format = NEUME_REFERENCE_MUSICNET,
        .channel = -1,
    },
};

static const struct neume_category_file musicnet_ensembles = {"musicnet_metadata.csv", "id", "ensemble"};

const struct neume_rules neume_rules_musicnet = {.rule = musicnet_rules, .rules = 2, .category = &musicnet_ensembles};

static const struct neume_rule urmp_rules[] = {
    {
        .audio = "{d}/AuMix_{d}.wav",
        .reference = "{d}/Notes_{x}.txt",
        .id = "{d}",
        .category = "mix",
        .format = NEUME_REFERENCE_HZ_NOTES,
        .channel = -1,
    },
    {
        .audio = "{d}/AuSep_{0}_{i}_{x}.wav",
        .reference = "{d}/Notes_{0}_{i}_{x}.txt",
        .id = "{x}/{0}_{i}",
        .category = "{i}",
        .format = NEUME_REFERENCE_HZ_NOTES,
        .channel = -1,
    },
};

const struct neume_rules neume_rules_urmp = {.rule = urmp_rules, .rules = 2};

static const struct neume_rule bach10_rule = {
    .audio = "{0}-{t}/{0}-{t}.wav",
    .reference = "{0}-{t}/{0}-{t}.txt",
    .id = "{0}-{t}",
    .category = "mix",
    .format = NEUME_REFERENCE_BACH10,
    .channel = -1,
    .reference_only = 1,
};

const struct neume_rules neume_rules_bach10 = {.rule = &bach10_rule, .rules = 1};

static const struct neume_rule filosax_rule = {
    .audio = "Participant {p}/{t}/Sax.wav",
    .reference = "Participant {p}/{t}/annotations.json",
    .id = "P{p}-{t}",
    .category = "saxophone",
    .format = NEUME_REFERENCE_ANY,
    .channel = -1,
};

const struct neume_rules neume_rules_filosax = {.rule = &filosax_rule, .rules = 1};
