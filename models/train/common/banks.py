#!/usr/bin/python3
"""Turn sampled instruments into note banks for the training mixer.

usage: banks.py MIRROR OUT

MIRROR holds bare git repositories as MIRROR/owner+name/repo. A bank is one timbre: OUT/NAME.i16 (mono int16 at
22050 Hz, note after note) and OUT/NAME.json (what it is, and each note's key, velocity, start and length). The .json
is renamed into place last, so a bank whose .json exists is whole; banks that exist already are not made again.
"""
import io
import json
import os
import posixpath
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from math import gcd

os.environ["OMP_NUM_THREADS"] = "1"
import mido  # noqa: E402
import numpy as np  # noqa: E402
import soundfile  # noqa: E402
from scipy.signal import resample_poly  # noqa: E402

RATE = 22050
LAYER_LOUDNESS = 0.1  # median over a velocity layer of each note's loudest 50 ms
WORKERS = 2


# ---- audio ----------------------------------------------------------------------------------------------------------

def read_audio(data, seconds, begin=0, end=None):
    """Decode a file's bytes to mono at RATE; begin and end are in the file's own frames, as SFZ gives them."""
    with soundfile.SoundFile(io.BytesIO(data)) as f:
        f.seek(begin)
        frames = int((seconds + 2) * f.samplerate)  # two seconds to spare for silence before the onset
        x = f.read(frames if end is None else min(frames, end - begin), dtype="float32", always_2d=True).mean(axis=1)
        return to_rate(x, f.samplerate)


