# SPDX-License-Identifier: MIT
"""Python's answers are the program's, in every field and every byte."""
import json
import os
import pickle
import tempfile
import unittest

import support
from support import np, run

import neume


class Notes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.wav = os.path.join(folder.name, "song.wav")
        self.pcm = support.write_wav(self.wav, support.line() + np.resize(support.drums(), len(support.line())) * 0.5)
        self.folder = folder.name

    def test_modes(self):
        for options in ({"mode": "melody"}, {"mode": "poly"}, {"mode": "drums"}, {"mode": "mix"}, {},
                        {"mode": "poly", "quality": "fast", "sensitivity": 0.7, "min_pitch": "C3", "range": "guitar"},
                        {"mode": "drums", "classes": "3", "retrigger": 30, "sensitivity": {"SD": 0.8}},
                        {"mode": "drums", "drum_lengths": "ring", "drum_map": "bfd"},
                        {"mode": "melody", "bends": "channel", "cc": "11", "brightness": True, "tuning": 442},
                        {"mode": "mix", "bends": "mpe", "tempo": 96, "min_length": 0.1}):
            with self.subTest(options=options):
                self.compare(options)

    def compare(self, options):
        words = []
        for name, value in options.items():
            if isinstance(value, dict):
                value = ",".join("%s=%s" % pair for pair in value.items())
            words += ["--" + name.replace("_", "-")] + ([] if value is True else [str(value)])
        out = os.path.join(self.folder, "out.mid")
        run("transcribe", "-q", *words, self.wav, "-o", out)
        ours = neume.transcribe(self.wav, **options)
        with open(out, "rb") as f:
            self.assertEqual(ours.to_midi(), f.read())
        if "drum_map" in options:
            return
        theirs = json.loads(run("transcribe", "-q", *words, self.wav, "-f", "json", "-o", "-"))
        self.assertEqual(json.loads(ours.to_bytes("json")), theirs)
        self.assertGreater(len(theirs["notes"]), 3)
        self.same_arrays(ours, theirs["notes"])
        again = neume.transcribe((self.pcm, support.RATE), **options)
        np.testing.assert_array_equal(again.notes, ours.notes)

    def same_arrays(self, ours, theirs):
        self.assertEqual(len(ours.notes), len(theirs))
        for note, bend, row in zip(ours.notes, ours.bends, theirs):
            for name in ("onset", "offset", "pitch", "velocity", "confidence"):
                self.assertAlmostEqual(float(note[name]), row[name], 4, name)
            self.assertEqual(bool(note["drum"]), bool(row.get("drum", False)))
            self.assertEqual(note["channel"], 10 if note["drum"] else 1)
            self.assertEqual(len(bend), len(row.get("bend", [])))

    def test_lists(self):
        onsets = neume.onsets(self.wav, sensitivity=0.6)
        text = run("onsets", "-s", "0.6", self.wav).decode().split()
        self.assertEqual(["%.4f" % t for t in onsets["time"]], text)
        frames = neume.pitch(self.wav, min_hz=100)
        lines = run("pitch", "--min-hz", "100", self.wav).decode().splitlines()
        self.assertEqual(["%.4f" % t for t in frames["time"]], [row.split("\t")[0] for row in lines])
        np.testing.assert_allclose(frames["f0"], [float(row.split("\t")[1]) for row in lines], atol=0.001)
        drums = os.path.join(self.folder, "drums.wav")
        support.write_wav(drums, np.tile(support.drums(), 4))
        beats = neume.beats(drums)
        rows = [row.split("\t") for row in run("beats", "-q", drums).decode().splitlines()]
        self.assertEqual([("%.4f" % b["time"], str(b["number"])) for b in beats.array], [tuple(r) for r in rows])

    def test_writing(self):
        song = neume.transcribe(self.wav, "poly")
        for form in ("mid", "midi2", "csv", "json", "jams", "mirex", "labels", "sv", "svl"):
            theirs = os.path.join(self.folder, "theirs")
            run("transcribe", "-q", "-m", "poly", "-f", form, self.wav, "-o", theirs)
            with open(theirs, "rb") as f:
                self.assertEqual(song.to_bytes(form), f.read(), form)
        path = os.path.join(self.folder, "x.mid")
        self.assertIsNone(song.to_midi(path))
        with open(path, "rb") as f:
            self.assertEqual(f.read(), song.to_midi())
        with self.assertRaises(FileNotFoundError) as caught:
            song.to_midi(os.path.join(self.folder, "none", "x.mid"))
        self.assertIn("none", caught.exception.filename)
        intervals, pitches = song.to_mir_eval()
        self.assertEqual(intervals.shape, (len(song), 2))
        np.testing.assert_allclose(pitches, 440 * 2 ** ((song.notes["pitch"] - 69.0) / 12))
        self.assertTrue(song.to_csv().startswith("onset,offset,pitch,velocity\n"))
        jams = song.to_jams()
        self.assertTrue(jams["annotations"] if isinstance(jams, dict) else jams.annotations)

    def test_changes(self):
        song = neume.transcribe(self.wav, "melody", bends="channel")
        song.notes["velocity"] = 77
        again = neume.Transcription.from_midi(song.to_midi())
        self.assertTrue((again.notes["velocity"] == 77).all())
        few = song.select(song.notes["pitch"] > 62)
        self.assertLess(len(few), len(song))
        self.assertEqual(len(few.bends), len(few.notes))
        few.to_midi()
        song.notes = song.notes[1:]
        with self.assertRaisesRegex(ValueError, "select"):
            song.to_midi()
        copy = pickle.loads(pickle.dumps(few))
        self.assertEqual(copy.to_midi(), few.to_midi())
        self.assertEqual(len(neume.Transcription(few.notes[:0]).to_midi()) > 0, True)

    def test_stream(self):
        sound = support.drums()
        whole = neume.transcribe((sound, support.RATE), "drums").notes
        for size in (441, 5000):
            with neume.Stream(support.RATE, mode="drums") as stream:
                parts = [stream.process(sound[i:i + size]).notes for i in range(0, len(sound), size)]
                parts.append(stream.flush().notes)
                with self.assertRaises(ValueError):
                    stream.process(sound)
            np.testing.assert_array_equal(np.sort(np.concatenate(parts), order=["onset", "pitch"]),
                                          np.sort(whole, order=["onset", "pitch"]))
        with self.assertRaises(ValueError):
            neume.Stream(support.RATE, mode="auto")
        with self.assertRaisesRegex(ValueError, "shape"):
            neume.Stream(support.RATE, 2).process(sound)
        for options in ({"classes": "3"}, {"retrigger": 10}, {"drum_lengths": "ring"}, {"sensitivity": "0.5,SD=1"}):
            with self.assertRaisesRegex(ValueError, "whole recording"):
                neume.Stream(support.RATE, mode="drums", **options)
        for rate, channels in ((0, 1), (support.RATE, 0), (support.RATE, 2000)):
            with self.assertRaises(ValueError):
                neume.Stream(rate, channels)
        pcm = np.round(np.clip(sound, -1, 1) * 32767).astype(np.int16)
        stream = neume.Stream(support.RATE, mode="drums")
        hits = np.concatenate([stream.process(pcm).notes, stream.flush().notes])
        np.testing.assert_array_equal(np.sort(hits["onset"]),
                                      neume.transcribe((pcm, support.RATE), "drums").notes["onset"])

    def test_notes_that_cannot_be(self):
        good = neume.transcribe((support.drums(), support.RATE), "drums").notes
        for field, value, words in (("offset", -1, "note 2: its offset"), ("onset", np.nan, "note 2: its onset"),
                                    ("pitch", 128, "note 2: its pitch"), ("velocity", 0, "note 2: its velocity")):
            notes = good.copy()
            notes[field][2] = value
            with self.assertRaisesRegex(ValueError, words):
                neume.Transcription(notes).to_midi()
        with self.assertRaisesRegex(ValueError, "names no format"):
            neume.Transcription(good).write("/tmp/x.xyz")


if __name__ == "__main__":
    support.main()
