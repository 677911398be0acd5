/* SPDX-License-Identifier: MIT */
#include "datasets/loaders/datasets.h"

#include <string.h>

#include "datasets/loaders/rules.h"

#define ROW(variable) static const struct neume_dataset variable

ROW(maestro) = {
    .name = "maestro",
    .title = "MAESTRO v3.0.0",
    .what = "competition piano with the Disklavier's MIDI, sustain pedal included",
    .licence = "CC-BY-NC-SA-4.0",
    .size = "101 GB (MIDI alone 56 MB)",
    .home = "https://magenta.tensorflow.org/datasets/maestro",
    .citation = "Hawthorne et al., Enabling Factorized Piano Music Modeling and Generation with the MAESTRO Dataset, "
                "ICLR 2019",
    .splits = "train, validation, test, by the table of the dataset",
    .clips = 1276,
    .rules = &neume_rules_maestro,
};

ROW(maps) = {
    .name = "maps",
    .title = "MAPS (MIDI Aligned Piano Sounds), whole pieces (MUS)",
    .what = "nine pianos, seven of them sampled, two recorded; notes with the sustain pedal",
    .licence = "CC-BY-NC-SA-2.0-FR",
    .size = "40 GB",
    .home = "https://adasp.telecom-paris.fr/resources/2010-07-08-maps-database/",
    .citation = "Emiya, Badeau, David, Multipitch Estimation of Piano Sounds Using a New Probabilistic Spectral "
                "Smoothness Principle, IEEE TASLP 18(6), 2010",
    .splits = "test: the recorded pianos ENSTDkAm and ENSTDkCl; train: the others (Hawthorne et al. 2018)",
    .clips = 270,
    .rules = &neume_rules_maps,
};

ROW(guitarset) = {
    .name = "guitarset",
    .title = "GuitarSet 1.1.0, microphone",
    .what = "six players of acoustic guitar, comping and solo; notes of each string with fractional pitch",
    .licence = "CC-BY-4.0",
    .size = "3.6 GB (microphone 657 MB)",
    .home = "https://zenodo.org/records/3371780",
    .citation = "Xi, Bittner, Pauwels, Ye, Bello, GuitarSet: A Dataset for Guitar Transcription, ISMIR 2018",
    .splits = "player00 to player05; none is official: leave players out",
    .clips = 360,
    .rules = &neume_rules_guitarset,
};

ROW(slakh) = {
    .name = "slakh",
    .title = "Slakh2100 (also redux and BabySlakh), stems",
    .what = "Lakh MIDI files played by sampled instruments, each stem by itself",
    .licence = "CC-BY-4.0",
    .size = "105 GB (BabySlakh 0.9 GB)",
    .home = "http://www.slakh.com/",
    .citation = "Manilow, Wichern, Seetharaman, Le Roux, Cutting Music Source Separation Some Slakh, WASPAA 2019",
    .splits = "train, validation, test; omitted in redux: pieces that are there twice",
    .rules = &neume_rules_slakh,
};

ROW(slakh_mix) = {
    .name = "slakh-mix",
    .title = "Slakh2100 (also redux and BabySlakh), mixes",
    .what = "the same, all stems of a piece mixed; notes and drums in one MIDI file",
    .licence = "CC-BY-4.0",
    .size = "105 GB (BabySlakh 0.9 GB)",
    .home = "http://www.slakh.com/",
    .citation = "Manilow, Wichern, Seetharaman, Le Roux, Cutting Music Source Separation Some Slakh, WASPAA 2019",
    .splits = "train, validation, test; omitted in redux: pieces that are there twice",
    .rules = &neume_rules_slakh_mix,
};

ROW(musicnet) = {
    .name = "musicnet",
    .title = "MusicNet",
    .what = "recordings of classical chamber music and piano, scores aligned to them",
    .licence = "CC-BY-4.0",
    .size = "11.1 GB",
    .home = "https://zenodo.org/records/5120004",
    .citation = "Thickstun, Harchaoui, Kakade, Learning Features of Music from Scratch, ICLR 2017",
    .splits = "train, test, by folder",
    .clips = 330,
    .rules = &neume_rules_musicnet,
};

