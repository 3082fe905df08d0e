"""A capture is opened picture by picture; what cannot be used is named, and the rest is there."""

import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.capture_options import CaptureOptions
from app.engine.captures.reading import OpenedCapture, read_capture
from app.engine.masking.mask_settings import MaskSettings
from app.engine.progress import Cancelled, Progress
from tests.support.capture_files import nerf_document, standing_at, write_json

SIZE = (60, 80)
NAMES = ("a.png", "b.png", "c.png", "d.png")
INSIDE = np.hypot(*(np.mgrid[:60, :80] - np.array([30, 40])[:, None, None])) < 18


def shaded(is_object: NDArray[np.bool_] = INSIDE) -> Image.Image:
    """A bright object before a dark wall."""
    return Image.fromarray(np.where(is_object[..., None], [200, 180, 160], [12, 10, 8]).astype(np.uint8))


def cut_out() -> Image.Image:
    """The object with an alpha channel."""
    image = shaded()
    image.putalpha(matte())
    return image


def matte(is_object: NDArray[np.bool_] = INSIDE) -> Image.Image:
    return Image.fromarray(np.where(is_object, 255, 0).astype(np.uint8))


def write_capture(folder: Path, names: Iterable[str] = NAMES) -> Path:
    """Cameras one behind the other, and their pictures."""
    poses = {name: standing_at(5.0 + index) for index, name in enumerate(names)}
    for name in poses:
        shaded().save(folder / name)
    write_json(folder / "transforms.json", nerf_document(poses, fl_x=90.0, w=SIZE[1], h=SIZE[0]))
    return folder


def states(opened: OpenedCapture) -> dict[str, bool]:
    return {view.id: view.enabled for view in opened.cameras}


def warning(opened: OpenedCapture, name: str) -> str:
    (found,) = [sentence for sentence in opened.warnings if name in sentence]
    return found


def test_views_have_the_cameras_sizes_and_masks_of_their_pictures(tmp_path: Path) -> None:
    opened = read_capture(write_capture(tmp_path), CaptureOptions(longest_side_pixels=40))
    assert opened.warnings == () and opened.cameras.ids == ("a", "b", "c", "d")
    view = opened.cameras["c"]
    assert view.image_size == (30, 40) and view.enabled
    np.testing.assert_allclose(eye_world(view.placement), [0, 0, 7], atol=1e-9)
    np.testing.assert_allclose(intrinsic_matrix(view), [[45, 0, 20], [0, 45, 15], [0, 0, 1]])
    assert view.mask is not None and view.mask.known is None
    assert (view.mask.coverage > 0).mean() == pytest.approx(INSIDE.mean(), abs=0.02)
    photograph = opened.capture.photographs["c"]
    assert photograph.path == tmp_path / "c.png"
    np.testing.assert_array_equal(photograph.colours[15, 20], [200, 180, 160])
    assert photograph.known is None


def test_progress_and_thumbnails_come_with_the_pictures(tmp_path: Path) -> None:
    reports: list[tuple[float, str]] = []
    thumbnails: dict[str, tuple[int, ...]] = {}
    caller = threading.get_ident()

    def take(view_id: str, colours: NDArray[np.uint8]) -> None:
        assert threading.get_ident() == caller
        thumbnails[view_id] = colours.shape

    write_capture(tmp_path)
    shaded().resize((400, 300)).save(tmp_path / "b.png")
    read_capture(tmp_path, CaptureOptions(), Progress(lambda share, text: reports.append((share, text))), take)
    assert thumbnails == {name: (96, 128, 3) if name == "b" else (60, 80, 3) for name in "abcd"}
    assert [text for _, text in reports[1:5]] == [f"picture {count} of 4" for count in (1, 2, 3, 4)]
    assert [share for share, _ in reports] == sorted(share for share, _ in reports)


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    progress = Progress(lambda share, text: progress.cancel() if text.startswith("picture") else None)
    taken: list[str] = []
    with pytest.raises(Cancelled):
        read_capture(write_capture(tmp_path), None, progress, lambda view_id, _: taken.append(view_id))
    assert 1 <= len(taken) <= 2


