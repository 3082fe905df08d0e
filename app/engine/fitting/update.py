"""One update: the loss with its gradient by everything that moves."""

from collections.abc import Sequence

import torch
from torch import Tensor

from app.engine.fitting.colour_fit import ColourPart
from app.engine.fitting.finite import all_finite, numbers_of
from app.engine.fitting.snapshot import StepReport
from app.engine.losses.objective import ObjectiveValue


class Update:
    """The gradient of outlines, shape and colours together.

    Args:
        value: of outlines and shape.
        part: of the colours; None where they take no part.
        vertices: the unknowns that the vertices follow from.
        cameras: those of the cameras, where they move.

    Attributes:
        part: as given.
        by_vertices: the gradient by the vertices' unknowns; None where nothing asks the vertices to move.
        by_cameras: that by the cameras' unknowns, if there are any.
        by_colours: those by the unknowns of `part.moved`, in their order.
    """

    def __init__(
        self, value: ObjectiveValue, part: ColourPart | None, vertices: Tensor, cameras: Tensor | None
    ) -> None:
        painted = [] if part is None else [unknown.tensor for unknown, _ in part.moved]
        total = value.total if part is None else value.total + part.value.total
        by_vertices, by_cameras, *by_colours = _gradients(total, [vertices, cameras, *painted])
        self.by_vertices, self.by_cameras = by_vertices, by_cameras
        self.by_colours = by_colours
        self.part = part
        others = [] if part is None else [part.value.colour, part.value.structure]
        found = [gradient for gradient in (by_vertices, by_cameras, *by_colours) if gradient is not None]
        self._terms_count = 1 + len(value.terms) + len(value.view_losses) + len(others)
        self._numbers = numbers_of(value, found, *(other.detach() for other in others))
        self._colours = self._numbers[self._terms_count - len(others) : self._terms_count] or [0.0, 0.0]

    @property
    def silhouette(self) -> float:
        """The weighted term of the silhouettes."""
        return self._numbers[1]

    @property
    def is_finite(self) -> bool:
        """Whether the loss and all gradients are."""
        return all_finite(self._numbers)

    @property
    def loss_is_finite(self) -> bool:
        """Whether the loss is."""
        return all_finite(self._numbers[: self._terms_count])

    def report(self, step: int, softness_pixels: float, learning_rate: float) -> StepReport:
        """Return what there is to tell of it, once it is done."""
        loss, silhouette, laplacian, normal, edge = self._numbers[:5]
        colour, structure = self._colours
        return StepReport(
            step,
            loss + colour + structure,
            silhouette,
            laplacian,
            normal,
            edge,
            softness_pixels,
            learning_rate,
            colour,
            structure,
        )


def _gradients(total: Tensor, unknowns: Sequence[Tensor | None]) -> list[Tensor | None]:
    """The gradient by each unknown; None for one that does not count, and for None."""
    wanted = [unknown for unknown in unknowns if unknown is not None]
    if not total.requires_grad:
        return [None] * len(unknowns)
    found = iter(torch.autograd.grad(total, wanted, allow_unused=True))
    return [None if unknown is None else next(found) for unknown in unknowns]
