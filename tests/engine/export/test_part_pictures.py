"""The parts of pictures are written as people expect pictures to be."""

from pathlib import Path

import imageio.v3 as imageio
import numpy as np

from app.engine.export.part_pictures import PartPictures, write_part_pictures


def test_each_part_of_each_view_is_a_picture(tmp_path: Path) -> None:
    half, quarter, two = (np.full((4, 6, 3), value, dtype=np.float32) for value in (0.5, 0.25, 2.0))
    views = [PartPictures(view_id, half, quarter, two) for view_id in ("view-01", "a b/ö")]
    write_part_pictures(tmp_path, views)
    names = ["001-view-01.png", "002-a_b__.png"]
    for folder, value in (("colour", 188), ("albedo", 137), ("shading", 255)):
        assert sorted(path.name for path in (tmp_path / folder).iterdir()) == names
        for name in names:
            picture = imageio.imread(tmp_path / folder / name)
            assert picture.shape == (4, 6, 3)
            assert (picture == value).all()
