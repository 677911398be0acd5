#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Seconds of processor time that neume takes for a recording, one thread, beside another build and aubionotes.

usage: speed.py RECORDING --neume build/neume [--against OTHER/neume] [--rounds 7] [--only ROW]...
The programs take turns, and the median of the rounds counts, so that what else the machine does falls on both. Prints a
table in Markdown under the processor's name."""
import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile

ROWS = [('neume onsets', ['onsets', '-q']), ('neume beats', ['beats', '-q']), ('neume pitch', ['pitch', '-q']),
        *((f'--mode {mode}', ['transcribe', '-q', '--jobs', '1', '--mode', mode])
          for mode in ('drums', 'melody', 'poly', 'mix', 'auto')),
        ('--mode poly --quality fast', ['transcribe', '-q', '--jobs', '1', '--mode', 'poly', '--quality', 'fast'])]


def seconds(command):
    """User time of a command, or None where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        return None
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def median(times):
    return statistics.median(times) if times and None not in times else None


def processor():
    with open('/proc/cpuinfo', encoding='utf-8') as f:
        names = [line.split(':', 1)[1].strip() for line in f if line.startswith('model name')]
    return names[0] if names else 'unknown processor'


def cell(value):
    return '' if value is None else f'{value:.2f}'


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('recording')
    parser.add_argument('--neume', default='build/neume')
    parser.add_argument('--against')
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--only', action='append', help='a row of the table, such as "--mode poly"')
    a = parser.parse_args()
    programs = [a.neume] + ([a.against] if a.against else [])
    print(processor())
    print('| | seconds | other build | ratio |\n|---|---|---|---|')
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in ROWS:
            if a.only and name not in a.only:
                continue
            out = os.path.join(folder, 'out.csv' if name.startswith('neume') else 'out.mid')
            times = [[] for _ in programs]
            for _ in range(a.rounds):
                for program, list_ in zip(programs, times):
                    list_.append(seconds([program, *arguments, a.recording, '-o', out]))
            ours, other = median(times[0]), median(times[1]) if a.against else None
            ratio = ours / other if ours and other else None
            print(f'| `{name}` | {cell(ours)} | {cell(other)} | {cell(ratio)} |', flush=True)
        floor = os.path.join(os.path.dirname(a.neume), 'tests', 'floor')  # decoding alone, and with one STFT
        for name, arguments in (('decoding', []), ('decoding and one STFT', ['stft'])) if os.path.exists(floor) else ():
            times = [seconds([floor, a.recording, *arguments]) for _ in range(a.rounds)]
            print(f'| {name} | {cell(median(times))} | | |', flush=True)
        if shutil.which('aubionotes'):
            times = [seconds(['aubionotes', a.recording]) for _ in range(a.rounds)]
            print(f'| `aubionotes` | {cell(median(times))} | | |')


if __name__ == '__main__':
    main()
