# SPDX-License-Identifier: MIT
"""Every measure of datasets/metrics against mir_eval's own, over random and adversarial cases.

    oracle.py DRIVER [--time] [--seed N]

DRIVER is the program of metrics_driver.c. Exit status 77: mir_eval is not there. --time compares, instead, how long
both take for a pair of 10,000 notes.
"""
import os
import subprocess
import sys
import time
import warnings

# numpy's AVX-512 log2 is another than the C library's in the last bit, which decides ties at exactly 50 cents. Without
# it numpy calls the C library.
os.environ["NPY_DISABLE_CPU_FEATURES"] = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"
warnings.simplefilter("ignore")
try:
    import numpy as np
    import mir_eval
except ImportError as error:
    print("skipped: %s (Debian: python3-mir-eval)" % error)
    sys.exit(77)

sys.dont_write_bytecode = True
import cases  # noqa: E402

LIMIT = 1e-9


def text(kind, numbers, arrays):
    words = [kind] + [repr(float(x)) for x in numbers]
    for a in arrays:
        words.append(str(len(a)))
        words += [repr(float(x)) for x in a]
    return " ".join(words)


def ask(driver, lines):
    run = subprocess.run([driver], input="\n".join(lines), stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit("%s ended with %d" % (driver, run.returncode))
    return run.stdout.split("\n")[:-1]


def difference(line, expected):
    """The largest difference of an answer from what is expected (None: an error)."""
    words = line.split()
    if expected is None or "error" in words:
        return 0.0 if expected is None and words and words[-1] == "error" else float("inf")
    if len(words) != len(expected):
        return float("inf")
    return max((abs(float(w) - e) for w, e in zip(words, expected)), default=0.0)


def compare(driver, seed):
    made = [(family, text(*case), expected) for family, case, expected in cases.make(np.random.default_rng(seed))]
    answers = ask(driver, [line for _, line, _ in made])
    if len(answers) != len(made):
        sys.exit("%d answers to %d cases" % (len(answers), len(made)))
    count, worst, errors, bad = {}, {}, 0, 0
    for (family, line, expected), answer in zip(made, answers):
        off = difference(answer, expected)
        count[family] = count.get(family, 0) + 1
        worst[family] = max(worst.get(family, 0.0), off)
        errors += expected is None
        if not off <= LIMIT:
            bad += 1
            if bad <= 5:
                print("differs: %.2000s\n  mir_eval %s\n  neume   %s" % (line, expected, answer))
    for family in count:
        print("%-12s %5d cases, largest difference %.3g" % (family, count[family], worst[family]))
    print("%d pairs of notes drawn again, their velocities being left to rounding" % len(cases.set_aside))
    print("%-12s %5d cases (%d of them refused by both), largest difference %.3g"
          % ("all", len(made), errors, max(worst.values())))
    if bad:
        sys.exit("%d cases differ by more than %g" % (bad, LIMIT))
    if len(made) < 2000:
        sys.exit("too few cases")


def compare_speed(driver, seed):
    case = cases.long_pair(np.random.default_rng(seed), 10000)
    words = ask(driver, [text("timed", [], case.arrays())])[0].split()
    start = time.perf_counter()
    expected = cases.expect_report(case)
    theirs, ours = time.perf_counter() - start, float(words[0])
    print("10000 notes a side: mir_eval %.3f s, neume %.6f s, %.0f times faster, largest difference %.3g"
          % (theirs, ours, theirs / ours, difference(" ".join(words[1:]), expected)))


def main():
    driver, options = sys.argv[1], sys.argv[2:]
    seed = int(options[options.index("--seed") + 1]) if "--seed" in options else 20261122
    compare_speed(driver, seed) if "--time" in options else compare(driver, seed)


if __name__ == "__main__":
    main()
