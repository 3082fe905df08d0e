"""The colours of a fit in a project file, with the memories of their optimisers."""

import numpy as np
from numpy.typing import NDArray

from app.engine.fitting.colour_state import ColourState, TextureState
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.project.array_store import ArrayWriter
from app.engine.project.fields import Fields, Json

MOST_STEPS = 2**53  # float64, in which the log keeps them, tells them apart up to here


def colour_record(state: ColourState | None, arrays: ArrayWriter) -> Json | None:
    """Colours, with their arrays written; None where there are none."""
    if state is None:
        return None
    return {
        "vertex_albedo_linear": arrays.write(state.vertex_albedo_linear),
        "albedo_optimizer": memory_record(state.albedo_optimizer, arrays),
        "texture": None if state.texture is None else _texture_record(state.texture, arrays),
        "light": arrays.write(state.light),
        "light_optimizer": memory_record(state.light_optimizer, arrays),
        "background_linear": arrays.write(state.background_linear),
        "background_optimizer": memory_record(state.background_optimizer, arrays),
        "view_ids": [view_id for view_id, _ in state.log_exposures],
        "log_exposures": [float(value) for _, value in state.log_exposures],
        "exposure_optimizer": memory_record(state.exposure_optimizer, arrays),
    }


def colours_of_fit(fields: Fields, vertex_count: int, face_count: int) -> ColourState:
    """The colours that a record holds.

    Args:
        fields: the record.
        vertex_count: of the fit's mesh.
        face_count: of the fit's mesh.

    Raises:
        ValueError: it holds no colours of such a mesh.
    """
    ids = fields.items("view_ids")
    if not all(isinstance(view_id, str) for view_id in ids):
        raise ValueError(f"{fields.place('view_ids')} must be texts")
    exposures = fields.vector("log_exposures", (len(ids),))
    has_texture = fields.has("texture")
    return ColourState(
        vertex_albedo_linear=_in_unit(fields, "vertex_albedo_linear", (vertex_count, 3)),
        background_linear=_in_unit(fields, "background_linear", (3,)),
        albedo_optimizer=memory_of(fields.fields("albedo_optimizer"), (vertex_count, 3)),
        texture=_texture(fields.fields("texture"), face_count) if has_texture else None,
        light=fields.optional_array("light", "float32", (9, 3)),
        light_optimizer=memory_of(fields.fields("light_optimizer"), (9, 3)),
        background_optimizer=memory_of(fields.fields("background_optimizer"), (3,)),
        log_exposures=tuple(zip(map(str, ids), exposures.tolist(), strict=True)),
        exposure_optimizer=memory_of(fields.fields("exposure_optimizer"), (len(ids),)),
    )


def memory_record(memory: OptimizerState, arrays: ArrayWriter) -> Json:
    """An optimiser's memory, with its arrays written."""
    return {"count": int(memory.count), "mean": arrays.write(memory.mean), "square": arrays.write(memory.square)}


def memory_of(fields: Fields, shape: tuple[int | None, ...], prefix: str = "") -> OptimizerState:
    """The memory that a record holds.

    Args:
        fields: the record.
        shape: of what the optimiser moves.
        prefix: of the names in the record.

    Raises:
        ValueError: it is not one.
    """
    mean = fields.optional_array(f"{prefix}mean", "float32", shape)
    square = fields.optional_array(f"{prefix}square", "float32", shape)
    if (mean is None) != (square is None):
        raise ValueError(f"{fields.where}: the optimiser must have both a mean and a square or neither")
    if square is not None and np.any(square < 0):
        raise ValueError(f"{fields.place(f'{prefix}square')} must not be negative")
    return OptimizerState(fields.whole(f"{prefix}count", 0, MOST_STEPS), mean, square)


def _texture_record(texture: TextureState, arrays: ArrayWriter) -> Json:
    return {
        "texels_linear": arrays.write(texture.texels_linear),
        "uv": arrays.write(texture.uv),
        "uv_faces": arrays.write(texture.uv_faces),
        "optimizer": memory_record(texture.optimizer, arrays),
    }


def _texture(fields: Fields, face_count: int) -> TextureState:
    texels = _in_unit(fields, "texels_linear", (None, None, 3))
    uv = fields.array("uv", "float32", (None, 2))
    uv_faces = fields.array("uv_faces", "int32", (face_count, 3))
    if uv_faces.size and not 0 <= uv_faces.min() <= uv_faces.max() < len(uv):
        raise ValueError(f"{fields.place('uv_faces')} must index {len(uv)} places")
    return TextureState(texels, uv, uv_faces, memory_of(fields.fields("optimizer"), texels.shape))


def _in_unit(fields: Fields, key: str, shape: tuple[int | None, ...]) -> NDArray[np.float32]:
    array = fields.array(key, "float32", shape)
    if array.size and not 0 <= array.min() <= array.max() <= 1:
        raise ValueError(f"{fields.place(key)} must lie between 0 and 1")
    return array
