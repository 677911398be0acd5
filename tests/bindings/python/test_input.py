# SPDX-License-Identifier: MIT
"""Arrays of every kind that people have, and what is none."""
import os
import pathlib
import tempfile
import unittest
import warnings

import support
from support import RATE, np

import neume
from neume import _sound

SOUND = support.drums()


class Input(unittest.TestCase):
    def hits(self, samples, rate=RATE):
        return neume.transcribe((samples, rate), "drums").notes

    def test_kinds(self):
        pcm = np.round(SOUND * 32767).astype(np.int16)
        whole = pcm / np.float32(32768)
        expected = self.hits(whole)
        self.assertEqual(len(expected) >= 8, True)
        spread = np.zeros(2 * len(whole), np.float32)
        spread[::2] = whole
        for name, samples in {
                "int16": pcm, "int32": pcm.astype(np.int32) << 16, "float64": whole.astype(np.float64),
                "big-endian": whole.astype(">f4"), "big-endian int": pcm.astype(">i2"),
                "stereo": np.column_stack([whole, whole]), "(channels, frames)": np.stack([whole, whole]),
                "mono of two dimensions": whole[:, None], "one channel": whole[None, :], "steps": spread[::2],
                "backwards": whole[::-1].copy()[::-1], "fortran": np.asfortranarray(np.column_stack([whole, whole])),
                "a list": whole.tolist()}.items():
            with self.subTest(name):
                np.testing.assert_array_equal(self.hits(samples), expected)

    def test_loaders(self):
        """What librosa.load(mono=False) gives, as mirdata's clips have it: a view of frames first, not copied."""
        class Track:
            audio = np.column_stack([SOUND, SOUND]).T, float(RATE)

        self.assertFalse(Track.audio[0].flags.c_contiguous)
        np.testing.assert_array_equal(neume.transcribe(Track.audio, "drums").notes, self.hits(SOUND))
        self.assertTrue(np.shares_memory(_sound.Sound(Track.audio).samples, Track.audio[0]))

    def test_8_bits(self):
        samples = (SOUND * 127 + 128).astype(np.uint8)
        np.testing.assert_array_equal(_sound.as_samples(samples)[:3], (samples[:3] - np.float32(128)) / 128)

    def test_no_copy(self):
        sound = _sound.Sound((SOUND, RATE))
        self.assertTrue(np.shares_memory(sound.samples, SOUND))
        stereo = np.ascontiguousarray(np.column_stack([SOUND, SOUND]))
        self.assertTrue(np.shares_memory(_sound.Sound((stereo, RATE)).samples, stereo))
        locked = SOUND.copy()
        locked.flags.writeable = False
        self.assertTrue(np.shares_memory(_sound.Sound((locked, RATE)).samples, locked))

    def test_nan(self):
        samples = SOUND.copy()
        samples[100:103] = np.nan
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            found = neume.transcribe((samples, RATE), "drums")
        self.assertEqual(found.bad_samples, 3)
        self.assertEqual([w.category for w in seen], [neume.AudioWarning])
        self.assertEqual(seen[0].filename, __file__)

    def test_refused(self):
        for error, sound in ((ValueError, (SOUND, 0)), (ValueError, (SOUND, -44100)), (ValueError, (SOUND, np.nan)),
                             (TypeError, (SOUND, None)), (TypeError, (SOUND, "44100")), (TypeError, (RATE, SOUND)),
                             (TypeError, SOUND), (TypeError, None), (TypeError, 5), (TypeError, (SOUND, RATE, 1)),
                             (neume.FormatError, (SOUND[:0], RATE)), (neume.FormatError, (np.zeros((0, 2)), RATE)),
                             (ValueError, (np.zeros((2, 2), np.float32), RATE)),
                             (ValueError, (np.zeros((2, 3, 4)), 8000)),
                             (ValueError, (np.float32(1), RATE)), (TypeError, (SOUND > 0, RATE)),
                             (TypeError, (SOUND.astype(complex), RATE)), (TypeError, (np.array(["a"]), RATE)),
                             (TypeError, (np.array([None]), RATE)), (TypeError, (SOUND.astype(np.int64), RATE)),
                             (ValueError, (np.zeros((2000, 2001), np.float32), RATE)), (ValueError, "a\0b.wav")):
            for call in (neume.transcribe, neume.onsets, neume.pitch, neume.beats):
                with self.assertRaises(error):
                    call(sound)

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "kö.wav")
            support.write_wav(str(path), SOUND)
            expected = neume.transcribe(str(path), "drums")
            for name in (path, os.fsencode(path)):
                np.testing.assert_array_equal(neume.transcribe(name, "drums").notes, expected.notes)
            self.assertEqual(expected.title, "kö")
            with self.assertRaises(FileNotFoundError) as caught:
                neume.transcribe(path.with_name("none.wav"))
            self.assertEqual(caught.exception.filename, str(path.with_name("none.wav")))
            with self.assertRaises(IsADirectoryError):
                neume.transcribe(folder)
            path.with_name("text.wav").write_text("no sound")
            with self.assertRaisesRegex(neume.FormatError, "text.wav"):
                neume.transcribe(path.with_name("text.wav"))
            path.with_name("cut.wav").write_bytes(path.read_bytes()[:-1000])
            with self.assertWarnsRegex(neume.AudioWarning, "cut.wav"):
                neume.transcribe(path.with_name("cut.wav"), "drums")
            with self.assertRaises(neume.FormatError):
                neume.render(b"no MIDI")
            with self.assertRaises(FileNotFoundError):
                neume.compare(path, path.with_name("none.mid"))


if __name__ == "__main__":
    support.main()
