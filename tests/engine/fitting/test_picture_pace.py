# SPDX-License-Identifier: MIT
"""How long a running fit waits between two pictures of itself."""

import pytest

from app.engine.fitting.picture_pace import PicturePace


def test_pictures_take_their_share_and_come_no_faster_than_wanted() -> None:
    pace = PicturePace(0.25, 0.1)
    pace.pause_seconds(0.01)
    assert [pace.pause_seconds(took) for took in (0.01, 0.02)] == [0.25, 0.25]
    assert [pace.pause_seconds(took) for took in (0.2, 0.3)] == pytest.approx([0.25, 2.0])
    assert pace.pause_seconds(0.3) == pytest.approx(3.0)


def test_what_is_made_once_holds_nothing_up() -> None:
    pace = PicturePace(0.25, 0.1)
    assert pace.pause_seconds(2.5) == 0.25, "the first"
    assert pace.pause_seconds(0.03) == pytest.approx(0.3)
    assert pace.pause_seconds(2.5) == pytest.approx(0.3), "among others"
    assert pace.pause_seconds(0.05) == pytest.approx(0.5)
