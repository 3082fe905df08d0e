"""The views as the thumbnail grid shows them: in the wanted order, with their newest pictures."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QImage

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import View
from app.engine.fitting.snapshot import ViewQuality, ViewThumbnail
from app.ui.colour_images import colour_image, halves, quality_text
from app.ui.photograph_images import photograph_image
from app.ui.theme import theme
from app.ui.view_images import Picture, PictureMode, colour_table, iou_text, overlay_table, view_image

TILE_ROLE = Qt.ItemDataRole.UserRole + 1


class SortBy(Enum):
    """The order of the thumbnails; the value is shown to the user."""

    ADDED = "As added"
    NAME = "By name"
    WORST = "Worst first"


@dataclass(frozen=True, eq=False)
class Tile:
    """What the grid draws for one view.

    Args:
        view: it.
        iou: of its newest picture, None if it has none.
        image: the newest picture, None before there is one.
        quality: of the colours of its newest picture, None if it has none.
    """

    view: View
    iou: float | None
    image: QImage | None
    quality: ViewQuality | None = None


class ViewsModel(QAbstractListModel):
    """The views of a document; pictures are coloured only when they are drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views: dict[str, View] = {}
        self._order: list[str] = []
        self._sort_by = SortBy.ADDED
        self._thumbnails: dict[str, ViewThumbnail] = {}
        self._photographs: dict[str, Picture] = {}
        self._images: dict[str, QImage] = {}
        self._wants_colours = True
        self.repaint_all()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        view_id = self._order[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return view_id
        if role == TILE_ROLE:
            return Tile(self._views[view_id], self._iou(view_id), self._image(view_id), self._quality(view_id))
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._sentence(view_id)
        return None

    def view_id(self, index: QModelIndex) -> str:
        """The id of the view in a row."""
        return self._order[index.row()]

    def row(self, view_id: str) -> int | None:
        """The row of a view; None if it has none."""
        return self._order.index(view_id) if view_id in self._order else None

    def set_cameras(self, cameras: CameraSet) -> None:
        """Show these views."""
        views = {view.id: view for view in cameras}
        if list(views) == list(self._views):
            self._views = views
            self._tell_all()
            return
        self.beginResetModel()
        self._views = views
        self._thumbnails = {key: value for key, value in self._thumbnails.items() if key in views}
        self._images = {key: value for key, value in self._images.items() if key in views}
        self._order = self._sorted()
        self.endResetModel()

    def set_thumbnails(self, thumbnails: tuple[ViewThumbnail, ...]) -> None:
        """Show these pictures; views that have none among them lose theirs."""
        self._thumbnails = {thumbnail.view_id: thumbnail for thumbnail in thumbnails}
        self._images.clear()
        self._tell_all()

    def set_photograph(self, view_id: str, small: Picture) -> None:
        """Show that photograph under what is made of it.

        Args:
            view_id: of the view.
            small: (h, w, 3) sRGB.
        """
        self._photographs[view_id] = small
        self._images.pop(view_id, None)
        row = self.row(view_id)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def forget_pictures(self) -> None:
        """Show no picture until there are others."""
        self._photographs.clear()
        self.set_thumbnails(())

    def repaint_all(self) -> None:
        """Colour every picture anew, in the colours of the theme."""
        colours = theme()
        self._overlay = overlay_table(colours)
        self._target_alone = colour_table(PictureMode.TARGET, colours)
        self._images.clear()
        self._tell_all()

    def want_colours(self, wanted: bool) -> None:
        """Show colours where there are some, or outlines."""
        self._wants_colours = wanted
        self.repaint_all()

    @property
    def has_qualities(self) -> bool:
        """Whether there is something to tell of colours."""
        return any(thumbnail.quality is not None for thumbnail in self._thumbnails.values())

    @property
    def is_sorted(self) -> bool:
        """Whether the rows are still in the wanted order."""
        return self._order == self._sorted()

    def sort_by(self, sort_by: SortBy) -> None:
        """Bring the rows into an order; selected rows stay selected."""
        self._sort_by = sort_by
        if self.is_sorted:
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        ids = [self._order[index.row()] for index in kept]
        self._order = self._sorted()
        self.changePersistentIndexList(kept, [self.index(self._order.index(view_id)) for view_id in ids])
        self.layoutChanged.emit()

    def _sorted(self) -> list[str]:
        ids = list(self._views)
        if self._sort_by is SortBy.NAME:
            ids.sort(key=_natural)
        elif self._sort_by is SortBy.WORST:
            ids.sort(key=self._badness)
        return ids

    def _badness(self, view_id: str) -> float:
        iou = self._iou(view_id)
        return 2.0 if iou is None else iou

    def _iou(self, view_id: str) -> float | None:
        thumbnail = self._thumbnails.get(view_id)
        return None if thumbnail is None else thumbnail.iou

    def _quality(self, view_id: str) -> ViewQuality | None:
        thumbnail = self._thumbnails.get(view_id)
        return None if thumbnail is None else thumbnail.quality

    def _image(self, view_id: str) -> QImage | None:
        if view_id not in self._images:
            image = self._made_image(self._photographs.get(view_id), self._thumbnails.get(view_id))
            if image is None:
                return None
            self._images[view_id] = image
        return self._images[view_id]

    def _made_image(self, photograph: Picture | None, thumbnail: ViewThumbnail | None) -> QImage | None:
        if self._wants_colours and thumbnail is not None and _is_in_colour(thumbnail):
            assert thumbnail.target_colour is not None
            return colour_image(halves(thumbnail.target_colour, thumbnail.rendered_colour))
        if photograph is not None:
            target, rendered = (None, None) if thumbnail is None else (thumbnail.target, thumbnail.rendered)
            return photograph_image(photograph, target, rendered, theme())
        if thumbnail is None:
            return None
        table = self._target_alone if thumbnail.rendered is None else self._overlay
        return view_image(thumbnail.target, thumbnail.rendered, table)

    def _sentence(self, view_id: str) -> str:
        view = self._views[view_id]
        height, width = view.image_size
        state = f"IoU {iou_text(self._iou(view_id))}" if view.enabled else "off, takes no part"
        quality = self._quality(view_id)
        colours = f", {quality_text(quality)}" if quality is not None and view.enabled else ""
        return f"{view_id}: {width} x {height} pixels, {state}{colours}"

    def _tell_all(self) -> None:
        if self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))


def _is_in_colour(thumbnail: ViewThumbnail) -> bool:
    """Whether it can be told in colour how it fits; until the mesh is painted, outlines tell more."""
    is_painted = thumbnail.rendered_colour is not None or thumbnail.rendered is None
    return thumbnail.target_colour is not None and is_painted


def _natural(view_id: str) -> tuple[tuple[bool, int, str], ...]:
    """The key that puts "view-9" before "view-10"."""
    parts = (part for part in re.split(r"(\d+)", view_id) if part)
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)
