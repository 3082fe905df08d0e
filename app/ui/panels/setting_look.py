"""How a setting is shown."""

from dataclasses import dataclass

from app.ui.widgets.slider_scale import LogScale, SliderScale


@dataclass(frozen=True)
class SettingLook:
    """What a form needs beyond the field's own metadata.

    Args:
        lesson: what the setting does and when to change it, a few sentences.
        scale: the usual range, for a slider; None for no slider.
    """

    lesson: str
    scale: SliderScale | None = None


WEIGHT = LogScale(1e-6, 1.0, has_zero=True)
"""Of a term that evens out: little goes a long way."""
