# SPDX-License-Identifier: MIT
"""A weight file in integers: quantize.py IN.nn SHARD... OUT.nn

Runs the network over clips of shards that it was trained on and writes weights of eight bits for inputs of seven
(models/nn/kernel_int8.h), node by node, each as the nodes in integers before it feed it:

- The step of a channel lies between what it alone and what the whole tensor would need: with steps of their own all
  channels are exact, but the weights behind small ones grow, and with them the step of all weights of an output (Xiao
  et al., "SmoothQuant", ICML 2023).
- Weights are rounded one after the other, and what one loses those after it make up for (Frantar et al., "GPTQ", ICLR
  2023).
- The bias takes up what the mean of each output is off (Nagel et al., "Data-Free Quantization", ICCV 2019)."""
import argparse
import hashlib
import os
import struct
import zlib

import numpy as np

MOST = 127
SHARE = 0.7      # of a channel's own size in its step, the rest of the tensor's
RARE = 99.999    # percentile of a channel's values that is not limited
CLIPS, FRAMES, ROWS = 12, 200, 20000
X_STEP = 0.01    # of the shards (render.py)
RELU, PLACE, INTEGERS = 1, 2, 4


class File:
    """A weight file of floats (models/nn/weight_file.h)."""

    def __init__(self, data):
        assert data[:8] == b'NEUMENN1' and zlib.crc32(data[:-4]) == struct.unpack('<I', data[-4:])[0]
        self.head, at = data[:32], 32
        self.bins, count = struct.unpack_from('<II', data, 24)
        self.nodes = []
        for _ in range(count):
            fields = struct.unpack_from('<8h', data, at)
            source, residual, channels, bins, stride, flags, inputs, taps = fields
            assert not flags & INTEGERS, 'in integers already'
            at += 16
            tap = np.frombuffer(data, '<i2', 2 * taps, at).reshape(taps, 2)
            at += 4 * taps
            weights = np.frombuffer(data, '<f4', taps * inputs * channels, at).reshape(taps, inputs, channels)
            at += weights.nbytes
            bias = np.frombuffer(data, '<f4', channels * (bins if flags & PLACE else 1), at).reshape(-1, channels)
            at += bias.nbytes
            self.nodes.append({'fields': fields, 'source': source, 'residual': residual, 'bins': bins, 'stride': stride,
                               'relu': flags & RELU, 'taps': tap, 'weights': weights, 'bias': bias})
        assert at == len(data) - 4


def convolved(x, node):
    """x [frames, bins, inputs] -> [frames, node's bins, channels], without bias."""
    taps, bins, stride = node['taps'].astype(int), node['bins'], node['stride']
    frames = len(x)
    reach = np.abs(taps[:, 0]).max()
    left = max(0, -taps[:, 1].min())
    right = max(0, (bins - 1) * stride + taps[:, 1].max() + 1 - x.shape[1])
    wide = np.pad(x, ((reach, reach), (left, right), (0, 0)))
    out = np.zeros((frames, bins, node['weights'].shape[2]), np.float32)
    for (frame, bin_), weights in zip(taps, node['weights']):
        first = left + bin_
        out += wide[reach + frame:reach + frame + frames, first:first + (bins - 1) * stride + 1:stride] @ weights
    return out


def run(file, x):
    """x [frames, bins] -> every tensor, [frames, bins, channels]."""
    tensors = [x[..., None].astype(np.float32)]
    for node in file.nodes:
        y = convolved(tensors[node['source']], node) + node['bias']
        if node['residual']:
            y += tensors[node['residual']]
        tensors.append(np.maximum(y, 0) if node['relu'] else y)
    return tensors


def steps(tensors):
    """The step of each channel of a tensor, from what it is in every clip."""
    size = np.percentile(np.concatenate([t.reshape(-1, t.shape[-1]) for t in tensors]), RARE, axis=0)
    most = size.max()
    size = np.maximum(size, 1e-3 * most)
    return (size**SHARE * most**(1 - SHARE) / MOST).astype('<f4')


def in_steps(x, step):
    return np.clip(np.rint(x / step), 0, MOST).astype(np.float32)


