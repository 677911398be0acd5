#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The table of kits: what neume makes of each of a list of drum kits, one path a line.

    kits_table.py NEUME LIST            prints format, drums, samples, layers, files missing, time of loading
"""
import json
import os
import subprocess
import sys
import time


def row(neume, kit):
    start = time.time()
    ran = subprocess.run([neume, "info", kit, "--json"], capture_output=True, text=True, check=False)
    took = time.time() - start
    name = os.path.basename(kit.rstrip("/"))
    if ran.returncode:
        return f"| {name} | | fails: {ran.stderr.strip()[-90:]} | | | | |", 0
    kit = json.loads(ran.stdout)
    drums = kit["drums"]
    layers = max((d.get("layers", 0) for d in drums), default=0)
    alike = max((d.get("round_robins", 0) for d in drums), default=0)
    samples = sum(d.get("samples", 0) for d in drums)
    dash = kit["format"] == "SoundFont"
    cells = [name, kit["format"], len(drums), *(["-"] * 3 if dash else [samples, layers, alike]), len(kit["missing"]),
             f"{took * 1000:.0f} ms", "; ".join(kit["notes"])[:160] if not dash else ""]
    return "| " + " | ".join(str(c) for c in cells) + " |", 1


def main():
    neume, listed = sys.argv[1:3]
    with open(listed, encoding="utf-8") as f:
        kits = [line.rstrip("\n") for line in f if line.strip()]
    print("| kit | format | drums | samples | layers | round robins | missing | loaded in | notes |")
    print("|---" * 9 + "|")
    good = 0
    for kit in kits:
        line, loads = row(neume, kit)
        good += loads
        print(line, flush=True)
    print(f"\n{good} of {len(kits)} load")


if __name__ == "__main__":
    main()
