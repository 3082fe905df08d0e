"""The view that is selected, large: target, rendered, their difference, or both blended."""

from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.engine.cameras.view import View
from app.engine.fitting.snapshot import Pictures, TargetPreview, ViewThumbnail
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.icons import icon
from app.ui.panels.selected_view_canvas import CanvasPicture, SelectedViewCanvas
from app.ui.panels.selected_view_legend import SelectedViewLegend
from app.ui.theme import theme, theme_changes
from app.ui.view_images import PictureMode, colour_table, iou_text, shown_bytes
from app.ui.widgets.labels import ElidedLabel, set_kind
from app.ui.widgets.paced_refresh import PacedRefresh
from app.ui.widgets.slider_field import CalmSlider

_ICON = QSize(18, 18)
_BLEND_STEPS = 100
_PICTURES_UNTIL_SETTLED = 2
_PREVIEWS_UNDER_WAY = 2  # at most, when a camera is let go; of a movement that follows nobody misses the first two

_TEXTS = {
    PictureMode.TARGET: ("Target", "The silhouette that this camera saw of the model: what the mesh is pulled towards"),
    PictureMode.RENDERED: ("Rendered", "The silhouette of the mesh as it is now"),
    PictureMode.XOR: ("Difference", "Where the two differ: what the mesh lacks, and where there is too much of it"),
    PictureMode.BLEND: ("Blend", "Both over one another; the slider below fades between them"),
}


