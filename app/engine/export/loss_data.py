"""The numbers of a run as a table that any spreadsheet reads."""

import csv
from pathlib import Path

from app.engine.atomic_file import atomic_file
from app.engine.fitting.run_log import COLUMNS, RunLog

HEADER = (*COLUMNS, "mean_iou", "mean_psnr_decibels", "change")


def write_loss_data(path: Path, log: RunLog) -> None:
    """Write a CSV file with a row for each step of which something is known, whole or not at all.

    Numbers are written out in full. Several changes after one step stand in one cell, with semicolons in between.

    Args:
        path: of the file.
        log: of the run; a copy, where the run goes on.

    Raises:
        FileWriteError: the file cannot be written.
    """
    reports = {int(row[0]): row[1:] for row in log.columns.tolist()}
    ious = {int(step): iou for step, iou in log.ious.tolist()}
    psnrs = {int(step): decibels for step, decibels in log.psnrs.tolist()}
    changes: dict[int, list[str]] = {}
    for marker in log.markers:
        changes.setdefault(marker.step, []).append(marker.label)
    nothing = [""] * (len(COLUMNS) - 1)
    with atomic_file(path) as beside, beside.open("w", newline="", encoding="utf-8", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for step in sorted({*reports, *ious, *psnrs, *changes}):
            change = "; ".join(changes.get(step, []))
            means = [ious.get(step, ""), psnrs.get(step, "")]
            writer.writerow([step, *reports.get(step, nothing), *means, change])
