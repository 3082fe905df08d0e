"""What to tell a user of an error that can be foreseen."""

import torch

FORESEEN = (ValueError, RuntimeError, MemoryError, OSError)
"""What a renderer, a file or a device throws; anything else is a mistake in this program."""


def in_words(error: Exception) -> str:
    """One sentence about an error, with what to do about it where that is known."""
    text = str(error)
    if isinstance(error, torch.OutOfMemoryError):
        return (
            "the GPU's memory is full: take fewer or smaller views, a coarser start, or the device cpu; "
            "the last good mesh is kept"
        )
    if isinstance(error, MemoryError) or "can't allocate memory" in text:
        return "the memory is full: take fewer or smaller views or a coarser start; the last good mesh is kept"
    return text.strip().splitlines()[0] if text.strip() else type(error).__name__
