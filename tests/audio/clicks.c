/* SPDX-License-Identifier: MIT
 *
 * Clicks at known samples through other programs' encoders and containers, and how late each comes back: `clicks`
 * prints a table and fails where one is over a millisecond, or where a file that lacks its last bytes is not called
 * truncated. Rows whose program is missing are left
 * out; 77 without ffmpeg. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/libav.h"
#include "tests/audio/sounds.h"

enum { SECONDS = 4, SHIFT_MS = 80, AROUND_MS = 12 };

static const double places[] = {0.25, 0.9, 1.7, 2.6, 3.3, 3.8};
enum { CLICKS = sizeof places / sizeof places[0] };

#define FF "ffmpeg -v error -nostdin -y -i in.wav "

static const struct row {
    const char *name, *file, *program, *command;
    int rate; /* Hz */
    int needs_libav;
} rows[] = {
    {"MP3, LAME", "x.mp3", "lame", "lame --quiet in.wav x.mp3", 44100, 0},
    {"MP3, LAME, VBR", "x.mp3", "lame", "lame --quiet -V 2 in.wav x.mp3", 44100, 0},
    {"MP3, LAME, no Info header", "x.mp3", "lame", "lame --quiet -t in.wav x.mp3", 44100, 0},
    {"MP3, LAME, 22.05 kHz, no Info header", "x.mp3", "lame", "lame --quiet -t in.wav x.mp3", 22050, 0},
    {"MP3, LAME, 8 kHz", "x.mp3", "lame", "lame --quiet -b 24 in.wav x.mp3", 8000, 0},
    {"MP3, FFmpeg, no Xing header", "x.mp3", "ffmpeg", FF "-write_xing 0 x.mp3", 44100, 0},
    {"MP3, Shine", "x.mp3", "ffmpeg", FF "-c:a libshine x.mp3", 44100, 0},
    {"MP3 in WAV", "x.wav", "ffmpeg", FF "-c:a libmp3lame x.wav", 44100, 0},
    {"MP3 in Matroska", "x.mkv", "ffmpeg", FF "-c:a libmp3lame x.mkv", 44100, 1},
    {"MP3 in MP4", "x.mp4", "ffmpeg", FF "-c:a libmp3lame x.mp4", 44100, 1},
    {"MP3 in AVI", "x.avi", "ffmpeg", FF "-c:a libmp3lame x.avi", 44100, 1},
    {"MP2, FFmpeg", "x.mp2", "ffmpeg", FF "x.mp2", 44100, 0},
    {"MP2, TwoLAME", "x.mp2", "twolame", "twolame --quiet in.wav x.mp2", 44100, 0},
    {"AAC in M4A (edit list)", "x.m4a", "ffmpeg", FF "-c:a aac x.m4a", 44100, 1},
    {"AAC in M4A, no edit list", "x.m4a", "ffmpeg", FF "-c:a aac -use_editlist 0 x.m4a", 44100, 1},
    {"AAC in fragmented MP4", "x.mp4", "ffmpeg", FF "-c:a aac -movflags frag_keyframe+empty_moov x.mp4", 44100, 1},
    {"AAC in MOV", "x.mov", "ffmpeg", FF "-c:a aac x.mov", 48000, 1},
    {"AAC in ADTS", "x.aac", "ffmpeg", FF "x.aac", 44100, 1},
    {"AAC in Matroska", "x.mkv", "ffmpeg", FF "-c:a aac x.mkv", 44100, 1},
    {"AAC in MPEG-TS", "x.ts", "ffmpeg", FF "-c:a aac x.ts", 44100, 1},
    {"AAC in FLV", "x.flv", "ffmpeg", FF "-c:a aac x.flv", 44100, 1},
    {"ALAC in M4A", "x.m4a", "ffmpeg", FF "-c:a alac x.m4a", 44100, 1},
    {"Opus, opusenc", "x.opus", "opusenc", "opusenc --quiet in.wav x.opus", 44100, 0},
    {"Opus, opusenc, 8 kHz", "x.opus", "opusenc", "opusenc --quiet in.wav x.opus", 8000, 0},
    {"Opus in WebM", "x.webm", "ffmpeg", FF "-c:a libopus x.webm", 48000, 1},
    {"Opus in MP4", "x.mp4", "ffmpeg", FF "-c:a libopus x.mp4", 48000, 1},
    {"Vorbis, oggenc", "x.ogg", "oggenc", "oggenc -Q in.wav -o x.ogg", 44100, 0},
    {"Vorbis in WebM", "x.webm", "ffmpeg", FF "-c:a libvorbis x.webm", 44100, 1},
    {"WMA 2", "x.wma", "ffmpeg", FF "-c:a wmav2 x.wma", 44100, 1},
    {"WMA 2, 22.05 kHz", "x.wma", "ffmpeg", FF "-c:a wmav2 x.wma", 22050, 1},
    {"WMA 1", "x.wma", "ffmpeg", FF "-c:a wmav1 x.wma", 44100, 1},
    {"AC-3", "x.ac3", "ffmpeg", FF "x.ac3", 48000, 1},
    {"AC-3 in MP4", "x.mp4", "ffmpeg", FF "-c:a ac3 x.mp4", 48000, 1},
    {"E-AC-3", "x.eac3", "ffmpeg", FF "x.eac3", 48000, 1},
    {"DTS", "x.dts", "ffmpeg", FF "-c:a dca -strict -2 x.dts", 48000, 1},
    {"WavPack", "x.wv", "wavpack", "wavpack -q -y in.wav -o x.wv", 44100, 1},
    {"WavPack, lossy", "x.wv", "wavpack", "wavpack -q -y -b 256 in.wav -o x.wv", 44100, 1},
    {"TTA", "x.tta", "ffmpeg", FF "x.tta", 44100, 1},
    {"FLAC", "x.flac", "flac", "flac -s -f in.wav -o x.flac", 44100, 0},
    {"FLAC in Ogg", "x.oga", "flac", "flac -s -f --ogg in.wav -o x.oga", 44100, 0},
    {"FLAC in MP4", "x.mp4", "ffmpeg", FF "-c:a flac -strict -2 x.mp4", 44100, 1},
    {"Speex, narrow band", "x.spx", "speexenc", "speexenc --quiet in.wav x.spx", 8000, 1},
    {"Speex, wide band", "x.spx", "speexenc", "speexenc --quiet in.wav x.spx", 16000, 1},
    {"AMR, narrow band", "x.amr", "sox", "sox in.wav -t amr-nb x.amr", 8000, 1},
    {"GSM 6.10 in WAV", "x.wav", "sox", "sox in.wav -e gsm-full-rate x.wav", 8000, 0},
    {"G.722 in WAV", "x.wav", "ffmpeg", FF "-c:a g722 x.wav", 16000, 1},
    {"IMA ADPCM in WAV", "x.wav", "ffmpeg", FF "-c:a adpcm_ima_wav x.wav", 44100, 0},
    {"PCM in W64", "x.w64", "ffmpeg", FF "x.w64", 44100, 0},
    {"PCM in VOC", "x.voc", "ffmpeg", FF "x.voc", 44100, 1},
};

