# SPDX-License-Identifier: MIT
"""A checkpoint of train.py as a weight file of the runtime (models/nn/weight_file.h): export.py CHECKPOINT OUT.nn"""
import argparse
import hashlib
import os
import struct
import sys
import zlib

import numpy as np
import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from beats import beats_net  # noqa: E402
from drums import drums_net  # noqa: E402
from common import features  # noqa: E402
from common import net  # noqa: E402

RELU, PLACE = 1, 2
HEAD_BINS = 12  # of the drums' heads, of which the first is the answer


def folded(conv, norm):
    """A convolution with its batch normalisation -> [outputs, inputs, frames, bins] and [outputs], float64."""
    weight = conv.weight.detach().double().numpy()
    bias = np.zeros(len(weight)) if conv.bias is None else conv.bias.detach().double().numpy()
    if isinstance(norm, torch.nn.BatchNorm2d):
        scale = (norm.weight.detach().double() / torch.sqrt(norm.running_var.double() + norm.eps)).numpy()
        weight = weight * scale[:, None, None, None]
        bias = (bias - norm.running_mean.double().numpy()) * scale + norm.bias.detach().double().numpy()
    return weight, bias


def taps_layer(layer):
    """net.Taps -> taps [(frame, bin)], weights [taps, inputs, outputs], bias [outputs]."""
    weight, bias = folded(layer.conv, layer.norm)
    outputs, inputs, frames, bins = weight.shape
    dilation = layer.conv.dilation[0]
    taps = [((t - frames // 2) * dilation, f - bins // 2) for t in range(frames) for f in range(bins)]
    return taps, weight.transpose(2, 3, 1, 0).reshape(len(taps), inputs, outputs), bias


def mix_layer(layer, offsets):
    """net.Harmonic or drums_net.Across -> the same."""
    weight, bias = folded(layer.mix, layer.norm)
    weight = weight[:, :, 0, 0].reshape(len(weight), len(offsets), -1)
    return [(0, o) for o in offsets], weight.transpose(1, 2, 0), bias


class File:
    def __init__(self, name, bins):
        assert 0 < len(name) < 16
        self.head = struct.pack('<8s16sI', b'NEUMENN1', name.encode(), bins)
        self.nodes = []

    def add(self, source, layer, bins=net.KEYS, stride=1, residual=0, relu=True):
        """layer: (taps, weights, bias [outputs] or [bins, outputs]). Returns the tensor that the node makes."""
        taps, weights, bias = layer
        _, inputs, outputs = weights.shape
        flags = (RELU if relu else 0) | (PLACE if bias.ndim == 2 else 0)
        head = struct.pack('<8h', source, residual, outputs, bins, stride, flags, inputs, len(taps))
        self.nodes.append(head + np.array(taps, '<i2').tobytes() + weights.astype('<f4').tobytes() +
                          bias.astype('<f4').tobytes())
        return len(self.nodes)

    def bytes(self):
        data = self.head + struct.pack('<I', len(self.nodes)) + b''.join(self.nodes)
        return data + struct.pack('<I', zlib.crc32(data))


def beat_file(model, name):
    """A beats_net.Beats -> the bytes of its weight file.

    The features are the input's bins, all of which the one bin of the layers sees."""
    bins, weight = features.BEAT_BINS, model.front.weight.detach().double().numpy()
    file = File(name, bins)
    taps = [(t - 1, b) for t in range(3) for b in range(bins)]
    x = file.add(0, (taps, weight.transpose(2, 1, 0).reshape(len(taps), 1, -1),
                     model.front.bias.detach().double().numpy()), bins=1)
    for conv, norm in zip(model.layers, model.norms):
        scale = (norm.weight.detach().double() / torch.sqrt(norm.running_var.double() + norm.eps)).numpy()
        bias = norm.bias.detach().double().numpy() - norm.running_mean.double().numpy() * scale
        weight = conv.weight.detach().double().numpy() * scale[:, None, None]
        dilation, size = conv.dilation[0], weight.shape[2]
        taps = [((t - size // 2) * dilation, 0) for t in range(size)]
        x = file.add(x, (taps, weight.transpose(2, 1, 0), bias), bins=1, residual=x)
    weight = model.head.weight.detach().double().numpy()
    file.add(x, ([(0, 0)], weight.transpose(2, 1, 0), model.head.bias.detach().double().numpy()), bins=1,
             relu=False)
    return file.bytes()


def drum_file(model, name):
    """A drums_net.Drums -> the bytes of its weight file. The answer is bin 0 of the output: all onsets, all levels."""
    rows = drums_net.ROWS
    file = File(name, drums_net.BINS)
    x = file.add(0, taps_layer(model.front), bins=2 * rows - 1, stride=2)
    taps, weights, bias = taps_layer(model.rows)
    x = file.add(x, (taps, weights, bias + model.place.detach().double().numpy()[0, :, 0].T), bins=rows, stride=2)
    for block in model.blocks:
        inner = file.add(x, taps_layer(block.squeeze), bins=rows)
        x = file.add(inner, mix_layer(block.across, drums_net.OFFSETS), bins=rows, residual=x)
        x = file.add(x, taps_layer(block.time), bins=rows, residual=x)
    x = file.add(x, taps_layer(model.last), bins=rows)
    weight, bias = folded(model.heads, None)
    taps = [(t - 1, f) for t in range(3) for f in range(rows)]
    heads = taps, weight.transpose(2, 3, 1, 0).reshape(len(taps), *weight.shape[1::-1]), bias
    file.add(x, heads, bins=HEAD_BINS, stride=rows, relu=False)
    return file.bytes()


def weight_file(model, name):
    """A net.Net -> the bytes of its weight file."""
    file = File(name, net.BINS)
    x = file.add(0, taps_layer(model.front), bins=net.BINS)
    taps, weights, bias = taps_layer(model.keys)
    place = model.place.detach().double().numpy()[0, :, 0].T
    x = file.add(x, (taps, weights, bias + place), stride=model.keys.conv.stride[1])
    for block in model.blocks:
        inner = file.add(x, taps_layer(block.squeeze))
        x = file.add(inner, mix_layer(block.harmonic, net.OFFSETS), residual=x)
        x = file.add(x, taps_layer(block.time), residual=x)
        x = file.add(x, taps_layer(block.freq), residual=x)
    x = file.add(x, taps_layer(model.late), residual=x)
    file.add(x, taps_layer(model.heads), relu=False)
    return file.bytes()


def blended(new, old, share):
    """A network between one and the one that it was trained on from: better than either on what neither was shown."""
    return {k: (1 - share) * v + share * old[k] if v.is_floating_point() else v for k, v in new.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('checkpoint')
    parser.add_argument('out', help='OUT.nn; the network is named after the file')
    parser.add_argument('--blend', nargs=2, metavar=('CHECKPOINT', 'SHARE'),
                        help='of a polyphonic network: SHARE of the weights that it was trained on from')
    a = parser.parse_args()
    name = os.path.splitext(os.path.basename(a.out))[0]
    size = torch.load(a.checkpoint, map_location='cpu').get('size')
    if size == beats_net.SIZE:
        data = beat_file(beats_net.load(a.checkpoint).eval(), name)
    elif size in drums_net.SIZES:
        data = drum_file(drums_net.load(a.checkpoint), name)
    else:
        model = net.load(a.checkpoint)[1]
        if a.blend:
            old, share = a.blend
            model.load_state_dict(blended(model.state_dict(), net.load(old)[1].state_dict(), float(share)))
        data = weight_file(model, name)
    with open(a.out, 'wb') as f:
        f.write(data)
    print(hashlib.sha256(data).hexdigest(), len(data), 'bytes')


if __name__ == '__main__':
    main()
