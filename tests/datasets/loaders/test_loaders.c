/* SPDX-License-Identifier: MIT
 *
 * Every loader on a small tree in the layout that its dataset ships with: which clips it finds, in which split, and
 * what it says is missing. */
#define _XOPEN_SOURCE 700

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datasets/loaders/clips.h"
#include "datasets/loaders/dataset.h"
#include "datasets/loaders/datasets.h"
#include "datasets/loaders/find.h"
#include "datasets/loaders/rules.h"
#include "datasets/loaders/tree.h"
#include "tests/support/support.h"

enum { MAX_FILES = 24, MAX_CLIPS = 8 };

/* A file with its content, or an empty one; "a -> b" is a symbolic link. */
struct file {
    const char *path, *text;
};

struct expected {
    const char *id, *category, *split;
    unsigned missing;
    int kind;                      /* of enum neume_clip_kind */
    const char *audio, *reference; /* relative to the root; NULL: not looked at */
    size_t references;             /* 0: not looked at */
};

struct layout {
    const char *dataset;
    struct file file[MAX_FILES];
    struct expected clip[MAX_CLIPS];
};

enum {
    NO_AUDIO = NEUME_MISSING_AUDIO,
    NO_REFERENCE = NEUME_MISSING_REFERENCE,
    NOTES = NEUME_CLIP_NOTES,
    DRUMS = NEUME_CLIP_DRUMS,
    F0 = NEUME_CLIP_F0,
    BEATS = NEUME_CLIP_BEATS
};

