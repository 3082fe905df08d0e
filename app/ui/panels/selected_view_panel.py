"""The view that is selected, large: its photograph, target, rendered, their difference, both blended, or four of it."""

import dataclasses

import numpy as np
from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.engine.cameras.view import View
from app.engine.fitting.snapshot import Pictures, TargetPreview
from app.ui.colour_images import quality_text
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.icons import icon
from app.ui.panels.selected_view_canvas import SelectedViewCanvas
from app.ui.panels.selected_view_legend import SelectedViewLegend
from app.ui.panels.selected_view_panes import PaneMaker
from app.ui.panels.selected_view_photo import PhotoLook
from app.ui.panels.selected_view_source import CanvasPicture, SelectedViewSource, ShownView
from app.ui.photograph_loader import PhotographLoader
from app.ui.theme import theme_changes
from app.ui.view_images import PictureMode, iou_text
from app.ui.widgets.labels import ElidedLabel, set_kind
from app.ui.widgets.paced_refresh import PacedRefresh
from app.ui.widgets.slider_field import CalmSlider

_ICON = QSize(18, 18)
_BLEND_STEPS = 100
_NOTHING = ShownView(None, None, "Add a camera to see what it sees.")

_TEXTS = {
    PictureMode.PHOTO: ("Photo", "The photograph, with the outlines of its mask and of the mesh over it"),
    PictureMode.TARGET: ("Target", "The silhouette that this camera saw: what the mesh is pulled towards"),
    PictureMode.RENDERED: ("Rendered", "The silhouette of the mesh as it is now"),
    PictureMode.XOR: ("XOR", "Where the two differ: what the mesh lacks, and where there is too much of it"),
    PictureMode.BLEND: ("Blend", "Both over one another; the slider below fades between them"),
    PictureMode.GRADIENT: (
        "Gradient",
        "How the loss grows with the colour of the surface: what is brighter than grey will be made darker, "
        "what is tinted red less red (square roots, divided by the largest)",
    ),
    PictureMode.ALL: ("All four", "Target, rendered, difference and, of colours, the gradient side by side"),
}
_ICONS = {PictureMode.PHOTO: "image"}  # the others have their own
_BLEND_TIPS = {
    False: "Left: the target alone. Right: what is rendered alone.",
    True: "Left: the photograph alone. Right: the rendered silhouette alone.",
}


