#!/bin/sh
# SPDX-License-Identifier: MIT
# The same picture drawn twice by cairo 1.16 in one process gives two different SVG files: the ids inside count the
# surfaces that the process has made, so that a picture depends on what was drawn before it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The packages and all below them, unpacked here: nothing is installed.
fetch() {
    mkdir -p debs/partial root && : >status
    apt-get -qq -y --no-install-recommends --download-only -o Dir::State::status="$work/status" \
        -o Dir::Cache::archives="$work/debs" -o Debug::NoLocking=1 install "$@" >log 2>&1 || { cat log; exit 2; }
    for deb in debs/*.deb; do dpkg -x "$deb" root; done
    libs=root/usr/lib/x86_64-linux-gnu
    LD_LIBRARY_PATH=$work/$libs:$work/$libs/blas:$work/$libs/lapack:$work/$libs/pulseaudio
    PATH=$work/root/usr/bin:$PATH
    export LD_LIBRARY_PATH PATH
}

fetch libcairo2=1.16.0-7

python3 - <<'P'
import ctypes, re, sys
cairo = ctypes.CDLL("libcairo.so.2")
cairo.cairo_version_string.restype = ctypes.c_char_p
cairo.cairo_svg_surface_create.restype = cairo.cairo_create.restype = ctypes.c_void_p
real, pointer = ctypes.c_double, ctypes.c_void_p
print("cairo", cairo.cairo_version_string().decode())

def draw(name):
    surface = pointer(cairo.cairo_svg_surface_create(name.encode(), real(100), real(50)))
    context = pointer(cairo.cairo_create(surface))
    cairo.cairo_rectangle(context, real(10), real(10), real(20), real(20))
    cairo.cairo_fill(context)
    cairo.cairo_destroy(context)
    cairo.cairo_surface_finish(surface)
    cairo.cairo_surface_destroy(surface)
    with open(name, "rb") as f:
        return f.read()

a, b = draw("a.svg"), draw("b.svg")
ids = [re.findall(rb'id="(surface\d+)"', picture) for picture in (a, b)]
print("expected: the same bytes twice")
print("seen: ids", ids[0], "and", ids[1])
without = [re.sub(rb"surface\d+", b"surface", picture) for picture in (a, b)]
sys.exit(not (a != b and without[0] == without[1] and len(ids[0]) == 1))
P
