"""The mask of the current photograph: painted by hand, cut out by colour, or made by brightness."""

import dataclasses

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from app.engine.cameras.view import View
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Photograph
from app.ui import mask_edits
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.newest_work import NewestWork
from app.ui.panels.mask_canvas import MaskCanvas
from app.ui.panels.mask_drawing import MaskDrawing, Sheet
from app.ui.panels.mask_threshold import MaskThresholdForm
from app.ui.panels.mask_thresholding import MaskThresholding
from app.ui.panels.mask_tools import BRUSHES, STROKES, BrushSettings, MaskTool, MaskToolBar, tool_button
from app.ui.theme import theme_changes
from app.ui.widgets.labels import ElidedLabel, set_kind
from app.ui.widgets.paced_refresh import PacedRefresh
from app.ui.widgets.slider_field import SliderField
from app.ui.widgets.slider_scale import LogScale

_RADIUS = dataclasses.fields(BrushSettings)[0]
_RADIUS_SCALE = LogScale(1.0, 200.0)
_RADIUS_FACTOR = 1.25  # a notch of the wheel
_NO_PHOTOGRAPHS = "Masks belong to photographs: open a capture to tell its objects from their backgrounds."
_NO_MASK = "No mask yet: drag a box around the object, or paint it."


class MaskPanel(QWidget):
    """Shows the current view's photograph under its mask, with the tools to change it."""

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mask_panel")
        self._document = document
        self._photograph: Photograph | None = None
        self._sheet: Sheet | None = None
        self._said = ""
        self._preview: ViewMask | None = None
        self._canvas = MaskCanvas()
        self._tools = MaskToolBar()
        self._form = MaskThresholdForm()
        self._drawing = MaskDrawing(document, self._canvas, self)
        self._thresholding = MaskThresholding(document, controller, self._canvas, self._form, self)
        self._loading = NewestWork(self)
        self._name, self._facts = QLabel(), ElidedLabel()
        self._radius = SliderField(_RADIUS, _RADIUS_SCALE)
        self._radius_row = QWidget()
        self._fit = tool_button("mask_fit", "zoom-fit", "Show all of it", "Wheel to zoom, middle drag to move.")
        self._invert = tool_button("mask_invert", "invert", "Invert", "Exchange object and background.")
        self._clear = tool_button("mask_clear", "delete", "Clear", "Take the mask away: nothing is known any more.")
        self._pages = QStackedLayout(self)
        self._build()
        self._refresh = PacedRefresh(self, 0, self._show)
        self._connect()
        self._choose(MaskTool.BRUSH_OBJECT)
        self._refresh.ask()

    def _build(self) -> None:
        self._canvas.setObjectName("mask_canvas")
        self._name.setObjectName("mask_name")
        set_kind(self._name, "heading")
        self._facts.setObjectName("mask_facts")
        set_kind(self._facts, "muted")
        self._radius.setObjectName("mask_radius")
        self._radius.setToolTip("Half the width of a stroke, in pixels of the photograph. Alt + wheel changes it, too.")
        radius = QHBoxLayout(self._radius_row)
        radius.setContentsMargins(0, 0, 0, 0)
        radius.addWidget(QLabel("Radius"))
        radius.addWidget(self._radius, 1)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._name)
        top.addWidget(self._facts, 1)
        top.addWidget(self._fit)
        bar = QHBoxLayout()
        bar.setSpacing(1)
        bar.addWidget(self._tools)
        bar.addStretch(1)
        bar.addWidget(self._invert)
        bar.addWidget(self._clear)
        editor = QWidget()
        column = QVBoxLayout(editor)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(bar)
        column.addWidget(self._canvas, 1)
        column.addWidget(self._radius_row)
        column.addWidget(self._form)
        self._pages.addWidget(_sentence(_NO_PHOTOGRAPHS))
        self._pages.addWidget(editor)

    def _connect(self) -> None:
        document = self._document
        for signal in (document.subject_changed, document.cameras_changed, document.selection_changed):
            signal.connect(self._refresh.ask)
        theme_changes().changed.connect(self._canvas.take_colours)
        self._tools.chosen.connect(self._choose)
        self._radius.edited.connect(lambda value, _: self._set_radius(value))
        self._canvas.size_turned.connect(self._turn_radius)
        self._fit.clicked.connect(self._canvas.fit)
        self._invert.clicked.connect(self._invert_mask)
        self._clear.clicked.connect(self._clear_mask)
        for source in (self._drawing, self._thresholding):
            source.noted.connect(self._say)
        self._thresholding.previewed.connect(self._take_preview)

    def _choose(self, tool: MaskTool) -> None:
        self._drawing.tool = tool
        self._radius_row.setVisible(tool in BRUSHES or tool in STROKES)
        self._form.setVisible(tool is MaskTool.THRESHOLD)
        self._set_radius(self._drawing.brush.radius_pixels)
        self._say("")
        self._drawing.show()
        self._thresholding.take(self._sheet if tool is MaskTool.THRESHOLD else None)

    def _set_radius(self, radius_pixels: float) -> None:
        self._drawing.brush = BrushSettings(radius_pixels)
        self._radius.show_value(radius_pixels)
        has_ring = self._drawing.tool in BRUSHES or self._drawing.tool in STROKES
        self._canvas.show_brush(radius_pixels if has_ring else None)

    def _turn_radius(self, notches: float) -> None:
        radius = self._drawing.brush.radius_pixels * _RADIUS_FACTOR**notches
        self._set_radius(float(np.clip(radius, _RADIUS_SCALE.minimum, _RADIUS_SCALE.maximum)))

    def _invert_mask(self) -> None:
        sheet = self._sheet
        if sheet is not None and sheet.mask is not None:
            inverted = mask_edits.inverted(sheet.mask)
            mask_edits.set_masks(self._document, "Invert the mask of", {sheet.view_id: inverted})

    def _clear_mask(self) -> None:
        if self._sheet is not None:
            mask_edits.set_masks(self._document, "Clear the mask of", {self._sheet.view_id: None})

    def _take_preview(self, mask: ViewMask | None) -> None:
        self._preview = mask
        self._refresh.ask()

    def _show(self) -> None:
        capture, view_id = self._document.capture, self._document.current_id
        self._pages.setCurrentIndex(0 if capture is None else 1)
        view = self._document.cameras[view_id] if capture is not None and view_id is not None else None
        photograph = capture.photographs.get(view.id) if capture is not None and view is not None else None
        self._name.setText("No view" if view is None else view.id)
        self._facts.setText("" if view is None else _facts(view.image_size, view.mask, self._preview))
        if photograph is not self._photograph:
            self._take_photograph(photograph)
        elif view is not None and self._sheet is not None:
            self._take_sheet(view, self._sheet.colours)
        has_mask = view is not None and view.mask is not None
        for button in (self._invert, self._clear):
            button.setEnabled(has_mask)
        self._form.enable(len(self._document.selected_ids), self._sheet is not None)
        self._say(self._said)

    def _take_photograph(self, photograph: Photograph | None) -> None:
        """Show another photograph as soon as it is decoded."""
        self._photograph, self._sheet = photograph, None
        self._canvas.show_photograph(None)
        self._canvas.fit()
        self._drawing.take(None)
        self._thresholding.take(None)
        if photograph is None:
            self._loading.forget()
            return
        self._loading.ask(
            "Opening a photograph", lambda: (photograph, photograph.colours), self._take_colours, self._say
        )

    def _take_colours(self, loaded: tuple[Photograph, NDArray[np.uint8]]) -> None:
        photograph, colours = loaded
        view_id = self._document.current_id
        if photograph is self._photograph and view_id is not None:
            self._canvas.show_photograph(colours)
            self._take_sheet(self._document.cameras[view_id], colours)
            self._form.enable(len(self._document.selected_ids), True)

    def _take_sheet(self, view: View, colours: NDArray[np.uint8]) -> None:
        sheet = self._sheet
        if sheet is None or (sheet.view_id, sheet.mask) != (view.id, view.mask) or sheet.colours is not colours:
            sheet = self._sheet = Sheet(view.id, colours, view.mask)
        self._drawing.take(sheet)
        if self._drawing.tool is MaskTool.THRESHOLD:
            self._thresholding.take(sheet)

    def _say(self, words: str) -> None:
        """Show a few words; if there are none, what is to be done first."""
        self._said = words
        if not words and self._sheet is not None and self._sheet.mask is None and self._preview is None:
            words = _NO_MASK
        if self._photograph is None:
            words = "There is no photograph of this view."
        elif self._sheet is None:
            words = ""
        self._canvas.show_note(words)


def _facts(image_size: tuple[int, int], mask: ViewMask | None, preview: ViewMask | None) -> str:
    """How large a photograph is, and how much of its mask is what."""
    size = f"{image_size[1]} x {image_size[0]}"
    shown = preview or mask
    if shown is None:
        return f"{size}, no mask"
    known = shown.known
    is_object = shown.coverage if known is None else shown.coverage * known
    kind = "preview: " if preview is not None else ""
    text = f"{size}, {kind}object {_share(float(is_object.mean()) / 255)}"
    return text if known is None else f"{text}, unknown {_share(1 - float(known.mean()))}"


def _share(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"


def _sentence(text: str) -> QWidget:
    label = QLabel(text)
    label.setObjectName("mask_hint")
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    label.setMargin(12)
    set_kind(label, "muted")
    return label
