"""What happens when a fit's numbers stop being numbers."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from app.engine.losses.objective import ObjectiveValue


class NonFiniteError(RuntimeError):
    """A loss or gradient that is not finite; the last good mesh is kept.

    Args:
        step: the update that was not done.
        view_id: the view in whose silhouette it arose, or None if it arose elsewhere.
        quantity: loss or gradient.
        in_colour: whether colours took part.
    """

    def __init__(self, step: int, view_id: str | None, quantity: str, *, in_colour: bool = False) -> None:
        elsewhere = "in the colours or the penalties on the shape" if in_colour else "in the penalties on the shape"
        place = elsewhere if view_id is None else f"in view {view_id}"
        super().__init__(f"step {step}: the {quantity} is not finite {place}; the last good mesh is kept")
        self.step = step
        self.view_id = view_id
        self.quantity = quantity


def numbers_of(value: ObjectiveValue, gradients: Sequence[Tensor], *others: Tensor) -> list[float]:
    """Return total, terms, view losses, others and the largest gradients, read from the device at once: it waits once.

    Args:
        value: what was found.
        gradients: by the unknowns; those of cameras are on the CPU.
        others: more numbers (), on the device of the value.
    """
    device = value.total.device
    here = [gradient.abs().amax()[None] for gradient in gradients if gradient.device == device]
    numbers: list[float] = torch.cat(
        [value.total[None], value.terms, value.view_losses, *(other[None] for other in others), *here]
    ).tolist()
    return numbers + [float(g.abs().amax()) for g in gradients if g.device != device]


def all_finite(numbers: Sequence[float]) -> bool:
    """Return whether every number is finite."""
    return all(map(math.isfinite, numbers))