def test_bad_pictures_are_left_out_and_named(tmp_path: Path) -> None:
    write_capture(tmp_path)
    (tmp_path / "b.png").write_bytes((tmp_path / "b.png").read_bytes()[:90])
    Image.new("RGB", (80, 80)).save(tmp_path / "d.png")
    opened = read_capture(tmp_path)
    assert states(opened) == {"a": True, "c": True}
    assert "left out: it is damaged or cut short" in warning(opened, "b.png")
    assert "80 x 80 pixels" in warning(opened, "d.png")


def test_damaged_side_notes_do_no_harm(tmp_path: Path) -> None:
    write_capture(tmp_path)
    for name in NAMES:
        shaded().rotate(90, expand=True).save(
            tmp_path / name, exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x05\x00\x12\x01"
        )
    shaded().save(tmp_path / "a.png")
    opened = read_capture(tmp_path)
    assert opened.cameras.ids == ("a",)
    assert "60 x 80 pixels" in warning(opened, "b.png")


def test_no_usable_picture_is_an_error(tmp_path: Path) -> None:
    write_capture(tmp_path, ["a.png"])
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:90])
    with pytest.raises(CaptureFileError, match=r"no picture can be used; a\.png is left out"):
        read_capture(tmp_path)


def test_masks_that_show_nothing_or_all_switch_their_views_off(tmp_path: Path) -> None:
    write_capture(tmp_path)
    (tmp_path / "masks").mkdir()
    everywhere = np.ones(SIZE, dtype=bool)
    for name, is_object in zip(NAMES, (INSIDE, ~everywhere, everywhere, INSIDE), strict=True):
        matte(is_object).save(tmp_path / "masks" / name)
    opened = read_capture(tmp_path)
    assert states(opened) == {"a": True, "b": False, "c": False, "d": True}
    assert "nothing but background" in warning(opened, "b.png")
    assert "nothing but the object" in warning(opened, "c.png")


def test_a_picture_without_the_mask_that_others_have_is_switched_off(tmp_path: Path) -> None:
    write_capture(tmp_path)
    for name in NAMES[:3]:
        cut_out().save(tmp_path / name)
    opened = read_capture(tmp_path)
    assert states(opened) == {"a": True, "b": True, "c": True, "d": False}
    assert opened.cameras["d"].mask is None and "no mask" in warning(opened, "d.png")
    forced = read_capture(tmp_path, CaptureOptions(masks=MaskSettings(source="threshold")))
    assert all(states(forced).values()) and forced.warnings == ()


def test_a_mask_file_that_cannot_be_read_leaves_its_picture_usable(tmp_path: Path) -> None:
    write_capture(tmp_path)
    (tmp_path / "masks").mkdir()
    for name in NAMES:
        matte().save(tmp_path / "masks" / name)
    (tmp_path / "masks" / "b.png").write_bytes(b"no picture")
    opened = read_capture(tmp_path)
    assert states(opened) == {"a": True, "b": False, "c": True, "d": True}
    assert opened.cameras["b"].mask is None and "b" in opened.capture.photographs
    assert any("cannot be the mask of b.png" in sentence for sentence in opened.warnings)


def test_views_that_the_capture_itself_switches_off_have_masks(tmp_path: Path) -> None:
    write_capture(tmp_path)
    document = nerf_document({name: standing_at() for name in NAMES}, fl_x=90.0, w=SIZE[1], h=SIZE[0])
    document["frames"][1]["enabled"] = False
    write_json(tmp_path / "transforms.json", document)
    opened = read_capture(tmp_path)
    assert states(opened) == {"a": True, "b": False, "c": True, "d": True}
    assert opened.cameras["b"].mask is not None
    assert warning(opened, "b.png") == "b.png: switched off, as the capture's own files say."


def test_a_straightened_picture_keeps_what_is_unknown(tmp_path: Path) -> None:
    write_capture(tmp_path, ["a.png"])
    lens = {"fl_x": 90.0, "w": SIZE[1], "h": SIZE[0], "k1": 0.5}
    write_json(tmp_path / "transforms.json", nerf_document({"a.png": standing_at()}, **lens))
    opened = read_capture(tmp_path)
    mask = opened.cameras["a"].mask
    assert mask is not None and mask.known is not None and not mask.known[0, 0]
    np.testing.assert_array_equal(opened.capture.photographs["a"].known, mask.known)
