"""The format of a file, which its suffix names."""

from collections.abc import Sequence
from pathlib import Path


def known_suffix(path: Path, suffixes: Sequence[str]) -> str:
    """The suffix of a path in small letters.

    Raises:
        ValueError: it is not among `suffixes`.
    """
    suffix = path.suffix.lower()
    if suffix not in suffixes:
        raise ValueError(f"{path}: expected a file of type {', '.join(suffixes)}, got {path.suffix or 'no suffix'}")
    return suffix
