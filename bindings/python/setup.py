# SPDX-License-Identifier: MIT
"""A wheel with the C libraries inside: python3 -m pip wheel --no-build-isolation bindings/python

CMake builds all of it, in the folder that NEUME_BUILD names (one that is configured already saves minutes), or else in
build-wheel/ of the source tree. The wheel is for every Python from 3.8 on.
"""
import os
import re
import subprocess
import sys

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def version():
    with open(os.path.join(TOP, "CMakeLists.txt")) as f:
        return re.search(r"project\(neume VERSION ([\d.]+)", f.read())[1]


FOLDER = os.environ.get("NEUME_BUILD") or os.path.join(TOP, "build-wheel")
OWN = os.path.join(FOLDER, "setuptools")
os.makedirs(OWN, exist_ok=True)


class Build(build_py):
    def run(self):
        folder = FOLDER
        if not os.path.exists(os.path.join(folder, "CMakeCache.txt")):
            subprocess.check_call(["cmake", "-S", TOP, "-B", folder, "-DNEUME_TESTS=OFF", "-DNEUME_PYTHON=on",
                                   "-DCMAKE_BUILD_TYPE=Release", "-Dneume_python3=" + sys.executable])
        jobs = str(os.cpu_count() or 1)
        subprocess.check_call(["cmake", "--build", folder, "--target", "neume_python", "--parallel", jobs])
        subprocess.check_call(["cmake", "--install", folder, "--component", "wheel", "--prefix",
                               os.path.abspath(self.build_lib)])


class WithLibraries(Distribution):
    def has_ext_modules(self):
        return True


setup(
    name="neume",
    version=version(),
    description="Recordings to MIDI, and back for comparison",
    long_description="See docs/python.md.",
    license="MIT",
    python_requires=">=3.8",
    install_requires=["cffi>=1.15", "numpy"],
    extras_require={"jams": ["jams"]},
    packages=["neume"],
    package_dir={"neume": "neume"},
    cmdclass={"build_py": Build},
    distclass=WithLibraries,
    options={"build": {"build_base": OWN}, "egg_info": {"egg_base": OWN}, "bdist_wheel": {"py_limited_api": "cp38"}},
)
