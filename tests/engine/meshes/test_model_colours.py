"""What model files say of their colours, in every format: factors, textures, vertices, parts, and what is missing."""

import base64
import io
import json
import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray
from PIL import Image

from app.engine.appearance.srgb import linear_from_bytes, linear_from_srgb
from app.engine.appearance.surface_colours import PLASTER, SurfaceColours
from app.engine.meshes import texture_pixels
from app.engine.meshes.files import read_mesh
from app.engine.meshes.model import read_model

# A square in the plane z = 0, looked at from +z: bottom left, bottom right, top right, top left.
CORNERS = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], dtype=np.float32)
FACES = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.uint16)
UV_DOWN = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], dtype=np.float32)  # of a picture that stands upright
RED, GREEN, BLUE, WHITE = [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]
PICTURE = np.array([[RED, GREEN], [BLUE, WHITE]], dtype=np.uint8)  # top left, top right, bottom left, bottom right
NOISE = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
OBJ = (
    "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"  # v upwards
    "usemtl paint\nf 1/1 2/2 3/3\nf 1/1 3/3 4/4\n"
)


def png(picture: NDArray[np.uint8] = PICTURE) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def colour_at(colours: SurfaceColours, mesh_faces: NDArray[np.int32], face: int, weights: list[float]) -> NDArray[Any]:
    """The colour at a place in a face, linear, by the nearest texel."""
    colour = colours.base_colour_linear.copy()
    if colours.vertex_colours_linear is not None:
        colour *= np.array(weights) @ colours.vertex_colours_linear[mesh_faces[face]]
    if colours.texture_srgb is not None:
        assert colours.uv is not None and colours.uv_faces is not None
        height, width = colours.texture_srgb.shape[:2]
        u, v = np.array(weights) @ colours.uv[colours.uv_faces[face]]
        texel = colours.texture_srgb[int(np.floor(v * height)) % height, int(np.floor(u * width)) % width]
        colour *= linear_from_bytes(texel)
    return np.asarray(colour)


