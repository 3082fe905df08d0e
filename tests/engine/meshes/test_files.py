"""Reading models: what every format comes out as, and the sentence for every file that is none."""

import json
import os
import struct
import warnings
from pathlib import Path

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from app.engine.meshes import files, model_header
from app.engine.meshes.files import read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.mesh_file_error import MeshFileError

TETRAHEDRON_OBJ = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n"


def box(extents: tuple[float, float, float] = (1, 2, 3)) -> trimesh.Trimesh:
    shape = trimesh.creation.box(extents=extents)
    assert isinstance(shape, trimesh.Trimesh)
    return shape


def exported(geometry: trimesh.Trimesh | trimesh.Scene, path: Path) -> Path:
    geometry.export(path)
    return path


def volume(mesh: Mesh) -> float:
    a, b, c = mesh.positions[mesh.faces].transpose(1, 0, 2)
    return float((a * np.cross(b, c)).sum() / 6)


def message(path: Path) -> str:
    """The one sentence that reading ends in, without the path."""
    with pytest.raises(MeshFileError) as caught:
        read_mesh(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    return text.removeprefix(f"{path}: ")


@pytest.mark.parametrize("name", ["m.glb", "m.gltf", "m.obj", "m.ply", "m.stl", "M.GLB"])
def test_every_format_gives_the_same_surface(tmp_path: Path, name: str) -> None:
    if name == "m.gltf":
        for file_name, content in trimesh.exchange.gltf.export_gltf(box().scene()).items():
            (tmp_path / file_name).write_bytes(content)
        (tmp_path / "model.gltf").rename(tmp_path / name)
    else:
        exported(box(), tmp_path / name)
    mesh = read_mesh(tmp_path / name)
    assert len(mesh.faces) == 12
    assert len(mesh.welded().positions) == 8
    np.testing.assert_allclose(mesh.bounds, [[-0.5, -1, -1.5], [0.5, 1, 1.5]])
    assert volume(mesh) == pytest.approx(6)


def test_scene_transforms_are_applied_and_parts_joined(tmp_path: Path) -> None:
    scene = trimesh.Scene()
    scene.add_geometry(box(), node_name="plain")
    placed = trimesh.transformations.translation_matrix([10, 0, 0]) @ np.diag([2.0, 1, 1, 1])
    scene.add_geometry(box((1, 1, 1)), node_name="placed", transform=placed)
    mesh = read_mesh(exported(scene, tmp_path / "scene.glb"))
    assert len(mesh.faces) == 24
    np.testing.assert_allclose(mesh.bounds, [[-0.5, -1, -1.5], [11, 1, 1.5]])
    assert volume(mesh) == pytest.approx(6 + 2)


@pytest.mark.parametrize("nested", [False, True])
def test_a_mirrored_node_keeps_its_outside_outside(tmp_path: Path, nested: bool) -> None:
    mirror = np.diag([-1.0, 1, 1, 1])
    scene = trimesh.Scene()
    if nested:
        scene.graph.update(frame_to="parent", frame_from="world", matrix=mirror)
        scene.add_geometry(box(), node_name="child", parent_node_name="parent", transform=np.diag([1.0, 2, 1, 1]))
    else:
        scene.add_geometry(box(), transform=mirror)
    assert volume(read_mesh(exported(scene, tmp_path / "m.glb"))) == pytest.approx(12 if nested else 6)


def test_polygons_are_triangulated(tmp_path: Path) -> None:
    path = tmp_path / "m.obj"
    path.write_text("v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv -1 0.5 0\nf 1 2 3 4\nf 1 4 5\n")
    mesh = read_mesh(path)
    assert len(mesh.faces) == 3
    corners = mesh.positions[mesh.faces]
    areas = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2] / 2
    np.testing.assert_allclose(areas, 0.5)


