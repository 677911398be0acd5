# SPDX-License-Identifier: MIT
"""Arrays of C structs to NumPy's and back."""
from __future__ import annotations

from functools import lru_cache

import numpy as np

from neume._library import ffi, lib

NOTE = np.dtype([("onset", "f8"), ("offset", "f8"), ("pitch", "u1"), ("velocity", "u1"), ("confidence", "f4"),
                 ("drum", "?"), ("channel", "u1"), ("part", "u1")])
BEND = np.dtype([("time", "f4"), ("cents", "f4")])
EXPRESSION = np.dtype([("time", "f4"), ("loudness", "f4"), ("brightness", "f4")])
BEAT = np.dtype([("time", "f8"), ("number", "i4"), ("metre", "i4")])
ONSET = np.dtype([("time", "f8"), ("strength", "f4")])
FRAME = np.dtype([("time", "f8"), ("f0", "f4"), ("guess", "f4"), ("confidence", "f4"), ("loudness", "f4")])

_KINDS = {"double": "f8", "float": "f4", "uint8_t": "u1", "uint32_t": "u4", "int": "i4"}


@lru_cache(maxsize=None)
def layout(name: str):
    """The dtype of a C struct, with its padding."""
    kind = ffi.typeof("struct " + name)
    return np.dtype({"names": [f for f, _ in kind.fields], "formats": [_KINDS[f.type.cname] for _, f in kind.fields],
                     "offsets": [f.offset for _, f in kind.fields], "itemsize": ffi.sizeof(kind)})


def take(pointer, count: int, name: str, dtype):
    """A copy of an array of C structs, in the fields of dtype that they have."""
    out = np.zeros(count, dtype)
    if count:
        source = layout(name)
        structs = np.frombuffer(ffi.buffer(pointer, count * source.itemsize), source)
        for field in set(dtype.names) & set(source.names):
            out[field] = structs[field]
    return out


def take_notes(notes):
    """(notes, bends, expression) of a struct neume_notes: arrays, and a list of arrays for each of the two curves."""
    out = take(notes.note, notes.count, "neume_note", NOTE)
    out["channel"] = np.where(out["drum"], 10, 1)
    where = take(notes.note, notes.count, "neume_note", layout("neume_note"))
    curves = []
    for name, dtype in (("bend", BEND), ("expression", EXPRESSION)):
        points = take(getattr(notes, name), getattr(notes, name + "_count"), "neume_" + name, dtype)
        none = np.zeros(0, dtype)
        first, count = where[name + "_first"].tolist(), where[name + "_count"].tolist()
        curves.append([points[f:f + c] if c else none for f, c in zip(first, count)])
    return out, curves[0], curves[1]


def _fill_curves(structs, name, curves, dtype):
    if not curves:
        return np.zeros(0, dtype)
    count = np.array([len(c) for c in curves], dtype="u4")
    structs[name + "_count"] = count
    structs[name + "_first"] = np.cumsum(count, dtype="u4") - count
    return np.ascontiguousarray(np.concatenate(curves).astype(dtype))


def _check_notes(notes):
    """Says which note no file could hold."""
    for bad, words in ((~(notes["onset"] >= 0), "its onset is not 0 or later"),
                       (~(notes["offset"] > notes["onset"]) | ~np.isfinite(notes["offset"]),
                        "its offset is not after its onset"),
                       (notes["pitch"] > 127, "its pitch is over 127"),
                       ((notes["velocity"] < 1) | (notes["velocity"] > 127), "its velocity is not 1 to 127")):
        if bad.any():
            raise ValueError("note %d: %s" % (int(np.argmax(bad)), words))


class Notes:
    """A struct neume_notes over arrays of its own, sorted; it is only read by C and never grows."""

    def __init__(self, notes, bends=None, expression=None):
        notes = np.asarray(notes)
        if notes.dtype.names is None or not {"onset", "offset", "pitch"} <= set(notes.dtype.names):
            raise TypeError("notes: a structured array with onset, offset and pitch")
        self.notes = np.zeros(len(notes), layout("neume_note"))
        self.notes["velocity"], self.notes["confidence"] = 64, 1
        for field in ("onset", "offset", "pitch", "velocity", "drum", "confidence", "part"):
            if field in notes.dtype.names:
                self.notes[field] = notes[field]
        _check_notes(self.notes)
        for curves in (bends, expression):
            if curves is not None and len(curves) != len(notes):
                raise ValueError("%d notes, but curves of %d: select() keeps them together" % (len(notes), len(curves)))
        self.struct = ffi.new("struct neume_notes *")
        self.bends = _fill_curves(self.notes, "bend", bends, BEND)
        self.expression = _fill_curves(self.notes, "expression", expression, EXPRESSION)
        for name, array in (("note", self.notes), ("bend", self.bends), ("expression", self.expression)):
            pointer = ffi.cast("struct neume_%s *" % name, array.ctypes.data) if len(array) else ffi.NULL
            setattr(self.struct, name, pointer)
        self.struct.count = self.struct.capacity = len(self.notes)
        self.struct.bend_count = self.struct.bend_capacity = len(self.bends)
        self.struct.expression_count = self.struct.expression_capacity = len(self.expression)
        lib.neume_notes_sort(self.struct)


def take_bytes(pointer, size: int, free=lib.neume_free) -> bytes:
    """Bytes that C handed out, which are freed."""
    try:
        return bytes(ffi.buffer(pointer, size))
    finally:
        free(pointer)
