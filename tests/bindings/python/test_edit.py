# SPDX-License-Identifier: MIT
"""Edits, rolls and what is known of files: as the program has them."""
import json
import os
import re
import tempfile
import unittest

import support
from support import RATE, np, run

import neume

# Options of edit(), and the program's words for them where they are others.
EDITS = (
    ({"quantize": "1/16", "strength": 80, "swing": 60, "window": "90%"}, {}),
    ({"quantize": "1/8T", "window": 200, "quantize_ends": True}, {}),
    ({"quantize": "1/4d"}, {}),
    ({"humanize": (8, 5), "seed": 3}, {"humanize": "8,5"}),
    ({"humanize": 12.5}, {}),
    ({"transpose": -3, "key": "Bb:min"}, {}),
    ({"transpose": 60, "out_of_range": "fold"}, {}),
    ({"transpose_in_key": 2, "key": "C"}, {"key": "C:maj"}),
    ({"key": "auto", "scale": "D dorian"}, {}),
    ({"scale": "A:min"}, {}),
    ({"velocity": {"scale": 0.8, "add": 5}, "legato": 90}, {"velocity": "scale=0.8,add=5"}),
    ({"velocity": "fixed=90", "staccato": 50, "min_length": 0.1}, {}),
    ({"bars": (1, 2)}, {"bars": "1-2"}),
    ({"bars": "2-", "channel": 3}, {}),
    ({"bars": 1}, {}),
    ({"split": "hands"}, {}),
    ({"split": "F#4", "program": [1, 33], "bank": ["121:3"], "name": ["right", "left"]},
     {"program": "1,33", "bank": "121:3", "name": "right,left"}),
    ({"program": 5, "volume": 100, "pan": "0,127"}, {}),
    ({"drop_short": 0.05, "drop_weak": 20, "merge_repeats": 30}, {}),
    ({"tempo": 90, "keep": "times", "division": 960}, {}),
    ({}, {}),
)