ROW(urmp) = {
    .name = "urmp",
    .title = "URMP (University of Rochester Multi-Modal Music Performance)",
    .what = "duets to quintets of winds and strings, mixes and single players, notes annotated by hand",
    .licence = "research",
    .size = "12.5 GB",
    .home = "https://labsites.rochester.edu/air/projects/URMP.html",
    .citation = "Li, Liu, Dinesh, Duan, Sharma, Creating a Multitrack Classical Music Performance Dataset for "
                "Multimodal Music Analysis, IEEE TMM 21(2), 2019",
    .splits = "",
    .clips = 44 + 149,
    .rules = &neume_rules_urmp,
};

ROW(bach10) = {
    .name = "bach10",
    .title = "Bach10 v1.1, mixes",
    .what = "ten four-part chorales; onsets aligned by hand, each note taken to last until its part's next one",
    .licence = "research",
    .size = "104 MB",
    .home = "https://labsites.rochester.edu/air/resource.html",
    .citation = "Duan, Pardo, Zhang, Multiple Fundamental Frequency Estimation by Modeling Spectral Peaks and "
                "Non-Peak Regions, IEEE TASLP 18(8), 2010",
    .splits = "",
    .clips = 10,
    .rules = &neume_rules_bach10,
};

ROW(vocadito) = {
    .name = "vocadito",
    .title = "vocadito 1.0, notes (annotator A1)",
    .what = "40 excerpts of solo singing in seven languages, notes",
    .licence = "CC-BY-4.0",
    .size = "60 MB",
    .home = "https://zenodo.org/records/5578807",
    .citation = "Bittner, Pasalo, Bosch, Meseguer-Brocal, Rubinstein, vocadito: A Dataset of Solo Vocals with f0, "
                "Note, and Lyric Annotations, arXiv:2110.05580, 2021",
    .splits = "",
    .clips = 40,
    .rules = &neume_rules_vocadito,
};

ROW(vocadito_f0) = {
    .name = "vocadito-f0",
    .title = "vocadito 1.0, f0",
    .what = "40 excerpts of solo singing in seven languages, f0",
    .licence = "CC-BY-4.0",
    .size = "60 MB",
    .home = "https://zenodo.org/records/5578807",
    .citation = "Bittner, Pasalo, Bosch, Meseguer-Brocal, Rubinstein, vocadito: A Dataset of Solo Vocals with f0, "
                "Note, and Lyric Annotations, arXiv:2110.05580, 2021",
    .splits = "",
    .clips = 40,
    .kind = NEUME_CLIP_F0,
    .rules = &neume_rules_vocadito_f0,
};

ROW(mir1k) = {
    .name = "mir-1k",
    .title = "MIR-1K",
    .what = "amateur karaoke; the voice is the right channel, its f0 every 20 ms",
    .licence = "research",
    .size = "1 GB",
    .home = "https://sites.google.com/site/unvoicedsoundseparation/mir-1k",
    .citation = "Hsu, Jang, On the Improvement of Singing Voice Separation for Monaural Recordings Using the MIR-1K "
                "Dataset, IEEE TASLP 18(2), 2010",
    .splits = "",
    .clips = 1000,
    .kind = NEUME_CLIP_F0,
    .rules = &neume_rules_mir1k,
};

ROW(medleydb_pitch) = {
    .name = "medleydb-pitch",
    .title = "MedleyDB-Pitch",
    .what = "stems of one melodic instrument or voice, f0",
    .licence = "CC-BY-NC-SA-4.0",
    .size = "3 GB",
    .home = "https://zenodo.org/records/2620624",
    .citation = "Bittner, Salamon, Tierney, Mauch, Cannam, Bello, MedleyDB: A Multitrack Dataset for "
                "Annotation-Intensive MIR Research, ISMIR 2014",
    .splits = "",
    .kind = NEUME_CLIP_F0,
    .rules = &neume_rules_medleydb_pitch,
};

ROW(tonas) = {
    .name = "tonas",
    .title = "TONAS, notes",
    .what = "flamenco sung without accompaniment, notes with fractional pitch",
    .licence = "non-commercial, on request",
    .size = "",
    .home = "https://zenodo.org/records/1290722",
    .citation = "Gomez, Bonada, Towards Computer-Assisted Flamenco Transcription, Computer Music Journal 37(2), 2013; "
                "music: Mora et al., ISMIR 2010",
    .splits = "",
    .clips = 72,
    .rules = &neume_rules_tonas,
};

