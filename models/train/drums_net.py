# SPDX-License-Identifier: MIT
"""The drum network: bands in, for every class an onset and a level out.

Convolutions that halve the bands twice, then blocks in which every band hears all others (as the polyphonic network's
hears its harmonics) and its neighbours in time, farther in each block; at the end all bands together."""
import torch
import torch.nn as nn
import torch.nn.functional as F

import features
import net
from kits import CLASSES

BINS, ROWS = features.DRUM_BINS, 14
OFFSETS = tuple(range(1 - ROWS, ROWS))
SIZES = {'drums': dict(front=16, width=32, inner=8, last=16, dilations=(1, 2, 4, 8, 16))}


class Gather(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return features.gather(x.permute(0, 2, 3, 1).contiguous(), OFFSETS).permute(0, 3, 1, 2)

    @staticmethod
    def backward(ctx, grad):
        return features.scatter(grad.permute(0, 2, 3, 1).contiguous(), OFFSETS).permute(0, 3, 1, 2)


class Across(nn.Module):
    """Every band hears all bands."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.mix = nn.Conv2d(inputs * len(OFFSETS), outputs, 1, bias=False)
        self.norm = net.Norm(outputs)

    def forward(self, x):
        if x.dtype == torch.bfloat16:
            return self.norm(self.mix(Gather.apply(x)))
        wide = F.pad(x, (ROWS - 1, ROWS - 1))
        near = torch.cat([wide[..., ROWS - 1 + o:2 * ROWS - 1 + o] for o in OFFSETS], 1)
        return self.norm(self.mix(near.contiguous(memory_format=torch.channels_last)))


class Block(nn.Module):
    def __init__(self, width, inner, dilation):
        super().__init__()
        self.squeeze = net.Taps(width, inner)
        self.across = Across(inner, width)
        self.time = net.Taps(width, width, time=3, dilation=dilation)

    def forward(self, x):
        x = F.relu(x + self.across(F.relu(self.squeeze(x))))
        return F.relu(x + self.time(x))


class Drums(nn.Module):
    def __init__(self, front, width, inner, last, dilations):
        super().__init__()
        self.front = net.Taps(1, front, time=3, freq=5, stride=2)
        self.rows = net.Taps(front, width, time=3, freq=5, stride=2)
        self.place = nn.Parameter(torch.zeros(1, width, 1, ROWS))
        self.blocks = nn.ModuleList(Block(width, inner, d) for d in dilations)
        self.last = net.Taps(width, last)
        self.heads = nn.Conv2d(last, 2 * len(CLASSES), (3, ROWS), padding=(1, 0))
        nn.init.constant_(self.heads.bias, -3)

    def forward(self, x):
        """[batch, frames, BINS] -> [batch, frames, CLASSES, 2]: the onsets' logits and the levels."""
        x = x.unsqueeze(1).contiguous(memory_format=torch.channels_last)
        x = F.relu(self.front(x))
        x = F.relu(self.rows(x) + self.place)
        for block in self.blocks:
            x = block(x)
        y = self.heads(F.relu(self.last(x)))[..., 0].permute(0, 2, 1)
        return y.reshape(*y.shape[:2], 2, len(CLASSES)).transpose(2, 3)


def build(size='drums'):
    return Drums(**SIZES[size]).to(memory_format=torch.channels_last)


def load(path):
    saved = torch.load(path, map_location='cpu')
    model = build(saved['size'])
    model.load_state_dict(saved['model'])
    return model
