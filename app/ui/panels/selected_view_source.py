"""What there is to be shown of one view: the full-size picture, or a small one, or a preview while its camera moves."""

from dataclasses import dataclass

import numpy as np

from app.engine.cameras.view import View
from app.engine.fitting.snapshot import Pictures, TargetPreview, ViewQuality, ViewThumbnail
from app.ui.colour_images import Colours, Gradient
from app.ui.view_images import Picture, shown_bytes

_PICTURES_UNTIL_SETTLED = 2
_PREVIEWS_UNDER_WAY = 2  # at most, when a camera is let go; of a movement that follows nobody misses the first two


@dataclass(frozen=True, eq=False)
class InColour:
    """A picture's colours.

    Args:
        target: (h, w, 3) sRGB.
        rendered: likewise; None if there is none.
        gradient: (h, w, 3), of the colours, in [-1, 1]; None if there is none.
    """

    target: Colours
    rendered: Colours | None
    gradient: Gradient | None


@dataclass(frozen=True, eq=False)
class CanvasPicture:
    """A picture for the canvas.

    Args:
        target: (h, w) coverage.
        rendered: (h, w) coverage, or None if there is none.
        view_size: (height, width) of the view; the arrays may be smaller.
        colour: the same in colour, where there is some.
    """

    target: Picture
    rendered: Picture | None
    view_size: tuple[int, int]
    colour: InColour | None = None


@dataclass(frozen=True, eq=False)
class ShownView:
    """What is shown of a view.

    Args:
        picture: None if there is none yet.
        iou: of the picture, None if it has none.
        note: a few words about it, "" for none.
        quality: of its colours, None if it has none.
    """

    picture: CanvasPicture | None
    iou: float | None
    note: str
    quality: ViewQuality | None = None


class SelectedViewSource:
    """Keeps the newest pictures and the preview of a camera that is being moved."""

    def __init__(self, pictures: Pictures | None) -> None:
        self._pictures = pictures
        self._preview: TargetPreview | None = None
        self._pictures_until_settled: int | None = None
        self._late_previews = 0

    def forget(self) -> None:
        """Another model is there: the pictures of the one before are no longer shown."""
        self._pictures = None
        self.end_preview()

    def take_pictures(self, pictures: Pictures) -> None:
        """New pictures are there; those under way when a camera was let go still show it where it was."""
        before, self._pictures = self._pictures, pictures
        if self._preview is None or self._pictures_until_settled is None:
            return
        self._pictures_until_settled -= 1
        view_id = self._preview.view_id
        moved = not _same_target(_thumbnail(before, view_id), _thumbnail(pictures, view_id))
        if moved or self._pictures_until_settled == 0:
            self._drop_preview()

    def take_preview(self, preview: TargetPreview) -> None:
        """A camera is being moved; what comes after it was let go is late."""
        if self._late_previews > 0:
            self._late_previews -= 1
        else:
            self._preview = preview

    def take_edit(self) -> None:
        """The cameras are others: one that was being moved has been let go."""
        self._late_previews = _PREVIEWS_UNDER_WAY
        if self._preview is not None:
            self._pictures_until_settled = _PICTURES_UNTIL_SETTLED

    def end_preview(self) -> None:
        """A camera that was being moved stays where it was."""
        self._late_previews = _PREVIEWS_UNDER_WAY
        self._drop_preview()

    def shown(self, view: View) -> ShownView:
        """What is to be shown of a view; a preview of another one is over."""
        if self._preview is not None and self._preview.view_id != view.id:
            self._drop_preview()
        if self._preview is not None:
            return ShownView(CanvasPicture(self._preview.target, None, view.image_size), None, "Preview of the target")
        full = None if self._pictures is None else self._pictures.selected
        if full is not None and full.view_id == view.id:
            target, rendered = shown_bytes(full.target), shown_bytes(full.rendered)
            colour, quality = None, None
            if full.colour is not None:
                colour = InColour(full.colour.target, full.colour.rendered, full.colour.gradient)
                quality = full.colour.quality
            return ShownView(CanvasPicture(target, rendered, view.image_size, colour), full.iou, "", quality)
        small = _thumbnail(self._pictures, view.id)
        if small is None:
            return ShownView(None, None, "The target is being made.")
        note = "Off: the target alone" if not view.enabled else ""
        colour = None
        if small.target_colour is not None and (small.rendered_colour is not None or small.rendered is None):
            colour = InColour(small.target_colour, small.rendered_colour, None)
        picture = CanvasPicture(small.target, small.rendered, view.image_size, colour)
        return ShownView(picture, small.iou, note, small.quality)

    def _drop_preview(self) -> None:
        self._preview, self._pictures_until_settled = None, None


def _thumbnail(pictures: Pictures | None, view_id: str) -> ViewThumbnail | None:
    thumbnails = () if pictures is None else pictures.thumbnails
    return next((thumbnail for thumbnail in thumbnails if thumbnail.view_id == view_id), None)


def _same_target(one: ViewThumbnail | None, other: ViewThumbnail | None) -> bool:
    return one is not None and other is not None and np.array_equal(one.target, other.target)
