# SPDX-License-Identifier: MIT
"""The plugins in vamp-simple-host, against the program: the same numbers, to the frame.

    host.py PROGRAM FOLDER       FOLDER: where neume.so is
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../python"))
sys.dont_write_bytecode = True
PROGRAM, FOLDER = (os.path.abspath(name) for name in sys.argv[1:3])
os.environ["NEUME_PROGRAM"] = PROGRAM
HOST = shutil.which("vamp-simple-host")
if not HOST:
    print("skipped: no vamp-simple-host (Debian: vamp-examples)")
    sys.exit(77)
import support  # noqa: E402
from support import RATE, np, run  # noqa: E402

LINE = re.compile(r" *([-\d.]+)(?:, *([\d.]+))?:(.*)")


def host(*words):
    done = subprocess.run([HOST, *words], env=dict(os.environ, VAMP_PATH=FOLDER), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise AssertionError("%s: %d: %s" % (words, done.returncode, done.stderr))
    return done.stdout


def features(name, wav):
    """[(time, duration or None, words)]"""
    rows = [LINE.fullmatch(line) for line in host("neume:" + name, wav).splitlines()]
    return [(float(m[1]), float(m[2]) if m[2] else None, m[3].split()) for m in rows]


class Host(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def wav(self, samples, name="x.wav", rate=RATE):
        path = os.path.join(self.folder, name)
        support.write_wav(path, samples, rate)
        return path

    def same(self, ours, theirs, what):
        self.assertEqual(len(ours), len(theirs), what)
        for a, b in zip(ours, theirs):
            self.assertAlmostEqual(a, b, delta=2e-6, msg=what)  # the program prints microseconds

    def notes(self, samples, rate=RATE):
        samples = samples.copy()
        samples[-1] = 1e-4  # zeros at the end of the last block are the host's
        wav = self.wav(samples, rate=rate)
        rows = json.loads(run("transcribe", "-q", wav, "-f", "json", "-o", "-"))["notes"]
        for output, drum in (("notes", False), ("hits", True)):
            found, expected = features("transcription:" + output, wav), [n for n in rows if n["drum"] == drum]
            self.same([f[0] for f in found], [n["onset"] for n in expected], output)
            self.same([f[1] for f in found], [n["offset"] - n["onset"] for n in expected], output)
            self.assertEqual([[int(v) for v in f[2][:2]] for f in found],
                             [[n["pitch"], n["velocity"]] for n in expected])
        return wav, rows

    def test_notes(self):
        _, rows = self.notes(support.line())
        self.assertGreater(len(rows), 4)
        stereo = np.column_stack([support.line(44100), -support.line(44100)])  # which a mean would cancel
        _, rows = self.notes(stereo, 44100)
        self.assertGreater(len(rows), 4)

    def test_drums(self):
        wav, rows = self.notes(support.drums())
        self.assertGreater(len(rows), 7)
        mode, = features("transcription:mode", wav)
        self.assertEqual((mode[0], mode[2][:2]), (0, ["3", "drums:"]))
        found = features("drums", wav)
        theirs = json.loads(run("transcribe", "-q", "-m", "drums", wav, "-f", "json", "-o", "-"))["notes"]
        self.same([f[0] for f in found], [n["onset"] for n in theirs], "drums")
        words = {36: "kick", 38: "snare"}
        self.assertTrue(all(f[2][2] == words.get(int(f[2][0]), f[2][2]) for f in found))

    def test_lists(self):
        for samples, rate in ((support.line(), RATE), (support.drums(48000), 48000),
                              (np.tile(support.drums(), 4)[:4096 * 8], RATE), (support.line()[:4095], RATE)):
            samples = samples.copy()
            samples[-1] = 0.5  # no zeros at the end
            wav = self.wav(samples, rate=rate)
            onsets = json.loads(run("onsets", "--json", wav))["onsets"]
            for output in ("onsets", "strength"):
                found = features("onsets:" + output, wav)
                self.assertEqual(["%.4f" % f[0] for f in found], ["%.4f" % o["time"] for o in onsets])
            frames = [row.split("\t") for row in run("pitch", wav).decode().splitlines()]
            for output, column in (("f0", 1), ("confidence", 2), ("loudness", 3)):  # one decimal
                rows = [row for row in frames if output != "f0" or float(row[1]) > 0]
                found = features("pitch:" + output, wav)
                self.assertEqual(["%.4f" % f[0] for f in found], [row[0] for row in rows], output)
                np.testing.assert_allclose([float(f[2][0]) for f in found], [float(row[column]) for row in rows],
                                           rtol=1e-4, atol=0.051 if output == "loudness" else 6e-4)

    def test_beats(self):
        wav = self.wav(np.tile(support.drums(), 4))
        rows = json.loads(run("beats", "-q", "--json", wav))
        found = features("beats", wav)
        self.assertEqual([("%.4f" % f[0], f[2]) for f in found],
                         [("%.4f" % b["time"], [str(b["number"])]) for b in rows["beats"]])
        self.assertGreater(len(found), 10)
        bars = features("beats:bars", wav)
        self.assertEqual(["%.4f" % b[0] for b in bars], ["%.4f" % b["time"] for b in rows["beats"] if b["number"] == 1])
        for one, two in zip(bars, bars[1:]):
            self.assertAlmostEqual(one[0] + one[1], two[0], delta=1e-6)
        tempo, = features("beats:tempo", wav)
        self.assertAlmostEqual(float(tempo[2][0]), rows["tempo"], delta=0.01)
        self.assertEqual(tempo[2][1], rows["time_signature"])

    def test_nothing(self):
        """An empty file, one sample, silence, and a length that is a whole number of blocks."""
        for samples in (np.zeros(0), np.zeros(1), np.ones(1), np.zeros(4096), np.zeros(40000)):
            wav = self.wav(samples)
            for name in ("transcription:notes", "transcription:hits", "drums", "onsets", "beats"):
                self.assertLess(len(features(name, wav)), 2, name)
            features("pitch", wav)
            features("transcription:mode", wav)

    def test_rates(self):
        for rate in (4000, 11025, 192000):
            _, rows = self.notes(support.drums(rate), rate)
            self.assertGreater(len(rows), 3)

    def test_page(self):
        """The examples of docs/vamp.md."""
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../docs/vamp.md")) as f:
            block, = re.findall(r"<!-- run with vamp-simple-host -->\n```sh\n(.*?)```", f.read(), re.S)
        self.wav(np.tile(support.drums(), 2), "song.wav")
        done = subprocess.run(["sh", "-eu", "-c", block], cwd=self.folder, env=dict(os.environ, VAMP_PATH=FOLDER),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\d+, 0\.100000000: 36 \d+ kick\n")
        self.assertTrue(os.path.exists(os.path.join(self.folder, "notes.txt")))

    def test_description(self):
        listed = {line.strip() for line in host("--list-outputs").splitlines() if line.startswith("vamp:neume:")}
        with open(os.path.join(FOLDER, "neume.n3")) as f:
            rdf = f.read()
        described = re.findall(r"plugbase:(\w+)_output_(\w+) a ", rdf)
        self.assertEqual(listed, {"vamp:neume:%s:%s" % pair for pair in described})
        self.assertEqual(rdf.count("vamp:available_plugin"), len({name for name, _ in described}))
        tables = json.loads(run("--options"))["commands"]
        full = host("--list-full")
        for command, option, default in (("transcribe", "min-length", "0.05"), ("onsets", "min-gap", "0.03"),
                                         ("pitch", "max-hz", "2200"), ("transcribe", "retrigger", "0")):
            row, = [r for r in tables[command]["options"] if r["name"] == option]
            self.assertEqual(row["default"], default)
            name = option.replace("-", "_")
            part = full[full.index("Identifier:         %s\n" % name):]
            low, high, usual = re.search(r"Range: +([\d.]+) -> ([\d.]+)\n - Default: +([\d.]+)\n", part).groups()
            self.assertEqual([float(low), float(high), float(usual)], [row["min"], row["max"], float(row["default"])])


if __name__ == "__main__":
    del sys.argv[1:3]
    unittest.main()
