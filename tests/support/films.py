"""Films as arrays, and what ffmpeg says about them; imageio's own way of asking it leaves pipes open."""

import re
import subprocess
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
from numpy.typing import NDArray


def film_frames(path: Path) -> NDArray[np.uint8]:
    """All frames of a GIF or an MP4, (N, H, W, 3)."""
    if path.suffix == ".gif":
        return np.asarray(imageio.imread(path, index=None))
    size = re.search(r", (\d+)x(\d+)[ ,]", film_description(path))
    assert size is not None
    width, height = map(int, size.groups())
    command = [_program(), "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    pixels = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(pixels, np.uint8).reshape(-1, height, width, 3)


def film_description(path: Path) -> str:
    """What ffmpeg prints about a film."""
    command = [_program(), "-hide_banner", "-i", str(path)]
    return str(subprocess.run(command, capture_output=True, check=False, text=True).stderr)


def _program() -> str:
    import imageio_ffmpeg  # a part of the window's packages, which machines that only test the GPU do without

    return str(imageio_ffmpeg.get_ffmpeg_exe())
