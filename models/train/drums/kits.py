#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Drum samples to kits: kits.py MIRROR OUT

Writes OUT/NAME.i16 (mono, 44.1 kHz) and OUT/NAME.json: the samples with their class (see CLASSES), velocity and place.
Every sample is trimmed to where it begins and brought to one loudness: how loud a hit is, its velocity says. Sources
and licences: models/weights/README.md."""
import glob
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import mido
import numpy as np
import soundfile
from scipy.signal import butter, resample_poly, sosfilt

RATE = 44100
CLASSES = ('kick', 'snare', 'stick', 'closed', 'pedal', 'open', 'low', 'mid', 'high', 'ride', 'bell', 'crash')
KEYS = {35: 'kick', 36: 'kick', 37: 'stick', 38: 'snare', 40: 'snare', 41: 'low', 43: 'low', 45: 'mid', 47: 'mid',
        48: 'high', 50: 'high', 42: 'closed', 44: 'pedal', 46: 'open', 49: 'crash', 57: 'crash', 55: 'crash',
        52: 'crash', 51: 'ride', 59: 'ride', 53: 'bell'}
WORDS = (  # of an instrument's or a file's name, the first that fits
    (r'tambourin|cowbell|clap|maraca|shaker|agogo|bongo|conga|roll|choke|fx|zap|click|whistle|djembe|clave|noise',
     None),
    (r'side.?stick|sstick|rim.?click|\bstick|crossstick', 'stick'), (r'pedal|hat pd|hh ?p', 'pedal'),
    (r'semi|half|hat free|loose|open|\bop\b|ohh|hat.?ring|swish', 'open'),
    (r'closed|hat|hh|hi-hat', 'closed'), (r'kick|bass.?drum|^bd|kdrum', 'kick'), (r'snare|^sd|^sn', 'snare'),
    (r'bell|cup', 'bell'), (r'crash|splash|china', 'crash'), (r'ride', 'ride'), (r'cymbal', 'crash'),
    (r'floor|tom.?l|low.?tom|tom4|tom3|ltom|lt\b', 'low'), (r'tom.?m|mid|tom2|mt\b', 'mid'), (r'tom', 'high'))
LONGEST = dict(kick=1.2, snare=1.2, stick=0.8, closed=0.8, pedal=0.8, open=3, low=2, mid=2, high=2, ride=3.5, bell=3.5,
               crash=4)


def class_of(name):
    name = name.lower()
    return next((c for pattern, c in WORDS if re.search(pattern, name)), None)


def mono(data, rate):
    x = data.mean(1) if data.ndim > 1 else data
    if rate != RATE:
        g = np.gcd(int(rate), RATE)
        x = resample_poly(x, RATE // g, int(rate) // g)
    return x.astype(np.float32)


def trim(x, name):
    """From where the hit begins (25 dB under its peak, and 1 ms before), faded out at the end, loudness 1; or None."""
    if len(x) < 400 or np.abs(x).max() < 1e-4:
        return None
    peak = np.abs(x).max()
    begin = max(np.flatnonzero(np.abs(x) > peak * 10**(-25 / 20))[0] - 44, 0)
    x = x[begin:begin + int(LONGEST[name] * RATE)].copy()
    if len(x) < 400:
        return None
    alive = np.flatnonzero(np.abs(x) > peak * 10**(-60 / 20))[-1] + 1
    x = x[:max(alive, 400)]
    n = min(len(x) // 4, 2000)
    x[-n:] *= np.linspace(1, 0, n, dtype=np.float32)
    power = np.convolve(x**2, np.ones(1323) / 1323)
    return x / np.sqrt(power.max())


def write(out, name, split, licence, hits):
    """hits: [(class, velocity, samples)]"""
    samples, pieces, at = [], [], 0
    for c, velocity, x in hits:
        x = trim(x, c)
        if x is None:
            continue
        x = np.clip(np.round(x / np.abs(x).max() * 32000), -32768, 32767), np.abs(x).max()
        samples.append(dict(kind=c, velocity=int(velocity), start=at, length=len(x[0]), scale=float(x[1] / 32000)))
        pieces.append(x[0].astype(np.int16))
        at += len(x[0])
    if not samples:
        return
    np.concatenate(pieces).tofile(f'{out}/{name}.i16')
    with open(f'{out}/{name}.json', 'w') as f:
        json.dump(dict(name=name, split=split, licence=licence, samples=samples), f)
    count = {c: sum(s['kind'] == c for s in samples) for c in CLASSES}
    print(name, {c: n for c, n in count.items() if n}, flush=True)


def font_kit(out, name, path, program, split, licence, velocities=(25, 50, 75, 100, 125)):
    keys, gap, hold = sorted(KEYS), 0.1, 3.0
    file = mido.MidiFile(ticks_per_beat=1000)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.Message('program_change', channel=9, program=program))
    for key in keys:
        for v in velocities:
            track.append(mido.Message('note_on', channel=9, note=key, velocity=v, time=int(gap * 2000)))
            track.append(mido.Message('note_off', channel=9, note=key, time=int(hold * 2000)))
            track.append(mido.Message('control_change', channel=9, control=120, value=0))
    with tempfile.TemporaryDirectory() as d:
        file.save(f'{d}/n.mid')
        subprocess.run(['fluidsynth', '-qni', '-R', '0', '-C', '0', '-g', '0.4', '-r', str(RATE), '-T', 'wav', '-O',
                        'float', '-o', 'synth.dynamic-sample-loading=1', '-F', f'{d}/n.wav', path, f'{d}/n.mid'],
                       check=True, capture_output=True)
        x = soundfile.read(f'{d}/n.wav', dtype='float32', always_2d=True)[0].mean(1)
    hits = []
    for i, (key, v) in enumerate((k, v) for k in keys for v in velocities):
        start = gap + i * (gap + hold)
        hits.append((KEYS[key], v, x[int((start - 0.03) * RATE):int((start + hold) * RATE)]))
    write(out, name, split, licence, hits)


def by_power(takes):
    """Takes of one drum in the order of their loudness -> velocities from 35 to 120."""
    loud = [np.sqrt((x[:RATE // 4]**2).mean()) for x in takes]
    order = np.argsort(np.argsort(loud))
    return [35 + 85 * (r + 1) / len(takes) for r in order]


def hydrogen_kit(out, folder, split):
    root = ET.parse(folder + '/drumkit.xml').getroot()
    strip = lambda e: e.tag.split('}')[-1]
    hits = []
    for instrument in (e for e in root.iter() if strip(e) == 'instrument'):
        name = next((e.text for e in instrument if strip(e) == 'name'), '') or ''
        kind = class_of(name)
        if not kind:
            continue
        layers = []
        for layer in (e for e in instrument.iter() if strip(e) == 'layer'):
            get = {strip(e): e.text for e in layer}
            if get.get('filename'):
                layers.append((get['filename'], float(get.get('min', 0)), float(get.get('max', 1))))
        if not layers:
            layers = [(e.text, 0, 1) for e in instrument if strip(e) == 'filename' and e.text]
        for file, low, high in layers:
            try:
                data, rate = soundfile.read(f'{folder}/{file}', dtype='float32')
            except (OSError, soundfile.LibsndfileError):
                continue
            hits.append((kind, 127 * (low + high) / 2 if high - low < 0.9 else 95, mono(data, rate)))
    write(out, 'hydrogen_' + re.sub(r'\W+', '_', os.path.basename(folder.rstrip('/'))), split, 'see the package', hits)


class Repo:
    def __init__(self, mirror, name):
        self.git = ['git', '--git-dir', f'{mirror}/{name.replace("/", "+")}/repo']
        lines = subprocess.run([*self.git, 'ls-tree', '-r', 'HEAD'], capture_output=True, text=True).stdout.splitlines()
        self.blobs = {l.split('\t', 1)[1].strip('"'): l.split()[2] for l in lines}

    def audio(self, path):
        r = subprocess.run([*self.git, 'cat-file', 'blob', self.blobs[path]], capture_output=True,
                           env=dict(os.environ, GIT_NO_LAZY_FETCH='1'))
        if r.returncode or len(r.stdout) < 300:
            return None
        try:
            return mono(*soundfile.read(io.BytesIO(r.stdout), dtype='float32'))
        except soundfile.LibsndfileError:
            return None


def muldjord(out, mirror):
    """Three views of one kit: overheads, room, and close microphones over overheads."""
    repo = Repo(mirror, 'sfzinstruments/DrumGizmo.MuldjordKit')
    takes = {}
    for path in repo.blobs:
        m = re.match(r'DrumGizmo/MuldjordKit/Samples/(\w+)/(\d+)-\w+-(\w+)\.flac', path)
        if m:
            takes.setdefault((m[1], int(m[2])), {})[m[3]] = path
    close = dict(Snare=('Snare_top', 'Snare_bottom'), KdrumL=('KdrumL',), KdrumR=('KdrumR',), Tom1=('Tom1',),
                 Tom2=('Tom2',), Tom3=('Tom3',), Tom4=('Tom4',), HihatClosed=('Hihat',), HihatOpen=('Hihat',),
                 RideL=('RideL',), RideR=('RideR',))
    kinds = dict(Tom1='high', Tom2='high', Tom3='mid', Tom4='low')
    views = {'overhead': {}, 'room': {}, 'close': {}}
    for (drum, number), mics in takes.items():
        kind = kinds.get(drum) or class_of(drum)
        sound = {}
        for mic in {'OHL', 'OHR', 'AmbL', 'AmbR', *close.get(drum, ())} & set(mics):
            sound[mic] = repo.audio(mics[mic])
        mix = lambda names: sum_of([sound[n] for n in names if sound.get(n) is not None])
        over, room, near = mix(('OHL', 'OHR')), mix(('AmbL', 'AmbR')), mix(close.get(drum, ()))
        for view, x in (('overhead', over), ('room', room), ('close', sum_of([near, over], (1, 0.4)))):
            if kind and x is not None:
                views[view].setdefault((drum, kind), []).append(x)
    for view, drums in views.items():
        hits = [(kind, v, x) for (drum, kind), xs in drums.items() for v, x in zip(by_power(xs), xs)]
        write(out, f'muldjord_{view}', 'train', 'CC-BY-4.0 (DrumGizmo MuldjordKit)', hits)


def sum_of(parts, gains=None):
    parts = [(p, g) for p, g in zip(parts, gains or [1] * len(parts)) if p is not None]
    if not parts:
        return None
    out = np.zeros(max(len(p) for p, _ in parts), np.float32)
    for p, g in parts:
        out[:len(p)] += g * p
    return out


def sampled(out, mirror):
    repo = Repo(mirror, 'oramics/sampled')
    folders = {}
    for path in repo.blobs:
        if re.match(r'(DM|DRUMS)/(?!TR-[89]0).*\.(wav|flac|ogg|mp3)$', path, re.I):  # those name no licence
            parts = path.split('/')
            folders.setdefault(parts[1], []).append(path)
    for folder, paths in folders.items():
        hits, numbered = [], {}
        for path in sorted(paths):
            base = os.path.splitext(os.path.basename(path))[0]
            m = re.match(r'(\d\d)-(\w+?)-?(\d*)$', base)
            kind = KEYS.get(int(m[1])) if m else class_of(base)
            if m and 'Choke' in base:
                continue
            x = repo.audio(path) if kind else None
            if x is None:
                continue
            if m and m[3]:
                numbered.setdefault((kind, m[2]), []).append(x)
            else:
                hits.append((kind, 95, x))
        hits += [(kind, v, x) for (kind, _), xs in numbered.items() for v, x in zip(by_power(xs), xs)]
        split = 'held' if 'LM-2' in folder or 'pearl-master' in folder else 'train'
        write(out, 'sampled_' + re.sub(r'\W+', '_', folder), split, 'see the repository', hits)


def by_velocity_layer(repo, out, name, licence, paths, kind_of):
    """A kit of takes NAME_vlN_rrM: velocities in equal steps over the layers of every drum. paths: [(take, [(path,
    gain)])]"""
    layers, hits = {}, []
    for take, _ in paths:
        drum, layer = re.match(r'(.*)_vl(\d+)', take).groups()
        layers[drum] = max(layers.get(drum, 0), int(layer))
    for take, microphones in paths:
        drum, layer = re.match(r'(.*)_vl(\d+)', take).groups()
        kind = kind_of(drum)
        sounds = [(repo.audio(p), g) for p, g in microphones if p in repo.blobs] if kind else []
        x = sum_of([x for x, _ in sounds], [g for _, g in sounds])
        if x is not None:
            hits.append((kind, 25 + 100 * int(layer) / layers[drum], x))
    write(out, name, 'train', licence, hits)


def gogodze(out, mirror):
    """One kit from four places."""
    repo = Repo(mirror, 'sfzinstruments/karoryfer.gogodze-phu-vol-ii')
    kinds = dict(ks='kick', sc='snare', se='snare', ss='stick', th='high', tm='mid', tl='low', hc='closed', ht='closed',
                 hf='pedal', hh='open', hl='open', ho='open')
    takes = sorted(os.path.basename(p)[:-4] for p in repo.blobs if p.startswith('Samples/oh_mic/'))
    close = dict(k='kick_mic', s='snare_mic')
    views = dict(overhead=(('oh_mic', 1), ), front=(('front_mic', 1), ), room=(('wndw_mic', 1), ('side_mic', 1)),
                 close=((None, 1), ('oh_mic', 0.5)))
    for view, microphones in views.items():
        paths = [(t, [(f'Samples/{m or close.get(t[0], "retro_mic")}/{t}.wav', g) for m, g in microphones])
                 for t in takes]
        by_velocity_layer(repo, out, f'gogodze_{view}', 'CC0-1.0', paths, lambda d: kinds.get(d))


def frankensnare(out, mirror):
    """Snares of 10 to 16 inches, each from the overheads and from both its heads."""
    repo = Repo(mirror, 'sfzinstruments/karoryfer.frankensnare')
    drums = sorted({p.split('/')[1] for p in repo.blobs if re.match(r'Samples/(1[0-6]\w?|symp|ziggurat)_\w+/', p)})
    kinds = dict(sn='snare', sm='snare', sr='snare', sb='snare', ss='stick')
    for drum in drums:
        takes = sorted(os.path.basename(p)[:-5] for p in repo.blobs if p.startswith(f'Samples/{drum}/oh/'))
        takes = [t for t in takes if '_vl' in t]
        for view, microphones in dict(over=(('oh', 1), ), close=(('top', 1), ('btm', 0.5), ('oh', 0.3))).items():
            paths = [(t, [(f'Samples/{drum}/{m}/{t}.flac', g) for m, g in microphones]) for t in takes]
            by_velocity_layer(repo, out, f'frankensnare_{drum}_{view}', 'CC0-1.0', paths, lambda d: kinds.get(d))


def sonor(out, mirror):
    repo = Repo(mirror, 'sfzinstruments/SamsSonor')
    kinds = dict(KickSamples='kick', SnareSamples='snare', SnareRightHand='snare', SnareLeftHand='snare',
                 TomHigh='high',
                 TomLow='low', HHClosed='closed', HHHalfOpen='open', HHPedal='pedal', HHOpenTip='open',
                 HHOpenClang='open', Ride='ride', RideBell='bell', CrashTip='crash', CrashClang='crash')
    takes = {}
    for path in sorted(repo.blobs):
        m = re.match(r'Samples/(\w+)(#\d+)?\.flac', path)
        x = repo.audio(path) if m and m[1] in kinds else None
        if x is not None:
            takes.setdefault(m[1], []).append(x)
    write(out, 'sonor', 'train', 'CC-BY-SA-4.0',
          [(kinds[drum], v, x) for drum, xs in takes.items() for v, x in zip(by_power(xs), xs)])


def becks(out, mirror):
    repo = Repo(mirror, 'becks/becks-drumkit')
    kit = subprocess.run([*repo.git, 'cat-file', 'blob', repo.blobs['becks.h2drumkit']], capture_output=True).stdout
    with tempfile.TemporaryDirectory() as d:
        subprocess.run(['tar', 'xz', '-C', d], input=kit, check=True)
        hydrogen_kit(out, d + '/becks', 'train')


def metal_sound(rng, kind, plate, hard):
    """One hit on a plate: dense inharmonic partials that die the sooner the higher, noise around them, and the stick.
    hard: 0..1."""
    n = int(LONGEST[kind] * RATE)
    t = np.arange(n, dtype=np.float32) / RATE
    bright = plate['bright'] * 2**(1.2 * (hard - 1))
    out = np.zeros(n, np.float32)
    last = plate['last']
    if kind == 'pedal':
        last, bright = 0.6 * last, 0.7 * bright
    for f, phase, loud, life in zip(plate['f'], rng.uniform(0, 6.28, len(plate['f'])), plate['loud'], plate['life']):
        m = min(int(7 * last * life * RATE) + 1, n)
        g = loud * np.exp(-0.5 * (np.log2(f / bright) / plate['width'])**2)
        out[:m] += g * np.sin(6.2832 * f * t[:m] + phase) * np.exp(-t[:m] / (last * life))
    x = rng.normal(0, 1, n).astype(np.float32)
    for centre, share in zip(plate['noise'], (1, 0.7, 0.4)):
        low, high = centre / 1.5, min(centre * 1.5, 21000)
        band = sosfilt(butter(2, (low, high), 'band', fs=RATE, output='sos'), x)
        out += share * plate['hiss'] * band.astype(np.float32) * np.exp(-t / (last * rng.uniform(0.5, 1.1)))
    if plate['swell'] and kind == 'crash':
        out *= 1 - 0.7 * np.exp(-t / plate['swell'])
    k = int(0.004 * RATE)
    stick = sosfilt(butter(2, plate['tick'], 'high', fs=RATE, output='sos'), rng.normal(0, 1, k))
    stick *= np.exp(-t[:k] / 0.001)
    out[:k] += stick.astype(np.float32) * plate['stick'] * np.abs(out[:2000]).max()
    return out


def metal_kits(out, count=24):
    """Hats and cymbals that nobody cast: where a network has heard only a few real ones, these widen what it holds for
    a hat or a cymbal."""
    shape = dict(closed=(0.012, 0.09, 7500, 11500), pedal=(0.012, 0.07, 6000, 10000), open=(0.15, 0.9, 6500, 11000),
                 ride=(0.4, 1.6, 3500, 7500), bell=(0.5, 1.6, 2200, 4500), crash=(0.4, 1.6, 4000, 9000))
    for number in range(count):
        rng, hits = np.random.default_rng((number, 53)), []
        hat = None
        for kind, (short, long, low, high) in shape.items():
            many = int(rng.uniform(15, 40) if kind == 'bell' else rng.uniform(50, 160))
            f = np.sort(np.exp(rng.uniform(np.log(rng.uniform(250, 900)), np.log(16000), many)))
            plate = dict(f=f, loud=rng.lognormal(0, 0.7, many), bright=rng.uniform(low, high),
                         width=rng.uniform(0.6, 1.4),
                         life=np.clip((f / 3000)**-rng.uniform(0.1, 0.7) * rng.lognormal(0, 0.3, many), 0.1, 2.5),
                         last=np.exp(rng.uniform(np.log(short), np.log(long))), hiss=10**rng.uniform(-1, 0.8),
                         noise=rng.uniform(0.6, 1.6, 3) * rng.uniform(low, high), swell=rng.uniform(0, 0.02),
                         stick=rng.choice((0, rng.uniform(0.2, 2))), tick=rng.uniform(1500, 8000))
            if kind in ('closed', 'pedal', 'open'):  # the same two plates
                hat = hat or {k: plate[k] for k in ('f', 'loud', 'life', 'width')}
                plate.update(hat)
            hits += [(kind, v, metal_sound(rng, kind, plate, v / 127)) for v in (30, 60, 90, 120)]
        write(out, f'metal_{number:02}', 'train', 'MIT', hits)


def main():
    mirror, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    for path in sorted(glob.glob('/usr/share/hydrogen/data/drumkits/*/')):
        if not re.search('Gimme|circ', path):
            hydrogen_kit(out, path, 'held' if 'Colombo' in path else 'train')
    hits = []
    for path in sorted(glob.glob('/usr/share/sonic-pi/samples/*.flac')):
        base = os.path.basename(path)
        drum = re.match('drum|elec|sn|bd', base)
        kind = class_of(re.sub(r'^(drum|elec)_', '', base).replace('heavy_kick', 'kick')) if drum else None
        kind = {'drum_cymbal_pedal.flac': 'pedal', 'drum_cymbal_closed.flac': 'closed', 'drum_cymbal_open.flac': 'open',
                'elec_cymbal.flac': 'crash'}.get(base, kind)
        if kind and 'filt' not in base:
            hits.append((kind, 60 if 'soft' in base else 110 if 'hard' in base else 95,
                         mono(*soundfile.read(path, dtype='float32'))))
    write(out, 'sonic_pi', 'train', 'CC0-1.0', hits)
    muldjord(out, mirror)
    sampled(out, mirror)
    gogodze(out, mirror)
    frankensnare(out, mirror)
    sonor(out, mirror)
    becks(out, mirror)
    metal_kits(out)
    fonts = (('avl_zeppelin', '/usr/share/sounds/sf2/Red_Zeppelin_4_LV2.sf2', (0,), 'train', 'CC-BY-SA-3.0'),
             ('avl_pearl', '/usr/share/sounds/sf2/Black_Pearl_4_LV2.sf2', (0,), 'held', 'CC-BY-SA-3.0'),
             ('fluid', '/usr/share/sounds/sf2/FluidR3_GM.sf2', (0, 8, 16, 24, 25, 32, 40), 'train', 'MIT'),
             ('musescore', '/usr/share/sounds/sf3/MuseScore_General_Full.sf3', (0, 8, 16, 24, 25, 32, 40), 'train',
              'MIT'),
             ('timgm', '/usr/share/sounds/sf2/TimGM6mb.sf2', (0,), 'held', 'GPL-2.0'))
    for name, path, programs, split, licence in fonts:
        for program in programs:
            if os.path.exists(path):
                font_kit(out, f'{name}_{program:02}', path, program, split, licence)


if __name__ == '__main__':
    main()
