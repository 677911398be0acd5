# SPDX-License-Identifier: MIT
"""Values of options, checked by the rows of the program's own tables (neume._options)."""
from __future__ import annotations

import math
import os
import re
from numbers import Integral, Real

from neume._library import ffi, lib
from neume._options import OPTIONS, RANGES

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def pitch(value, name="pitch") -> int:
    """A MIDI pitch 0..127, or a name: C4 is 60."""
    number = value
    if isinstance(value, str):
        found = re.fullmatch(r"([A-Ga-g])([#b]?)(-?\d+)", value)
        if found:
            number = _STEPS[found[1].upper()] + {"": 0, "#": 1, "b": -1}[found[2]] + 12 * (int(found[3]) + 1)
        else:
            number = int(value) if re.fullmatch(r"\d+", value) else -1
    elif isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError("%s: a MIDI pitch or its name, not %s" % (name, type(value).__name__))
    if not 0 <= number <= 127:
        raise ValueError("%s: %r is no MIDI pitch, 0 to 127 or a name such as F#3" % (name, value))
    return int(number)


def _number(name, row, value):
    words = (row["word"] or "").split("|")
    if isinstance(value, str) and value in words:
        return value
    whole = row["kind"] == "whole"
    if isinstance(value, bool) or not isinstance(value, Integral if whole else Real):
        kind = "a whole number" if whole else "a number"
        others = " or one of %s" % ", ".join(words) if words[0] else ""
        raise TypeError("%s: %s%s, not %r" % (name, kind, others, value))
    if not row["min"] <= value <= row["max"]:
        unit = " " + row["unit"] if row["unit"] else ""
        raise ValueError("%s: %r is not from %g to %g%s" % (name, value, row["min"], row["max"], unit))
    return int(value) if whole else float(value)


def _choice(name, row, value):
    choices = row["value"].split("|")
    text = str(value)
    if text not in choices:
        raise ValueError("%s: %r is not one of %s" % (name, value, ", ".join(choices)))
    return text


def _flag(name, row, value):
    if not isinstance(value, (bool, int)) and type(value).__name__ != "bool_":
        raise TypeError("%s: True or False, not %r" % (name, value))
    return bool(value)


def _text(name, row, value):
    if value is not None and not isinstance(value, (str, bytes, os.PathLike, Real, dict, tuple, list)) and not hasattr(
            value, "notes"):
        raise TypeError("%s: %r" % (name, value))
    return value


_CHECKS = {"number": _number, "whole": _number, "choice": _choice, "flag": _flag,
           "pitch": lambda name, row, value: pitch(value, name)}


def checked(command: str, given: dict) -> dict:
    """Every option of the command that Python has, checked; None stands for what has no default."""
    rows = OPTIONS[command]
    values = {}
    for name in given:
        if name not in rows:
            raise TypeError("%s() has no option %r" % (command, name))
    for name, row in rows.items():
        value = given.get(name, row["default"])
        if value is None and row["default"] is None:
            values[name] = None
        else:
            values[name] = _CHECKS.get(row["kind"], _text)(name, row, value)
    return values


def index(command: str, name: str, value: str) -> int:
    """Which of an option's choices it is."""
    return OPTIONS[command][name]["value"].split("|").index(value)


def pitches(values: dict):
    """(lowest, highest) of min_pitch, max_pitch and range."""
    low, high = RANGES[values["range"]]
    low, high = max(low, values["min_pitch"]), min(high, values["max_pitch"])
    if low > high:
        raise ValueError("min_pitch: %d is above max_pitch, %d" % (low, high))
    return low, high


def drum_set(text: str, name: str) -> int:
    """A bit for each drum of "KD,SD,HH"."""
    drums = lib.neume_drum_set(text.encode(), ffi.NULL)
    if not drums:
        raise ValueError("%s: %r names no drum, as KD, SD, HH, TT or CY" % (name, text))
    return drums


def by_drum(value, name: str, low: float, high: float):
    """0.5, "0.5,SD=0.7" or {"SD": 0.7}: the number for all (or None), and one for each drum (or None)."""
    whole, each = None, [None] * lib.NEUME_DRUM_COUNT
    if isinstance(value, Real) and not isinstance(value, bool):
        parts = [("", value)]
    elif isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, str):
        parts = [(p.rpartition("=")[0], p.rpartition("=")[2]) for p in value.split(",")]
    else:
        raise TypeError("%s: a number, or numbers by drum, not %r" % (name, value))
    for place, (drum, text) in enumerate(parts):
        try:
            number = float(text)
        except (TypeError, ValueError):
            number = math.nan
        if not low <= number <= high or (not drum and place):
            raise ValueError("%s: %r is not a number from %g to %g" % (name, text, low, high))
        if not drum:
            whole = number
            continue
        drums = drum_set(drum, name)
        for i in range(lib.NEUME_DRUM_COUNT):
            each[i] = number if drums >> i & 1 else each[i]
    return whole, each


def listening(command: str, values: dict):
    """struct neume_options of what the options of hearing say."""
    o = ffi.new("struct neume_options *")
    lib.neume_options_init(o)
    whole, each = by_drum(values["sensitivity"], "sensitivity", 0, 1)
    o.sensitivity = 0.5 if whole is None else whole
    for i, number in enumerate(each):
        o.drum_sensitivity[i] = 0 if number is None else number - o.sensitivity
    o.retrigger = values["retrigger"] / 1000
    if command != "transcribe":
        return o
    o.mode = index(command, "mode", values["mode"])
    o.quality = index(command, "quality", values["quality"])
    o.min_pitch, o.max_pitch = pitches(values)
    o.no_drums = values["range"] != "all"
    o.min_length = values["min_length"]
    o.bends = values["bends"] != "off"
    o.tuning = 0 if values["tuning"] == "auto" else values["tuning"]
    o.drum_classes = {"full": 0, "3": 3, "5": 5}[values["classes"]]
    o.drum_lengths = values["drum_lengths"] == "ring"
    o.tracks = index(command, "tracks", values["tracks"])
    o.threads = min(os.cpu_count() or 1, 64) if values["jobs"] == "auto" else values["jobs"]
    return o


def drum_map(name):
    """struct neume_drum_map of a preset or a file."""
    out, problem = ffi.new("struct neume_drum_map *"), ffi.new("struct neume_drum_map_problem *")
    status = lib.neume_drum_map_load(out, os.fsencode(name), problem)
    if status == lib.NEUME_ERR_NOT_FOUND:
        raise ValueError("drum_map: %r is neither a preset nor a file" % name)
    if status != lib.NEUME_OK:
        words = ffi.string(problem.words).decode() or ffi.string(lib.neume_status_text(status)).decode()
        raise ValueError("drum_map: %s:%d: %s" % (os.fsdecode(name), problem.line, words))
    return out
