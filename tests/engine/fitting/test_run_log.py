"""What a run leaves behind, step by step."""

import math

import numpy as np
import pytest

from app.engine.fitting.run_log import COLUMNS, Marker, RunLog
from app.engine.fitting.snapshot import Pictures, StepReport, ViewQuality, ViewThumbnail


def report(step: int) -> StepReport:
    return StepReport(step, 1.0 / step, 0.5 / step, 0.2 / step, 0.2 / step, 0.1 / step, 3.0, 0.04)


def test_it_keeps_every_step_however_many() -> None:
    log = RunLog()
    for first in range(1, 2001, 100):
        log.add_reports([report(step) for step in range(first, first + 100)])
    assert log.columns.shape == (2000, len(COLUMNS))
    np.testing.assert_array_equal(log.columns[:, 0], np.arange(1, 2001))
    assert log.last == report(2000)


def test_what_was_handed_out_stays_as_it_was() -> None:
    log = RunLog()
    log.add_reports([report(step) for step in range(1, 11)])
    before = log.columns
    log.truncate(4)
    log.add_reports([StepReport(5, 9.0, 9.0, 0, 0, 0, 1.0, 0.1)])
    assert before[4, 1] == report(5).loss
    assert (len(log.columns), log.columns[4, 1]) == (5, 9.0)
    with pytest.raises(ValueError, match="read-only"):
        before[0, 0] = 7


def test_going_back_forgets_what_came_later() -> None:
    log = RunLog()
    log.add_reports([report(step) for step in range(1, 11)])
    for step in (2, 4, 8):
        log.add_iou(step, step / 10)
        log.add_marker(step, f"at {step}")
    log.truncate(4)
    assert log.last == report(4)
    assert log.ious.tolist() == [[2, 0.2], [4, 0.4]]
    assert log.markers == (Marker(2, "at 2"), Marker(4, "at 4"))


def test_an_iou_is_known_once_a_step() -> None:
    log = RunLog()
    log.add_iou(3, 0.5)
    log.add_iou(3, 0.6)
    log.add_iou(2, 0.1)
    assert log.ious.tolist() == [[3, 0.6]]


def test_the_mean_psnr_is_known_now_and_then() -> None:
    log = RunLog()
    log.add_quality(1, ())
    log.add_quality(2, [ViewQuality("a", 20.0, 18.0, 0.5), ViewQuality("b", 30.0, 28.0, 0.7)])
    log.add_quality(3, [ViewQuality("a", math.inf, math.inf, 1.0)])  # nothing differs: there is no number for it
    log.add_quality(4, [ViewQuality("a", 31.0, 29.0, 0.9)])
    log.add_quality(3, [ViewQuality("a", 1.0, 1.0, 0.1)])
    assert log.psnrs.tolist() == [[2, 25.0], [4, 31.0]]
    assert RunLog(psnrs=log.psnrs).psnrs.tolist() == log.copy().psnrs.tolist() == log.psnrs.tolist()
    log.truncate(3)
    assert log.psnrs.tolist() == [[2, 25.0]]


def test_pictures_tell_both_means_once_there_is_a_step() -> None:
    log, nothing = RunLog(), np.zeros((2, 2), np.uint8)
    qualities = [ViewQuality("a", 20.0, 18.0, 0.5), ViewQuality("b", math.inf, 28.0, 0.7)]
    views = (
        ViewThumbnail("a", nothing, nothing, 0.5, quality=qualities[0]),
        ViewThumbnail("b", nothing, nothing, 0.75, quality=qualities[1]),
        ViewThumbnail("off", nothing, None, None),
    )
    log.add_pictures(Pictures(1, 0, views, None))
    assert len(log.ious) == len(log.psnrs) == 0
    log.add_pictures(Pictures(1, 3, views, None))
    assert (log.ious.tolist(), log.psnrs.tolist()) == ([[3, 0.625]], [[3, 20.0]])
    log.add_pictures(Pictures(1, 4, views[2:], None))
    assert len(log.ious) == len(log.psnrs) == 1


def test_a_copy_does_not_grow_with_it() -> None:
    log = RunLog()
    log.add_reports([report(1)])
    copy = log.copy()
    log.add_reports([report(2)])
    log.add_marker(2, "later")
    assert (len(copy.columns), copy.markers) == (1, ())


def test_steps_must_ascend() -> None:
    log = RunLog()
    log.add_reports([report(2)])
    with pytest.raises(ValueError, match="steps must ascend"):
        log.add_reports([report(2)])
    with pytest.raises(ValueError, match=r"rows must have shape \(n, 10\), got \(3, 2\)"):
        RunLog(np.zeros((3, 2)))


def test_a_marker_that_goes_on_takes_the_place_of_the_last() -> None:
    log = RunLog()
    log.add_marker(3, "learning rate 0.01")
    log.add_marker(5, "learning rate 0.02", in_place_of_last=True)
    assert log.markers == (Marker(5, "learning rate 0.02"),)
