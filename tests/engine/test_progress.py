# SPDX-License-Identifier: MIT
"""Work says how far it is, and ends where it is told to."""

import subprocess
import sys

import pytest

from app.engine.progress import Cancelled, Progress


def test_reports_reach_the_listener_within_0_and_1() -> None:
    heard: list[tuple[float, str]] = []
    progress = Progress(lambda share, text: heard.append((share, text)))
    for share in (-0.5, 0.25, 7.0):
        progress.report(share, "writing")
    assert heard == [(0.0, "writing"), (0.25, "writing"), (1.0, "writing")]


def test_cancelled_work_ends_at_its_next_report_or_check() -> None:
    heard: list[float] = []
    progress = Progress(lambda share, _: heard.append(share))
    progress.check()
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.check()
    with pytest.raises(Cancelled):
        progress.report(0.5, "writing")
    assert heard == []


def test_nobody_needs_to_listen() -> None:
    Progress().report(0.5, "writing")


def test_importing_it_takes_neither_numpy_nor_qt() -> None:
    script = (
        "import sys, app.engine.progress, app.engine.atomic_file; sys.exit(bool({'numpy', 'PyQt6'} & {*sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