def looked_at(path: Path, x: float, y: float) -> NDArray[np.float64]:
    """The colour at a place of the square, with whatever is in the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = read_model(path)
    for face, corners in enumerate(model.mesh.positions[model.mesh.faces]):
        weights = np.linalg.solve(np.vstack([corners[:, :2].T, np.ones(3)]), [x, y, 1.0])
        if (weights >= 0).all():
            return colour_at(model.colours, model.mesh.faces, face, weights.tolist())
    raise AssertionError("the place is not in the square")


def shows_the_picture(path: Path) -> bool:
    places = {(0.1, 0.8): RED, (0.8, 0.9): GREEN, (0.2, 0.1): BLUE, (0.9, 0.2): WHITE}
    return all(np.allclose(looked_at(path, *place) * 255, colour) for place, colour in places.items())


def gltf_document(material: dict[str, Any] | None = None, **attributes: NDArray[Any]) -> dict[str, Any]:
    """The square with attributes, a material and the picture as texture 0, everything embedded."""
    arrays: dict[str, NDArray[Any]] = {"indices": FACES.reshape(-1, 1), "POSITION": CORNERS, **attributes}
    accessors: list[dict[str, Any]] = []
    views, data = [], b""
    kinds = {np.dtype(np.float32): 5126, np.dtype(np.uint16): 5123, np.dtype(np.uint8): 5121}
    for array in arrays.values():
        data += b"\0" * (-len(data) % 4)
        views.append({"buffer": 0, "byteOffset": len(data), "byteLength": array.nbytes})
        kind = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}[array.shape[1]]
        described = {
            "bufferView": len(accessors),
            "componentType": kinds[array.dtype],
            "count": len(array),
            "type": kind,
        }
        accessors.append(described | ({"normalized": True} if array.dtype != np.float32 and kind != "SCALAR" else {}))
        data += array.tobytes()
    primitive: dict[str, Any] = {"indices": 0, "attributes": {name: i for i, name in enumerate(arrays) if i}}
    document: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": len(data), "uri": uri(data, "application/octet-stream")}],
        "bufferViews": views,
        "accessors": accessors,
        "meshes": [{"primitives": [primitive]}],
        "nodes": [{"mesh": 0}],
        "scenes": [{"nodes": [0]}],
    }
    if material is not None:
        primitive["material"] = 0
        document |= {"materials": [material], "textures": [{"source": 0}], "images": [{"uri": uri(png(), "image/png")}]}
    return document


def uri(data: bytes, mime: str) -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def textured(**more: Any) -> dict[str, Any]:
    return {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0, **more}}}


def written(path: Path, document: dict[str, Any]) -> Path:
    path.write_text(json.dumps(document))
    return path


def test_a_gltf_texture_stands_upright(tmp_path: Path) -> None:
    assert shows_the_picture(written(tmp_path / "m.gltf", gltf_document(textured(), TEXCOORD_0=UV_DOWN)))


def test_a_glb_texture_stands_upright(tmp_path: Path) -> None:
    document = json.dumps(gltf_document(textured(), TEXCOORD_0=UV_DOWN)).encode()
    document += b" " * (-len(document) % 4)
    head = struct.pack("<4sIIII", b"glTF", 2, 20 + len(document), len(document), 0x4E4F534A)
    (tmp_path / "m.glb").write_bytes(head + document)
    assert shows_the_picture(tmp_path / "m.glb")


def test_a_glb_by_trimesh_stands_upright(tmp_path: Path) -> None:
    material = trimesh.visual.material.PBRMaterial(baseColorTexture=Image.fromarray(PICTURE))
    visual = trimesh.visual.TextureVisuals(uv=UV_DOWN * [1, -1] + [0, 1], material=material)
    trimesh.Trimesh(CORNERS, FACES, visual=visual, process=False).export(tmp_path / "m.glb")
    assert shows_the_picture(tmp_path / "m.glb")


def test_an_obj_texture_stands_upright(tmp_path: Path) -> None:
    (tmp_path / "my paint.png").write_bytes(png())
    (tmp_path / "m.mtl").write_text("newmtl paint\nmap_Kd my paint.png\n")
    (tmp_path / "m.obj").write_text("mtllib m.mtl\n" + OBJ)
    assert shows_the_picture(tmp_path / "m.obj")


def test_a_ply_texture_stands_upright(tmp_path: Path) -> None:
    places = "".join(f"{x} {y} {z} {u} {1 - v}\n" for (x, y, z), (u, v) in zip(CORNERS, UV_DOWN, strict=True))
    (tmp_path / "p.png").write_bytes(png())
    (tmp_path / "m.ply").write_text(
        "ply\nformat ascii 1.0\ncomment TextureFile p.png\nelement vertex 4\nproperty float x\nproperty float y\n"
        "property float z\nproperty float s\nproperty float t\nelement face 2\n"
        f"property list uchar int vertex_indices\nend_header\n{places}3 0 1 2\n3 0 2 3\n"
    )
    assert shows_the_picture(tmp_path / "m.ply")


def test_coordinates_as_whole_numbers_and_in_a_second_set(tmp_path: Path) -> None:
    whole = (UV_DOWN * 65535).astype(np.uint16)
    document = gltf_document(textured(texCoord=1), TEXCOORD_0=UV_DOWN * 0, TEXCOORD_1=whole)
    assert shows_the_picture(written(tmp_path / "m.gltf", document))


def test_a_texture_transform_is_applied(tmp_path: Path) -> None:
    turned = np.array([[0, 0], [0, 1], [1, 1], [1, 0]], dtype=np.float32)  # a quarter turn, undone by the transform
    transform = {"offset": [0.0, 1.0], "rotation": np.pi / 2}
    material = textured(extensions={"KHR_texture_transform": transform})
    path = written(tmp_path / "m.gltf", gltf_document(material, TEXCOORD_0=turned))
    assert shows_the_picture(path)


def test_a_factor_is_linear_and_exact(tmp_path: Path) -> None:
    material = textured() | {}
    material["pbrMetallicRoughness"]["baseColorFactor"] = [0.0123, 0.5, 1.0, 0.2]
    path = written(tmp_path / "m.gltf", gltf_document(material, TEXCOORD_0=UV_DOWN))
    np.testing.assert_allclose(looked_at(path, 0.9, 0.2), [0.0123, 0.5, 1.0])


@pytest.mark.parametrize("dtype", [np.float32, np.uint16, np.uint8])
@pytest.mark.parametrize("with_material", [False, True])
def test_gltf_vertex_colours_are_linear(tmp_path: Path, dtype: Any, with_material: bool) -> None:
    colours = np.random.default_rng(0).uniform(size=(4, 4))
    stored = colours.astype(np.float32) if dtype == np.float32 else (colours * np.iinfo(dtype).max).astype(dtype)
    material = {"pbrMetallicRoughness": {"baseColorFactor": [0.5, 0.5, 0.5, 1]}} if with_material else None
    mesh = read_mesh(written(tmp_path / "m.gltf", gltf_document(material, COLOR_0=stored)))
    assert mesh.colours is not None and mesh.colours.vertex_colours_linear is not None
    read = mesh.colours.vertex_colours_linear * mesh.colours.base_colour_linear
    expected = colours[:, :3] * (0.5 if with_material else 1.0)
    np.testing.assert_allclose(read, expected, atol=4e-3 if dtype == np.uint8 else 2e-5)


def test_samplers_say_what_lies_beyond_the_border(tmp_path: Path) -> None:
    document = gltf_document(textured(), TEXCOORD_0=UV_DOWN) | {"samplers": [{"wrapS": 33071, "wrapT": 33071}]}
    document["textures"][0]["sampler"] = 0
    assert read_model(written(tmp_path / "m.gltf", document)).colours.wrap == "clamp"


def test_the_older_kind_of_material(tmp_path: Path) -> None:
    glossy = {"diffuseFactor": [0.5, 0.25, 1, 1], "diffuseTexture": {"index": 0}}
    material = {"extensions": {"KHR_materials_pbrSpecularGlossiness": glossy}}
    path = written(tmp_path / "m.gltf", gltf_document(material, TEXCOORD_0=UV_DOWN))
    np.testing.assert_allclose(looked_at(path, 0.9, 0.2), [0.5, 0.25, 1])


def test_colours_of_obj_and_ply_are_a_pictures(tmp_path: Path) -> None:
    shape = trimesh.Trimesh(CORNERS, FACES, vertex_colors=np.full((4, 4), 128, dtype=np.uint8), process=False)
    for name in ("m.obj", "m.ply"):
        shape.export(tmp_path / name)
        of_vertices = read_model(tmp_path / name).colours.vertex_colours_linear
        assert of_vertices is not None
        np.testing.assert_allclose(of_vertices, linear_from_srgb(np.full((4, 3), 128 / 255)), atol=1e-6)
    (tmp_path / "k.mtl").write_text("newmtl paint\nKd 0.5 0.25 1\n")
    (tmp_path / "k.obj").write_text("mtllib k.mtl\n" + OBJ)
    np.testing.assert_allclose(looked_at(tmp_path / "k.obj", 0.5, 0.4), linear_from_srgb([0.5, 0.25, 1]))


def test_options_of_a_map_in_an_obj_library(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(png())
    (tmp_path / "m.mtl").write_text("newmtl paint\nKd 0 0 0\nmap_Kd -clamp on -s 2 2 1 -o -0.5 -0.5 p.png\n")
    (tmp_path / "m.obj").write_text("mtllib m.mtl\n" + OBJ)
    colours = read_model(tmp_path / "m.obj").colours
    assert colours.wrap == "clamp" and colours.uv is not None
    np.testing.assert_allclose(colours.uv.min(axis=0), [-0.5, -0.5])
    np.testing.assert_allclose(colours.uv.max(axis=0), [1.5, 1.5])
    np.testing.assert_array_equal(colours.base_colour_linear, np.ones(3))  # black beside a texture is not meant


def test_materials_from_two_libraries(tmp_path: Path) -> None:
    (tmp_path / "a.mtl").write_text("newmtl first\nKd 1 0 0\n")
    (tmp_path / "b.mtl").write_text("newmtl second one\nKd 0 0 1\n")
    (tmp_path / "m.obj").write_text(
        "mtllib a.mtl\nmtllib b.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n"
        "usemtl first\nf 1 2 3\nusemtl second one\nf 1 3 4\n"
    )
    np.testing.assert_array_equal(looked_at(tmp_path / "m.obj", 0.9, 0.1), [1, 0, 0])
    np.testing.assert_array_equal(looked_at(tmp_path / "m.obj", 0.1, 0.9), [0, 0, 1])


def test_parts_with_textures_of_their_own(tmp_path: Path) -> None:
    scene = trimesh.Scene()
    for index, colour in enumerate((RED, BLUE)):
        material = trimesh.visual.material.PBRMaterial(baseColorTexture=Image.new("RGB", (4, 4), tuple(colour)))
        visual = trimesh.visual.TextureVisuals(uv=UV_DOWN, material=material)
        part = trimesh.Trimesh(CORNERS + np.array([2 * index, 0, 0]), FACES, visual=visual, process=False)
        scene.add_geometry(part, geom_name=f"part {index}")
    mirrored = np.diag([-1.0, 1, 1, 1])
    scene.add_geometry(part, geom_name="mirrored", transform=mirrored)
    scene.export(tmp_path / "m.glb")
    np.testing.assert_array_equal(looked_at(tmp_path / "m.glb", 0.3, 0.4) * 255, RED)
    np.testing.assert_array_equal(looked_at(tmp_path / "m.glb", 2.3, 0.4) * 255, BLUE)
    np.testing.assert_array_equal(looked_at(tmp_path / "m.glb", -2.3, 0.4) * 255, BLUE)


def test_a_model_of_which_nothing_is_said_is_plaster(tmp_path: Path) -> None:
    (tmp_path / "m.obj").write_text(OBJ)
    model = read_model(tmp_path / "m.obj")
    assert model.mesh.colours is None and model.colours is PLASTER


@pytest.mark.parametrize("content", [png(NOISE)[:2000], b"no picture", None])
def test_a_damaged_or_missing_texture_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "p.png").write_bytes(content)
    (tmp_path / "m.mtl").write_text("newmtl paint\nKd 1 1 0\nmap_Kd p.png\n")
    (tmp_path / "m.obj").write_text("mtllib m.mtl\n" + OBJ)
    document = gltf_document(textured(), TEXCOORD_0=UV_DOWN)
    document["images"] = [{"uri": "p.png"}]
    for path in (tmp_path / "m.obj", written(tmp_path / "m.gltf", document)):
        with pytest.warns(UserWarning, match=r"(refers to|has) .*; going on without it") as told:
            colours = read_model(path).colours
        assert len(told) == 1
        assert not colours.has_texture
        np.testing.assert_allclose(colours.base_colour_linear, [1, 1, 0] if path.suffix == ".obj" else [1, 1, 1])


def test_a_large_texture_is_made_smaller_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texture_pixels, "LARGEST_TEXTURE_PIXELS", 4)
    (tmp_path / "p.png").write_bytes(png(np.kron(PICTURE, np.ones((5, 5, 1), dtype=np.uint8))))
    (tmp_path / "m.mtl").write_text("newmtl paint\nmap_Kd p.png\n")
    (tmp_path / "m.obj").write_text("mtllib m.mtl\n" + OBJ)
    with pytest.warns(UserWarning, match="has 10 x 10 pixels; it is made 3 times smaller"):
        colours = read_model(tmp_path / "m.obj").colours
    assert colours.texture_srgb is not None and colours.texture_srgb.shape == (4, 4, 3)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16", "1", "CMYK"])
def test_pictures_of_every_kind_become_rgb(mode: str) -> None:
    grey = np.array([[0, 255], [255, 0]], dtype=np.uint8)
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(grey).convert(mode)
    np.testing.assert_array_equal(texture_pixels.texture_pixels(image), np.repeat(grey[..., None], 3, axis=2))
