"""What is done to the mesh between two updates: triangles are made anew, crossings undone, holes opened."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.engine.carving.outline_differences import TOLERANCE_PIXELS, outline_differences
from app.engine.carving.recarving import Recarved, recarved
from app.engine.carving.regridding import regridded
from app.engine.fitting import schedule
from app.engine.fitting.detail import edge_lengths
from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.moving_mesh import MovingMesh
from app.engine.fitting.notes import Note, NoteKind
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.remeshing.defects import smallest_angles_degrees
from app.engine.remeshing.remesh import Remeshed, remeshed
from app.engine.remeshing.self_intersections import self_intersections
from app.engine.remeshing.untangle import untangled

UPKEEPS = 16
"""How often in a plan; between them, triangles have no time to become bad."""

EVERY_STEPS_BEYOND = 50
"""Past the end of the plan, where progress stands still."""

LEAST_ANGLE_DEGREES = 15.0
"""Of all but 1 % of the faces."""

MENDING_STAIRS = (8, 10, 13)
"""After which of them outlines are compared for holes and parts: sharp enough to show some, and time left to fit."""

EDGE_SHARE, DETAIL_SHARE, TOLERANCE_SHARE = 9.0, 4.0, 4.0
"""Of what silhouettes contradict each other by: how long edges stay, also where a part is thin, and by how much more
outlines may differ before holes are opened or closed for it. Triangles finer than that would only draw the
contradictions, which takes its time and makes the surface rough."""


def is_due(plan: Schedule, step: int) -> bool:
    """Whether the mesh is looked after once `step` updates are done."""
    if step >= plan.planned_steps:
        return (step - plan.planned_steps) % EVERY_STEPS_BEYOND == 0
    return stair(plan.progress(step - 1)) != stair(plan.progress(step))


def stair(progress: float) -> int:
    """How many of the plan's upkeeps are due at `progress`."""
    return int(progress * UPKEEPS)


