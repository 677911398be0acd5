# SPDX-License-Identifier: MIT
"""What neume listens to: a path, or (samples, rate)."""
from __future__ import annotations

import os
from numbers import Real

from neume._library import ffi, lib, path_bytes

_FULL_SCALE = {"int8": 128.0, "int16": 32768.0, "int32": 2147483648.0}


def _to_float(samples):
    import numpy as np

    name = samples.dtype.name
    if name == "float32":
        return samples
    if name in ("float64", "float16", "longdouble", "float128"):
        return samples.astype(np.float32)
    if name in _FULL_SCALE:
        return samples.astype(np.float32) / np.float32(_FULL_SCALE[name])
    if name == "uint8":  # as WAV files have it
        return (samples.astype(np.float32) - 128) / np.float32(128)
    raise TypeError("samples of dtype %s: floats of full scale 1, or int8, int16, int32, uint8" % name)


def _frames_first(samples):
    """[frames] or [frames][channels], as C has them; the shorter axis is that of the channels."""
    if samples.ndim == 1:
        return samples
    if samples.ndim != 2:
        raise ValueError("samples of %d dimensions: (frames,), (frames, channels) or (channels, frames)" % samples.ndim)
    if samples.shape[0] < samples.shape[1]:
        return samples.T
    if samples.shape[0] == samples.shape[1] and samples.shape[0] > 1:
        raise ValueError("samples of shape %s: which axis is that of the channels?" % (samples.shape,))
    return samples


def as_array(samples):
    """An array of numbers in the machine's order of bytes."""
    import numpy as np

    samples = np.asarray(samples)
    if samples.dtype == object or samples.dtype.kind in "USVb":
        raise TypeError("samples of dtype %s" % samples.dtype)
    if not samples.dtype.isnative:
        samples = samples.astype(samples.dtype.newbyteorder("="))
    return samples


def as_samples(samples):
    """float32 [frames] or [frames][channels] in one piece; float32 that is so already is not copied."""
    import numpy as np

    return np.ascontiguousarray(_to_float(_frames_first(as_array(samples))))


def as_block(samples, channels):
    """The same of a block of a stream, whose channels are known."""
    import numpy as np

    block = as_array(samples)
    if block.ndim not in (1, 2) or (block.shape[1] if block.ndim == 2 else 1) != channels:
        raise ValueError("a block of shape %s: %d channels are (frames%s)"
                         % (block.shape, channels, ",)" if channels == 1 else ", %d)" % channels))
    return np.ascontiguousarray(_to_float(block))


def as_rate(rate) -> float:
    if isinstance(rate, bool) or not isinstance(rate, Real):
        raise TypeError("rate: a number of Hz, not %s" % type(rate).__name__)
    if not 4000 <= rate <= 384000:
        raise ValueError("rate: %s is not from 4000 to 384000 Hz" % rate)
    return float(rate)


def as_channels(channels) -> int:
    if isinstance(channels, bool) or not 1 <= channels <= 1024:
        raise ValueError("channels: %r is not from 1 to 1024" % (channels,))
    return channels


class Sound:
    """A struct neume_sound with what it borrows."""

    def __init__(self, sound):
        self.struct = ffi.new("struct neume_sound *")
        self.path = None
        if isinstance(sound, (str, bytes, os.PathLike)):
            self.path = os.fsdecode(sound)
            self.keep = ffi.new("char[]", path_bytes(sound))
            lib.neume_sound_init_file(self.struct, self.keep)
        else:
            self._take(sound)

    def _take(self, sound):
        if not isinstance(sound, (tuple, list)) or len(sound) != 2:
            raise TypeError("a sound is a path or (samples, rate), not %s" % type(sound).__name__)
        samples, rate = sound
        if isinstance(samples, Real) and not isinstance(rate, Real):
            raise TypeError("a sound is (samples, rate), and not (rate, samples)")
        rate = as_rate(rate)
        samples = as_samples(samples)
        self.samples = samples
        self.keep = ffi.from_buffer("float[]", samples) if samples.size else ffi.NULL
        channels = samples.shape[1] if samples.ndim == 2 and samples.size else 1
        if channels > 1024:
            raise ValueError("samples of %d channels, over 1024" % channels)
        lib.neume_sound_init_samples(self.struct, self.keep, samples.size // channels, channels, rate)
