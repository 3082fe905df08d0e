"""Photographs, for a fit to be measured by."""

from collections.abc import Callable, Mapping, Sequence

import torch

from app.engine.cameras.view import View
from app.engine.captures.capture import Photograph
from app.engine.targets.colour_target import ColourTarget


class PhotographedColours:
    """The photographs of views; of a view without one nothing is known, its picture is black.

    Args:
        photographs: by the id of their view.
        device: where the pictures live.
        is_given_up: asked before each picture is unpacked: nobody may want them any more.
    """

    def __init__(
        self,
        photographs: Mapping[str, Photograph],
        device: torch.device,
        is_given_up: Callable[[], bool] = lambda: False,
    ) -> None:
        self._photographs = photographs
        self._device = device
        self._is_given_up = is_given_up
        self._made: dict[str, ColourTarget] = {}

    def colours(self, views: Sequence[View]) -> list[ColourTarget]:
        """Return one picture for each view, in order; those of the last call are kept.

        Raises:
            ValueError: a photograph is not of its view's size.
            RuntimeError: they were given up.
        """
        made = {view.id: self._kept(view) or self._unpacked(view) for view in views}
        self._made = made
        return [made[view.id] for view in views]

    def _kept(self, view: View) -> ColourTarget | None:
        kept = self._made.get(view.id)
        return kept if kept is not None and kept.image_size == view.image_size else None

    def _unpacked(self, view: View) -> ColourTarget:
        if self._is_given_up():
            raise RuntimeError("the pictures were given up")
        photograph = self._photographs.get(view.id)
        if photograph is None:
            return ColourTarget(view.id, torch.zeros(*view.image_size, 3, device=self._device))
        colours = photograph.colours
        if colours.shape[:2] != tuple(view.image_size):
            raise ValueError(f"{view.id}: the photograph must be of {view.image_size} pixels, got {colours.shape[:2]}")
        pixels = torch.tensor(colours, device=self._device)  # a copy: the photograph's own is not to be written to
        return ColourTarget(view.id, pixels.to(torch.float32) / 255)
