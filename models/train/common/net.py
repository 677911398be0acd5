"""The polyphonic network: log-frequency frames in, onset, frame, offset and level of 88 keys out.

A shallow front end at 3 bins to the semitone, then blocks that each gather a key's harmonics and sub-harmonics (the
harmonic convolutions of HPPNet, Wei et al., ISMIR 2022), and look to its neighbours in time and pitch. Every layer is a
`Taps`: a convolution whose kernel is a list of (frame, bin) offsets, which is all that the runtime in C knows."""
import os
import sys
import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from common import features  # noqa: E402

KEYS, BINS = 88, 306
HARMONICS = (12, 19, 24, 28, 31, 34, 36)
OFFSETS = tuple(sorted({0, *HARMONICS, *(-h for h in HARMONICS)}))
HEADS = ('onset', 'frame', 'offset', 'level')
SIZES = {'fast': dict(front=8, width=16, inner=8, dilations=(1, 2, 4, 8)),
         'best': dict(front=16, width=32, inner=16, dilations=(1, 2, 4, 8))}


class Norm(nn.BatchNorm2d):
    """Batch normalisation that the export folds into the convolution before it."""


class Taps(nn.Module):
    """A convolution over [batch, channels, frames, bins] with a kernel of `time` x `freq`, zero-padded."""

    def __init__(self, inputs, outputs, time=1, freq=1, dilation=1, stride=1, norm=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, (time, freq), (1, stride), (dilation * (time // 2), freq // 2),
                              (dilation, 1), bias=not norm)
        self.norm = Norm(outputs) if norm else nn.Identity()

    def forward(self, x):
        return self.norm(self.conv(x))


class Gather(torch.autograd.Function):
    """[.., channels, frames, keys] -> the same shifted by every offset, stacked in channels."""

    @staticmethod
    def forward(ctx, x):
        return features.gather(x.permute(0, 2, 3, 1).contiguous(), OFFSETS).permute(0, 3, 1, 2)

    @staticmethod
    def backward(ctx, grad):
        return features.scatter(grad.permute(0, 2, 3, 1).contiguous(), OFFSETS).permute(0, 3, 1, 2)


class Harmonic(nn.Module):
    """Every key hears the keys at its harmonics and sub-harmonics."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.mix = nn.Conv2d(inputs * len(OFFSETS), outputs, 1, bias=False)
        self.norm = Norm(outputs)

    def forward(self, x):
        if x.dtype == torch.bfloat16:
            return self.norm(self.mix(Gather.apply(x)))
        reach, keys = max(OFFSETS), x.shape[-1]
        wide = F.pad(x, (reach, reach))
        near = torch.cat([wide[..., reach + o:reach + o + keys] for o in OFFSETS], 1)
        return self.norm(self.mix(near.contiguous(memory_format=torch.channels_last)))


class Block(nn.Module):
    def __init__(self, width, inner, dilation):
        super().__init__()
        self.squeeze = Taps(width, inner)
        self.harmonic = Harmonic(inner, width)
        self.time = Taps(width, width, time=3, dilation=dilation)
        self.freq = Taps(width, width, freq=3)

    def forward(self, x):
        x = F.relu(x + self.harmonic(F.relu(self.squeeze(x))))
        x = F.relu(x + self.time(x))
        return F.relu(x + self.freq(x))


class Net(nn.Module):
    def __init__(self, front, width, inner, dilations):
        super().__init__()
        self.front = Taps(1, front, time=3, freq=7)
        self.keys = Taps(front, width, time=3, freq=5, stride=3)
        self.place = nn.Parameter(torch.zeros(1, width, 1, KEYS))
        self.blocks = nn.ModuleList(Block(width, inner, d) for d in dilations)
        self.late = Taps(width, width, time=5, dilation=2)
        self.heads = Taps(width, len(HEADS), time=3, norm=False)
        nn.init.constant_(self.heads.conv.bias, -3)

    def forward(self, x):
        """[batch, frames, BINS] -> [batch, frames, KEYS, HEADS]: logits of onset, frame and offset, and the level."""
        x = x.unsqueeze(1).contiguous(memory_format=torch.channels_last)
        x = F.relu(self.front(x))
        x = self.keys(x)[..., :KEYS]
        x = F.relu(x + self.place.to(x.dtype))
        for block in self.blocks:
            x = block(x)
        x = F.relu(x + self.late(x))
        return self.heads(x).permute(0, 2, 3, 1)


def build(size):
    return Net(**SIZES[size]).to(memory_format=torch.channels_last)


def grow(model, saved):
    """Begins where a network of fewer blocks ended: the blocks that it lacks pass on what they get."""
    missing, unknown = model.load_state_dict(saved, strict=False)
    if unknown or any(not name.startswith('blocks.') for name in missing):
        raise ValueError('not a smaller network of the same kind')
    new = {int(name.split('.')[1]) for name in missing}
    with torch.no_grad():
        for i in new:
            for part in (model.blocks[i].harmonic, model.blocks[i].time, model.blocks[i].freq):
                part.norm.weight.zero_()


def load(path):
    """A checkpoint of train.py -> the size's name and its network."""
    saved = torch.load(path, map_location='cpu')
    model = build(saved['size'])
    model.load_state_dict(saved['model'])
    return saved['size'], model
