"""What a fit in colour lets be exported, through the dialog's controls."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.engine.fitting.colour_state import ColourState, TextureState
from app.engine.meshes.files import read_mesh
from app.engine.texturing.unwrapping import unwrapped
from app.ui.dialogs.export_kinds import ExportKind
from tests.support.export_desk import ExportDesk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> ExportDesk:
    desk = ExportDesk(qtbot, tmp_path)
    desk.run()
    return desk


def painted(desk: ExportDesk, size: int | None) -> None:
    """Let the run's newest mesh have colours, in a texture of that size or at its vertices."""
    snapshot = desk.controller.snapshot
    assert snapshot is not None
    flat = unwrapped(snapshot.positions_world, snapshot.faces, 64)
    green = np.full((len(snapshot.positions_world), 3), (0.0, 0.25, 0.0), dtype=np.float32)
    texels = np.full((size or 1, size or 1, 3), (0.25, 0.0, 0.0), dtype=np.float32)
    texture = None if size is None else TextureState(texels, flat.uv, flat.uv_faces)
    colours = ColourState(green, np.zeros(3, dtype=np.float32), texture=texture)
    newest = replace(snapshot, state=replace(snapshot.state, colours=colours))
    desk.worker.channels.snapshots.publish(newest)
    desk.qtbot.waitUntil(
        lambda: desk.controller.snapshot is not None and desk.controller.snapshot.state is newest.state
    )


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".ply"])
def test_a_mesh_in_colour(desk: ExportDesk, suffix: str) -> None:
    painted(desk, None)
    desk.choose(ExportKind.MESH, suffix)
    assert desk.summary == "42 vertices, 80 faces in colour, after 120 steps"
    desk.write_to(desk.folder / f"out{suffix}")
    desk.go()
    desk.wait()
    colours = read_mesh(desk.folder / f"out{suffix}").colours
    assert colours is not None and colours.vertex_colours_linear is not None
    np.testing.assert_allclose(colours.vertex_colours_linear, np.tile([0, 0.25, 0], (42, 1)), atol=2e-3)


def test_the_files_of_a_texture_are_named_before_they_are_written(desk: ExportDesk) -> None:
    painted(desk, 16)
    desk.choose(ExportKind.MESH, ".obj")
    assert desk.summary == "42 vertices, 80 faces, a texture of 16 x 16, after 120 steps"
    assert desk.remark == "egg-sculpted.mtl and egg-sculpted.png will be written beside."
    (desk.folder / "out.png").write_text("a picture")
    desk.write_to(desk.folder / "out.obj")
    assert desk.remark == "out.png is there already and will be replaced. out.mtl will be written beside."
    assert desk.button("export-go").text() == "Replace"
    desk.go()
    desk.wait()
    written = ["out.mtl", "out.obj", "out.png"]
    assert sorted(item.name for item in desk.folder.iterdir() if item.stem == "out") == written
    colours = read_mesh(desk.folder / "out.obj").colours
    assert colours is not None and colours.texture_srgb is not None
    np.testing.assert_array_equal(colours.texture_srgb[0, 0], [137, 0, 0])
    desk.choose(ExportKind.MESH, ".ply")
    assert "beside" not in desk.remark


def test_a_folder_where_the_texture_would_go_is_told(desk: ExportDesk) -> None:
    painted(desk, 16)
    (desk.folder / "out.mtl").mkdir()
    desk.choose(ExportKind.MESH, ".obj")
    desk.write_to(desk.folder / "out.obj")
    assert desk.remark == f"{desk.folder / 'out.mtl'} is a folder."
    assert not desk.button("export-go").isEnabled()


def test_pictures_in_colour(desk: ExportDesk) -> None:
    desk.choose(ExportKind.PICTURES)
    assert desk.summary.startswith("There are no colours yet")
    assert not desk.button("export-go").isEnabled()
    painted(desk, None)
    desk.qtbot.waitUntil(lambda: desk.summary == "4 cameras, 12 pictures")
    desk.go()
    desk.wait()
    with ZipFile(desk.folder / "egg-pictures.zip") as archive:
        names = archive.namelist()
        assert len(names) == 12
        albedo = np.asarray(Image.open(archive.open(min(name for name in names if name.startswith("albedo/")))))
    seen = albedo.any(axis=2)
    assert 0.05 < seen.mean() < 0.9
    np.testing.assert_array_equal(np.median(albedo[seen], axis=0), [0, 137, 0])