class SelectedViewPanel(QWidget):
    """The current view in one of some ways, in colour where the fit has colours.

    While its full-size picture is not there the small one is shown, and while its camera is being moved a preview.

    Signals:
        mode_changed: the `PictureMode` that is shown from now on.
        colours_wanted_changed: whether colours are to be shown where there are some, rather than outlines.
    """

    mode_changed = pyqtSignal(object)
    colours_wanted_changed = pyqtSignal(bool)

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selected_view_panel")
        self._document = document
        self._source = SelectedViewSource(controller.pictures)
        self._mode = PictureMode.XOR
        self._shown_id: str | None = None
        self._photographs = PhotographLoader(self)
        self._canvas = SelectedViewCanvas()
        self._legend = SelectedViewLegend()
        self._panes = PaneMaker()
        self._colours = QToolButton()
        self._blend = CalmSlider()
        self._buttons = QButtonGroup(self)
        self._name, self._iou, self._size, self._quality = QLabel(), QLabel(), ElidedLabel(), ElidedLabel()
        self._refresh = PacedRefresh(self, 0, self._show)
        self._build()
        self._connect(controller)
        self._take_colours()

    @property
    def mode(self) -> PictureMode:
        """What of the view is shown."""
        return self._mode

    def set_mode(self, mode: PictureMode) -> None:
        """Show the view in another way, if there is that way now."""
        if mode is not self._mode and mode in self._modes:
            self._mode = mode
            self._take_colours()
            self.mode_changed.emit(mode)

    def cycle_mode(self) -> None:
        """Show the view in the next way."""
        modes = self._modes
        self.set_mode(modes[(modes.index(self._mode) + 1) % len(modes)])

    @property
    def wants_colours(self) -> bool:
        """Whether colours are shown where there are some, rather than outlines."""
        return self._colours.isChecked()

    def want_colours(self, wanted: bool) -> None:
        """Show colours where there are some, or outlines."""
        self._colours.setChecked(wanted)

    @property
    def _is_in_colour(self) -> bool:
        return self.wants_colours and self._document.settings.colour != "off"

    @property
    def _modes(self) -> list[PictureMode]:
        """Those that there are now."""
        missing = set() if self._document.capture is not None else {PictureMode.PHOTO}
        if not self._is_in_colour:
            missing.add(PictureMode.GRADIENT)
        return [mode for mode in _TEXTS if mode not in missing]

    def end_preview(self) -> None:
        """A camera is no longer being moved, and stays where it was."""
        self._source.end_preview()
        self._refresh.ask()

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
        self._quality.setObjectName("selected_view_quality")
        set_kind(self._quality, "muted")
        self._colours.setObjectName("selected_view_colours")
        self._colours.setIcon(icon("palette"))
        self._colours.setIconSize(_ICON)
        self._colours.setCheckable(True)
        self._colours.setChecked(True)
        self._colours.setAccessibleName("Colours")
        self._colours.setToolTip("Colours: here and in the thumbnails; off shows outlines.")
        self._blend.setObjectName("selected_view_blend")
        self._blend.setRange(0, _BLEND_STEPS)
        self._blend.setValue(_BLEND_STEPS // 2)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._name)
        top.addWidget(self._iou)
        top.addWidget(self._size, 1)
        top.addWidget(self._colours)
        top.addLayout(self._mode_buttons())
        over_picture = QVBoxLayout(self._canvas)
        over_picture.setContentsMargins(8, 8, 8, 8)
        over_picture.addStretch()
        over_picture.addWidget(self._legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._quality)
        layout.addWidget(self._canvas, 1)
        layout.addWidget(self._blend)

    def _mode_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(1)
        for number, (mode, (text, tooltip)) in enumerate(_TEXTS.items()):
            button = QToolButton()
            button.setObjectName(f"selected_view_{mode.value}")
            button.setIcon(icon(_ICONS.get(mode, mode.value)))
            button.setIconSize(_ICON)
            button.setCheckable(True)
            button.setAccessibleName(text)
            button.setToolTip(f"{text}: {tooltip[0].lower()}{tooltip[1:]}. O goes to the next.")
            self._buttons.addButton(button, number)
            row.addWidget(button)
        return row

    def _connect(self, controller: FitController) -> None:
        self._document.subject_changed.connect(self._take_subject)
        self._photographs.decoded.connect(self._refresh.ask)
        self._document.cameras_changed.connect(self._take_cameras)
        self._document.selection_changed.connect(self._refresh.ask)
        controller.pictures_changed.connect(self._take_pictures)
        controller.preview_changed.connect(self._take_preview)
        theme_changes().changed.connect(self._take_colours)
        self._document.settings_changed.connect(self._take_settings)
        self._colours.toggled.connect(self._take_settings)
        self._colours.toggled.connect(self.colours_wanted_changed)
        self._buttons.idClicked.connect(self._choose)
        self._blend.valueChanged.connect(self._take_colours)

    def _choose(self, number: int) -> None:
        self.set_mode(list(_TEXTS)[number])

    def _take_subject(self) -> None:
        self._source.forget()
        capture = self._document.capture
        self._photographs.open({} if capture is None else capture.photographs, thumbnails=False)
        self._take_settings()

    def _take_settings(self) -> None:
        """Another mode takes the place of one that there no longer is."""
        if self._mode not in self._modes:
            self.set_mode(PictureMode.XOR)
        self._take_colours()

    def _take_cameras(self) -> None:
        self._source.take_edit()
        self._refresh.ask()

    def _take_pictures(self, pictures: Pictures) -> None:
        self._source.take_pictures(pictures)
        self._refresh.ask()

    def _take_preview(self, preview: TargetPreview) -> None:
        self._source.take_preview(preview)
        self._refresh.ask()

    def _take_colours(self) -> None:
        self._panes.take_colours(self._blend.value() / _BLEND_STEPS)
        of_capture = self._document.capture is not None
        self._legend.show_mode(self._mode, of_capture, self._is_in_colour)
        self._blend.setToolTip(_BLEND_TIPS[of_capture and not self._is_in_colour])
        self._blend.setVisible(self._mode is PictureMode.BLEND)
        self._colours.setVisible(self._document.settings.colour != "off")
        if not self._is_in_colour:
            self._quality.hide()
        modes = self._modes
        for number, mode in enumerate(_TEXTS):
            button = self._buttons.button(number)
            assert button is not None
            button.setVisible(mode in modes)
            if mode is self._mode:
                button.setChecked(True)
        self._refresh.ask()

    def _show(self) -> None:
        view_id = self._document.current_id
        if view_id != self._shown_id:
            self._shown_id = view_id
            self._canvas.fit()
        view = None if view_id is None else self._document.cameras[view_id]
        shown = _NOTHING if view is None else self._source.shown(view)
        self._name.setText("No view" if view is None else view.id)
        self._size.setText("" if view is None else f"{view.image_size[1]} x {view.image_size[0]}")
        self._iou.setText("" if shown.iou is None else f"IoU {iou_text(shown.iou)}")
        self._quality.setText(quality_text(shown.quality) if shown.quality is not None else "")
        self._quality.setVisible(self._is_in_colour and shown.quality is not None)
        picture = shown.picture
        if picture is not None and not self._is_in_colour:
            picture = dataclasses.replace(picture, colour=None)
        if view is not None and self._show_photograph(view, shown):
            return
        panes = () if picture is None else self._panes.panes(self._mode, picture)
        self._canvas.show_panes(picture, panes, shown.note)

    def _show_photograph(self, view: View, shown: ShownView) -> bool:
        """Show the view's photograph if the mode wants it and it has one; return whether that is so."""
        capture = self._document.capture
        wanted = self._mode is PictureMode.PHOTO or (self._mode is PictureMode.BLEND and not self._is_in_colour)
        if capture is None or not wanted or view.id not in capture.photographs:
            return False
        colours = self._photographs.colours(view.id)
        if colours is None:
            self._canvas.show_panes(None, (), "The photograph is being read.")
            return True
        picture = shown.picture
        if picture is None:  # the photograph does not have to wait for the engine
            nothing = np.zeros(view.image_size, np.uint8)
            picture = CanvasPicture(nothing if view.mask is None else view.mask.coverage, None, view.image_size)
        outlined = self._mode is PictureMode.PHOTO
        share = 0.0 if outlined else self._blend.value() / _BLEND_STEPS
        note = shown.note if shown.picture is not None else ""
        look = PhotoLook(colours, view.mask, share, outlined)
        self._canvas.show_panes(picture, [self._panes.photo_pane(picture, look)], note)
        return True
