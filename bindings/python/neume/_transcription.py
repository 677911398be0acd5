# SPDX-License-Identifier: MIT
"""What was heard, and how it is written."""
from __future__ import annotations

import os

from neume._library import check, ffi, lib, path_bytes
from neume._values import checked, drum_map, index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Sequence, overload

    import numpy.typing as npt

    Array = npt.NDArray[Any]

_WRITING = ("tempo", "bends", "cc", "brightness", "drum_map")
_LOUDNESS = {"off": 0, "11": 11, "7": 7, "2": 2, "pressure": 128}
_FORMATS = {"mid": "NEUME_AS_MID", "midi2": "NEUME_AS_MIDI2", "musicxml": "NEUME_AS_MUSICXML", "csv": "NEUME_AS_CSV",
            "json": "NEUME_AS_JSON", "jams": "NEUME_AS_JAMS", "mirex": "NEUME_AS_MIREX", "labels": "NEUME_AS_LABELS",
            "sv": "NEUME_AS_SV", "svl": "NEUME_AS_SVL"}
_REPORT = ("duration", "sample_rate", "channels", "peak", "bad_samples", "clipped_samples", "tuning", "pitched")


class Beats:
    """Beats and bars.

    array: structured, [n] with time (seconds), number (in its bar, from 1) and metre (beats in its bar)
    tempo: beats a minute, the median; 0 if there is no beat
    metre: beats in most bars; 0 if there is no beat
    division: 2 or 3: what most beats are divided by
    confidence: 0..1; below 0.5 there is no beat
    half, twice, third, triple: 0..1: how likely the beat is every second of these, twice as fast, every third, three
        times as fast
    """

    array: Array
    tempo: float
    metre: int
    division: int
    confidence: float
    half: float
    twice: float
    third: float
    triple: float

    def __init__(self, array: Array, **values: float) -> None:
        self.array = array
        self.__dict__.update(values)

    @property
    def times(self) -> Array:
        """float64 [n]: seconds."""
        return self.array["time"]

    @property
    def downbeats(self) -> Array:
        """float64 [bars]: seconds of the beats that begin a bar."""
        return self.array["time"][self.array["number"] == 1]

    def __len__(self):
        return len(self.array)

    def __repr__(self):
        return "<neume.Beats: %d beats, %.1f a minute, %d in a bar>" % (len(self), self.tempo, self.metre)

    @classmethod
    def _take(cls, c):
        from neume._arrays import BEAT, take

        values = {name: getattr(c, name) for name in ("metre", "division", "tempo", "confidence", "half", "twice",
                                                      "third", "triple")}
        return cls(take(c.beat, c.count, "neume_beat", BEAT), **values)

    def _give(self):
        import numpy as np

        from neume._arrays import layout

        c = ffi.new("struct neume_beats *")
        self._keep = np.zeros(len(self.array), layout("neume_beat"))
        for field in self.array.dtype.names:
            self._keep[field] = self.array[field]
        c.beat = ffi.cast("struct neume_beat *", self._keep.ctypes.data)
        c.count = len(self.array)
        for name in ("metre", "division", "tempo", "confidence"):
            setattr(c, name, getattr(self, name))
        return c


