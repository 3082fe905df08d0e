"""What can be exported: what it is called, which formats there are, why not now, and the work."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QImage

from app.engine.atomic_file import atomic_file
from app.engine.export.animation import Keyframe, still, write_history, write_turntable
from app.engine.export.camera_settings import TARGETS, CameraFileSettings, TransformsSettings
from app.engine.export.film_settings import DARK, LIGHT, FilmSettings, HistorySettings, TurntableSettings
from app.engine.export.gltf_cameras import write_gltf_cameras
from app.engine.export.loss_data import write_loss_data
from app.engine.export.mesh_files import write_mesh
from app.engine.export.target_masks import target_masks
from app.engine.export.transforms_json import write_transforms
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.mesh import Mesh
from app.engine.progress import Progress
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.image_bytes import png_bytes
from app.ui.theme import theme

Notes = tuple[str, ...]
Draw = Callable[[int], NDArray[np.uint8]]  # pixels a side, to (pixels, pixels, 3) sRGB
Work = Callable[[Progress], Notes | None]


class ExportKind(StrEnum):
    """The kinds, in the order of the dialog."""

    MESH = "mesh"
    TURNTABLE = "turntable"
    HISTORY = "history"
    LOSSES = "losses"
    CAMERAS = "cameras"
    SCREENSHOT = "screenshot"


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Args:
        suffix: with the dot.
        name: for people.
        settings: the dataclass of its choices; None where there are none.
    """

    suffix: str
    name: str
    settings: type[Any] | None = None


@dataclass(frozen=True, eq=False)
class ExportSource:
    """What exports are made from.

    Args:
        document: model and cameras.
        controller: mesh, history and numbers.
        picture: takes a picture of the viewport.
    """

    document: Document
    controller: FitController
    picture: Callable[[], QImage]

    @property
    def snapshot(self) -> Snapshot | None:
        """The mesh that is shown: the newest, or that of a keyframe that has been gone back to."""
        return self.controller.shown_snapshot

    @property
    def name(self) -> str:
        """What files are called after: the model, in letters that every file system takes."""
        model = self.document.model
        return re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "_", model.name) if model is not None else "photosculpture"


class Export(ABC):
    """One kind of export.

    Args:
        source: what it is made from.
    """

    kind: ClassVar[ExportKind]
    title: ClassVar[str]
    icon: ClassVar[str]
    about: ClassVar[str]
    formats: ClassVar[tuple[Format, ...]]

    def __init__(self, source: ExportSource) -> None:
        self._source = source

    @property
    @abstractmethod
    def problem(self) -> str | None:
        """Why there is nothing to export now, a sentence; None if there is."""

    @property
    @abstractmethod
    def file_stem(self) -> str:
        """The name to suggest, without the suffix."""

    @abstractmethod
    def summary(self, settings: Any) -> str:
        """What will be in the file, half a line."""

    @abstractmethod
    def work(self, path: Path, settings: Any) -> Work:
        """What writes the file as things are now, whatever they become meanwhile; it returns sentences for the user."""

    def preview(self, settings: Any) -> Draw | None:
        """What draws a small picture of what will be in the file, in any thread; None where there is none."""
        return None

    def file_name(self, chosen: Format) -> str:
        """The name to suggest."""
        return self.file_stem + chosen.suffix


class _OfMesh(Export):
    @property
    def problem(self) -> str | None:
        return "There is no mesh yet: open a model first." if self._source.snapshot is None else None

    def preview(self, settings: Any) -> Draw | None:
        return _still(self._source.snapshot, settings)

    def _mesh(self) -> Mesh:
        snapshot = self._source.snapshot
        assert snapshot is not None
        return Mesh(snapshot.positions_world, snapshot.faces)


