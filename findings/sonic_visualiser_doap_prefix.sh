#!/bin/sh
# SPDX-License-Identifier: MIT
# A Vamp plugin's RDF is read by its meaning: prefixes are the file's own business. Sonic Visualiser asks its store for
# doap:download-page by that very prefix, so that of a library whose RDF does not declare `doap` (and uses no word of
# it, as it may) no plugin runs: "Failed to generate derived layer ... not a complete absolute URI". vamp-simple-host
# runs it.
set -eu
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
for package in sonic-visualiser=4.5.1-1+b1 vamp-examples=2.10.0-3; do
    apt-get download -q $package >/dev/null 2>&1
done
for file in *.deb; do dpkg -x "$file" .; done
plugins=$(dirname "$(find . -name vamp-example-plugins.so)")
# The network, which a first run asks about.
mkdir -p home/.config/sonic-visualiser
printf '[Preferences]\nnetwork-permission-4.5.1=false\n' >"home/.config/sonic-visualiser/Sonic Visualiser.conf"
/usr/bin/python3 - <<'P'
import math, struct, wave
f = wave.open("x.wav", "wb")
f.setparams((1, 2, 44100, 0, "NONE", ""))
f.writeframes(b"".join(struct.pack("<h", int(20000 * math.sin(i * .06) * math.exp(-(i % 22050) / 3000)))
                       for i in range(88200)))
P
transform=vamp:vamp-example-plugins:percussiononsets:onsets
printf '/open %s/x.wav\n/transform %s\n/exportlayer %s/onsets.csv\n/quit now\n' "$temp" "$transform" "$temp" >s.osc
runs() { # FOLDER: whether Sonic Visualiser runs the plugin there and exports what it finds
    rm -f onsets.csv
    # The dialog that says what went wrong waits for a click.
    HOME=$temp/home VAMP_PATH=$1 PATH=$temp/usr/bin:$PATH PIPER_SERVERS=$temp/usr/bin timeout 40 \
        xvfb-run -a "$temp/usr/bin/sonic-visualiser" --no-audio --osc-script s.osc >log 2>&1 || true
    if [ -s onsets.csv ]; then echo yes; else echo no; fi
}
mkdir with without
cp "$plugins"/* with
cp "$plugins"/* without
grep -v doap: with/vamp-example-plugins.n3 >without/vamp-example-plugins.n3
with=$(runs "$temp/with")
without=$(runs "$temp/without")
onsets=$(VAMP_PATH=$temp/without usr/bin/vamp-simple-host vamp-example-plugins:percussiononsets x.wav 2>/dev/null |
    wc -l)
echo "version  Sonic Visualiser 4.5.1-1+b1"
echo "expected a plugin that runs with RDF that declares doap ($with) and without it;" \
    "$onsets onsets in vamp-simple-host"
echo "seen     without it the plugin runs: $without"
[ "$with" = yes ] && [ "$without" = no ] && [ "$onsets" -gt 0 ]
