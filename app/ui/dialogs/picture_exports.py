"""Exports of what the cameras see of the mesh in its colours."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.engine.cameras.view import View
from app.engine.captures.subject import Subject
from app.engine.export.camera_settings import CameraFileSettings
from app.engine.export.part_pictures import PART_FOLDERS, PartPictures, write_part_archive
from app.engine.fitting.snapshot import Snapshot
from app.ui.dialogs.camera_exports import OfCameras
from app.ui.dialogs.export_kinds import ExportKind, Format, Work, counted


class PictureExport(OfCameras):
    """What each camera sees, taken apart."""

    kind, title, icon = ExportKind.PICTURES, "Pictures", "colour"
    about = (
        "What the cameras see of the mesh in colour, without its light, and its light alone: "
        f"PNG pictures in the folders {', '.join(PART_FOLDERS)}."
    )
    formats = (Format(".zip", "Zip archive", CameraFileSettings),)
    suffix_of_name = "pictures"

    @property
    def problem(self) -> str | None:
        snapshot = self._source.snapshot
        if snapshot is None or snapshot.state.colours is None:
            return "There are no colours yet: choose what carries them in the tool bar, and run until they join."
        return super().problem

    def summary(self, settings: CameraFileSettings) -> str:
        count = len(settings.chosen(self._source.document.cameras))
        return f"{super().summary(settings)}, {counted(len(PART_FOLDERS) * count, 'picture')}"

    def work(self, path: Path, settings: CameraFileSettings) -> Work:
        views, snapshot, subject = self._views(settings), self._source.snapshot, self._source.document.subject
        assert snapshot is not None and subject is not None
        return lambda progress: write_part_archive(path, len(views), _parts(snapshot, subject, views), progress)


def _parts(snapshot: Snapshot, subject: Subject, views: Sequence[View]) -> Iterator[PartPictures]:
    from app.engine.fitting.moment_parts import moment_parts  # imports torch

    return (PartPictures.of(view_id, parts) for view_id, parts in moment_parts(snapshot, subject, views))
