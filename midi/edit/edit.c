/* SPDX-License-Identifier: MIT */
#include "midi/edit/edit.h"

#include <math.h>
#include <string.h>

#include "core/sized.h"
#include "midi/edit/edit_file.h"
#include "midi/edit/edit_key.h"
#include "midi/edit/edit_notes.h"
#include "midi/edit/edit_setup.h"
#include "midi/edit/edit_time.h"
#include "midi/edit/edit_view.h"

void neume_edit_options_init(struct neume_edit_options *options)
{
    *options = (struct neume_edit_options){.size = sizeof *options,
                                           .merge_repeats = -1,
                                           .strength = 1,
                                           .swing = 0.5,
                                           .window = 1,
                                           .window_ticks = -1,
                                           .groove_velocity = 1,
                                           .seed = 1};
}

/* Answers 0 for what is no number, too. */
static int within(double value, double least, double most)
{
    return value >= least && value <= most;
}

static int good_value(const struct neume_note_value *v)
{
    int power = v->denominator;
    if (!power)
        return 1;
    return within(power, 1, 128) && !(power & (power - 1)) && within(v->times, 1, 3) && within(v->per, 1, 3);
}

static int good_velocity(const struct neume_edit_velocity *e)
{
    static const double least[] = {0, -127, 0.1, 0.1, 1}, most[] = {16, 127, 100, 10, 127};
    return within(e->kind, 0, NEUME_VELOCITY_FIXED) && within(e->value, least[e->kind], most[e->kind]);
}

static int good_options(const struct neume_edit_options *o)
{
    int good = o->first_bar >= 0 && (!o->first_bar || o->last_bar >= o->first_bar) && o->merge_repeats <= 3600 &&
               within(o->drop_short, 0, 3600) && within(o->drop_weak, 0, 127) && good_value(&o->grid) &&
               within(o->strength, 0, 1) && within(o->swing, 0.5, 0.75) && within(o->window, 0, 1) &&
               within(o->groove_velocity, 0, 1) && within(o->legato, 0, 2) && within(o->staccato, 0, 10) &&
               within(o->min_length, 0, 3600) && within(o->transpose, -127, 127) &&
               within(o->transpose_in_key, -74, 74) && within(o->key.fifths, -7, 7) && within(o->key.minor, 0, 1) &&
               o->scale <= 0xFFF && within(o->velocities, 0, NEUME_EDIT_MOST_VELOCITIES) &&
               within(o->humanize, 0, 10) && within(o->humanize_velocity, 0, 127) && within(o->channel, 0, 16) &&
               (!o->division || within(o->division, 24, 32767)) && within(o->split, NEUME_SPLIT_HANDS, 127) &&
               within(o->program, 0, 128) && (o->tempo == 0 || within(o->tempo, 4, 960));
    good = good && within(o->setups, 0, NEUME_EDIT_MOST_SETUPS);
    for (int i = 0; good && i < o->setups; i++)
        good = within(o->setup[i].program, 0, 128) && within(o->setup[i].bank, -1, 16383) &&
               within(o->setup[i].volume, -1, 127) && within(o->setup[i].pan, -1, 127);
    for (int i = 0; good && i < o->velocities; i++)
        good = good_velocity(&o->velocity[i]);
    return good;
}

static double step_ticks(const struct neume_smf *smf, const struct neume_note_value *value)
{
    struct neume_note_value v = *value;
    if (!v.denominator)
        v = (struct neume_note_value){16, 1, 1};
    return 4.0 * (smf->division ? smf->division : 1) / v.denominator * v.times / v.per;
}

static enum neume_status edit_times(struct neume_edit_view *v, const struct neume_edit_options *o)
{
    enum neume_status s = NEUME_OK;
    double step = step_ticks(v->smf, &o->grid);
    if ((o->grid.denominator || o->groove) && step < 1)
        return NEUME_ERR_ARGUMENT;
    if (o->grid.denominator)
        s = neume_edit_quantize(v, o, step);
    if (s == NEUME_OK && o->groove)
        s = neume_edit_groove(v, o, step);
    if (o->legato > 0)
        neume_edit_legato(v, o->legato);
    if (o->staccato > 0)
        neume_edit_staccato(v, o->staccato);
    if (o->min_length > 0)
        neume_edit_min_length(v, o->min_length);
    return s;
}

static enum neume_status edit_notes(struct neume_edit_view *v, struct neume_edit_options *o)
{
    if (o->merge_repeats >= 0)
        neume_edit_merge_repeats(v, o->merge_repeats);
    neume_edit_drop_notes(v, o->drop_short, o->drop_weak);
    enum neume_status s = edit_times(v, o);
    neume_edit_find_key(v, o);
    if (s == NEUME_OK && (o->transpose || o->transpose_in_key))
        s = neume_edit_transpose(v, o);
    if (s == NEUME_OK && o->scale)
        neume_edit_to_scale(v, o->scale);
    if (s == NEUME_OK && o->velocities)
        s = neume_edit_velocities(v, o);
    if (s != NEUME_OK)
        return s;
    if (o->humanize > 0 || o->humanize_velocity)
        neume_edit_humanize(v, o);
    if (o->channel)
        neume_edit_channel(v, o->channel);
    return neume_edit_view_commit(v);
}

enum neume_status neume_edit(struct neume_smf *smf, const struct neume_edit_options *options,
                             struct neume_edit_report *report)
{
    struct neume_edit_view view = {0};
    struct neume_edit_options found, *o = &found;
    neume_edit_options_init(o);
    if (report)
        memset(report, 0, sizeof *report);
    if (neume_sized_take(o, sizeof *o, options) != NEUME_OK || !good_options(o))
        return NEUME_ERR_ARGUMENT;
    int musical = o->first_bar || o->grid.denominator || o->groove || o->tempo > 0;
    if ((smf->format == 2 && smf->track_count > 1) || (musical && !o->division && smf->division & 0x8000))
        return NEUME_ERR_UNSUPPORTED;
    enum neume_status s = o->division ? neume_edit_division(smf, o->division) : NEUME_OK;
    if (s == NEUME_OK && o->first_bar)
        s = neume_edit_bars(smf, o->first_bar, o->last_bar);
    if (s == NEUME_OK)
        s = neume_edit_view_init(&view, smf);
    if (s == NEUME_OK)
        s = edit_notes(&view, o);
    if (report)
        *report = view.report;
    neume_edit_view_release(&view);
    if (s == NEUME_OK && o->sign && o->has_key)
        s = neume_edit_sign(smf, &o->key);
    if (s == NEUME_OK && o->split)
        s = neume_edit_split(smf, o->split);
    if (s == NEUME_OK && o->program)
        s = neume_edit_program(smf, o->program);
    if (s == NEUME_OK && o->setups)
        s = neume_edit_setup(smf, o->setup, o->setups);
    if (s == NEUME_OK && o->tempo > 0)
        s = neume_edit_tempo(smf, o->tempo, o->keep);
    return s;
}
