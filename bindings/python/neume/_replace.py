# SPDX-License-Identifier: MIT
"""Drums replaced or doubled by samples."""
from __future__ import annotations

from neume._library import Watch, ffi, lib, path_bytes, render_library
from neume._sound import Sound
from neume._transcription import Transcription
from neume._values import by_drum, checked, drum_map, drum_set, index, listening


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt


class Replacement:
    """What became of the drums of a recording.

    mix: float32 [frames, channels], full scale 1, at `rate` Hz; None where a file was written
    original: the recording with its drums turned down, and drums: {"KD": samples ...}, both of the mix's shape; with
        parts=True, else None and {}
    notes: a Transcription of the hits that got a sample; None where a file was written
    hits: how many were found; replaced, missing: {"KD": number ...} that got a sample, and for which the kit has none
    doubled: replaced ones whose original stayed for another drum's sake; inverted: whose sample was inverted
    correlation: -1..1: the mean of original and sample over 15 ms
    peak: of the mix before it was turned down, full scale is 1; turned_down: 0..1: the lowest gain
    """

    mix: npt.NDArray[Any] | None = None
    original: npt.NDArray[Any] | None = None
    drums: dict[str, npt.NDArray[Any]]
    notes: Transcription | None = None
    rate: float | None = None
    hits: int
    replaced: dict[str, int]
    missing: dict[str, int]
    doubled: int
    inverted: int
    correlation: float
    peak: float
    turned_down: float

    def __init__(self, report):
        self.drums = {}
        for name in ("hits", "doubled", "inverted", "correlation", "peak", "turned_down"):
            setattr(self, name, getattr(report, name))
        for field in ("replaced", "missing"):
            numbers = enumerate(getattr(report, field))
            setattr(self, field, {_drum_name(d): n for d, n in numbers if n})

    def __repr__(self):
        return "<neume.Replacement: %d hits, replaced %s>" % (self.hits, self.replaced)

    def _take(self, replaced):
        """All that neume_replace_sound() made, copied."""
        from neume._arrays import take_notes

        self.rate = replaced.rate
        self.mix = _samples(replaced.mix, replaced)
        self.original = _samples(replaced.original, replaced)
        self.drums = {_drum_name(d): _samples(p, replaced) for d, p in enumerate(replaced.drum) if p != ffi.NULL}
        self.notes = Transcription(*take_notes(replaced.hits))
        self.notes.mode = "drums"


def _drum_name(drum):
    return ffi.string(lib.neume_drum_name(drum)).decode()


def _samples(pointer, replaced):
    import numpy as np

    if pointer == ffi.NULL:
        return None
    count = replaced.frames * replaced.channels
    data = np.frombuffer(ffi.buffer(pointer, 4 * count), np.float32)
    return data.reshape(replaced.frames, replaced.channels).copy()


def _take_hits(r, values, keep):
    """The hits of a Transcription, or the path of a MIDI file."""
    if isinstance(values["midi"], Transcription):
        from neume._arrays import Notes

        keep.append(Notes(values["midi"].notes))
        r.hits = keep[-1].struct
        values["midi"] = None


def _replacement(render, values, watch):
    rffi, rlib = render
    r = rffi.new("struct neume_replacement *")
    rlib.neume_replacement_init(r)
    r.progress, r.user = watch.function, watch.handle
    keep = [listening("replace", values)]
    r.listening = keep[0]
    _take_hits(r, values, keep)
    if values["drum_map"] is not None:
        keep.append(drum_map(values["drum_map"]))
        r.map = keep[-1]
    for name in ("kit", "midi", "midi_out", "stems", "audition"):
        if values[name] is not None:
            keep.append(rffi.new("char[]", path_bytes(values[name])))
            setattr(r, name, keep[-1])
    r.blend, r.gain = values["blend"] / 100, values["gain"]
    r.only = drum_set(values["only"], "only") if values["only"] else 0
    r.as_written, r.tail = values["as_written"], values["tail"]
    r.min_velocity, r.seed, r.humanize = values["min_velocity"], values["seed"], values["humanize"] / 1000
    whole, each = by_drum(values["offset"], "offset", -100, 100)
    for i, number in enumerate(each):
        r.offset[i] = ((whole or 0) if number is None else number) / 1000
    r.by_timbre, r.no_limit = values["follow"] == "timbre", values["limit"] == "off"
    r.bits = (16, 24, 32)[index("replace", "bits", values["bits"])]
    return r, keep


def _to_file(recording, output, r, report, watch, render):
    rffi, rlib = render
    if isinstance(recording, tuple):
        raise TypeError("output: samples are replaced in memory: leave the output out and write the mix")
    path = rffi.new("char[]", path_bytes(output))
    r.output = path
    watch.check(rlib.neume_replace_file(path_bytes(recording), r, report, watch.error))
    return Replacement(report[0])


def replace(recording, output, parts, options, progress):
    values = checked("replace", options)
    watch = Watch(progress)
    rffi, rlib = loaded = render_library()
    if values["kit"] is None:
        raise TypeError("replace() needs a kit")
    r, keep = _replacement(loaded, values, watch)
    report = rffi.new("struct neume_replacement_report *")
    if output is not None:
        return _to_file(recording, output, r, report, watch, loaded)
    for name in ("stems", "audition", "midi_out"):
        if values[name] is not None:
            raise TypeError("%s: only with an output" % name)
    sound = Sound(recording)
    r.keep_parts = bool(parts)
    replaced = rffi.gc(rffi.new("struct neume_replaced *"), rlib.neume_replaced_release)
    watch.check(rlib.neume_replace_sound(sound.struct, r, replaced, report, watch.error))
    del keep
    out = Replacement(report[0])
    out._take(replaced)
    return out
