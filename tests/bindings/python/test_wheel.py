# SPDX-License-Identifier: MIT
"""The wheel has the libraries inside, and what is missing is named."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import support

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "../../../bindings/python")


def python(folder, code, **environment):
    env = dict(os.environ, PYTHONPATH=folder, PYTHONDONTWRITEBYTECODE="1", **environment)
    return subprocess.run([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)


class Wheel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temp.cleanup)
        source = os.path.join(cls.temp.name, "bindings/python")
        shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
        shutil.copy(os.path.join(HERE, "../../../CMakeLists.txt"), cls.temp.name)
        done = subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-build-isolation", "--no-deps",
                               "--no-index", source, "-w", cls.temp.name], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if "No module named" in done.stdout:
            raise unittest.SkipTest("no pip, setuptools or wheel")
        if done.returncode:
            raise AssertionError(done.stdout)
        wheel, = [n for n in os.listdir(cls.temp.name) if n.endswith(".whl")]
        cls.folder = os.path.join(cls.temp.name, "unpacked")
        with zipfile.ZipFile(os.path.join(cls.temp.name, wheel)) as f:
            f.extractall(cls.folder)
        cls.package = os.path.join(cls.folder, "neume")

    def test_alone(self):
        self.assertIn("py.typed", os.listdir(self.package))
        code = ("import neume, numpy, sys; s = neume.transcribe((numpy.ones(9000, 'f4'), 8000)); neume.evaluate(s, s)\n"
                "names = [line.split()[-1] for line in open('/proc/self/maps')]\n"
                "print([name for name in names if 'libneume' in name and name[0] == '/'])")
        done = python(self.folder, code)
        self.assertEqual(done.returncode, 0, done.stdout)
        loaded = set(eval(done.stdout))
        self.assertEqual({os.path.dirname(os.path.realpath(p)) for p in loaded}, {os.path.realpath(self.package)})
        self.assertEqual(len(loaded), 2)

    def test_import_is_light(self):
        code = "import sys, neume; print([m for m in ('numpy', 'typing', 'json', 'jams', 'neume._neume_render') " \
               "if m in sys.modules])"
        self.assertEqual(python(self.folder, "import site;" + code).stdout.strip(), "[]")

    def test_a_missing_library_is_named(self):
        for library, code in (("libneume.so", "import neume"),
                              ("libneume_render.so", "import neume; neume.evaluate('a', 'b')")):
            name, = [n for n in os.listdir(self.package) if n.startswith(library)]
            path = os.path.join(self.package, name)
            os.rename(path, path + ".away")
            try:
                done = python(self.folder, code)
            finally:
                os.rename(path + ".away", path)
            self.assertIn("ImportError: neume needs the shared library %s: install " % name, done.stdout)
            self.assertNotIn("During handling", done.stdout)


if __name__ == "__main__":
    support.main()
