"""Figures can be opened, are not empty, and show what they should."""

from dataclasses import replace
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.export.loss_figure import write_loss_figure
from app.engine.export.run_record import HistoryEntry
from app.engine.export.view_sheet import colour_difference, difference_colors, write_view_sheet
from app.engine.fitting.snapshot import ColourPicture, ViewPicture, ViewQuality


def square(size: int, low: int, high: int) -> NDArray[np.float32]:
    image = np.zeros((size, size), dtype=np.float32)
    image[low:high, low:high] = 1
    return image


@pytest.mark.parametrize(
    "history",
    [
        [HistoryEntry(step, 10.0 / step, 1 - 1 / step) for step in range(1, 50)],
        [HistoryEntry(1, 0.25, 0.5)],
        [HistoryEntry(1, 0.0, 1.0), HistoryEntry(2, 0.0, 1.0)],
    ],
)
def test_loss_figure_draws_any_history(tmp_path: Path, history: list[HistoryEntry]) -> None:
    write_loss_figure(tmp_path / "loss.png", history)
    image = imageio.imread(tmp_path / "loss.png")
    assert image.shape == (660, 960, 4)
    assert len(np.unique(image.reshape(-1, 4), axis=0)) > 20


@pytest.mark.parametrize(("count", "size"), [(1, 16), (5, 300), (20, 128), (70, 64)])
def test_view_sheet_shows_every_view_in_a_picture_of_reasonable_size(tmp_path: Path, count: int, size: int) -> None:
    picture = square(size, size // 4, size // 2)
    pictures = [ViewPicture(f"view-{number}", picture, picture, 1.0) for number in range(count)]
    write_view_sheet(tmp_path / "views.png", pictures)
    image = imageio.imread(tmp_path / "views.png")
    assert 200 < image.shape[1] < 3500
    # Where target and rendered agree, the difference is grey all over: as many grey squares as views, and the legend.
    grey = (image == [214, 216, 220]).all(axis=-1)
    tile = min(128, size)
    assert grey.sum() > count * (tile / 4 - 2) ** 2
    assert not (image == [33, 102, 172]).all(axis=-1)[44:].any()


def test_views_of_different_sizes_share_a_sheet(tmp_path: Path) -> None:
    wide, tall = np.ones((20, 60), dtype=np.float32), np.ones((60, 20), dtype=np.float32)
    write_view_sheet(tmp_path / "views.png", [ViewPicture("a", wide, wide, 1.0), ViewPicture("b", tall, tall, 1.0)])
    assert (tmp_path / "views.png").stat().st_size > 0


def test_colours_follow_the_silhouettes(tmp_path: Path) -> None:
    silhouette = square(64, 16, 48)
    red, dimmer = np.zeros((64, 64, 3), dtype=np.uint8), np.zeros((64, 64, 3), dtype=np.uint8)
    red[16:48, 16:48], dimmer[16:48, 16:48] = (200, 0, 0), (190, 0, 0)
    colour = ColourPicture(red, dimmer, None, ViewQuality("a", 30.0, 25.0, 0.9))
    plain = ViewPicture("b", silhouette, silhouette, 1.0)
    write_view_sheet(tmp_path / "views.png", [replace(plain, view_id="a", colour=colour), plain])
    image = imageio.imread(tmp_path / "views.png")
    tile = 96  # the smallest: 16 of 64 pixels are 24 of it
    for color in ((200, 0, 0), (190, 0, 0), (40, 0, 0)):
        found = (image == color).all(axis=-1)
        assert found.sum() == (tile / 2) ** 2
    write_view_sheet(tmp_path / "plain.png", [plain])
    narrow, wide = (imageio.imread(tmp_path / name).shape[1] for name in ("plain.png", "views.png"))
    assert wide >= narrow


def test_colours_apart_are_brighter_than_their_difference() -> None:
    target, rendered = np.array([[[10, 200, 0]]], np.uint8), np.array([[[13, 100, 0]]], np.uint8)
    np.testing.assert_array_equal(colour_difference(target, rendered), [[[12, 255, 0]]])
    np.testing.assert_array_equal(colour_difference(rendered, target), [[[12, 255, 0]]])


def test_difference_tells_missing_from_surplus() -> None:
    colors = difference_colors(np.array([[0, 1, 1, 0]], np.float32), np.array([[0, 1, 0, 1]], np.float32))
    np.testing.assert_array_equal(colors, [[[255] * 3, [214, 216, 220], [33, 102, 172], [230, 97, 1]]])


def test_figures_of_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        write_loss_figure(tmp_path / "loss.png", [])
    with pytest.raises(ValueError, match="at least one picture"):
        write_view_sheet(tmp_path / "views.png", [])