ROW(tonas_f0) = {
    .name = "tonas-f0",
    .title = "TONAS, f0",
    .what = "flamenco sung without accompaniment, f0 corrected by hand",
    .licence = "non-commercial, on request",
    .size = "",
    .home = "https://zenodo.org/records/1290722",
    .citation = "Gomez, Bonada, Towards Computer-Assisted Flamenco Transcription, Computer Music Journal 37(2), 2013; "
                "music: Mora et al., ISMIR 2010",
    .splits = "",
    .clips = 72,
    .kind = NEUME_CLIP_F0,
    .rules = &neume_rules_tonas_f0,
};

ROW(mdb_drums) = {
    .name = "mdb-drums",
    .title = "MDB Drums",
    .what = "23 pieces of MedleyDB, drums alone and full mix, six classes annotated by hand",
    .licence = "CC-BY-NC-SA-4.0",
    .size = "",
    .home = "https://github.com/CarlSouthall/MDBDrums",
    .citation = "Southall, Wu, Lerch, Hockman, MDB Drums: An Annotated Subset of MedleyDB for Automatic Drum "
                "Transcription, ISMIR 2017 (late-breaking)",
    .splits = "train, test, by the MIREX 2017 lists of the dataset",
    .clips = 46,
    .kind = NEUME_CLIP_DRUMS,
    .rules = &neume_rules_mdb_drums,
};

ROW(enst_drums) = {
    .name = "enst-drums",
    .title = "ENST-Drums, public part, wet mix",
    .what = "three drummers on their own kits: hits, phrases, solos, minus-one playing (the drums alone)",
    .licence = "research, on request",
    .size = "",
    .home = "https://perso.telecom-paristech.fr/grichard/ENST-drums/",
    .citation = "Gillet, Richard, ENST-Drums: An Extensive Audio-Visual Database for Drum Signals Processing, "
                "ISMIR 2006",
    .splits = "drummer1 to drummer3; none is official: leave drummers out",
    .kind = NEUME_CLIP_DRUMS,
    .rules = &neume_rules_enst_drums,
};

ROW(idmt_drums) = {
    .name = "idmt-smt-drums",
    .title = "IDMT-SMT-Drums V2, mixes",
    .what = "loops of kick, snare and hi-hat: recorded, from drum machines, from samples",
    .licence = "CC-BY-NC-ND-4.0",
    .size = "",
    .home = "https://www.idmt.fraunhofer.de/en/publications/datasets/drums.html",
    .citation = "Dittmar, Gaertner, Real-Time Transcription and Separation of Drum Recordings Based on NMF "
                "Decomposition, DAFx 2014",
    .splits = "",
    .kind = NEUME_CLIP_DRUMS,
    .rules = &neume_rules_idmt_drums,
};

ROW(groove) = {
    .name = "groove",
    .title = "Groove MIDI Dataset 1.0.0",
    .what = "drummers on an electronic kit (Roland TD-11), its sound and its MIDI",
    .licence = "CC-BY-4.0",
    .size = "4.76 GB",
    .home = "https://magenta.tensorflow.org/datasets/groove",
    .citation = "Gillick, Roberts, Engel, Eck, Bamman, Learning to Groove with Inverse Sequence Transformations, "
                "ICML 2019",
    .splits = "train, validation, test, by the table of the dataset",
    .kind = NEUME_CLIP_DRUMS,
    .rules = &neume_rules_groove,
};

ROW(egmd) = {
    .name = "e-gmd",
    .title = "E-GMD (Expanded Groove MIDI Dataset) 1.0.0",
    .what = "the performances of Groove on 43 kits (Roland TD-17)",
    .licence = "CC-BY-4.0",
    .size = "90 GB",
    .home = "https://magenta.tensorflow.org/datasets/e-gmd",
    .citation = "Callender, Hawthorne, Engel, Improving Perceptual Quality of Drum Transcription with the Expanded "
                "Groove MIDI Dataset, arXiv:2004.00188, 2020",
    .splits = "train, validation, test, by the table of the dataset",
    .kind = NEUME_CLIP_DRUMS,
    .rules = &neume_rules_egmd,
};