static const struct layout layouts[] = {
    {"maestro",
     {{"maestro-v3.0.0/maestro-v3.0.0.csv",
       "canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration\n"
       "Alban Berg,\"Sonata, \"\"Op. 1\"\"\",train,2018,2018/a.midi,2018/a.wav,698.66\r\n"
       "Bach,Fugue,validation,2004,2004/b.midi,2004/b.wav,10\n\n"
       "Bach,Partita,test,2004,2004/c.midi,2004/c.wav,10"},
      {"maestro-v3.0.0/2018/a.midi", NULL},
      {"maestro-v3.0.0/2018/a.wav", NULL},
      {"maestro-v3.0.0/2004/b.midi", NULL},
      {"maestro-v3.0.0/2004/other.wav", NULL}},
     {{"2004/b", "2004", "validation", NO_AUDIO, NOTES, "maestro-v3.0.0/2004/b.wav", NULL, 0},
      {"2004/c", "2004", "test", NO_AUDIO | NO_REFERENCE, NOTES, NULL, NULL, 0},
      {"2018/a", "2018", "train", 0, NOTES, "maestro-v3.0.0/2018/a.wav", "maestro-v3.0.0/2018/a.midi", 1}}},
    {"maestro", /* the table was not downloaded */
     {{"2018/a.midi", NULL}, {"2018/a.wav", NULL}, {"2018/b.midi", NULL}, {"2018/stray.wav", NULL}},
     {{"2018/a", "2018", "", 0, NOTES, NULL, NULL, 0}, {"2018/b", "2018", "", NO_AUDIO, NOTES, NULL, NULL, 0}}},
    {"maestro", /* version 2 as mirdata has it: a list of rows */
     {{"maestro/maestro-v2.0.0.json",
       "[{\"canonical_title\": \"Sonata, \\\"Op. 1\\\"\", \"split\": \"train\", \"year\": 2018, \"midi_filename\": "
       "\"2018\\/a.midi\", \"audio_filename\": \"2018\\/a.wav\", \"duration\": 698.66}]"},
      {"maestro/2018/a.midi", NULL},
      {"maestro/2018/a.wav", NULL}},
     {{"2018/a", "2018", "train", 0, NOTES, "maestro/2018/a.wav", "maestro/2018/a.midi", 1}}},
    {"maestro", /* version 3: columns of cells by row */
     {{"maestro-v3.0.0.json",
       "{\"split\": {\"0\": \"test\", \"1\": \"train\"}, \"year\": {\"0\": 2004, \"1\": 2018}, \"midi_filename\": "
       "{\"0\": \"2004/b.midi\", \"1\": \"2018/a.midi\"}, \"audio_filename\": {\"0\": \"2004/b.wav\", \"1\": "
       "\"2018/a.wav\"}}"},
      {"2018/a.midi", NULL},
      {"2018/a.wav", NULL}},
     {{"2004/b", "2004", "test", NO_AUDIO | NO_REFERENCE, NOTES, NULL, NULL, 0},
      {"2018/a", "2018", "train", 0, NOTES, "2018/a.wav", "2018/a.midi", 1}}},
    {"maps",
     {{"ENSTDkAm/MUS/MAPS_MUS-chpn-p14_ENSTDkAm.wav", NULL},
      {"ENSTDkAm/MUS/MAPS_MUS-chpn-p14_ENSTDkAm.txt", NULL},
      {"ENSTDkAm/MUS/MAPS_MUS-chpn-p14_ENSTDkAm.mid", NULL},
      {"ENSTDkAm/ISOL/NO/MAPS_ISOL_NO_F_S0_M21_ENSTDkAm.wav", NULL},
      {"ENSTDkCl/MUS/MAPS_MUS-bk_xmas1_ENSTDkCl.wav", NULL},
      {"AkPnBcht/MUS/MAPS_MUS-alb_se3_AkPnBcht.txt", NULL},
      {"AkPnBcht/MUS/MAPS_MUS-alb_se3_ENSTDkCl.txt", NULL}},
     {{"MAPS_MUS-alb_se3_AkPnBcht", "AkPnBcht", "train", NO_AUDIO, NOTES, NULL, NULL, 0},
      {"MAPS_MUS-bk_xmas1_ENSTDkCl", "ENSTDkCl", "test", NO_REFERENCE, NOTES, NULL, NULL, 0},
      {"MAPS_MUS-chpn-p14_ENSTDkAm", "ENSTDkAm", "test", 0, NOTES, NULL, "ENSTDkAm/MUS/MAPS_MUS-chpn-p14_ENSTDkAm.txt",
       1}}},
    {"guitarset",
     {{"annotation/00_BN1-129-Eb_comp.jams", NULL},
      {"audio_mono-mic/00_BN1-129-Eb_comp_mic.wav", NULL},
      {"audio_mono-pickup_mix/00_BN1-129-Eb_comp_mix.wav", NULL},
      {"annotation/03_SS3-84-Bb_solo.jams", NULL}},
     {{"00_BN1-129-Eb_comp", "comp", "player00", 0, NOTES, NULL, NULL, 1},
      {"03_SS3-84-Bb_solo", "solo", "player03", NO_AUDIO, NOTES, NULL, NULL, 0}}},
    {"slakh",
     {{"slakh2100_flac_redux/train/Track00001/metadata.yaml",
       "UUID: 1a\nstems:\n  S00:\n    audio_rendered: true\n    inst_class: Guitar\n    is_drum: false\n"
       "  S01:\n    inst_class: Drums\n    is_drum: true\n"
       "  S02:\n    audio_rendered: false\n    inst_class: Sound effects\n    is_drum: false\n"
       "  S03:\n    audio_rendered: true\n    inst_class: 'Strings (continued)'\n"},
      {"slakh2100_flac_redux/train/Track00001/stems/S00.flac", NULL},
      {"slakh2100_flac_redux/train/Track00001/MIDI/S00.mid", NULL},
      {"slakh2100_flac_redux/train/Track00001/stems/S01.flac", NULL},
      {"slakh2100_flac_redux/train/Track00001/MIDI/S01.mid", NULL},
      {"slakh2100_flac_redux/train/Track00001/MIDI/S02.mid", NULL},
      {"slakh2100_flac_redux/train/Track00001/MIDI/S03.mid", NULL},
      {"slakh2100_flac_redux/train/Track00001/mix.flac", NULL},
      {"slakh2100_flac_redux/train/Track00001/all_src.mid", NULL},
      {"slakh2100_flac_redux/omitted/Track00007/stems/S00.flac", NULL},
      {"slakh2100_flac_redux/omitted/Track00007/MIDI/S00.mid", NULL}},
     {{"Track00001-S00", "Guitar", "train", 0, NOTES, NULL, NULL, 1},
      {"Track00001-S01", "Drums", "train", 0, DRUMS, NULL, NULL, 1},
      {"Track00001-S03", "Strings (continued)", "train", NO_AUDIO, NOTES, NULL, NULL, 1},
      {"Track00007-S00", "", "omitted", 0, NOTES, NULL, NULL, 1}}},
    {"slakh", /* two editions side by side, as mirdata keeps them */
     {{"slakh/babyslakh_16k/Track00001/stems/S00.wav", NULL},
      {"slakh/babyslakh_16k/Track00001/MIDI/S00.mid", NULL},
      {"slakh/slakh2100_flac_redux/train/Track00001/stems/S00.flac", NULL},
      {"slakh/slakh2100_flac_redux/train/Track00001/MIDI/S00.mid", NULL}},
     {{"babyslakh_16k/Track00001-S00", "", "", 0, NOTES, "slakh/babyslakh_16k/Track00001/stems/S00.wav", NULL, 1},
      {"slakh2100_flac_redux/Track00001-S00", "", "train", 0, NOTES, NULL, NULL, 1}}},
    {"filosax",
     {{"Participant 1/01/Sax.wav", NULL},
      {"Participant 1/01/annotations.json", NULL},
      {"Participant 2/14/annotations.json", NULL},
      {"Backing/01/annotations.jams", NULL},
      {"Backing/01/Bass_Drums.wav", NULL}},
     {{"P1-01", "saxophone", "", 0, NOTES, "Participant 1/01/Sax.wav", "Participant 1/01/annotations.json", 1},
      {"P2-14", "saxophone", "", NO_AUDIO, NOTES, NULL, NULL, 1}}},
    {"jtd",
     {{"jtd/annotations/evansb-allofyou-1961/beats.csv", ",beats,piano,bass,drums,metre_auto\n0,0.08,0.08,,0.06,3.0\n"},
      {"jtd/annotations/evansb-allofyou-1961/piano_onsets.csv", NULL},
      {"jtd/raw/evansb-allofyou-1961.wav", NULL},
      {"jtd/processed/evansb-allofyou-1961_bass.wav", NULL}},
     {{"evansb-allofyou-1961", "jazz trio", "", 0, BEATS, "jtd/raw/evansb-allofyou-1961.wav", NULL, 1}}},
    {"slakh-mix",
     {{"test/Track01876/mix.flac", NULL},
      {"test/Track01876/all_src.mid", NULL},
      {"validation/Track01501/all_src.mid", NULL},
      {"babyslakh_16k/Track00020/mix.wav", NULL},
      {"babyslakh_16k/Track00020/all_src.mid", NULL}},
     {{"Track00020", "mix", "", 0, NOTES, "babyslakh_16k/Track00020/mix.wav", NULL, 1},
      {"Track01501", "mix", "validation", NO_AUDIO, NOTES, NULL, NULL, 1},
      {"Track01876", "mix", "test", 0, NOTES, NULL, NULL, 1}}},
    {"musicnet",
     {{"musicnet_metadata.csv", "id,composer,ensemble\n1727,Schubert,Piano Quintet\n2303,Bach,Solo Piano\n"},
      {"musicnet/train_data/1727.wav", NULL},
      {"musicnet/train_labels/1727.csv", NULL},
      {"musicnet/test_data/2303.wav", NULL},
      {"musicnet/test_labels/2303.csv", NULL},
      {"musicnet/test_labels/1759.csv", NULL}},
     {{"1727", "Piano Quintet", "train", 0, NOTES, NULL, NULL, 1},
      {"1759", "", "test", NO_AUDIO, NOTES, NULL, NULL, 1},
      {"2303", "Solo Piano", "test", 0, NOTES, NULL, NULL, 1}}},
    {"urmp",
     {{"Dataset/01_Jupiter_vn_vc/AuMix_01_Jupiter_vn_vc.wav", NULL},
      {"Dataset/01_Jupiter_vn_vc/AuSep_1_vn_01_Jupiter.wav", NULL},
      {"Dataset/01_Jupiter_vn_vc/AuSep_2_vc_01_Jupiter.wav", NULL},
      {"Dataset/01_Jupiter_vn_vc/Notes_1_vn_01_Jupiter.txt", NULL},
      {"Dataset/01_Jupiter_vn_vc/Notes_2_vc_01_Jupiter.txt", NULL},
      {"Dataset/01_Jupiter_vn_vc/F0s_1_vn_01_Jupiter.txt", NULL},
      {"Dataset/02_Sonata_vn_vn/Notes_1_vn_02_Sonata.txt", NULL}},
     {{"01_Jupiter/1_vn", "vn", "", 0, NOTES, NULL, NULL, 1},
      {"01_Jupiter/2_vc", "vc", "", 0, NOTES, NULL, NULL, 1},
      {"01_Jupiter_vn_vc", "mix", "", 0, NOTES, NULL, "Dataset/01_Jupiter_vn_vc/Notes_1_vn_01_Jupiter.txt", 2},
      {"02_Sonata/1_vn", "vn", "", NO_AUDIO, NOTES, NULL, NULL, 1},
      {"02_Sonata_vn_vn", "mix", "", NO_AUDIO, NOTES, NULL, NULL, 1}}},
    {"bach10",
     {{"Bach10_v1.1/01-AchGottundHerr/01-AchGottundHerr.wav", NULL},
      {"Bach10_v1.1/01-AchGottundHerr/01-AchGottundHerr.txt", NULL},
      {"Bach10_v1.1/01-AchGottundHerr/01-AchGottundHerr-violin.wav", NULL},
      {"Bach10_v1.1/02-AchLiebenChristen/02-AchLiebenChristen.wav", NULL}},
     {{"01-AchGottundHerr", "mix", "", 0, NOTES, NULL, NULL, 1}}},
    {"vocadito",
     {{"Audio/vocadito_1.wav", NULL},
      {"Annotations/Notes/vocadito_1_notesA1.csv", NULL},
      {"Annotations/Notes/vocadito_1_notesA2.csv", NULL},
      {"Audio/vocadito_2.wav", NULL}},
     {{"vocadito_1", "voice", "", 0, NOTES, NULL, "Annotations/Notes/vocadito_1_notesA1.csv", 1},
      {"vocadito_2", "voice", "", NO_REFERENCE, NOTES, NULL, NULL, 0}}},
    {"vocadito-f0",
     {{"Audio/vocadito_1.wav", NULL}, {"Annotations/F0/vocadito_1_f0.csv", NULL}},
     {{"vocadito_1", "voice", "", 0, F0, NULL, NULL, 1}}},
    {"ikala",
     {{"ikala/Wavfile/10161_chorus.wav", NULL}, {"ikala/PitchLabel/10161_chorus.pv", "0\n57\n"}},
     {{"10161_chorus", "voice", "", 0, F0, "ikala/Wavfile/10161_chorus.wav", NULL, 1}}},
    {"orchset",
     {{"audio/mono/Beethoven-S3-I-ex1.wav", NULL},
      {"audio/stereo/Beethoven-S3-I-ex1.wav", NULL},
      {"GT/Beethoven-S3-I-ex1.mel", "0\t440\n"}},
     {{"Beethoven-S3-I-ex1", "orchestra", "", 0, F0, "audio/mono/Beethoven-S3-I-ex1.wav", NULL, 1}}},
    {"cante100",
     {{"cante100audio/008_A.mp3", NULL}, {"cante100midi_f0/008_A.f0.csv", "0.01,0\n"}},
     {{"008_A", "flamenco", "", 0, F0, NULL, "cante100midi_f0/008_A.f0.csv", 1}}},
    {"mdb-stem-synth",
     {{"audio_stems/A_STEM_08.RESYN.wav", NULL}, {"annotation_stems/A_STEM_08.RESYN.csv", "0,0\n"}},
     {{"A_STEM_08", "", "", 0, F0, NULL, NULL, 1}}},
    {"ballroom",
     {{"B_1.0/audio/Waltz/Media-105901.wav", NULL}, {"B_1.0/annotations/beats/Media-105901.beats", "1.86 1\n"}},
     {{"Media-105901", "Waltz", "", 0, BEATS, NULL, NULL, 1}}},
    {"hainsworth",
     {{"H_1.0/audio/hains001.flac", NULL}, {"H_1.0/annotations/beats/hains001.beats", "0.47 2\n"}},
     {{"hains001", "", "", 0, BEATS, NULL, NULL, 1}}},
    {"gtzan-beats",
     {{"gtzan_genre/genres/country/country.00000.wav", NULL},
      {"gtzan_tempo_beat-main/beats/gtzan_country_00000.beats", "0.113\t1\n"}},
     {{"country.00000", "country", "", 0, BEATS, NULL, NULL, 1}}},
    {"smc",
     {{"SMC_MIREX_Audio/SMC_001.wav", NULL}, {"SMC_MIREX_Annotations_05_08_2014/SMC_001_2_1_1_a.txt", "1.5\n"}},
     {{"SMC_001", "", "", 0, BEATS, NULL, NULL, 1}}},
    {"mir-1k",
     {{"MIR-1K/Wavfile/abjones_1_01.wav", NULL},
      {"MIR-1K/PitchLabel/abjones_1_01.pv", NULL},
      {"MIR-1K/UndividedWavfile/abjones_1.wav", NULL},
      {"MIR-1K/PitchLabel/amy_2_03.pv", NULL}},
     {{"abjones_1_01", "voice", "", 0, F0, NULL, NULL, 1}, {"amy_2_03", "voice", "", NO_AUDIO, F0, NULL, NULL, 1}}},
    {"medleydb-pitch",
     {{"audio/AClassicEducation_NightOwl_STEM_08.wav", NULL},
      {"pitch/AClassicEducation_NightOwl_STEM_08.csv", NULL},
      {"audio/loose.wav", NULL}},
     {{"AClassicEducation_NightOwl_STEM_08", "", "", 0, F0, NULL, NULL, 1}}},
    {"tonas",
     {{"Deblas/01-D_AMairena.wav", NULL},
      {"Deblas/01-D_AMairena.f0.Corrected", NULL},
      {"Deblas/01-D_AMairena.notes.Corrected", NULL},
      {"Deblas/02-D_unnoted.wav", NULL}},
     {{"Deblas/01-D_AMairena", "Deblas", "", 0, NOTES, NULL, NULL, 1}}},
    {"tonas-f0",
     {{"Deblas/01-D_AMairena.wav", NULL}, {"Deblas/01-D_AMairena.f0.Corrected", NULL}},
     {{"Deblas/01-D_AMairena", "Deblas", "", 0, F0, NULL, NULL, 1}}},
    {"mdb-drums",
     {{"MDB Drums/audio/drum_only/MusicDelta_80sRock_Drum.wav", NULL},
      {"MDB Drums/audio/full_mix/MusicDelta_80sRock_MIX.wav", NULL},
      {"MDB Drums/annotations/class/MusicDelta_80sRock_class.txt", NULL},
      {"MDB Drums/annotations/subclass/MusicDelta_80sRock_subclass.txt", NULL},
      {"MDB Drums/annotations/class/MusicDelta_Beatles_class.txt", NULL}},
     {{"MusicDelta_80sRock_Drum", "drums-mdb", "train", 0, DRUMS, NULL, NULL, 1},
      {"MusicDelta_80sRock_MIX", "drums-mdb-mix", "train", 0, DRUMS, NULL, NULL, 1},
      {"MusicDelta_Beatles_Drum", "drums-mdb", "test", NO_AUDIO, DRUMS, NULL, NULL, 1},
      {"MusicDelta_Beatles_MIX", "drums-mdb-mix", "test", NO_AUDIO, DRUMS, NULL, NULL, 1}}},
    {"enst-drums",
     {{"ENST-drums-public/drummer_1/audio/wet_mix/036_phrase_disco_simple_slow_sticks.wav", NULL},
      {"ENST-drums-public/drummer_1/audio/dry_mix/036_phrase_disco_simple_slow_sticks.wav", NULL},
      {"ENST-drums-public/drummer_1/annotation/036_phrase_disco_simple_slow_sticks.txt", NULL},
      {"ENST-drums-public/drummer_3/annotation/126_minus-one_salsa_sticks.txt", NULL}},
     {{"drummer_1_036_phrase_disco_simple_slow_sticks", "phrase", "drummer1", 0, DRUMS, NULL, NULL, 1},
      {"drummer_3_126_minus-one_salsa_sticks", "minus-one", "drummer3", NO_AUDIO, DRUMS, NULL, NULL, 1}}},
    {"idmt-smt-drums",
     {{"IDMT-SMT-DRUMS-V2/audio/RealDrum01_00#MIX.wav", NULL},
      {"IDMT-SMT-DRUMS-V2/audio/RealDrum01_00#HH#train.wav", NULL},
      {"IDMT-SMT-DRUMS-V2/annotation_xml/RealDrum01_00#MIX.xml", NULL},
      {"IDMT-SMT-DRUMS-V2/audio/WaveDrum02_60#MIX.wav", NULL}},
     {{"RealDrum01_00", "RealDrum", "", 0, DRUMS, NULL, NULL, 1},
      {"WaveDrum02_60", "WaveDrum", "", NO_REFERENCE, DRUMS, NULL, NULL, 0}}},
    {"groove",
     {{"groove/info.csv",
       "drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,audio_filename,duration,split\n"
       "drummer1,drummer1/eval_session,drummer1/eval_session/1,funk/groove1,138,beat,4-4,drummer1/eval_session/1.mid,"
       "drummer1/eval_session/1.wav,27.9,test\n"
       "drummer1,drummer1/session1,drummer1/session1/9,rock,100,fill,4-4,drummer1/session1/9.mid,,2.1,train\n"},
      {"groove/drummer1/eval_session/1.mid", NULL},
      {"groove/drummer1/eval_session/1.wav", NULL}},
     {{"drummer1/eval_session/1", "beat", "test", 0, DRUMS, "groove/drummer1/eval_session/1.wav", NULL, 1}}},
    {"groove", /* the root is the dataset's own folder */
     {{"info.csv", "id,beat_type,midi_filename,audio_filename,split\nx/1,beat,x/1.mid,x/1.wav,train\n"},
      {"x/1.mid", NULL},
      {"x/1.wav", NULL}},
     {{"x/1", "beat", "train", 0, DRUMS, NULL, NULL, 1}}},
    {"e-gmd",
     {{"e-gmd-v1.0.0/e-gmd-v1.0.0.csv",
       "drummer,session,id,style,bpm,beat_type,time_signature,duration,split,midi_filename,audio_filename,kit_name\n"
       "d1,d1/s1,d1/s1/1,rock,1,beat,4-4,2,train,d1/s1/1_4-4_1.midi,d1/s1/1_4-4_1.wav,Acoustic Kit\n"
       "d1,d1/s1,d1/s1/1,rock,1,beat,4-4,2,train,d1/s1/1_4-4_2.midi,d1/s1/1_4-4_2.wav,Deep Daft\n"},
      {"e-gmd-v1.0.0/d1/s1/1_4-4_1.midi", NULL},
      {"e-gmd-v1.0.0/d1/s1/1_4-4_1.wav", NULL},
      {"e-gmd-v1.0.0/d1/s1/1_4-4_2.wav", NULL}},
     {{"d1/s1/1_4-4_1", "Acoustic Kit", "train", 0, DRUMS, NULL, NULL, 1},
      {"d1/s1/1_4-4_2", "Deep Daft", "train", NO_REFERENCE, DRUMS, NULL, NULL, 1}}},
    {"rbma13",
     {{"rbma_13/annotations/drums/RBMA-13-Track-01.txt", NULL},
      {"rbma_13/annotations/drums_full/RBMA-13-Track-01.drums", NULL},
      {"rbma_13/annotations/drums/RBMA-13-Track-02.txt", NULL},
      {"rbma_13/audio/RBMA-13-Track-01.mp3", NULL},
      {"rbma_13/splits/3-fold_cv_0.txt", "RBMA-13-Track-02\nRBMA-13-Track-30\n"},
      {"rbma_13/splits/3-fold_cv_2.txt", "RBMA-13-Track-01\r\n"}},
     {{"RBMA-13-Track-01", "drums-mix", "fold2", 0, DRUMS, NULL,
       "rbma_13/annotations/drums_full/RBMA-13-Track-01.drums", 1},
      {"RBMA-13-Track-02", "drums-mix", "fold0", NO_AUDIO, DRUMS, NULL, NULL, 1}}},
    {"manifest", /* as the makers of development sets write it */
     {{"manifest.csv", "id,category,wav,ref\nm,piano,wav/m.flac,ref/m.csv\nd,drums-mdb,wav/d.wav,ref/d.txt\n"},
      {"wav/m.flac", NULL},
      {"ref/m.csv", NULL},
      {"ref/d.txt", NULL},
      {"below/manifest.csv", "nonsense"}},
     {{"d", "drums-mdb", "", NO_AUDIO, DRUMS, NULL, NULL, 1},
      {"m", "piano", "", 0, NOTES, "wav/m.flac", "ref/m.csv", 1}}},
    {"manifest",
     {{"manifest.csv", "\xEF\xBB\xBFreference,audio,kind,split,id\n\"r,1.csv\",./a.wav,f0,test,\"the \"\"one\"\"\"\n"},
      {"r,1.csv", NULL},
      {"a.wav", NULL}},
     {{"the \"one\"", "", "test", 0, F0, "a.wav", "r,1.csv", 1}}},
    {"pairs", {{"p/x.wav", NULL}, {"p/x.mid", NULL}}, {{"x", "p", "", 0, NOTES, "p/x.wav", "p/x.mid", 1}}},
};

