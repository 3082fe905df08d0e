"""Exports of the mesh: as it is, turning, and coming to be."""

from pathlib import Path
from typing import Any

from app.engine.export.animation import Keyframe, still, write_history, write_turntable
from app.engine.export.film_settings import DARK, LIGHT, FilmSettings, HistorySettings, TurntableSettings
from app.engine.export.mesh_files import write_mesh
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.mesh import Mesh
from app.engine.progress import Progress
from app.ui.dialogs.export_kinds import Draw, Export, ExportKind, Format, Work, counted
from app.ui.theme import theme


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
        return f"{counts}, after {counted(snapshot.step, 'step')}"

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
        return f"{counted(count, 'keyframe')}, {_film_summary(settings, settings.frames + settings.hold_frames)}"

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


def _still(snapshot: Snapshot | None, settings: FilmSettings | None) -> Draw | None:
    if snapshot is None:
        return None
    look = settings or FilmSettings(background=DARK if theme().is_dark else LIGHT)
    return lambda pixels: still(Mesh(snapshot.positions_world, snapshot.faces), look, pixels)


def _film_summary(settings: FilmSettings, frames: int) -> str:
    seconds = frames / settings.frames_per_second
    return f"{counted(frames, 'frame')} of {settings.pixels:,} x {settings.pixels:,} pixels, {seconds:.3g} s"
