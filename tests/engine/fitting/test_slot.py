# SPDX-License-Identifier: MIT
"""The place where the newest snapshot waits."""

import dataclasses

from app.engine.fitting.slot import Slot, with_all_reports
from app.engine.fitting.snapshot import Snapshot, StepReport
from tests.support.moments import keyframe


def test_the_slot_keeps_the_newest_and_all_reports() -> None:
    slot = Slot(with_all_reports)
    first = keyframe(0).snapshot

    def snapshot(step: int, run: int = 0) -> Snapshot:
        report = StepReport(step, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.1)
        return dataclasses.replace(first, run=run, step=step, reports=(report,))

    assert slot.take() is None
    slot.publish(snapshot(1))
    slot.publish(snapshot(2))
    taken = slot.take()
    assert taken is not None
    assert (taken.step, [report.step for report in taken.reports]) == (2, [1, 2])
    assert slot.take() is None
    slot.publish(snapshot(3))
    slot.publish(snapshot(1, run=1))
    taken = slot.take()
    assert taken is not None
    assert (taken.run, [report.step for report in taken.reports]) == (1, [1])