class Edit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temp = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temp.cleanup)
        cls.folder = temp.name
        cls.wav = os.path.join(cls.folder, "song.wav")
        support.write_wav(cls.wav, support.line())
        cls.song = neume.transcribe(cls.wav, "poly")
        cls.midi = os.path.join(cls.folder, "song.mid")
        cls.song.to_midi(cls.midi)

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_as_the_program(self):
        for options, others in EDITS:
            with self.subTest(options=options):
                words = []
                for name, value in {**options, **others}.items():
                    words += ["--" + name.replace("_", "-")] + ([] if value is True else [str(value)])
                run("edit", "-q", self.midi, "-o", self.path("out.mid"), *words)
                with open(self.path("out.mid"), "rb") as f:
                    self.assertEqual(neume.edit(self.midi, **options), f.read())

    def test_groove_and_sources(self):
        run("edit", "-q", self.midi, "-o", self.path("felt.mid"), "--groove", self.midi, "--strength", "60")
        with open(self.path("felt.mid"), "rb") as f:
            felt = f.read()
        for groove in (self.midi, self.song, self.song.to_midi()):
            for midi in (self.midi, self.song, self.song.to_midi()):
                self.assertEqual(neume.edit(midi, groove=groove, strength=60), felt)

    def test_outputs(self):
        for ending in ("mid", "csv", "jams", "json", "svl"):
            ours, theirs = self.path("ours." + ending), self.path("theirs." + ending)
            self.assertIsNone(neume.edit(self.midi, ours, transpose=2))
            run("edit", "-q", self.midi, "-o", theirs, "--transpose", "2")
            with open(ours, "rb") as a, open(theirs, "rb") as b:
                self.assertEqual(a.read(), b.read())
        with self.assertRaises(ValueError):
            neume.edit(self.midi, self.path("out.xyz"))

    def test_refused(self):
        for options in ({"quantize": "1/3"}, {"quantize": 16}, {"window": "101%", "quantize": "1/8"}, {"swing": 60},
                        {"strength": 50}, {"humanize": -1}, {"humanize": (1, 200)}, {"velocity": {"double": 2}},
                        {"velocity": "scale=17"}, {"velocity": "scale"}, {"key": "H"}, {"scale": "D odd"},
                        {"bars": "x"}, {"bars": (3, 2)},
                        {"bars": 10000}, {"program": [0]}, {"bank": 1}, {"program": [1] * 17},
                        {"pan": 128}, {"split": "C99"}, {"transpose": 128}, {"tempo": 1}, {"keep": "times"},
                        {"out_of_range": "fold"}, {"transpose": 100, "out_of_range": "refuse"},
                        {"transpose_in_key": 1}):
            with self.subTest(options=options), self.assertRaises(ValueError):
                neume.edit(self.midi, **options)
        for options in ({"quantise": "1/8"}, {"transpose": 1.5}, {"transpose": "2"}, {"quantize_ends": "no"}):
            with self.subTest(options=options), self.assertRaises(TypeError):
                neume.edit(self.midi, **options)
        with self.assertRaises(FileNotFoundError):
            neume.edit(self.path("none.mid"))
        with self.assertRaises(FileNotFoundError):
            neume.edit(self.midi, groove=self.path("none.mid"))

    def test_roll(self):
        for words, options in (((), {}), (("--theme", "dark", "--zoom", "90", "--rows", "2"),
                                          {"theme": "dark", "zoom": 90, "rows": 2}),
                               (("--from", "0.5", "--to", "1.5", "--pitch", "C3-C6", "--color", "pitch"),
                                {"start": 0.5, "end": 1.5, "pitch": "C3-C6", "color": "pitch"}),
                               (("--lanes", "velocity,pedal,7", "--grid", "seconds"),
                                {"lanes": ["velocity", "pedal", 7], "grid": "seconds"}),
                               (("--lanes", "none", "--audio", self.wav, "--under", "waveform"),
                                {"lanes": "none", "audio": self.wav, "under": "waveform"})):
            with self.subTest(words=words):
                run("roll", "-q", self.midi, "-o", self.path("out.svg"), "--title", "A tune", *words)
                ours = neume.roll(self.midi, title="A tune", **options)
                with open(self.path("out.svg"), "rb") as f:  # cairo counts the surfaces of a process
                    self.assertEqual(re.sub(rb"surface\d+", b"", ours), re.sub(rb"surface\d+", b"", f.read()))
        neume.roll(self.song, self.path("ours.png"), scale=2)
        with open(self.path("ours.png"), "rb") as f:
            picture = f.read()
        self.assertEqual(picture, neume.roll(self.song, format="png", scale=2))
        self.assertEqual(picture[:4], b"\x89PNG")
        for options in ({"lanes": "all"}, {"lanes": [300]}, {"pitch": (60, 50)}, {"format": "html"},
                        {"start": 5, "end": 4}, {"width": 10}):
            with self.subTest(options=options), self.assertRaises(ValueError):
                neume.roll(self.song, **options)
        with self.assertRaises(TypeError):
            neume.roll(self.song, start="b5")

    def theirs(self, path):
        out = json.loads(run("info", "--json", path))
        out.pop("file")
        out.pop("kind", None)
        return out

    def near(self, ours, theirs):
        for name, value in theirs.items():
            if isinstance(value, float):
                self.assertAlmostEqual(ours[name], value, delta=0.051, msg=name)
            else:
                self.assertEqual(ours[name], value, name)

    def test_info(self):
        self.near(neume.sound_info(self.wav), self.theirs(self.wav))
        silent = neume.sound_info((np.zeros(8000, np.int16), 8000))
        self.assertEqual((silent["frames"], silent["peak_dbfs"]), (8000, -np.inf))
        theirs = self.theirs(self.midi)
        ours = neume.midi_info(self.midi)
        self.assertEqual(str(ours.pop("division")), theirs.pop("division").split()[0])
        for track in theirs["tracks"]:
            track["name"] = track["name"].encode() if "name" in track else None
        self.near(ours, theirs)
        self.assertEqual(neume.midi_info(self.song)["notes"], len(self.song))
        with self.assertRaises(neume.FormatError):
            neume.midi_info(self.wav)
        found = neume.instrument(self.wav, self.song)
        self.assertIsInstance(found, neume.Instrument)
        self.assertTrue(found.family and 1 <= found.program <= 128 and 0 <= found.confidence <= 1)
        self.assertIsNone(neume.instrument(self.wav, self.song.notes[:0]).family)

    def test_kit_info(self):
        kit = self.path("kit")
        os.makedirs(kit, exist_ok=True)
        support.write_wav(os.path.join(kit, "kick.wav"), support.tone(60, 0.3))
        support.write_wav(os.path.join(kit, "snare 1.wav"), support.tone(200, 0.3))
        support.write_wav(os.path.join(kit, "snare 2.wav"), support.tone(210, 0.3))
        ours, theirs = neume.kit_info(kit), self.theirs(kit)
        self.assertEqual((ours["format"], ours["drums"]), (theirs["format"], theirs["drums"]))
        self.assertEqual({d["drum"] for d in ours["drums"]}, {"KD", "SD"})
        with self.assertRaises(FileNotFoundError):
            neume.kit_info(self.path("none"))


class Detectors(unittest.TestCase):
    def test_blocks(self):
        sound = support.drums() + np.resize(support.line(), len(support.drums())) * np.float32(0.3)
        stereo = np.column_stack([sound, sound])
        for stream, whole, options in ((neume.OnsetStream, neume.onsets, {"sensitivity": 0.6}),
                                       (neume.PitchStream, neume.pitch, {"min_hz": 60})):
            expected = whole((stereo, RATE), **options)
            self.assertGreater(len(expected), 4)
            for size in (1000, 3333, len(sound)):
                with stream(RATE, channels=2, **options) as s:
                    parts = [s.process(stereo[i:i + size]) for i in range(0, len(sound), size)] + [s.flush()]
                    with self.assertRaises(ValueError):
                        s.process(stereo[:10])
                np.testing.assert_array_equal(np.concatenate(parts), expected)
            for words in ((0,), (RATE, 0), (RATE, 2000)):
                with self.assertRaises(ValueError):
                    stream(*words)
            with self.assertRaises(ValueError):
                stream(RATE).process(stereo)
        with self.assertRaises(ValueError):
            neume.PitchStream(RATE, min_hz=500, max_hz=100)


if __name__ == "__main__":
    support.main()
