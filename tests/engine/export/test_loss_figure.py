# SPDX-License-Identifier: MIT
"""The figure of a run has a part for the PSNR where there is one."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from app.engine.export.loss_figure import write_loss_figure
from app.engine.export.run_record import HistoryEntry

PLAIN = [HistoryEntry(step, 0.1 * 0.9**step, 1 - 0.1 * 0.9**step) for step in range(1, 30)]
GREEN = (93, 138, 20)


def figure(path: Path, history: list[HistoryEntry]) -> np.ndarray:
    write_loss_figure(path, history)
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int64)


def test_a_psnr_takes_a_part_of_its_own_below(tmp_path: Path) -> None:
    plain = figure(tmp_path / "plain.png", PLAIN)
    measured = [replace(entry, psnr=20.0 + entry.step) if entry.step % 5 == 0 else entry for entry in PLAIN]
    painted = figure(tmp_path / "painted.png", measured)
    assert painted.shape[1] == plain.shape[1] and painted.shape[0] > plain.shape[0] + 200
    rows, columns = np.nonzero(np.abs(painted - GREEN).max(axis=2) < 12)
    assert rows.min() > 0.6 * len(painted)
    assert np.ptp(columns) > 0.6 * painted.shape[1]


def test_equal_pictures_leave_no_mark(tmp_path: Path) -> None:
    history = [replace(entry, psnr=math.inf) for entry in PLAIN]
    assert figure(tmp_path / "loss.png", history).shape[0] > 800
