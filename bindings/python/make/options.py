# SPDX-License-Identifier: MIT
"""Makes neume/_options.py, and neume/__init__.py with the signatures of its functions, of the program's own tables.

    options.py OPTIONS.json TEMPLATE OUT.py      OPTIONS.json: what `neume --options` prints
    options.py OPTIONS.json OUT.py               the tables alone

Every option of a command that Python has is either a parameter of its function or stands in LEFT_OUT: a new row in
the program's tables stops the build until it is one of these.
"""
import json
import pprint
import re
import sys
import textwrap

# Of each command, what is no parameter: files and printing are Python's own business.
PRINTING = {"output", "format", "json", "no-clobber", "quiet", "help"}
EDITS = {"quantize", "strength", "swing", "window", "quantize-ends", "groove", "groove-tempo", "groove-velocity",
         "humanize", "seed", "transpose", "transpose-in-key", "key", "scale", "out-of-range", "velocity", "legato",
         "staccato", "drop-short", "drop-weak", "merge-repeats", "bars", "split", "channel", "program", "bank",
         "volume", "pan", "name"}
BATCHES = {"recursive", "files-from", "resume", "retry-failed", "shard", "max-errors"}
LEFT_OUT = {
    "transcribe": PRINTING | EDITS | BATCHES | {"frames", "pedal", "report"},
    "onsets": PRINTING | BATCHES | {"jobs"},
    "beats": PRINTING | BATCHES | {"click", "jobs"},
    "pitch": PRINTING | BATCHES | {"jobs"},
    "render": PRINTING | BATCHES | {"bits", "jobs", "program", "stems"},
    "compare": PRINTING | {"ab-bars", "program", "places"},
    "replace": PRINTING | BATCHES | {"jobs"},
    "eval": PRINTING | {"ref-format", "est-format"},
    "edit": PRINTING | {"join", "groove-tempo"},
    # Those of roll() that are arrays or times in seconds are not made of the table.
    "roll": PRINTING | {"audio", "mode", "from", "to", "pitch", "lanes", "title"},
}

# Texts that Python also takes as values of its own.
ALSO = {
    "window": ["int"], "humanize": ["float", "tuple[float, int]"], "velocity": ["dict[str, float]"],
    "bars": ["int", "tuple[int, int]"], "split": ["int"], "program": ["int", "Sequence[int]"],
    "bank": ["int", "Sequence[int | str]"], "volume": ["int", "Sequence[int]"], "pan": ["int", "Sequence[int]"],
    "name": ["Sequence[str]"], "groove": ["Transcription"],
}


def default(row):
    text = row["default"]
    if row["kind"] == "flag":
        return False
    if text is None or row["kind"] in ("choice", "pitch"):
        return text if row["kind"] != "choice" else text or row["value"].split("|")[0]
    try:
        return int(text) if row["kind"] == "whole" else float(text)
    except ValueError:
        return text


def hint(row):
    words = ["Literal[%s]" % ", ".join('"%s"' % w for w in row["word"].split("|"))] if row["word"] else []
    kind = row["kind"]
    if kind == "choice":
        words = ["Literal[%s]" % ", ".join('"%s"' % w for w in row["value"].split("|"))]
    else:
        plain = {"flag": "bool", "whole": "int", "number": "float", "pitch": "int | str", "file": "Path",
                 "folder": "Path", "target": "Path", "text": "str"}[kind]
        words = [plain] + words
        if row["value"] and "DRUM=" in row["value"]:
            words = ["float", "str", "dict[str, float]"]
        elif kind == "text" and row["default"] is None and row["value"] == "auto|MS":
            words = ["float", 'Literal["auto"]']
        if row["name"] in ("midi", "reference"):
            words.append("Transcription")
        words += ALSO.get(row["name"], [])
        if default(row) is None:
            words.append("None")
    return " | ".join(words)


def tables(data):
    out = {}
    for command, left_out in LEFT_OUT.items():
        rows = data["commands"][command]["options"]
        unknown = left_out - PRINTING - {r["name"] for r in rows}
        if unknown:
            sys.exit("options.py: neume %s has no %s" % (command, ", ".join(sorted(unknown))))
        out[command] = {r["name"].replace("-", "_"): dict(r, default=default(r), hint=hint(r)) for r in rows
                        if r["name"] not in left_out}
    return out


def signature(rows, indent):
    lines = []
    for name, row in rows.items():
        kind = row["hint"].replace("'", '"')
        line = "%s%s: %s = %r," % (indent, name, kind, row["default"])
        if len(line) <= 120:
            lines.append(line)
        else:
            lines += textwrap.wrap(line, 120, initial_indent="", subsequent_indent=indent + "    ",
                                   break_on_hyphens=False)
    return "\n".join(lines)


def documentation(rows, indent):
    lines = []
    for name, row in rows.items():
        text = re.sub(r"--([a-z][a-z-]*)", lambda m: m.group(1).replace("-", "_"), row["help"])
        if row["kind"] in ("number", "whole"):
            text += "; %g to %g%s" % (row["min"], row["max"], " " + row["unit"] if row["unit"] else "")
        lines += textwrap.wrap("%s: %s" % (name, text), 116, initial_indent=indent, subsequent_indent=indent + "    ",
                               break_on_hyphens=False)
    return "\n".join(lines).replace("\\", "\\\\")


def fill(template, made):
    """Each line that is `@parameters COMMAND@`, `@options COMMAND@` or `@given COMMAND@`, with names to leave out."""
    def replace(match):
        indent, what, command, without = match.groups()
        rows = {n: r for n, r in made[command].items() if n not in (without or "").split()}
        if what == "parameters":
            return signature(rows, indent)
        if what == "options":
            return documentation(rows, indent)
        pairs = ", ".join("%s=%s" % (n, n) for n in made[command])
        return textwrap.fill("options = dict(%s)" % pairs, 116, initial_indent=indent,
                             subsequent_indent=indent + "    ")

    return re.sub(r"(?m)^( *)@(parameters|options|given) (\w+)((?: \w+)*)@$", replace, template)


def table_module(data, made):
    rows = {c: {n: {k: r[k] for k in ("kind", "value", "default", "unit", "word", "min", "max") if k in r}
                for n, r in t.items()} for c, t in made.items()}
    ranges = {name: tuple(ends) for name, ends in data["ranges"].items()}
    return ("# Made by bindings/python/make/options.py of the program's tables.\n"
            "VERSION = %r\nRANGES = %s\nOPTIONS = %s\n"
            % (data["version"], pprint.pformat(ranges), pprint.pformat(rows, width=116, sort_dicts=False)))


def main():
    with open(sys.argv[1]) as f:
        data = json.load(f)
    made = tables(data)
    if len(sys.argv) == 3:
        text = table_module(data, made)
    else:
        with open(sys.argv[2]) as f:
            text = fill(f.read(), made)
    with open(sys.argv[-1], "w") as f:
        f.write(text)


if __name__ == "__main__":
    main()
