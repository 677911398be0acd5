#!/bin/sh
# SPDX-License-Identifier: MIT
# MusicXML lets <sound tempo="..."/> stand in a direction or in the bar itself. Verovio plays the one and drops the
# other without a word: a piece that slows down by such tempi, which MuseScore writes for hidden ones, keeps its first.
set -eu
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit verovio@6.3.0 >/dev/null
cat >see.mjs <<'J'
import make from 'verovio/wasm';
import {VerovioToolkit} from 'verovio/esm';

const toolkit = new VerovioToolkit(await make());
const bar = (number, before) => `<measure number="${number}">${before}
  <note><pitch><step>C</step><octave>5</octave></pitch><duration>4</duration><type>whole</type></note></measure>`;
const score = (slower) => `<?xml version="1.0" encoding="UTF-8"?>
<score-partwise version="4.0"><part-list><score-part id="P1"><part-name>A</part-name></score-part></part-list>
<part id="P1">` +
  bar(1, `<attributes><divisions>1</divisions><time><beats>4</beats><beat-type>4</beat-type></time>
    <clef><sign>G</sign><line>2</line></clef></attributes>
    <direction><direction-type><metronome><beat-unit>quarter</beat-unit><per-minute>120</per-minute></metronome>
    </direction-type><sound tempo="120"/></direction>`) +
  bar(2, slower) + '</part></score-partwise>';
const seconds = (slower) => {
  toolkit.loadData(score(slower));
  return toolkit.renderToTimemap().at(-1).tstamp / 1000;
};
const directed = seconds('<direction><direction-type><words/></direction-type><sound tempo="60"/></direction>');
const bare = seconds('<sound tempo="60"/>');
console.log('version  verovio ' + toolkit.getVersion());
console.log('expected 6 s of both: a bar at 120, and one at 60');
console.log(`seen     in a direction ${directed} s, in the bar ${bare} s`);
process.exit(directed === 6 && bare === 4 ? 0 : 1);
J
node see.mjs
