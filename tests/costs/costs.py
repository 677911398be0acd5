#!/usr/bin/python3
"""What hostile and huge inputs cost: costs.py NEUME prints a row for each, with processor seconds, peak memory and exit
code. The inputs are made in a temporary folder (400 MB). Not one of the tests, which judge no time; the figures are in
docs/robustness.md."""
import os, resource, struct, subprocess, sys, tempfile, wave


def number(n):
    out = [n & 127]
    while n := n >> 7:
        out.append(128 | n & 127)
    return bytes(reversed(out))


def smf(name, tracks, division=480):
    with open(name, "wb") as f:
        f.write(b"MThd" + struct.pack(">IHHH", 6, 1, len(tracks), division))
        for events in tracks:
            data = b"".join(number(t) + e for t, e in events) + b"\0\xff\x2f\0"
            f.write(b"MTrk" + struct.pack(">I", len(data)) + data)


def note(channel, key, on=0, length=480):
    return [(on, bytes([0x90 | channel, key, 80])), (length, bytes([0x80 | channel, key, 0]))]


def make():
    os.makedirs("kit", exist_ok=True)
    with wave.open("hits.wav", "wb") as w:
        w.setnchannels(1), w.setsampwidth(2), w.setframerate(44100)
        hit = [int(25000 * 0.9992**i * ((i * i * 7919 % 1999) / 1000 - 1)) for i in range(11025)]
        w.writeframes(struct.pack("<88200h", *hit * 8))
    smf("tracks.mid", [note(i % 16, 40 + i % 40) for i in range(65535)])
    smf("channels.mid", [[(0, bytes([0x90 | c, 60, 80])) for c in range(16)] for _ in range(65535)])
    smf("offs.mid", [[(0, bytes([0x90, 60, 80]))] for _ in range(20000)]
        + [[(0, b"\xff\x21\x01\x05")] + [(1, bytes([0xB0, 123, 0]))] * 20000])
    signatures = [(1, b"\xff\x58\x04" + bytes([1 + i % 7, 2, 24, 8])) for i in range(300000)]
    smf("signatures.mid", [signatures, note(0, 60, 0, 100000)])
    smf("million.mid", [[e for i in range(500000) for e in note(0, 40 + i % 40, 10, 5)]])
    header = "onset,offset,pitch,velocity\n"
    with open("million.csv", "w") as f:
        f.write(header + "".join(f"{i * 0.01:.3f},{i * 0.01 + 0.05:.3f},{40 + i % 40},80\n" for i in range(1000000)))
    with open("equal.csv", "w") as f:
        f.write(header + "1,2,60,80\n" * 100000)
    with open("line.csv", "w") as f:
        f.write(header + "1" * 50000000)
    with open("deep.jams", "w") as f:
        f.write('{"annotations":' + "[" * 1000000)
    with open("many.sfz", "w") as f:
        f.write("<region>sample=a\n" * 600000)
    with open("kit/drumkit.xml", "w") as f:
        f.write("<drumkit_info>" + "<a>" * 3000000)
    os.mkfifo("pipe.mid")


LINES = [
    "roll tracks.mid -o out.svg", "edit tracks.mid -o out.musicxml", "edit channels.mid -o out.mid",
    "edit offs.mid --transpose 1 -o out.mid", "edit signatures.mid -o out.musicxml", "edit million.mid -o out.musicxml",
    "eval million.csv million.csv", "eval equal.csv equal.csv", "eval line.csv line.csv", "eval deep.jams deep.jams",
    "replace hits.wav --kit many.sfz -o out.wav", "replace hits.wav --kit kit -o out.wav",
    "edit million.mid --groove pipe.mid -o out.mid", "edit /dev/zero -o out.mid", "info /dev/zero",
]


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make()
        for line in LINES:
            child = subprocess.Popen([program, "-q", *line.split()] if "info" not in line else [program, *line.split()],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)))
            _, status, used = os.wait4(child.pid, 0)
            seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
            print(f"{line:48} {seconds:7.2f} s {megabytes:6} MB  {status >> 8 or status}")


main()
