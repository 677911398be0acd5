#!/bin/sh
# SPDX-License-Identifier: MIT
# The examples are true: those of the README and of docs/ that are marked with "run", and those that --help shows.
set -eu
source=$1 build=$2
samples=/usr/share/sonic-pi/samples
if [ ! -d $samples ]; then
    echo "skipped: no recordings in $samples (Debian: sonic-pi-samples)"
    exit 0
fi
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
PATH=$build:$PATH
export PATH

# run_here NAME: the script in $temp/NAME.sh, in a folder of its own, each line of which must succeed.
run_here() {
    mkdir -p "$temp/$1"
    (cd "$temp/$1" && sh -eux "$temp/$1.sh") >"$temp/$1.log" 2>&1 || {
        cat "$temp/$1.log" >&2
        echo "an example of $1 failed" >&2
        exit 1
    }
}

# Each block of a page is a script of its own, named after the page.
for page in "$source/README.md" "$source"/docs/*.md; do
    name=${page##*/}
    awk -v start="$temp/page-${name%.md}" '
        /^<!-- run -->$/ {wanted = 1; next}
        wanted && /^```sh$/ {script = start (++count) ".sh"; inside = 1; next}
        /^```$/ {inside = wanted = 0}
        inside {print > script}' "$page"
done
for name in README1 guide1 guide2 guide3 guide4 guide5 drums1 drums2 datasets1 datasets2 datasets3; do
    [ -s "$temp/page-$name.sh" ] || { echo "the example $name is gone" >&2; exit 1; }
done
for script in "$temp"/page-*.sh; do
    name=${script##*/}
    run_here "${name%.sh}"
done

# The recordings and the MIDI that the examples of --help name, afresh for each command.
mkdir "$temp/inputs"
cd "$temp/inputs"
cp $samples/loop_amen.flac drums.flac
neume -q --mode drums drums.flac -o song.mid
neume render -q song.mid -o song.wav --length 2
for name in drums flute voice bass kick snare overhead over; do cp song.wav $name.wav; done
cp song.mid truth.mid
neume -q --mode drums drums.flac -o song.csv
printf '{"annotations": [{"namespace": "onset", "data": [{"time": 0.5, "duration": 0, "value": 1}]}]}' >truth.jams
printf '0.00 KD\n0.41 SD\n' >hits.txt
cp song.mid drums.mid
ln -s "$(find /usr/share/sounds /usr/share/soundfonts -name '*.sf2' 2>/dev/null | head -n 1)" piano.sf2
mkdir kit recordings midi
cp drums.flac song.wav recordings/
neume transcribe -q --mode drums --resume kick.wav -o midi/
cp $samples/drum_heavy_kick.flac kit/kick.flac
cp $samples/drum_snare_hard.flac kit/snare.flac
for command in transcribe onsets beats pitch render compare replace edit roll eval datasets bench info jobs; do
    cp -R "$temp/inputs" "$temp/$command"
    neume $command --help | sed -n '/^examples:/,$s/^  \(neume .*\)$/\1/p' >"$temp/$command.sh"
    [ -s "$temp/$command.sh" ] || { echo "neume $command --help shows no examples" >&2; exit 1; }
    run_here $command
done
