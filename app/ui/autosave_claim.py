"""Who writes which autosave: a note in a folder that all running windows share, locked as long as its writer lives.

The system takes the lock away when the process ends, however it ends. Unlike a process number it can therefore
neither outlive its owner nor pass to another program.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from app.engine.project.loading import AUTOSAVE_SUFFIX
from app.engine.project.project import SUFFIX
from app.ui.file_lock import lock_file

_CLAIM_SUFFIX = ".claim"
_FOLDER_LOCK = "claims.lock"
_UNTITLED = "untitled"


@dataclass(frozen=True)
class ClaimNote:
    """What a claim says, and whether whoever made it still lives.

    Args:
        file: the note.
        autosave: the file that is written.
        project: the project whose work it holds; None for work that was never saved.
        is_alive: whether its writer runs.
    """

    file: Path
    autosave: Path
    project: Path | None
    is_alive: bool


class Claim:
    """The right to write one autosave, until it is released or the process ends.

    Args:
        folder: where claims are, and the autosaves of work without a project file; made if need be.
        project: the project file that the work belongs to; None if there is none yet.

    Raises:
        OSError: the folder cannot be used.
    """

    def __init__(self, folder: Path, project: Path | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with claims(folder) as notes:
            self.autosave = _free_place(folder, project, notes)
            for note in notes:
                if note.autosave == self.autosave:  # of a dead process, whose work is in the project by now
                    note.file.unlink()
            self._note = next(path for path in _names(folder, _CLAIM_SUFFIX) if not path.exists())
            self._file = self._note.open("xb+")
            lock_file(self._file, wait=True)
            self._file.write(_written(self.autosave, project))
            self._file.flush()
            remove_leftovers(self.autosave)

    def release(self, *, keep: bool) -> None:
        """Write no more.

        Args:
            keep: whether the autosave stays, to be found when the process has ended; else it goes with the claim.
        """
        if not keep:
            with suppress(FileNotFoundError):
                self.autosave.unlink()
            with suppress(FileNotFoundError):
                self._note.unlink()
        self._file.close()


@contextmanager
def claims(folder: Path) -> Iterator[list[ClaimNote]]:
    """All claims, while nobody else can make one.

    Args:
        folder: must exist.

    Raises:
        OSError: the folder cannot be used.
    """
    with (folder / _FOLDER_LOCK).open("ab") as lock:
        lock_file(lock, wait=True)
        yield [note for path in sorted(folder.glob(f"*{_CLAIM_SUFFIX}")) if (note := _read(path)) is not None]


def sidecar(project: Path) -> Path:
    """The autosave beside a project file."""
    return project.with_name(project.name + AUTOSAVE_SUFFIX)


def is_newer(autosave: Path, project: Path | None) -> bool:
    """Whether an autosave is there and was written after the project file, if that is there."""
    try:
        written = autosave.stat().st_mtime_ns
    except OSError:
        return False
    try:
        return project is None or written > project.stat().st_mtime_ns
    except OSError:
        return True


def remove_leftovers(autosave: Path) -> None:
    """Remove what a writer left that was killed in the middle."""
    unfinished = re.compile(rf"\.[0-9a-f]{{8}}-{re.escape(autosave.name)}")
    with suppress(OSError):
        for path in autosave.parent.iterdir():
            if unfinished.fullmatch(path.name):
                path.unlink()


def _free_place(folder: Path, project: Path | None, notes: list[ClaimNote]) -> Path:
    """Beside the project, if that neither harms another's work nor is forbidden, else in the folder."""
    taken = {note.autosave for note in notes if note.is_alive}
    if project is not None and os.access(project.parent, os.W_OK):
        beside = sidecar(project)
        if beside not in taken and not is_newer(beside, project):
            return beside
    stem = _UNTITLED if project is None else project.stem
    taken |= {note.autosave for note in notes}
    names = _names(folder, SUFFIX + AUTOSAVE_SUFFIX, f"{stem}-")
    return next(path for path in names if path not in taken and not path.exists())


def _names(folder: Path, suffix: str, prefix: str = "") -> Iterator[Path]:
    return (folder / f"{prefix}{os.getpid()}-{number}{suffix}" for number in count(1))


def _written(autosave: Path, project: Path | None) -> bytes:
    note = {"autosave": str(autosave), "project": None if project is None else str(project), "process": os.getpid()}
    return json.dumps(note).encode()


def _read(path: Path) -> ClaimNote | None:
    """A claim; one that a dying process left unfinished is removed."""
    try:
        with path.open("rb+") as file:
            is_alive = not lock_file(file, wait=False)
            return _parsed(path, file, is_alive)
    except OSError:
        return None
    except (ValueError, KeyError, TypeError):
        with suppress(OSError):
            path.unlink()
        return None


def _parsed(path: Path, file: IO[bytes], is_alive: bool) -> ClaimNote:
    note = json.loads(file.read())
    project = note["project"]
    return ClaimNote(path, Path(note["autosave"]), None if project is None else Path(project), is_alive)