def patches(x, node, rng):
    """Rows [.., taps * inputs] of what some outputs of the node see in x [frames, bins, inputs]."""
    taps, count = node['taps'].astype(int), ROWS // CLIPS
    frame, bin_ = rng.integers(0, len(x), (count, 1)), rng.integers(0, node['bins'], (count, 1))
    f, b = frame + taps[:, 0], bin_ * node['stride'] + taps[:, 1]
    inside = (f >= 0) & (f < len(x)) & (b >= 0) & (b < x.shape[1])
    seen = x[np.clip(f, 0, len(x) - 1), np.clip(b, 0, x.shape[1] - 1)] * inside[..., None]
    return seen.reshape(count, -1)


def rounded(weights, scale, rows):
    """weights [taps * inputs, channels] in scale, as integers that give about the same for the rows."""
    weights, h = weights / scale, (rows.T @ rows).astype(np.float64)
    h += np.eye(len(h)) * (0.01 * np.diag(h).mean() + 1e-9)
    root = np.linalg.cholesky(np.linalg.inv(h)).T
    integers = np.zeros_like(weights)
    for i, row in enumerate(root):
        integers[i] = np.clip(np.rint(weights[i]), -MOST, MOST)
        weights[i + 1:] -= np.outer(row[i + 1:] / row[i], weights[i] - integers[i])
    return integers


def before_relu(tensors, node, x=None):
    y = convolved(tensors[node['source']] if x is None else x, node) + node['bias']
    return y + tensors[node['residual']] if node['residual'] else y


def quantize_node(node, step, floats, ours, rng):
    """Gives the node integers, their scale, the step of its inputs and a bias; adds what it makes to `ours`."""
    seen = [in_steps(clip[node['source']], step) for clip in ours]
    shape = node['weights'].shape
    weights = (node['weights'].astype(np.float64) * step[None, :, None]).reshape(-1, shape[2])
    scale = (np.maximum(np.abs(weights).max(0), 1e-20) / MOST).astype('<f4')
    integers = rounded(weights, scale, np.concatenate([patches(x, node, rng) for x in seen])).reshape(shape)
    new = {**node, 'weights': (integers * scale).astype(np.float32), 'integers': integers, 'scale': scale, 'step': step}
    off = np.zeros(shape[2])
    made = [before_relu(clip, new, x) for clip, x in zip(ours, seen)]
    for clip, y in zip(floats, made):
        truth = before_relu(clip, node)
        heard = (truth > 0) | (y > 0) if node['relu'] else np.ones_like(y, bool)
        off += ((truth - y) * heard).sum((0, 1)) / np.maximum(heard.sum((0, 1)), 1) / len(ours)
    new['bias'] = (node['bias'] + off).astype('<f4')
    for clip, y in zip(ours, made):
        clip.append(np.maximum(y + off, 0).astype(np.float32) if node['relu'] else y + off)
    return new


def quantize(file, clips):
    floats, rng = [run(file, clip) for clip in clips], np.random.default_rng(1)
    step = [steps(tensors) for tensors in zip(*floats)]
    ours = [clip[:1] for clip in floats]
    return [quantize_node(node, step[node['source']], floats, ours, rng) for node in file.nodes]


def node_bytes(node):
    fields = list(node['fields'])
    fields[5] |= INTEGERS
    return b''.join((struct.pack('<8h', *fields), node['taps'].astype('<i2').tobytes(), node['integers'].astype(
        'i1').tobytes(), node['scale'].tobytes(), node['step'].tobytes(), node['bias'].astype('<f4').tobytes()))


def clips_of(shards):
    """Some clips of each shard, [frames, bins], as the network sees them."""
    for shard in shards:
        with np.load(shard) as data:
            x = data['x']
        for clip in x[::max(1, len(x) * len(shards) // CLIPS)]:
            yield clip[:FRAMES].astype(np.float32) * np.float32(X_STEP)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('file')
    parser.add_argument('shards', nargs='+')
    parser.add_argument('out')
    a = parser.parse_args()
    with open(a.file, 'rb') as f:
        file = File(f.read())
    nodes = quantize(file, list(clips_of(a.shards)))
    name = os.path.splitext(os.path.basename(a.out))[0].encode()
    data = file.head[:8] + name.ljust(16, b'\0') + file.head[24:]
    data += b''.join(node_bytes(node) for node in nodes)
    data += struct.pack('<I', zlib.crc32(data))
    with open(a.out, 'wb') as f:
        f.write(data)
    print(hashlib.sha256(data).hexdigest(), len(data), 'bytes')


if __name__ == '__main__':
    main()
