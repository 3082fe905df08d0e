"""Straightened pictures take their pixels from where each of COLMAP's lens models puts them."""

import numpy as np
import pycolmap
import pytest

from app.engine.captures.lens import straightening
from app.engine.captures.shot import Distortion

SIZE = (150, 200)
LENS = np.array([[210.0, 0.0, 104.0], [0.0, 210.0, 71.0], [0.0, 0.0, 1.0]])
SPECIAL = {"FOV": (0.7,), "EUCM": (0.6, 1.1)}
MODELS = sorted(set(pycolmap.CameraModelId.__members__) - {"INVALID", "EQUIRECTANGULAR"})


@pytest.mark.parametrize("fineness", [1, 2])
@pytest.mark.parametrize("model", MODELS)
def test_each_model_is_followed(model: str, fineness: int) -> None:
    plain = pycolmap.Camera.create_from_model_id(0, getattr(pycolmap.CameraModelId, model), 1.0, 2, 2)
    focal_lengths = [210.0] * len(plain.focal_length_idxs())
    count = len(plain.params) - len(focal_lengths) - 2
    coefficients = SPECIAL.get(model, tuple(np.linspace(0.05, 0.01, count)))
    camera = pycolmap.Camera(model=model, width=200, height=150, params=[*focal_lengths, 104.0, 71.0, *coefficients])
    found = straightening(LENS, SIZE, Distortion(model, coefficients), SIZE, fineness)
    down, right = (np.mgrid[: 150 * fineness, : 200 * fineness] + 0.5) / fineness
    rays = np.stack([(right - 104) / 210, (down - 71) / 210, np.ones_like(right)], axis=-1)
    expected = np.moveaxis(np.asarray(camera.img_from_cam(rays.reshape(-1, 3))).reshape(*right.shape, 2), -1, 0)
    error = np.abs(found.sources * np.array([200, 150])[:, None, None] - expected).max(axis=0)
    inside = np.asarray(((expected > 0) & (expected < np.array([200, 150])[:, None, None])).all(axis=0))
    assert error[inside].max() < 0.1
    known = found.known.repeat(fineness, axis=0).repeat(fineness, axis=1)
    assert inside[known].mean() > 0.999
    assert known[inside].mean() > 0.95
