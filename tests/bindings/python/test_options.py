# SPDX-License-Identifier: MIT
"""Python's options are the program's: the same names, ranges and defaults, and nothing forgotten."""
import inspect
import json
import os
import sys
import unittest

import support
from support import run

import neume
from neume import _library, _options, _values

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../bindings/python/make"))
sys.dont_write_bytecode = True
import options as maker  # noqa: E402

TABLES = json.loads(run("--options"))
FUNCTIONS = {"transcribe": neume.transcribe, "onsets": neume.onsets, "beats": neume.beats, "pitch": neume.pitch,
             "render": neume.render, "compare": neume.compare, "replace": neume.replace, "eval": neume.evaluate}
OURS = {"render": {"midi"}, "compare": {"recording", "midi"}, "replace": {"recording", "output", "parts"},
        "eval": {"reference", "estimate"}}


class Options(unittest.TestCase):
    def test_all_are_there(self):
        for command, function in FUNCTIONS.items():
            parameters = {n: p for n, p in inspect.signature(function).parameters.items() if
                          n not in OURS.get(command, {"sound"}) | {"progress"}}
            rows = {r["name"].replace("-", "_"): r for r in TABLES["commands"][command]["options"]
                    if r["name"] not in maker.LEFT_OUT[command]}
            self.assertEqual(set(parameters), set(rows), command)
            for name, row in rows.items():
                self.assertEqual(parameters[name].default, maker.default(row), name)
                self.assertIn("\n    %s: " % name, function.__doc__)
                for field in ("kind", "value", "unit", "word", "min", "max"):
                    self.assertEqual(_options.OPTIONS[command][name].get(field), row.get(field))
        self.assertEqual(_options.VERSION, neume.__version__)
        self.assertEqual({k: list(v) for k, v in _options.RANGES.items()}, TABLES["ranges"])

    def test_a_new_row_is_noticed(self):
        tables = json.loads(json.dumps(TABLES))
        tables["commands"]["onsets"]["options"].append(dict(tables["commands"]["onsets"]["options"][2], name="new-one"))
        self.assertIn("new_one", maker.tables(tables)["onsets"])
        tables["commands"]["beats"]["options"] = [r for r in tables["commands"]["beats"]["options"]
                                                  if r["name"] != "click"]
        with self.assertRaises(SystemExit):
            maker.tables(tables)

    def test_defaults_are_the_library_s(self):
        ffi, lib = _library.ffi, _library.lib
        theirs = ffi.new("struct neume_options *")
        lib.neume_options_init(theirs)
        ours = _values.listening("transcribe", _values.checked("transcribe", {"jobs": 1}))
        self.assertEqual(bytes(ffi.buffer(ours)), bytes(ffi.buffer(theirs)))

    def test_ranges(self):
        for command, rows in _options.OPTIONS.items():
            for name, row in rows.items():
                if row["kind"] not in ("number", "whole"):
                    continue
                for value in (row["min"] - 1, row["max"] + 1, float("nan")):
                    with self.assertRaises((ValueError, TypeError), msg=name):
                        _values.checked(command, {name: value})
                ends = [int(row[e]) if row["kind"] == "whole" else row[e] for e in ("min", "max")]
                self.assertEqual([_values.checked(command, {name: e})[name] for e in ends], ends)

    def test_refused(self):
        for error, given in ((ValueError, {"mode": "drum"}), (ValueError, {"mode": None}), (TypeError, {"jobs": 1.5}),
                             (ValueError, {"min_pitch": "H2"}), (ValueError, {"min_pitch": 128}),
                             (TypeError, {"min_pitch": 60.5}), (TypeError, {"min_length": "short"}),
                             (ValueError, {"min_pitch": "C5", "max_pitch": "C4"}), (TypeError, {"brightness": "yes"}),
                             (ValueError, {"sensitivity": "0.5,XY=1"}), (ValueError, {"sensitivity": {"SD": 2}}),
                             (ValueError, {"sensitivity": "a"}), (TypeError, {"sensitivity": [1]}),
                             (TypeError, {"min_length": True}), (TypeError, {"colour": 1})):
            with self.assertRaises(error, msg=given):
                neume.transcribe((support.drums(), support.RATE), **given)

    def test_pitches(self):
        for name, number in (("C4", 60), ("A0", 21), ("Bb-1", 10), ("f#3", 54), ("G9", 127), ("60", 60)):
            self.assertEqual(_values.pitch(name), number)


if __name__ == "__main__":
    support.main()
