# SPDX-License-Identifier: MIT
"""The drum network: bands in, for every class an onset and a level out.

Convolutions that halve the bands twice, then blocks in which every band hears all others (as the polyphonic network's
hears its harmonics) and its neighbours in time, farther in each block; at the end all bands together."""
import os
import sys
import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402
from common import net  # noqa: E402
from drums.kits import CLASSES  # noqa: E402

BINS, ROWS = features.DRUM_BINS, 14
OFFSETS = tuple(range(1 - ROWS, ROWS))
SIZES = {'drums': dict(front=16, width=32, inner=8, last=16, dilations=(1, 2, 4, 8, 16))}


class InTime(torch.autograd.Function):
    """A convolution over time as one matrix product, which goes back much faster than PyTorch's own. x: [batch, frames,
    rows, channels], weight: [outputs, channels, taps, 1]."""

    @staticmethod
    def forward(ctx, x, weight, dilation):
        taps, frames = weight.shape[2], x.shape[1]
        wide = F.pad(x, (0, 0, 0, 0, dilation * (taps // 2), dilation * (taps // 2)))
        wide = torch.cat([wide[:, k * dilation:k * dilation + frames] for k in range(taps)], -1)
        w = weight[..., 0].permute(2, 1, 0).reshape(-1, len(weight)).contiguous()
        ctx.save_for_backward(wide, w)
        ctx.shape, ctx.dilation = weight.shape, dilation
        return wide @ w

    @staticmethod
    def backward(ctx, grad):
        (wide, w), (outputs, channels, taps, _) = ctx.saved_tensors, ctx.shape
        grad = grad.contiguous()
        into_w = wide.reshape(-1, len(w)).t() @ grad.reshape(-1, outputs)
        into_w = into_w.reshape(taps, channels, outputs).permute(2, 1, 0).unsqueeze(3)
        back, frames, edge = grad @ w.t(), grad.shape[1], ctx.dilation * (taps // 2)
        into_x = back.new_zeros((len(grad), frames + 2 * edge, *back.shape[2:3], channels))
        for k in range(taps):
            into_x[:, k * ctx.dilation:k * ctx.dilation + frames] += back[..., k * channels:(k + 1) * channels]
        return into_x[:, edge:edge + frames], into_w, None


class Taps(net.Taps):
    """One in time alone, fast in training."""

    def forward(self, x):
        if x.dtype != torch.bfloat16:
            return super().forward(x)
        weight = self.conv.weight.to(x.dtype)
        y = InTime.apply(x.permute(0, 2, 3, 1).contiguous(), weight, self.conv.dilation[0])
        return self.norm(y.permute(0, 3, 1, 2))


class Across(nn.Module):
    """Every band hears all bands."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.mix = nn.Conv2d(inputs * len(OFFSETS), outputs, 1, bias=False)
        self.norm = net.Norm(outputs)

    def forward(self, x):
        if x.dtype == torch.bfloat16:
            return self.norm(self.matrix(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))
        wide = F.pad(x, (ROWS - 1, ROWS - 1))
        near = torch.cat([wide[..., ROWS - 1 + o:2 * ROWS - 1 + o] for o in OFFSETS], 1)
        return self.norm(self.mix(near.contiguous(memory_format=torch.channels_last)))


    def matrix(self, x):
        """All rows at once: few enough to write the convolution out as a matrix."""
        inputs, outputs = x.shape[3], len(self.mix.weight)
        row = torch.arange(ROWS)
        w = self.mix.weight.to(x.dtype).reshape(outputs, len(OFFSETS), inputs)
        w = w[:, row[:, None] - row[None, :] + ROWS - 1]
        w = w.permute(1, 3, 2, 0).reshape(ROWS * inputs, ROWS * outputs)
        return (x.reshape(*x.shape[:2], -1) @ w).reshape(*x.shape[:3], outputs)


class Block(nn.Module):
    def __init__(self, width, inner, dilation):
        super().__init__()
        self.squeeze = Taps(width, inner)
        self.across = Across(inner, width)
        self.time = Taps(width, width, time=3, dilation=dilation)

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
        self.last = Taps(width, last)
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