ROW(rbma13) = {
    .name = "rbma13",
    .title = "RBMA13 (Red Bull Music Academy 2013)",
    .what = "30 electronic pieces, drums annotated by hand; bring the audio as audio/RBMA-13-Track-NN.{wav,flac,mp3}",
    .licence = "research (annotations)",
    .size = "",
    .home = "http://ifs.tuwien.ac.at/~vogl/datasets/",
    .citation = "Vogl, Dorfer, Widmer, Knees, Drum Transcription via Joint Beat and Drum Modeling Using Convolutional "
                "Recurrent Neural Networks, ISMIR 2017",
    .splits = "fold0, fold1, fold2, by the lists of the dataset",
    .clips = 30,
    .kind = NEUME_CLIP_DRUMS,
    .rules = &neume_rules_rbma13,
};

ROW(ikala) = {
    .name = "ikala",
    .title = "iKala",
    .what = "Chinese pop clips; the voice, on the right channel, every 32 ms",
    .licence = "research, no longer given out",
    .size = "",
    .home = "http://mac.citi.sinica.edu.tw/ikala/",
    .citation = "Chan et al., Vocal Activity Informed Singing Voice Separation with the iKala Dataset, ICASSP 2015",
    .splits = "",
    .clips = 252,
    .kind = NEUME_CLIP_F0,
    .rules = &neume_rules_ikala,
};

ROW(orchset) = {
    .name = "orchset",
    .title = "Orchset 1.0",
    .what = "orchestral excerpts, the predominant melody every 10 ms",
    .licence = "research",
    .size = "",
    .home = "https://zenodo.org/records/1289786",
    .citation = "Bosch, Marxer, Gomez, Evaluation and Combination of Pitch Estimation Methods for Melody Extraction in "
                "Symphonic Classical Music, JNMR 45(2), 2016",
    .splits = "",
    .clips = 64,
    .kind = NEUME_CLIP_F0,
    .rules = &neume_rules_orchset,
};

ROW(cante100) = {
    .name = "cante100",
    .title = "cante100",
    .what = "flamenco singing with accompaniment, the voice every 2.9 ms, by a tracker",
    .licence = "research",
    .size = "",
    .home = "https://zenodo.org/records/1322542",
    .citation =
        "Kroher, Diaz-Banez, Mora, Gomez, Corpus COFLA: A Research Corpus for the Computational Study of Flamenco "
        "Music, ACM JOCCH 9(2), 2016",
    .splits = "",
    .clips = 100,
    .kind = NEUME_CLIP_F0,
    .rules = &neume_rules_cante100,
};

ROW(mdb_stem_synth) = {
    .name = "mdb-stem-synth",
    .title = "MDB-stem-synth",
    .what = "stems of MedleyDB played again by their own pitch, which is so known exactly",
    .licence = "CC-BY-NC-4.0",
    .size = "",
    .home = "https://zenodo.org/records/1481172",
    .citation = "Salamon, Bittner, Bonada, Bosch, Gomez, Bello, An Analysis/Synthesis Framework for Automatic F0 "
                "Annotation of Multitrack Datasets, ISMIR 2017",
    .splits = "",
    .clips = 230,
    .kind = NEUME_CLIP_F0,
    .rules = &neume_rules_mdb_stem_synth,
};

ROW(ballroom) = {
    .name = "ballroom",
    .title = "Ballroom, beats",
    .what = "half a minute each of eight dances; beats and their places in the bar",
    .licence = "research (annotations by Krebs)",
    .size = "",
    .home = "https://github.com/CPJKU/BallroomAnnotations",
    .citation = "Krebs, Boeck, Widmer, Rhythmic Pattern Modeling for Beat and Downbeat Tracking in Musical Audio, "
                "ISMIR 2013",
    .splits = "",
    .clips = 698,
    .kind = NEUME_CLIP_BEATS,
    .rules = &neume_rules_ballroom,
};

ROW(hainsworth) = {
    .name = "hainsworth",
    .title = "Hainsworth, beats",
    .what = "a minute each of pop, rock, jazz, folk, choirs; beats",
    .licence = "research",
    .size = "",
    .home = "http://www.marsyas.info/tempo/",
    .citation = "Hainsworth, Macleod, Particle Filtering Applied to Musical Tempo Tracking, EURASIP JASP 15, 2004",
    .splits = "",
    .clips = 222,
    .kind = NEUME_CLIP_BEATS,
    .rules = &neume_rules_hainsworth,
};

