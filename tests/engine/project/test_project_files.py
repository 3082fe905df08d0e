# SPDX-License-Identifier: MIT
"""A project comes back from its file as it went in, and is written whole or not at all."""

import dataclasses
import errno
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.atomic_file import FileWriteError
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import StepReport
from app.engine.meshes.model import Model
from app.engine.progress import Cancelled, Progress
from app.engine.project.array_store import ArrayWriter
from app.engine.project.files import read_project, read_summary, write_project
from app.engine.project.project import ProjectFileError
from app.engine.project.project_record import DOCUMENT
from tests.support.moments import keyframe
from tests.support.projects import random_fit_colours, random_mesh, random_project, same


@pytest.mark.parametrize("seed", range(20))
def test_comes_back_to_the_bit(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    project = random_project(rng, moments=seed % 5)
    path = tmp_path / "größer.photosculpture"
    write_project(path, project)
    assert same(read_project(path), project)


def test_arrays_that_moments_share_are_stored_once_and_shared_again(tmp_path: Path) -> None:
    project = random_project(np.random.default_rng(0), moments=4)
    path = tmp_path / "a.photosculpture"
    write_project(path, project)
    read = read_project(path)
    first, *others = [keyframe.snapshot for keyframe in read.keyframes]
    for snapshot in others:
        assert snapshot.faces is first.faces is snapshot.state.faces
        assert snapshot.state.rest_positions_local is first.state.rest_positions_local
    assert read.snapshot is read.keyframes[-1].snapshot
    assert read.keyframes[0].views is read.keyframes[2].views
    assert {id(view) for view in read.keyframes[0].views} & {id(view) for view in read.cameras}


def test_moments_with_faces_of_their_own_come_back(tmp_path: Path) -> None:
    project = random_project(np.random.default_rng(0))
    keyframes = tuple(keyframe(step, level) for step, level in ((0, 2), (5, 1), (9, 1), (12, 3)))
    project = dataclasses.replace(project, keyframes=keyframes, snapshot=keyframes[-1].snapshot)
    path = tmp_path / "a.photosculpture"
    write_project(path, project)
    read = read_project(path)
    assert same(read, project)
    faces = [item.snapshot.faces for item in read.keyframes]
    assert faces[1] is faces[2] is read.keyframes[2].snapshot.state.faces
    assert len({len(item) for item in faces}) == 3


def test_arrays_that_are_read_can_be_written_to(tmp_path: Path) -> None:
    path = tmp_path / "a.photosculpture"
    write_project(path, random_project(np.random.default_rng(0)))
    snapshot = read_project(path).snapshot
    assert snapshot is not None
    assert snapshot.state.parameters.flags.writeable
    assert snapshot.state.rest_positions_local.flags.aligned


def test_the_document_is_readable(tmp_path: Path) -> None:
    path = tmp_path / "a.photosculpture"
    write_project(path, random_project(np.random.default_rng(0)))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        document = json.loads(archive.read(DOCUMENT))
        assert (document["format"], document["version"]) == ("photosculpture project", 3)
        assert all(np.load(archive.open(name)).size for name in archive.namelist() if name.endswith(".npy"))


def test_the_summary_needs_no_arrays(tmp_path: Path) -> None:
    path = tmp_path / "a.photosculpture"
    project = random_project(np.random.default_rng(0))
    write_project(path, project)
    summary = read_summary(path)
    assert (summary.subject_name, summary.step) == (project.subject.name, project.step)
    assert abs(summary.saved_at.timestamp() - path.stat().st_mtime) < 60


def test_progress_covers_the_history(tmp_path: Path) -> None:
    shares: list[float] = []
    project = random_project(np.random.default_rng(0), moments=4)
    write_project(tmp_path / "a.photosculpture", project, Progress(lambda share, text: shares.append(share)))
    assert shares == [0.0, 0.25, 0.5, 0.75]


@pytest.mark.parametrize("reason", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), Cancelled(), MemoryError()])
@pytest.mark.parametrize("failing_write", [0, 1, 7])
def test_what_fails_half_way_leaves_the_file_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: BaseException, failing_write: int
) -> None:
    path = tmp_path / "a.photosculpture"
    before = random_project(np.random.default_rng(0))
    write_project(path, before)
    store, calls = ArrayWriter._store, iter(range(100))

    def failing(writer: ArrayWriter, name: str, array: NDArray[Any]) -> None:
        if next(calls) == failing_write:
            raise reason
        store(writer, name, array)

    monkeypatch.setattr(ArrayWriter, "_store", failing)
    with pytest.raises(FileWriteError if isinstance(reason, OSError) else type(reason)):
        write_project(path, random_project(np.random.default_rng(1)))
    assert same(read_project(path), before)
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_project_with_a_number_that_is_not_finite_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.photosculpture"
    project = random_project(np.random.default_rng(0))
    assert project.snapshot is not None
    project.snapshot.positions_world[3, 1] = np.nan
    with pytest.raises(ProjectFileError, match=r"a\.photosculpture: the project cannot be saved: .* NaN or infinity"):
        write_project(path, project)
    assert not list(tmp_path.iterdir())