static void make_file(const char *root, const char *path, const char *text)
{
    char whole[1024];
    snprintf(whole, sizeof whole, "%s/%s", root, path);
    for (char *slash = whole + strlen(root) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(whole, 0777);
    }
    support_write_file(whole, text ? text : "", text ? strlen(text) : 0);
}

/* The path below the root, whatever folders come before it. */
static void check_path(const char *root, const char *expected, const char *got)
{
    if (!expected)
        return;
    assert_non_null(got);
    assert_int_equal(strncmp(got, root, strlen(root)), 0);
    assert_true(strlen(got) > strlen(expected));
    assert_string_equal(got + strlen(got) - strlen(expected), expected);
}

static void check_clip(const char *root, const struct expected *e, const struct neume_clip *clip)
{
    assert_string_equal(clip->id, e->id);
    assert_string_equal(clip->category, e->category);
    assert_string_equal(clip->split, e->split);
    assert_int_equal(clip->missing, e->missing);
    assert_int_equal(clip->kind, e->kind);
    if (e->references)
        assert_int_equal(clip->references, e->references);
    check_path(root, e->audio, clip->audio);
    check_path(root, e->reference, clip->references ? clip->reference[0] : NULL);
}

/* The clips of a dataset in a folder, checked against the rows; more may follow where the folder holds other sets. */
static void check_layout(const struct layout *layout, const char *root)
{
    const struct neume_dataset *dataset = neume_dataset_find(layout->dataset);
    struct neume_tree tree;
    struct neume_clips clips;
    struct neume_dataset_problem problem;
    size_t wanted = 0, missing = 0;
    assert_non_null(dataset);
    assert_ok(neume_tree_read(&tree, root));
    assert_ok(neume_dataset_clips(dataset, &tree, &clips, &problem));
    while (wanted < MAX_CLIPS && layout->clip[wanted].id)
        missing += layout->clip[wanted++].missing != 0;
    for (size_t i = 0; i < clips.count && i < wanted; i++)
        check_clip(root, &layout->clip[i], &clips.clip[i]);
    assert_int_equal(clips.count, wanted);
    assert_int_equal(clips.missing, missing);
    int whole = !missing && wanted >= dataset->clips;
    assert_int_equal(neume_dataset_presence(dataset, &clips), whole ? NEUME_PRESENT : NEUME_PARTIAL);
    neume_clips_release(&clips);
    neume_tree_release(&tree);
}

