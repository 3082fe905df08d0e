"""Between the viewport, which only shows, and what it shows: the document and the fit."""

import dataclasses
import time

import numpy as np
from PyQt6.QtCore import QObject

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import LookAt, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.fitting.readings import Quantity
from app.engine.fitting.refined_cameras import RefinedCamera, with_refined
from app.engine.fitting.snapshot import Pictures, Snapshot, TargetPreview, ViewThumbnail
from app.ui import camera_edits
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.handlers.camera_handlers import CameraHandlers
from app.ui.light_link import LightLink
from app.ui.photograph_loader import PhotographLoader, Pixels
from app.ui.viewport.backdrop import Backdrop
from app.ui.viewport.place import Place
from app.ui.viewport.viewport import Viewport

_LARGEST_SHARE_FOR_REDRAWS = 0.25
"""Of the window's time while a fit runs: software OpenGL draws with the cores that the fit computes on."""

_LONGEST_WAIT_SECONDS = 0.5  # for a frame that does not come, as of a window that is covered


class ViewportLink(QObject):
    """Keeps the viewport up to date, and turns what is done in it into edits.

    Args:
        viewport: the one.
        document: what is edited.
        controller: what runs.
        cameras: adds the cameras that are dropped.
    """

    def __init__(
        self, viewport: Viewport, document: Document, controller: FitController, cameras: CameraHandlers
    ) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._document = document
        self._controller = controller
        self._pictured: dict[str, object] = {}
        self._photographs = PhotographLoader(self)
        self._light = LightLink(viewport, document)
        self._small: dict[str, Pixels] = {}
        self._backdrop: Backdrop | None = None
        self._refined: tuple[RefinedCamera, ...] = ()
        self._dragged_id: str | None = None
        self._next_redraw_seconds = 0.0
        self._handed_over_seconds: float | None = None
        viewport.frameSwapped.connect(self._note_drawn)
        document.subject_changed.connect(self._show_subject)
        document.surroundings_changed.connect(self._show_place)
        document.cameras_changed.connect(self._take_edit)
        document.selection_changed.connect(self._show_cameras)
        controller.shown_keyframe_changed.connect(self._show_cameras)
        controller.snapshot_changed.connect(self._show_snapshot)
        controller.state_changed.connect(lambda state: viewport.set_restless(state.is_busy))
        controller.pictures_changed.connect(self._show_pictures)
        controller.preview_changed.connect(self._show_preview)
        viewport.view_clicked.connect(self._select)
        viewport.view_double_clicked.connect(self._look_through)
        viewport.view_drag_moved.connect(self._preview_drag)
        viewport.view_drag_finished.connect(self._finish_drag)
        viewport.view_drag_cancelled.connect(self._cancel_drag)
        viewport.camera_dropped.connect(cameras.add)
        viewport.reading_wanted.connect(self._want_reading)
        viewport.looking_through_changed.connect(self._show_backdrop)
        self._photographs.thumbnail_made.connect(self._take_thumbnail)
        self._photographs.decoded.connect(self._show_backdrop)

    def _show_subject(self) -> None:
        model, capture = self._document.model, self._document.capture
        self._viewport.set_snapshot(None)
        self._viewport.look_through(None)
        self._show_place()
        self._viewport.set_target(None if model is None else model.mesh)
        for view_id in list(self._pictured):
            self._viewport.set_thumbnail(view_id, None)  # one of the same id may be there again
        self._pictured.clear()
        self._small.clear()
        self._refined = ()
        self._photographs.open({} if capture is None else capture.photographs)
        self._want_reading(self._viewport.display.mode.quantity)
        self._show_cameras()
        self._viewport.frame_opened()

    def _show_place(self) -> None:
        capture = self._document.capture
        self._viewport.set_place(None if capture is None else Place(capture.frame, capture.up_world))

    def _take_edit(self) -> None:
        self._controller.show_keyframe(None)  # what is edited is the present
        self._show_cameras()

    def _show_cameras(self) -> None:
        given = self._controller.shown_cameras
        cameras = CameraSet(with_refined(given.views, self._refined))
        moved = [given[camera.view_id] for camera in self._refined if camera.view_id in given.ids]
        self._viewport.set_cameras(cameras, self._document.selected_ids, moved)
        for view_id in self._pictured.keys() - set(cameras.ids):
            self._viewport.set_thumbnail(view_id, None)
            del self._pictured[view_id]
        for view in cameras:
            self._show_small_photograph(view)
        self._show_backdrop()

    def _want_reading(self, quantity: Quantity | None) -> None:
        lacks_surface = self._document.capture is not None and quantity is Quantity.DISTANCE
        self._controller.edits.want_reading(None if lacks_surface else quantity)

    # Photographs

    def _take_thumbnail(self, view_id: str, small: Pixels) -> None:
        self._small[view_id] = small
        if view_id in self._controller.shown_cameras.ids:
            self._show_small_photograph(self._controller.shown_cameras[view_id])

    def _show_small_photograph(self, view: View) -> None:
        small = self._small.get(view.id)
        if small is None:
            return
        known = self._pictured.get(view.id)
        if not isinstance(known, _MaskedPhotograph) or known.small is not small or known.mask is not view.mask:
            self._pictured[view.id] = _MaskedPhotograph(small, view.mask)
            self._viewport.set_thumbnail(view.id, _masked(small, view.mask))

    def _show_backdrop(self) -> None:
        """Put the photograph of the view that is looked through behind the mesh, as soon as it is there."""
        view_id, backdrop = self._viewport.looking_through, None
        if view_id is not None and view_id in self._controller.shown_cameras.ids:
            colours, view = self._photographs.colours(view_id), self._controller.shown_cameras[view_id]
            if colours is not None and colours.shape[:2] == tuple(view.image_size):
                backdrop = Backdrop(view_id, colours, view.mask)
        if not _is_same(backdrop, self._backdrop):
            self._backdrop = backdrop
            self._viewport.set_backdrop(backdrop)

    # The fit

    def _show_snapshot(self, snapshot: Snapshot) -> None:
        now = time.monotonic()
        if self._controller.state.is_busy and self._controller.shown_keyframe is None:
            if now < self._next_redraw_seconds:
                return
            if self._handed_over_seconds is not None and now < self._handed_over_seconds + _LONGEST_WAIT_SECONDS:
                return  # it has not been drawn yet
        self._handed_over_seconds = now
        self._viewport.set_snapshot(snapshot)
        if snapshot.refined is not self._refined:
            self._refined = snapshot.refined
            self._show_cameras()

    def _note_drawn(self) -> None:
        if self._handed_over_seconds is not None:
            now = time.monotonic()
            drawing = now - self._handed_over_seconds
            self._next_redraw_seconds = self._handed_over_seconds + drawing / _LARGEST_SHARE_FOR_REDRAWS
            self._handed_over_seconds = None

    def _show_pictures(self, pictures: Pictures) -> None:
        for thumbnail in pictures.thumbnails:
            if thumbnail.view_id == self._dragged_id:
                continue  # it shows what it would see from where it is held
            if self._document.capture is not None and thumbnail.view_id in self._document.capture.photographs:
                continue  # its photograph tells more
            made_of = thumbnail.target if thumbnail.target_colour is None else thumbnail.target_colour
            if self._pictured.get(thumbnail.view_id) is not made_of:  # the texture is made anew for each
                self._pictured[thumbnail.view_id] = made_of
                self._viewport.set_thumbnail(thumbnail.view_id, _target_picture(thumbnail))

    def _show_preview(self, preview: TargetPreview) -> None:
        if preview.view_id == self._dragged_id:  # and not on its way while the camera was let go
            self._pictured[preview.view_id] = preview.target
            self._viewport.set_thumbnail(preview.view_id, preview.target)

    def _select(self, view_id: str, extend: bool) -> None:
        if not view_id:
            self._document.select(())
        elif not extend:
            self._document.select([view_id], view_id)
        elif view_id in self._document.selected_ids:
            self._document.select(item for item in self._document.selected_ids if item != view_id)
        else:
            self._document.select([*self._document.selected_ids, view_id], view_id)

    def _look_through(self, view_id: str) -> None:
        self._document.select([view_id], view_id)
        self._viewport.look_through(view_id)

    def _preview_drag(self, view_id: str, placement: LookAt) -> None:
        if view_id in self._document.cameras.ids:
            self._dragged_id = view_id
            self._controller.edits.preview(dataclasses.replace(self._document.cameras[view_id], placement=placement))

    def _cancel_drag(self) -> None:
        self._dragged_id = None
        self._show_cameras()
        if self._controller.pictures is not None:
            self._show_pictures(self._controller.pictures)

    def _finish_drag(self, view_id: str, placement: LookAt, duplicate: bool) -> None:
        self._dragged_id = None
        if view_id not in self._document.cameras.ids:
            return
        if duplicate:
            camera_edits.add_camera(self._document, placement, self._document.cameras[view_id].image_size)
        else:
            camera_edits.move_camera(self._document, view_id, placement)


