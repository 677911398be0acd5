#!/bin/sh
# SPDX-License-Identifier: MIT
# No include crosses a wall: who may include whom, one row a room; which room or file knows which library; and nothing
# but a program prints or ends the process.
set -eu
cd "$1"
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

# room: the rooms whose headers its files may include ("neume" is include/neume)
cat >"$temp/rooms" <<'END'
include neume
core neume core
audio neume core audio
analysis neume core analysis
models neume core analysis models
midi neume core midi
render neume core audio midi analysis render
datasets neume core midi datasets
compare neume core audio analysis midi render datasets compare
api neume core audio analysis models midi render datasets compare api
cli neume core audio analysis models midi render datasets compare api cli
bindings neume bindings
END

# header: where it may be included
cat >"$temp/libraries" <<'END'
sndfile.h audio/
mpg123.h audio/mp3.c
FLAC/*.h audio/flac.c
libav*/*.h audio/libav.c
soxr.h audio/resample.c
ebur128.h audio/loudness.c
fluidsynth.h render/synth/
expat.h render/kits/kit_hydrogen.c render/kits/kit_drumgizmo.c
archive*.h render/kits/kit_archive.c
cairo*.h midi/roll/
fftw3.h core/fft_fftw.c
kiss_fft*.h core/fft_kiss.c
kissfft/* core/fft_kiss.c
jansson.h cli/ datasets/
vamp*/*.h bindings/vamp/
END

rooms=$(cut -d' ' -f1 "$temp/rooms")
find $rooms -name '*.[ch]' | sort >"$temp/files"
[ "$(wc -l <"$temp/files")" -gt 300 ] || { echo "only few files were found" >&2; exit 1; }

xargs awk -v rooms="$temp/rooms" -v libraries="$temp/libraries" '
    function complain(words) {
        print FILENAME ": " words | "cat >&2"
        bad = 1
    }
    BEGIN {
        while ((getline line <rooms) > 0) {
            count = split(line, word, " ")
            for (i = 2; i <= count; i++)
                may[word[1], word[i]] = 1
        }
        while ((getline line <libraries) > 0) {
            split(line, word, " ")
            homes[word[1]] = substr(line, length(word[1]) + 2)
            pattern[word[1]] = word[1]
            gsub(/\./, "\\.", pattern[word[1]])
            gsub(/\*/, ".*", pattern[word[1]])
        }
    }
    FNR == 1 {
        room = FILENAME
        sub(/\/.*/, "", room)
    }
    /^ *# *include *"/ {
        split($0, part, "\"")
        other = part[2]
        sub(/\/.*/, "", other)
        if (!((room, other) in may))
            complain("includes \"" part[2] "\", which " room "/ may not")
    }
    /^ *# *include *</ {
        split($0, part, /[<>]/)
        for (name in pattern) {
            if (part[2] !~ "^" pattern[name] "$")
                continue
            found = 0
            count = split(homes[name], home, " ")
            for (i = 1; i <= count; i++)
                found = found || index(FILENAME, home[i]) == 1
            if (!found)
                complain("includes <" part[2] ">, which only " homes[name] " may know")
        }
    }
    room != "cli" && FILENAME !~ /\/describe\.c$/ && FILENAME ~ /\.c$/ &&
        /(^|[^_[:alnum:]])(printf|puts|perror|exit|abort)\(|stderr/ {
        complain(FNR ": the library never prints and never exits")
    }
    END {exit bad}' <"$temp/files"