class Upkeep:
    """Looks after the mesh of a fit; what it does depends on the mesh, views, settings and progress alone.

    Args:
        moving: the mesh.
        views: what it is fitted to.
        settings: how.
        progress: share of the plan that is done.
        step: updates done.
        follow: told of each new mesh of the same surface.
    """

    def __init__(
        self,
        moving: MovingMesh,
        views: FitViews,
        settings: FitSettings,
        progress: float,
        step: int,
        follow: Callable[[Remeshed], None] = lambda mesh: None,
    ) -> None:
        self._moving, self._views, self._settings, self._follow = moving, views, settings, follow
        self._progress, self._step = progress, step
        self.notes: list[Note] = []

    def between_updates(self) -> None:
        """Open and close holes, make the triangles anew, undo crossings."""
        if self._settings.topology == "free" and stair(self._progress) in MENDING_STAIRS:
            self._mend_topology()
        if self._settings.remeshing == "on":
            if self._wants_remeshing():
                self._remesh()
            self._undo_crossings()

    def _undo_crossings(self) -> None:
        """Free the surface of faces that meet others, by moving vertices or, if need be, on a grid."""
        positions, faces = self._positions(), self._moving.faces
        pairs = self_intersections(positions, faces)
        if len(pairs) == 0:
            return
        count = len(np.unique(pairs))
        freed = untangled(positions, faces)
        if freed.succeeded:
            self._moving.move(freed.positions, self._settings)
            self._note(NoteKind.INTERSECTIONS, "untangled", f"{count} faces that met others were moved apart")
            return
        self._take_anew(NoteKind.INTERSECTIONS, f"{count} faces meet others, and moving does not part them")

    def _wants_remeshing(self) -> bool:
        """Once edges have their last length, new triangles cost more than they are worth, unless the old are bad.

        In colour they cost most at the end: painted with what the old ones show, they are less sharp, and no update
        comes after.
        """
        if self._settings.colour != "off" and self._step == self._settings.steps:
            return False
        if self._progress < self._settings.refine_from + 1 / UPKEEPS:
            return True
        angles = smallest_angles_degrees(self._positions()[self._moving.faces])
        return bool(np.percentile(angles, 1) < LEAST_ANGLE_DEGREES)

    def _remesh(self) -> None:
        positions = self._positions()
        try:
            wanted = edge_lengths(positions, self._moving.faces, self._longest_edge(), self._finest_detail())
            mesh = remeshed(positions, self._moving.faces, wanted)
        except ValueError as error:
            self._take_anew(NoteKind.REMESHING, f"the mesh cannot be remeshed: {error}")
            return
        self._moving.exchange(mesh, self._settings)
        self._follow(mesh)

    def _take_anew(self, kind: NoteKind, reason: str) -> None:
        """Take the outside of the mesh as the new surface, by way of a grid; it may have other holes."""
        if self._settings.topology == "fixed":
            self._note(kind, "stays as it is", f"{reason}; it stays as it is, because its holes and handles are fixed")
            return
        try:
            solid = regridded(self._positions(), self._moving.faces, edge_length=self._longest_edge())
        except ValueError as error:
            self._note(kind, "stays as it is", f"{reason}; it stays as it is: {error}")
            return
        surface = solid.surface
        self._moving.replace(surface.faces, surface.positions, self._settings)
        holes = _count(solid.genus, "hole")
        sentence = f"{reason}; its outside was taken as the new surface, which has {holes}"
        self._note(NoteKind.TOPOLOGY, "surface renewed", sentence)

    def _mend_topology(self) -> None:
        """Open the holes that outlines show and the mesh lacks, fill those that it has too many."""
        moving, cones = self._moving, self._views.cones
        positions = moving.positions_local()
        tolerance = TOLERANCE_PIXELS + TOLERANCE_SHARE * self._views.disagreement_pixels
        found = outline_differences(positions, moving.topology, cones, tolerance)
        differences = [difference for difference in found if difference.topological]
        if not differences:
            return
        try:
            mended = recarved(
                self._positions(),
                moving.faces,
                cones,
                differences,
                tolerance_pixels=tolerance,
                edge_length=self._longest_edge(),
            )
        except ValueError as error:
            self._note(NoteKind.TOPOLOGY, "holes left", f"a hole that the outlines show could not be made: {error}")
            return
        surface = mended.solid.surface
        moving.replace(surface.faces, surface.positions, self._settings)
        self._note(NoteKind.TOPOLOGY, *_change(mended))

    def _longest_edge(self) -> float:
        planned = schedule.edge_length_pixels(self._settings, self._progress)
        return max(planned, EDGE_SHARE * self._views.disagreement_pixels) * self._views.pixel_local

    def _finest_detail(self) -> float:
        """How wide a part is at least that outlines show for sure: wider than they contradict each other by."""
        return max(1.0, DETAIL_SHARE * self._views.disagreement_pixels) * self._views.pixel_local

    def _positions(self) -> NDArray[np.float64]:
        return self._moving.positions_local().cpu().numpy().astype(np.float64)

    def _note(self, kind: NoteKind, label: str, sentence: str) -> None:
        self.notes.append(Note(self._step, kind, label, sentence))


def _change(mended: Recarved) -> tuple[str, str]:
    """What a repair did, in a few words and in a sentence."""
    holes = f"{_count(mended.genus_before, 'hole')} before, {_count(mended.solid.genus, 'hole')} now"
    parts = f"{_count(mended.parts_before, 'part')} before, {_count(mended.solid.parts, 'part')} now"
    change = holes if mended.parts_before == mended.solid.parts else f"{holes}; {parts}"
    opened = mended.solid.genus - mended.genus_before
    label = f"{'opens' if opened >= 0 else 'closes'} {_count(abs(opened), 'hole')}" if opened else "recarved"
    return label, f"the mesh was carved again where outlines show holes or parts that it lacks: {change}"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