static void test_layouts(void **state)
{
    (void)state;
    for (size_t l = 0; l < sizeof layouts / sizeof *layouts; l++) {
        char *root = support_new_folder();
        for (size_t f = 0; f < MAX_FILES && layouts[l].file[f].path; f++)
            make_file(root, layouts[l].file[f].path, layouts[l].file[f].text);
        print_message("%s\n", layouts[l].dataset);
        check_layout(&layouts[l], root);
        support_remove_folder(root);
    }
}

/* Every dataset of the table has a layout here, or needs none. */
static void test_all_are_tested(void **state)
{
    (void)state;
    for (const struct neume_dataset *const *d = neume_datasets; *d; d++) {
        int tested = (*d)->rules->synthetic;
        for (size_t l = 0; l < sizeof layouts / sizeof *layouts; l++)
            tested |= !strcmp(layouts[l].dataset, (*d)->name);
        if (!tested)
            fail_msg("no layout of %s", (*d)->name);
    }
}

/* Datasets side by side in one root do not see each other's files, but for maestro and manifest without their own. */
static void test_side_by_side(void **state)
{
    (void)state;
    static const char *const names[] = {"maps",       "guitarset",      "musicnet",       "urmp",      "mir-1k",
                                        "tonas",      "vocadito",       "bach10",         "mdb-drums", "rbma13",
                                        "enst-drums", "idmt-smt-drums", "medleydb-pitch", "e-gmd"};
    char *root = support_new_folder();
    for (int pass = 0; pass < 2; pass++)
        for (size_t l = 0; l < sizeof layouts / sizeof *layouts; l++)
            for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
                if (strcmp(names[n], layouts[l].dataset))
                    continue;
                for (size_t f = 0; !pass && f < MAX_FILES && layouts[l].file[f].path; f++) {
                    char path[512];
                    snprintf(path, sizeof path, "sets/%s/%s", names[n], layouts[l].file[f].path);
                    make_file(root, path, layouts[l].file[f].text);
                }
                if (pass)
                    check_layout(&layouts[l], root);
            }
    support_remove_folder(root);
}