def to_rate(x, rate):
    if rate == RATE or not len(x):
        return x
    common = gcd(RATE, rate)
    return resample_poly(x, RATE // common, rate // common).astype(np.float32)


def block_rms(x, block, hop):
    energy = np.concatenate([[0.0], np.cumsum(x.astype(np.float64) ** 2)])
    starts = np.arange(0, max(len(x) - block, 0) + 1, hop)
    return np.sqrt(np.maximum(energy[np.minimum(starts + block, len(x))] - energy[starts], 0) / block)


def loudness(x):
    """RMS of the loudest 50 ms."""
    return float(block_rms(x, RATE // 20, RATE // 100).max()) if len(x) else 0.0


def trim(x, seconds):
    """Cut to the audible onset, at most `seconds`, and drop a tail nobody can hear. None if there is no note."""
    loudest = loudness(x)
    if loudest < 1e-4 or not np.isfinite(loudest):
        return None
    block = RATE // 200
    onset = int(np.argmax(block_rms(x, block, block) > loudest * 10 ** (-35 / 20))) * block
    x = x[max(0, onset - RATE // 500):]
    audible = np.flatnonzero(block_rms(x, RATE // 20, RATE // 20) > loudest * 10 ** (-70 / 20))
    length = min(int(seconds * RATE), (audible[-1] + 2) * (RATE // 20))
    if length < RATE // 10:
        return None
    cut, x = length < len(x), x[:length].copy()
    fade = RATE // 1000
    x[:fade] *= np.linspace(0, 1, fade)
    if cut:
        fade = RATE * 30 // 1000
        x[-fade:] *= np.linspace(1, 0, fade)[-len(x):]
    return x


def octave_error(x, key):
    """Octaves by which x sounds above `key`, by autocorrelation at the periods of key and its octaves."""
    x = x[RATE // 30:][:RATE // 2]
    if len(x) < RATE // 10:
        return 0
    size = 1 << (2 * len(x) - 1).bit_length()
    finer = 8  # zero-padding the spectrum interpolates the lags, without which the top octaves have none to compare
    r = np.fft.irfft(np.abs(np.fft.rfft(x - x.mean(), size)) ** 2, size * finer)[:size * finer // 2]
    period = finer * RATE / (440 * 2 ** ((key - 69) / 12))
    strength = {}
    for octave in (2, 1, 0, -1, -2):
        lag = period / 2 ** octave
        if lag * 1.04 < 0.7 * len(x) * finer and lag > finer:
            lags = np.arange(int(lag * 0.97), int(lag * 1.03) + 2)
            strength[octave] = float((r[lags] / (len(x) - lags / finer)).max())
    # The true period's multiples score as well as it does: the shortest of the good ones is the pitch.
    return next((octave for octave, s in strength.items() if s >= 0.9 * max(strength.values())), 0)


# ---- banks ----------------------------------------------------------------------------------------------------------

def seconds_kept(family, key):
    return 12 if family == "piano" and key < 65 else 8


def fix_octaves(name, notes, trust_names):
    """Report notes an octave off; where nearly all are off alike, the source names octaves otherwise: move them."""
    errors = [octave_error(x, key) for key, _, x in notes]
    error, share = Counter(errors).most_common(1)[0]
    if error and share > 0.85 * len(notes) and not trust_names:
        print(f"{name}: {share} of {len(notes)} notes sound {error:+d} octaves from their names: keys moved")
        notes = [(key + 12 * error, velocity, x) for key, velocity, x in notes]
        errors = [e - error for e in errors]
    wrong = " ".join(f"{key:g}:{e:+d}" for key, e in sorted({(key, e) for (key, _, _), e in zip(notes, errors) if e}))
    if sum(map(bool, errors)) > 0.1 * len(notes):
        print(f"{name}: warning: {sum(map(bool, errors))} of {len(notes)} notes seem octaves off: {wrong}")
    return notes


def write_bank(out, name, notes, trust_names=False, **about):
    """notes: (key, velocity, trimmed audio). `about` goes into the .json as it is."""
    if len({key for key, _, _ in notes}) < 5:
        print(f"{name}: only {len(notes)} notes, left out")
        return
    if about["family"] != "drums":
        notes = fix_octaves(name, notes, trust_names)
    notes.sort(key=lambda note: note[:2])
    layers = defaultdict(list)
    for _, velocity, x in notes:
        layers[velocity].append(x)
    gain = {velocity: min(LAYER_LOUDNESS / np.median([loudness(x) for x in layer]),
                          0.999 / max(np.abs(x).max() for x in layer)) for velocity, layer in layers.items()}
    samples, start = [], 0
    with open(f"{out}/.{name}.i16.tmp", "wb") as f:
        for key, velocity, x in notes:
            f.write(np.round(x * gain[velocity] * 32767).astype("<i2").tobytes())
            samples.append({"key": round(key, 3), "velocity": velocity, "start": start, "length": len(x)})
            start += len(x)
    with open(f"{out}/.{name}.json.tmp", "w") as f:
        json.dump({"name": name, **about, "samples": samples}, f)
    for kind in ("i16", "json"):
        os.rename(f"{out}/.{name}.{kind}.tmp", f"{out}/{name}.{kind}")
    print(f"{name}: {len(notes)} notes, {len(layers)} layers, {start / RATE / 60:.1f} minutes", flush=True)


# ---- git and SFZ ----------------------------------------------------------------------------------------------------

class Repo:
    def __init__(self, mirror, name):
        self.git = ["git", f"--git-dir={mirror}/{name.replace('/', '+')}/repo"]
        listing = subprocess.run(self.git + ["ls-tree", "-rz", "--name-only", "HEAD"], capture_output=True, check=True)
        self.paths = listing.stdout.decode().split("\0")[:-1]

    def read(self, path):
        return subprocess.run(self.git + ["cat-file", "blob", f"HEAD:{path}"], capture_output=True, check=True).stdout

    def find(self, tail, near):
        """The path that ends in `tail`, the one closest to the file `near` if there are several; None if none."""
        found = [p for p in self.paths if ("/" + p).lower().endswith("/" + tail.lower())]
        return max(found, key=lambda p: len(os.path.commonprefix([p, near])), default=None)


def sfz_regions(repo, path):
    """Each region's opcodes with what it inherits. default_path is ignored: samples are found by how paths end."""
    defines, inherited, regions = {}, {"global": {}, "master": {}, "group": {}, "region": {}}, []
    levels, level = list(inherited), None

    def read_lines(file):
        nonlocal level
        for line in repo.read(file).decode("utf-8", "replace").splitlines():
            line = line.split("//")[0].strip()
            for name in sorted(defines, key=len, reverse=True) if not line.startswith("#define") else ():
                line = line.replace(name, defines[name])
            if line.startswith("#define"):
                _, name, value = line.split(None, 2)
                defines[name] = value
            elif line.startswith("#include"):
                read_lines(posixpath.join(posixpath.dirname(path), line.split('"')[1]))
            else:
                for header, opcode, value in re.findall(r"<(\w+)>|(\w+)=((?:(?!\s+\w+=|\s*<\w+>).)*)", line):
                    if header:
                        level = header if header in levels else None
                        for below in levels[levels.index(level):] if level else ():
                            inherited[below] = {}
                        if header == "region":
                            regions.append({k: v for above in levels[:3] for k, v in inherited[above].items()})
                    elif level:
                        into = regions[-1] if level == "region" else inherited[level]
                        keys = ("lokey", "hikey", "pitch_keycenter") if opcode == "key" else (opcode,)
                        into.update(dict.fromkeys(keys, value.strip()))

    read_lines(path)
    return regions


def key_number(text):
    """An SFZ key: a number, or a name such as c#4 with C4 = 60."""
    name = re.fullmatch(r"([a-gA-G])([#sb]?)(-?\d+)", text)
    if not name:
        return int(text)
    letter, accidental, octave = name.groups()
    return "c d ef g a b".index(letter.lower()) + {"": 0, "#": 1, "s": 1, "b": -1}[accidental] + 12 * int(octave) + 12


def sfz_bank(out, mirror, name, repo_name, sfz, wanted, **about):
    """One SFZ instrument; `wanted` is what the path of a plain sustained note's sample matches."""
    repo = Repo(mirror, repo_name)
    takes = {}
    for path in [p for p in repo.paths if re.fullmatch(sfz, p)]:
        for region in sfz_regions(repo, path):
            sample = re.sub(r"^(\.\./)+", "", region.get("sample", "").replace("\\", "/"))
            if (not sample or region.get("trigger", "attack") != "attack" or not re.search(wanted, sample)
                    or "pitch_keycenter" not in region
                    or "cutoff" in region  # a lowpass that fakes a softer layer
                    or "locc64" in region):  # the strings that ring along with the pedal down
                continue
            file = repo.find(sample, path)
            if not file:
                print(f"{name}: no file {sample}")
                continue
            # A file stretched over neighbouring keys is one note; one that serves two layers is a note in each.
            velocity = (int(region.get("lovel", 1)) + int(region.get("hivel", 127))) // 2
            takes.setdefault((file, velocity), region)
    notes = []
    for (file, velocity), region in takes.items():
        # An SFZ tunes a sharp sample down, so the sample sounds at its key less its tuning.
        key = key_number(region["pitch_keycenter"]) - float(region.get("tune", 0)) / 100
        seconds = seconds_kept(about["family"], key)
        try:
            end = int(region["end"]) if "end" in region else None
            x = trim(read_audio(repo.read(file), seconds, int(region.get("offset", 0)), end), seconds)
        except soundfile.LibsndfileError as error:
            print(f"{name}: {file}: {error}")
            continue
        if x is not None:
            gain = 10 ** (float(region.get("volume", 0)) / 20)  # the instrument maker's balance between keys
            notes.append((key, velocity, x * gain))
    write_bank(out, name, notes, source=repo_name, sustained=about.pop("sustained", False), **about)


PUBLIC_DOMAIN = "public domain (Akai, as the README says)"
CC0 = "CC0-1.0"
CC_BY = "CC-BY-3.0 (Greg Sullivan)"
KARORYFER = "sfzinstruments/karoryfer."
SULLIVAN = "sfzinstruments/GregSullivan.E-Pianos"
SFZ = [  # name, repository, .sfz files, what the samples of plain notes match, the rest of the .json
    ("splendid_grand", "sfzinstruments/SplendidGrandPiano", r"Splendid Grand Piano\.sfz", r"(PP|Mp|Mf|FF) ",
     dict(family="piano", licence=PUBLIC_DOMAIN, split="train")),
    ("upright_kw", "freepats/upright-piano-KW", r".*\.sfz", "", dict(family="piano", licence=CC0, split="held")),
    ("spanish_guitar", "freepats/spanish-classical-guitar", r".*\.sfz", "",
     dict(family="guitar", licence=CC0, split="train")),
    ("emily_guitar", KARORYFER + "emilyguitar", r"emily_clean\.sfz", r"^notes/",
     dict(family="guitar", licence=CC0, split="train")),
    ("shiny_guitar_acoustic", KARORYFER + "shinyguitar", r"Programs/acoustic_one\.sfz", r"/[a-g]b?\d_vl\d",
     dict(family="guitar", licence=CC0, split="train")),
    ("shiny_guitar_electric", KARORYFER + "shinyguitar", r"Programs/electric_one\.sfz", r"/[a-g]b?\d_vl\d",
     dict(family="guitar", licence=CC0, split="train")),
    ("meat_bass_pizz", KARORYFER + "meatbass", r"Programs/pizz_six_map\.sfz", r"pizz/[a-g]b?\d_vl\d",
     dict(family="bass", licence=CC0, split="train")),
    ("meat_bass_arco", KARORYFER + "meatbass", r"Programs/arco_six_map\.sfz", r"arco/[a-g]b?\d_vl\d",
     dict(family="strings", licence=CC0, split="train", sustained=True)),
    ("growly_bass", KARORYFER + "growlybass", r"growlybass_clean\.sfz", r"^sustain/",
     dict(family="bass", licence=CC0, split="held")),
    ("were_sax", KARORYFER + "weresax", r"Programs/alto_map_(forte|piano)_condenser\.sfz", r"_cnd",
     dict(family="winds", licence=CC0, split="held", sustained=True)),
    ("cp80", SULLIVAN, r"CP80/.*\.sfz", "", dict(family="epiano", licence=CC_BY, split="held")),
    ("pianet_t", SULLIVAN, r"Pianet T/.*\.sfz", "", dict(family="epiano", licence=CC_BY, split="train")),
    ("wurlitzer_ep200", SULLIVAN, r"Wurlitzer EP200/.*\.sfz", "",
     dict(family="epiano", licence=CC_BY, split="train")),
]


# ---- Philharmonia Orchestra -----------------------------------------------------------------------------------------

PHILHARMONIA = "skratchdot/philharmonia-samples"
PHILHARMONIA_LICENCE = "Philharmonia: free for any use, commercial too; not to be sold or offered as samples"
PHILHARMONIA_FAMILY = dict(
    banjo="pluck", mandolin="pluck", guitar="guitar", tuba="brass", trumpet="brass", trombone="brass",
    violin="strings", viola="strings", cello="strings", **{"french-horn": "brass", "double-bass": "strings"})
PHILHARMONIA_TRAIN = {"banjo", "mandolin", "guitar", "bass-clarinet", "contrabassoon", "english-horn", "french-horn",
                      "tuba", "double-bass"}
DYNAMICS = {"pianissimo": 30, "piano": 50, "mezzo-piano": 62, "mezzo-forte": 75, "forte": 95, "fortissimo": 115}
LENGTHS = ["025", "05", "1", "15", "long", "very-long"]  # in hundredths of a second or so, shortest first


def philharmonia_banks(mirror):
    """{(instrument, articulation): {(key, velocity): (rank of length, path)}}, the longest take of each note."""
    banks = defaultdict(dict)
    for path in Repo(mirror, PHILHARMONIA).paths:
        parts = posixpath.basename(path)[:-4].split("_")
        if not path.endswith(".mp3") or len(parts) != 5 or parts[2] not in LENGTHS or parts[3] not in DYNAMICS:
            continue
        instrument, note, length, dynamic, articulation = parts
        plucked = "pizz" in articulation or instrument in ("banjo", "mandolin", "guitar")
        # A held note needs something to hold; a plucked one is whole however short.
        if not re.fullmatch(r"[A-G]s?\d", note) or not re.fullmatch(r"(arco-|pizz-)?normal", articulation) or (
                not plucked and LENGTHS.index(length) < LENGTHS.index("1")):
            continue
        bank, where = banks[instrument, articulation], (key_number(note), DYNAMICS[dynamic])
        bank[where] = max(bank.get(where, (-1, "")), (LENGTHS.index(length), path))
    return banks


def philharmonia_bank(out, mirror, name, instrument, articulation, takes):
    repo, notes = Repo(mirror, PHILHARMONIA), []
    plucked = "pizz" in articulation or instrument in ("banjo", "mandolin", "guitar")
    for (key, velocity), (_, path) in takes.items():
        try:
            x = trim(read_audio(repo.read(path), 8), 8)
        except soundfile.LibsndfileError as error:
            print(f"{name}: {path}: {error}")
            continue
        error = 0 if x is None else octave_error(x, key)
        if instrument == "trombone" and error == -1:  # its loud takes and its pedal notes are named an octave high
            key, error = key - 12, 0
        if x is not None and not error:  # what else seems off is breath before the note, or another note
            notes.append((key, velocity, x))
    family = "bass" if plucked and instrument == "double-bass" else PHILHARMONIA_FAMILY.get(instrument, "winds")
    write_bank(out, name, notes, family=family, source=PHILHARMONIA, licence=PHILHARMONIA_LICENCE,
               split="train" if instrument in PHILHARMONIA_TRAIN else "held", sustained=not plucked)


# ---- SoundFonts -----------------------------------------------------------------------------------------------------

FONTS = {
    "fluid": dict(path="/usr/share/sounds/sf2/FluidR3_GM.sf2", licence="MIT (FluidR3, Frank Wen)", split="train"),
    "musescore": dict(path="/usr/share/sounds/sf3/MuseScore_General_Full.sf3", licence="MIT (MuseScore_General)",
                      split="train"),
    "timgm": dict(path="/usr/share/sounds/sf2/TimGM6mb.sf2", licence="GPL-2.0 (TimGM6mb, Tim Brechbill)",
                  split="held"),
}
VELOCITIES = (45, 80, 115)
FAMILIES = [  # (last program, family, sustained), in order; None is left out: timpani, orchestra hit, effects
    (3, "piano", False), (5, "epiano", False), (7, "pluck", False), (15, "mallet", False), (23, "organ", True),
    (31, "guitar", False), (39, "bass", False), (44, "strings", True), (46, "pluck", False), (47, None, False),
    (51, "strings", True), (54, "voice", True), (55, None, False), (63, "brass", True), (79, "winds", True),
    (95, "synth", True), (103, None, False), (108, "pluck", False), (109, "winds", True), (110, "strings", True),
    (111, "winds", True)]
RANGES = [  # (last program, lowest key, highest key), in order
    (3, 21, 108), (5, 28, 103), (6, 29, 89), (7, 33, 96), (8, 60, 108), (9, 72, 108), (10, 60, 96), (11, 53, 89),
    (12, 45, 96), (13, 65, 108), (14, 55, 84), (15, 48, 84), (20, 24, 96), (21, 41, 93), (22, 53, 91), (23, 41, 93),
    (30, 40, 88), (31, 52, 88), (39, 24, 67), (40, 55, 103), (41, 48, 91), (42, 36, 84), (43, 24, 67), (45, 36, 96),
    (46, 24, 103), (51, 28, 96), (54, 43, 84), (56, 52, 88), (57, 34, 76), (58, 24, 65), (59, 52, 88), (60, 34, 77),
    (61, 34, 88), (63, 34, 91), (64, 54, 91), (65, 46, 84), (66, 42, 79), (67, 34, 72), (68, 57, 93), (69, 50, 84),
    (70, 33, 76), (71, 50, 94), (72, 73, 108), (73, 59, 98), (75, 57, 96), (77, 55, 90), (79, 60, 98), (86, 36, 96),
    (87, 28, 84), (95, 36, 96), (104, 41, 84), (105, 46, 86), (106, 46, 84), (107, 46, 91), (108, 48, 91),
    (109, 48, 84), (110, 55, 98), (111, 53, 88)]
PROGRAMS = [p for p in range(112) if next(row for row in FAMILIES if p <= row[0])[1]]
KITS = (0, 8, 16, 24, 25, 32, 40)
OUT_OF_TUNE = {("timgm", 78)}  # its whistle sounds nine semitones low


def render(font, program, keys, velocities, hold, channel=0):
    """[(key, velocity, audio)] of one preset, dry, each note held `hold` seconds and then cut."""
    ticks, gap = 480, 0.06  # at mido's default tempo of two beats a second
    file = mido.MidiFile(ticks_per_beat=ticks)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.Message("program_change", channel=channel, program=program))
    order = [(key, velocity) for key in keys for velocity in velocities]
    for key, velocity in order:
        track.append(mido.Message("note_on", channel=channel, note=key, velocity=velocity,
                                  time=round(gap * ticks * 2)))
        track.append(mido.Message("note_off", channel=channel, note=key, time=round(hold * ticks * 2)))
        track.append(mido.Message("control_change", channel=channel, control=120, value=0))  # all sound off
    rate = 2 * RATE  # FluidSynth interpolates without a lowpass: let its aliases fall above what is kept
    with tempfile.TemporaryDirectory() as folder:
        file.save(f"{folder}/notes.mid")
        subprocess.run(["fluidsynth", "-qni", "-R", "0", "-C", "0", "-g", "0.4", "-r", str(rate), "-T", "wav",
                        "-O", "float", "-o", "synth.dynamic-sample-loading=1", "-F", f"{folder}/notes.wav",
                        FONTS[font]["path"], f"{folder}/notes.mid"], check=True, capture_output=True)
        x = soundfile.read(f"{folder}/notes.wav", dtype="float32", always_2d=True)[0].mean(axis=1)
    notes = []
    for i, (key, velocity) in enumerate(order):
        start = gap + i * (gap + hold)
        # Begin early within the gap, which is silent: the synthesizer starts notes only at its buffer's edges.
        note = trim(to_rate(x[int((start - gap / 3) * rate):int((start + hold) * rate)], rate), hold)
        if note is not None:
            notes.append((key, velocity, note))
    return notes


def same_sound(notes, others):
    """Are nearly all notes two presets share one recording? Correlated over the first second, at the best lag."""
    others, scores = {(key, velocity): x for key, velocity, x in others}, []
    for key, velocity, x in notes:
        if (key, velocity) not in others:
            continue
        a, b = x[:RATE], others[key, velocity][:RATE]
        size = 1 << (len(a) + len(b)).bit_length()
        r = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)
        scores.append(r.max() / (np.linalg.norm(a) * np.linalg.norm(b)) > 0.99)
    return len(scores) > 0 and np.mean(scores) > 0.9


def font_banks(out, fonts, program):
    """One General MIDI program in several SoundFonts; a font with the same sound as an earlier one is left out."""
    _, family, sustained = next(row for row in FAMILIES if program <= row[0])
    _, low, high = next(row for row in RANGES if program <= row[0])
    kept = {}
    for font in [font for font in fonts if (font, program) not in OUT_OF_TUNE]:
        notes = render(font, program, range(low, high + 1, 3), VELOCITIES, 6 if program <= 5 else 4)
        if any(same_sound(notes, others) for others in kept.values()):
            print(f"{font}_{program:03d}: the same sound as an earlier font's")
        else:
            kept[font] = notes
    for font in reversed(kept):  # the first font's bank tells that the program is done, so it is written last
        about = FONTS[font]
        # Organs and synthesizers add octaves to the key on purpose, and bars ring in no harmonic series.
        write_bank(out, f"{font}_{program:03d}", kept[font], trust_names=family in ("organ", "synth", "mallet"),
                   family=family, source=f"{os.path.basename(about['path'])} program {program}",
                   licence=about["licence"], split=about["split"], sustained=sustained)


def drum_banks(out, font):
    """Drum kits, to play under music: `key` is the General MIDI drum, which is no pitch."""
    kept, about = {}, FONTS[font]
    for kit in KITS:
        notes = render(font, kit, range(35, 82), (60, 110), 1.5, channel=9)
        if any(same_sound(notes, others) for others in kept.values()):
            print(f"{font}_drums_{kit:03d}: the same sound as an earlier kit")
        else:
            kept[kit] = notes
    for kit in reversed(kept):  # the first kit's bank tells that the font is done
        write_bank(out, f"{font}_drums_{kit:03d}", kept[kit], family="drums", licence=about["licence"],
                   source=f"{os.path.basename(about['path'])} kit {kit}", split=about["split"], sustained=False)


# ---- everything -----------------------------------------------------------------------------------------------------

def jobs(mirror, out):
    """(names of the banks, function, arguments, keyword arguments), what is wanted soonest first."""
    for name, repo, sfz, wanted, about in SFZ:
        yield [name], sfz_bank, (out, mirror, name, repo, sfz, wanted), about
    for program in PROGRAMS:
        yield [f"fluid_{program:03d}"], font_banks, (out, ["fluid", "musescore"], program), {}
    for (instrument, articulation), takes in philharmonia_banks(mirror).items():
        name = "philharmonia_" + f"{instrument}_{articulation}".replace("-", "_").removesuffix("_normal")
        yield [name], philharmonia_bank, (out, mirror, name, instrument, articulation, takes), {}
    for program in PROGRAMS:
        yield [f"timgm_{program:03d}"], font_banks, (out, ["timgm"], program), {}
    for font in ("fluid", "musescore"):
        yield [f"{font}_drums_000"], drum_banks, (out, font), {}


def main():
    mirror, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    os.nice(10)
    with ProcessPoolExecutor(WORKERS) as pool:
        running = [(names, pool.submit(function, *arguments, **about))
                   for names, function, arguments, about in jobs(mirror, out)
                   if not all(os.path.exists(f"{out}/{name}.json") for name in names)]
        for names, job in running:
            if job.exception():
                print(f"{' '.join(names)}: {job.exception()!r}", flush=True)


if __name__ == "__main__":
    main()
