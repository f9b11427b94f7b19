"""Saliency network U²-Net (small) on ONNX Runtime: one picture in, a map of how salient each pixel is out.

Loaded once per process at first use, two threads, one inference at a time. Its working memory is kept between photos
(a third faster) but not laid out in advance (a third less at the peak); when the machine runs short of memory the
whole of it is let go after each look. Weights: Apache-2.0, see assets/LICENSES/u2netp.txt.
"""

import sys
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from .colour import Floats

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHTS = Path(__file__).parents[2] / "assets" / "models" / "u2netp.onnx"
SHA256 = "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"
SIDE = 320
"""Pixels of the square picture the network takes."""
COARSE = 5
"""Which of the network's outputs is its coarse answer; 0 is the fused one."""
SHORT = 500
"""Megabytes the machine still has, below which nothing is kept between photos."""

# Mean and deviation of ImageNet's channels, as the network's training normalised them.
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)
_one_at_a_time = threading.Lock()


def saliency(view: Image.Image) -> tuple[Floats, float]:
    """The map of an RGB picture as 320 by 320, 0..1, stretched so that its ends are reached; how its scales agree.

    The network decodes at seven scales and fuses them; the answer's IoU with the fifth (20 by 20) costs nothing more
    and falls when only the contrasty part of a thing was kept.
    """
    small = np.asarray(view.resize((SIDE, SIDE), Image.Resampling.LANCZOS), np.float32)
    small /= max(float(small.max()), 1.0)
    batch = ((small - _MEAN) / _SPREAD).transpose(2, 0, 1)[None]
    with _one_at_a_time:
        network, given, wanted = _network()
        fused, coarse = (answer[0, 0] for answer in network.run(list(wanted), {given: batch}))
    if available() < SHORT:
        forget()
    either = int(((fused > 0.5) | (coarse > 0.5)).sum())
    agreement = float(((fused > 0.5) & (coarse > 0.5)).sum() / max(either, 1))
    stretched: Floats = fused - fused.min()
    return np.asarray(stretched / max(float(stretched.max()), 1e-6), np.float32), agreement


def forget() -> None:
    """Unload the network; the next photo loads it again."""
    with _one_at_a_time:
        _network.cache_clear()


def available() -> float:
    """Megabytes of memory the machine can still give; endless where it does not say (macOS)."""
    if sys.platform == "win32":
        return _available_on_windows()
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return float("inf")
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable")), float("inf"))


def _available_on_windows() -> float:
    """`ullAvailPhys` of GlobalMemoryStatusEx: two DWORDs, then seven 64-bit numbers, of which it is the second."""
    import ctypes

    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)  # dwLength
    known = sys.platform == "win32" and ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return status[2] / 2**20 if known else float("inf")


@lru_cache(maxsize=1)
def _network() -> "tuple[InferenceSession, str, tuple[str, str]]":
    import onnxruntime  # 60 MB and half a second, for those who cut out only

    options = onnxruntime.SessionOptions()
    options.enable_mem_pattern = False
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    network = onnxruntime.InferenceSession(str(WEIGHTS), options, providers=["CPUExecutionProvider"])
    outputs = network.get_outputs()
    return network, network.get_inputs()[0].name, (outputs[0].name, outputs[COARSE].name)
