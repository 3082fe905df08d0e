"""Relative indices of OBJ files, which trimesh counts from the end of the file instead of from the face's line."""

import re

_RELATIVE_FACE = re.compile(rb"^\s*f\s[^\n]*[\s/]-\d", re.MULTILINE)
_LISTS = (b"v", b"vt", b"vn")  # in the order in which a corner names them


def with_absolute_indices(text: bytes) -> bytes:
    """The same OBJ file with every index counted from the beginning.

    Args:
        text: of the file.

    Returns:
        `text` itself where no face counts backwards.
    """
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


def _absolute_corner(corner: bytes, lengths: list[int]) -> bytes:
    indices = corner.split(b"/")
    return b"/".join(
        b"%d" % (length + 1 + int(index)) if index.startswith(b"-") else index
        for index, length in zip(indices, lengths, strict=False)
    )
