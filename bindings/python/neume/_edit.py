# SPDX-License-Identifier: MIT
"""Edits of MIDI files."""
from __future__ import annotations

import os
import re

from neume._library import Error, check, ffi, lib, path_bytes
from neume._transcription import _FORMATS, _format_of, _open_midi
from neume._values import checked, index, pitch

_VELOCITY = {"scale": (0, 16), "add": (-127, 127), "compress": (0.1, 100), "curve": (0.1, 10), "fixed": (1, 127)}


def _within(name, value, low, high, whole=False):
    """A number, or the text of one, in its range."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if isinstance(value, bool) or not low <= number <= high or (whole and number != int(number)):
        raise ValueError("%s: %r is not a %snumber from %g to %g" % (name, value, "whole " * whole, low, high))
    return int(number) if whole else number


def _parts(value):
    """The parts of "8,5", (8, 5) or 8."""
    if isinstance(value, str):
        return value.split(",")
    return list(value) if isinstance(value, (tuple, list)) else [value]


def _set_grid(o, text):
    found = re.fullmatch(r"1/(1|2|4|8|16|32|64|128)([TtDd]?)", str(text))
    if not found:
        raise ValueError("quantize: %r is not a grid such as 1/16, 1/8T (triplets) or 1/4D (dotted)" % (text,))
    times, per = {"t": (2, 3), "d": (3, 2)}.get(found[2].lower(), (1, 1))
    o.grid = (int(found[1]), times, per)


def _set_window(o, value):
    if isinstance(value, str) and value.endswith("%"):
        o.window = _within("window", value[:-1], 0, 100) / 100
    else:
        o.window_ticks = _within("window", value, 0, 1e6, whole=True)


def _set_humanize(o, value):
    parts = _parts(value)
    o.humanize = _within("humanize", parts[0], 0, 10000) / 1000
    if len(parts) > 1:
        o.humanize_velocity = _within("humanize", parts[1], 0, 127, whole=True)


def _set_velocity(o, value):
    edits = list(value.items()) if isinstance(value, dict) else [p.partition("=")[::2] for p in str(value).split(",")]
    if len(edits) > lib.NEUME_EDIT_MOST_VELOCITIES:
        raise ValueError("velocity: %d changes, over %d" % (len(edits), lib.NEUME_EDIT_MOST_VELOCITIES))
    o.velocities = len(edits)
    for place, (name, number) in enumerate(edits):
        if name not in _VELOCITY:
            raise ValueError("velocity: %r is not one of %s" % (name, ", ".join(_VELOCITY)))
        o.velocity[place].kind = list(_VELOCITY).index(name)
        o.velocity[place].value = _within("velocity", number, *_VELOCITY[name])


def _set_key(o, text):
    o.find_key, o.sign = text == "auto", text != "none"
    o.has_key = bool(o.sign) and not o.find_key
    if o.has_key and lib.neume_key_parse(str(text).encode(), ffi.addressof(o, "key")):
        raise ValueError("key: %r is not auto, none, or a key such as C:min or 'Bb major'" % (text,))


def _set_scale(o, text):
    o.find_scale = text == "auto"
    out = ffi.new("unsigned *")
    if not o.find_scale and lib.neume_scale_parse(str(text).encode(), out):
        raise ValueError("scale: %r is not auto, a key such as C:min, or as 'D dorian'" % (text,))
    o.scale = out[0]


def _set_bars(o, value):
    ends = value if isinstance(value, (tuple, list)) else (re.fullmatch(r"(\d+)(?:(-)(\d*))?", str(value)) or [None])
    if isinstance(ends, re.Match):
        ends = (ends[1], ends[3] or 1000000) if ends[2] else (ends[1], ends[1])
    o.first_bar = _within("bars", ends[0], 1, 1e6, whole=True)
    o.last_bar = _within("bars", ends[-1], o.first_bar, 1e6, whole=True)


def _bank(item):
    high, _, low = str(item).partition(":")
    return _within("bank", high, 0, 127, whole=True) << 7 | _within("bank", low or 0, 0, 127, whole=True)


_LISTS = {"program": lambda item: _within("program", item, 1, 128, whole=True), "bank": _bank,
          "volume": lambda item: _within("volume", item, 0, 127, whole=True),
          "pan": lambda item: _within("pan", item, 0, 127, whole=True)}


def _set_setups(o, values, keep):
    """Of each list the last holds for all further tracks, of names none."""
    lists = {name: [read(item) for item in _parts(values[name])] for name, read in _LISTS.items()
             if values[name] is not None}
    names = _parts(values["name"]) if values["name"] is not None else []
    most = max([len(items) for items in lists.values()] + [len(names)])
    count = most if not names or most > len(names) or most == lib.NEUME_EDIT_MOST_SETUPS else most + 1
    if most > lib.NEUME_EDIT_MOST_SETUPS:
        raise ValueError("%d tracks set up, over %d" % (most, lib.NEUME_EDIT_MOST_SETUPS))
    setups = ffi.new("struct neume_edit_setup[]", max(count, 1))
    lib.neume_edit_setup_init(setups, count)
    for place in range(count):
        for name, items in lists.items():
            setattr(setups[place], name, items[min(place, len(items) - 1)])
        if place < len(names):
            keep.append(ffi.new("char[]", str(names[place]).encode()))
            setups[place].name = keep[-1]
    keep.append(setups)
    o.setup, o.setups = setups, count


_WORDS = {"quantize": _set_grid, "window": _set_window, "humanize": _set_humanize, "velocity": _set_velocity,
          "key": _set_key, "scale": _set_scale, "bars": _set_bars}


def _refuse_contradictions(v, o):
    """What says nothing, or two things, together; as the program refuses it."""
    for wrong, words in (
            (not v["quantize"] and (v["swing"] > 50 or v["window"] is not None or v["quantize_ends"]),
             "swing, window and quantize_ends need quantize"),
            (v["swing"] > 50 and o.grid.times != 1, "swing needs a straight grid: no triplets, no dots"),
            (not v["quantize"] and v["groove"] is None and v["strength"] < 100, "strength needs quantize or groove"),
            (v["out_of_range"] != "drop" and not v["transpose"] and not v["transpose_in_key"],
             "out_of_range needs transpose or transpose_in_key"),
            (v["groove"] is None and v["groove_velocity"] < 100, "groove_velocity needs groove"),
            (v["bank"] is not None and v["program"] is None, "bank needs program"),
            (v["keep"] != "beats" and v["tempo"] is None, "keep needs tempo")):
        if wrong:
            raise ValueError(words)


def _options(v):
    """struct neume_edit_options, and what it borrows."""
    o, keep = ffi.new("struct neume_edit_options *"), []
    lib.neume_edit_options_init(o)
    for name, read in _WORDS.items():
        if v[name] is not None:
            read(o, v[name])
    if v["split"] is not None:
        o.split = -1 if v["split"] == "hands" else pitch(v["split"], "split")
    if any(v[name] is not None for name in (*_LISTS, "name")):
        _set_setups(o, v, keep)
    if v["groove"] is not None:
        keep.append(_open_midi(v["groove"]))
        o.groove = keep[-1]
    _refuse_contradictions(v, o)
    for name in ("strength", "swing", "groove_velocity"):
        setattr(o, name, v[name] / 100)
    for name in ("quantize_ends", "seed", "transpose", "transpose_in_key"):
        setattr(o, name, v[name])
    for name in ("drop_short", "drop_weak", "channel", "min_length", "tempo", "division"):
        setattr(o, name, v[name] or 0)
    for name in ("legato", "staccato"):
        setattr(o, name, (v[name] or 0) / 100)
    if v["merge_repeats"] is not None:
        o.merge_repeats = v["merge_repeats"] / 1000
    o.beyond, o.keep = index("edit", "out_of_range", v["out_of_range"]), index("edit", "keep", v["keep"])
    return o, keep


def _check(status, report):
    """What only the file could tell."""
    if status == lib.NEUME_ERR_ARGUMENT and report.beyond:
        raise ValueError("a note would leave the range 0 to 127: out_of_range says what to do")
    if status == lib.NEUME_ERR_ARGUMENT:
        raise ValueError("the grid is finer than a tick, or the file ends before its first bar that is kept")
    if status == lib.NEUME_ERR_NOT_FOUND:
        raise ValueError("the file has no key: key gives one")
    if status == lib.NEUME_ERR_UNSUPPORTED:
        raise Error("the file, or its groove, counts in SMPTE frames or holds several pieces (format 2)")
    check(status)


def edit(midi, output, options):
    from neume._arrays import take_bytes

    o, keep = _options(checked("edit", options))
    smf, report = _open_midi(midi), ffi.new("struct neume_edit_report *")
    _check(lib.neume_edit(smf, o, report), report)
    del keep
    error, write = ffi.new("struct neume_error *"), ffi.new("struct neume_write_options *")
    lib.neume_write_options_init(write)
    if output is None:
        out, size = ffi.new("char **"), ffi.new("size_t *")
        check(lib.neume_midi_write_memory(smf, lib.NEUME_AS_MID, write, out, size, ffi.NULL, error), error)
        return take_bytes(out[0], size[0])
    name, format = path_bytes(output), getattr(lib, _FORMATS[_format_of(output)])
    source = os.fspath(midi) if isinstance(midi, (str, os.PathLike)) else ""
    title = ffi.new("char[]", os.fsencode(os.path.splitext(os.path.basename(source))[0]))
    write.title = title
    check(lib.neume_midi_write(smf, format, name, write, ffi.NULL, error), error)
    return None
