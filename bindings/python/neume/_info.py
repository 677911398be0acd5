# SPDX-License-Identifier: MIT
"""What is in a sound, a MIDI file and a kit, and what plays; under the names of `neume info --json`."""
from __future__ import annotations

import math

from neume._library import Watch, check, ffi, lib, path_bytes, render_library
from neume._sound import Sound
from neume._transcription import Transcription, _open_midi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _decibels(magnitude):
    return 20 * math.log10(magnitude) if magnitude > 0 else -math.inf


def sound_info(given, progress):
    sound, watch = Sound(given), Watch(progress)
    info = ffi.new("struct neume_sound_info *")
    watch.check(lib.neume_sound_info_read(sound.struct, watch.function, watch.handle, info, watch.error))
    out = {name: getattr(info, name) for name in ("sample_rate", "channels", "frames", "duration", "bad_samples")}
    out.update(format=ffi.string(info.format).decode(), peak_dbfs=_decibels(info.peak), truncated=bool(info.truncated))
    if info.has_loudness:
        out.update(loudness_lufs=info.loudness, loudness_range_lu=info.range, true_peak_dbtp=info.true_peak)
    return out


def _track(smf, number):
    info = ffi.new("struct neume_midi_track_info *")
    check(lib.neume_midi_track_info_read(smf, number, info))
    name = None if info.name == ffi.NULL else ffi.buffer(info.name, info.name_size)[:]
    return {"name": name, "events": info.events, "notes": info.notes}


def midi_info(midi) -> dict[str, Any]:
    smf = _open_midi(midi)
    info = ffi.new("struct neume_midi_info *")
    check(lib.neume_midi_info_read(smf, info))
    out = {name: getattr(info, name) for name in ("format", "division", "events", "notes")}
    if info.has_time:
        out["duration"] = info.duration
        if info.slowest_tempo:
            out.update(slowest_tempo=info.slowest_tempo, fastest_tempo=info.fastest_tempo)
    if info.has_key:
        out["key"] = ffi.string(lib.neume_key_name(ffi.addressof(info, "key"))).decode()
    out.update(key_changes=info.key_changes, repaired=bool(info.repaired),
               warning=None if info.warning == ffi.NULL else ffi.string(info.warning).decode(),
               tracks=[_track(smf, number) for number in range(info.tracks)])
    return out


def _drum(piece):
    out = {"key": piece.key, "drum": ffi.string(lib.neume_drum_name(piece.drum)).decode(),
           "name": ffi.string(piece.name).decode()}
    if piece.samples:
        out.update(samples=piece.samples, layers=piece.layers, round_robins=piece.alike)
    return out


def _lines(pointer, count):
    return [ffi.string(pointer[i]).decode(errors="replace") for i in range(count)]


def kit_info(kit) -> dict[str, Any]:
    rffi, rlib = render_library()
    info, error = rffi.new("struct neume_kit_info *"), ffi.new("struct neume_error *")
    check(rlib.neume_kit_info_read(path_bytes(kit), info, error), error)
    try:
        return {"format": ffi.string(info.format).decode(), "drums": [_drum(info.piece[i]) for i in range(info.pieces)],
                "missing": _lines(info.missing, info.missing_count), "remarks": _lines(info.remark, info.remark_count)}
    finally:
        rlib.neume_kit_info_release(info)


class Instrument:
    """What notes are played by.

    family: "piano", "guitar" ...; None if no note could be judged
    program: General MIDI 1..128, one for each family; 0 likewise
    confidence: 0..1: how much likelier it is than the other families; below 0.5 it is a guess
    """

    family: str | None
    program: int
    confidence: float

    def __init__(self, family: str | None, program: int, confidence: float) -> None:
        self.family, self.program, self.confidence = family, program, confidence

    def __repr__(self):
        return "<neume.Instrument: %s, program %d, %.2f>" % (self.family, self.program, self.confidence)


def instrument(given, notes) -> Instrument:
    from neume._arrays import Notes

    sound, error = Sound(given), ffi.new("struct neume_error *")
    found = ffi.new("struct neume_instrument *")
    notes = Notes(notes.notes if isinstance(notes, Transcription) else notes)
    check(lib.neume_instrument_find(sound.struct, notes.struct, found, error), error)
    family = None if found.family == ffi.NULL else ffi.string(found.family).decode()
    return Instrument(family, found.program, found.confidence)
