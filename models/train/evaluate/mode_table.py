#!/usr/bin/python3
"""Which mode auto chooses for every clip of a set, and what that costs: mode_table.py NEUME DEV [--clips]

DEV holds manifest.csv (id,category,wav,ref). Right is drums for categories drums-*, mix for drums-*-mix and beats-mdb
(songs with drums), and melody or poly for all others, whose drum hits are all false. The category beats-mdb, which has
the songs of drums-mdb-mix again, does not count in the sum.
"""
import csv, json, os, subprocess, sys, tempfile
from collections import Counter, defaultdict


def right_modes(category):
    if category.endswith('-mix') or category == 'beats-mdb':
        return {'mix'}
    return {'drums'} if category.startswith('drums') else {'melody', 'poly'}


def main():
    neume, dev = sys.argv[1:3]
    rows = list(csv.DictReader(open(os.path.join(dev, 'manifest.csv'))))
    table, sure, false_hits, clips = defaultdict(Counter), defaultdict(list), Counter(), []
    for r in rows:
        with tempfile.NamedTemporaryFile(suffix='.mid') as out:
            run = subprocess.run([neume, '-q', '--json', os.path.join(dev, r['wav']), '-o', out.name],
                                 capture_output=True, text=True, check=True)
        f = json.loads(run.stdout)['files'][0]
        c, right = r['category'], f['mode'] in right_modes(r['category'])
        table[c][f['mode']] += 1
        table[c]['right'] += right
        sure[c].append(f.get('confidence', 0))
        false_hits[c] += f['hits'] if right_modes(c) == {'melody', 'poly'} else 0
        clips.append((c, r['id'], f['mode'], right, f.get('confidence', 0), f.get('next', ''), f['hits'], f['reason']))
    if '--clips' in sys.argv:
        for c in clips:
            print('%-14s %-44s %-7s %d %.2f %-7s %4d  %s' % c)
    print('%-14s %5s %5s  %6s %4s %5s %4s %10s %10s' % (
        'category', 'clips', 'right', 'melody', 'poly', 'drums', 'mix', 'false hits', 'confidence'))
    for c, t in table.items():
        print('%-14s %5d %5d  %6d %4d %5d %4d %10d %10.2f' % (
            c, len(sure[c]), t['right'], t['melody'], t['poly'], t['drums'], t['mix'], false_hits[c],
            sum(sure[c]) / len(sure[c])))
    count = [c for c in table if c != 'beats-mdb']
    print(f'{sum(table[c]["right"] for c in count)} of {sum(len(sure[c]) for c in count)} right, '
          f'{sum(false_hits.values())} false hits in clips without drums')


if __name__ == '__main__':
    main()
