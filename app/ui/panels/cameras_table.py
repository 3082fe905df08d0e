"""The table of cameras: selects rows, switches views by a click, and takes typed numbers."""

from PyQt6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, QRect, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.icons import icon_pixmap
from app.ui.panels.cameras_model import (
    ENABLED_ROLE,
    FIRST_NUMBER_COLUMN,
    IOU_COLUMN,
    NAME_COLUMN,
    ON_COLUMN,
    WEIGHT_COLUMN,
    CamerasModel,
    is_typed,
)
from app.ui.panels.views_hint import paint_empty_hint
from app.ui.theme import theme

_WIDEST = {
    ON_COLUMN: "",
    FIRST_NUMBER_COLUMN: "-180.0",
    FIRST_NUMBER_COLUMN + 1: "-89.0",
    FIRST_NUMBER_COLUMN + 2: "0.123",
    FIRST_NUMBER_COLUMN + 3: "33.4",
    WEIGHT_COLUMN: "Weight",
    IOU_COLUMN: "0.000",
}
_CELL_PADDING = 4
_SLACK = 3  # a digit may be wider than the one measured
_ROW_PADDING = 8
_ICON_COLUMN = 28
_ICON = 15


class CamerasDelegate(QStyledItemDelegate):
    """Draws cells with little room around them, and gives numbers a plain field to type in.

    Signals:
        typed: the cell and the text, once it is committed.
    """

    typed = pyqtSignal(QModelIndex, str)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if painter is None:
            return
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        text, ground.text = ground.text, ""
        style = QApplication.style() if option.widget is None else option.widget.style()
        assert style is not None, "CamerasDelegate: needs a style"
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget)
        if index.column() == ON_COLUMN:
            _paint_eye(painter, option.rect, bool(index.data(ENABLED_ROLE)))
            return
        painter.save()
        painter.setFont(ground.font)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        room = option.rect.adjusted(_CELL_PADDING, 0, -_CELL_PADDING, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(ground.displayAlignment), shown)
        painter.restore()

    def createEditor(self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget | None:
        editor = QLineEdit(parent)
        editor.setObjectName("cameras_number")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        accent = theme().accent.name()
        editor.setStyleSheet(f"QLineEdit {{ padding: 0 2px; min-height: 0; border: 1px solid {accent}; }}")
        return editor

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        # Once: what is being typed is the user's until it is committed.
        if isinstance(editor, QLineEdit) and not editor.text():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex) -> None:
        if isinstance(editor, QLineEdit) and editor.isModified():
            self.typed.emit(index, editor.text())


def _paint_eye(painter: QPainter, cell: QRect, enabled: bool) -> None:
    device = painter.device()
    scale = 1.0 if device is None else device.devicePixelRatioF()
    name, tint = ("eye", "muted_text") if enabled else ("eye-off", "text")
    picture = icon_pixmap(name, _ICON, scale, tint)
    place = QRect(0, 0, _ICON, _ICON)
    place.moveCenter(cell.center())
    painter.drawPixmap(place.topLeft(), picture)


class CamerasTable(QTableView):
    """The cameras, a row each.

    Signals:
        eye_clicked: the eye of the view of that id.
        typed: a number's cell and the text typed in it.
    """

    eye_clicked = pyqtSignal(str)
    typed = pyqtSignal(QModelIndex, str)

    def __init__(self, model: CamerasModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cameras = model
        self._eye_pressed = False
        delegate = CamerasDelegate(self)
        delegate.typed.connect(self.typed)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._size_columns()

    def _size_columns(self) -> None:
        header, rows = self.horizontalHeader(), self.verticalHeader()
        assert header is not None and rows is not None
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + _ROW_PADDING)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(_ICON_COLUMN)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME_COLUMN, QHeaderView.ResizeMode.Stretch)
        for column, text in _WIDEST.items():
            width = self.fontMetrics().horizontalAdvance(text) + 2 * _CELL_PADDING + _SLACK
            header.resizeSection(column, max(_ICON_COLUMN, width))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        paint_empty_hint(self, "No cameras yet: add some with the button above, or drag one into the viewport.")

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        enters = event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enters and self.state() is not QAbstractItemView.State.EditingState:
            index = self.currentIndex()
            column = index.column() if is_typed(index.column()) else FIRST_NUMBER_COLUMN
            if index.isValid():
                cell = index.siblingAtColumn(column)
                can_be_typed = bool(cell.flags() & Qt.ItemFlag.ItemIsEditable)
                self.edit(cell if can_be_typed else index.siblingAtColumn(WEIGHT_COLUMN))
            return
        super().keyPressEvent(event)

    def selectionCommand(self, index: QModelIndex, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """A double-click on a number types for all selected rows, so its first click must leave them selected."""
        is_plain_click = (
            isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        )
        selection = self.selectionModel()
        if is_plain_click and is_typed(index.column()) and selection is not None:
            if selection.isSelected(index):
                return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._eye_clicked(event):
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._eye_clicked(event):
            return
        super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if self._eye_pressed:
            self._eye_pressed = False
            return
        super().mouseReleaseEvent(event)

    def _eye_clicked(self, event: QMouseEvent) -> bool:
        index = self.indexAt(event.position().toPoint())
        if index.column() != ON_COLUMN or event.button() != Qt.MouseButton.LeftButton:
            return False
        self._eye_pressed = True
        self.eye_clicked.emit(self._cameras.view_id(index))
        return True
