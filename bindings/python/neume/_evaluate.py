# SPDX-License-Identifier: MIT
"""Scores, under mir_eval's names."""
from __future__ import annotations

import os
import tempfile
from numbers import Real

from neume._library import check, path_bytes, render_library
from neume._transcription import Transcription
from neume._values import checked


def _prf(name, prefix="", suffix=""):
    return {prefix + long + suffix: "%s_%s" % (name, short)
            for long, short in (("Precision", "P"), ("Recall", "R"), ("F-measure", "F"))}


def _multipitch(name, prefix):
    parts = (("Precision", "P"), ("Recall", "R"), ("Accuracy", "acc"), ("Substitution Error", "E_sub"),
             ("Miss Error", "E_miss"), ("False Alarm Error", "E_fa"), ("Total Error", "E_tot"))
    return {prefix + long: "%s_%s" % (name, short) for long, short in parts}


# mir_eval's module, its keys, and neume's names of the same measures.
KEYS = {
    "transcription": {
        **_prf("noteoff"), "Average_Overlap_Ratio": "noteoff_overlap",
        **_prf("note", suffix="_no_offset"), "Average_Overlap_Ratio_no_offset": "overlap",
        **_prf("noteonset", "Onset_"), **_prf("noteoffset", "Offset_")},
    "transcription_velocity": {
        **_prf("notevoff"), "Average_Overlap_Ratio": "notevoff_overlap",
        **_prf("notevel", suffix="_no_offset"), "Average_Overlap_Ratio_no_offset": "notevel_overlap"},
    "onset": _prf("onset"),
    "melody": {"Voicing Recall": "vr", "Voicing False Alarm": "vfa", "Raw Pitch Accuracy": "rpa",
               "Raw Chroma Accuracy": "rca", "Overall Accuracy": "oa"},
    "multipitch": {**_multipitch("frame", ""), **_multipitch("frame_chroma", "Chroma ")},
    "beat": {"F-measure": "beat_F", "Cemgil": "cemgil", "Cemgil Best Metric Level": "cemgil_best",
             "P-score": "p_score", "Correct Metric Level Continuous": "cml_c", "Correct Metric Level Total": "cml_t",
             "Any Metric Level Continuous": "aml_c", "Any Metric Level Total": "aml_t"},
}


def _named(scores):
    """The measures by module and key, those of neume's own under "neume"."""
    left = dict(scores)
    out = {}
    for module, keys in KEYS.items():
        found = {key: left.pop(name) for key, name in keys.items() if name in left}
        if found:
            out[module] = found
    out["neume"] = left
    return out


def _columns(notes):
    """Rows "onset offset Hz" of (intervals, pitches in Hz), as mir_eval has notes."""
    intervals, pitches = notes
    return "".join("%r\t%r\t%r\n" % (float(a), float(b), float(p)) for (a, b), p in zip(intervals, pitches))


def _as_file(notes, folder, name):
    """The path of what is a path, or of a file that is made of notes."""
    if isinstance(notes, (str, bytes, os.PathLike)):
        return path_bytes(notes)
    if not isinstance(notes, Transcription) and hasattr(notes, "to_mir_eval"):  # NoteData of mirdata
        notes = tuple(notes.to_mir_eval())[:2]
    if isinstance(notes, tuple) and len(notes) == 2:
        path = os.path.join(folder, name + ".txt")
        with open(path, "w") as f:
            f.write(_columns(notes))
        return path_bytes(path)
    columns = notes.notes if isinstance(notes, Transcription) else notes
    if getattr(getattr(columns, "dtype", None), "names", None) is None:
        raise TypeError("%s: a path, a Transcription, an array of notes or (intervals, pitches), not %s"
                        % (name, type(notes).__name__))
    path = os.path.join(folder, name + ".csv")
    with open(path, "w") as f:
        f.write("onset,offset,pitch,velocity,drum\n")
        for n in columns:
            f.write("%r,%r,%d,%d,%d\n" % (float(n["onset"]), float(n["offset"]), n["pitch"], n["velocity"], n["drum"]))
    return path_bytes(path)


def _score(reference, estimate, o):
    """The measures by neume's names."""
    from neume._arrays import Notes

    ffi, lib = render_library()
    scores, error = ffi.new("struct neume_scores *"), ffi.new("struct neume_error *")
    if isinstance(reference, Transcription) and isinstance(estimate, Transcription):
        r, e = Notes(reference.notes), Notes(estimate.notes)
        check(lib.neume_evaluate_notes(r.struct, e.struct, o, scores, error), error)
    else:
        with tempfile.TemporaryDirectory(prefix="neume-") as folder:
            paths = [_as_file(reference, folder, "reference"), _as_file(estimate, folder, "estimate")]
            check(lib.neume_evaluate_files(paths[0], paths[1], o, scores, error), error)
    return {ffi.string(s.name).decode(): s.value for s in scores.score[0:scores.count]}


def _lag(value):
    """Seconds of milliseconds."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError("lag: milliseconds, or auto, not %r" % (value,))
    if not abs(value) <= 10000:
        raise ValueError("lag: %r is not from -10000 to 10000 ms" % value)
    return value / 1000


def evaluate(reference, estimate, options):
    values = checked("eval", options)
    ffi, lib = render_library()
    o = ffi.new("struct neume_evaluate_options *")
    lib.neume_evaluate_options_init(o)
    o.drums, o.exact_pitches, o.no_pedal = values["drums"], values["no_round"], values["no_pedal"]
    if values["lag"] == "auto":
        o.lag = _score(reference, estimate, o).get("lag_ms", 0) / 1000
    elif values["lag"] is not None:
        o.lag = _lag(values["lag"])
    return _named(_score(reference, estimate, o))
