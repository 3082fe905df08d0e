"""Where the light comes from: it goes along with the viewer, so that nothing seen is ever dark."""

import numpy as np

from app.ui.viewport.drawing import Drawing
from app.ui.viewport.shader_program import ShaderProgram


def set_lights(program: ShaderProgram, drawing: Drawing) -> None:
    """Give a program in use the viewer's place, the directions to the lights, and what is up."""
    right, down, forward = drawing.rotation
    key = -0.42 * right - 0.62 * down - 0.66 * forward
    fill = 0.75 * right + 0.15 * down - 0.62 * forward
    program.set_vector("eye", *drawing.eye_local)
    program.set_vector("up", *drawing.up.up_world)
    program.set_vector("key_direction", *(key / np.linalg.norm(key)))
    program.set_vector("fill_direction", *(fill / np.linalg.norm(fill)))
