# SPDX-License-Identifier: MIT
"""Where a suggested camera is, in words."""

import pytest

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.orbit_angles import OrbitAngles, placed
from app.engine.cameras.view import View
from app.engine.fitting.events import ViewSuggested
from app.ui.advice_texts import photograph_suggestion, place_in_words, suggestion
from app.ui.viewport.up_axis import Y_UP, up_axis


@pytest.mark.parametrize(
    ("azimuth", "elevation", "words"),
    [
        (0, 0, "from the front"),
        (91, 10, "from the right"),
        (-95, -40, "from the left and below"),
        (178, 30, "from the back and above"),
        (-178, 0, "from the back"),
        (-140, 20, "from the back left and above"),
        (50, -16, "from the front right and below"),
        (50, 80, "from above"),
        (0, -70, "from below"),
    ],
)
def test_places_have_names(azimuth: float, elevation: float, words: str) -> None:
    assert place_in_words(placed((1, 2, 3), OrbitAngles(azimuth, elevation, 4.0), 40.0)) == words


def test_a_suggestion_says_where_and_what_for() -> None:
    view = View("suggested-01", placed((0, 0, 0), OrbitAngles(90, 0, 4.0), 40.0), (64, 64))
    assert suggestion("view-05", ViewSuggested(view, 0.738, 0.071)) == (
        "Added view-05, which looks from the right: its outline would reach 74% of the surface that the views leave "
        "open, which is 7% of the mesh."
    )


def test_of_photographs_it_says_from_which_angles_and_how_far_from_the_nearest() -> None:
    view = View("suggested-01", placed((1, 2, 3), OrbitAngles(90, 20, 4.0), 40.0), (64, 64))
    there = {"left": OrbitAngles(-90, 0, 4.0), "right": OrbitAngles(90, -10, 7.0)}
    cameras = CameraSet(tuple(View(name, placed((1, 2, 3), angles, 40.0), (64, 64)) for name, angles in there.items()))
    suggested = ViewSuggested(view, 0.738, 0.071)
    assert photograph_suggestion(suggested, cameras, Y_UP) == (
        "The next photograph would help most from azimuth 90°, elevation 20°, which is 30° from right: its outline "
        "would reach 74% of the surface that the views leave open, which is 7% of the mesh."
    )
    assert "elevation -20°" in photograph_suggestion(suggested, cameras, up_axis((0, -1, 0)))
