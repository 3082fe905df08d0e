"""The text of OBJ files: what trimesh would misread, and whether the end is missing."""

import re

import numpy as np
from numpy.typing import NDArray

_RELATIVE_FACE = re.compile(rb"^\s*f\s[^\n]*[\s/]-\d", re.MULTILINE)
_UNUSED_SHARE = 0.05  # of the vertices, beyond which an open last line means that the file was cut
_LISTS = (b"v", b"vt", b"vn")  # in the order in which a corner names them


def readable(text: bytes) -> bytes:
    """The same OBJ file in UTF-8, with every index counted from the beginning.

    trimesh counts negative indices from the end of the file instead of from the face's line.

    Args:
        text: of the file.

    Returns:
        The text.
    """
    text = as_utf8(text)
    if not _RELATIVE_FACE.search(text):
        return text
    lengths = [0, 0, 0]
    lines = text.splitlines()
    for number, line in enumerate(lines):
        words = line.split()
        if words and words[0] in _LISTS:
            lengths[_LISTS.index(words[0])] += 1
        elif words and words[0] == b"f":
            lines[number] = b" ".join([b"f", *(_absolute_corner(corner, lengths) for corner in words[1:])])
    return b"\n".join(lines) + b"\n"


def as_utf8(text: bytes) -> bytes:
    """The text in UTF-8; any other is taken for Latin-1: only names and comments are not ASCII."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1").encode()
    return text


def seems_cut(text: bytes, used_positions: NDArray[np.float64]) -> bool:
    """Whether the end of the file is missing: its last line is open, and many vertices have lost their faces.

    Args:
        text: of the file.
        used_positions: (K, 3), of the vertices that faces use, in any order, repeated or not.
    """
    if text.endswith((b"\n", b"\r")):
        return False
    vertices = {line for line in text.splitlines() if line.startswith(b"v ")}
    return len(np.unique(used_positions, axis=0)) < (1 - _UNUSED_SHARE) * len(vertices)


def _absolute_corner(corner: bytes, lengths: list[int]) -> bytes:
    indices = corner.split(b"/")
    return b"/".join(
        b"%d" % (length + 1 + int(index)) if index.startswith(b"-") else index
        for index, length in zip(indices, lengths, strict=False)
    )