/* A burst of 1 kHz under a bell of 1.2 ms at each place. */
static float burst(double t)
{
    return (float)(0.6 * exp(-0.5 * t * t / (0.0012 * 0.0012)) * cos(2 * PI * 1000 * t));
}

static void write_input(int rate)
{
    size_t frames = (size_t)(SECONDS * rate);
    float *x = calloc(frames, sizeof *x);
    for (size_t i = 0; i < frames; i++) {
        for (int k = 0; k < CLICKS; k++)
            x[i] += burst((double)i / rate - places[k]);
        x[i] += (float)(0.01 * sin(2 * PI * 440 * (double)i / rate));
    }
    write_sound("in.wav", rate, 1, NEUME_PCM_16, x, frames);
    free(x);
}

/* The mean magnitude over a millisecond around each sample. */
static float *envelope(const float *x, size_t count, int channels, int rate)
{
    float *e = calloc(count, sizeof *e);
    int half = rate / 2000;
    for (size_t i = 0; i < count; i++)
        for (int k = -half; k <= half; k++)
            if ((int64_t)i + k >= 0 && i + (size_t)k < count)
                e[i] += fabsf(x[(i + (size_t)k) * (size_t)channels]);
    return e;
}

/* ms by which all clicks together are late; NAN where none is heard. */
static double lateness(const float *x, size_t count, int channels, int rate)
{
    size_t frames = (size_t)(SECONDS * rate);
    float *wanted = calloc(frames, sizeof *wanted), *heard = envelope(x, count, channels, rate);
    for (size_t i = 0; i < frames; i++)
        for (int k = 0; k < CLICKS; k++)
            wanted[i] += burst((double)i / rate - places[k]);
    float *reference = envelope(wanted, frames, 1, rate);
    double best = 0;
    int found = 0, reach = SHIFT_MS * rate / 1000, around = AROUND_MS * rate / 1000;
    for (int shift = -reach; shift <= reach; shift++) {
        double sum = 0;
        for (int k = 0; k < CLICKS; k++)
            for (int i = -around; i <= around; i++) {
                int64_t at = llround(places[k] * rate) + i, there = at + shift;
                if (there >= 0 && there < (int64_t)count)
                    sum += (double)reference[at] * heard[there];
            }
        if (sum > best) {
            best = sum;
            found = shift;
        }
    }
    free(wanted), free(heard), free(reference);
    return best > 0 ? 1000.0 * found / rate : NAN;
}

