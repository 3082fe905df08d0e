"""Pictures of a model, for a fit to be measured by."""

from collections.abc import Callable, Sequence

import torch

from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.cameras.view import View
from app.engine.colouring.shaded_surface import ShadedSurface
from app.engine.colouring.srgb import encoded
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.colour_target import ColourTarget

_Seen = tuple[str, int, tuple[int, int], PictureLook]


class RenderedColours:
    """What views show of a painted mesh.

    Args:
        mesh: world coordinates.
        colours: what is painted on it.
        frame: a frame about the mesh, for the renderer's float32.
        device: where to render, and where the pictures live.
        is_given_up: asked before each picture is made: many large ones take seconds, and nobody may want them any more.
    """

    def __init__(
        self,
        mesh: Mesh,
        colours: SurfaceColours,
        frame: Frame,
        device: torch.device,
        is_given_up: Callable[[], bool] = lambda: False,
    ) -> None:
        self._surface = ShadedSurface(mesh, colours, frame, device)
        self._is_given_up = is_given_up
        self._made: dict[_Seen, tuple[View, ColourTarget]] = {}
        self._made_before: dict[_Seen, tuple[View, ColourTarget]] = {}

    def colours(self, views: Sequence[View], look: PictureLook) -> list[ColourTarget]:
        """Return one picture for each view, in order; one that looks as it did at one of the last calls is kept.

        Pictures of two calls are kept, so that one may look at others for a while and come back.

        Args:
            views: where from.
            look: light, shading and background.

        Raises:
            RuntimeError: they were given up.
        """
        known = self._made_before | self._made
        made = {_seen(view, look): known.get(_seen(view, look)) or (view, self._rendered(view, look)) for view in views}
        if made.keys() != self._made.keys():
            self._made, self._made_before = made, self._made
        return [made[_seen(view, look)][1] for view in views]

    def _rendered(self, view: View, look: PictureLook) -> ColourTarget:
        if self._is_given_up():
            raise RuntimeError("the pictures were given up")
        return ColourTarget(view.id, encoded(self._surface.picture_linear(view, look)).clamp(0.0, 1.0))


def _seen(view: View, look: PictureLook) -> _Seen:
    """What a picture depends on; the placement by its identity, which the view that is kept beside it keeps valid."""
    return view.id, id(view.placement), view.image_size, look
