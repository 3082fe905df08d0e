"""The pictures of what is sculpted, in colour. Importing this module imports torch."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.cameras.view import View
from app.engine.captures.capture import Capture
from app.engine.captures.subject import Subject
from app.engine.colouring.lights import renderer_lights
from app.engine.colouring.photographed_colours import PhotographedColours
from app.engine.colouring.rendered_colours import RenderedColours
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.target_look import picture_look
from app.engine.meshes.model import Model
from app.engine.targets.colour_target import ColourTarget
from renderer_cuda import Light


class ModelColours:
    """Pictures of a model in the light that the settings say.

    Args:
        model: what the views see.
        device: where the pictures live.
        is_given_up: asked before each picture is made.
    """

    def __init__(self, model: Model, device: torch.device, is_given_up: Callable[[], bool] = lambda: False) -> None:
        self._model = model
        self._device = device
        self._is_given_up = is_given_up

    @cached_property
    def _rendered(self) -> RenderedColours:
        """Made when the first picture is asked for: most fits are of outlines alone."""
        model = self._model
        return RenderedColours(model.mesh, model.colours, model.frame, self._device, self._is_given_up)

    def colours(self, views: Sequence[View], settings: FitSettings) -> list[ColourTarget]:
        """Return one picture for each view, in order; what has not changed since the last call is not made anew.

        Raises:
            RuntimeError: they were given up.
        """
        return self._rendered.colours(views, picture_look(settings))

    def lights(self, settings: FitSettings) -> tuple[Light, ...]:
        """Return the light that the pictures are taken in."""
        return renderer_lights(picture_look(settings).lighting, self._device)

    def background_linear(self, settings: FitSettings) -> NDArray[np.float32]:
        """Return the colour (3,) behind the model."""
        return picture_look(settings).background_linear


class CaptureColours:
    """The photographs of a capture, whose light and background nobody knows.

    Args:
        capture: what the views see.
        device: where the pictures live.
        is_given_up: asked before each picture is made.
    """

    def __init__(self, capture: Capture, device: torch.device, is_given_up: Callable[[], bool] = lambda: False) -> None:
        self._photographed = PhotographedColours(capture.photographs, device, is_given_up)

    def colours(self, views: Sequence[View], settings: FitSettings) -> list[ColourTarget]:
        """Return one picture for each view, in order; those of the last call are kept.

        Raises:
            ValueError: a photograph is not of its view's size.
            RuntimeError: they were given up.
        """
        return self._photographed.colours(views)

    def lights(self, settings: FitSettings) -> None:
        """Return None."""

    def background_linear(self, settings: FitSettings) -> None:
        """Return None."""


SubjectColours = ModelColours | CaptureColours


def subject_colours(
    subject: Subject, device: torch.device, is_given_up: Callable[[], bool] = lambda: False
) -> SubjectColours:
    """Return where the pictures of a subject's views come from.

    Args:
        subject: a model, which is rendered, or a capture, whose photographs are used.
        device: where the pictures live.
        is_given_up: asked before each picture is made.
    """
    if isinstance(subject, Capture):
        return CaptureColours(subject, device, is_given_up)
    return ModelColours(subject, device, is_given_up)