/* Tables that are wrong, and the line that says so. */
static void test_problems(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
        const char *words;
    } bad[] = {
        {"", 0, "empty"},
        {"\n\n", 0, "empty"},
        {"id,wav\na,b\n", 1, "no column 'reference'"},
        {"wav,ref\na,b\n", 1, "no column 'id'"},
        {"id,category,ref\na,b,c\n", 1, "no column 'audio'"},
        {"id,wav,ref\na,a.wav,a.csv\n\nb,b.wav\n", 4, "another number of columns"},
        {"id,wav,ref\na,\"a.wav,a.csv\n", 2, "another number of columns"},
        {"id,wav,ref\na,\"a\"x,a.csv\n", 2, "another number of columns"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *root = support_new_folder();
        struct neume_tree tree;
        struct neume_clips clips;
        struct neume_dataset_problem problem;
        make_file(root, "manifest.csv", bad[i].text);
        assert_ok(neume_tree_read(&tree, root));
        assert_status(neume_dataset_clips(neume_dataset_find("manifest"), &tree, &clips, &problem), NEUME_ERR_DAMAGED);
        assert_int_equal(clips.count, 0);
        assert_string_equal(problem.file, "manifest.csv");
        assert_int_equal(problem.line, bad[i].line);
        assert_non_null(strstr(problem.text, bad[i].words));
        assert_status(neume_dataset_clips(neume_dataset_find("manifest"), &tree, &clips, NULL), NEUME_ERR_DAMAGED);
        neume_tree_release(&tree);
        support_remove_folder(root);
    }
}