ROW(gtzan) = {
    .name = "gtzan-beats",
    .title = "GTZAN, beats",
    .what = "half a minute each of ten genres; beats and their places in the bar",
    .licence = "research (annotations by Marchand)",
    .size = "",
    .home = "https://github.com/TempoBeatDownbeat/gtzan_tempo_beat",
    .citation = "Marchand, Fresnel, Peeters, GTZAN-Rhythm: Extending the GTZAN Test-Set with Beat, Downbeat and Swing "
                "Annotations, ISMIR 2015 late-breaking",
    .splits = "",
    .kind = NEUME_CLIP_BEATS,
    .rules = &neume_rules_gtzan,
};

ROW(smc) = {
    .name = "smc",
    .title = "SMC MIREX, beats",
    .what = "40 seconds each of music that is hard to follow; beats",
    .licence = "research",
    .size = "",
    .home = "http://smc.inesctec.pt/research/data-2/",
    .citation = "Holzapfel, Davies, Zapata, Oliveira, Gouyon, Selective Sampling for Beat Tracking Evaluation, "
                "IEEE TASLP 20(9), 2012",
    .splits = "",
    .clips = 217,
    .kind = NEUME_CLIP_BEATS,
    .rules = &neume_rules_smc,
};

ROW(filosax) = {
    .name = "filosax",
    .title = "Filosax",
    .what = "five saxophonists over 48 jazz backings, each by itself; notes corrected by hand",
    .licence = "CC-BY-4.0 (annotations), research, on request (audio)",
    .size = "",
    .home = "https://dave-foster.github.io/filosax/",
    .citation = "Foster, Dixon, Filosax: A Dataset of Annotated Jazz Saxophone Recordings, ISMIR 2021",
    .splits = "",
    .clips = 240,
    .kind = NEUME_CLIP_NOTES,
    .rules = &neume_rules_filosax,
};

ROW(jtd) = {
    .name = "jtd",
    .title = "JTD (Jazz Trio Database), beats",
    .what = "jazz trios as they were published; beats and their places in the bar, found by software",
    .licence = "MIT (annotations), audio on request",
    .size = "",
    .home = "https://github.com/HuwCheston/Jazz-Trio-Database/",
    .citation = "Cheston, Schlichting, Cross, Harrison, Jazz Trio Database, TISMIR 7(1), 2024",
    .splits = "",
    .clips = 1294,
    .kind = NEUME_CLIP_BEATS,
    .rules = &neume_rules_jtd,
};

ROW(manifest) = {
    .name = "manifest",
    .title = "your own: a table manifest.csv",
    .what = "columns id, wav or audio, ref or reference, and if wanted category, split, kind (notes, drums, f0, beats)",
    .licence = "",
    .size = "",
    .home = "",
    .citation = "",
    .splits = "whatever the table says",
    .rules = &neume_rules_manifest,
};

ROW(pairs) = {
    .name = "pairs",
    .title = "your own: a folder of recordings with their truths",
    .what = "in it or below, beside each recording its truth under the same name: .mid, .csv, .txt, .jams, .lab, .tsv",
    .licence = "",
    .size = "",
    .home = "",
    .citation = "",
    .splits = "",
    .rules = &neume_rules_pairs,
};

ROW(synthetic) = {
    .name = "synthetic",
    .title = "synthetic pieces",
    .what = "composed by neume, played by the installed SoundFont: piano, melody, bass, drums, band; no download",
    .licence = "MIT",
    .size = "",
    .home = "",
    .citation = "",
    .splits = "",
    .rules = &neume_rules_synthetic,
};

const struct neume_dataset *const neume_datasets[] = {
    &maestro,   &maps,       &guitarset,      &slakh,    &slakh_mix,      &musicnet, &urmp,
    &bach10,    &vocadito,   &vocadito_f0,    &mir1k,    &medleydb_pitch, &tonas,    &tonas_f0,
    &mdb_drums, &enst_drums, &idmt_drums,     &groove,   &egmd,           &rbma13,   &ikala,
    &orchset,   &cante100,   &mdb_stem_synth, &ballroom, &hainsworth,     &gtzan,    &smc,
    &filosax,   &jtd,        &manifest,       &pairs,    &synthetic,      NULL};

const struct neume_dataset *neume_dataset_find(const char *name)
{
    for (const struct neume_dataset *const *d = neume_datasets; name && *d; d++)
        if (!strcmp((*d)->name, name))
            return *d;
    return NULL;
}
