# SPDX-License-Identifier: MIT
"""Writes tests/models/data: a small random network with what PyTorch computes from a random input; and the corpus of
the fuzz target. fixture.py [--checkpoint SIZE OUT] writes a random checkpoint instead, for export.py to be tried on."""
import os
import sys

import numpy as np
import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from drums import drums_net  # noqa: E402
from common import export  # noqa: E402
from common import net  # noqa: E402

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../tests')
FRAMES = 20


def randomise(model):
    """Statistics and scales that a trained network could have."""
    for m in model.modules():
        if isinstance(m, torch.nn.BatchNorm2d):
            m.running_mean.normal_(0, 0.2)
            m.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(m.weight, 0.5, 1.5)
            torch.nn.init.normal_(m.bias, 0, 0.2)
    torch.nn.init.normal_(model.place, 0, 0.3)
    return model.eval()


def write(data, *path):
    path = os.path.join(TESTS, *path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as f:
        f.write(data)


def write_network():
    model = randomise(net.Net(front=4, width=12, inner=4, dilations=(2,)))
    x = torch.rand(1, FRAMES, net.BINS) * 2
    with torch.no_grad():
        y = model(x)[0]
    write(export.weight_file(model, 'fixture'), 'models', 'data', 'net.nn')
    write(x[0].numpy().astype('<f4').tobytes(), 'models', 'data', 'input.f32')
    write(y.numpy().astype('<f4').tobytes(), 'models', 'data', 'output.f32')


def write_drums():
    model = randomise(drums_net.Drums(front=4, width=12, inner=4, last=4, dilations=(1, 3)))
    x = torch.rand(1, FRAMES, drums_net.BINS) * 2
    with torch.no_grad():
        y = model(x)[0].transpose(1, 2)  # all onsets, then all levels
    write(export.drum_file(model, 'fixture'), 'models', 'data', 'drums.nn')
    write(x[0].numpy().astype('<f4').tobytes(), 'models', 'data', 'drums_input.f32')
    write(y.numpy().astype('<f4').tobytes(), 'models', 'data', 'drums_output.f32')


def layer(random, taps, inputs, outputs, bins=None):
    return (taps, random.normal(size=(len(taps), inputs, outputs)),
            random.normal(size=(bins, outputs) if bins else outputs))


def write_corpus():
    """Files that show the fuzzer every feature in few bytes."""
    random = np.random.default_rng(1)
    single = export.File('single', 12)
    single.add(0, layer(random, [(0, 0)], 1, 1), bins=12, relu=False)
    write(single.bytes(), 'fuzz', 'corpus', 'weights', 'single.nn')
    chain = export.File('chain', 40)
    a = chain.add(0, layer(random, [(-1, -1), (-1, 0), (0, 2), (3, 1)], 1, 3, 13), bins=13, stride=3)
    b = chain.add(a, layer(random, [(2, 0), (-4, 12), (0, -12)], 3, 3), bins=13, residual=a)
    chain.add(a, layer(random, [(-2, 0)], 3, 8), bins=13)
    chain.add(3, layer(random, [(0, -1), (0, 0), (0, 1)], 8, 3), bins=13, residual=b, relu=False)
    write(chain.bytes(), 'fuzz', 'corpus', 'weights', 'chain.nn')


def main():
    torch.manual_seed(1)
    if len(sys.argv) == 4 and sys.argv[1] == '--checkpoint':
        torch.save({'size': sys.argv[2], 'model': randomise(net.build(sys.argv[2])).state_dict()}, sys.argv[3])
    else:
        write_network()
        write_drums()
        write_corpus()


if __name__ == '__main__':
    main()
