"""What is drawn on the screen rather than in space: background, pictures with text, and the frame of a view."""

from PyQt6.QtGui import QImage

from app.ui.theme_colours import Theme
from app.ui.viewport.colours import rgb
from app.ui.viewport.gl import GL
from app.ui.viewport.navigation import ScreenSize
from app.ui.viewport.pose import FrameRectangle
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.textures import ImageTexture
from app.ui.viewport.vertex_array import VertexArray

DIMMED = 0.62  # how much of what lies outside of a view's image is covered


def blend() -> None:
    """Mix what is drawn with what is there, by its alpha."""
    # The alpha of the framebuffer stays 1, as the window would show through it otherwise.
    GL.glBlendFuncSeparate(GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)


def screen_rectangle(rectangle: FrameRectangle, size: ScreenSize) -> tuple[float, float, float, float]:
    """Left, lower, right and upper edge on screen, as image.vert takes them; its first row of pixels is at the top."""
    return (
        2 * rectangle.left / size.width - 1,
        1 - 2 * (rectangle.top + rectangle.height) / size.height,
        2 * (rectangle.left + rectangle.width) / size.width - 1,
        1 - 2 * rectangle.top / size.height,
    )


class ScreenItems:
    """Draws over the whole screen or on rectangles of it."""

    def __init__(self) -> None:
        self._array: VertexArray | None = None
        self._programs: dict[str, ShaderProgram] = {}
        self._textures: dict[str, tuple[QImage, ImageTexture]] = {}

    def draw_background(self, colours: Theme) -> None:
        """Fill the screen."""
        program = self._use("background")
        program.set_vector("top", *rgb(colours.viewport_top))
        program.set_vector("bottom", *rgb(colours.viewport_bottom))
        GL.glDrawArrays(GL.GL_TRIANGLES, 0, 3)

    def draw_frame(self, rectangle: FrameRectangle, size: ScreenSize, colours: Theme) -> None:
        """Dim everything outside of a rectangle and draw a line around it."""
        program = self._use("frame")
        bottom = size.height - rectangle.top - rectangle.height
        program.set_vector("middle_pixels", rectangle.left + rectangle.width / 2, bottom + rectangle.height / 2)
        program.set_vector("half_size_pixels", rectangle.width / 2, rectangle.height / 2)
        program.set_vector("outside", *rgb(colours.window))
        program.set_vector("outside_opacity", DIMMED)
        program.set_vector("line", *rgb(colours.accent))
        program.set_vector("line_pixels", max(1.0, round(1.5 * size.ratio)))
        GL.glDrawArrays(GL.GL_TRIANGLES, 0, 3)

    def draw_image(self, name: str, image: QImage, left: float, top: float, size: ScreenSize) -> None:
        """Draw a picture.

        Args:
            name: of its place; a picture that stays the same object is sent once.
            image: the picture, at the screen's ratio.
            left: of its left edge, pixels of the framebuffer.
            top: of its upper edge, pixels of the framebuffer, from the top.
            size: of the framebuffer.
        """
        known = self._textures.get(name)
        if known is None or known[0] is not image:
            if known is not None:
                known[1].delete()
            self._textures[name] = known = (image, ImageTexture(image))
        program = self._use("image")
        place = FrameRectangle(round(left), round(top), image.width(), image.height())
        program.set_vector("rectangle", *screen_rectangle(place, size))
        known[1].bind()
        GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
        GL.glDrawArrays(GL.GL_TRIANGLE_STRIP, 0, 4)
        blend()

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current."""
        if self._array is not None:
            self._array.delete()
        for program in self._programs.values():
            program.delete()
        for _, texture in self._textures.values():
            texture.delete()
        self._array = None
        self._programs.clear()
        self._textures.clear()

    def _use(self, name: str) -> ShaderProgram:
        if self._array is None:
            self._array = VertexArray()
        if name not in self._programs:
            self._programs[name] = ShaderProgram(name)
        self._programs[name].use()
        self._array.bind()
        return self._programs[name]
