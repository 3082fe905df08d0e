"""The result folder: whole or untouched."""

import os
from pathlib import Path

import pytest

from app.engine.export.result_folder import ResultFolderError, check_result_folder, result_folder


def message(folder: Path, *inputs: Path) -> str:
    with pytest.raises(ResultFolderError) as caught:
        check_result_folder(folder, inputs)
    return str(caught.value)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_new_folder_appears_with_its_parents_when_all_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    check_result_folder(folder)
    with result_folder(folder) as staging:
        (staging / "mesh.obj").write_text("new")
        assert not folder.exists()
    assert contents(folder) == {"mesh.obj": "new"}
    assert os.listdir(tmp_path) == ["a"]


def test_in_a_folder_that_exists_own_files_are_replaced_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "mesh.obj").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    check_result_folder(tmp_path)
    with result_folder(tmp_path) as staging:
        (staging / "mesh.obj").write_text("new")
        assert (tmp_path / "mesh.obj").read_text() == "old"
    assert contents(tmp_path) == {"mesh.obj": "new", "notes.txt": "mine"}


def test_folders_in_it_are_filled_likewise(tmp_path: Path) -> None:
    (tmp_path / "colour").mkdir()
    (tmp_path / "colour" / "a.png").write_text("old")
    (tmp_path / "colour" / "notes.txt").write_text("mine")
    check_result_folder(tmp_path, colour="vertex")
    with result_folder(tmp_path) as staging:
        for name in ("colour", "albedo"):
            (staging / name).mkdir()
            (staging / name / "a.png").write_text("new")
    assert contents(tmp_path / "colour") == {"a.png": "new", "notes.txt": "mine"}
    assert contents(tmp_path / "albedo") == {"a.png": "new"}


def test_what_colours_bring_along_is_checked_where_there_are_some(tmp_path: Path) -> None:
    (tmp_path / "albedo").write_text("a file")
    (tmp_path / "mesh.mtl").write_text("a material")
    check_result_folder(tmp_path, [tmp_path / "mesh.mtl"])
    with pytest.raises(ResultFolderError, match="albedo: is a file, and a folder of that name would be written"):
        check_result_folder(tmp_path, [tmp_path / "mesh.mtl"], "vertex")
    with pytest.raises(ResultFolderError, match=r"mesh\.mtl: is read by this run"):
        check_result_folder(tmp_path, [tmp_path / "mesh.mtl"], "texture")


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "mesh.obj").write_text("old")
    for folder in (tmp_path, tmp_path / "new"):
        with pytest.raises(RuntimeError), result_folder(folder) as staging:
            (staging / "mesh.obj").write_text("half")
            raise RuntimeError
    assert contents(tmp_path) == {"mesh.obj": "old"}


def test_a_new_folder_has_the_permissions_new_folders_have(tmp_path: Path) -> None:
    (tmp_path / "usual").mkdir()
    with result_folder(tmp_path / "results") as staging:
        (staging / "mesh.obj").write_text("new")
    assert (tmp_path / "results").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_what_cannot_be_a_result_folder_is_found_out_before(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("text")
    assert message(file) == f"{file}: is a file, expected a folder for the results"
    assert message(file / "below") == f"{file / 'below'}: cannot be written: Not a directory"
    assert "cannot be written: File name too long" in message(tmp_path / ("n" * 300))
    (tmp_path / "taken" / "loss.png").mkdir(parents=True)
    assert "is a folder, and a result of that name would be written" in message(tmp_path / "taken")
    assert sorted(os.listdir(tmp_path)) == ["file", "taken"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="no folder is closed to root")
def test_a_closed_folder_is_found_out_before(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    for folder in (closed, closed / "new"):
        assert message(folder) == f"{folder}: cannot be written: Permission denied"


def test_a_file_system_without_room_for_files_is_found_out_before() -> None:
    if not Path("/proc/self").exists():
        pytest.skip("no /proc")
    assert "cannot be written" in message(Path("/proc/photosculpture"))


def test_an_input_is_not_overwritten(tmp_path: Path) -> None:
    model = tmp_path / "mesh.obj"
    model.write_text("model")
    assert message(tmp_path, model) == f"{model}: is read by this run, choose another folder for the results"
