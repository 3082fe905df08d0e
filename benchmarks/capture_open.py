"""How long does opening a capture of many large photographs take, and how much memory?"""

import json
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.engine.captures.capture_options import CaptureOptions
from app.engine.captures.reading import read_capture
from app.engine.progress import Progress
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine
from benchmarks.support.memory import rise_bytes
from benchmarks.support.report import Bar, Report, Table

QUESTION = "capture_open"
DISTINCT = 4  # pictures that are made; the others are copies of these
NOISE = 6.0  # standard deviation of each channel, of 255: what makes files as large as those of a camera
SECONDS_BAR, GIGABYTES_BAR = 20.0, 4.0


@dataclass(frozen=True)
class Kind:
    """What a capture is made of.

    Args:
        name: for the table.
        suffix: of the pictures.
        has_alpha: whether pictures have an alpha channel.
        is_bent: whether the lens has a distortion, and masks are files.
    """

    name: str
    suffix: str
    has_alpha: bool = False
    is_bent: bool = False


KINDS = (
    Kind("JPEG, threshold found", ".jpg"),
    Kind("PNG, threshold found", ".png"),
    Kind("PNG with alpha channel", ".png", has_alpha=True),
    Kind("JPEG, bent lens, mask files", ".jpg", is_bent=True),
)


@dataclass(frozen=True)
class Result:
    """One capture opened by a new process.

    Args:
        kind: of capture.
        file_bytes: of all its pictures together.
        seconds: until everything is there.
        processor_seconds: of all threads together.
        first_picture_seconds: until the first small picture can be shown.
        peak_bytes: that opening added to the process.
        switched_off: views without a mask that can be used.
    """

    kind: str
    file_bytes: int
    seconds: float
    processor_seconds: float
    first_picture_seconds: float
    peak_bytes: int
    switched_off: int


