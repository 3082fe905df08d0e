"""Memory of images is used again, and never by two images at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import torch

from renderer_cuda import Topology, rasterize
from renderer_cuda.image_memory import free_image_memory, new_image
from tests.support.scenes import SCENES

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPE = (3, 256, 256, 2)
BYTES = 3 * 256 * 256 * 2 * 4


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    free_image_memory()
    yield
    free_image_memory()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int32])
def test_memory_is_used_again_once_nobody_holds_it(dtype: torch.dtype) -> None:
    image = new_image(SHAPE, dtype)
    assert image.shape == SHAPE and image.dtype == dtype and image.is_contiguous()
    address, part = image.data_ptr(), image[1, 5:]
    del image
    assert new_image(SHAPE, dtype).data_ptr() != address  # a part of the image is still held
    del part
    assert new_image(SHAPE, dtype).data_ptr() == address


def test_kept_memory_is_given_back_on_request() -> None:
    held = [new_image(SHAPE, torch.float32) for _ in range(3)]
    assert free_image_memory() == 0
    held.clear()
    assert free_image_memory() == 3 * BYTES
    assert free_image_memory() == 0


def test_memory_that_is_not_wanted_again_is_given_back() -> None:
    new_image((2, *SHAPE), torch.float32)
    for _ in range(200):
        new_image(SHAPE, torch.float32)
    assert free_image_memory() == BYTES


def test_at_most_a_gibibyte_is_kept() -> None:
    images = [new_image((1 << 26,), torch.float32) for _ in range(6)]  # never written: the system gives no memory yet
    images.clear()
    assert free_image_memory() == 1 << 30


def test_threads_never_get_the_same_memory() -> None:
    wrong: list[int] = []

    def use(value: int) -> None:
        for _ in range(200):
            image = new_image((1 << 17,), torch.int32)
            image.fill_(value)
            if not bool((image == value).all()):
                wrong.append(value)

    threads = [threading.Thread(target=use, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_images_of_two_calls_that_both_live_are_apart() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors(torch.float32)
    topology = Topology.from_faces(faces, positions)
    first = rasterize(positions, topology, scene.camera.rescaled(8), (264, 328))
    kept = first.depth.clone()
    rasterize(positions * 0.5, topology, scene.camera.rescaled(8), (264, 328))
    assert torch.equal(first.depth, kept)
