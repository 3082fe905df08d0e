# SPDX-License-Identifier: MIT
"""How many threads the CPU kernels run on: as many as torch, unless told otherwise."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

_told = threading.local()


def kernel_threads() -> int:
    """The number of threads for a kernel that this thread calls now."""
    return getattr(_told, "count", None) or torch.get_num_threads()


@contextmanager
def kernels_on(count: int) -> Iterator[None]:
    """Run the kernels that this thread calls meanwhile on so many threads, whatever torch's own loops run on.

    Args:
        count: >= 1.
    """
    before = getattr(_told, "count", None)
    _told.count = count
    try:
        yield
    finally:
        _told.count = before
