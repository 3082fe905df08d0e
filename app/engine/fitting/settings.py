"""Every setting of a fit, in one frozen and validated value.

Importing this module does not import torch: the command line and the settings panel are made from these fields.
"""

from dataclasses import dataclass

from app.engine.fitting.colour_settings import ColourSettings
from app.engine.fitting.shape_settings import ShapeSettings
from app.engine.setting_fields import check_settings


@dataclass(frozen=True)
class FitSettings(ColourSettings, ShapeSettings):  # the fields of the last come first
    """How a mesh is fitted to its targets; exchange it between two steps with `dataclasses.replace`.

    Each field's metadata is that of `setting`: a field that is not live needs a new fit.

    Raises:
        ValueError: a field is of the wrong type, out of range, or not among its choices.
    """

    def __post_init__(self) -> None:
        check_settings(self)
