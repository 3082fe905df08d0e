# SPDX-License-Identifier: MIT
"""What goes wrong is told, and the work stays."""

import dataclasses

import numpy as np
import pytest
import torch
from PyQt6.QtCore import Qt

from app.engine.cameras.view import LookAt
from app.engine.fitting.finite import NonFiniteError
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.snapshot import StepReport
from app.ui.app_state import AppState
from tests.support.windows import WindowAtWork


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate"), "take fewer or smaller views"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), "the memory is full"),
        (NonFiniteError(8, "view-03", "loss"), "the loss is not finite in view view-03"),
    ],
)
def test_a_step_that_fails_is_told_and_another_one_works(
    at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: str
) -> None:
    at_work.run_to(3)
    step = at_work.controller.step_count

    def failing_step(fit: FitSession) -> StepReport:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(FitSession, "step", failing_step)
        at_work.click("start_pause_button")
        at_work.until(lambda: at_work.controller.state is AppState.FAILED)
    assert expected in at_work.window.notice_bar.text
    assert at_work.window.notice_bar.isVisible()
    assert at_work.controller.step_count == step
    at_work.run_to(step + 3)


def test_a_camera_inside_the_mesh_is_named(at_work: WindowAtWork) -> None:
    view = at_work.document.cameras["view-05"]
    assert isinstance(view.placement, LookAt)
    inside = LookAt(
        view.placement.target_world, view.placement.target_world - [0, 0, 0.05], np.array([0, 1.0, 0]), 40.0
    )
    moved = dataclasses.replace(view, placement=inside)
    at_work.document.edit_cameras("Move", at_work.document.cameras.with_replaced("view-05", moved))
    at_work.until(lambda: any("view-05: sees nothing but the model" in text for text in at_work.messages()))
    at_work.run_to(5)


def test_disabling_all_cameras_says_what_to_do(at_work: WindowAtWork) -> None:
    at_work.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    at_work.key(Qt.Key.Key_E)
    assert not at_work.document.cameras.enabled
    assert "enable one" in at_work.window.notice_bar.text
    assert not at_work.window.actions_table["start_pause"].isEnabled()
    assert at_work.window.tool_bar.problem_label.text() == "Enable at least one camera first."
    at_work.key(Qt.Key.Key_E)
    assert not at_work.window.notice_bar.isVisible()
    assert at_work.window.actions_table["start_pause"].isEnabled()
    at_work.run_to(3)


def test_an_unforeseen_exception_in_the_engine_is_reported_and_the_fit_goes_on(
    at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work.run_to(3)
    real_step = FitSession.step

    def broken_step(fit: FitSession) -> StepReport:
        monkeypatch.setattr(FitSession, "step", real_step)
        raise KeyError("nobody thought of this")

    monkeypatch.setattr(FitSession, "step", broken_step)
    at_work.click("start_pause_button")
    at_work.until(lambda: any("nobody thought of this" in entry.detail for entry in at_work.log_book.entries))
    at_work.until(lambda: at_work.controller.state is AppState.PAUSED)
    at_work.run_to(at_work.controller.step_count + 3)
