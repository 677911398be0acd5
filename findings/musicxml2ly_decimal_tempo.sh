#!/bin/sh
# SPDX-License-Identifier: MIT
# MusicXML's tempi are decimals. LilyPond's musicxml2ly drops a metronome mark with one, without a word, and with -m
# writes the <sound> tempo as it stands: "\tempo 4 = 120.00", which is no LilyPond (a whole number is wanted there), so
# that a file with tempo="120.00" does not compile and one with "120" does.
set -eu
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
apt-get download -q lilypond=2.24.1-2 >/dev/null 2>&1
dpkg -x lilypond_*.deb .
convert() { # PER-MINUTE TEMPO
    cat >a.xml <<X
<?xml version="1.0" encoding="UTF-8"?>
<score-partwise version="4.0"><part-list><score-part id="P1"><part-name>A</part-name></score-part></part-list>
<part id="P1"><measure number="1"><attributes><divisions>1</divisions>
<time><beats>4</beats><beat-type>4</beat-type></time>
<clef><sign>G</sign><line>2</line></clef></attributes>
<direction><direction-type><metronome><beat-unit>quarter</beat-unit>
<per-minute>$1</per-minute></metronome></direction-type><sound tempo="$2"/></direction>
<note><pitch><step>C</step><octave>4</octave></pitch><duration>4</duration><type>whole</type></note></measure></part>
</score-partwise>
X
    rm -f a.ly
    PYTHONPATH="$temp/usr/share/lilypond/2.24.1/python" /usr/bin/python3 "$temp/usr/bin/musicxml2ly" -m -o a.ly a.xml \
        >/dev/null 2>&1
    grep -o 'tempo 4 *= *[0-9.]*' a.ly | tr '\n' ';'
}
whole=$(convert 97 120)
decimal=$(convert 97.4 120.00)
echo "version  musicxml2ly 2.24.1-2"
echo "expected a mark and a MIDI tempo in both, whole: $whole"
echo "seen     of per-minute 97.4 and tempo 120.00: $decimal"
[ "$whole" = 'tempo 4=97;tempo 4 = 120;' ] && [ "$decimal" = 'tempo 4 = 120.00;' ]
