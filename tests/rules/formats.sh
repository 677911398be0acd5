#!/bin/sh
# SPDX-License-Identifier: MIT
# What neume writes is valid by its schema: neume's own JSON always; JAMS and MusicXML where $NEUME_SCHEMAS is a folder
# with jams_schema.json (github.com/marl/jams) and musicxml.xsd with xml.xsd and xlink.xsd (github.com/w3c/musicxml).
set -eu
source=$1 build=$2
samples=/usr/share/sonic-pi/samples
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
if [ ! -d $samples ]; then
    echo "skipped: no recordings in $samples (Debian: sonic-pi-samples)"
    exit 0
fi
"$build/neume" -q --mode melody $samples/bass_voxy_c.flac --format json -o "$temp/melody.json"
"$build/neume" -q --mode drums $samples/loop_amen.flac --format json -o "$temp/drums.json"
"$build/neume" -q --mode poly $samples/guit_em9.flac -o "$temp/poly.mid"
"$build/neume" -q --mode drums $samples/loop_amen.flac -o "$temp/drums.mid"
"$build/neume" edit -q "$temp/poly.mid" "$temp/drums.mid" --join parallel -o "$temp/mix.mid"
# Two hands, a pedal that is taken and changed, and a hairpin: eight bars of quarters, ever louder.
/usr/bin/python3 - "$temp/pedal.mid" <<'P'
import struct, sys
track = bytes([0, 0xB0, 64, 127])
for i in range(32):
    v = 30 + 3 * i
    track += bytes([0, 0x90, 72, v, 0, 0x90, 40, v])
    if i % 4 == 3:
        track += bytes([0, 0xB0, 64, 0, 10, 0xB0, 64, 127])
    track += bytes([86, 0x80, 72, 0, 0, 0x80, 40, 0])
track += bytes([0, 0xFF, 0x2F, 0])
open(sys.argv[1], "wb").write(struct.pack(">4sIHHH4sI", b"MThd", 6, 0, 1, 96, b"MTrk", len(track)) + track)
P
for part in poly drums mix pedal; do
    "$build/neume" edit -q "$temp/$part.mid" -o "$temp/$part.jams"
    "$build/neume" edit -q "$temp/$part.mid" -o "$temp/$part.musicxml"
done

valid_json() {
    schema=$1
    shift
    /usr/bin/python3 - "$schema" "$@" <<'P'
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    jsonschema.validate(json.load(open(name)), schema)
P
}

if /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
    valid_json "$source/cli/io/notes.schema.json" "$temp/melody.json" "$temp/drums.json"
    grep -q '"bend"' "$temp/melody.json"
    "$build/neume" compare -q $samples/loop_amen.flac "$temp/drums.mid" --json >"$temp/compared.json"
    "$build/neume" compare -q $samples/guit_em9.flac "$temp/mix.mid" --reference "$temp/poly.mid" --json \
        >"$temp/judged.json"
    valid_json "$source/cli/io/compare.schema.json" "$temp/compared.json" "$temp/judged.json"
    grep -q '"extra"' "$temp/judged.json"
    # The lines of a batch, each a document of its own: files done, done before, failed; statistics.
    mkdir "$temp/in" "$temp/lines"
    cp $samples/loop_amen.flac $samples/guit_em9.flac "$temp/in"
    for run in 1 2 3; do
        "$build/neume" transcribe -q -r --resume "$temp/in" -o "$temp/out" --format mid,csv --json || [ $run -gt 1 ]
        echo nonsense >"$temp/in/bad.wav"
    done >"$temp/all.jsonl" 2>/dev/null
    "$build/neume" info -q -r "$temp/in" --json >>"$temp/all.jsonl" 2>/dev/null || [ $? = 3 ]
    for word in '"error"' done_before failed_before '"outputs"' '"corpus"'; do
        grep -q $word "$temp/all.jsonl" || { echo "no line with $word" >&2; exit 1; }
    done
    split -l 1 "$temp/all.jsonl" "$temp/lines/"
    valid_json "$source/cli/batch/batch.schema.json" "$temp"/lines/*
    if [ -n "${NEUME_SCHEMAS:-}" ]; then
        valid_json "$NEUME_SCHEMAS/jams_schema.json" "$temp"/*.jams
    fi
else
    echo "skipped: no python3-jsonschema"
fi

for mark in '<pedal type="start"' '<pedal type="stop"' '<wedge type="crescendo"' '<wedge type="stop"' '<dynamics><'; do
    grep -q "$mark" "$temp/pedal.musicxml" || {
        echo "no $mark"
        exit 1
    }
done

if command -v xmllint >/dev/null; then
    xmllint --noout --nonet "$temp"/*.musicxml
    if [ -n "${NEUME_SCHEMAS:-}" ]; then
        # Its imports name addresses of the web.
        cp "$NEUME_SCHEMAS"/*.xsd "$temp"
        sed 's#http://www.musicxml.org/xsd/##' "$NEUME_SCHEMAS/musicxml.xsd" >"$temp/musicxml.xsd"
        xmllint --noout --nonet --schema "$temp/musicxml.xsd" "$temp"/*.musicxml
    fi
else
    echo "skipped: no xmllint"
fi
