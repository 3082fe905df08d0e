"""Shaders from `resources/shaders`, compiled, linked and given their values."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from app.resource_files import resource
from app.ui.viewport.gl import GL

_INCLUDE = re.compile(r'^#include "(.+)"$', re.MULTILINE)


class ShaderError(RuntimeError):
    """A shader that this machine's OpenGL does not accept."""


class ShaderProgram:
    """A program of the current context, made from `NAME.vert`, `NAME.frag` and, if wanted, `NAME.geom`.

    A line `#include "FILE"` in one of them stands for that file.

    Args:
        name: of the files.
        defines: macros that choose a variant, such as "FLAT" or "LAMPS 3".
        fragment: name of another fragment shader.
        geometry: whether the geometry shader takes part.

    Raises:
        ShaderError: a shader is not accepted; the message holds the driver's.
        FileNotFoundError: a file is missing.
    """

    def __init__(self, name: str, defines: Sequence[str] = (), *, fragment: str = "", geometry: bool = False) -> None:
        stages = [(f"{name}.vert", GL.GL_VERTEX_SHADER), (f"{fragment or name}.frag", GL.GL_FRAGMENT_SHADER)]
        if geometry:
            stages.append((f"{name}.geom", GL.GL_GEOMETRY_SHADER))
        self._handle = int(GL.glCreateProgram())
        self._places: dict[str, int] = {}
        shaders = [_compiled(file_name, kind, defines) for file_name, kind in stages]
        for shader in shaders:
            GL.glAttachShader(self._handle, shader)
        GL.glLinkProgram(self._handle)
        for shader in shaders:
            GL.glDeleteShader(shader)
        if not GL.glGetProgramiv(self._handle, GL.GL_LINK_STATUS):
            raise ShaderError(f"{name}: {_words(GL.glGetProgramInfoLog(self._handle))}")

    def use(self) -> None:
        """Draw with it from now on."""
        GL.glUseProgram(self._handle)

    def set_matrix(self, name: str, matrix: ArrayLike) -> None:
        """Give a `mat4`, row by row; the program must be in use."""
        GL.glUniformMatrix4fv(self._place(name), 1, GL.GL_TRUE, np.ascontiguousarray(matrix, dtype=np.float32))

    def set_vector(self, name: str, *values: float) -> None:
        """Give a `float`, `vec2`, `vec3` or `vec4`; the program must be in use."""
        setters = (GL.glUniform1f, GL.glUniform2f, GL.glUniform3f, GL.glUniform4f)
        setters[len(values) - 1](self._place(name), *values)

    def set_vectors(self, name: str, rows: ArrayLike) -> None:
        """Give an array of `vec3`, (N, 3); the program must be in use."""
        values = np.ascontiguousarray(rows, dtype=np.float32)
        GL.glUniform3fv(self._place(name), len(values), values)

    def delete(self) -> None:
        """Free it; its context must be current."""
        GL.glDeleteProgram(self._handle)

    def _place(self, name: str) -> int:
        if name not in self._places:
            self._places[name] = int(GL.glGetUniformLocation(self._handle, name))
        return self._places[name]


def _compiled(file_name: str, kind: int, defines: Sequence[str]) -> int:
    text = _INCLUDE.sub(lambda line: _text(line[1]), _text(file_name))
    head = ["#version 330 core", *(f"#define {name}" for name in defines), "#line 1"]
    shader = int(GL.glCreateShader(kind))
    GL.glShaderSource(shader, "\n".join([*head, text]))
    GL.glCompileShader(shader)
    if not GL.glGetShaderiv(shader, GL.GL_COMPILE_STATUS):
        raise ShaderError(f"{file_name}: {_words(GL.glGetShaderInfoLog(shader))}")
    return shader


def _text(file_name: str) -> str:
    return resource(f"shaders/{file_name}").read_text(encoding="utf-8")


def _words(log: bytes | str) -> str:
    return (log.decode("utf-8", "replace") if isinstance(log, bytes) else log).strip()
