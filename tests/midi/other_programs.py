#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What other programs make of the files that neume writes (outside CI): the table of docs/formats.md.

    other_programs.py NEUME NPM_FOLDER

NPM_FOLDER is where `npm install verovio@6.3.0 @coderline/alphatab@1.8.4` was run. Needs fluidsynth, timidity with
TimGM6mb, wildmidi with freepats, musescore3, lilypond, python3-mido and python3-numpy of Debian; a player that is
missing has nothing to say. A line for each program: what it plays or opens, and by how many of 40 cents bends go up."""
import os
import re
import struct
import subprocess
import sys
import tempfile
import wave

import mido
import numpy as np

RATE = 44100
KEYS = [60, 62, 64, 65, 67, 69, 71, 72]
GLIDE = 40  # cents: one note


def run(*words, **more):
    try:
        return subprocess.run(words, capture_output=True, timeout=120, text=True, **more)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None


def write_wav(path, x):
    with wave.open(path, 'wb') as w:
        w.setnchannels(1), w.setsampwidth(2), w.setframerate(RATE)
        w.writeframes((x * 32767).astype('<i2').tobytes())


def glide():
    """A tone of A4 that goes up by GLIDE cents after a second and stays there for two."""
    cents = np.interp(np.arange(3 * RATE) / RATE, [0, 1, 1.3, 3], [0, 0, GLIDE, GLIDE])
    phase = 2 * np.pi * np.cumsum(440 * 2 ** (cents / 1200)) / RATE
    x = sum(np.sin(k * phase) / k for k in (1, 2, 3)) * 0.25
    ramp = np.minimum(1, np.minimum(np.arange(x.size), np.arange(x.size)[::-1]) / 800)
    return np.concatenate([np.zeros(RATE // 2), x * ramp, np.zeros(RATE // 2)])


def write_sources(folder):
    m = mido.MidiFile(ticks_per_beat=480)
    t = mido.MidiTrack()
    t.append(mido.MetaMessage('key_signature', key='Am'))
    for k in KEYS:
        t += [mido.Message('note_on', note=k, velocity=90), mido.Message('note_off', note=k, time=480)]
    m.tracks.append(t)
    m.save(folder + '/scale.mid')
    m = mido.MidiFile(ticks_per_beat=480)
    t = mido.MidiTrack()
    for i in range(8):
        t += [mido.Message('note_on', channel=9, note=36 if i % 2 == 0 else 38, velocity=100),
              mido.Message('note_off', channel=9, note=36 if i % 2 == 0 else 38, time=480)]
    m.tracks.append(t)
    m.save(folder + '/beat.mid')
    write_wav(folder + '/glide.wav', glide())


def outputs(neume, folder):
    """The six kinds of output."""
    for words in (['edit', 'scale.mid', '-o', 'plain.mid'], ['edit', 'scale.mid', '-o', 'clip.midi2'],
                  ['edit', 'beat.mid', '-o', 'drums.mid'], ['edit', 'beat.mid', '-o', 'drums.musicxml'],
                  ['edit', 'scale.mid', '-o', 'notation.musicxml'],
                  ['transcribe', '--mode', 'melody', '--bends', 'channel', 'glide.wav', '-o', 'bends.mid'],
                  ['transcribe', '--mode', 'melody', '--bends', 'mpe', 'glide.wav', '-o', 'mpe.mid'],
                  ['transcribe', '--mode', 'melody', 'glide.wav', '-o', 'notes.svl']):
        subprocess.run([neume, '-q', *words] if words[0] != 'edit' else [neume, 'edit', '-q', *words[1:]],
                       cwd=folder, check=True)


def cents_of(neume, path):
    """By how much the pitch goes up from 0.7 s after the onset to 2 s."""
    p = run(neume, 'pitch', '-q', path, '-o', '-')
    rows = [list(map(float, line.split()[:2])) for line in p.stdout.splitlines() if line[:1].isdigit()]
    sung = [(t, f) for t, f in rows if f > 0]
    if len(sung) < 60:
        return None
    start = sung[0][0]
    early = np.median([f for t, f in sung if 0.3 < t - start < 0.8])
    late = np.median([f for t, f in sung if 1.8 < t - start < 2.6])
    return round(1200 * np.log2(late / early))


def events(path):
    m = mido.MidiFile(path)
    notes = [e.note for t in m.tracks for e in t if e.type == 'note_on' and e.velocity]
    parts = sum(any(e.type == 'note_on' for e in t) for t in m.tracks)
    tempi = [round(mido.tempo2bpm(e.tempo)) for t in m.tracks for e in t if e.type == 'set_tempo']
    return notes, parts, tempi


def synths(neume):
    font = '/usr/share/sounds/sf2/TimGM6mb.sf2'
    yield 'FluidSynth', lambda m, w: run('fluidsynth', '-ni', '-F', w, '-r', str(RATE), font, m)
    yield 'TiMidity++', lambda m, w: run('timidity', '-c', '/etc/timidity/timgm6mb.cfg', '-Ow', '-o', w, m)
    yield 'WildMIDI', lambda m, w: run('wildmidi', '-c', '/etc/wildmidi/wildmidi.cfg', '-o', w, m)
    yield 'neume render', lambda m, w: run(neume, 'render', '-q', '--soundfont', font, m, '-o', w)


def loudness(path):
    with wave.open(path) as w:
        x = np.frombuffer(w.readframes(w.getnframes()), '<i2').astype(float)
    return 20 * np.log10(np.sqrt(np.mean(x * x)) / 32768 + 1e-9) if x.size else -180


def try_synths(neume, folder):
    for name, play in synths(neume):
        said = []
        for kind in ('plain', 'bends', 'mpe', 'drums'):
            wav = f'{folder}/{kind}.wav'
            if os.path.exists(wav):
                os.remove(wav)
            p = play(f'{folder}/{kind}.mid', wav)
            if p is None or not os.path.exists(wav):
                said.append(f'{kind}: nothing')
            elif kind in ('bends', 'mpe'):
                said.append(f'{kind}: {cents_of(neume, wav)} cents')
            else:
                q = run(neume, 'onsets', '-q', wav, '-o', '-')
                said.append(f'{kind}: {len(q.stdout.split())} onsets, {loudness(wav):.0f} dB')
        p = play(f'{folder}/clip.midi2', f'{folder}/clip.wav')
        said.append('clip: ' + ('refused' if p is None or p.returncode or not os.path.exists(f'{folder}/clip.wav')
                                or loudness(f'{folder}/clip.wav') < -80 else 'plays'))
        print(f'{name}: ' + '; '.join(said), flush=True)


def try_musescore(folder):
    said = []
    for kind in ('plain.mid', 'bends.mid', 'mpe.mid', 'clip.midi2', 'drums.mid', 'drums.musicxml', 'notation.musicxml'):
        p = run('musescore3', '-o', 'ms.mid', kind, cwd=folder, env={**os.environ, 'QT_QPA_PLATFORM': 'offscreen'})
        if p is None or not os.path.exists(folder + '/ms.mid'):
            said.append(f'{kind}: refused')
            continue
        notes, parts, tempi = events(folder + '/ms.mid')
        said.append(f'{kind}: {len(notes)} notes, {parts} parts, lowest {min(notes, default=0)}, tempi {tempi}')
        os.remove(folder + '/ms.mid')
    print('MuseScore: ' + '; '.join(said), flush=True)


def try_lilypond(folder):
    said = []
    for kind in ('notation', 'drums'):
        run('musicxml2ly', '-m', '-o', kind + '.ly', kind + '.musicxml', cwd=folder)
        run('lilypond', '-dno-print-pages', kind + '.ly', cwd=folder)
        run('lilypond', kind + '.ly', cwd=folder)
        midi = next((folder + '/' + kind + e for e in ('.midi', '.mid') if os.path.exists(folder + '/' + kind + e) and
                     (e == '.midi' or kind != 'drums')), None)
        notes, _, tempi = events(midi) if midi else ([], 0, [])
        said.append(f'{kind}: pdf {os.path.exists(f"{folder}/{kind}.pdf")}, {len(notes)} notes, tempi {tempi}')
    print('LilyPond: ' + '; '.join(said), flush=True)


VEROVIO = '''import make from 'verovio/wasm'; import {VerovioToolkit} from 'verovio/esm'; import fs from 'fs';
const t = new VerovioToolkit(await make());
for (const f of process.argv.slice(2)) {
  t.loadData(fs.readFileSync(f, 'utf8'));
  fs.writeFileSync(f + '.mid', Buffer.from(t.renderToMIDI(), 'base64'));
  console.log(t.getVersion(), t.getPageCount());
}'''
ALPHATAB = '''import * as a from '@coderline/alphatab'; import fs from 'fs';
const s = new a.Settings();
for (const f of process.argv.slice(2)) {
  const score = a.importer.ScoreLoader.loadScoreFromBytes(new Uint8Array(fs.readFileSync(f)), s);
  let notes = 0;
  for (const t of score.tracks) for (const st of t.staves) for (const b of st.bars) for (const v of b.voices)
    for (const beat of v.beats) notes += beat.notes.filter((n) => !n.isTieDestination).length;
  console.log(`${score.tracks.length} tracks, ${score.masterBars.length} bars, ${notes} notes, tempo ${score.tempo}`);
}'''


def try_node(folder, npm):
    for name, text in (('verovio', VEROVIO), ('alphatab', ALPHATAB)):
        with open(f'{npm}/neume_{name}.mjs', 'w') as f:
            f.write(text)
        files = [f'{folder}/notation.musicxml', f'{folder}/drums.musicxml']
        p = run('node', f'{npm}/neume_{name}.mjs', *files, cwd=npm)
        os.remove(f'{npm}/neume_{name}.mjs')
        said = ' | '.join(p.stdout.split('\n')[:-1]) or p.stderr[-300:]
        if name == 'verovio':
            for f in files:
                if os.path.exists(f + '.mid'):
                    notes, _, tempi = events(f + '.mid')
                    said += f'; {os.path.basename(f)}: {len(notes)} notes, keys {sorted(set(notes))}, tempi {tempi}'
        print(f'{name}: {said}', flush=True)


def try_svl(folder):
    """Sonic Visualiser has no batch mode: what its reader of layers asks for (svcore, SVFileReader) is looked for."""
    with open(folder + '/notes.svl') as f:
        text = f.read()
    print('Sonic Visualiser: model of notes:', bool(re.search('<model [^>]*subtype="note"', text)),
          'layer of notes:', 'type="notes"' in text)


def main():
    neume, npm = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        write_sources(folder)
        outputs(neume, folder)
        try_synths(neume, folder)
        try_musescore(folder)
        try_node(folder, npm)
        try_lilypond(folder)
        try_svl(folder)


if __name__ == '__main__':
    main()