class Transcription:
    """Notes and hits, what was noticed on the way, and every format to write them in.

    notes: structured array [n], sorted by onset:
        onset, offset    seconds
        pitch            MIDI pitch 0..127; of a drum hit the General MIDI percussion key
        velocity         1..127
        confidence       0..1
        drum             True for a drum hit
        channel          MIDI channel: 10 for drum hits, else 1; to_midi() gives each part of a band its own
        part             of a band: 0 none, 1 bass, 2 piano, 3 mallets, 4 guitar, 5 organ, 6 strings, 7 voice, 8 brass,
                         9 reed, 10 flute, 11 lead, 12 pad, 13 drums
    bends: for each note its pitch curve, a structured array with time (seconds after the onset) and cents; empty where
        there is none
    expression: the same of how it is played: time, loudness (dB), brightness (octaves)
    mode: "melody", "poly", "drums" or "mix": what ran
    confidence: 0..1: how sure auto is of the mode; 1 if the mode was given
    reason, next: why auto chose it, and what to try next if it is not sure; or ""
    no_music: True if auto heard speech or noise alone, and so wrote nothing
    duration: seconds that were read; sample_rate: Hz; channels; peak: full scale is 1
    bad_samples: how many were NaN or infinite and count as 0; clipped_samples; truncated: the file ends too early
    tuning: Hz of A4 that a melody was rounded to, else 0
    """

    notes: Array
    bends: Sequence[Array] | None
    expression: Sequence[Array] | None
    mode: str = "poly"
    confidence: float = 1.0
    reason = next = title = ""
    no_music = truncated = False
    duration = sample_rate = peak = tuning = pitched = 0.0
    channels = bad_samples = clipped_samples = 0

    def __init__(self, notes: Array, bends: Sequence[Array] | None = None,
                 expression: Sequence[Array] | None = None) -> None:
        self.notes = notes
        self.bends = bends
        self.expression = expression
        self._options = {}
        self._sound = None
        self._beats = None

    @classmethod
    def _heard(cls, c_notes, report, options, sound, title):
        from neume._arrays import take_notes

        self = cls(*take_notes(c_notes))
        self.mode = ffi.string(lib.neume_mode_name(report.mode)).decode()
        self.next = "" if report.next == lib.NEUME_MODE_AUTO else ffi.string(lib.neume_mode_name(report.next)).decode()
        self.reason = ffi.string(report.reason).decode()
        self.confidence = report.confidence
        self.no_music, self.truncated = bool(report.no_music), bool(report.truncated)
        for name in _REPORT:
            setattr(self, name, getattr(report, name))
        self.title = title
        self._options = options
        self._sound = sound
        return self

    @classmethod
    def from_midi(cls, midi: Any, pedal: bool = True) -> Transcription:
        """The notes of a MIDI file: a path, or its bytes. pedal: notes sound until the sustain pedal comes up."""
        from neume._arrays import take_notes

        smf = _open_midi(midi)
        notes = ffi.gc(ffi.new("struct neume_notes *"), lib.neume_notes_release)
        check(lib.neume_midi_notes(smf, pedal, notes))
        return cls(*take_notes(notes))

    def __len__(self) -> int:
        return len(self.notes)

    def __repr__(self):
        hits = int(self.notes["drum"].sum())
        return "<neume.Transcription: %s, %d notes, %d hits>" % (self.mode, len(self.notes) - hits, hits)

    def __getstate__(self):
        return dict(self.__dict__, _sound=None)  # a pickle holds no audio

    def select(self, which: Any) -> Transcription:
        """The notes of a boolean mask or of indices, with their curves; all else stays."""
        import numpy as np

        other = Transcription.__new__(Transcription)
        other.__dict__.update(self.__dict__)
        places = np.arange(len(self.notes))[which]
        other.notes = self.notes[places]
        for name in ("bends", "expression"):
            curves = getattr(self, name)
            setattr(other, name, None if curves is None else [curves[i] for i in places])
        return other

    @property
    def beats(self) -> Beats:
        """Beats and bars of the recording, found when they are first asked for."""
        if self._beats is None:
            if self._sound is None:
                raise ValueError("there is no recording to find beats in")
            from neume import beats

            self._beats = beats(self._sound)
        return self._beats

    def _write_options(self, format, given):
        for name in given:
            if name not in _WRITING:
                raise TypeError("no option %r: %s" % (name, ", ".join(_WRITING)))
        own = {name: self._options[name] for name in _WRITING if name in self._options}
        values = checked("transcribe", {**own, **{k: v for k, v in given.items() if v is not None}})
        if values["drum_map"] and format != "mid":
            raise ValueError("drum_map: only a MIDI file plays a sampler")
        o = ffi.new("struct neume_write_options *")
        lib.neume_write_options_init(o)
        title = ffi.new("char[]", os.fsencode(self.title))
        o.title = o.midi.name = title
        o.duration, o.sample_rate = self.duration, self.sample_rate
        o.midi.drum_lengths = self._options.get("drum_lengths") == "ring"
        o.midi.bends = index("transcribe", "bends", values["bends"])
        o.midi.loudness = _LOUDNESS[values["cc"]]
        o.midi.brightness = values["brightness"]
        keep = [title]
        tempo = values["tempo"]
        if tempo == "by-format":
            tempo = "auto" if format == "musicxml" and self._sound is not None else "none"
        if tempo == "auto" and format in ("mid", "midi2", "musicxml"):
            if len(self.beats) >= 2:
                beats = self.beats._give()
                o.midi.beats = beats
                keep.append(beats)
        elif not isinstance(tempo, str):
            o.midi.tempo = tempo
        return o, values, keep

    def _notes_to_write(self, values):
        from neume._arrays import Notes

        notes = Notes(self.notes, self.bends, self.expression)
        if values["drum_map"]:
            lib.neume_notes_map_drums(notes.struct, drum_map(values["drum_map"]))
        return notes

    def to_bytes(self, format: str = "mid", **options: Any) -> bytes:
        """The notes in a format: mid, midi2, musicxml, csv, json, jams, mirex, labels, sv or svl. options: as to_midi()
        has them; those that transcribe() was given stand."""
        from neume._arrays import take_bytes

        if format not in _FORMATS:
            raise ValueError("format: %r is not one of %s" % (format, ", ".join(_FORMATS)))
        o, values, keep = self._write_options(format, options)
        notes = self._notes_to_write(values)
        out, size, error = ffi.new("char **"), ffi.new("size_t *"), ffi.new("struct neume_error *")
        check(lib.neume_notes_write_memory(notes.struct, getattr(lib, _FORMATS[format]), o, out, size, ffi.NULL, error),
              error)
        del keep
        return take_bytes(out[0], size[0])

    def write(self, path: Any, format: str | None = None, **options: Any) -> None:
        """Writes a file, which appears whole or not at all; without a format its ending says which."""
        name = path_bytes(path)
        if format is None:
            format = _format_of(path)
        if format not in _FORMATS:
            raise ValueError("format: %r is not one of %s" % (format, ", ".join(_FORMATS)))
        o, values, keep = self._write_options(format, options)
        notes = self._notes_to_write(values)
        error = ffi.new("struct neume_error *")
        check(lib.neume_notes_write(notes.struct, getattr(lib, _FORMATS[format]), name, o, ffi.NULL, error), error)
        del keep

    def _to(self, format, path, options):
        if path is None:
            return self.to_bytes(format, **options)
        self.write(path, format, **options)
        return None

    if TYPE_CHECKING:
        @overload
        def to_midi(self, path: None = None, **options: Any) -> bytes: ...
        @overload
        def to_midi(self, path: Any, **options: Any) -> None: ...
        @overload
        def to_csv(self, path: None = None) -> str: ...
        @overload
        def to_csv(self, path: Any) -> None: ...

    def to_midi(self, path=None, *, tempo=None, bends=None, cc=None, brightness=None, drum_map=None) -> bytes | None:
        """Writes a Standard MIDI File; without a path its bytes are returned. An option that is None is as transcribe()
        was given it, and means what it does there."""
        return self._to("mid", path, dict(tempo=tempo, bends=bends, cc=cc, brightness=brightness, drum_map=drum_map))

    def to_csv(self, path=None) -> str | None:
        """Writes onset,offset,pitch,velocity[,drum] under a header, in seconds and MIDI numbers; without a path the
        text is returned."""
        text = self._to("csv", path, {})
        return text if text is None else text.decode()

    def to_jams(self, path: Any = None) -> Any:
        """A jams.JAMS where the package jams is installed, else the same as a dict; with a path it is written there,
        and nothing returned."""
        text = self._to("jams", path, {})
        if text is None:
            return None
        import io
        import json

        try:
            import jams
        except ImportError:
            return json.loads(text)
        return jams.load(io.StringIO(text.decode()), validate=False, fmt="jams")

    def to_mir_eval(self) -> tuple[Array, Array]:
        """(intervals, pitches) of the pitched notes, as mir_eval.transcription takes them: float64 [n, 2] seconds and
        float64 [n] Hz."""
        import numpy as np

        notes = self.notes[~self.notes["drum"].astype(bool)]
        intervals = np.column_stack([notes["onset"], notes["offset"]])
        return intervals, 440.0 * 2.0 ** ((notes["pitch"].astype(float) - 69) / 12)


def _format_of(path):
    """The format that a path's ending names."""
    name = path_bytes(path)
    format = ffi.string(lib.neume_format_name(lib.neume_format_of_path(name))).decode()
    if format == "mid" and not name.lower().endswith((b".mid", b".midi", b".smf", b".kar")):
        raise ValueError("%r: the ending names no format: give one of %s" % (path, ", ".join(_FORMATS)))
    return format


def _open_midi(midi):
    """A struct neume_smf of a path, of bytes or of a Transcription."""
    if isinstance(midi, Transcription):
        midi = midi.to_midi()
    out, error = ffi.new("struct neume_smf **"), ffi.new("struct neume_error *")
    if isinstance(midi, (bytes, bytearray, memoryview)):
        data = ffi.from_buffer(midi)
        check(lib.neume_midi_open_memory(out, data, len(data), ffi.NULL, error), error)
    else:
        check(lib.neume_midi_open(out, path_bytes(midi), ffi.NULL, error), error)
    return ffi.gc(out[0], lib.neume_midi_free)
