"""neume's own features for training: calls the library that `cmake --build build --target neume_features` makes."""
import ctypes
import os

import numpy as np
import torch

RATE, HOP, BINS, PER_SEMITONE, LOW = 22050, 512, 306, 3, 21
FRAME = HOP / RATE
UNIT_DB, FLOOR_DB = 40.0, 80.0
DRUM_RATE, DRUM_HOP, DRUM_BINS = 44100, 440, 53
DRUM_FRAME = DRUM_HOP / DRUM_RATE
BEAT_RATE, BEAT_BINS, BEAT_PERIOD = 44100, 26, 2 * 220 / 44100
BEAT_FRAME = np.dtype([('flux', 'f4'), ('low', 'f4'), ('mid', 'f4'), ('level', 'f4'), ('chroma', 'u1', 12),
                       ('rise', 'u1', 12)])

_library = None


def _load():
    global _library
    if _library is None:
        here = os.path.dirname(os.path.abspath(__file__))
        path = os.environ.get('NEUME_FEATURES', os.path.join(here, '../../../build/libneume_features.so'))
        _library = ctypes.CDLL(path)
        for function in (_library.neume_train_features, _library.neume_train_drum_features):
            function.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
            function.restype = ctypes.c_long
        function = _library.neume_train_drum_hits
        function.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t]
        function.restype = ctypes.c_long
    return _library


def _features(function, samples, hop, bins):
    samples = np.ascontiguousarray(samples, np.float32)
    capacity = len(samples) // hop + 2
    x, level = np.empty((capacity, bins), np.float32), np.empty(capacity, np.float32)
    n = function(samples.ctypes.data, len(samples), x.ctypes.data, level.ctypes.data, capacity)
    if n < 0:
        raise MemoryError
    return x[:n], level[:n]


def features(samples):
    """float32 mono at RATE -> x [frames, BINS] as the network sees it, level [frames] in dB."""
    return _features(_load().neume_train_features, samples, HOP, BINS)


def drum_features(samples):
    """float32 mono at DRUM_RATE -> x [frames, DRUM_BINS] as the drum network sees it, level [frames] in dB."""
    return _features(_load().neume_train_drum_features, samples, DRUM_HOP, DRUM_BINS)


def beat_frames(samples):
    """float32 mono at BEAT_RATE -> BEAT_FRAME [frames], BEAT_PERIOD apart."""
    function = _load().neume_train_beat_frames
    function.restype, function.argtypes = ctypes.c_long, [ctypes.c_void_p, ctypes.c_size_t] * 2
    samples = np.ascontiguousarray(samples, np.float32)
    frames = np.zeros(len(samples) // 400 + 16, BEAT_FRAME)
    n = function(samples.ctypes.data, len(samples), frames.ctypes.data, len(frames))
    if n < 0:
        raise MemoryError
    return frames[:n]


def beat_input(frames):
    """BEAT_FRAME [frames] -> x [frames / 2, BEAT_BINS] as the beat network sees it."""
    function = _load().neume_train_beat_input
    function.restype, function.argtypes = ctypes.c_long, [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
    frames = np.ascontiguousarray(frames)
    x = np.zeros(((len(frames) + 1) // 2, BEAT_BINS), np.float32)
    assert function(frames.ctypes.data, len(frames), x.ctypes.data) == len(x)
    return x


BANDS, CLASS_COUNT = 13, 12
HIT = {}  # of a hit's row: column or columns by name
for _name, _many in (('time', 1), ('margin', 4), ('hat_alone', 1), ('hat_over', 1), ('is_kind', 4), ('level', 5),
                     ('ring', 1), ('lean', 1), ('wires', 1), ('metal_key', 1), ('onset', CLASS_COUNT),
                     ('loud', CLASS_COUNT), ('late', CLASS_COUNT), ('rise', BANDS), ('band_level', BANDS),
                     ('power', BANDS), ('fall', 4 * BANDS), ('soon', 1)):
    _at = sum(s.stop - s.start for s in HIT.values())
    HIT[_name] = slice(_at, _at + _many)
HIT_NUMBERS = HIT['soon'].stop


def drum_hits(samples):
    """float32 mono at DRUM_RATE -> [hits, HIT_NUMBERS]: what neume knows of every onset before it decides."""
    samples = np.ascontiguousarray(samples, np.float32)
    rows = np.empty((len(samples) // 1000 + 16, HIT_NUMBERS), np.float32)
    n = _load().neume_train_drum_hits(samples.ctypes.data, len(samples), rows.ctypes.data, len(rows))
    if n < 0:
        raise MemoryError
    return rows[:n]


def _shift(name, x, out, channels, offsets):
    numbers = (ctypes.c_long * len(offsets))(*offsets)
    batch, frames, keys = x.shape[:3]
    sizes = (ctypes.c_long(n) for n in (batch * frames, keys, channels))
    getattr(_load(), name)(ctypes.c_void_p(x.data_ptr()), ctypes.c_void_p(out.data_ptr()), *sizes, numbers,
                           ctypes.c_long(len(offsets)))
    return out


def gather(x, offsets):
    """bfloat16 [batch, frames, keys, channels] -> [.., offsets * channels]: what lies at every offset in keys."""
    out = torch.empty((*x.shape[:3], len(offsets) * x.shape[3]), dtype=x.dtype)
    return _shift('neume_train_gather', x, out, x.shape[3], offsets)


def scatter(wide, offsets):
    """The way back of gather()."""
    channels = wide.shape[3] // len(offsets)
    out = torch.empty((*wide.shape[:3], channels), dtype=wide.dtype)
    return _shift('neume_train_scatter', wide, out, channels, offsets)


MODE_FEATURES = ('lone_hits', 'kick', 'snare', 'metal', 'tom', 'sure_hits', 'certain_hits', 'kit', 'lone_share',
                 'contrast', 'repeat', 'run', 'long_run', 'notes', 'lone_notes', 'pitched', 'chords', 'few_chords',
                 'voiced', 'steady', 'followed', 'explained', 'wander', 'moving', 'fall')


def mode_features(samples):
    """float32 mono at DRUM_RATE -> seconds that sound, x [len(MODE_FEATURES)]: what auto chooses a mode by."""
    function = _load().neume_train_mode_features
    function.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p]
    samples = np.ascontiguousarray(samples, np.float32)
    sounding, x = ctypes.c_double(), np.zeros(len(MODE_FEATURES), np.float32)
    if function(samples.ctypes.data, len(samples), ctypes.byref(sounding), x.ctypes.data) != len(x):
        raise MemoryError
    return sounding.value, x
