/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audio/encode.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"

enum { MOST_TOKENS = 24, DEEPEST = 4, MOST_FILES = 20000 };

/* A name in lower-case words and numbers. */
struct tokens {
    char word[MOST_TOKENS][24];
    size_t count;
};

static int kind_of(char c)
{
    unsigned char u = (unsigned char)c;
    return isdigit(u) ? 1 : isalpha(u) ? 2 : 0;
}

/* Whether a word begins at name[i] within letters: "hatClosed", "HHOpen". */
static int begins_word(const char *name, size_t length, size_t i)
{
    if (!isupper((unsigned char)name[i]))
        return 0;
    return islower((unsigned char)name[i - 1]) ||
           (isupper((unsigned char)name[i - 1]) && i + 1 < length && islower((unsigned char)name[i + 1]));
}

static void split(const char *name, size_t length, struct tokens *t)
{
    t->count = 0;
    for (size_t i = 0; i < length && t->count < MOST_TOKENS;) {
        int kind = kind_of(name[i]);
        size_t n = 0;
        char *word = t->word[t->count];
        for (size_t from = i; i < length && kind_of(name[i]) == kind; i++)
            if (kind == 2 && i > from && begins_word(name, length, i))
                break;
            else if (kind && n < sizeof t->word[0] - 1)
                word[n++] = (char)tolower((unsigned char)name[i]);
        word[n] = 0;
        t->count += kind != 0;
    }
}

/* The place of one of the words in a list such as "kick bd kd", or -1. */
static int find(const struct tokens *t, const char *list)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t length = strlen(t->word[i]);
        for (const char *at = list; (at = strstr(at, t->word[i])) != NULL; at += length)
            if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
                return (int)i;
    }
    return -1;
}

static int has(const struct tokens *t, const char *list)
{
    return find(t, list) >= 0;
}

static int number_after(const struct tokens *t, int place)
{
    if (place < 0 || (size_t)place + 1 >= t->count || !isdigit((unsigned char)t->word[place + 1][0]))
        return -1;
    return neume_kit_number(t->word[place + 1]);
}

static int tom_key(const struct tokens *t)
{
    int number = number_after(t, find(t, "tom toms t"));
    number = number < 0 ? number_after(t, find(t, "rack")) : number;
    if (has(t, "floor ft lo low lt lowtom lotom floortom large") || number >= 3)
        return number == 4 || has(t, "floor ft floortom") ? 41 : 43;
    if (has(t, "mid middle mt midtom medium") || number == 2)
        return 47;
    return 48;
}

static int hat_key(const struct tokens *t)
{
    if (has(t, "pedal foot phh ph hhp hhf hp chick pedalhat footsplash"))
        return 44;
    return has(t, "open opened o op opn ohh oh oph hho ho openhat half semi loose swish swished") ? 46 : 42;
}

static int snare_key(const struct tokens *t)
{
    if (has(t, "sidestick ss xstick crossstick crosstick rim rimclick rs") || has(t, "stick sticks"))
        return 37;
    if (has(t, "rimshot rimshots")) /* a snare, and another than the one beside it */
        return 40;
    return has(t, "snare snares sd sn snr snaredrum") ? 38 : 0;
}

static int cymbal_key(const struct tokens *t)
{
    if (has(t, "ridebell rb") || (has(t, "bell") && has(t, "ride rd cymbal")))
        return 53;
    if (has(t, "ride rides rd ridecymbal rc"))
        return 51;
    if (has(t, "splash"))
        return 55;
    if (has(t, "china chinese"))
        return 52;
    return has(t, "crash crashes cr crashcymbal cymbal cymbals cym cy cc") ? 49 : 0;
}

