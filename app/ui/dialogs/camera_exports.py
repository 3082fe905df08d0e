"""Exports of the cameras, alone or with what they see."""

from pathlib import Path
from typing import ClassVar

from app.engine.cameras.view import View
from app.engine.export.camera_settings import PICTURES, CameraFileSettings, TransformsSettings
from app.engine.export.gltf_cameras import write_gltf_cameras
from app.engine.export.seen_pictures import seen_pictures
from app.engine.export.transforms_json import write_transforms
from app.engine.fitting.refined_cameras import with_refined
from app.engine.fitting.target_look import picture_look
from app.ui.dialogs.export_kinds import Export, ExportKind, Format, Work, counted


class OfCameras(Export):
    """What is made of the cameras that are chosen."""

    suffix_of_name: ClassVar[str]

    @property
    def problem(self) -> str | None:
        return None if len(self._source.document.cameras) else "There is no camera: add one first."

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-{self.suffix_of_name}"

    def settings_problem(self, settings: CameraFileSettings) -> str | None:
        is_empty = not settings.chosen(self._source.document.cameras)
        return "No camera is enabled: choose all cameras, or enable some." if is_empty else None

    def summary(self, settings: CameraFileSettings) -> str:
        return counted(len(settings.chosen(self._source.document.cameras)), "camera")

    def _views(self, settings: CameraFileSettings) -> tuple[View, ...]:
        """The chosen ones, where the fit that is shown has moved them."""
        snapshot = self._source.snapshot
        chosen = settings.chosen(self._source.document.cameras)
        return chosen if snapshot is None else with_refined(chosen, snapshot.refined)


class CameraExport(OfCameras):
    """The cameras as a scene."""

    kind, title, icon = ExportKind.CAMERAS, "Cameras", "camera"
    about = "The cameras, where the model is in the world, for scenes."
    formats = (
        Format(".gltf", "glTF", CameraFileSettings),
        Format(".glb", "glTF binary", CameraFileSettings),
    )
    suffix_of_name = "cameras"

    def work(self, path: Path, settings: CameraFileSettings) -> Work:
        views = self._views(settings)
        return lambda progress: write_gltf_cameras(path, views)


class CaptureExport(OfCameras):
    """The cameras with their pictures, as if somebody had photographed what is sculpted."""

    kind, title, icon = ExportKind.CAPTURE, "Capture", "photographs"
    about = (
        "The cameras and what they see, the silhouette as alpha: to train NeRFs and splats from, or to open here again."
    )
    formats = (Format(".json", "transforms.json", TransformsSettings),)
    suffix_of_name = "capture"

    def file_name(self, chosen: Format) -> str:
        return "transforms.json"

    def summary(self, settings: CameraFileSettings) -> str:
        cameras = super().summary(settings)
        count = len(settings.chosen(self._source.document.cameras))
        return f"{cameras}, {counted(count, 'image')}" if _has_pictures(settings) else cameras

    def work(self, path: Path, settings: CameraFileSettings) -> Work:
        views = self._views(settings)
        subject = self._source.document.subject
        if subject is None or not _has_pictures(settings):
            return lambda progress: write_transforms(path, views, None, progress)
        fitted = self._source.document.settings
        look = None if fitted.colour == "off" else picture_look(fitted)
        return lambda progress: write_transforms(path, views, seen_pictures(subject, views, look), progress)


def _has_pictures(settings: CameraFileSettings) -> bool:
    return isinstance(settings, TransformsSettings) and settings.images == PICTURES
