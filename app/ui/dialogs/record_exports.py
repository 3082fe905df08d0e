"""Exports of what is round the mesh: numbers, cameras, what the viewport shows."""

from pathlib import Path
from typing import Any

from PyQt6.QtGui import QImage

from app.engine.atomic_file import atomic_file
from app.engine.export.camera_settings import TARGETS, CameraFileSettings, TransformsSettings
from app.engine.export.gltf_cameras import write_gltf_cameras
from app.engine.export.loss_data import write_loss_data
from app.engine.export.target_masks import target_masks
from app.engine.export.transforms_json import write_transforms
from app.engine.progress import Progress
from app.ui.dialogs.export_kinds import Export, ExportKind, ExportSource, Format, Work, counted
from app.ui.image_bytes import png_bytes


class LossExport(Export):
    """The numbers of the run."""

    kind, title, icon = ExportKind.LOSSES, "Loss data", "table"
    about = "Loss, its terms, softness, learning rate and IoU of every step, and what was changed when."
    formats = (Format(".csv", "Table with commas"),)

    @property
    def problem(self) -> str | None:
        return None if len(self._source.controller.run_log.columns) else "No step has been done yet."

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-loss"

    def summary(self, settings: Any) -> str:
        log = self._source.controller.run_log
        counts = ((len(log.columns), "step"), (len(log.ious), "IoU value"), (len(log.markers), "change"))
        return ", ".join(counted(count, word) for count, word in counts)

    def work(self, path: Path, settings: Any) -> Work:
        log = self._source.controller.run_log.copy()
        return lambda progress: write_loss_data(path, log)


class CameraExport(Export):
    """The cameras."""

    kind, title, icon = ExportKind.CAMERAS, "Cameras", "camera"
    about = "The cameras, where the model is in the world: for scenes, or to train NeRFs and splats from."
    formats = (
        Format(".gltf", "glTF", CameraFileSettings),
        Format(".glb", "glTF binary", CameraFileSettings),
        Format(".json", "transforms.json, NeRF and splatting", TransformsSettings),
    )

    @property
    def problem(self) -> str | None:
        return None if len(self._source.document.cameras) else "There is no camera: add one first."

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-cameras"

    def file_name(self, chosen: Format) -> str:
        return "transforms.json" if chosen.suffix == ".json" else super().file_name(chosen)

    def settings_problem(self, settings: CameraFileSettings) -> str | None:
        is_empty = not settings.chosen(self._source.document.cameras)
        return "No camera is enabled: choose all cameras, or enable some." if is_empty else None

    def summary(self, settings: CameraFileSettings) -> str:
        count = len(settings.chosen(self._source.document.cameras))
        return counted(count, "camera") + (f", {counted(count, 'image')}" if self._has_images(settings) else "")

    def work(self, path: Path, settings: CameraFileSettings) -> Work:
        views = settings.chosen(self._source.document.cameras)
        model = self._source.document.model
        if path.suffix.lower() != ".json":
            return lambda progress: write_gltf_cameras(path, views)
        if model is None or not self._has_images(settings):
            return lambda progress: write_transforms(path, views, None, progress)
        mesh = model.mesh
        return lambda progress: write_transforms(path, views, target_masks(mesh, views), progress)

    def _has_images(self, settings: CameraFileSettings) -> bool:
        return isinstance(settings, TransformsSettings) and settings.images == TARGETS


class ScreenshotExport(Export):
    """What the viewport shows."""

    kind, title, icon = ExportKind.SCREENSHOT, "Screenshot", "image"
    about = "What the viewport shows, in the size that it has."
    formats = (Format(".png", "PNG picture"),)

    def __init__(self, source: ExportSource) -> None:
        super().__init__(source)
        self.picture: QImage | None = None

    def take(self) -> QImage | None:
        """Take the picture anew, if there is something to see; it is what will be written."""
        if self._source.document.model is not None:
            self.picture = self._source.picture()
        return self.picture

    @property
    def problem(self) -> str | None:
        if self._source.document.model is None:
            return "There is nothing to see: open a model first."
        return "The viewport has no picture." if self.picture is not None and self.picture.isNull() else None

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-view"

    def summary(self, settings: Any) -> str:
        return f"{self.picture.width():,} x {self.picture.height():,} pixels" if self.picture is not None else ""

    def work(self, path: Path, settings: Any) -> Work:
        picture = self.picture or self.take()
        assert picture is not None

        def write(progress: Progress) -> None:
            content = png_bytes(picture)
            with atomic_file(path) as beside:
                beside.write_bytes(content)

        return write