def measure(views: int, size: tuple[int, int]) -> Report:
    """Open one capture of each kind.

    Args:
        views: of each.
        size: (height, width) of the pictures.
    """
    machine = this_machine()
    results = []
    for kind in KINDS:
        print(f"making and opening: {kind.name}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            write_capture(Path(folder), kind, views, size)
            with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
                results.append(pool.submit(_opened, kind, Path(folder)).result())
    title = f"Opening a capture, {views} photographs of {size[1]} x {size[0]} pixels"
    notes = (
        f"Reduced to {CaptureOptions().longest_side_pixels} pixels along the longest side, masked, compressed again.",
        "In a new process: loading OpenCV and pycolmap is in the time. The files have just been written, so that none "
        "waits for a disk.",
        f"{DISTINCT} pictures are distinct, the others are copies. Peak memory is what opening adds to the process.",
    )
    return Report(QUESTION, title, machine, notes, (_table(results),), _bars(results), results)


def write_capture(folder: Path, kind: Kind, views: int, size: tuple[int, int]) -> None:
    """Write pictures and a `transforms.json`.

    Args:
        folder: where to.
        kind: what it is made of.
        views: how many.
        size: (height, width) of the pictures.
    """
    (folder / "images").mkdir()
    (folder / "masks").mkdir()
    frames = []
    for index in range(views):
        image, mask = (
            folder / part / f"{index:03d}{end}" for part, end in (("images", kind.suffix), ("masks", ".png"))
        )
        if index < DISTINCT:
            _write_picture(image, mask, kind, size, index)
        else:
            shutil.copy(folder / "images" / f"{index % DISTINCT:03d}{kind.suffix}", image)
            if kind.is_bent:
                shutil.copy(folder / "masks" / f"{index % DISTINCT:03d}.png", mask)
        frames.append({"file_path": f"images/{image.name}", "transform_matrix": _pose(index / views).tolist()})
    lens = {"fl_x": 1.2 * size[1], "w": size[1], "h": size[0]}
    if kind.is_bent:
        lens |= {"k1": -0.1, "k2": 0.02, "p1": 1e-3, "p2": -1e-3}
    (folder / "transforms.json").write_text(json.dumps({**lens, "frames": frames}))


def _write_picture(image: Path, mask: Path, kind: Kind, size: tuple[int, int], seed: int) -> None:
    """A bright disk with a pattern before a dark wall, and noise all over."""
    height, width = size
    generator = np.random.default_rng(seed)
    down, right = np.mgrid[:height, :width].astype(np.float32)
    is_object = np.hypot(right - width / 2, down - height / 2) < 0.35 * height
    pattern = 150 + 60 * np.sin(right / (40 + seed)) * np.sin(down / 55)
    levels = np.where(is_object, pattern, 20 + 10 * down / height)[..., None] * np.array([1.0, 0.9, 0.8], np.float32)
    levels += generator.standard_normal((height, width, 3), dtype=np.float32) * np.float32(NOISE)
    picture = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    silhouette = Image.fromarray(np.where(is_object, np.uint8(255), np.uint8(0)))
    if kind.has_alpha:
        picture.putalpha(silhouette)
    picture.save(image, quality=92, compress_level=4)  # each type takes the one that it knows
    if kind.is_bent:
        silhouette.save(mask)


def _pose(turn: float) -> NDArray[np.float64]:
    """Camera to world in OpenGL's axes, on a ring around the origin."""
    angle = 2 * np.pi * turn
    pose = np.eye(4)
    pose[:3, 0] = np.cos(angle), 0, -np.sin(angle)
    pose[:3, 2] = np.sin(angle), 0, np.cos(angle)
    pose[:3, 3] = 4 * pose[:3, 2]
    return pose


def _opened(kind: Kind, folder: Path) -> Result:
    times: list[float] = []
    switched_off = 0

    def open_it() -> None:
        nonlocal switched_off
        opened = read_capture(
            folder / "transforms.json", None, Progress(), lambda *_: times.append(time.perf_counter())
        )
        switched_off = len(opened.cameras) - len(opened.cameras.enabled)

    worked, started = time.process_time(), time.perf_counter()
    peak = rise_bytes(open_it)
    seconds, processor_seconds = time.perf_counter() - started, time.process_time() - worked
    file_bytes = sum(path.stat().st_size for path in (folder / "images").iterdir())
    return Result(kind.name, file_bytes, seconds, processor_seconds, times[0] - started, peak, switched_off)


def _table(results: Sequence[Result]) -> Table:
    rows = [
        (
            result.kind,
            f"{result.file_bytes / 1e6:,.0f}",
            f"{result.seconds:.1f}",
            f"{result.processor_seconds:.1f}",
            f"{result.first_picture_seconds:.2f}",
            f"{result.peak_bytes / 2**20:,.0f}",
            f"{result.switched_off}",
        )
        for result in results
    ]
    headings = ("", "files MB", "seconds", "processor s", "first picture s", "peak MiB", "switched off")
    return Table("From files to views with masks", headings, tuple(rows))


def _bars(results: Sequence[Result]) -> tuple[Bar, ...]:
    slowest = max(result.seconds for result in results)
    largest = max(result.peak_bytes for result in results) / 1e9
    return (
        Bar(f"every capture in under {SECONDS_BAR:g} s", f"{slowest:.1f} s", slowest < SECONDS_BAR),
        Bar(f"every capture in under {GIGABYTES_BAR:g} GB", f"{largest:.2f} GB", largest < GIGABYTES_BAR),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = benchmark_parser(QUESTION, __doc__)
    parser.add_argument("--views", type=int, default=50, help="photographs of each capture")
    parser.add_argument("--size", type=int, nargs=2, default=(3000, 4000), metavar=("HEIGHT", "WIDTH"), help="pixels")
    given = parser.parse_args(argv)
    height, width = given.size
    return reported(QUESTION, given.out, lambda: measure(given.views, (height, width)))


if __name__ == "__main__":
    sys.exit(main())
