"""The views that a fit looks at: those that are enabled, and of a symmetric object their mirror images."""

from collections.abc import Sequence
from functools import cached_property

import torch

from app.engine.cameras.view import View
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

    Raises:
        ValueError: the source has no target for a view.
    """

    def __init__(
        self, views: Sequence[View], source: TargetSource, frame: Frame, device: torch.device, mirror: str
    ) -> None:
        self._frame, self._device = frame, device
        pairs = [pair for pair in zip(views, source.targets(views), strict=True) if pair[0].enabled]
        shown_views, shown_targets = [view for view, _ in pairs], [target for _, target in pairs]
        plane = None if mirror == "none" else MirrorPlane(mirror, frame)
        self.views, self.targets = with_mirror_images(shown_views, shown_targets, plane)
        self.shown_ids = frozenset(view.id for view in shown_views)
        self.shown = level_of(shown_views, shown_targets, frame, device)
        fitted = self.shown if plane is None else level_of(self.views, self.targets, frame, device)
        self.pyramid = ViewPyramid(fitted)

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
    def pixel_local(self) -> float:
        """How wide a pixel is in the middle of the frame, local units: the median of the views."""
        widths = []
        for group in self.shown.groups:
            lens = group.camera.intrinsics
            depth = group.camera.extrinsics.translation[:, 2]
            depth = torch.where(lens.orthographic, torch.ones_like(depth), depth)
            widths.append(depth.abs() / lens.focal_pixels.mean(dim=1))
        return float(torch.cat(widths).median())
