"""Exports of the mesh: as it is, turning, and coming to be."""

from pathlib import Path
from typing import Any

from app.engine.export.animation import Keyframe, still, write_history, write_turntable
from app.engine.export.film_settings import DARK, LIGHT, FilmSettings, HistorySettings, TurntableSettings
from app.engine.export.mesh_files import side_files, write_mesh
from app.engine.fitting.colour_state import ColourState
from app.engine.fitting.painted_mesh import snapshot_mesh
from app.engine.fitting.snapshot import Snapshot
from app.engine.progress import Progress
from app.ui.dialogs.export_kinds import Draw, Export, ExportKind, Format, Work, counted
from app.ui.theme import theme


class _OfMesh(Export):
    @property
    def problem(self) -> str | None:
        return "There is no mesh yet: open a model first." if self._source.snapshot is None else None

    def preview(self, settings: Any) -> Draw | None:
        return _still(self._source.snapshot, settings)

    def _snapshot(self) -> Snapshot:
        snapshot = self._source.snapshot
        assert snapshot is not None
        return snapshot


class MeshExport(_OfMesh):
    """The mesh as it is shown."""

    kind, title, icon = ExportKind.MESH, "Mesh", "mesh"
    about = "The mesh as it is shown, where the model is in the world and in its units, painted where it has colours."
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
        return f"{counts}{_colours_in_words(snapshot.state.colours)}, after {counted(snapshot.step, 'step')}"

    def beside(self, path: Path) -> tuple[Path, ...]:
        snapshot = self._source.snapshot
        colours = None if snapshot is None else snapshot.state.colours
        return side_files(path, colours is not None and colours.texture is not None)

    def work(self, path: Path, settings: Any) -> Work:
        snapshot = self._snapshot()
        return lambda progress: write_mesh(path, snapshot_mesh(snapshot))


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
        snapshot = self._snapshot()
        return lambda progress: write_turntable(path, snapshot_mesh(snapshot), settings, progress)


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
            meshes = [Keyframe(item.step, snapshot_mesh(item)) for item in moments]
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
    return lambda pixels: still(snapshot_mesh(snapshot), look, pixels)


def _colours_in_words(colours: ColourState | None) -> str:
    if colours is None:
        return ""
    if colours.texture is None:
        return " in colour"
    height, width = colours.texture.texels_linear.shape[:2]
    return f", a texture of {width:,} x {height:,}"


def _film_summary(settings: FilmSettings, frames: int) -> str:
    seconds = frames / settings.frames_per_second
    return f"{counted(frames, 'frame')} of {settings.pixels:,} x {settings.pixels:,} pixels, {seconds:.3g} s"
