"""The earlier moment of a fit that has been gone back to."""

import dataclasses
from collections.abc import Sequence

from app.engine.fitting.history import Keyframe
from app.engine.fitting.snapshot import Pictures


def index_of(keyframe: Keyframe | None, keyframes: Sequence[Keyframe]) -> int | None:
    """Which keyframe is nearest to a moment, which may itself have been thinned out; None for no moment."""
    if keyframe is None or not keyframes:
        return None
    distances = [abs(other.step - keyframe.step) for other in keyframes]
    return distances.index(min(distances))


def with_reading(keyframe: Keyframe, pictures: Pictures) -> Keyframe:
    """The moment with what pictures of it tell of each vertex; itself if they tell nothing."""
    if pictures.reading is None or pictures.step != keyframe.step:
        return keyframe
    return Keyframe(dataclasses.replace(keyframe.snapshot, reading=pictures.reading), keyframe.views)
