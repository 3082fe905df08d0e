"""Torch's own loops on one thread, the renderer's on as many as before."""

import torch

from app.engine.one_thread import one_thread
from renderer_cuda.threads import kernel_threads


def test_the_kernels_keep_their_threads() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with one_thread():
            assert (torch.get_num_threads(), kernel_threads()) == (1, 3)
            with one_thread():
                assert (torch.get_num_threads(), kernel_threads()) == (1, 3)
        assert (torch.get_num_threads(), kernel_threads()) == (3, 3)
    finally:
        torch.set_num_threads(before)
