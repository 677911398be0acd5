# SPDX-License-Identifier: MIT
"""The beat network: what the frames of 20 ms show in, the log odds of a beat and of a bar's first beat out.

Dilated convolutions in time alone, as in Davies and Böck, "Temporal convolutional networks for musical audio beat
tracking" (EUSIPCO 2019), which see 12 seconds to each side."""
import math
import os
import struct
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402

SIZE, WIDTH = 'beats', 32
LAYERS = [(5, d) for d in (1, 2, 4, 8, 16, 32, 64)] * 2 + [(3, 128)]  # taps, dilation


class Beats(nn.Module):
    def __init__(self):
        super().__init__()
        self.front = nn.Conv1d(features.BEAT_BINS, WIDTH, 3, padding=1)
        self.layers = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, k, padding=(k // 2) * d, dilation=d, bias=False)
                                    for k, d in LAYERS)
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH) for _ in LAYERS)
        self.drop = nn.Dropout1d(0.1)
        self.head = nn.Conv1d(WIDTH, 2, 1)
        nn.init.constant_(self.head.bias, -3)

    def forward(self, x):
        """[batch, frames, BEAT_BINS] -> [batch, frames, 2]: log odds of a beat and of a bar's first."""
        x = F.relu(self.front(x.transpose(1, 2)))
        for layer, norm in zip(self.layers, self.norms):
            x = F.relu(x + self.drop(norm(layer(x))))
        return self.head(x).transpose(1, 2)


def load(path):
    """A checkpoint, or a weight file, whose folded normalisation is then one that changes nothing."""
    model = Beats()
    if path.endswith('.nn'):
        return unfolded(model, path)
    model.load_state_dict(torch.load(path, map_location='cpu')['model'])
    return model


def unfolded(model, path):
    with open(path, 'rb') as f:
        data = f.read()
    at = 8 + 16 + 8
    convs = [model.front, *model.layers, model.head]
    with torch.no_grad():
        for i, conv in enumerate(convs):
            _, _, outputs, _, _, _, inputs, taps = struct.unpack_from('<8h', data, at)
            at += 16 + 4 * taps
            values = np.frombuffer(data, '<f4', taps * inputs * outputs, at).copy()
            at += 4 * len(values)
            bias = torch.from_numpy(np.frombuffer(data, '<f4', outputs, at).copy())
            at += 4 * outputs
            conv.weight.copy_(torch.from_numpy(values).reshape(conv.weight.shape[2], conv.weight.shape[1],
                                                               outputs).permute(2, 1, 0))
            if conv.bias is not None:
                conv.bias.copy_(bias)
            else:
                norm = model.norms[i - 1]
                norm.bias.copy_(bias)
                norm.weight.fill_(math.sqrt(1 + norm.eps))
    return model
