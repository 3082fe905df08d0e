"""The cameras as a table: on or off, name, four numbers, weight, IoU."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor, QFont

from app.engine.cameras.camera_numbers import NUMBER_FIELDS, CameraNumbers, camera_numbers
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import Calibrated, View
from app.engine.fitting.snapshot import ViewQuality, ViewThumbnail
from app.ui.colour_images import quality_text
from app.ui.theme import theme
from app.ui.view_images import iou_colour, iou_text
from app.ui.viewport.up_axis import Y_UP, UpAxis
from app.ui.widgets.number_field import number_text

ENABLED_ROLE = Qt.ItemDataRole.UserRole + 1

ON_COLUMN = 0
NAME_COLUMN = 1
FIRST_NUMBER_COLUMN = 2
WEIGHT_COLUMN = FIRST_NUMBER_COLUMN + len(NUMBER_FIELDS)
IOU_COLUMN = WEIGHT_COLUMN + 1
COLUMN_COUNT = IOU_COLUMN + 1

_SHORT_LABELS = {
    "azimuth_degrees": "Azim.",
    "elevation_degrees": "Elev.",
    "distance_world": "Dist.",
    "fov_y_degrees": "FoV",
}
_FORMATS = {"azimuth_degrees": ".1f", "elevation_degrees": ".1f", "distance_world": ".3g", "fov_y_degrees": ".3g"}
_NAMES = tuple(NUMBER_FIELDS)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def number_name(column: int) -> str | None:
    """The field of `CameraNumbers` that a column shows; None for the other columns."""
    is_number = FIRST_NUMBER_COLUMN <= column < WEIGHT_COLUMN
    return _NAMES[column - FIRST_NUMBER_COLUMN] if is_number else None


def is_typed(column: int) -> bool:
    """Whether a column shows numbers that can be typed, at least for some views."""
    return FIRST_NUMBER_COLUMN <= column <= WEIGHT_COLUMN


class CamerasModel(QAbstractTableModel):
    """The views of a document, a row each; numbers are changed by the panel, not through the model."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views: tuple[View, ...] = ()
        self._rows: dict[str, int] = {}
        self._numbers: list[CameraNumbers] = []
        self._ious: dict[str, float | None] = {}
        self._qualities: dict[str, ViewQuality] = {}
        self._current_id: str | None = None

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._views)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else COLUMN_COUNT

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self._can_be_typed(index) else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("", "Name", *_SHORT_LABELS.values(), "Weight", "IoU")[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _column_tooltip(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section <= NAME_COLUMN else _RIGHT
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        view, column = self._views[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index)
            case Qt.ItemDataRole.EditRole:
                return number_text(view.weight if column == WEIGHT_COLUMN else self._number(index))
            case _ if role == ENABLED_ROLE:
                return view.enabled
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if column <= NAME_COLUMN else _RIGHT
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(index)
            case Qt.ItemDataRole.FontRole:
                return _bold() if view.id == self._current_id and column == NAME_COLUMN else None
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(index)
        return None

    def view_id(self, index: QModelIndex) -> str:
        """The id of the view in a row."""
        return self._views[index.row()].id

    def row(self, view_id: str) -> int | None:
        """The row of a view; None if it has none."""
        return self._rows.get(view_id)

    def is_calibrated(self, index: QModelIndex) -> bool:
        """Whether the view in a row is given by matrices, so that its numbers are only shown."""
        return isinstance(self._views[index.row()].placement, Calibrated)

    def set_cameras(self, cameras: CameraSet, center_world: NDArray[np.float64], up: UpAxis = Y_UP) -> None:
        """Show these views.

        Args:
            cameras: the views.
            center_world: (3,), what a view given by matrices is taken to look at.
            up: of the world, by which the angles of views given by matrices are counted.
        """
        same_rows = cameras.ids == tuple(view.id for view in self._views)
        if not same_rows:
            self.beginResetModel()
        self._views = cameras.views
        self._rows = {view.id: row for row, view in enumerate(cameras)}
        center_upright = up.upright_from_world @ center_world
        self._numbers = [
            camera_numbers(_upright(view, up), center_upright)
            if isinstance(view.placement, Calibrated)
            else camera_numbers(view, center_world)
            for view in cameras
        ]
        if not same_rows:
            self.endResetModel()
        else:
            self._tell(ON_COLUMN, IOU_COLUMN)

    def set_thumbnails(self, thumbnails: Sequence[ViewThumbnail]) -> None:
        """Show how well the views fit; only this column changes, so that what is being typed elsewhere stays."""
        self._ious = {thumbnail.view_id: thumbnail.iou for thumbnail in thumbnails}
        self._qualities = {item.view_id: item.quality for item in thumbnails if item.quality is not None}
        self._tell(IOU_COLUMN, IOU_COLUMN)

    def set_current(self, view_id: str | None) -> None:
        """Mark the view that is shown large."""
        self._current_id = view_id
        self._tell(NAME_COLUMN, NAME_COLUMN)

    def _text(self, index: QModelIndex) -> str:
        view, column = self._views[index.row()], index.column()
        name = number_name(column)
        if name is not None:
            return f"{self._number(index):{_FORMATS[name]}}"
        if column == WEIGHT_COLUMN:
            return f"{view.weight:.3g}"
        if column == IOU_COLUMN:
            return iou_text(self._ious.get(view.id) if view.enabled else None)
        return view.id if column == NAME_COLUMN else ""

    def _number(self, index: QModelIndex) -> float:
        value: float = getattr(self._numbers[index.row()], number_name(index.column()) or _NAMES[0])
        return value + 0.0 if abs(value) > 1e-9 else 0.0  # no minus in front of a zero

    def _colour(self, index: QModelIndex) -> QColor:
        view, colours = self._views[index.row()], theme()
        if not view.enabled:
            return colours.disabled_text
        iou = self._ious.get(view.id)
        if index.column() == IOU_COLUMN and iou is not None:
            return iou_colour(iou, colours)
        is_shown_only = is_typed(index.column()) and not self._can_be_typed(index)
        is_usual = index.column() == WEIGHT_COLUMN and view.weight == 1
        return colours.muted_text if is_shown_only or is_usual else colours.text

    def _tooltip(self, index: QModelIndex) -> str | None:
        column = index.column()
        if column == ON_COLUMN:
            return (
                "Takes part in the fit; click to leave it out."
                if self._views[index.row()].enabled
                else ("Takes no part in the fit; click to let it.")
            )
        quality = self._qualities.get(self._views[index.row()].id)
        if column == IOU_COLUMN and quality is not None:
            return f"Of the colours: {quality_text(quality)}."
        if not is_typed(column):
            return "Double-click to look through it." if column == NAME_COLUMN else None
        if not self._can_be_typed(index):
            return "This camera is given by its matrices: its numbers are shown, but cannot be typed."
        return f"{_column_tooltip(column)}\nDouble-click to type; with several rows selected it applies to all of them."

    def _can_be_typed(self, index: QModelIndex) -> bool:
        is_number = number_name(index.column()) is not None
        return is_typed(index.column()) and not (is_number and self.is_calibrated(index))

    def _tell(self, first: int, last: int) -> None:
        if self._views:
            self.dataChanged.emit(self.index(0, first), self.index(len(self._views) - 1, last))


def _column_tooltip(column: int) -> str:
    name = number_name(column)
    if name is not None:
        field = NUMBER_FIELDS[name]
        return f"{field.metadata['label']}: {field.metadata['help']}."
    if column == WEIGHT_COLUMN:
        return "Weight: how much the view counts in the fit beside the others, 1 being usual."
    if column == IOU_COLUMN:
        return "Intersection over union of target and rendered silhouette: 1 is a perfect fit."
    return "Whether the view takes part in the fit." if column == ON_COLUMN else "The name of the view."


def _upright(view: View, up: UpAxis) -> View:
    """A view given by matrices in the world that is turned so that y is up."""
    placement = view.placement
    assert isinstance(placement, Calibrated)
    rotation = placement.rotation @ up.upright_from_world.T
    return replace(view, placement=replace(placement, rotation=rotation))


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font
