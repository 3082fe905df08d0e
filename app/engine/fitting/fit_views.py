"""The views that a fit looks at: those that are enabled, and of a symmetric object their mirror images."""

from collections.abc import Sequence
from copy import copy
from functools import cached_property

import torch

from app.engine.cameras.view import View
from app.engine.carving.disagreement import disagreement_pixels
from app.engine.carving.view_cones import ViewCones, view_cones
from app.engine.fitting.view_pyramid import ViewPyramid, level_of
from app.engine.meshes.frame import Frame
from app.engine.targets.mirrored import MirrorPlane, with_mirror_images
from app.engine.targets.target_set import TargetSource


class FitViews:
    """Views and targets of a fit, in every form that it needs, each made when it is first asked for.

    The source is asked for the targets of all views, so that one that is enabled again is there at once.

    Args:
        views: all of them.
        source: gives their targets.
        frame: where the fit takes place.
        device: where it takes place.
        mirror: the mirror plane's axis, or "none".
        placed: the same views where they are taken to stand, if that is not where they are given; targets stay those
            of the given ones.

    Raises:
        ValueError: the source has no target for a view.
    """

    def __init__(
        self,
        views: Sequence[View],
        source: TargetSource,
        frame: Frame,
        device: torch.device,
        mirror: str,
        placed: Sequence[View] | None = None,
    ) -> None:
        self._frame, self._device = frame, device
        standing = views if placed is None else placed
        pairs = [pair for pair in zip(standing, source.targets(views), strict=True) if pair[0].enabled]
        shown_views, self.shown_targets = [view for view, _ in pairs], [target for _, target in pairs]
        self.plane = None if mirror == "none" else MirrorPlane(mirror, frame)
        self.views, self.targets = with_mirror_images(shown_views, self.shown_targets, self.plane)
        self.shown_ids = frozenset(view.id for view in shown_views)
        self.shown = level_of(shown_views, self.shown_targets, frame, device)
        fitted = self.shown if self.plane is None else level_of(self.views, self.targets, frame, device)
        self.pyramid = ViewPyramid(fitted)

    def standing(self, placed: Sequence[View]) -> "FitViews":
        """The same views with the same targets, elsewhere.

        Args:
            placed: all views, those that take part being the same.
        """
        moved = copy(self)
        for made in ("cones", "pixel_local"):
            moved.__dict__.pop(made, None)
        shown_views = [view for view in placed if view.enabled]
        moved.views, _ = with_mirror_images(shown_views, self.shown_targets, self.plane)
        moved.shown = self.shown.standing(shown_views, self._frame)
        moved.pyramid = self.pyramid.standing(moved.views, self._frame)
        return moved

    @property
    def any(self) -> bool:
        """Whether there is a view."""
        return bool(self.views)

    @property
    def frame(self) -> Frame:
        """Where the fit takes place."""
        return self._frame

    @cached_property
    def cones(self) -> ViewCones:
        """The cones behind the silhouettes, mirror images included."""
        return view_cones(self.views, self.targets, self._frame, self._device)

    @cached_property
    def disagreement_pixels(self) -> float:
        """By how much silhouettes contradict each other: 0 for exact ones, a pixel or two for photographs."""
        return disagreement_pixels(self.cones)

    @cached_property
    def pixel_local(self) -> float:
        """How wide a pixel is in the middle of the frame, local units: the median of the views."""
        widths = []
        for group in self.shown.groups:
            lens = group.camera.intrinsics
            depth = group.camera.extrinsics.translation[:, 2]
            depth = torch.where(lens.orthographic, torch.ones_like(depth), depth)
            widths.append(depth.abs() / lens.focal_pixels.mean(dim=1))
        return float(torch.cat(widths).median())
