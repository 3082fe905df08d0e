"""Gathers the pictures of a capture: what one lacks leaves that one out, what all lack ends the reading."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.captures.camera_parts import ShotProblem, shown
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.mask_files import MaskFiles
from app.engine.captures.shot import Shot, ShotList


class ShotCollector:
    """Pictures and warnings of one capture, as they are read.

    Args:
        path: of the file or folder that is read.
        root: the capture's folder.
    """

    def __init__(self, path: Path, root: Path) -> None:
        self._path = path
        self._root = root
        self._shots: list[Shot] = []
        self._taken: set[Path] = set()
        self._warnings: list[str] = []

    def add(self, shot: Shot) -> None:
        """Take a picture.

        Args:
            shot: its id is the name that the file gives the view, or empty for one that is made from the picture's.

        Raises:
            ShotProblem: the picture has been taken before.
        """
        if shot.image_path in self._taken:
            raise ShotProblem("the picture is listed a second time")
        self._taken.add(shot.image_path)
        self._shots.append(shot)

    def warn(self, sentence: str) -> None:
        """Note what is not as expected; the sentence names the file."""
        self._warnings.append(sentence)

    @contextmanager
    def leaving_out(self, source: Path, label: object) -> Iterator[None]:
        """Turn a `ShotProblem` into a warning.

        Args:
            source: the file that lists the picture.
            label: the picture's name, or where in that file it is.
        """
        try:
            yield
        except ShotProblem as problem:
            self.warn(f"{source.name}: {shown(label)} is left out: {problem}.")

    def shot_list(self, name: str, up_world: NDArray[np.float64] | None = None) -> ShotList:
        """All that has been taken, with ids, and with masks where the files named none.

        Args:
            name: of the capture; if empty, that of its folder.
            up_world: (3,) unit vector; None if the files do not say it.

        Raises:
            CaptureFileError: nothing has been taken.
        """
        if not self._shots:
            reason = f"; {self._warnings[0]}" if self._warnings else "."
            raise CaptureFileError(f"{self._path}: no picture can be used{reason}")
        ids = _unique_ids(self._shots, self._root)
        shots = [replace(shot, id=shot_id) for shot, shot_id in zip(self._shots, ids, strict=True)]
        shots = self._with_masks(shots)
        shown_name = name or self._root.name or "capture"
        return ShotList(shown_name, self._path, tuple(shots), tuple(self._warnings), up_world)

    def _with_masks(self, shots: list[Shot]) -> list[Shot]:
        finder = MaskFiles(self._root)
        found = [None if shot.mask_path else finder.of(shot.image_path) for shot in shots]
        users = Counter(path for path in found if path is not None)
        for path in sorted(path for path, count in users.items() if count > 1):
            self.warn(f"{path.name} is not used as a mask: {users[path]} pictures have a claim to it.")
        return [
            replace(shot, mask_path=path) if path is not None and users[path] == 1 else shot
            for shot, path in zip(shots, found, strict=True)
        ]


def _unique_ids(shots: list[Shot], root: Path) -> list[str]:
    """The names that the file gives, or the pictures' own, with as many of their folders as tell them apart."""
    choices = [_names(shot, root) for shot in shots]
    places = [0] * len(shots)
    while True:
        ids = [names[place] for names, place in zip(choices, places, strict=True)]
        uses = Counter(ids)
        longer = [
            place + (uses[shot_id] > 1 and place + 1 < len(names))
            for shot_id, names, place in zip(ids, choices, places, strict=True)
        ]
        if longer == places:
            return ids
        places = longer


def _names(shot: Shot, root: Path) -> list[str]:
    """From short to long; the last is no other picture's."""
    path = shot.image_path
    parts = path.relative_to(root).parts if root in path.parents else path.parts
    stems = ["/".join((*parts[len(parts) - count : -1], path.stem)) for count in range(1, len(parts) + 1)]
    return [*([shot.id] if shot.id else []), *stems, "/".join(parts), str(path)]
