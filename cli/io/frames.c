/* SPDX-License-Identifier: MIT */
#include "cli/io/frames.h"

#include "api/pitch_printer.h"
#include "cli/io/paths.h"

enum { BLOCK = 4096, ROOM = 64 };

enum neume_pitch_format neume_cli_frames_format_of(const char *name, enum neume_pitch_format otherwise)
{
    static const struct {
        const char *ending;
        enum neume_pitch_format format;
    } endings[] = {{".sv.csv", NEUME_PITCH_AS_SV},
                   {".svl", NEUME_PITCH_AS_SVL},
                   {".csv", NEUME_PITCH_AS_CSV},
                   {".json", NEUME_PITCH_AS_JSON},
                   {".mirex", NEUME_PITCH_AS_MIREX}};
    for (size_t i = 0; name && i < sizeof endings / sizeof *endings; i++)
        if (neume_cli_has_ending(name, endings[i].ending))
            return endings[i].format;
    return otherwise;
}

/* A printer for each form. */
struct printers {
    struct neume_pitch_printer printer[CLI_MOST_FRAMES_FORMS];
    size_t count;
};

static void print_frames(struct printers *p, const struct neume_pitch_frame *frame, size_t made)
{
    for (size_t i = 0; i < made; i++)
        for (size_t k = 0; k < p->count; k++)
            neume_pitch_printer_frame(&p->printer[k], &frame[i]);
}

static enum neume_status follow(struct neume_source *source, struct neume_pyin *pyin, struct printers *p,
                                neume_progress_fn progress, void *user)
{
    float block[BLOCK];
    struct neume_pitch_frame frame[ROOM];
    size_t got, made;
    do {
        if (progress && progress(user, neume_source_share(source)))
            return NEUME_ERR_CANCELLED;
        enum neume_status status = neume_source_read(source, block, BLOCK, &got);
        if (status != NEUME_OK)
            return status;
        for (size_t used = 0; used < got;) {
            used += neume_pyin_process(pyin, block + used, got - used, frame, ROOM, &made);
            print_frames(p, frame, made);
        }
    } while (got);
    while ((made = neume_pyin_flush(pyin, frame, ROOM)) > 0)
        print_frames(p, frame, made);
    return NEUME_OK;
}

enum neume_status neume_cli_write_frames(struct neume_source *source, const struct neume_pyin_config *config,
                                         const struct cli_frames_form *form, size_t count, neume_progress_fn progress,
                                         void *user)
{
    struct printers p = {.count = count < CLI_MOST_FRAMES_FORMS ? count : CLI_MOST_FRAMES_FORMS};
    struct neume_pyin *pyin;
    enum neume_status status = neume_pyin_new(&pyin, config);
    if (status != NEUME_OK)
        return status;
    for (size_t i = 0; i < p.count; i++) {
        p.printer[i] = (struct neume_pitch_printer){.f = form[i].f,
                                                    .format = form[i].format,
                                                    .rate = neume_source_info(source)->sample_rate,
                                                    .min_hz = config->min_hz,
                                                    .max_hz = config->max_hz,
                                                    .pitch = -1};
        neume_pitch_printer_begin(&p.printer[i]);
    }
    status = follow(source, pyin, &p, progress, user);
    for (size_t i = 0; i < p.count; i++)
        neume_pitch_printer_end(&p.printer[i]);
    neume_pyin_free(pyin);
    return status;
}
