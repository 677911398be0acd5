# SPDX-License-Identifier: MIT
"""MIDI to sound, and recordings against MIDI."""
from __future__ import annotations

from neume._library import Watch, ffi, lib, path_bytes, render_library
from neume._sound import Sound
from neume._transcription import Transcription, _open_midi
from neume._values import checked


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _play_options(render, values, watch):
    """struct neume_play_options, and what it borrows."""
    rffi, rlib = render
    o = rffi.new("struct neume_play_options *")
    rlib.neume_play_options_init(o)
    o.progress, o.user = watch.function, watch.handle
    keep = []

    def text(path):
        keep.append(rffi.new("char[]", path_bytes(path)))
        return keep[-1]

    if values.get("soundfont") is not None:
        o.soundfont = text(values["soundfont"])
    o.reverb = values["reverb"] / 100
    return o, text, keep


class _Memory:
    """Samples that C handed out, as a buffer for NumPy; freed with the last array over it."""

    def __init__(self, pointer, count):
        self.pointer = ffi.gc(pointer, lib.neume_free, size=4 * count)
        self.__array_interface__ = {"version": 3, "typestr": "<f4", "shape": (count // 2, 2),
                                    "data": (int(ffi.cast("uintptr_t", pointer)), False)}


def _stereo(pointer, frames):
    import numpy as np

    return np.asarray(_Memory(pointer, 2 * frames))


def render(midi, options, progress):
    values = checked("render", options)
    watch = Watch(progress)
    rffi, rlib = loaded = render_library()
    o, _, keep = _play_options(loaded, values, watch)
    o.gain = values["gain"]
    o.rate = 44100 if values["rate"] == "auto" else values["rate"]
    o.length = 0 if values["length"] == "auto" else values["length"]
    smf = _open_midi(midi)
    stereo, frames = rffi.new("float **"), rffi.new("size_t *")
    watch.check(rlib.neume_render_memory(smf, o, stereo, frames, watch.error))
    del keep
    return _stereo(stereo[0], frames[0]), o.rate


class Comparison:
    """How alike a recording and a MIDI file are.

    offset: seconds by which the MIDI is later; what follows is measured after that shift; offset_confidence: 0..1
    onset_f: 0..1: F of the onsets heard in both, within 50 ms
    chroma_similarity: 0..1: 1 is the same harmony; spectral_distance: dB; loudness_correlation: -1..1
    note_f: 0..1: F of the MIDI's notes against those that neume hears in the recording
    missing, extra: places where a note may be missing in the MIDI, or too many; misnamed: hits of different drums
    other_music: True if the MIDI is not of this recording; verdict: one line that says so
    places: the most different first, a list of dicts: start and end (seconds), kind ("missing", "extra", "shifted" or
        "misnamed"), pitch (or None), drum ("kick", "snare", "hi-hat", "tom", "cymbal", "other", or None), score (0..1)
        and words
    """

    offset: float
    offset_confidence: float
    onset_f: float
    chroma_similarity: float
    spectral_distance: float
    loudness_correlation: float
    note_f: float
    missing: int
    extra: int
    misnamed: int
    other_music: bool
    verdict: str
    places: list[dict[str, Any]]

    _DRUMS = ("kick", "snare", "hi-hat", "tom", "cymbal", "other")
    _KINDS = ("missing", "extra", "shifted", "misnamed")

    def __init__(self, comparison, places):
        for name, _ in ffi.typeof(comparison).item.fields:
            setattr(self, name, getattr(comparison, name))
        self.other_music = bool(comparison.other_music)
        self.verdict = ffi.string(comparison.verdict).decode()
        self.places = [self._place(p) for p in places]

    def _place(self, p):
        return {"start": p.start, "end": p.end, "kind": self._KINDS[p.kind], "pitch": None if p.pitch < 0 else p.pitch,
                "drum": None if p.drum < 0 else self._DRUMS[p.drum], "score": p.score,
                "words": ffi.string(p.words).decode()}

    def __repr__(self):
        return "<neume.Comparison: onset_f %.3f, %s>" % (self.onset_f, self.verdict)


def compare(recording, midi, options, progress):
    values = checked("compare", options)
    watch = Watch(progress)
    rffi, rlib = loaded = render_library()
    o, text, keep = _play_options(loaded, values, watch)
    o.max_offset = values["max_offset"]
    o.follow = values["dynamics"] == "follow"
    o.ab_seconds, o.ab_sides = values["ab_seconds"], values["ab_mode"] == "sides"
    if isinstance(values["reference"], Transcription):
        from neume._arrays import Notes

        truth = Notes(values["reference"].notes)
        o.reference_notes = truth.struct
        keep.append(truth)
        values["reference"] = None
    for name in ("ab", "ab_labels", "reference"):
        if values[name] is not None:
            setattr(o, name, text(values[name]))
    sound, smf = Sound(recording), _open_midi(midi)
    comparison = rffi.new("struct neume_comparison *")
    places, count = rffi.new("struct neume_compare_place **"), rffi.new("size_t *")
    watch.check(rlib.neume_compare_sound(sound.struct, smf, o, comparison, places, count, watch.error))
    del keep
    try:
        return Comparison(comparison, [places[0][i] for i in range(count[0])])
    finally:
        lib.neume_free(places[0])
