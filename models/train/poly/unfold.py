#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A weight file of the polyphonic or the drum network as a checkpoint that training can go on from.

usage: unfold.py WEIGHTS.nn SIZE OUT.pt [SHARDS]        SIZE: fast, best or drums
The file has its batch normalisation folded in. With SHARDS, each normalisation gets the statistics of what comes in on
some crops, scaled back to what it was: the function stays the same, and training finds the scales that it is used
to."""
import os
import struct
import sys
import zlib

import numpy as np
import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import net  # noqa: E402
from drums import drums_net  # noqa: E402


def nodes(path):
    """[(taps [n, 2], weights [n, inputs, outputs], bias)] of a weight file."""
    with open(path, 'rb') as f:
        data = f.read()
    if data[:8] != b'NEUMENN1' or struct.unpack('<I', data[-4:])[0] != zlib.crc32(data[:-4]):
        raise ValueError('not a weight file')
    out, at = [], 32
    for _ in range(struct.unpack_from('<I', data, 28)[0]):
        _, _, outputs, bins, _, flags, inputs, taps = struct.unpack_from('<8h', data, at)
        at += 16
        where = np.frombuffer(data, '<i2', 2 * taps, at).reshape(taps, 2)
        at += where.nbytes
        kind = 'i1' if flags & 4 else '<f4'
        weight = np.frombuffer(data, kind, taps * inputs * outputs, at).reshape(taps, inputs, outputs)
        at += weight.nbytes
        if flags & 4:  # integers: quantize.py
            scale, step = np.split(np.frombuffer(data, '<f4', outputs + inputs, at), [outputs])
            at += scale.nbytes + step.nbytes
            weight = (weight * scale / step[:, None]).astype('<f4')
        bias = np.frombuffer(data, '<f4', outputs * (bins if flags & 2 else 1), at)
        at += bias.nbytes
        out.append((where, weight.copy(), bias.copy()))
    return out


def taps_layer(layer, node):
    _, weight, bias = node
    outputs, inputs, frames, bins = layer.conv.weight.shape
    w = weight.reshape(frames, bins, inputs, outputs).transpose(3, 2, 0, 1)
    put(layer.conv, layer.norm, w, bias)


def put(conv, norm, weight, bias):
    conv.weight.data.copy_(torch.from_numpy(np.ascontiguousarray(weight)))
    if isinstance(norm, net.Norm):
        norm.running_var.fill_(1 - norm.eps)
        norm.bias.data.copy_(torch.from_numpy(bias))
    else:
        conv.bias.data.copy_(torch.from_numpy(bias))


def unfolded_drums(path):
    model, rest = drums_net.build().eval(), nodes(path)
    taps_layer(model.front, rest.pop(0))
    where, weight, bias = rest.pop(0)
    taps_layer(model.rows, (where, weight, np.zeros(weight.shape[2], np.float32)))
    model.place.data.copy_(torch.from_numpy(bias.reshape(drums_net.ROWS, -1).T[None, :, None]))
    for block in model.blocks:
        taps_layer(block.squeeze, rest.pop(0))
        _, weight, bias = rest.pop(0)
        taps, inputs, outputs = weight.shape
        put(block.across.mix, block.across.norm,
            weight.transpose(2, 0, 1).reshape(outputs, taps * inputs, 1, 1), bias)
        taps_layer(block.time, rest.pop(0))
    taps_layer(model.last, rest.pop(0))
    _, weight, bias = rest.pop(0)
    inputs, outputs = weight.shape[1:]
    put(model.heads, None, weight.reshape(3, drums_net.ROWS, inputs, outputs).transpose(3, 2, 0, 1), bias)
    assert not rest
    return model


def unfolded(path, size):
    if size in drums_net.SIZES:
        return unfolded_drums(path)
    model, rest = net.build(size).eval(), nodes(path)
    taps_layer(model.front, rest.pop(0))
    where, weight, bias = rest.pop(0)
    taps_layer(model.keys, (where, weight, np.zeros(weight.shape[2], np.float32)))
    model.place.data.copy_(torch.from_numpy(bias.reshape(net.KEYS, -1).T[None, :, None]))
    for block in model.blocks:
        taps_layer(block.squeeze, rest.pop(0))
        _, weight, bias = rest.pop(0)
        taps, inputs, outputs = weight.shape
        put(block.harmonic.mix, block.harmonic.norm,
            weight.transpose(2, 0, 1).reshape(outputs, taps * inputs, 1, 1), bias)
        taps_layer(block.time, rest.pop(0))
        taps_layer(block.freq, rest.pop(0))
    taps_layer(model.late, rest.pop(0))
    taps_layer(model.heads, rest.pop(0))
    assert not rest
    return model


def calibrate(model, x):
    """Each normalisation's statistics from x [batch, frames, bins], its scale and offset such that nothing changes."""
    seen, hooks = {}, []

    def look(module, inputs):
        v = inputs[0].float()
        seen[module] = v.mean((0, 2, 3)), v.var((0, 2, 3))

    for m in model.modules():
        if isinstance(m, net.Norm):
            hooks.append(m.register_forward_pre_hook(look))
    with torch.no_grad():
        model(x)
        for m, (mean, var) in seen.items():
            m.weight.copy_(torch.sqrt(var + m.eps))
            m.bias.add_(mean)
            m.running_mean.copy_(mean)
            m.running_var.copy_(var)
    for h in hooks:
        h.remove()


def main():
    weights, size, out = sys.argv[1:4]
    model = unfolded(weights, size)
    if len(sys.argv) > 4:
        from poly import train
        shards, rng = train.Shards(sys.argv[4]), np.random.default_rng(1)
        x = torch.from_numpy(np.stack([train.example(rng, shards)[0] for _ in range(48)]))
        with torch.no_grad():
            before = model(x[:4])
        calibrate(model, x)
        with torch.no_grad():
            print('largest change', float((model(x[:4]) - before).abs().max()))
    torch.save({'size': size, 'model': model.state_dict()}, out)


if __name__ == '__main__':
    main()
