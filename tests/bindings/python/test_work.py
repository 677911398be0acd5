# SPDX-License-Identifier: MIT
"""Long work: progress, Ctrl-C, threads, forks."""
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

import support
from support import RATE, np

import neume

SOUND = np.tile(support.drums(), 4)


class Work(unittest.TestCase):
    def test_progress(self):
        for call in (neume.transcribe, neume.onsets, neume.pitch, neume.beats):
            seen = []
            call((SOUND, RATE), progress=seen.append)
            self.assertGreater(len(seen), 3)
            self.assertEqual(seen, sorted(seen))
            self.assertTrue(all(0 <= share <= 1 for share in seen))
        with self.assertRaises(TypeError):
            neume.onsets((SOUND, RATE), progress=3)

    def test_an_exception_ends_it(self):
        calls = []

        def stop(share):
            calls.append(share)
            raise LookupError("enough")

        for call in (neume.transcribe, neume.onsets, neume.pitch, neume.beats):
            with self.assertRaisesRegex(LookupError, "enough"):
                call((SOUND, RATE), progress=stop)
        self.assertEqual(len(calls), 4)
        self.assertTrue(len(neume.onsets((SOUND, RATE))))

    def test_interrupt(self):
        script = ("import numpy as np, sys, neume\n"
                  "sound = (np.random.default_rng(1).standard_normal(20 * 60 * 22050).astype('f4'), 22050)\n"
                  "print('go', flush=True)\n"
                  "try: neume.transcribe(sound, 'drums', jobs=1)\n"
                  "except KeyboardInterrupt: sys.exit(42)\n")
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        self.addCleanup(child.stdout.close)
        child.stdout.readline()
        time.sleep(0.3)
        child.send_signal(signal.SIGINT)
        self.assertEqual(child.wait(), 42)

    def test_threads(self):
        """Two transcriptions at once give what one gives, and Python runs beside them."""
        sound = np.tile(SOUND, int(180 * RATE / len(SOUND)))  # so long that Python surely gets its turn
        expected = neume.transcribe((sound, RATE), "drums").notes
        found, ticks = {}, []

        def work(name):
            found[name] = neume.transcribe((sound, RATE), "drums").notes

        threads = [threading.Thread(target=work, args=(i,)) for i in range(2)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            ticks.append(len(found))
            time.sleep(0.001)
        for notes in found.values():
            np.testing.assert_array_equal(notes, expected)
        self.assertEqual(len(found), 2)
        self.assertGreater(ticks.count(0), 5)

    def test_fork(self):
        expected = neume.transcribe((SOUND, RATE), "mix", jobs=2).notes
        child = os.fork()
        if not child:
            same = np.array_equal(neume.transcribe((SOUND, RATE), "mix", jobs=2).notes, expected)
            os._exit(0 if same else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


if __name__ == "__main__":
    support.main()
