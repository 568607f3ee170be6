"""A colour component as Docs and Sheets give it back."""

from __future__ import annotations

import struct
from functools import lru_cache


@lru_cache(maxsize=1024)
def component(value: float) -> float | int:
    """One of 256 steps from 0 to 1, as a 32-bit float in its shortest form; whole numbers as such."""
    step = struct.pack("f", round(min(max(value, 0.0), 1.0) * 255) / 255)
    shown = next(short for digits in range(6, 10) if struct.pack("f", short := float(f"{struct.unpack('f', step)[0]:.{digits}g}")) == step)
    return int(shown) if shown in (0, 1) else shown
