"""Files that are there whole or not at all: written beside, then put in their place."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class FileWriteError(OSError):
    """A file cannot be written; the message is one sentence, `PATH: cannot be written: no space left on device`."""


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """A path to write to; what is there when the block ends without an exception becomes the file at `path`.

    The path given has the same suffix and lies in the same folder. Whatever ends the block early, it is removed and
    a file that was at `path` stays as it was.

    Args:
        path: of the file; a symbolic link is followed.

    Raises:
        FileWriteError: for any OSError within the block or when the file is put in its place.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{secrets.token_hex(4)}-{target.name}")
    try:
        yield beside
        _flush(beside)
        with suppress(FileNotFoundError):
            beside.chmod(target.stat().st_mode)
        os.replace(beside, target)
    except FileWriteError:
        raise
    except OSError as error:
        raise write_error(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def write_error(path: Path, error: OSError) -> FileWriteError:
    """What went wrong with writing `path`, in one sentence."""
    reason = error.strerror or str(error)
    return FileWriteError(f"{path}: cannot be written: {reason[:1].lower()}{reason[1:]}")


def _flush(path: Path) -> None:
    """Have the content on the disk before its name is: a crash in between must not leave an empty file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
