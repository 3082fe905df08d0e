"""Where the pictures of a fit come from, as far as it needs to know."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import View
from app.engine.fitting.settings import FitSettings
from app.engine.targets.colour_target import ColourTarget
from renderer_cuda import Light


class ColourSource(Protocol):
    """Pictures in colour: of a model that is rendered, or photographs."""

    def colours(self, views: Sequence[View], settings: FitSettings) -> list[ColourTarget]:
        """Return one picture for each view, in order; what has not changed since the last call is not made anew."""

    def lights(self, settings: FitSettings) -> tuple[Light, ...] | None:
        """Return the light that the pictures were taken in; None where nobody knows it."""

    def background_linear(self, settings: FitSettings) -> NDArray[np.float32] | None:
        """Return the colour (3,) behind the object; None where nobody knows it."""
