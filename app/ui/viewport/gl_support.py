"""What this machine's OpenGL can do, and how that decides on multisampling."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtGui import QOffscreenSurface, QOpenGLContext, QSurfaceFormat

from app.ui.viewport.gl import GL

REQUIRED_VERSION = (3, 3)
WANTED_SAMPLES = 4
_SOFTWARE = re.compile(r"llvmpipe|softpipe|swrast|swiftshader|software|gdi generic|basic render", re.IGNORECASE)


@dataclass(frozen=True)
class GlSupport:
    """The OpenGL of the current context.

    Args:
        version: (major, minor).
        renderer: the name of the device or program that draws.
        software: whether the CPU draws.
        samples: of a pixel at most, as far as they are wanted.
    """

    version: tuple[int, int]
    renderer: str
    software: bool
    samples: int

    @property
    def problem(self) -> str | None:
        """What keeps the viewport from drawing, and what helps, in a sentence; None if nothing does."""
        if self.version >= REQUIRED_VERSION:
            return None
        found, needed = (".".join(map(str, version)) for version in (self.version, REQUIRED_VERSION))
        return (
            f"The 3D view needs OpenGL {needed}, this display has {found} ({self.renderer}). "
            "Update the graphics driver, or start with software rendering (LIBGL_ALWAYS_SOFTWARE=1)."
        )


NO_CONTEXT = (
    "The 3D view could not open OpenGL on this display. "
    "Update the graphics driver, or start with software rendering (LIBGL_ALWAYS_SOFTWARE=1)."
)


def surface_format() -> QSurfaceFormat:
    """What to ask of a context: OpenGL 3.3 core; multisampling is the viewport's own affair."""
    wanted = QSurfaceFormat()
    wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setVersion(*REQUIRED_VERSION)
    wanted.setDepthBufferSize(24)
    wanted.setStencilBufferSize(8)
    wanted.setSamples(0)
    return wanted


def probe() -> GlSupport:
    """Ask the current context."""
    numbers = re.match(r"(?:OpenGL ES )?(\d+)\.(\d+)", _text(GL.GL_VERSION))
    version = (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)
    renderer = _text(GL.GL_RENDERER) or "unknown"
    samples = int(GL.glGetIntegerv(GL.GL_MAX_SAMPLES)) if version >= REQUIRED_VERSION else 0
    return GlSupport(version, renderer, bool(_SOFTWARE.search(renderer)), min(WANTED_SAMPLES, samples))


def _text(name: int) -> str:
    found = GL.glGetString(name)
    return found.decode("utf-8", "replace") if found else ""


def release_with_context(context: QOpenGLContext, release: Callable[[], None]) -> None:
    """Call `release` with the context current when it is about to end; its window may be gone by then."""

    def let_go() -> None:
        surface = QOffscreenSurface()
        surface.setFormat(context.format())
        surface.create()
        if context.makeCurrent(surface):
            release()
            context.doneCurrent()

    context.aboutToBeDestroyed.connect(let_go)
