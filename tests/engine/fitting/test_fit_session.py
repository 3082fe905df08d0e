"""A fit: that it fits, repeats itself bit for bit, takes changes between two steps, and survives what is not finite."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
import torch

from app.engine.cameras.view import View
from app.engine.fitting import moving_mesh
from app.engine.fitting.finite import NonFiniteError
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.snapshot import StepReport
from app.engine.losses.silhouette import silhouette_losses
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import Target
from tests.support.fits import QUICK, ellipsoid, session, views_around


def steps(fit: FitSession, count: int) -> list[StepReport]:
    return [fit.step() for _ in range(count)]


def mean_iou(fit: FitSession) -> float:
    return float(np.mean([view.iou for view in fit.measure()]))


def test_it_fits() -> None:
    fit = session()
    reports = steps(fit, QUICK.steps)
    assert [report.step for report in reports] == list(range(1, QUICK.steps + 1))
    assert reports[-1].loss < 0.02 * reports[0].loss
    assert mean_iou(fit) > 0.95


@pytest.mark.parametrize(
    "change", [{"parametrization": "vertices"}, {"silhouette_loss": "iou"}, {"silhouette_loss": "l1"}]
)
def test_the_other_choices_fit_too(change: dict[str, str]) -> None:
    fit = session(dataclasses.replace(QUICK, **change))  # type: ignore[arg-type]
    steps(fit, QUICK.steps)
    assert mean_iou(fit) > 0.9


def test_the_textbook_choice_fits_too() -> None:
    fit = session(dataclasses.replace(QUICK, parametrization="vertices", optimizer="adam", laplacian_weight=1e-3))
    steps(fit, QUICK.steps)
    assert mean_iou(fit) > 0.9


def test_it_repeats_itself_bit_for_bit_whatever_the_threads() -> None:
    threads = torch.get_num_threads()
    results = []
    try:
        for count in (1, 2, 2):
            torch.set_num_threads(count)
            fit = session()
            results.append((steps(fit, 12), fit.mesh().positions))
    finally:
        torch.set_num_threads(threads)
    for reports, positions in results[1:]:
        assert reports == results[0][0]
        assert np.array_equal(positions, results[0][1])


def test_place_and_unit_do_not_matter() -> None:
    at_home = session()
    losses = [report.loss for report in steps(at_home, 20)]
    for scale, center in ((1e-3, (0.0, 0.0, 0.0)), (1e3, (4e6, -2e6, 1e6))):
        away = session(mesh=ellipsoid(scale, center))
        assert [report.loss for report in steps(away, 20)] == pytest.approx(losses, rel=1e-3)
        local = (away.mesh().positions - np.asarray(center)) / scale
        np.testing.assert_allclose(local, at_home.mesh().positions, atol=2e-3)


def test_it_starts_from_any_mesh_and_joins_its_seams() -> None:
    mesh = ellipsoid()
    frame = Frame.around(mesh)
    corners = mesh.faces.reshape(-1)
    soup = Mesh(mesh.positions[corners], np.arange(len(corners), dtype=np.int32).reshape(-1, 3))
    fit = FitSession.started(soup, frame, views_around(mesh), RenderedTargets(mesh, frame, torch.device("cpu")), QUICK)
    assert len(fit.mesh().positions) == len(mesh.positions)
    assert mean_iou(fit) == 1.0
    assert fit.step().loss < 1e-10


def test_views_of_several_sizes_are_fitted_as_if_they_were_one_group() -> None:
    mesh = ellipsoid()
    small, large = views_around(mesh, 6, (40, 44)), views_around(mesh, 6, (64, 48))
    mixed = [large[i] if i % 2 else small[i] for i in range(6)]
    fit = session(views=mixed)
    loss = fit.step().loss
    alone = [session(views=[view]).step().loss for view in mixed]
    assert loss == pytest.approx(np.mean(alone), rel=1e-5)
    by_id = {view.view_id: view.iou for view in fit.iou_per_view()}
    for view in mixed:
        one = session(views=[view])
        one.step()
        assert by_id[view.id] == one.iou_per_view()[0].iou


def test_views_that_are_not_enabled_are_left_out() -> None:
    views = views_around(ellipsoid())
    some = [dataclasses.replace(view, enabled=i < 3) for i, view in enumerate(views)]
    fit = session(views=some)
    assert fit.step() == session(views=views[:3]).step()
    assert [view.view_id for view in fit.iou_per_view()] == [view.id for view in views[:3]]


def test_a_view_counts_as_much_as_its_weight() -> None:
    mesh = ellipsoid()
    mixed = [*views_around(mesh, 3, (40, 44)), *views_around(mesh, 6, (64, 48))[3:]]
    alone = np.array([session(views=[view]).step().loss for view in mixed])
    counts = np.array([1.0, 1.0, 1.0, 3.0, 0.5, 1.0])
    weighed = [dataclasses.replace(view, weight=count) for view, count in zip(mixed, counts, strict=True)]
    fit = session(views=weighed)
    assert fit.step().loss == pytest.approx(counts @ alone / counts.sum(), rel=1e-5)
    plain = session(views=mixed)
    plain.step()
    assert fit.iou_per_view() == plain.iou_per_view()


def test_without_an_enabled_view_it_refuses_and_goes_on_as_before() -> None:
    views = views_around(ellipsoid())
    fit, twin = session(views=views), session(views=views)
    fit.set_views([dataclasses.replace(view, enabled=False) for view in views])
    assert not fit.has_views
    with pytest.raises(ValueError, match="no view is enabled"):
        fit.step()
    fit.set_views(views)
    assert fit.step() == twin.step()


@pytest.mark.parametrize("optimizer", ["uniform_adam", "adam"])
@pytest.mark.parametrize("parametrization", ["large_steps", "vertices"])
def test_a_state_is_all_that_is_needed_to_go_on(optimizer: str, parametrization: str) -> None:
    settings = dataclasses.replace(QUICK, optimizer=optimizer, parametrization=parametrization)
    mesh = ellipsoid()
    fit = session(settings)
    for _ in range(5):
        fit.step()
    source = RenderedTargets(mesh, Frame.around(mesh), torch.device("cpu"))
    twin = FitSession(fit.state(), views_around(mesh), source)
    assert [twin.step() for _ in range(5)] == [fit.step() for _ in range(5)]


def test_a_changed_view_takes_part_from_the_next_step_on() -> None:
    mesh = ellipsoid()
    views, others = views_around(mesh, 6), views_around(mesh, 7)
    constant = dataclasses.replace(QUICK, softness_start_pixels=1.0, softness_end_pixels=1.0)
    fit = session(constant, views=views)
    steps(fit, 3)
    moved = [dataclasses.replace(views[0], placement=others[2].placement), *views[1:]]
    fit.set_views(moved)
    frame = Frame.around(mesh)
    restarted = FitSession.started(
        fit.mesh(), frame, moved, RenderedTargets(mesh, frame, torch.device("cpu")), constant
    )
    assert fit.step().loss == pytest.approx(restarted.step().loss, rel=1e-5)


def test_changed_settings_hold_from_the_next_step_on() -> None:
    fit = session()
    steps(fit, 3)
    fit.set_settings(dataclasses.replace(QUICK, learning_rate=0.005, softness_start_pixels=1.0, edge_weight=0.5))
    report = fit.step()
    assert report.learning_rate == 0.005
    assert 0.6 < report.softness_pixels <= 1.0
    assert report.edge > 0
    assert report.loss == pytest.approx(report.silhouette + report.edge)


@pytest.mark.parametrize("change", [{"smoothness": 10.0}, {"parametrization": "vertices"}, {"optimizer": "adam"}])
def test_another_way_of_moving_goes_on_from_the_same_mesh(change: dict[str, object]) -> None:
    fit = session()
    steps(fit, 5)
    before = fit.mesh().positions
    fit.set_settings(dataclasses.replace(QUICK, **change))  # type: ignore[arg-type]
    np.testing.assert_allclose(fit.mesh().positions, before, atol=1e-5)
    assert fit.step().step == 6


def test_a_setting_that_needs_a_new_fit_is_refused() -> None:
    fit = session()
    with pytest.raises(ValueError, match="sphere_level cannot change in a running fit"):
        fit.set_settings(dataclasses.replace(QUICK, sphere_level=3, learning_rate=0.001))
    assert fit.settings == QUICK


def test_a_way_of_moving_that_cannot_be_taken_up_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing_parameters(*_: object) -> None:
        raise RuntimeError("the memory is full")

    fit, untouched = session(), session()
    steps(fit, 3), steps(untouched, 3)
    with monkeypatch.context() as patch:
        patch.setattr(moving_mesh, "make_parameters", failing_parameters)
        with pytest.raises(RuntimeError, match="memory"):
            fit.set_settings(dataclasses.replace(QUICK, smoothness=10.0))
    assert fit.state().settings == QUICK
    assert fit.step() == untouched.step()


class Spoilt:
    """Targets of which one has weights so large that its loss is not finite, from the moment it is told to."""

    def __init__(self, mesh: Mesh, spoilt_id: str) -> None:
        self._rendered = RenderedTargets(mesh, Frame.around(mesh), torch.device("cpu"))
        self._spoilt_id = spoilt_id
        self.active = False

    def targets(self, views: Sequence[View]) -> list[Target]:
        weight = torch.full(views[0].image_size, 3e38)
        return [
            dataclasses.replace(target, weight=weight) if self.active and target.view_id == self._spoilt_id else target
            for target in self._rendered.targets(views)
        ]


def test_a_loss_that_is_not_finite_names_step_and_view_and_keeps_the_last_good_mesh() -> None:
    mesh = ellipsoid()
    views = views_around(mesh)
    source = Spoilt(mesh, views[4].id)
    fit = session(views=views, source=source)
    steps(fit, 5)
    good = fit.mesh().positions
    fit.step()
    source.active = True
    fit.set_views(views)
    with pytest.raises(NonFiniteError, match=f"step 7: the loss is not finite in view {views[4].id}") as caught:
        fit.step()
    assert (caught.value.step, caught.value.view_id) == (7, views[4].id)
    np.testing.assert_array_equal(fit.mesh().positions, good)
    source.active = False
    fit.set_views(views)
    assert np.isfinite(fit.step().loss)


def test_a_gradient_that_is_not_finite_keeps_the_present_mesh(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = session()
    steps(fit, 5)
    good = fit.mesh().positions

    def without_slope(coverage: torch.Tensor, *rest: object) -> torch.Tensor:
        losses = silhouette_losses(coverage, *rest)  # type: ignore[arg-type]
        losses.register_hook(lambda gradient: gradient * torch.nan)
        return losses

    monkeypatch.setattr("app.engine.losses.objective.silhouette_losses", without_slope)
    with pytest.raises(NonFiniteError, match="step 6: the gradient is not finite"):
        fit.step()
    np.testing.assert_array_equal(fit.mesh().positions, good)


def test_it_says_where_a_gpu_is_missing() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(ValueError, match="torch finds no GPU"):
        session(dataclasses.replace(QUICK, device="cuda"))


def test_past_the_end_of_the_plan_it_goes_on_at_its_end() -> None:
    fit = session()
    reports = steps(fit, QUICK.steps + 5)
    assert {report.softness_pixels for report in reports[QUICK.steps :]} == {QUICK.softness_end_pixels}
    assert reports[-1].learning_rate == pytest.approx(0.1 * QUICK.learning_rate)


def test_the_sphere_to_start_from_encloses_the_object() -> None:
    fit = session()
    assert len(fit.mesh().positions) == len(icosphere(2).positions)
    np.testing.assert_allclose(np.linalg.norm(fit.mesh().positions, axis=1), 1.2 / 0.9, rtol=1e-6)


def test_the_seed_turns_the_sphere() -> None:
    first, again, other = (session(dataclasses.replace(QUICK, seed=seed)).mesh().positions for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.1
