# SPDX-License-Identifier: MIT
"""The numbers of a run come back from their file as they were."""

import csv
from pathlib import Path

import numpy as np

from app.engine.export.loss_data import write_loss_data
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.snapshot import StepReport, ViewQuality


def test_the_table_by_hand(tmp_path: Path) -> None:
    log = RunLog()
    log.add_reports(
        [
            StepReport(1, 0.5, 0.375, 0.0, 0.125, 0.0, 12.0, 0.04),
            StepReport(2, 0.1, 0.05, 0, 0, 0, 6.0, 0.02, 0.03, 0.02),
        ]
    )
    log.add_iou(0, 0.25)
    log.add_iou(2, 0.75)
    log.add_quality(2, [ViewQuality("view-01", 31.25, 28.0, 0.9)])
    log.add_marker(1, "learning rate 0.02")
    log.add_marker(1, "view-03, off")
    write_loss_data(tmp_path / "loss.csv", log)
    assert (tmp_path / "loss.csv").read_text().splitlines() == [
        "step,loss,silhouette,laplacian,normal,edge,softness_pixels,learning_rate,colour,structure,"
        "mean_iou,mean_psnr_decibels,change",
        "0,,,,,,,,,,0.25,,",
        '1,0.5,0.375,0.0,0.125,0.0,12.0,0.04,0.0,0.0,,,"learning rate 0.02; view-03, off"',
        "2,0.1,0.05,0.0,0.0,0.0,6.0,0.02,0.03,0.02,0.75,31.25,",
    ]


def test_numbers_come_back_exactly(tmp_path: Path) -> None:
    log = RunLog()
    values = np.random.default_rng(0).lognormal(-8, 4, (50, 9)).tolist()
    log.add_reports([StepReport(step, *row) for step, row in enumerate(values, 1)])
    write_loss_data(tmp_path / "loss.csv", log)
    with (tmp_path / "loss.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [[float(cell) for cell in row[:10]] for row in rows] == log.columns.tolist()


def test_a_run_without_steps_is_a_header(tmp_path: Path) -> None:
    write_loss_data(tmp_path / "loss.csv", RunLog())
    assert len((tmp_path / "loss.csv").read_text().splitlines()) == 1
