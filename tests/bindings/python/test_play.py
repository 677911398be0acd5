# SPDX-License-Identifier: MIT
"""What libneume_render does: MIDI played, compared, drums replaced, scores."""
import os
import tempfile
import unittest
import warnings
import wave

import support
from support import RATE, np, run

import neume

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    try:
        import mir_eval
    except ImportError:
        mir_eval = None


class Play(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.song = neume.transcribe((support.line(), RATE), "poly")
        self.midi = os.path.join(self.folder, "song.mid")
        self.song.to_midi(self.midi)

    def played(self, **options):
        try:
            return neume.render(self.song, **options)
        except neume.SoundFontError as error:
            self.skipTest(str(error))

    def test_render(self):
        samples, rate = self.played(rate=22050, gain=0.6, reverb=20, length=2.0)
        self.assertEqual((samples.shape, samples.dtype, rate), ((44100, 2), np.float32, 22050))
        wav = os.path.join(self.folder, "song.wav")
        run("render", "-q", self.midi, "-o", wav, "--rate", "22050", "--gain", "0.6", "--reverb", "20", "--length", "2")
        with wave.open(wav) as f:
            theirs = np.frombuffer(f.readframes(f.getnframes()), "<i2").reshape(-1, 2) / 32768
        self.assertLess(np.abs(samples - theirs).max(), 2 / 32768)
        for midi in (self.midi, self.song.to_midi()):
            np.testing.assert_array_equal(neume.render(midi, rate=22050, gain=0.6, reverb=20, length=2)[0], samples)
        heard = neume.transcribe(neume.render(self.song), "poly")
        self.assertGreater(neume.evaluate(self.song, heard)["onset"]["F-measure"], 0.7)
        with self.assertRaises(FileNotFoundError):
            neume.render(self.song, soundfont=os.path.join(self.folder, "none.sf2"))

    def test_compare(self):
        samples, rate = self.played()
        wav = os.path.join(self.folder, "song.wav")
        support.write_wav(wav, samples * 4, rate)
        alike = neume.compare(wav, self.midi)
        self.assertGreater(alike.onset_f, 0.9)
        self.assertFalse(alike.other_music)
        self.assertIsInstance(alike.places, list)
        inside = neume.compare((np.clip(samples * 4, -1, 1), rate), self.song, reference=self.song)
        self.assertAlmostEqual(inside.onset_f, alike.onset_f, 2)
        self.assertEqual([p for p in inside.places if p["kind"] == "shifted"], [])
        shares = []
        neume.compare(wav, self.midi, progress=shares.append)
        self.assertGreater(len(shares), 1)

    def test_replace(self):
        drums, kit = os.path.join(self.folder, "drums.wav"), os.path.join(self.folder, "kit")
        support.write_wav(drums, support.drums())
        os.mkdir(kit)
        support.write_wav(os.path.join(kit, "kick.wav"), support.tone(60, 0.3))
        support.write_wav(os.path.join(kit, "snare.wav"), support.tone(200, 0.3))
        ours, theirs = os.path.join(self.folder, "ours.wav"), os.path.join(self.folder, "theirs.wav")
        report = neume.replace(drums, ours, kit=kit, blend=50, only="KD", offset={"KD": 3}, seed=7)
        run("replace", "-q", drums, "-o", theirs, "--kit", kit, "--blend", "50", "--only", "KD", "--offset", "KD=3",
            "--seed", "7")
        self.assertEqual(set(report.replaced), {"KD"})
        with open(ours, "rb") as a, open(theirs, "rb") as b:
            self.assertEqual(a.read(), b.read())
        inside = neume.replace((0.5 * support.drums(), RATE), kit=kit, only="KD", parts=True)
        self.assertEqual((inside.mix.shape, inside.rate, inside.replaced), ((len(support.drums()), 1), RATE,
                                                                            report.replaced))
        np.testing.assert_allclose(inside.original + inside.drums["KD"], inside.mix, atol=1e-6)
        self.assertEqual(len(inside.notes), inside.replaced["KD"])
        again = neume.replace(drums, kit=kit, only="KD", midi=inside.notes, as_written=True)
        self.assertEqual(again.replaced, inside.replaced)
        for error, words in ((TypeError, {}), (TypeError, {"kit": kit, "stems": self.folder}),
                             (FileNotFoundError, {"kit": "none"}), (ValueError, {"kit": kit, "only": "XY"})):
            with self.assertRaises(error):
                neume.replace(drums, **words)
        with self.assertRaises(TypeError):
            neume.replace((support.drums(), RATE), ours, kit=kit)
        with self.assertRaises(FileNotFoundError):
            neume.replace(drums, ours, kit=os.path.join(self.folder, "none"))

    def test_evaluate(self):
        if mir_eval is None:
            self.skipTest("no mir_eval")
        random = np.random.default_rng(3)
        truth, guess = self.song, neume.Transcription(np.concatenate([self.song.notes, self.song.notes]))
        guess.notes["pitch"][len(truth):] += 7
        guess.notes["onset"] += random.normal(0, 0.03, len(guess)).clip(-0.05, 0.05) + 0.06
        guess.notes["offset"] += 0.06 + random.normal(0, 0.05, len(guess)).clip(-0.1, 0.1)
        guess.notes["velocity"] = random.integers(30, 110, len(guess))
        ours = neume.evaluate(truth, guess)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = mir_eval.transcription.evaluate(*truth.to_mir_eval(), *guess.to_mir_eval())
            loud = mir_eval.transcription_velocity.evaluate(
                *truth.to_mir_eval(), truth.notes["velocity"].astype(float), *guess.to_mir_eval(),
                guess.notes["velocity"].astype(float))
        self.same(ours["transcription"], theirs)
        self.same(ours["transcription_velocity"], loud)
        arrays = neume.evaluate(truth.to_mir_eval(), guess.to_mir_eval(), no_round=True)
        self.same(arrays["transcription"], theirs)
        self.same(neume.evaluate(self.midi, guess)["onset"], ours["onset"], 0.02)

        class NoteData:  # what mirdata's loaders give as notes
            def to_mir_eval(self):
                return (*truth.to_mir_eval(), None)

        self.same(neume.evaluate(NoteData(), guess.to_mir_eval(), no_round=True)["transcription"], theirs)

        late = neume.Transcription(self.song.notes.copy())
        late.notes["onset"] += 0.08
        late.notes["offset"] += 0.08
        self.assertEqual(neume.evaluate(truth, late)["onset"]["F-measure"], 0)
        for lag in (80, "auto"):
            self.assertGreater(neume.evaluate(truth, late, lag=lag)["onset"]["F-measure"], 0 if lag == "auto" else 0.99)
        for error, lag in ((ValueError, 1e6), (TypeError, "soon"), (TypeError, True)):
            with self.assertRaises(error):
                neume.evaluate(truth, late, lag=lag)
        for nothing in (None, 5, [1, 2, 3]):
            with self.assertRaises(TypeError):
                neume.evaluate(truth, nothing)

    def same(self, ours, theirs, near=1e-9):
        self.assertEqual(set(ours), set(theirs))
        for key, value in theirs.items():
            self.assertAlmostEqual(ours[key], value, delta=near, msg=key)


if __name__ == "__main__":
    support.main()
