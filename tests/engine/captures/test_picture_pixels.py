"""Picture files of all kinds are read as colours and alpha, bad ones refused in half a sentence."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.engine.captures.camera_parts import ShotProblem
from app.engine.captures.picture_pixels import read_grey, read_picture

SEED = np.random.default_rng(2)
COLOURS = SEED.integers(0, 256, (24, 32, 3)).astype(np.uint8)
LARGE = 10_000


def save(path: Path, image: Image.Image) -> Path:
    image.save(path)
    return path


def test_eight_bit_colours_are_the_files(tmp_path: Path) -> None:
    picture = read_picture(save(tmp_path / "a.png", Image.fromarray(COLOURS)), None, LARGE)
    np.testing.assert_array_equal(picture.pixels, COLOURS)
    assert picture.file_size == (24, 32)


def test_grey_and_sixteen_bits_are_scaled(tmp_path: Path) -> None:
    grey = read_picture(save(tmp_path / "a.png", Image.fromarray(COLOURS[..., 0])), None, LARGE)
    np.testing.assert_array_equal(grey.pixels, COLOURS[..., 0])
    deep = save(tmp_path / "b.png", Image.fromarray(COLOURS[..., 0].astype(np.uint16) * 257))
    np.testing.assert_array_equal(read_picture(deep, None, LARGE).pixels, grey.pixels)


def test_palettes_have_their_colours_and_transparency(tmp_path: Path) -> None:
    image = Image.fromarray((np.arange(24 * 32).reshape(24, 32) % 2).astype(np.uint8), mode="P")
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.save(tmp_path / "a.png")
    image.save(tmp_path / "b.png", transparency=0)
    plain, clear = (read_picture(tmp_path / name, None, LARGE) for name in ("a.png", "b.png"))
    np.testing.assert_array_equal(plain.pixels[0, :2], [[10, 20, 30], [200, 100, 50]])
    np.testing.assert_array_equal(clear.pixels[0, :2, 3], [0, 255])


def test_an_opaque_alpha_channel_counts_as_none(tmp_path: Path) -> None:
    image = Image.fromarray(COLOURS)
    image.putalpha(255)
    assert read_picture(save(tmp_path / "a.png", image), None, LARGE).pixels.shape == (24, 32, 3)


@pytest.mark.parametrize(("lens_size", "expected"), [((32, 24), (32, 24)), ((24, 32), (24, 32)), (None, (24, 32))])
def test_a_picture_is_turned_only_to_fit_its_lens(
    tmp_path: Path, lens_size: tuple[int, int] | None, expected: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(COLOURS).save(tmp_path / "a.png", exif=exif)
    picture = read_picture(tmp_path / "a.png", lens_size, LARGE)
    turned = np.rot90(COLOURS, -1) if expected == (32, 24) else COLOURS
    assert picture.file_size == expected
    np.testing.assert_array_equal(picture.pixels, turned)


@pytest.mark.parametrize(("size", "least", "decoded"), [((64, 96), 40, 48), ((64, 96), 60, 96), ((65, 97), 10, 97)])
def test_jpegs_are_decoded_to_whole_fractions(tmp_path: Path, size: tuple[int, int], least: int, decoded: int) -> None:
    Image.new("RGB", size[::-1], (90, 120, 30)).save(tmp_path / "a.jpg")
    picture = read_picture(tmp_path / "a.jpg", None, least)
    assert picture.pixels.shape[1] == decoded
    assert picture.file_size == size


@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_pictures_cut_short_are_refused(tmp_path: Path, kind: str) -> None:
    path = save(tmp_path / f"a.{kind}", Image.fromarray(SEED.integers(0, 256, (80, 80, 3)).astype(np.uint8)))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ShotProblem, match="damaged or cut short"):
        read_picture(path, None, LARGE)


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n"]
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(ShotProblem, match="not a picture"):
        read_picture(tmp_path / "a.png", None, LARGE)
    with pytest.raises(ShotProblem, match="no such file"):
        read_picture(tmp_path / "b.png", None, LARGE)


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    (tmp_path / "a.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    )
    with pytest.raises(ShotProblem, match="too large, at most 200 million"):
        read_picture(tmp_path / "a.png", None, LARGE)


def test_a_picture_of_another_shape_than_its_lens_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", Image.fromarray(COLOURS))
    with pytest.raises(ShotProblem, match="32 x 24 pixels, its camera is for a picture of 100 x 100"):
        read_picture(path, (100, 100), LARGE)
    assert read_picture(path, (241, 320), LARGE).file_size == (24, 32)  # rounded when it was reduced


def test_masks_are_grey_alpha_or_numbers(tmp_path: Path) -> None:
    inside = np.zeros((24, 32), dtype=np.uint8)
    inside[5:9, 6:20] = 255
    clear = Image.fromarray(COLOURS)
    clear.putalpha(Image.fromarray(inside))
    images = {
        "grey": Image.fromarray(inside),
        "bits": Image.fromarray(inside > 0),
        "numbers": Image.fromarray(inside // 255),
        "deep": Image.fromarray(inside.astype(np.uint16) * 257),
        "shallow": Image.fromarray(inside.astype(np.uint16)),
        "colours": Image.fromarray(inside[..., None] * np.array([1, 0, 0], dtype=np.uint8)),
        "alpha": clear,
    }
    for name, image in images.items():
        np.testing.assert_array_equal(read_grey(save(tmp_path / f"{name}.png", image), None), inside, err_msg=name)
