"""A framebuffer with several samples a pixel, apart from the widget's own, so that each frame can choose."""

from app.ui.viewport.gl import GL


class MultisampleBuffer:
    """Drawn into, then averaged into another framebuffer."""

    def __init__(self) -> None:
        self._framebuffer = 0
        self._renderbuffers: list[int] = []
        self._shape = (0, 0, 0)

    def bind(self, width: int, height: int, samples: int) -> None:
        """Draw into it from now on; it is made anew if the size has changed."""
        if self._shape != (width, height, samples):
            self.release()
            self._allocate(width, height, samples)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._framebuffer)

    def resolve(self, framebuffer: int) -> None:
        """Average its samples into another framebuffer of the same size, which is drawn into from now on."""
        width, height, _ = self._shape
        GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._framebuffer)
        GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, framebuffer)
        GL.glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL.GL_COLOR_BUFFER_BIT, GL.GL_NEAREST)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, framebuffer)

    def release(self) -> None:
        """Free it; the context must be current."""
        if self._framebuffer:
            GL.glDeleteFramebuffers(1, [self._framebuffer])
            GL.glDeleteRenderbuffers(len(self._renderbuffers), self._renderbuffers)
        self._framebuffer, self._renderbuffers, self._shape = 0, [], (0, 0, 0)

    def _allocate(self, width: int, height: int, samples: int) -> None:
        self._framebuffer = int(GL.glGenFramebuffers(1))
        self._renderbuffers = [int(handle) for handle in GL.glGenRenderbuffers(2)]
        self._shape = (width, height, samples)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._framebuffer)
        for handle, kind, place in zip(
            self._renderbuffers,
            (GL.GL_RGBA8, GL.GL_DEPTH24_STENCIL8),
            (GL.GL_COLOR_ATTACHMENT0, GL.GL_DEPTH_STENCIL_ATTACHMENT),
            strict=True,
        ):
            GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, handle)
            GL.glRenderbufferStorageMultisample(GL.GL_RENDERBUFFER, samples, kind, width, height)
            GL.glFramebufferRenderbuffer(GL.GL_FRAMEBUFFER, place, GL.GL_RENDERBUFFER, handle)
