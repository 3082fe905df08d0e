"""What a fit does to its mesh besides moving it: hull, triangles, holes, crossings; and that a state holds all."""

import dataclasses

import numpy as np
import pytest
import torch

from app.engine.cameras.view import View
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.notes import NoteKind
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.remeshing.defects import mesh_quality
from app.engine.targets.rendered import RenderedTargets
from tests.support.fits import ellipsoid, session, views_around
from tests.support.solids import torus

SHORT = FitSettings(steps=60, sphere_level=3, device="cpu")


def ring() -> Mesh:
    return torus(1.0, 0.35, 48, 24)


def run(fit: FitSession) -> FitSession:
    while fit.step_count < fit.settings.steps:
        fit.step()
    return fit


def mean_iou(fit: FitSession) -> float:
    return float(np.mean([view.iou for view in fit.measure()]))


def kinds(fit: FitSession) -> list[NoteKind]:
    return [note.kind for note in fit.take_notes()]


def test_the_default_takes_the_hull_says_so_and_finds_the_hole() -> None:
    mesh = ring()
    fit = session(SHORT, mesh, views_around(mesh, 12, (64, 64)))
    assert mesh_quality(fit.mesh()).genus == 0  # the sphere, until there is something to carve by
    fit.step()
    (note,) = fit.take_notes()
    assert (note.step, note.kind) == (0, NoteKind.START)
    assert "starts from the hull" in note.sentence and "one hole" in note.sentence
    quality = mesh_quality(run(fit).mesh())
    assert quality.watertight and quality.outward
    assert (quality.genus, quality.components, quality.self_intersecting_faces) == (1, 1, 0)
    assert quality.smallest_angle_p1_degrees > 10
    assert mean_iou(fit) > 0.97


def test_the_hull_is_that_of_the_views_at_the_first_step() -> None:
    mesh = ring()
    few, many = views_around(mesh, 2, (48, 48)), views_around(mesh, 12, (48, 48))
    fit = session(SHORT, mesh, few)
    fit.set_views(many)
    fit.step()
    twin = session(SHORT, mesh, many)
    twin.step()
    assert np.array_equal(fit.mesh().positions, twin.mesh().positions)


def test_one_view_leaves_the_hull_open_so_the_sphere_is_best() -> None:
    mesh = ellipsoid()
    fit = session(SHORT, mesh, views_around(mesh, 1))
    fit.step()
    (note,) = fit.take_notes()
    assert "starts from the sphere, because" in note.sentence
    assert fit.step().step == 2


class Contradicting:
    """Targets of which one sees the object elsewhere, so that nothing is common to all."""

    def __init__(self, mesh: Mesh) -> None:
        self._rendered = RenderedTargets(mesh, Frame.around(mesh), torch.device("cpu"))

    def targets(self, views: list[View]) -> list:  # type: ignore[type-arg]
        first, *others = self._rendered.targets(views)
        empty = torch.full_like(first.distance_pixels, 60.0)
        return [dataclasses.replace(first, mask=torch.zeros_like(first.mask), distance_pixels=empty), *others]


def test_without_a_hull_best_takes_the_sphere_and_hull_refuses() -> None:
    mesh = ellipsoid()
    source = Contradicting(mesh)
    fit = session(SHORT, mesh, source=source)  # type: ignore[arg-type]
    fit.step()
    assert "starts from the sphere, because" in fit.take_notes()[0].sentence
    asked = session(dataclasses.replace(SHORT, start="hull"), mesh, source=source)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="nothing can be carved"):
        asked.step()
    assert asked.step_count == 0


def test_a_sphere_is_opened_where_the_outlines_show_a_hole() -> None:
    mesh = ring()
    settings = dataclasses.replace(SHORT, steps=160, start="sphere")
    fit = run(session(settings, mesh, views_around(mesh, 12, (64, 64))))
    assert NoteKind.TOPOLOGY in kinds(fit)
    quality = mesh_quality(fit.mesh())
    assert (quality.genus, quality.self_intersecting_faces) == (1, 0)


