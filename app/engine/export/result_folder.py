"""The folder of results: complete or untouched, never half-written."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.engine.export.part_pictures import PART_FOLDERS

GLB, OBJ, METRICS = "mesh.glb", "mesh.obj", "metrics.json"
LOSS_FIGURE, VIEW_SHEET, ANIMATION = "loss.png", "views.png", "progress.gif"
RESULT_NAMES = (GLB, OBJ, METRICS, LOSS_FIGURE, VIEW_SHEET, ANIMATION)
"""The files of every run."""

TEXTURE_NAMES = ("mesh.mtl", "mesh.png")
"""The files of runs with a texture besides."""

_STAGING_PREFIX = ".photosculpture-"


class ResultFolderError(ValueError):
    """Results cannot be written where they should go; the message is one sentence."""


def check_result_folder(folder: Path, inputs: Sequence[Path] = (), colour: str = "off") -> None:
    """Find out, before a run, whether its results can be written; nothing is left behind.

    Args:
        folder: need not exist.
        inputs: files that must not be overwritten.
        colour: the setting of the fit.

    Raises:
        ResultFolderError: one sentence.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise ResultFolderError(f"{folder}: is a file, expected a folder for the results")
        for name in (*RESULT_NAMES, *(TEXTURE_NAMES if colour == "texture" else ())):
            _check_file(folder / name, inputs)
        for name in PART_FOLDERS if colour != "off" else ():
            if (folder / name).is_file():
                raise ResultFolderError(f"{folder / name}: is a file, and a folder of that name would be written")
        with _staging(folder):
            pass
    except OSError as error:
        raise ResultFolderError(f"{folder}: cannot be written: {error.strerror or error}") from error


def _check_file(target: Path, inputs: Sequence[Path]) -> None:
    if target.is_dir():
        raise ResultFolderError(f"{target}: is a folder, and a result of that name would be written")
    for path in inputs:
        if target.exists() and path.exists() and target.samefile(path):
            raise ResultFolderError(f"{target}: is read by this run, choose another folder for the results")


@contextmanager
def result_folder(folder: Path) -> Iterator[Path]:
    """A folder to write results into; they appear in `folder` when the block ends without an exception.

    A folder that is not there appears at once with all files in it. In one that is, each file is replaced at once and
    files of other names stay; folders in it likewise.

    Args:
        folder: made with its parents if it does not exist.

    Raises:
        OSError: writing failed; `folder` is as it was, unless it failed while files were being replaced.
    """
    with _staging(folder) as staging:
        yield staging
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            staging.rename(folder)
        except OSError:  # it exists, and is not empty
            _move_into(staging, folder)


def _move_into(staging: Path, folder: Path) -> None:
    for item in sorted(staging.iterdir()):
        if item.is_dir() and (folder / item.name).is_dir():
            _move_into(item, folder / item.name)
        else:
            os.replace(item, folder / item.name)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A new folder on the file system where `folder` is or will be, removed afterwards."""
    outer = Path(tempfile.mkdtemp(prefix=_STAGING_PREFIX, dir=_nearest_existing(folder)))
    try:
        inner = outer / "results"  # with the permissions that new folders have; those of `outer` are private
        inner.mkdir()
        yield inner
    finally:
        shutil.rmtree(outer, ignore_errors=True)


def _nearest_existing(folder: Path) -> Path:
    path = folder.absolute()
    while not path.exists():
        path = path.parent
    return path
