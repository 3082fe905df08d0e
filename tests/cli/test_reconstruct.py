"""The command from end to end, on runs of a second; bad input ends in one sentence and leaves nothing behind."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import trimesh

from app.__main__ import main
from app.cli.progress_bar import ProgressBar
from app.engine.export import results
from app.engine.export.mesh_files import write_mesh
from app.engine.export.result_folder import RESULT_NAMES
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere

TINY = ("--views", "3", "--resolution", "32", "--steps", "5", "--device", "cpu", "--start", "sphere")
BY_DEFAULT = ("--start", FitSettings().start)


@pytest.fixture(autouse=True)
def small_animation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The animation's size is what takes most of a tiny run."""
    monkeypatch.setattr(results, "FILM", replace(results.FILM, pixels=64))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    sphere = icosphere(2)
    path = tmp_path / "egg.glb"
    write_mesh(path, Mesh(sphere.positions * [3, 4, 3] + [100, 50, 20], sphere.faces))
    return path


def reconstruct(model: Path, out: Path, *options: str) -> int:
    return main(["reconstruct", str(model), "--out", str(out), *TINY, *options])


def test_a_run_leaves_every_result(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "results" / "egg"
    assert reconstruct(model, out, *BY_DEFAULT, "--rig", "ring", "--elevation", "20") == 0
    assert sorted(path.name for path in out.iterdir()) == sorted(RESULT_NAMES)
    metrics = json.loads((out / "metrics.json").read_text())
    assert [entry["step"] for entry in metrics["history"]] == [1, 2, 3, 4, 5]
    assert metrics["settings"]["views"] == 3
    assert metrics["settings"]["elevation_degrees"] == 20
    assert list(metrics["iou_per_view"]) == ["view-01", "view-02", "view-03"]
    assert metrics["outcome"] == "finished"
    assert metrics["device"].startswith("cpu")
    assert min(metrics["seconds"].values()) >= 0
    said = capsys.readouterr()
    assert str(out) in said.out
    assert "steps/s" in said.err and "ETA" in said.err and "loss" in said.err and "IoU" in said.err


def test_results_are_a_closed_outward_mesh_in_the_models_frame(model: Path, tmp_path: Path) -> None:
    assert reconstruct(model, tmp_path / "out", "--steps", "60", "--views", "6", *BY_DEFAULT) == 0
    results = [read_mesh(tmp_path / "out" / name) for name in ("mesh.glb", "mesh.obj")]
    np.testing.assert_allclose(results[0].positions, results[1].positions, atol=1e-5)
    for mesh in results:
        shape = trimesh.Trimesh(mesh.positions, mesh.faces, process=False)
        assert shape.is_watertight
        assert shape.volume > 0
        np.testing.assert_allclose(mesh.bounds, [[97, 46, 17], [103, 54, 23]], atol=0.8)


def test_the_same_run_gives_the_same_mesh_bit_for_bit(model: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert reconstruct(model, tmp_path / name, *BY_DEFAULT) == 0
    for name in ("mesh.glb", "mesh.obj", "progress.gif"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_suggested_views_are_told_and_kept(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reconstruct(model, tmp_path / "out", "--suggest-views", "2") == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("next best view")]
    assert len(told) == 2
    assert told[0].startswith("next best view 1: direction azimuth ") and told[0].endswith("to an outline")
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert 0 < metrics["unconstrained_share"] < 1
    for suggestion in metrics["suggested_views"]:
        # As far from the model's centre as the present views are, and aimed at the result.
        np.testing.assert_allclose(suggestion["target_world"], [100, 50, 20], atol=4)
        assert np.linalg.norm(np.subtract(suggestion["eye_world"], suggestion["target_world"])) > 5
        assert suggestion["fov_y_degrees"] == pytest.approx(40)
        assert suggestion["image_size"] == [32, 32]
    assert len(metrics["suggested_views"]) == 2


def test_without_being_asked_nothing_is_suggested(model: Path, tmp_path: Path) -> None:
    assert reconstruct(model, tmp_path / "out") == 0
    assert "suggested_views" not in json.loads((tmp_path / "out" / "metrics.json").read_text())


def test_files_of_other_names_stay_and_old_results_are_replaced(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    (out / "mesh.obj").write_text("old")
    assert reconstruct(model, out) == 0
    assert sorted(path.name for path in out.iterdir()) == sorted([*RESULT_NAMES, "notes.txt"])
    assert (out / "mesh.obj").read_text() != "old"


def test_a_run_starts_from_a_result(model: Path, tmp_path: Path) -> None:
    assert reconstruct(model, tmp_path / "first", "--steps", "40") == 0
    assert reconstruct(model, tmp_path / "second", "--start", str(tmp_path / "first" / "mesh.glb")) == 0
    first, second = (json.loads((tmp_path / name / "metrics.json").read_text()) for name in ("first", "second"))
    assert second["history"][0]["iou"] == pytest.approx(np.mean(list(first["iou_per_view"].values())), abs=0.02)


def test_ctrl_c_keeps_what_there_is(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    advance = ProgressBar.advance
    steps_done: list[int] = []

    def interrupted_at_the_third(bar: ProgressBar) -> None:
        advance(bar)
        steps_done.append(1)
        if len(steps_done) == 3:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(ProgressBar, "advance", interrupted_at_the_third)
    before = signal.getsignal(signal.SIGINT)
    assert reconstruct(model, tmp_path / "out") == 130
    assert signal.getsignal(signal.SIGINT) is before
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert metrics["outcome"] == "interrupted"
    assert [entry["step"] for entry in metrics["history"]] == [1, 2, 3]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(RESULT_NAMES)
    assert "interrupted after step 3 of 5" in capsys.readouterr().err


def test_ctrl_c_before_the_first_step_writes_nothing(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    enter = ProgressBar.__enter__

    def interrupted_at_once(bar: ProgressBar) -> ProgressBar:
        signal.raise_signal(signal.SIGINT)
        return enter(bar)

    monkeypatch.setattr(ProgressBar, "__enter__", interrupted_at_once)
    assert reconstruct(model, tmp_path / "out") == 130
    assert not (tmp_path / "out").exists()
    assert capsys.readouterr().err.endswith("photosculpture: interrupted, nothing was written\n")


def test_a_step_that_fails_keeps_the_mesh_before_it(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.engine.fitting.finite import NonFiniteError
    from app.engine.fitting.fit_session import FitSession
    from app.engine.fitting.snapshot import StepReport

    step = FitSession.step

    def fails_at_the_third(session: FitSession) -> StepReport:
        if session.step_count == 2:
            raise NonFiniteError(3, "view-02", "loss")
        return step(session)

    monkeypatch.setattr(FitSession, "step", fails_at_the_third)
    assert reconstruct(model, tmp_path / "out") == 1
    sentence = "step 3: the loss is not finite in view view-02"
    assert sentence in capsys.readouterr().err
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert sentence in metrics["outcome"]
    assert [entry["step"] for entry in metrics["history"]] == [1, 2]


def refusal(capsys: pytest.CaptureFixture[str], model: Path, out: Path, *options: str) -> str:
    """The one sentence of a run that is refused."""
    assert reconstruct(model, out, *options) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("photosculpture: error: ")
    assert said.err.count("\n") == 1
    return said.err.removeprefix("photosculpture: error: ").rstrip("\n")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("missing.glb", None, "no such file"),
        ("empty.obj", b"", "the file is empty"),
        ("cut.glb", b"glTF\x02\x00\x00\x00\x00\x10\x00\x00" + b"\x00" * 20, "is truncated, it has 32 of 4,096 bytes"),
        ("points.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n", "has no faces, a surface of triangles or polygons is needed"),
        ("image.ply", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "is not a PLY file, it does not begin with 'ply'"),
        ("notes.txt", b"hello", "expected a file of type .glb, .gltf, .obj, .ply, .stl, got .txt"),
    ],
)
@pytest.mark.parametrize("as_start", [False, True])
def test_a_bad_file_is_one_sentence(
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    expected: str,
    as_start: bool,
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    if as_start:
        said = refusal(capsys, model, tmp_path / "out", "--start", str(path))
    else:
        said = refusal(capsys, path, tmp_path / "out")
    assert said == f"{path}: {expected}"
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(capsys, model, model)
    assert said == f"{model}: is a file, expected a folder for the results"
    assert "cannot be written" in refusal(capsys, model, model / "below")


def test_the_model_is_not_overwritten(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = model.rename(tmp_path / "mesh.glb")
    assert "choose another folder" in refusal(capsys, own, tmp_path)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_one_sentence(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "torch finds no GPU" in refusal(capsys, model, tmp_path / "out", "--device", "cuda")
    assert not (tmp_path / "out").exists()


def test_a_missing_material_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "m.obj"
    path.write_text("mtllib none.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n")
    assert reconstruct(path, tmp_path / "out") == 0
    assert "photosculpture: warning: " in capsys.readouterr().err


def test_bad_input_is_found_without_torch(tmp_path: Path) -> None:
    program = (
        "import sys; from app.__main__ import main; status = main(sys.argv[1:]); print(status, 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "reconstruct", str(tmp_path / "none.glb")],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == "2 False\n"
    assert done.stderr == f"photosculpture: error: {tmp_path / 'none.glb'}: no such file\n"


def test_the_package_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.startswith("photosculpture ")