static int has_program(const char *name)
{
    char line[80];
    snprintf(line, sizeof line, "command -v %s >/dev/null 2>&1", name);
    return system(line) == 0;
}

/* Without its last bytes: said, or refused. */
static int cut_is_told(const char *path)
{
    enum { LESS = 203 }; /* more than a tag, and of no codec a number of frames */
    size_t size;
    struct neume_audio_info info;
    struct neume_decoder *d;
    int truncated = 1;
    char *bytes = support_read_file(path, &size);
    support_write_file(path, bytes, size - LESS);
    free(bytes);
    if (neume_decoder_open(&d, path, &info) == NEUME_OK) {
        neume_decoder_free(d);
        free(read_sound(path, 4096, &info, &size, &truncated));
    }
    return truncated;
}

/* 1 where it is late or a cut is not told, -1 where the row cannot be tried. */
static int try_row(const struct row *row)
{
    char line[200];
    struct neume_audio_info info;
    size_t count;
    if (!has_program(row->program) || (row->needs_libav && !neume_libav_is_there()))
        return -1;
    write_input(row->rate);
    remove(row->file);
    snprintf(line, sizeof line, "(%s) >log 2>&1", row->command);
    if (system(line) != 0)
        return -1;
    float *x = read_sound(row->file, 4096, &info, &count, NULL);
    double late = lateness(x, count, info.channels, info.sample_rate);
    int is_told = cut_is_told(row->file);
    printf("| %s | %s | %+.2f ms | %+d | %s |\n", row->name, info.format, late,
           (int)((int64_t)count - (int64_t)SECONDS * info.sample_rate), is_told ? "yes" : "NO");
    free(x);
    remove(row->file);
    return !(fabs(late) <= 1) || !is_told;
}

int main(void)
{
    int late = 0, tried = 0;
    char folder[] = "/tmp/neume-clicks-XXXXXX";
    if (!has_program("ffmpeg") || !mkdtemp(folder) || chdir(folder))
        return 77;
    printf("| encoder, container | read as | late | samples more | cut is told |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int answer = try_row(&rows[i]);
        tried += answer >= 0;
        late += answer > 0;
    }
    remove("in.wav"), remove("log");
    if (chdir("/") == 0)
        rmdir(folder);
    printf("%d of %d within a millisecond, and called cut where they are\n", tried - late, tried);
    return late || !tried;
}