class MeshExport(_OfMesh):
    """The mesh as it is shown."""

    kind, title, icon = ExportKind.MESH, "Mesh", "mesh"
    about = "The mesh as it is shown, where the model is in the world and in its units."
    formats = (
        Format(".glb", "glTF binary"),
        Format(".obj", "Wavefront OBJ"),
        Format(".ply", "Stanford PLY"),
        Format(".stl", "STL"),
    )

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-sculpted"

    def summary(self, settings: Any) -> str:
        snapshot = self._source.snapshot
        if snapshot is None:
            return ""
        counts = f"{len(snapshot.positions_world):,} vertices, {len(snapshot.faces):,} faces"
        return f"{counts}, after {_counted(snapshot.step, 'step')}"

    def work(self, path: Path, settings: Any) -> Work:
        mesh = self._mesh()
        return lambda progress: write_mesh(path, mesh)


class TurntableExport(_OfMesh):
    """A film of the mesh, turning."""

    kind, title, icon = ExportKind.TURNTABLE, "Turntable", "film"
    about = "A film of the mesh as it is shown, turning round."
    formats = (Format(".gif", "GIF, loops", TurntableSettings), Format(".mp4", "MP4 video", TurntableSettings))

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-turntable"

    def summary(self, settings: TurntableSettings) -> str:
        return _film_summary(settings, settings.frames)

    def work(self, path: Path, settings: TurntableSettings) -> Work:
        mesh = self._mesh()
        return lambda progress: write_turntable(path, mesh, settings, progress)


class HistoryExport(Export):
    """A film of the run."""

    kind, title, icon = ExportKind.HISTORY, "History", "history"
    about = "A film of how the mesh came to be, from the first keyframe to the last."
    formats = (Format(".gif", "GIF, loops", HistorySettings), Format(".mp4", "MP4 video", HistorySettings))

    @property
    def problem(self) -> str | None:
        return None if len(self._moments()) > 1 else "There is no history yet: run some steps first."

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-history"

    def preview(self, settings: HistorySettings) -> Draw | None:
        return _still(self._source.controller.snapshot, settings)

    def summary(self, settings: HistorySettings) -> str:
        count = len(self._moments())
        return f"{_counted(count, 'keyframe')}, {_film_summary(settings, settings.frames + settings.hold_frames)}"

    def work(self, path: Path, settings: HistorySettings) -> Work:
        moments = self._moments()

        def write(progress: Progress) -> None:
            meshes = [Keyframe(item.step, Mesh(item.positions_world, item.faces)) for item in moments]
            write_history(path, meshes, settings, progress)

        return write

    def _moments(self) -> tuple[Snapshot, ...]:
        """The keyframes, and the present where it is newer than they are."""
        kept = tuple(keyframe.snapshot for keyframe in self._source.controller.history.keyframes)
        newest = self._source.controller.snapshot
        is_newer = newest is not None and (not kept or newest.step > kept[-1].step)
        return (*kept, newest) if newest is not None and is_newer else kept


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
        return ", ".join(_counted(count, word) for count, word in counts)

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

    def preview(self, settings: Any) -> Draw | None:
        """What draws a small picture of what will be in the file, in any thread; None where there is none."""
        return None

    def file_name(self, chosen: Format) -> str:
        return "transforms.json" if chosen.suffix == ".json" else super().file_name(chosen)

    def summary(self, settings: CameraFileSettings) -> str:
        count = len(settings.chosen(self._source.document.cameras))
        return _counted(count, "camera") + (f", {_counted(count, 'image')}" if self._has_images(settings) else "")

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


EXPORTS: tuple[type[Export], ...] = (
    MeshExport,
    TurntableExport,
    HistoryExport,
    LossExport,
    CameraExport,
    ScreenshotExport,
)


def _still(snapshot: Snapshot | None, settings: FilmSettings | None) -> Draw | None:
    if snapshot is None:
        return None
    look = settings or FilmSettings(background=DARK if theme().is_dark else LIGHT)
    return lambda pixels: still(Mesh(snapshot.positions_world, snapshot.faces), look, pixels)


def _film_summary(settings: FilmSettings, frames: int) -> str:
    seconds = frames / settings.frames_per_second
    return f"{_counted(frames, 'frame')} of {settings.pixels:,} x {settings.pixels:,} pixels, {seconds:.3g} s"


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")
