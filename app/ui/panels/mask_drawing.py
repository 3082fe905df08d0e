"""What comes of drawing on a photograph: strokes of a brush, and cuts along edges in the background."""

from dataclasses import dataclass, field
from functools import partial
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, QPointF, Qt, pyqtSignal

from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture
from app.engine.masking.brush import Paint, painted, stroke_coverage
from app.engine.masking.grab_cut import PixelBox, Stroke, grab_cut_mask
from app.ui import mask_edits
from app.ui.document import Document
from app.ui.newest_work import NewestWork
from app.ui.panels.mask_canvas import MaskCanvas
from app.ui.panels.mask_marks import Marks
from app.ui.panels.mask_tools import BRUSHES, LOOKS, STROKES, BrushSettings, MaskTool

_CUTTING = "Cutting out..."
_NOTHING_KNOWN = "Nothing is known here yet: paint or cut out the object first."


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is drawn on.

    Args:
        view_id: of the photograph.
        colours: (H, W, 3) of the photograph.
        mask: of the view, None for none.
    """

    view_id: str
    colours: NDArray[np.uint8]
    mask: ViewMask | None


@dataclass(eq=False)
class _Gesture:
    """Where the mouse has been since its button went down."""

    paint: Paint | None
    mask: ViewMask
    points: list[tuple[float, float]] = field(default_factory=list)
    has_painted: bool = False


class MaskDrawing(QObject):
    """Takes the canvas's gestures; what comes of each is one step of undo.

    Signals:
        noted: a few words for the user, "" for none.

    Args:
        document: whose masks.
        canvas: drawn on.
        parent: Qt's.
    """

    noted = pyqtSignal(str)

    def __init__(self, document: Document, canvas: MaskCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._canvas = canvas
        self._sheet: Sheet | None = None
        self._gesture: _Gesture | None = None
        self._is_shown = False  # whether the canvas shows the sheet's mask
        self._works: dict[str, NewestWork] = {}  # by view: each may be cut while others are
        self._waiting: dict[str, tuple[Sheet, Marks]] = {}  # by view: of which no mask has come yet
        self._marks_of: WeakKeyDictionary[ViewMask, Marks] = WeakKeyDictionary()
        self.tool = MaskTool.BRUSH_OBJECT
        self.brush = BrushSettings()
        canvas.drag_began.connect(self._begin)
        canvas.dragged.connect(self._go_on)
        canvas.drag_ended.connect(self._end)

    def take(self, sheet: Sheet | None) -> None:
        """Draw on this from now on; where it is another, a gesture under way is over."""
        before = self._sheet
        is_same = sheet is not None and before is not None and _is_same(sheet, before)
        if is_same and (self._is_shown or self._gesture is not None):
            return
        self._sheet, self._gesture = sheet, None
        is_cut = sheet is not None and sheet.view_id in self._works and self._works[sheet.view_id].is_busy
        self.noted.emit(_CUTTING if is_cut else "")
        self.show()

    def show(self) -> None:
        """Show the mask, and the marks it was made by while one of their tools is at hand."""
        sheet = self._sheet
        self._canvas.show_mask(sheet.mask if sheet is not None else None)
        self._is_shown = True
        draws_marks = self.tool is MaskTool.BOX or self.tool in STROKES
        self._canvas.show_marks(self._marks() if draws_marks else Marks())

    def _begin(self, pixel: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        sheet = self._sheet
        if sheet is None or self.tool is MaskTool.THRESHOLD:
            return
        look = LOOKS[self.tool]
        paint = look.with_shift if modifiers & Qt.KeyboardModifier.ShiftModifier else look.paint
        if sheet.mask is None and self.tool in BRUSHES and paint is not Paint.OBJECT:
            self.noted.emit(_NOTHING_KNOWN)
            return
        self.noted.emit("")
        mask = sheet.mask or ViewMask(np.zeros(sheet.colours.shape[:2], dtype=np.uint8))
        self._gesture = _Gesture(paint, mask)
        self._go_on(pixel)

    def _go_on(self, pixel: QPointF) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        gesture.points.append((pixel.x(), pixel.y()))
        if self.tool in BRUSHES:
            self._paint(gesture)
        else:
            self._canvas.show_marks(self._with_gesture(gesture))

    def _end(self) -> None:
        gesture, self._gesture = self._gesture, None
        sheet = self._sheet
        if gesture is None or sheet is None:
            return
        if self.tool in BRUSHES:
            if gesture.has_painted:
                mask_edits.set_masks(self._document, "Paint the mask of", {sheet.view_id: gesture.mask})
        else:
            self._cut(sheet, self._with_gesture(gesture))

    def _paint(self, gesture: _Gesture) -> None:
        """Add the newest piece of the stroke."""
        assert gesture.paint is not None
        piece = np.array(gesture.points[-2:])
        _, rows, columns = stroke_coverage(piece, self.brush.radius_pixels, gesture.mask.image_size)
        mask = painted(gesture.mask, piece, self.brush.radius_pixels, gesture.paint)
        if mask is not gesture.mask:
            gesture.mask, gesture.has_painted = mask, True
            self._is_shown = False
            self._canvas.show_mask(mask, rows, columns, is_rough=True)

    def _with_gesture(self, gesture: _Gesture) -> Marks:
        if gesture.paint is None:
            (left, top), (right, bottom) = gesture.points[0], gesture.points[-1]
            return Marks(PixelBox(left, top, right, bottom))
        return self._marks().with_stroke(Stroke(np.array(gesture.points), self.brush.radius_pixels), gesture.paint)

    def _marks(self) -> Marks:
        """Those that the present mask was made by, or that wait for others."""
        sheet = self._sheet
        if sheet is None:
            return Marks()
        waiting = self._waiting.get(sheet.view_id)
        if waiting is not None and _is_same(waiting[0], sheet):
            return waiting[1]
        return Marks() if sheet.mask is None else self._marks_of.get(sheet.mask, Marks())

    def _cut(self, sheet: Sheet, marks: Marks) -> None:
        self._waiting[sheet.view_id] = (sheet, marks)
        self._canvas.show_marks(marks)
        self.noted.emit(_CUTTING)
        self._works.setdefault(sheet.view_id, NewestWork(self)).ask(
            f"Cutting out {sheet.view_id}",
            lambda: grab_cut_mask(sheet.colours, marks.box, marks.object_strokes, marks.background_strokes, sheet.mask),
            partial(self._take_cut, self._document.capture, sheet, marks),
            partial(self._fail_to_cut, sheet, marks),
        )

    def _take_cut(self, capture: Capture | None, sheet: Sheet, marks: Marks, mask: ViewMask) -> None:
        """Keep the result, unless there are more marks by now or the mask has been changed in another way."""
        if not self._is_wanted(sheet, marks):
            return
        del self._waiting[sheet.view_id]
        self._note_of(sheet, "")
        cameras = self._document.cameras
        is_there = self._document.capture is capture and sheet.view_id in cameras.ids
        if is_there and cameras[sheet.view_id].mask is sheet.mask:
            self._marks_of[mask] = marks
            mask_edits.set_masks(self._document, "Cut out", {sheet.view_id: mask})

    def _fail_to_cut(self, sheet: Sheet, marks: Marks, sentence: str) -> None:
        if not self._is_wanted(sheet, marks):
            return
        if marks.box is not None and not marks.object_strokes and not marks.background_strokes:
            del self._waiting[sheet.view_id]  # a box that tells nothing is not kept
        self._note_of(sheet, sentence)
        self.show()

    def _is_wanted(self, sheet: Sheet, marks: Marks) -> bool:
        waiting = self._waiting.get(sheet.view_id)
        return waiting is not None and waiting[1] is marks

    def _note_of(self, sheet: Sheet, words: str) -> None:
        if self._sheet is not None and self._sheet.view_id == sheet.view_id:
            self.noted.emit(words)


def _is_same(one: Sheet, other: Sheet) -> bool:
    return one.view_id == other.view_id and one.colours is other.colours and one.mask is other.mask