static void test_tree(void **state)
{
    (void)state;
    char *root = support_new_folder();
    struct neume_tree tree = {0};
    struct neume_clips clips;
    make_file(root, "b/two", NULL);
    make_file(root, "a", NULL);
    make_file(root, ".hidden/three", NULL);
    assert_int_equal(symlink(root, support_path(root, "b/loop")), 0);
    assert_int_equal(symlink("nowhere", support_path(root, "b/dangling")), 0);
    assert_ok(neume_tree_read(&tree, root));
    assert_int_equal(tree.count, 2);
    assert_true(neume_tree_has(&tree, "a") && neume_tree_has(&tree, "b/two"));
    assert_false(neume_tree_has(&tree, "b") || neume_tree_has(&tree, "b/two/") || neume_tree_has(&tree, ""));
    assert_ok(neume_dataset_clips(neume_dataset_find("maps"), &tree, &clips, NULL));
    assert_int_equal(neume_dataset_presence(neume_dataset_find("maps"), &clips), NEUME_ABSENT);
    neume_clips_release(&clips);
    neume_tree_release(&tree);
    assert_status(neume_tree_read(&tree, support_path(root, "none")), NEUME_ERR_NOT_FOUND);
    assert_status(neume_tree_read(&tree, support_path(root, "a")), NEUME_ERR_ARGUMENT);
    assert_int_equal(tree.count, 0);
    support_remove_folder(root);
}

static void test_null(void **state)
{
    (void)state;
    neume_tree_release(NULL);
    neume_clips_release(NULL);
    neume_clip_release(NULL);
    assert_null(neume_dataset_find(NULL));
    assert_null(neume_dataset_find("none"));
    assert_string_equal(neume_clip_kind_name((enum neume_clip_kind)99), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layouts),  cmocka_unit_test(test_all_are_tested), cmocka_unit_test(test_side_by_side),
        cmocka_unit_test(test_problems), cmocka_unit_test(test_tree),           cmocka_unit_test(test_null),
    };
    return cmocka_run_group_tests_name("datasets/loaders", tests, NULL, NULL);
}