def test_fixed_topology_stays_that_of_the_start() -> None:
    mesh = ring()
    settings = dataclasses.replace(SHORT, start="sphere", topology="fixed")
    fit = run(session(settings, mesh, views_around(mesh, 12, (64, 64))))
    assert NoteKind.TOPOLOGY not in kinds(fit)
    assert mesh_quality(fit.mesh()).genus == 0


def test_edges_become_finer_with_the_plan() -> None:
    mesh = ellipsoid()
    settings = dataclasses.replace(SHORT, edge_length_start_pixels=20.0, edge_length_end_pixels=4.0)
    fit = session(settings, mesh, views_around(mesh, 8, (96, 96)))
    fit.step()
    coarse = len(fit.mesh().faces)
    assert len(run(fit).mesh().faces) > 2 * coarse


def test_without_remeshing_triangles_stay() -> None:
    settings = dataclasses.replace(SHORT, start="sphere", remeshing="off", topology="fixed")
    fit = session(settings)
    faces = fit.mesh().faces
    run(fit)
    assert np.array_equal(fit.mesh().faces, faces)


@pytest.mark.parametrize("fairness_weight", [0.0, 1e-6])
def test_a_state_is_all_that_is_needed_to_go_on(fairness_weight: float) -> None:
    mesh, settings = ring(), dataclasses.replace(SHORT, fairness_weight=fairness_weight)
    views = views_around(mesh, 8, (48, 48))
    fit = session(settings, mesh, views)
    for before in (0, 17, 40):
        while fit.step_count < before:
            fit.step()
        twin = FitSession(fit.state(), views, RenderedTargets(mesh, Frame.around(mesh), torch.device("cpu")))
        assert [twin.step() for _ in range(12)] == [fit.step() for _ in range(12)]
        assert np.array_equal(twin.mesh().faces, fit.mesh().faces)


@pytest.mark.parametrize("topology", ["free", "fixed"])
def test_a_mesh_that_is_not_manifold_is_made_sound_or_left_alone(topology: str) -> None:
    mesh = ellipsoid()
    frame = Frame.around(mesh)
    faces = np.concatenate([mesh.faces, mesh.faces[:1]])  # three edges with three faces
    settings = dataclasses.replace(SHORT, steps=20, start="a.ply", topology=topology)
    source = RenderedTargets(mesh, frame, torch.device("cpu"))
    fit = run(FitSession.started(Mesh(mesh.positions * 1.1, faces), frame, views_around(mesh), source, settings))
    assert "cannot be remeshed" in fit.take_notes()[0].sentence
    assert mesh_quality(fit.mesh()).watertight == (topology == "free")
    assert np.array_equal(fit.mesh().faces, faces) == (topology == "fixed")
    assert mean_iou(fit) > 0.9


def test_a_mirror_plane_shows_the_half_that_no_view_shows() -> None:
    mesh = ellipsoid()
    bumps = mesh.positions * (1 + 0.15 * np.cos(5 * mesh.positions[:, 1:2]) * (np.abs(mesh.positions[:, :1]) > 0.2))
    bumpy = Mesh(bumps, mesh.faces)
    views = [view for view in views_around(bumpy, 16, (64, 64)) if view.placement.eye_world[0] > 0.5]  # type: ignore[union-attr]
    results = []
    for mirror in ("none", "x"):
        fit = run(session(dataclasses.replace(SHORT, mirror=mirror), bumpy, views))
        assert [iou.view_id for iou in fit.iou_per_view()] == [view.id for view in views]
        held_out = FitSession(
            fit.state(),
            views_around(bumpy, 21, (64, 64)),
            RenderedTargets(bumpy, Frame.around(bumpy), torch.device("cpu")),
        )
        results.append(mean_iou(held_out))
    assert results[1] > results[0]


def test_settings_name_the_start() -> None:
    frame = Frame.around(ellipsoid())
    assert len(start_mesh(FitSettings(start="hull", sphere_level=2), frame).positions) == 162
