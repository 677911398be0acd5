#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How long neume and FFmpeg say that public odd sound files are (outside CI; needs ffmpeg):

    durations.py NEUME FOLDER...

Each file is counted by the first cause that fits, and those without one are listed. Files that are the same byte for
byte count once."""
import collections
import hashlib
import json
import os
import subprocess
import sys

NEAR = 0.03  # s
DELAY = 0.06, 0.15  # s, by which encoders and decoders are late at most, and MP3 at low rates
MODULES = {'mod', 'xm', 's3m', 'it'}


def run(*words):
    return subprocess.run(words, capture_output=True, timeout=60)


def by_neume(neume, path):
    p = run(neume, 'info', '--json', path)
    if p.returncode:
        return None, p.stderr.decode(errors='replace').strip().split(': ', 2)[-1], False
    facts = json.loads(p.stdout)
    facts = facts[0] if isinstance(facts, list) else facts
    facts = facts.get('files', [facts])[0]
    return facts['duration'], '', facts.get('truncated', False)


def by_ffprobe(path):
    p = run('ffprobe', '-v', 'error', '-select_streams', 'a:0', '-show_entries',
            'stream=duration,sample_rate:format=duration', '-of', 'json', path)
    try:
        facts = json.loads(p.stdout or b'{}')
    except json.JSONDecodeError:  # as it prints at an error
        facts = {}
    streams = facts.get('streams') or [{}]
    length = streams[0].get('duration') or facts.get('format', {}).get('duration')
    return float(length) if streams[0] and length else None, int(streams[0].get('sample_rate', 0)) < 32000


def decoded(path):
    """Seconds that ffmpeg makes of it."""
    p = run('ffmpeg', '-v', 'error', '-nostdin', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', '8000', '-f', 's16le',
            '-')
    return len(p.stdout) / 16000


def cause(path, neume):
    length, words, is_cut = by_neume(neume, path)
    (said, is_slow), made = by_ffprobe(path), decoded(path)
    ending = path.rsplit('.', 1)[-1].lower()
    if length is None and ending in MODULES:
        return 'modules, which neume does not play', ''
    if length is None and not made:
        return 'neither decodes a sample', ''
    if length is None and 'Hz is outside' in words:
        return 'rate out of range', words
    if length is None:
        return 'ONLY FFMPEG DECODES IT', f'{made:.3f} s: {words}'
    if said is not None and abs(length - said) <= NEAR:
        return 'as ffprobe says', ''
    facts = f'neume {length:.3f} s, ffprobe {said}, ffmpeg {made:.3f} s' + (', called cut' if is_cut else '')
    if not made:
        return 'only neume decodes it', facts
    if said is not None and 0 < said - length <= DELAY[is_slow]:
        return 'shorter by the delay, which ffprobe counts', facts
    if ending in ('wma', 'asf') and 0 < length - made <= 0.07:
        return 'longer by the beginning of WMA, which ffmpeg leaves out', facts
    if abs(length - made) <= NEAR or 0 < made - length <= DELAY[is_slow]:
        return 'not as its header says, but as long as what ffmpeg decodes', facts
    return 'DIFFERENT', facts


def main():
    count, seen = collections.Counter(), set()
    for top in sys.argv[2:]:
        for folder, _, names in sorted(os.walk(top)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                with open(path, 'rb') as f:
                    sum_ = hashlib.sha256(f.read()).digest()
                if sum_ in seen:
                    continue
                seen.add(sum_)
                try:
                    what, facts = cause(path, sys.argv[1])
                except subprocess.TimeoutExpired:
                    what, facts = 'TOOK OVER A MINUTE', ''
                count[what] += 1
                if facts:
                    print(f'{name}: {what}: {facts}', flush=True)
    for what, n in count.most_common():
        print(f'{n:5} {what}')
    print(f'{sum(count.values()):5} files')
    return any(what.isupper() or what.startswith('ONLY FF') for what in count)


if __name__ == '__main__':
    sys.exit(main())
