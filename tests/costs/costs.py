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


def chunk(name, data, kind=b""):
    return name + struct.pack("<I", len(kind + data)) + kind + data


def soundfont(name, sounds):
    """Sounds of one instrument, which is 64 samples long."""
    def header(name, *words):
        return name.encode().ljust(20, b"\0") + struct.pack(f"<{len(words)}H", *words)
    presets = b"".join(header(f"p{i}", i % 128, i // 128, i, 0, 0, 0, 0, 0, 0) for i in range(sounds))
    parts = {
        b"phdr": presets + header("EOP", 0, 0, sounds, 0, 0, 0, 0, 0, 0),
        b"pbag": b"".join(struct.pack("<HH", i, 0) for i in range(sounds + 1)), b"pmod": bytes(10),
        b"pgen": struct.pack("<HH", 41, 0) * sounds + bytes(4), b"inst": header("one", 0) + header("EOI", 1),
        b"ibag": struct.pack("<4H", 0, 0, 1, 0), b"imod": bytes(10), b"igen": struct.pack("<4H", 53, 0, 0, 0),
        b"shdr": header("one") + struct.pack("<5IBbHH", 0, 64, 8, 56, 44100, 60, 0, 0, 1) + header("EOS") + bytes(26)}
    with open(name, "wb") as f:
        f.write(chunk(b"RIFF", chunk(b"LIST", chunk(b"ifil", b"\2\0\1\0"), b"INFO")
                + chunk(b"LIST", chunk(b"smpl", bytes(220)), b"sdta")
                + chunk(b"LIST", b"".join(chunk(k, v) for k, v in parts.items()), b"pdta"), b"sfbk"))


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
    with open("equal.jams", "w") as f:
        equal = '{"time":1,"duration":1,"value":60,"confidence":null}'
        f.write('{"annotations":[{"namespace":"note_midi","data":[' + ",".join([equal] * 200000) + ']}]}')
    soundfont("sounds.sf2", 16384), soundfont("more_sounds.sf2", 60000)
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
    "eval million.csv million.csv", "eval equal.csv equal.csv", "eval equal.jams equal.jams",
    "eval line.csv line.csv", "eval deep.jams deep.jams",
    "replace hits.wav --kit many.sfz -o out.wav", "replace hits.wav --kit kit -o out.wav",
    "info sounds.sf2", "info more_sounds.sf2", "render offs.mid -o out.wav",
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