@dataclasses.dataclass(frozen=True, eq=False)
class _MaskedPhotograph:
    """What a small picture was made of."""

    small: Pixels
    mask: ViewMask | None


def _masked(small: Pixels, mask: ViewMask | None) -> Pixels:
    """(h, w, 4) uint8: a small photograph, and how much of each pixel its mask covers; all of it without a mask."""
    from PIL import Image

    pixels = np.full((*small.shape[:2], 4), 255, dtype=np.uint8)
    pixels[..., :3] = small
    if mask is not None:
        height, width = small.shape[:2]
        stride = max(1, min(mask.image_size) // (2 * min(height, width)))  # enough is left to be filtered
        thinned = Image.fromarray(np.ascontiguousarray(mask.coverage[::stride, ::stride]))
        pixels[..., 3] = np.asarray(thinned.resize((width, height), Image.Resampling.BOX))
    return pixels


def _target_picture(thumbnail: ViewThumbnail) -> Pixels:
    """A target as the viewport takes it: (h, w), what it covers, or with its colours (h, w, 4)."""
    if thumbnail.target_colour is None:
        return thumbnail.target
    return np.concatenate([thumbnail.target_colour, thumbnail.target[..., None]], axis=2)


def _is_same(one: Backdrop | None, other: Backdrop | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.view_id, one.colours is other.colours, one.mask is other.mask) == (other.view_id, True, True)
