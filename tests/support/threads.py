"""What must not depend on the number of threads."""

from collections.abc import Callable, Sequence

import torch


def assert_threads_change_no_bit(make: Callable[[], Sequence[torch.Tensor]]) -> None:
    before = torch.get_num_threads()
    results = []
    try:
        for threads in (1, 2, 7):
            torch.set_num_threads(threads)
            results.append(make())
    finally:
        torch.set_num_threads(before)
    for result in results[1:]:
        assert all(torch.equal(x, y) for x, y in zip(result, results[0], strict=True))
