"""The parts of pictures are written as people expect pictures to be."""

from pathlib import Path
from zipfile import ZipFile

import imageio.v3 as imageio
import numpy as np
import pytest

from app.engine.export.part_pictures import PartPictures, write_part_archive, write_part_pictures
from app.engine.progress import Cancelled, Progress


def two_views() -> list[PartPictures]:
    half, quarter, two = (np.full((4, 6, 3), value, dtype=np.float32) for value in (0.5, 0.25, 2.0))
    return [PartPictures(view_id, half, quarter, two) for view_id in ("view-01", "a b/ö")]


def test_each_part_of_each_view_is_a_picture(tmp_path: Path) -> None:
    write_part_pictures(tmp_path, two_views())
    names = ["001-view-01.png", "002-a_b__.png"]
    for folder, value in (("colour", 188), ("albedo", 137), ("shading", 255)):
        assert sorted(path.name for path in (tmp_path / folder).iterdir()) == names
        for name in names:
            picture = imageio.imread(tmp_path / folder / name)
            assert picture.shape == (4, 6, 3)
            assert (picture == value).all()


def test_an_archive_holds_the_same(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    write_part_pictures(tmp_path / "folder", two_views())
    shares: list[float] = []
    write_part_archive(tmp_path / "a.zip", 2, two_views(), Progress(lambda share, text: shares.append(share)))
    with ZipFile(tmp_path / "a.zip") as archive:
        written = {name: archive.read(name) for name in archive.namelist()}
    files = list((tmp_path / "folder").rglob("*.png"))
    assert written == {path.relative_to(tmp_path / "folder").as_posix(): path.read_bytes() for path in files}
    assert shares == [0.5, 1.0]


def test_an_archive_that_is_given_up_is_not_there(tmp_path: Path) -> None:
    def given_up(share: float, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_part_archive(tmp_path / "a.zip", 2, two_views(), Progress(given_up))
    assert list(tmp_path.iterdir()) == []
