# SPDX-License-Identifier: MIT
"""Not a test: what Python costs beside the program, and whether the two agree, on recordings of one's own.

    PYTHONPATH=build/python NEUME_PROGRAM=build/neume python3 overhead.py FILE... [--mode M] [--memory]

For each file both transcribe with one thread and make JSON; prints whether the bytes are the same, and the processor
time of the program, of the whole Python process, and of its call alone. --memory: what the process grows by for samples
in memory.
"""
import resource
import subprocess
import sys

from support import PROGRAM, np

ONE = """import resource, sys, time, neume, numpy
start = time.process_time()
text = neume.transcribe(sys.argv[1], sys.argv[2], jobs=1).to_bytes("json")
sys.stdout.buffer.write(text)
sys.stderr.write("%.6f" % (time.process_time() - start))
"""


def timed(words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, cpu, done.stderr


def compare(files, mode):
    same, theirs, ours, calls = 0, 0.0, 0.0, 0.0
    for file in files:
        words = [PROGRAM, "transcribe", "-q", "--jobs", "1", "-m", mode, file, "-f", "json", "-o", "-"]
        expected, a, _ = timed(words)
        found, b, call = timed([sys.executable, "-c", ONE, file, mode])
        theirs, ours, calls = theirs + a, ours + b, calls + float(call)
        same += found == expected
        print("%-60s %s %7.2f s %7.2f s %7.2f s" % (file[-60:], "same" if found == expected else "DIFFERS", a, b,
                                                    float(call)), flush=True)
    print("%d of %d the same; program %.2f s, Python %.2f s, its calls %.2f s (%+.2f %%)"
          % (same, len(files), theirs, ours, calls, 100 * (calls / theirs - 1)))


def memory():
    import neume

    neume.onsets((np.zeros(44100, np.float32), 44100))
    samples = np.random.default_rng(1).standard_normal((10 * 60 * 44100, 2)).astype(np.float32)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    samples *= 0.1
    for call in (neume.onsets, neume.pitch):
        call((samples, 44100))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    print("%.1f MB of samples; the peak grew by %.1f MB" % (samples.nbytes / 1e6, grown / 1e3))


if __name__ == "__main__":
    words = sys.argv[1:]
    chosen = words[words.index("--mode") + 1] if "--mode" in words else "auto"
    memory() if "--memory" in words else compare([w for w in words if not w.startswith("--") and w != chosen], chosen)
