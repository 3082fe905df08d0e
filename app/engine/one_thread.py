"""Short passes over images, kept off torch's thread pool."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from renderer_cuda.threads import kernel_threads, kernels_on


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch's own loops run on the calling thread alone.

    A pass over twenty images of 256 px takes a few tenths of a millisecond. Shared between threads it takes half of
    that, but each pass waits for all of them: with other busy programs on two cores, loss and gradient took 44 ms
    instead of 0.9 ms. The renderer has threads of its own, which wait for no one: it keeps as many as there were.
    """
    threads, of_kernels = torch.get_num_threads(), kernel_threads()
    torch.set_num_threads(1)
    try:
        with kernels_on(of_kernels):
            yield
    finally:
        torch.set_num_threads(threads)