def test_indices_that_count_backwards_count_from_their_own_line(tmp_path: Path) -> None:
    path = tmp_path / "m.obj"
    path.write_text(
        "v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nf -3//-1 -2//-1 -1//-1\nv 5 0 0\nv 6 0 0\nv 5 1 0\nf -3//1 -2//1 6//1\n"
    )
    mesh = read_mesh(path)
    np.testing.assert_array_equal(np.sort(mesh.positions[mesh.faces].mean(axis=1)[:, 0]), [1 / 3, 5 + 1 / 3])


def test_vertices_that_no_face_uses_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "m.ply"
    path.write_text(
        "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
        "0 0 0\n1 0 0\nnan 9 9\n0 1 0\n3 0 1 3\n"
    )
    np.testing.assert_array_equal(read_mesh(path).positions, [[0, 0, 0], [1, 0, 0], [0, 1, 0]])


@pytest.mark.parametrize("line", ["mtllib missing.mtl", "mtllib there.mtl"])
def test_a_missing_material_or_texture_is_a_warning(tmp_path: Path, line: str) -> None:
    (tmp_path / "there.mtl").write_text("newmtl a\nmap_Kd missing.png\n")
    path = tmp_path / "m.obj"
    path.write_text(line + "\nusemtl a\n" + TETRAHEDRON_OBJ)
    with pytest.warns(UserWarning, match=r"refers to missing\.(mtl|png), which is missing"):
        mesh = read_mesh(path)
    assert len(mesh.faces) == 4


def test_a_side_file_may_have_blanks_in_its_name(tmp_path: Path) -> None:
    written = trimesh.exchange.gltf.export_gltf(box().scene())
    document = json.loads(written.pop("model.gltf"))
    (tmp_path / "my data.bin").write_bytes(b"".join(written[buffer["uri"]] for buffer in document["buffers"]))
    starts = np.cumsum([0] + [buffer["byteLength"] for buffer in document["buffers"]])
    for view in document["bufferViews"]:
        view["byteOffset"] = int(starts[view["buffer"]]) + view.get("byteOffset", 0)
        view["buffer"] = 0
    document["buffers"] = [{"uri": "my%20data.bin", "byteLength": int(starts[-1])}]
    (tmp_path / "m.gltf").write_text(json.dumps(document))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_mesh(tmp_path / "m.gltf").faces) == 12


def test_a_missing_buffer_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "m.gltf").write_bytes(trimesh.exchange.gltf.export_gltf(box().scene())["model.gltf"])
    assert "which is missing" in message(tmp_path / "m.gltf")


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    assert message(tmp_path / "none.glb") == "no such file"
    (tmp_path / "folder.glb").mkdir()
    assert message(tmp_path / "folder.glb") == "is a folder, expected a model file"
    (tmp_path / "empty.obj").touch()
    assert message(tmp_path / "empty.obj") == "the file is empty"
    (tmp_path / "notes.txt").write_text("hello")
    assert message(tmp_path / "notes.txt") == "expected a file of type .glb, .gltf, .obj, .ply, .stl, got .txt"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.glb")
    assert message(tmp_path / "pipe.glb") == "is not a regular file"


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.obj").open("wb") as file:
        file.truncate(files.MAX_FILE_BYTES + 1)
    assert "at most 512 MiB can be read" in message(tmp_path / "huge.obj")