/* The rest of General MIDI's percussion, by words of which each says all; `low`: where the lower of two has its own. */
static int percussion_key(const struct tokens *t)
{
    static const struct {
        const char *words;
        int key, low;
    } rows[] = {{"clap claps handclap handclaps cp", 39, 0},
                {"cowbell cb", 56, 0},
                {"tambourine tamb tambo", 54, 0},
                {"vibraslap", 58, 0},
                {"bongo bongos", 60, 61},
                {"conga congas", 63, 64},
                {"timbale timbales", 65, 66},
                {"agogo agogos", 67, 68},
                {"cabasa", 69, 0},
                {"shaker shakers", 82, 0},
                {"maraca maracas", 70, 0},
                {"guiro", 74, 0},
                {"clave claves", 75, 0},
                {"woodblock woodblocks", 76, 77},
                {"cuica", 79, 0},
                {"triangle", 81, 0},
                {"bell", 53, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (has(t, rows[i].words))
            return rows[i].low && has(t, "low lo") ? rows[i].low : rows[i].key;
    return 0;
}

static int is_hat(const struct tokens *t)
{
    return has(t, "hihat hihats hat hats hh chh ohh phh hho hhc hhp hhf hc ho hp closedhat openhat pedalhat charley") ||
           (has(t, "hi") && has(t, "hat hats")) || has(t, "swish");
}

static int key_of_tokens(const struct tokens *t)
{
    if (is_hat(t))
        return hat_key(t);
    if (has(t, "kick kicks bd kd kik kickdrum bassdrum bdrum kdrum") || (has(t, "bass k") && has(t, "drum")))
        return 36;
    int key = snare_key(t);
    if (key)
        return key;
    if (has(t, "tom toms lowtom midtom hightom hitom lotom floortom lt mt ht ft rack floor") ||
        (t->count > 1 && !strcmp(t->word[0], "t") && number_after(t, 0) > 0))
        return tom_key(t);
    key = cymbal_key(t);
    if (!key)
        key = percussion_key(t);
    /* OH may be overheads, and CH a channel, in names that say more. */
    return key ? key : has(t, "oh") ? 46 : has(t, "ch") ? 42 : 0;
}

int neume_kit_key_of_name(const char *name)
{
    struct tokens t;
    split(name, strlen(name), &t);
    return key_of_tokens(&t);
}

/* One file on its way to a region. */
struct file {
    char *path;
    int key, layer; /* layer: any number, that rises with the velocity */
};

struct files {
    struct file *file; /* [count] */
    size_t count, capacity;
    char *unnamed; /* the first, by its name, of those that say no drum; NULL: none */
    size_t unnamed_count;
    char *real; /* the kit's folder, its links followed */
};

/* "v3", "vel 3", "layer3"; soft, medium, hard; pp to ff. */
static int layer_of(const struct tokens *t)
{
    static const char *const loudness[] = {"ppp",
                                           "pp",
                                           "p soft softest quiet ghost lo low",
                                           "mp",
                                           "m medium med mid",
                                           "mf",
                                           "f hard hi high loud accent",
                                           "ff hardest",
                                           "fff"};
    int number = number_after(t, find(t, "v vel velocity layer lay l vl"));
    if (number >= 0)
        return number;
    for (int i = 0; i < (int)(sizeof loudness / sizeof *loudness); i++)
        if (has(t, loudness[i]))
            return i;
    return 0;
}

/* What "low" or "mid" says of a tom is its size, not its loudness. */
static int layer_of_tom(struct tokens *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (strstr(" lo low mid middle medium hi high ", t->word[i]))
            strcpy(t->word[i], "-");
    return layer_of(t);
}

/* The key by the file's own name, or by the nearest folder whose name says it. `inside` is the path below the kit. */
static void understand(const char *inside, struct file *f)
{
    struct tokens t;
    const char *end = strrchr(inside, '.');
    f->key = 0;
    while (!f->key && end) {
        const char *start = end;
        while (start > inside && start[-1] != '/')
            start--;
        split(start, (size_t)(end - start), &t);
        f->key = key_of_tokens(&t);
        end = start > inside ? start - 1 : NULL;
    }
    const char *dot = strrchr(inside, '.'), *slash = strrchr(inside, '/'), *base = slash ? slash + 1 : inside;
    split(base, (size_t)(dot - base), &t);
    enum neume_drum drum = neume_drum_of_key(f->key);
    int is_tom = drum == NEUME_DRUM_T1 || drum == NEUME_DRUM_T2 || drum == NEUME_DRUM_T3;
    f->layer = is_tom ? layer_of_tom(&t) : layer_of(&t);
}

static enum neume_status push(struct files *files, char *path, size_t root)
{
    if (files->count == files->capacity) {
        size_t capacity = files->capacity ? 2 * files->capacity : 64;
        struct file *grown = realloc(files->file, capacity * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        files->file = grown;
        files->capacity = capacity;
    }
    struct file f = {.path = path};
    understand(path + root + 1, &f);
    if (!f.key) {
        char **first = &files->unnamed;
        files->unnamed_count++;
        if (*first && strcmp(*first, path) < 0) {
            free(path);
        } else {
            free(*first);
            *first = path;
        }
    } else
        files->file[files->count++] = f;
    return NEUME_OK;
}

/* Whether a path, its links followed, lies in the kit's folder. */
static int is_inside(const struct files *files, const char *path)
{
    char *real = realpath(path, NULL);
    size_t n = strlen(files->real);
    int inside = real && !strncmp(real, files->real, n) && (real[n] == '/' || (n && files->real[n - 1] == '/'));
    free(real);
    return inside;
}

static enum neume_status collect(struct files *files, const char *folder, size_t root, int depth)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    enum neume_status status = NEUME_OK;
    for (struct dirent *e; status == NEUME_OK && (e = readdir(dir)) != NULL;) {
        struct stat st = {0}; /* a link to nowhere is a file that will not open, and is named then */
        if (*e->d_name == '.')
            continue;
        char *path = neume_kit_path(folder, e->d_name);
        if (!path)
            status = NEUME_ERR_MEMORY;
        else if (!stat(path, &st) && (!(S_ISDIR(st.st_mode) || S_ISREG(st.st_mode)) || !is_inside(files, path)))
            ; /* pipes and the like, and links that lead out of the kit */
        else if (S_ISDIR(st.st_mode) && depth < DEEPEST)
            status = collect(files, path, root, depth + 1);
        else if (neume_encoder_knows(path) && !S_ISDIR(st.st_mode) && files->count < MOST_FILES) {
            status = push(files, path, root);
            path = status == NEUME_OK ? NULL : path;
        }
        free(path);
    }
    closedir(dir);
    return status;
}

static int in_order(const void *a, const void *b)
{
    const struct file *x = a, *y = b;
    if (x->key != y->key)
        return x->key - y->key;
    return x->layer != y->layer ? (x->layer > y->layer) - (x->layer < y->layer) : strcmp(x->path, y->path);
}

/* The files of one key: its layers share the velocities evenly. */
static enum neume_status add_key(struct neume_kit *kit, const struct file *file, size_t count)
{
    int layers = 1, layer = 0;
    for (size_t i = 1; i < count; i++)
        layers += file[i].layer != file[i - 1].layer;
    for (size_t i = 0; i < count; i++) {
        struct neume_kit_region r;
        neume_kit_region_init(&r);
        layer += i && file[i].layer != file[i - 1].layer;
        r.low_key = r.high_key = (uint8_t)file[i].key;
        r.low_velocity = (uint8_t)(1 + 127 * layer / layers);
        r.high_velocity = (uint8_t)(127 * (layer + 1) / layers);
        const char *path = neume_kit_keep(kit, file[i].path);
        enum neume_status status = path ? neume_kit_add(kit, &r, path) : NEUME_ERR_MEMORY;
        if (status != NEUME_OK)
            return status;
    }
    return NEUME_OK;
}

enum neume_status neume_kit_read_folder(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    struct files files = {0};
    (void)problem;
    kit->choice = NEUME_KIT_SHUFFLE;
    kit->normalises = 1;
    files.real = realpath(path, NULL);
    enum neume_status status = files.real ? collect(&files, path, strlen(path), 0) : NEUME_ERR_READ;
    free(files.real);
    if (files.count)
        qsort(files.file, files.count, sizeof *files.file, in_order);
    for (size_t i = 0, n; status == NEUME_OK && i < files.count; i += n) {
        for (n = 1; i + n < files.count && files.file[i + n].key == files.file[i].key;)
            n++;
        status = add_key(kit, files.file + i, n);
    }
    for (size_t i = 0; i < files.count; i++)
        free(files.file[i].path);
    free(files.file);
    kit->unnamed = files.unnamed;
    kit->unnamed_count = files.unnamed_count;
    return status;
}

enum neume_status neume_kit_read_sample(struct neume_kit *kit, const char *path)
{
    struct neume_kit_region r;
    neume_kit_region_init(&r);
    kit->choice = NEUME_KIT_SHUFFLE;
    kit->normalises = kit->is_sample = 1;
    const char *kept = neume_kit_keep(kit, path);
    return kept ? neume_kit_add(kit, &r, kept) : NEUME_ERR_MEMORY;
}
