"""The settings of a fit: what they accept, and what a form can learn from them."""

import dataclasses
import subprocess
import sys

import pytest

from app.engine.fitting.settings import FitSettings


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("steps", 0, "steps must lie between 1 and"),
        ("steps", 10.0, "steps must be a whole number, got 10.0"),
        ("steps", True, "steps must be a whole number, got True"),
        ("learning_rate", 0.0, "learning_rate must lie between 1e-06 and 1, got 0"),
        ("learning_rate", float("nan"), "learning_rate must be a finite number, got nan"),
        ("learning_rate", "fast", "learning_rate must be a finite number, got 'fast'"),
        ("softness_end_pixels", 21.0, "softness_end_pixels must lie between 0.1 and 20, got 21"),
        ("laplacian_weight", -1.0, "laplacian_weight must lie between 0 and 1e.06, got -1"),
        ("optimizer", "sgd", "optimizer must be one of uniform_adam, adam, got 'sgd'"),
        ("device", "", "device must be a text, got ''"),
    ],
)
def test_rejects(field: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"FitSettings: {message}"):
        dataclasses.replace(FitSettings(), **{field: value})  # type: ignore[arg-type]


def test_whole_numbers_are_fine_where_real_ones_are_asked_for() -> None:
    assert FitSettings(smoothness=10).smoothness == 10


def test_every_field_says_what_a_form_needs() -> None:
    for field in dataclasses.fields(FitSettings):
        assert field.metadata["help"]
        assert isinstance(field.metadata["live"], bool)
        if isinstance(field.default, str):
            assert field.name == "start" or field.default in field.metadata["choices"]
        else:
            assert field.metadata["minimum"] <= field.default <= field.metadata["maximum"]


def test_importing_them_leaves_torch_out() -> None:
    script = "import sys, app.engine.fitting.settings, app.engine.fitting.schedule; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
