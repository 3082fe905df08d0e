# SPDX-License-Identifier: MIT
"""The whole window, with the real engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.windows import WindowAtWork


@pytest.fixture
def at_work(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowAtWork]:
    """A window on the bundled kettle, as the program opens it."""
    at_work = WindowAtWork(qtbot, tmp_path)
    at_work.open()
    yield at_work
    at_work.end()
