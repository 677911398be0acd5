#!/bin/sh
# SPDX-License-Identifier: MIT
# No include crosses a wall: who may include whom, one line a room.
set -eu
cd "$1"

allowed() {
    case $1 in
    include/neume) echo 'neume' ;;
    core) echo 'neume core' ;;
    audio) echo 'neume core analysis audio' ;;
    analysis) echo 'neume core analysis' ;;
    models) echo 'neume core analysis models' ;;
    midi) echo 'neume core midi' ;;
    render) echo 'neume core audio midi analysis render' ;;
    datasets) echo 'neume core midi datasets' ;;
    compare) echo 'neume core audio analysis models midi render datasets compare' ;;
    api) echo 'neume core audio analysis models midi render datasets compare api' ;;
    cli) echo 'neume core audio analysis models midi render datasets compare api cli' ;;
    esac
}

# Libraries that only one file, or one room, may know.
library_home() {
    case $1 in
    sndfile.h) echo 'audio/' ;;
    mpg123.h) echo 'audio/mp3.c' ;;
    libav*/*.h) echo 'audio/libav.c' ;;
    soxr.h) echo 'audio/resample.c' ;;
    ebur128.h) echo 'audio/loudness.c' ;;
    fluidsynth.h) echo 'render/synth/' ;;
    expat.h) echo 'render/kits/kit_hydrogen.c render/kits/kit_drumgizmo.c' ;;
    archive.h|archive_entry.h) echo 'render/kits/kit_archive.c' ;;
    cairo*.h) echo 'midi/roll/' ;;
    fftw3.h) echo 'analysis/fft_fftw.c' ;;
    kiss_fft*.h | kissfft/*) echo 'analysis/fft_kiss.c' ;;
    jansson.h) echo 'cli/ datasets/' ;;
    esac
}

bad=0
complain() {
    echo "$1" >&2
    bad=1
}

for room in include/neume core audio analysis models midi render datasets compare api cli; do
    may=$(allowed "$room")
    for file in "$room"/*.c "$room"/*.h "$room"/*/*.c "$room"/*/*.h; do
        [ -f "$file" ] || continue
        for include in $(sed -n 's/^ *# *include *"\([^"]*\)".*/\1/p' "$file"); do
            case " $may " in
            *" ${include%%/*} "*) ;;
            *) complain "$file: includes \"$include\", but may include only: $may" ;;
            esac
        done
        for include in $(sed -n 's/^ *# *include *<\([^>]*\)>.*/\1/p' "$file"); do
            homes=$(library_home "$include")
            [ -n "$homes" ] || continue
            found=
            for home in $homes; do
                case $file in "$home"*) found=1 ;; esac
            done
            [ -n "$found" ] || complain "$file: includes <$include>, which only $homes may know"
        done
    done
done

# Nothing but the program's face prints or ends the process.
for file in core/*.c audio/*.c analysis/*.c analysis/*/*.c models/*.c models/*/*.c midi/*/*.c render/*/*.c \
    datasets/*/*.c compare/*.c api/*.c api/*/*.c; do
    [ -f "$file" ] || continue
    if grep -nE '(^|[^_[:alnum:]])(printf|puts|perror|exit|abort)\(|stderr' "$file" /dev/null >&2; then
        complain "$file: the library never prints and never exits"
    fi
done
exit $bad