def with_document(path: Path, change: dict[str, object]) -> Path:
    """A copy of a project file with other values in its document."""
    changed = path.with_name("changed.photosculpture")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == DOCUMENT:
                content = json.dumps(json.loads(content) | change).encode()
            target.writestr(name, content)
    return changed


def test_settings_of_older_and_newer_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.photosculpture"
    project = random_project(np.random.default_rng(0))
    write_project(path, project)
    changed = with_document(path, {"settings": {"steps": 77, "sharpness": 3.0, "aura": "blue"}})
    read = read_project(changed)
    assert read.settings == FitSettings(steps=77)
    assert read.warnings == (
        "the setting 'aura' is unknown to this version and was left out",
        "the setting 'sharpness' is unknown to this version and was left out",
    )
    assert same(replace(read, settings=project.settings, warnings=()), project)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 4}, r"was saved by a newer version of Photosculpture \(format 4, this one reads up to 3\)"),
        ({"version": "1"}, "version must be a whole number between 1 and"),
        ({"format": "photograph"}, "it says that it is 'photograph', expected 'photosculpture project'"),
        ({"settings": {"steps": 0}}, "settings: FitSettings: steps must lie between 1 and"),
        ({"settings": {"steps": 10**400}}, "is damaged"),
        ({"settings": []}, "settings must be a table"),
        ({"camera_sets": [[0, 99]]}, "camera_sets must hold numbers of the 6 views"),
        ({"camera_sets": [[0, 0]], "cameras": 0, "keyframes": []}, "CameraSet: ids must be unique"),
        ({"cameras": 7}, "cameras must be a whole number between 0 and 1"),
        ({"keyframes": [{"snapshot": True, "cameras": 0}]}, r"keyframes\[0\].snapshot must be a whole number"),
        ({"keyframes": [{"snapshot": 1, "cameras": 0}, {"snapshot": 0, "cameras": 0}]}, "keyframes must ascend"),
        ({"snapshots": [{}]}, r"snapshots\[0\].state is missing"),
        ({"model": {"name": "x", "path": None, "mesh": {"positions": "../../etc/passwd"}}}, "is missing"),
        ({"capture": {"name": "x", "path": None, "photographs": []}}, "capture.center_world is missing"),
        ({"model": {"name": "x", "path": None, "mesh": {"positions": DOCUMENT}}}, "is not stored as an array"),
        ({"layout": 3}, "layout must be a table"),
        ({"views": [{}], "camera_sets": [[0]]}, r"views\[0\].image_height is missing"),
        ({"run_log": {"columns": []}}, "run_log.columns must be step, loss"),
        ({"run_log": {"columns": ["step"]}}, "run_log.columns must be step, loss"),
    ],
)
def test_says_what_is_wrong_with_a_document(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = tmp_path / "a.photosculpture"
    rng = np.random.default_rng(0)
    write_project(path, replace(random_project(rng), subject=Model("kettle", None, random_mesh(rng))))
    with pytest.raises(ProjectFileError, match=message) as caught:
        read_project(with_document(path, change))
    assert "changed.photosculpture: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_of_the_first_version_has_neither_weights_nor_masks(tmp_path: Path) -> None:
    path = tmp_path / "a.photosculpture"
    project = random_project(np.random.default_rng(0))
    write_project(path, project)
    with zipfile.ZipFile(path) as archive:
        views = json.loads(archive.read(DOCUMENT))["views"]
    first = [{key: value for key, value in view.items() if key not in ("weight", "mask")} for view in views]
    read = read_project(with_document(path, {"version": 1, "views": first}))
    assert read.cameras.ids == project.cameras.ids
    assert all(view.weight == 1.0 and view.mask is None for view in read.cameras)


VERSION_2 = Path(__file__).parent / "version_2.photosculpture"


def test_a_file_from_before_colours_opens_without_any() -> None:
    read = read_project(VERSION_2)
    assert read.warnings == ()
    assert (read.subject.name, read.step, len(read.keyframes), len(read.cameras)) == ("a/kettle ☕", 3089, 2, 5)
    assert read.settings == replace(
        FitSettings(),
        steps=4732,
        learning_rate=0.950463745862239,
        softness_start_pixels=7.162394190794506,
        softness_end_pixels=4.748382290972495,
        smoothness=31.183145201048546,
        normal_weight=0.42332644897257565,
        start="/models/start größer.obj",
        seed=586626706,
    )
    assert read.run_log.last == StepReport(3, *map(float, range(14, 21)))
    np.testing.assert_array_equal(read.run_log.ious, [[1, 0.5], [3, 0.75]])
    assert len(read.run_log.psnrs) == 0
    assert read.snapshot is not None and read.snapshot.state.colours is None
    assert read.snapshot.quality_per_view == ()
    assert read.snapshot.state.optimizer.mean is not None and read.snapshot.state.cameras.view_ids


def test_a_file_from_before_colours_is_saved_as_one_of_today(tmp_path: Path) -> None:
    read = read_project(VERSION_2)
    write_project(tmp_path / "a.photosculpture", read)
    assert same(read_project(tmp_path / "a.photosculpture"), read)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"vertex_albedo_linear": "arrays/nothing.npy"}, "arrays/nothing.npy is missing"),
        ({"log_exposures": [0.5, 0.25]}, "colours.log_exposures must be 1 numbers, got 2"),
        ({"view_ids": [3]}, "colours.view_ids must be texts"),
        ({"light_optimizer": {"count": -1, "mean": None, "square": None}}, "colours.light_optimizer.count must be"),
    ],
)
def test_says_what_is_wrong_with_colours(tmp_path: Path, change: dict[str, object], message: str) -> None:
    rng = np.random.default_rng(0)
    project = random_project(rng, moments=1)
    assert project.snapshot is not None
    state = project.snapshot.state
    colours = replace(
        random_fit_colours(rng, len(state.rest_positions_local), len(state.faces)),
        log_exposures=(("view-0", 0.5),),
        exposure_optimizer=OptimizerState(),
    )
    snapshot = replace(project.snapshot, state=replace(state, colours=colours))
    path = tmp_path / "a.photosculpture"
    write_project(path, replace(project, keyframes=(), snapshot=snapshot))
    with zipfile.ZipFile(path) as archive:
        (record,) = json.loads(archive.read(DOCUMENT))["snapshots"]
    record["state"]["colours"] |= change
    with pytest.raises(ProjectFileError, match=message):
        read_project(with_document(path, {"snapshots": [record]}))
