# SPDX-License-Identifier: MIT
"""Keeps compiled kernels on disk, under names that change with everything they depend on."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import warnings
from pathlib import Path

FOLDER_VARIABLE = "PHOTOSCULPTURE_CACHE"
_DIGEST_BYTES = hashlib.sha256().digest_size


def cache_folder() -> Path:
    """The folder of compiled kernels: `$PHOTOSCULPTURE_CACHE`, else the user's cache folder of this system."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        base = Path(local) if local else Path.home() / "AppData" / "Local"
    else:
        cache_home = os.environ.get("XDG_CACHE_HOME")
        base = Path(cache_home) if cache_home else Path.home() / ".cache"
    return base / "photosculpture"


def cache_key(source: Path, sources: Path, *choices: object) -> str:
    """A name that changes with the source, with any header it may include, and with how it is compiled.

    Args:
        source: the `.cu` file.
        sources: the folder it is in, at any depth, and whose headers it may include.
        choices: whatever else the machine code depends on, by its `repr`.
    """
    digest = hashlib.sha256(repr(choices).encode())
    for path in [source, *sorted(sources.rglob("*.h"))]:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(sources).as_posix()}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def read_cached(path: Path) -> bytes | None:
    """The code in a cache file, or None if there is none or it is not what was written."""
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    digest, code = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
    return code if hashlib.sha256(code).digest() == digest else None


def write_cached(path: Path, code: bytes) -> None:
    """Writes a cache file so that other processes see all of it or nothing; says so once where it cannot."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".part", delete=False) as file:
            temporary = file.name
            file.write(hashlib.sha256(code).digest() + code)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        warnings.warn(
            f"compiled CUDA kernels could not be kept in {path.parent} ({error}) and are compiled at every start; "
            f"{FOLDER_VARIABLE} names another folder",
            stacklevel=2,
        )
