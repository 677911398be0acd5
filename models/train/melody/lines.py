#!/usr/bin/python3
"""Lines of synthetic tones and of a SoundFont with their notes, to fit melody's weights to: lines.py OUT [SOUNDFONT]

Writes OUT/wav, OUT/ref (onset,offset,pitch,velocity) and OUT/manifest.csv (id,category,wav,ref), 12 s each. Category
tones: along a continuous pitch (common/voices.py: voices, whistling, winds, bowed strings, brass); vibrato: wide ones
on long notes; soundfont: programs of single lines. Phrases have repeated notes, slurs, trills and rests, and some have
a room."""
import os
import subprocess
import sys
import tempfile

import mido
import numpy as np
import soundfile
from scipy.signal import resample_poly

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import mix, music, voices  # noqa: E402

SECONDS = 12.0
KINDS = ('voice', 'whistle', 'flute', 'reed', 'brass', 'bowed')
PROGRAMS = (40, 41, 42, 56, 57, 60, 64, 65, 66, 68, 70, 71, 72, 73, 74, 75, 78, 22, 24, 26, 11, 12, 52, 53)
SOUNDFONT = '/usr/share/sounds/sf2/TimGM6mb.sf2'  # held out of training


def part(rng, low, high):
    p = (music.line if rng.random() < 0.6 else music.sung)(rng, SECONDS - 1, low, high)
    if rng.random() < 0.2:
        p = music.repeated(rng, p)
    return music.one_at_a_time(p)


def tones(rng, number):
    kind = KINDS[number % len(KINDS)]
    low, high = voices.KINDS[kind]['keys']
    low += int(rng.integers(0, max(high - low - 16, 1)))
    return voices.play(rng, kind, part(rng, low, min(low + 16, high)), SECONDS, 0)


def vibrato(rng, _):
    """Long notes that swing by 60 to 120 cents either way."""
    x, notes, t, key = np.zeros(int(SECONDS * mix.RATE), np.float32), [], 0.3, int(rng.integers(50, 78))
    depth, rate, tilt = rng.uniform(0.6, 1.2), rng.uniform(4, 7), rng.uniform(0.8, 1.8)
    while t < SECONDS - 2:
        length = rng.uniform(0.6, 1.6)
        key = int(np.clip(key + rng.choice((-7, -5, -3, -2, -1, 1, 2, 3, 5, 7)), 48, 82))
        at = np.arange(int(length * mix.RATE)) / mix.RATE
        pitch = key + depth * np.clip(at / 0.2, 0, 1) * np.sin(2 * np.pi * rate * at + rng.uniform(0, 6))
        hz = 440 * 2**((pitch - 69) / 12)
        phase = 2 * np.pi * np.cumsum(hz) / mix.RATE
        y = sum(np.sin(h * phase) * h**-tilt for h in range(1, 15) if h * hz.max() < 9000)
        y *= np.clip(at / 0.03, 0, 1) * np.clip((length - at) / 0.03, 0, 1) * rng.uniform(0.06, 0.1)
        x[int(t * mix.RATE):int(t * mix.RATE) + len(y)] += y.astype(np.float32)
        notes.append((t + 0.003, t + length, key, 0))
        t += length + rng.choice((0, 0.02, 0.15))
    return x, np.array(notes)


def rendered(rng, number, font):
    """A SoundFont's own envelopes; where its tones begin to sound is not known better than the notes say."""
    midi, track = mido.MidiFile(ticks_per_beat=500), mido.MidiTrack()
    midi.tracks.append(track)
    program, low = PROGRAMS[number % len(PROGRAMS)], int(rng.integers(52, 66))
    p = part(rng, low, low + 16)
    track.append(mido.Message('program_change', program=program))
    events = sorted([(on, 1, int(k), int(v)) for on, _, k, v in p] + [(off, 0, int(k), 0) for _, off, k, _ in p])
    last = 0
    for time, on, key, velocity in events:
        tick = round(time * 1000)
        track.append(mido.Message('note_on' if on else 'note_off', note=key, velocity=velocity, time=tick - last))
        last = tick
    with tempfile.TemporaryDirectory() as d:
        midi.save(f'{d}/x.mid')
        subprocess.run(['fluidsynth', '-q', '-ni', '-g', '0.5', '-R', '0', '-C', '0', '-r', '44100', '-F', f'{d}/x.wav',
                        font, f'{d}/x.mid'], check=True, capture_output=True)
        x = resample_poly(soundfile.read(f'{d}/x.wav', dtype='float32', always_2d=True)[0].mean(1), 1, 2)
    return x.astype(np.float32), p


def main():
    out, font = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else SOUNDFONT
    for folder in ('wav', 'ref'):
        os.makedirs(os.path.join(out, folder), exist_ok=True)
    makers = {'tones': (tones, 24), 'vibrato': (vibrato, 8),
              'soundfont': (lambda rng, n: rendered(rng, n, font), len(PROGRAMS))}
    with open(os.path.join(out, 'manifest.csv'), 'w') as manifest:
        print('id,category,wav,ref', file=manifest)
        for category, (make, count) in makers.items():
            for number in range(count):
                rng = np.random.default_rng((len(category), number))
                x, notes = make(rng, number)
                x = mix.record(rng, x, clean=rng.random() < 0.4)
                name = f'{category}_{number:02}'
                soundfile.write(f'{out}/wav/{name}.wav', 0.5 * x / (np.abs(x).max() + 1e-6), mix.RATE, 'PCM_16')
                with open(f'{out}/ref/{name}.csv', 'w') as ref:
                    print('onset,offset,pitch,velocity', file=ref)
                    for onset, offset, pitch, _ in notes:
                        print(f'{onset:.4f},{offset:.4f},{int(round(pitch))},80', file=ref)
                print(f'{name},{category},wav/{name}.wav,ref/{name}.csv', file=manifest)


if __name__ == '__main__':
    main()
