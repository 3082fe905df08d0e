"""The grid of thumbnails: a list view that fills its width with tiles of about the wanted size."""

from PyQt6.QtCore import QEvent, QModelIndex, QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.ui.panels.views_delegate import ViewsDelegate, cell_size, eye_rect
from app.ui.panels.views_hint import paint_empty_hint
from app.ui.panels.views_model import ViewsModel

SMALLEST_TILE = 84
LARGEST_TILE = 260
DEFAULT_TILE = 100
_NARROWEST_CELL = 42  # while the panel is hardly open
_WHEEL_FACTOR = 1.15  # a notch


class ViewsGrid(QListView):
    """Thumbnails in rows.

    Signals:
        eye_clicked: the eye of the view of that id.
        tile_size_changed: the wanted width of a tile, logical pixels.
        left: the mouse is no longer over it.
    """

    eye_clicked = pyqtSignal(str)
    tile_size_changed = pyqtSignal(int)
    left = pyqtSignal()

    def __init__(self, model: ViewsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views = model
        self._wanted = DEFAULT_TILE
        self._lines = 1
        self._eye_pressed = False
        self._delegate = ViewsDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self._fit()

    @property
    def tile_size(self) -> int:
        """The wanted width of a tile, logical pixels."""
        return self._wanted

    def set_tile_size(self, width: int) -> None:
        """Make the tiles about that wide; as many go in a row as then fit, and fill it."""
        width = min(LARGEST_TILE, max(SMALLEST_TILE, width))
        if width != self._wanted:
            self._wanted = width
            self._fit()
            self.tile_size_changed.emit(width)

    def set_caption_lines(self, lines: int) -> None:
        """Make room for so many lines below each picture."""
        if lines != self._lines:
            self._lines = lines
            self._fit()

    def set_current(self, view_id: str | None) -> None:
        """Mark the view that is shown large."""
        self._delegate.current_id = view_id
        self._repaint()

    def eye_place(self, index: QModelIndex) -> QPoint:
        """The middle of a view's eye, in the viewport."""
        return eye_rect(self.visualRect(index)).center()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        paint_empty_hint(self, "No cameras yet: add some from the menu Cameras, or drag one into the viewport.")

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        self._fit()
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_tile_size(round(self._wanted * _WHEEL_FACTOR ** (event.angleDelta().y() / 120)))
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._eye_clicked(event):
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        # Two fast clicks on an eye switch twice.
        if event is not None and self._eye_clicked(event):
            return
        super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if self._eye_pressed:
            self._eye_pressed = False
            return
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None:
            self._hover(self._eye_at(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        self._hover(None)
        super().leaveEvent(event)
        self.left.emit()

    def _eye_clicked(self, event: QMouseEvent) -> bool:
        view_id = self._eye_at(event.position().toPoint())
        if view_id is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        self._eye_pressed = True
        self.eye_clicked.emit(view_id)
        return True

    def _eye_at(self, place: QPoint) -> str | None:
        index = self.indexAt(place)
        over_eye = index.isValid() and eye_rect(self.visualRect(index)).contains(place)
        return self._views.view_id(index) if over_eye else None

    def _hover(self, view_id: str | None) -> None:
        if view_id != self._delegate.eye_id:
            self._delegate.eye_id = view_id
            self._repaint()

    def _fit(self) -> None:
        viewport = self.viewport()
        room = 0 if viewport is None else viewport.width() - 1  # a full row would wrap
        columns = max(1, round(room / self._wanted))
        cell = cell_size(max(_NARROWEST_CELL, room // columns), self.fontMetrics().height(), self._lines)
        if cell != self._delegate.cell:
            self._delegate.cell = cell
            self.setGridSize(cell)

    def _repaint(self) -> None:
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()