class SelectedViewPanel(QWidget):
    """The current view in one of four ways.

    While its full-size picture is not there the small one is shown, and while its camera is being moved a preview.

    Signals:
        mode_changed: the `PictureMode` that is shown from now on.
    """

    mode_changed = pyqtSignal(object)

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selected_view_panel")
        self._document = document
        self._pictures: Pictures | None = controller.pictures
        self._mode = PictureMode.XOR
        self._shown_id: str | None = None
        self._preview: TargetPreview | None = None
        self._pictures_until_settled: int | None = None
        self._late_previews = 0
        self._canvas = SelectedViewCanvas()
        self._legend = SelectedViewLegend()
        self._blend = CalmSlider()
        self._buttons = QButtonGroup(self)
        self._name, self._iou, self._size = QLabel(), QLabel(), ElidedLabel()
        self._refresh = PacedRefresh(self, 0, self._show)
        self._build()
        self._connect(controller)
        self._take_colours()

    @property
    def mode(self) -> PictureMode:
        """What of the view is shown."""
        return self._mode

    def set_mode(self, mode: PictureMode) -> None:
        """Show the view in another way."""
        if mode is not self._mode:
            self._mode = mode
            self._take_colours()
            self.mode_changed.emit(mode)

    def cycle_mode(self) -> None:
        """Show the view in the next way."""
        modes = list(PictureMode)
        self.set_mode(modes[(modes.index(self._mode) + 1) % len(modes)])

    def end_preview(self) -> None:
        """A camera is no longer being moved, and stays where it was."""
        self._late_previews = _PREVIEWS_UNDER_WAY
        self._drop_preview()

    def _build(self) -> None:
        self._canvas.setObjectName("selected_view_canvas")
        self._canvas.setToolTip("Wheel to zoom, drag to move, double-click to see all of it.")
        self._legend.setObjectName("selected_view_legend")
        self._name.setObjectName("selected_view_name")
        set_kind(self._name, "heading")
        self._iou.setObjectName("selected_view_iou")
        self._iou.setToolTip("Intersection over union of the two silhouettes: 1 is a perfect fit.")
        self._size.setObjectName("selected_view_size")
        set_kind(self._size, "muted")
        self._blend.setObjectName("selected_view_blend")
        self._blend.setRange(0, _BLEND_STEPS)
        self._blend.setValue(_BLEND_STEPS // 2)
        self._blend.setToolTip("Left: the target alone. Right: the rendered silhouette alone.")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._name)
        top.addWidget(self._iou)
        top.addWidget(self._size, 1)
        top.addLayout(self._mode_buttons())
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self._legend)
        bottom.addWidget(self._blend, 1)
        bottom.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._canvas, 1)
        layout.addLayout(bottom)

    def _mode_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(1)
        for number, (mode, (text, tooltip)) in enumerate(_TEXTS.items()):
            button = QToolButton()
            button.setObjectName(f"selected_view_{mode.value}")
            button.setIcon(icon(mode.value))
            button.setIconSize(_ICON)
            button.setCheckable(True)
            button.setAccessibleName(text)
            button.setToolTip(f"{text}: {tooltip[0].lower()}{tooltip[1:]}. O goes to the next.")
            self._buttons.addButton(button, number)
            row.addWidget(button)
        return row

    def _connect(self, controller: FitController) -> None:
        self._document.cameras_changed.connect(self._take_cameras)
        self._document.selection_changed.connect(self._refresh.ask)
        controller.pictures_changed.connect(self._take_pictures)
        controller.preview_changed.connect(self._take_preview)
        theme_changes().changed.connect(self._take_colours)
        self._buttons.idClicked.connect(self._choose)
        self._blend.valueChanged.connect(self._take_colours)

    # What comes in

    def _choose(self, number: int) -> None:
        self.set_mode(list(_TEXTS)[number])

    def _take_cameras(self) -> None:
        if self._preview is not None:
            self._pictures_until_settled = _PICTURES_UNTIL_SETTLED
        self._late_previews = _PREVIEWS_UNDER_WAY
        self._refresh.ask()

    def _take_pictures(self, pictures: Pictures) -> None:
        before, self._pictures = self._pictures, pictures
        if self._preview is not None and self._pictures_until_settled is not None:
            # Pictures under way when the camera was let go still show it where it was.
            self._pictures_until_settled -= 1
            view_id = self._preview.view_id
            moved = not _same_target(_thumbnail(before, view_id), _thumbnail(pictures, view_id))
            if moved or self._pictures_until_settled == 0:
                self._drop_preview()
        self._refresh.ask()

    def _take_preview(self, preview: TargetPreview) -> None:
        if self._late_previews > 0:
            self._late_previews -= 1  # of where the camera was before it was let go
            return
        self._preview = preview
        self._refresh.ask()

    def _drop_preview(self) -> None:
        self._preview, self._pictures_until_settled = None, None
        self._refresh.ask()

    def _take_colours(self) -> None:
        self._table = colour_table(self._mode, theme(), self._blend.value() / _BLEND_STEPS)
        self._target_table = colour_table(PictureMode.TARGET, theme())
        self._legend.show_mode(self._mode)
        self._blend.setVisible(self._mode is PictureMode.BLEND)
        for number, mode in enumerate(_TEXTS):
            button = self._buttons.button(number)
            if button is not None and mode is self._mode:
                button.setChecked(True)
        self._refresh.ask()

    # What is shown

    def _show(self) -> None:
        view_id = self._document.current_id
        if view_id != self._shown_id:
            self._shown_id = view_id
            self._canvas.fit()
            if self._preview is not None and self._preview.view_id != view_id:
                self._drop_preview()
        view = None if view_id is None else self._document.cameras[view_id]
        shown = _NOTHING if view is None else self._shown_of(view)
        self._name.setText("No view" if view is None else view.id)
        self._size.setText("" if view is None else f"{view.image_size[1]} x {view.image_size[0]}")
        self._iou.setText("" if shown.iou is None else f"IoU {iou_text(shown.iou)}")
        has_both = shown.picture is not None and shown.picture.rendered is not None
        self._canvas.show_picture(shown.picture, self._table if has_both else self._target_table, shown.note)

    def _shown_of(self, view: View) -> "_Shown":
        preview, pictures = self._preview, self._pictures
        if preview is not None and preview.view_id == view.id:
            return _Shown(CanvasPicture(preview.target, None, view.image_size), None, "Preview of the target")
        full = None if pictures is None else pictures.selected
        if full is not None and full.view_id == view.id:
            target, rendered = shown_bytes(full.target), shown_bytes(full.rendered)
            return _Shown(CanvasPicture(target, rendered, view.image_size), full.iou, "")
        small = _thumbnail(pictures, view.id)
        if small is None:
            return _WAITING
        note = "" if small.rendered is not None else _NOT_RENDERED
        if self._mode is PictureMode.RENDERED and small.rendered is None:
            return _Shown(None, None, note)
        return _Shown(CanvasPicture(small.target, small.rendered, view.image_size), small.iou, note)


@dataclass(frozen=True, eq=False)
class _Shown:
    picture: CanvasPicture | None
    iou: float | None
    note: str


_NOT_RENDERED = "Off: the target alone"
_NOTHING = _Shown(None, None, "Add a camera to see what it sees.")
_WAITING = _Shown(None, None, "The target is being made.")


def _thumbnail(pictures: Pictures | None, view_id: str) -> ViewThumbnail | None:
    thumbnails = () if pictures is None else pictures.thumbnails
    return next((thumbnail for thumbnail in thumbnails if thumbnail.view_id == view_id), None)


def _same_target(one: ViewThumbnail | None, other: ViewThumbnail | None) -> bool:
    return one is not None and other is not None and np.array_equal(one.target, other.target)