@pytest.mark.parametrize("suffix", [".glb", ".gltf", ".obj", ".ply", ".stl"])
@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"hello, world\n", b"\0" * 300, b"{"]
)
def test_another_file_type_under_a_models_name(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"m{suffix}"
    path.write_bytes(content)
    message(path)


@pytest.mark.parametrize("name", ["m.glb", "m.ply", "text.ply", "m.stl"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_file(tmp_path: Path, name: str, share: float) -> None:
    path = tmp_path / name
    if name == "text.ply":
        path.write_bytes(trimesh.exchange.ply.export_ply(box(), encoding="ascii"))
    else:
        exported(box(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    message(path)


def test_a_text_model_cut_within_a_line(tmp_path: Path) -> None:
    path = tmp_path / "m.obj"
    path.write_text(TETRAHEDRON_OBJ[:-3])
    assert message(path) == "is truncated, its last line ends too soon"


def test_a_text_model_cut_between_its_faces(tmp_path: Path) -> None:
    path = exported(trimesh.creation.icosphere(subdivisions=2), tmp_path / "m.obj")
    text = path.read_bytes()
    path.write_bytes(text[: text.index(b"\nf ") + (len(text) - text.index(b"\nf ")) // 2])
    assert message(path) in (
        "is truncated, its last line is open and many of its vertices have no face",
        "is truncated, its last line ends too soon",
    )


@pytest.mark.parametrize("name", ["m.obj", "m.stl"])
def test_names_need_not_be_in_utf8(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "m.obj":
        path.write_bytes("# Schlüssel\n".encode("latin-1") + TETRAHEDRON_OBJ.encode())
    else:
        text = trimesh.exchange.stl.export_stl_ascii(box())
        path.write_bytes(text.replace("solid", "solid Schlüssel", 1).encode("latin-1"))
    assert len(read_mesh(path).faces) == (4 if name == "m.obj" else 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\n", "has no faces"),
        ("v 0 0 0\nv nan 0 0\nv 0 1 0\nf 1 2 3\n", "NaN or infinite"),
        ("v 0 0 0\nv inf 0 0\nv 0 1 0\nf 1 2 3\n", "NaN or infinite"),
        ("v 0 0 0\nv 1e200 0 0\nv 0 1 0\nf 1 2 3\n", "coordinates beyond 1e+30"),
        ("v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3\n", "all vertices are at one point"),
        ("v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\nf 1 1 2\n", "its faces have no area"),
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "damaged"),
        ("v 0 0 0\nv 1 oops 0\nv 0 1 0\nf 1 2 3\n", "damaged"),
    ],
)
def test_a_model_without_a_surface(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "m.obj"
    path.write_text(text)
    assert expected in message(path)


def glb(document: dict[str, object], binary: bytes = b"") -> bytes:
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x4E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def gltf(positions: NDArray[np.float32], **changes: object) -> dict[str, object]:
    accessor = {"componentType": 5126, "count": len(positions), "type": "VEC3", "bufferView": 0, **changes}
    return {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": positions.nbytes}],
        "bufferViews": [{"buffer": 0, "byteLength": positions.nbytes}],
        "accessors": [accessor],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "nodes": [{"mesh": 0}],
        "scenes": [{"nodes": [0]}],
    }


def test_what_a_gltf_declares_is_checked_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.glb"
    positions = np.eye(3, dtype=np.float32)
    path.write_bytes(glb(gltf(positions), positions.tobytes()))
    assert len(read_mesh(path).faces) == 1
    path.write_bytes(glb(gltf(positions, count=4_000_000_000), positions.tobytes()))
    assert f"at most {model_header.MAX_FACES:,} are read" in message(path)
    path.write_bytes(glb(gltf(positions, normalized=True), positions.tobytes()))
    assert "quantized vertex positions" in message(path)
    compressed = {**gltf(positions), "extensionsRequired": ["KHR_draco_mesh_compression"]}
    path.write_bytes(glb(compressed, positions.tobytes()))
    assert message(path) == "is compressed with KHR_draco_mesh_compression, export it without compression"


def test_many_copies_of_a_part_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FACES", 30)
    scene = trimesh.Scene()
    for index in range(3):
        scene.add_geometry(box(), node_name=f"n{index}", geom_name="one")
    assert message(exported(scene, tmp_path / "m.glb")) == "has 36 faces, at most 30 can be read"


@pytest.mark.parametrize("name", ["m.ply", "m.stl"])
def test_declared_faces_beyond_the_limit(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = exported(box(), tmp_path / name)
    monkeypatch.setattr(model_header, "MAX_FACES", 11)
    assert "declares 12 faces" in message(path)
