"""OpenGL's functions, bound for speed: import `GL` from here, never from PyOpenGL itself.

PyOpenGL asks for an error after each call, and keeps what it is given, unless told otherwise before its first import;
the tests ask for errors themselves after each frame.
"""

import OpenGL

OpenGL.ERROR_CHECKING = False
OpenGL.ERROR_LOGGING = False

from OpenGL import GL  # noqa: E402 - only now

__all__ = ["GL"]
