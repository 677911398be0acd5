# SPDX-License-Identifier: MIT
"""Transcription, onsets, beats and pitch of one sound."""
from __future__ import annotations

import os

from neume._library import Watch, check, ffi, lib
from neume._sound import Sound, as_block, as_channels, as_rate
from neume._transcription import Beats, Transcription
from neume._values import by_drum, checked, listening


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class AudioWarning(UserWarning):
    """Something about the samples that the result should not be trusted without."""


def _title(sound: Sound) -> str:
    if sound.path is None:
        return ""
    return os.path.splitext(os.path.basename(sound.path))[0]


def _warn(report, sound: Sound):
    if not report.bad_samples and not report.truncated:
        return
    import warnings

    name = sound.path or "samples"
    if report.bad_samples:
        warnings.warn("%s: %d samples are no numbers and count as 0" % (name, report.bad_samples), AudioWarning, 4)
    if report.truncated:
        warnings.warn("%s: ends before its header says so" % name, AudioWarning, 4)


def transcribe(given, options, progress):
    options = checked("transcribe", options)
    sound, watch = Sound(given), Watch(progress)
    notes = ffi.gc(ffi.new("struct neume_notes *"), lib.neume_notes_release)
    report = ffi.new("struct neume_report *")
    watch.check(lib.neume_transcribe(sound.struct, listening("transcribe", options), watch.function, watch.handle,
                                     notes, report, watch.error))
    _warn(report, sound)
    return Transcription._heard(notes, report, options, given, _title(sound))


def _onset_options(given):
    options = checked("onsets", given)
    o = ffi.new("struct neume_onset_options *")
    lib.neume_onset_options_init(o)
    o.sensitivity, o.min_gap = options["sensitivity"], options["min_gap"]
    return o


def _pitch_options(given):
    options = checked("pitch", given)
    if not options["min_hz"] < options["max_hz"]:
        raise ValueError("min_hz: %g is not below max_hz, %g" % (options["min_hz"], options["max_hz"]))
    o = ffi.new("struct neume_pitch_options *")
    lib.neume_pitch_options_init(o)
    o.min_hz, o.max_hz = options["min_hz"], options["max_hz"]
    return o


def _take_onsets(out):
    from neume._arrays import ONSET, take

    return take(out.onset, out.count, "neume_onset", ONSET)


def _take_frames(out):
    from neume._arrays import FRAME, take

    return take(out.frame, out.count, "neume_pitch_frame", FRAME)


def onsets(given, options, progress):
    o, sound, watch = _onset_options(options), Sound(given), Watch(progress)
    out = ffi.gc(ffi.new("struct neume_onsets *"), lib.neume_onsets_release)
    watch.check(lib.neume_onsets_find(sound.struct, o, watch.function, watch.handle, out, watch.error))
    return _take_onsets(out)


def pitch(given, options, progress):
    o, sound, watch = _pitch_options(options), Sound(given), Watch(progress)
    out = ffi.gc(ffi.new("struct neume_pitch_track *"), lib.neume_pitch_track_release)
    watch.check(lib.neume_pitch_find(sound.struct, o, watch.function, watch.handle, out, watch.error))
    return _take_frames(out)


def beats(given, progress):
    sound, watch = Sound(given), Watch(progress)
    out = ffi.gc(ffi.new("struct neume_beats *"), lib.neume_beats_release)
    watch.check(lib.neume_beats_find(sound.struct, watch.function, watch.handle, out, watch.error))
    return Beats._take(out)


class Stream:
    """Transcription of sound as it comes; the base of neume.Stream."""

    def __init__(self, rate, channels, options):
        options = checked("transcribe", options)
        later = [name for name, usual in (("drum_lengths", "fixed"), ("classes", "full"), ("retrigger", 0))
                 if options[name] != usual] + ["mode auto"] * (options["mode"] == "auto")
        if any(own is not None for own in by_drum(options["sensitivity"], "sensitivity", 0, 1)[1]):
            later.append("a sensitivity for single drums")
        if later:
            raise ValueError("%s: only after the whole recording, which a stream does not hear first" % later[0])
        out = ffi.new("struct neume_stream **")
        self.rate, self.channels = as_rate(rate), as_channels(channels)
        check(lib.neume_stream_new(out, rate, channels, listening("transcribe", options)))
        self._stream = ffi.gc(out[0], lib.neume_stream_free)
        self._options = options

    def _notes(self, call):
        if self._stream is None:
            raise ValueError("the stream has ended")
        notes = ffi.gc(ffi.new("struct neume_notes *"), lib.neume_notes_release)
        check(call(notes))
        lib.neume_notes_sort(notes)
        report = ffi.new("struct neume_report *")
        report.mode, report.confidence = ("auto", "melody", "poly", "drums", "mix").index(self._options["mode"]), 1
        report.sample_rate, report.channels = self.rate, self.channels
        return Transcription._heard(notes, report, self._options, None, "")

    def process(self, samples: Any) -> Transcription:
        """Hears a block, [frames] or [frames, channels] of full scale 1 or of integers, and returns the notes that no
        later sample can change."""
        block = as_block(samples, self.channels)
        data = ffi.from_buffer("float[]", block) if block.size else ffi.NULL
        return self._notes(lambda notes: lib.neume_stream_process(self._stream, data, len(block), notes))

    def flush(self) -> Transcription:
        """The end of the sound: what is still open. Nothing may follow."""
        out = self._notes(lambda notes: lib.neume_stream_flush(self._stream, notes))
        self._stream = None
        return out

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream = None


class _Detector:
    """Onsets or pitch of sound as it comes: `what` of neume_<what>_stream_new() and so on, whose results are a struct
    `list`."""

    def __init__(self, what, list, take, rate, channels, options):
        self._calls = {name: getattr(lib, "neume_%s_stream_%s" % (what, name)) for name in ("process", "flush")}
        self._list, self._take = list, take
        self._release = getattr(lib, "neume_%s_release" % list)
        self.rate, self.channels = as_rate(rate), as_channels(channels)
        out = ffi.new("struct neume_%s_stream **" % what)
        check(getattr(lib, "neume_%s_stream_new" % what)(out, rate, channels, options))
        self._stream = ffi.gc(out[0], getattr(lib, "neume_%s_stream_free" % what))

    def _found(self, name, *words):
        if self._stream is None:
            raise ValueError("the stream has ended")
        out = ffi.gc(ffi.new("struct neume_%s *" % self._list), self._release)
        check(self._calls[name](self._stream, *words, out))
        return self._take(out)

    def process(self, samples: Any) -> Any:
        """Hears a block, [frames] or [frames, channels] of full scale 1 or of integers, and returns what no later
        sample can change, in rising time."""
        block = as_block(samples, self.channels)
        return self._found("process", ffi.from_buffer("float[]", block) if block.size else ffi.NULL, len(block))

    def flush(self) -> Any:
        """The end of the sound: what is still held back. Nothing may follow."""
        out = self._found("flush")
        self._stream = None
        return out

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream = None


class OnsetStream(_Detector):
    """Onsets of sound as it comes; the base of neume.OnsetStream."""

    def __init__(self, rate, channels, options):
        super().__init__("onset", "onsets", _take_onsets, rate, channels, _onset_options(options))


class PitchStream(_Detector):
    """Pitch of sound as it comes; the base of neume.PitchStream."""

    def __init__(self, rate, channels, options):
        super().__init__("pitch", "pitch_track", _take_frames, rate, channels, _pitch_options(options))
