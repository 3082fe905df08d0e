# SPDX-License-Identifier: MIT
"""A file is whole or not there, and what was there before survives a failure."""

import errno
import os
from pathlib import Path

import pytest

from app.engine.atomic_file import FileWriteError, atomic_file
from app.engine.progress import Cancelled


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_appears_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "mesh.glb"
    with atomic_file(path) as beside:
        assert beside.suffix == ".glb"
        beside.write_bytes(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert names(tmp_path) == ["mesh.glb"]


@pytest.mark.parametrize("reason", [Cancelled(), KeyboardInterrupt(), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))])
def test_nothing_is_left_of_what_fails(tmp_path: Path, reason: BaseException) -> None:
    path = tmp_path / "mesh.glb"
    path.write_bytes(b"old")
    with pytest.raises(FileWriteError if isinstance(reason, OSError) else type(reason)), atomic_file(path) as beside:
        beside.write_bytes(b"hal")
        raise reason
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["mesh.glb"]


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "mesh.glb"
    with pytest.raises(FileWriteError) as caught, atomic_file(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert str(caught.value) == f"{path}: cannot be written: no space left on device"


def test_a_missing_folder_and_a_folder_in_the_way_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileWriteError, match="cannot be written: no such file or directory"):
        with atomic_file(tmp_path / "missing" / "mesh.glb") as beside:
            beside.write_bytes(b"")
    (tmp_path / "folder.glb").mkdir()
    with pytest.raises(FileWriteError, match=r"folder\.glb: cannot be written: is a directory"):
        with atomic_file(tmp_path / "folder.glb") as beside:
            beside.write_bytes(b"")
    assert names(tmp_path) == ["folder.glb"]


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "mesh.glb", tmp_path / "link.glb"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    with atomic_file(link) as beside:
        beside.write_bytes(b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
