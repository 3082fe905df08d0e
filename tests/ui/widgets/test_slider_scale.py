# SPDX-License-Identifier: MIT
"""Scales: positions and values belong together, values are easy to read, the ends hold."""

import pytest

from app.ui.widgets.slider_scale import LadderScale, LinearScale, LogScale, SliderScale

SCALES = [
    LogScale(1e-4, 0.5),
    LogScale(1e-6, 1.0, has_zero=True),
    LinearScale(0.0, 1.0, 0.01),
    LinearScale(0, 7, 1),
    LadderScale((32, 48, 64, 256)),
]


@pytest.mark.parametrize("scale", SCALES, ids=repr)
def test_values_ascend_with_positions_and_come_back(scale: SliderScale) -> None:
    values = [scale.value_at(position) for position in range(scale.last + 1)]
    assert values == sorted(values)
    for value in values:
        assert scale.value_at(scale.position_of(value)) == pytest.approx(value, rel=0.05)


@pytest.mark.parametrize("scale", SCALES, ids=repr)
def test_values_beyond_the_ends_lie_at_the_ends(scale: SliderScale) -> None:
    assert scale.position_of(1e9) == scale.last
    assert scale.position_of(0.0) == 0
    if not isinstance(scale, LogScale):
        assert scale.position_of(-1e9) == 0


def test_equal_ways_on_a_log_scale_are_equal_factors() -> None:
    scale = LogScale(1e-4, 1.0)
    assert [scale.value_at(position) for position in (0, 250, 500, 750, 1000)] == [1e-4, 1e-3, 1e-2, 1e-1, 1.0]


def test_only_the_first_position_is_zero() -> None:
    scale = LogScale(1e-6, 1.0, has_zero=True)
    assert scale.value_at(0) == 0.0
    assert scale.value_at(1) > 0.0
    assert scale.position_of(1e-6) == 1


def test_values_have_few_digits() -> None:
    assert all(len(f"{LogScale(1e-4, 0.5).value_at(i):.12g}".lstrip("0.")) <= 7 for i in range(1000))
    assert LinearScale(0.0, 1.0, 0.01).value_at(7) == 0.07


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LogScale(0.0, 1.0), "LogScale: limits must ascend from above zero, got 0.0 and 1.0"),
        (lambda: LinearScale(1.0, 0.0, 0.1), "LinearScale: limits must ascend"),
        (lambda: LadderScale((2.0, 1.0)), "LadderScale: values must be two or more and ascend"),
    ],
)
def test_impossible_scales_are_refused(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=message):
        make()
