# SPDX-License-Identifier: MIT
"""The examples of docs/python.md, one after the other."""
import os
import re
import shutil
import tempfile
import unittest

import support
from support import np

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../docs/python.md")


class Docs(unittest.TestCase):
    def test_examples(self):
        with open(PAGE) as f:
            blocks = re.findall(r"<!-- run -->\n```python\n(.*?)```", f.read(), re.S)
        self.assertGreaterEqual(len(blocks), 6)
        folder, before = tempfile.mkdtemp(), os.getcwd()
        self.addCleanup(shutil.rmtree, folder)
        self.addCleanup(os.chdir, before)
        os.chdir(folder)
        support.write_wav("song.wav", np.tile(support.drums(), 2))
        names = {"print": lambda *words: None}
        for block in blocks:
            exec(compile(block, PAGE, "exec"), names)
        self.assertTrue(os.path.exists("song.svl"))
        self.assertGreater(len(names["loud"]), 4)


if __name__ == "__main__":
    support.main()
