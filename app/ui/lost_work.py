"""Work that a window did not get to save before it ended: found in what its autosaves left."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PyQt6.QtCore import QStandardPaths

from app.engine.project.files import read_summary
from app.engine.project.loading import AUTOSAVE_SUFFIX
from app.engine.project.project import ProjectFileError
from app.ui.autosave_claim import ClaimNote, claims, is_newer, remove_leftovers, sidecar


@dataclass(frozen=True)
class Recoverable:
    """Work that can be taken up again.

    Args:
        path: of the autosave.
        project_path: of the project file it belongs to; None if it was never saved.
        saved_at: when the autosave was written.
        step: updates done by then.
        subject_name: what was sculpted.
    """

    path: Path
    project_path: Path | None
    saved_at: datetime
    step: int
    subject_name: str


def autosave_folder() -> Path:
    """Where the windows of this user keep their claims, and the autosaves of work without a project file."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder) / "autosave"


def recoverable_work(folder: Path | None = None, project: Path | None = None) -> tuple[Recoverable, ...]:
    """Find the work of windows that have ended, as far as it is newer than its project file.

    Args:
        folder: of the claims; None for the user's.
        project: a project whose sidecar is looked at even if nothing tells of it.

    Returns:
        The newest first.
    """
    found = [_recoverable(autosave, of) for autosave, of in _abandoned(folder or autosave_folder(), project)]
    return tuple(sorted((item for item in found if item is not None), key=lambda item: item.saved_at, reverse=True))


def discard(work: Recoverable, folder: Path | None = None) -> None:
    """Remove an autosave that nobody wants back, or that has been taken up and saved elsewhere.

    Raises:
        OSError: it cannot be removed.
    """
    folder = folder or autosave_folder()
    if folder.is_dir():
        with claims(folder) as notes:
            for note in notes:
                if note.autosave == work.path and not note.is_alive:
                    note.file.unlink()
    remove_leftovers(work.path)
    with suppress(FileNotFoundError):
        work.path.unlink()


def _abandoned(folder: Path, project: Path | None) -> list[tuple[Path, Path | None]]:
    """The autosaves of dead processes with their projects."""
    abandoned: dict[Path, Path | None] = {} if project is None else {sidecar(project): project}
    if folder.is_dir():
        with suppress(OSError), claims(folder) as notes:
            _remove_idle(notes)
            abandoned |= dict.fromkeys(folder.glob(f"*{AUTOSAVE_SUFFIX}"))  # also what no claim tells of
            abandoned |= {note.autosave: note.project for note in notes}
            for note in notes:
                if note.is_alive:
                    abandoned.pop(note.autosave, None)
    return [(path, of) for path, of in abandoned.items() if is_newer(path, of)]


def _remove_idle(notes: list[ClaimNote]) -> None:
    """Remove claims of dead processes that left no autosave; a disk that is not there now may bring it back."""
    for note in notes:
        if not note.is_alive and not note.autosave.exists() and note.autosave.parent.is_dir():
            remove_leftovers(note.autosave)
            note.file.unlink()


def _recoverable(autosave: Path, project: Path | None) -> Recoverable | None:
    try:
        summary = read_summary(autosave)
    except ProjectFileError:
        return None
    return Recoverable(autosave, project, summary.saved_at, summary.step, summary.subject_name)
