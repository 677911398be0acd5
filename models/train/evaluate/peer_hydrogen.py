# SPDX-License-Identifier: MIT
"""Hits of a Hydrogen drumkit as Hydrogen plays them: a song that strikes its instruments, exported by h2cli."""
import os
import subprocess
import xml.etree.ElementTree as ET

import numpy as np
import soundfile

RATE, STEP = 44100, 1.5


def read_kit(folder):
    kit = ET.parse(os.path.join(folder, "drumkit.xml")).getroot()
    for element in kit.iter():
        element.tag = element.tag.split("}")[-1]
    return kit


def instruments(folder):
    return [int(i.find("id").text) for i in read_kit(folder).find("instrumentList")]


def fill(parent, **text):
    for tag, value in text.items():
        ET.SubElement(parent, tag).text = str(value)


def make_song(folder, strikes):
    """strikes: (instrument or None, velocity 1..127), STEP seconds apart."""
    kit, song = read_kit(folder), ET.Element("song")
    fill(song, version="1.2.0", bpm=60, volume=0.5, metronomeVolume=0, name="hits", author="", notes="", license="",
         loopEnabled="false", patternModeMode="false", mode="song", pan_law_type="RATIO_STRAIGHT_POLYGONAL",
         pan_law_k_norm=1.33333, humanize_time=0, humanize_velocity=0, swing_factor=0)
    components = kit.find("componentList")
    if components is None:
        components = ET.Element("componentList")
        fill(ET.SubElement(components, "drumkitComponent"), id=0, name="Main", volume=1)
    song.append(components)
    listed = kit.find("instrumentList")
    for instrument in listed:
        layers = instrument.findall("layer")
        if layers:  # kits of before components, which songs of today have
            component = ET.SubElement(instrument, "instrumentComponent")
            fill(component, component_id=0, gain=1)
            for layer in layers:
                instrument.remove(layer)
                component.append(layer)
        fill(instrument, drumkit=os.path.basename(folder.rstrip("/")), drumkitLookup=2)
    song.append(listed)
    patterns, order = ET.SubElement(song, "patternList"), ET.Element("patternSequence")
    for n, (instrument, velocity) in enumerate(strikes):
        pattern = ET.SubElement(patterns, "pattern")
        fill(pattern, name=f"p{n}", category="", size=round(48 * STEP), denominator=4, info="")
        notes = ET.SubElement(pattern, "noteList")
        if instrument is not None:
            fill(ET.SubElement(notes, "note"), position=0, leadlag=0, velocity=velocity / 127, pan=0, pitch=0,
                 probability=1, key="C0", length=-1, instrument=instrument, note_off="false")
        fill(ET.SubElement(order, "group"), patternID=f"p{n}")
    ET.SubElement(song, "virtualPatternList")
    song.append(order)
    return ET.ElementTree(song)


def play(folder, strikes, temp):
    """[frames], the mean of both sides; the first strike is at 0."""
    song, out = os.path.join(temp, "hits.h2song"), os.path.join(temp, "hydrogen.wav")
    make_song(folder, strikes).write(song, encoding="UTF-8", xml_declaration=True)
    subprocess.run(["timeout", "120", "h2cli", "-s", song, "-d", "auto", "-o", out, "-r", str(RATE), "-b", "32"],
                   env=dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=temp), check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    x, rate = soundfile.read(out, always_2d=True)
    assert rate == RATE
    x = x.mean(axis=1)
    return np.concatenate([x, np.zeros(max(0, int((len(strikes) + 2) * STEP * RATE) - len(x)))])
