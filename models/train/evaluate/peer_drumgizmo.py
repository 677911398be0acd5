# SPDX-License-Identifier: MIT
"""Hits of a DrumGizmo kit as DrumGizmo plays them, its channels mixed as neume does: what ends in L, left, R or right
on its side, the others in the middle at -3 dB. Also makes a DrumGizmo kit of a Hydrogen drumkit's layers:

    peer_drumgizmo.py HYDROGEN_KIT FOLDER
"""
import glob
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import mido
import numpy as np
import soundfile

import peer_hydrogen

RATE = 44100


def save(root, path):
    ET.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True)


def make_kit(hydrogen, folder):
    """The layers of each instrument as the samples of one, their powers the RMS of the first 40 ms."""
    os.makedirs(folder, exist_ok=True)
    kit = ET.Element("drumkit", name="made", description="made")
    channels = ET.SubElement(kit, "channels")
    for name in ("OHL", "OHR"):
        ET.SubElement(channels, "channel", name=name)
    listed = ET.SubElement(kit, "instruments")
    for n, instrument in enumerate(peer_hydrogen.read_kit(hydrogen).find("instrumentList")):
        name, own = instrument.find("name").text, ET.Element("instrument", version="2.0")
        own.set("name", name)
        samples = ET.SubElement(own, "samples")
        for k, layer in enumerate(instrument.iter("layer")):
            file = layer.find("filename").text
            x, rate = soundfile.read(os.path.join(hydrogen, file), always_2d=True)
            soundfile.write(os.path.join(folder, f"{n}_{k}.wav"), x[:, [0, -1]], rate, "PCM_24")
            power = float(np.sqrt(np.mean(x[:rate // 25] ** 2)))
            sample = ET.SubElement(samples, "sample", name=f"{n}-{k}", power=f"{power:.9f}")
            for c, out in enumerate(("OHL", "OHR")):
                ET.SubElement(sample, "audiofile", channel=out, file=f"{n}_{k}.wav", filechannel=str(c + 1))
        save(own, os.path.join(folder, f"{n}.xml"))
        entry = ET.SubElement(listed, "instrument", name=name, file=f"{n}.xml")
        for out in ("OHL", "OHR"):
            ET.SubElement(entry, "channelmap", {"in": out, "out": out})
    save(kit, os.path.join(folder, "drumkit.xml"))


def side(name):
    lower = name.lower()
    left, right = lower.endswith(("l", "left")), lower.endswith(("r", "right"))
    return (1, 0) if left else (0, 1) if right else (0.5 ** 0.5, 0.5 ** 0.5)


def file_of(kit):
    return kit if kit.endswith(".xml") else os.path.join(kit, "drumkit.xml")


def instruments(kit):
    return [i.get("name") for i in ET.parse(file_of(kit)).getroot().find("instruments")]


def write_strikes(names, strikes, temp):
    mapping, track, now = ET.Element("midimap"), mido.MidiTrack(), 0
    for key, name in enumerate(names):
        ET.SubElement(mapping, "map", note=str(key), instr=name)
    save(mapping, os.path.join(temp, "map.xml"))
    for n, (name, velocity) in enumerate(strikes):
        if name is None:
            continue
        tick = round(n * peer_hydrogen.STEP * 960)
        track.append(mido.Message("note_on", channel=9, note=names.index(name), velocity=velocity, time=tick - now))
        now = tick
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(track)
    file.save(os.path.join(temp, "strikes.mid"))


def play(kit, strikes, temp):
    """[frames], the mean of both sides; strikes: (instrument or None, velocity 1..127), 1.5 s apart, the first at 0."""
    file, frames = file_of(kit), int((len(strikes) + 2) * peer_hydrogen.STEP * RATE)
    write_strikes(instruments(kit), strikes, temp)
    for old in glob.glob(os.path.join(temp, "dg*.wav")):
        os.remove(old)
    # Version 0.9.20 plays MIDI files at half of the speed that it is told, and strikes where its blocks begin.
    subprocess.run(["timeout", "120", "drumgizmo", "-i", "midifile", "-I",
                    f"file={temp}/strikes.mid,midimap={temp}/map.xml,speed=2.0", "-o", "wavfile", "-O",
                    f"file={temp}/dg,srate={RATE}", "-e", str(frames), file],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    both = np.zeros((frames, 2))
    for name in (c.get("name") for c in ET.parse(file).getroot().find("channels")):
        x, rate = soundfile.read(glob.glob(os.path.join(temp, f"dg{glob.escape(name)}-*.wav"))[0])
        assert rate == RATE
        both[:len(x)] += np.outer(x[:frames], side(name))
    return both.mean(axis=1)


if __name__ == "__main__":
    make_kit(*sys.argv[1:3])
