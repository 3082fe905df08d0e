"""Write and read project files: a zip archive of one readable JSON document and arrays."""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NoReturn
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from app.engine.atomic_file import atomic_file
from app.engine.progress import Progress
from app.engine.project.array_store import ArrayReader
from app.engine.project.colour_records import MOST_STEPS
from app.engine.project.fields import Fields, Json
from app.engine.project.project import Project, ProjectFileError
from app.engine.project.project_record import DOCUMENT, FORMAT, VERSION, project_of, write_records
from app.engine.project.subject_records import subject_name

MAX_FILE_BYTES = 8 * 2**30
MAX_DOCUMENT_BYTES = 32 * 2**20
_MAX_MEMBERS = 200_000


@dataclass(frozen=True)
class ProjectSummary:
    """What a project file says of itself.

    Args:
        subject_name: what is sculpted.
        step: updates done.
        saved_at: when it was written.
    """

    subject_name: str
    step: int
    saved_at: datetime


def write_project(path: Path, project: Project, progress: Progress | None = None) -> None:
    """Write a project, whole or not at all.

    Args:
        path: a file that is there is replaced.
        project: what to write.
        progress: told how far it is; cancelling it leaves a file that was there as it was.

    Raises:
        FileWriteError: it cannot be written there.
        ProjectFileError: it holds a number that is not finite, or is too large for a project file.
        Cancelled: through `progress`.
    """
    with atomic_file(path) as beside:
        try:
            with ZipFile(beside, "w") as archive:
                document = write_records(archive, project, progress or Progress())
                content = json.dumps(document, indent=1, allow_nan=False).encode()
                archive.writestr(DOCUMENT, content, ZIP_DEFLATED)
        except ValueError as error:
            raise ProjectFileError(f"{path}: the project cannot be saved: {error}") from error
        if len(content) > MAX_DOCUMENT_BYTES or beside.stat().st_size > MAX_FILE_BYTES:
            raise ProjectFileError(
                f"{path}: the project is too large to be saved; shorten its history by lowering the memory limit"
            )


def read_project(path: Path) -> Project:
    """Read a project as it was written, to the bit.

    Nothing in a file is executed, and no more memory is taken than a small multiple of its size.

    Raises:
        ProjectFileError: one sentence that names the file and what is wrong with it.
    """
    with _opened(path) as archive:
        arrays = ArrayReader(archive)
        return project_of(_document(path, archive, arrays))


def read_summary(path: Path) -> ProjectSummary:
    """Read what a project file says of itself, without its arrays.

    Raises:
        ProjectFileError: one sentence that names the file and what is wrong with it.
    """
    with _opened(path) as archive:
        document = _document(path, archive, ArrayReader(archive))
        return ProjectSummary(
            subject_name(document),
            document.whole("step", 0, MOST_STEPS),
            datetime.fromisoformat(document.text("saved_at")).astimezone(UTC),
        )


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    """The file as an archive; whatever goes wrong in the block becomes one sentence about it."""
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for somebody to write into it
            raise ProjectFileError(f"{path}: is a folder or a device, expected a project file")
        with path.open("rb") as file:
            _check_file(path, file)
            with ZipFile(file) as archive:
                yield archive
    except ProjectFileError:
        raise
    except OSError as error:
        if error.errno == errno.EINVAL:  # the archive refers to places before the file's beginning
            raise ProjectFileError(f"{path}: is damaged, it cannot be read as a project") from error
        reason = error.strerror or str(error)
        raise ProjectFileError(f"{path}: cannot be read: {reason[:1].lower()}{reason[1:]}") from error
    except BadZipFile as error:
        raise ProjectFileError(f"{path}: is damaged or truncated: {error}") from error
    except MemoryError as error:
        raise ProjectFileError(f"{path}: the project does not fit into memory") from error
    except ValueError as error:
        raise ProjectFileError(f"{path}: is damaged: {error}") from error
    except Exception as error:  # whatever a parser throws at a broken file
        raise ProjectFileError(f"{path}: is damaged, it cannot be read as a project") from error


def _check_file(path: Path, file: IO[bytes]) -> None:
    size_bytes = os.fstat(file.fileno()).st_size
    start = file.read(4)
    file.seek(0)
    if size_bytes == 0:
        raise ProjectFileError(f"{path}: the file is empty")
    if size_bytes > MAX_FILE_BYTES:
        raise ProjectFileError(
            f"{path}: the file has {size_bytes / 2**30:.0f} GiB, at most {MAX_FILE_BYTES // 2**30} GiB can be read"
        )
    if start != b"PK\x03\x04":
        raise ProjectFileError(f"{path}: is not a project, expected a file that Photosculpture saved")


def _document(path: Path, archive: ZipFile, arrays: ArrayReader) -> Fields:
    """The JSON document, of a version that can be read."""
    members = archive.infolist()
    if DOCUMENT not in archive.namelist():
        raise ValueError(f"it has no {DOCUMENT}, it is not a project")
    size_bytes = archive.getinfo(DOCUMENT).file_size
    if size_bytes > MAX_DOCUMENT_BYTES or len(members) > _MAX_MEMBERS:
        raise ValueError("it is far larger than any project")
    if sum(member.file_size for member in members) - size_bytes > os.fstat(_descriptor(archive)).st_size:
        raise ValueError("its arrays are larger than the file")
    with archive.open(DOCUMENT) as file:
        content = file.read(MAX_DOCUMENT_BYTES + 1)
    try:
        values: Json = json.loads(content, parse_constant=_refused)
    except RecursionError:
        raise ValueError(f"{DOCUMENT} is nested too deeply") from None
    document = Fields("", values, arrays)
    _check_version(path, document)
    return document


def _check_version(path: Path, document: Fields) -> None:
    if document.text("format") != FORMAT:
        raise ValueError(f"it says that it is {document.text('format')!r}, expected {FORMAT!r}")
    version = document.whole("version", 1, 10**6)
    if version > VERSION:
        raise ProjectFileError(
            f"{path}: was saved by a newer version of Photosculpture (format {version}, "
            f"this one reads up to {VERSION}); install that version to open it"
        )


def _descriptor(archive: ZipFile) -> int:
    assert archive.fp is not None
    return archive.fp.fileno()


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{DOCUMENT} holds {constant}")
