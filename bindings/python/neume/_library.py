# SPDX-License-Identifier: MIT
"""The two C libraries: how they are loaded, what their answers become, and how long work is watched."""
from __future__ import annotations

import errno as _errno
import os
import re

__all__ = ["Error", "FormatError", "SoundFontError", "ffi", "lib", "render_library", "Watch", "check", "path_bytes"]


class Error(Exception):
    """What neume could not do, where no exception of Python's own says it."""


class FormatError(Error, ValueError):
    """A file that is no sound, no MIDI or damaged, or a recording without samples."""


class SoundFontError(Error):
    """No SoundFont was found to play with, or the one that was named cannot be loaded."""


# Shared libraries and the packages of Debian that have them.
PACKAGES = {
    "libneume": "libneume0.2, or neume's wheel, which has it inside",
    "libneume_render": "libneume-render0.2, or neume's wheel, which has it inside",
    "libsndfile": "libsndfile1",
    "libmpg123": "libmpg123-0",
    "libsoxr": "libsoxr0",
    "libebur128": "libebur128-1",
    "libfftw3f": "libfftw3-single3",
    "libfftw3f_threads": "libfftw3-single3",
    "libkissfft-float": "libkissfft-float131",
    "libfluidsynth": "libfluidsynth3",
    "libexpat": "libexpat1",
    "libarchive": "libarchive13",
    "libcairo": "libcairo2",
    "libjansson": "libjansson4",
}


def _explain(error: ImportError) -> ImportError:
    """A loader's message with what to install."""
    found = re.match(r"(lib[\w+-]+?)(-?[\d.]*)\.so[.\d]*: cannot open", str(error))
    if "_cffi_backend" in str(error):
        return ImportError("neume needs cffi: install python3-cffi-backend (Debian) or cffi (pip)")
    if not found:
        return error
    file = str(error).split(":")[0]
    package = PACKAGES.get(found.group(1) + found.group(2), PACKAGES.get(found.group(1)))
    return ImportError("neume needs the shared library %s: install %s" % (file, package or "the package that has it"))


try:
    from neume._neume import ffi, lib
except ImportError as _error:
    raise _explain(_error) from None


def render_library():
    """(ffi, lib) of libneume_render, which is loaded when something is played, compared or scored."""
    try:
        from neume import _neume_render
    except ImportError as error:
        raise _explain(error) from None
    _neume_render.lib.neume_render_silence()
    return _neume_render.ffi, _neume_render.lib


_SYSTEM = {
    "NEUME_ERR_NOT_FOUND": _errno.ENOENT,
    "NEUME_ERR_PERMISSION": _errno.EACCES,
    "NEUME_ERR_DIRECTORY": _errno.EISDIR,
    "NEUME_ERR_READ": _errno.EIO,
    "NEUME_ERR_WRITE": _errno.EIO,
    "NEUME_ERR_NO_SPACE": _errno.ENOSPC,
    "NEUME_ERR_EXISTS": _errno.EEXIST,
}
_KINDS = {
    "NEUME_ERR_MEMORY": MemoryError,
    "NEUME_ERR_ARGUMENT": ValueError,
    "NEUME_ERR_EMPTY": FormatError,
    "NEUME_ERR_FORMAT": FormatError,
    "NEUME_ERR_DAMAGED": FormatError,
    "NEUME_ERR_UNSUPPORTED": FormatError,
    "NEUME_ERR_NO_SOUNDFONT": SoundFontError,
    "NEUME_ERR_SOUNDFONT": SoundFontError,
}


def _exception(status: int, error) -> Exception:
    """The exception for a status; FileNotFoundError and its kin carry errno and the name of the file."""
    name = {v: k for k, v in ffi.typeof("enum neume_status").relements.items()}.get(status, "")
    subject, words = "", ffi.string(lib.neume_status_text(status)).decode()
    whole = words
    system = 0
    if error is not None and error.status == status:
        out = ffi.new("char[]", 2048)
        lib.neume_error_text(error, out, 2048)
        whole = os.fsdecode(ffi.string(out))
        subject = os.fsdecode(ffi.string(error.subject))
        words = os.fsdecode(ffi.string(error.words)) or words
        system = error.system
    if name in _SYSTEM:
        code = system if system and name in ("NEUME_ERR_READ", "NEUME_ERR_WRITE") else _SYSTEM[name]
        return OSError(code, words, subject) if subject else OSError(code, words)
    return _KINDS.get(name, Error)(whole)


def check(status: int, error=None) -> None:
    """Raises what a status says; `error` is a struct neume_error, or None."""
    if status != lib.NEUME_OK:
        raise _exception(status, error)


def _keep_error(_, error, traceback):
    """Whatever is raised in the callback, Ctrl-C on its first line too, goes on in the caller."""
    ffi.from_handle(traceback.tb_frame.f_locals["user"]).raised = error


# Python looks for signals when it runs, of which this is an occasion: here Ctrl-C is heard.
@ffi.def_extern(error=1, onerror=_keep_error)
def neume_python_progress(user, share):
    call = ffi.from_handle(user).call
    if call is not None:
        call(share if share >= 0 else None)
    return 0


class Watch:
    """The progress of one call: calls `call`, and ends the work when that raises or Ctrl-C is pressed."""

    def __init__(self, call):
        if call is not None and not callable(call):
            raise TypeError("progress: a function of one number, or None")
        self.call = call
        self.raised = None
        self.handle = ffi.new_handle(self)
        self.function = lib.neume_python_progress
        self.error = ffi.new("struct neume_error *")

    def check(self, status: int) -> None:
        raised, self.raised = self.raised, None
        if raised is not None:
            raise raised
        check(status, self.error)


def path_bytes(path) -> bytes:
    """A path for C; str, bytes or os.PathLike."""
    name = os.fsencode(path)
    if b"\0" in name:
        raise ValueError("a path with a null byte")
    return name
