"""A picture of the screen's size that is drawn into and read again, together with ever smaller copies."""

from app.ui.viewport.gl import GL

SMALLEST_COPY = 5  # halved that often


class ScreenBuffer:
    """A texture with a framebuffer around it."""

    def __init__(self) -> None:
        self.framebuffer = 0
        self._texture = 0
        self._shape = (0, 0)

    def prepare(self, width: int, height: int) -> None:
        """Be of that size; the context must be current."""
        if self._shape == (width, height):
            return
        self.release()
        self._shape = (width, height)
        self._texture = int(GL.glGenTextures(1))
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._texture)
        for name, value in (
            (GL.GL_TEXTURE_MAX_LEVEL, SMALLEST_COPY),
            (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR_MIPMAP_NEAREST),
            (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
            (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE),
            (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
        ):
            GL.glTexParameteri(GL.GL_TEXTURE_2D, name, value)
        GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA8, width, height, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, None)
        self.framebuffer = int(GL.glGenFramebuffers(1))
        self.bind()
        GL.glFramebufferTexture2D(GL.GL_FRAMEBUFFER, GL.GL_COLOR_ATTACHMENT0, GL.GL_TEXTURE_2D, self._texture, 0)

    def bind(self) -> None:
        """Draw into it from now on."""
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self.framebuffer)

    def bind_texture(self) -> None:
        """Read from it from now on."""
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._texture)

    def make_smaller_copies(self) -> None:
        """After it has been drawn into, for reads that take in more than a pixel."""
        self.bind_texture()
        GL.glGenerateMipmap(GL.GL_TEXTURE_2D)

    def release(self) -> None:
        """Free it; the context must be current."""
        if self.framebuffer:
            GL.glDeleteFramebuffers(1, [self.framebuffer])
            GL.glDeleteTextures(1, [self._texture])
        self.framebuffer, self._texture, self._shape = 0, 0, (0, 0)
