# SPDX-License-Identifier: MIT
"""Piano rolls as pictures."""
from __future__ import annotations

import os
from numbers import Integral, Real

from neume._library import Watch, path_bytes, render_library
from neume._sound import Sound
from neume._transcription import _open_midi
from neume._values import checked, index, pitch

_LANES = {"bend": 128, "pressure": 129, "velocity": 130, "pedal": 64}


def _lane(lane):
    number = _LANES.get(lane, lane)
    if isinstance(number, bool) or not isinstance(number, Integral):
        raise ValueError("lanes: %r is not velocity, bend, pressure, pedal or a controller, 0 to 119" % (lane,))
    return int(number)


def _set_lanes(o, lanes):
    o.auto_lanes = lanes == "auto"
    if lanes in ("auto", "none"):
        return
    numbers = [_lane(lane) for lane in ([lanes] if isinstance(lanes, (str, Integral)) else lanes)]
    if len(numbers) > len(o.lane):
        raise ValueError("lanes: %d, over %d" % (len(numbers), len(o.lane)))
    o.lanes = len(numbers)
    for place, number in enumerate(numbers):
        o.lane[place] = number


def _set_pitches(o, pitches):
    if pitches is None:
        return
    low, high = pitches.split("-", 1) if isinstance(pitches, str) else pitches
    o.low, o.high = pitch(low), pitch(high)
    if o.low > o.high:
        raise ValueError("pitch: %r is not from low to high" % (pitches,))


def _seconds(name, value):
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError("%s: seconds, not %r" % (name, value))
    return float(value)


def _set_sound(o, values, audio, keep):
    if audio is None or values["under"] == "none":
        return
    sound = Sound(audio)
    keep.append(sound)
    o.sound = sound.struct
    o.no_spectrogram, o.no_waveform = values["under"] == "waveform", values["under"] == "spectrogram"


def roll(midi, output, format, options, own, progress):
    values, watch = checked("roll", options), Watch(progress)
    rffi, rlib = render_library()
    o = rffi.new("struct neume_picture_options *")
    rlib.neume_picture_options_init(o)
    o.progress, o.user = watch.function, watch.handle
    keep = []
    for name in ("width", "height", "zoom", "rows"):
        setattr(o, name, 0 if values[name] == "auto" else values[name])
    o.scale, o.theme, o.grid = values["scale"], values["theme"] == "dark", index("roll", "grid", values["grid"])
    o.colour = max(0, index("roll", "color", values["color"]) - 1)
    setattr(o, "from", _seconds("start", own["start"]))
    o.to = 0 if own["end"] is None else _seconds("end", own["end"])
    _set_lanes(o, own["lanes"])
    _set_pitches(o, own["pitch"])
    _set_sound(o, values, own["audio"], keep)
    if own["title"] is not None:
        keep.append(rffi.new("char[]", str(own["title"]).encode()))
        o.title = keep[-1]
    if format is None:
        format = "png" if output is not None and os.fsencode(output).lower().endswith(b".png") else "svg"
    if format not in ("svg", "png"):
        raise ValueError("format: %r is not svg or png" % (format,))
    o.format = format == "png"
    smf = _open_midi(midi)
    if output is not None:
        watch.check(rlib.neume_roll_draw(smf, o, path_bytes(output), watch.error))
        return None
    from neume._arrays import take_bytes

    out, size = rffi.new("char **"), rffi.new("size_t *")
    watch.check(rlib.neume_roll_draw_memory(smf, o, out, size, watch.error))
    return take_bytes(out[0], size[0])
