"""The schedules: their ends, their shape, and what happens when the plan changes."""

import dataclasses
import math

import pytest

from app.engine.fitting.schedule import (
    SOFTNESS_STAIRS,
    Schedule,
    edge_length_pixels,
    learning_rate,
    normal_weight,
    progress_at_softness,
    softness_pixels,
)
from app.engine.fitting.settings import FitSettings

SETTINGS = FitSettings(softness_start_pixels=3.0, softness_end_pixels=0.6, learning_rate=2e-2)


def test_softness_falls_geometrically_and_then_rests() -> None:
    assert softness_pixels(SETTINGS, 0.0) == 3.0
    assert softness_pixels(SETTINGS, 0.35) == pytest.approx(math.sqrt(3.0 * 0.6))
    assert softness_pixels(SETTINGS, 0.7) == 0.6
    assert softness_pixels(SETTINGS, 1.0) == 0.6


def test_softness_takes_few_values() -> None:
    values = {softness_pixels(SETTINGS, step / 1000) for step in range(1001)}
    assert len(values) == SOFTNESS_STAIRS + 1


def test_edges_shorten_as_outlines_sharpen() -> None:
    settings = dataclasses.replace(SETTINGS, edge_length_start_pixels=9.0, edge_length_end_pixels=1.0)
    assert [edge_length_pixels(settings, share) for share in (0.0, 0.35, 0.7, 1.0)] == pytest.approx([9, 3, 1, 1])


def test_the_normals_weight_falls_with_the_square_of_the_softness() -> None:
    settings = dataclasses.replace(SETTINGS, normal_weight=1e-6)
    assert normal_weight(settings, 0.0) == pytest.approx(25e-6)
    assert normal_weight(settings, 1.0) == pytest.approx(1e-6)


@pytest.mark.parametrize("softness", [3.0, 2.0, 0.6])
def test_a_plan_can_begin_at_a_softness(softness: float) -> None:
    progress = progress_at_softness(SETTINGS, softness)
    assert softness_pixels(SETTINGS, progress) == pytest.approx(softness, rel=0.05)
    assert progress_at_softness(SETTINGS, 5.0) == 0.0


def test_learning_rate_rests_and_then_falls_to_its_end() -> None:
    assert learning_rate(SETTINGS, 0.0) == 2e-2
    assert learning_rate(SETTINGS, 0.7) == 2e-2
    assert learning_rate(SETTINGS, 0.85) == pytest.approx(1.1e-2)
    assert learning_rate(SETTINGS, 1.0) == pytest.approx(2e-3)


@pytest.mark.parametrize("refine_from", [0.0, 1.0])
def test_either_phase_may_be_empty(refine_from: float) -> None:
    settings = dataclasses.replace(SETTINGS, refine_from=refine_from)
    assert softness_pixels(settings, 1.0) == 0.6
    assert learning_rate(settings, 0.0) == 2e-2


def test_past_its_end_a_plan_stays_there() -> None:
    assert Schedule(1000).progress(1000) == 1.0
    assert Schedule(1000).progress(5000) == 1.0


@pytest.mark.parametrize("planned", [600, 1500, 100_000])
def test_a_changed_plan_goes_on_without_a_jump_and_ends_where_it_says(planned: int) -> None:
    before = Schedule(1000)
    after = before.replanned(500, planned)
    assert after.progress(500) == before.progress(500) == 0.5
    assert after.progress(501) > 0.5
    assert after.progress(planned - 1) < 1.0
    assert after.progress(planned) == 1.0


def test_a_plan_that_ended_does_not_start_over_when_it_grows() -> None:
    assert Schedule(1000).replanned(1000, 2000).progress(1001) == 1.0


def test_a_plan_shortened_to_the_past_is_done() -> None:
    assert Schedule(1000).replanned(500, 300).progress(501) == 1.0


def test_the_same_plan_is_kept() -> None:
    plan = Schedule(1000)
    assert plan.replanned(400, 1000) is plan
