"""The views in small: what each should show, what it shows, how well they agree, and whether it takes part."""

from PyQt6.QtCore import QModelIndex, QPoint, QTimer, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.engine.fitting.snapshot import Pictures, mean_psnr_decibels
from app.ui import camera_edits
from app.ui.colour_images import psnr_text
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.views_grid import DEFAULT_TILE, LARGEST_TILE, SMALLEST_TILE, ViewsGrid
from app.ui.panels.views_menu import ViewsMenu
from app.ui.panels.views_model import SortBy, ViewsModel
from app.ui.panels.views_selection import ViewsSelection
from app.ui.photograph_loader import PhotographLoader
from app.ui.theme import theme_changes
from app.ui.view_images import iou_text
from app.ui.widgets.paced_refresh import PacedRefresh
from app.ui.widgets.slider_field import CalmSlider

_SORT_MILLISECONDS = 1000  # between two changes of the order while a fit runs

_OF_A_MODEL = "Grey: target and mesh agree. Blue: missing. Orange: too much."
_OF_A_CAPTURE = "Dim: outside the mask. Blue: the mesh is missing. Orange: it is too much."
_IN_COLOUR = "Left half: what the camera saw. Right half: the mesh. Below: IoU and PSNR."
_ON_A_CLICK = (
    "Click to show a view large, Shift or Ctrl to select several, the eye to switch one off, "
    "double-click to look through it."
)


class ViewsPanel(QWidget):
    """A grid of thumbnails of all views.

    Signals:
        look_through_requested: the id of the view to look through.
    """

    look_through_requested = pyqtSignal(str)

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("views_panel")
        self._document = document
        self._pictures: Pictures | None = None
        self._wants_colours = True
        self._model = ViewsModel(self)
        self._grid = ViewsGrid(self._model, self)
        self._selection = ViewsSelection(document, self._grid, self._model.view_id, self._model.row)
        self._photographs = PhotographLoader(self)
        self._sorting = QTimer(self)
        self._refresh = PacedRefresh(self, 0, self._show_pictures)
        self._build()
        self._connect(controller)
        self._show_cameras()
        self._take_subject()
        self._pictures = controller.pictures
        self._show_pictures()

    def _build(self) -> None:
        self._grid.setObjectName("views_grid")
        self._grid.setAccessibleName("Views")
        self._order = QComboBox()
        self._order.setObjectName("views_order")
        self._order.setToolTip("The order of the thumbnails. Worst first puts the views that fit least at the top.")
        for sort_by in SortBy:
            self._order.addItem(sort_by.value, sort_by)
        self._size = CalmSlider()
        self._size.setObjectName("views_size")
        self._size.setToolTip("Size of the thumbnails; Ctrl and the wheel over them do the same.")
        self._size.setRange(SMALLEST_TILE, LARGEST_TILE)
        self._size.setValue(DEFAULT_TILE)
        self._size.setMaximumWidth(90)
        self._summary = QLabel()
        self._summary.setObjectName("views_summary")
        self._summary.setProperty("kind", "muted")
        self._sorting.setSingleShot(True)
        self._sorting.setInterval(_SORT_MILLISECONDS)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self._order)
        bar.addWidget(self._summary, 1)
        bar.addWidget(self._size)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addLayout(bar)
        layout.addWidget(self._grid, 1)

    def _connect(self, controller: FitController) -> None:
        self._document.subject_changed.connect(self._take_subject)
        self._document.cameras_changed.connect(self._show_cameras)
        self._document.settings_changed.connect(self._explain)
        self._document.selection_changed.connect(self._show_current)
        controller.pictures_changed.connect(self._take_pictures)
        self._photographs.thumbnail_made.connect(self._model.set_photograph)
        theme_changes().changed.connect(self._model.repaint_all)
        self._grid.doubleClicked.connect(self._look_through)
        self._grid.eye_clicked.connect(self._toggle)
        self._grid.customContextMenuRequested.connect(self._open_menu)
        self._grid.left.connect(self._sort_soon)
        self._grid.tile_size_changed.connect(self._size.setValue)
        self._size.valueChanged.connect(self._grid.set_tile_size)
        self._order.currentIndexChanged.connect(self._sort)
        self._sorting.timeout.connect(self._sort_unless_aimed_at)

    def _show_cameras(self) -> None:
        with self._selection.held():
            self._model.set_cameras(self._document.cameras)
        self._show_current()
        self._show_summary()

    def _take_pictures(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._refresh.ask()

    def _take_subject(self) -> None:
        """Pictures of another subject are not shown while the first of this one are being made."""
        self._pictures = None
        self._model.forget_pictures()
        capture = self._document.capture
        self._photographs.open({} if capture is None else capture.photographs)
        self._explain()
        self._show_summary()

    def want_colours(self, wanted: bool) -> None:
        """Show colours where there are some, or outlines."""
        self._wants_colours = wanted
        self._model.want_colours(wanted)
        self._explain()

    def _explain(self) -> None:
        outlines = _OF_A_MODEL if self._document.capture is None else _OF_A_CAPTURE
        in_colour = self._wants_colours and self._document.settings.colour != "off"
        self._grid.setToolTip(f"{_IN_COLOUR if in_colour else outlines}\n{_ON_A_CLICK}")

    def _show_pictures(self) -> None:
        if self._pictures is not None:
            self._model.set_thumbnails(self._pictures.thumbnails)
            self._grid.set_caption_lines(2 if self._model.has_qualities else 1)
            self._show_summary()
            self._sort_soon()

    def _show_summary(self) -> None:
        cameras = self._document.cameras
        mean = None if self._pictures is None else self._pictures.mean_iou
        parts = [f"{len(cameras.enabled)} of {len(cameras)} on"] if len(cameras) else []
        if mean is not None and parts:
            parts.append(f"IoU {iou_text(mean)}")
        psnr = None if self._pictures is None else mean_psnr_decibels(self._pictures.qualities)
        if psnr is not None and parts:
            parts.append(psnr_text(psnr))
        self._summary.setText("  ".join(parts))
        self._summary.setToolTip(
            "How many views take part, and the mean IoU of those that do; of colours their mean PSNR too."
        )

    def _show_current(self) -> None:
        self._grid.set_current(self._document.current_id)

    # What a click does

    def _look_through(self, index: QModelIndex) -> None:
        self.look_through_requested.emit(self._model.view_id(index))

    def _toggle(self, view_id: str) -> None:
        selected = self._document.selected_ids
        camera_edits.toggle_views(self._document, selected if view_id in selected else (view_id,))

    def _open_menu(self, place: QPoint) -> None:
        selected = self._document.selected_ids
        if not self._grid.indexAt(place).isValid() or not selected:
            return
        menu = ViewsMenu(self._document, self)
        menu.look_through_requested.connect(self.look_through_requested)
        menu.popup(self._grid.mapToGlobal(place))

    # Order

    def _sort(self) -> None:
        self._model.sort_by(self._order.currentData())

    def _sort_soon(self) -> None:
        if not self._sorting.isActive() and not self._model.is_sorted:
            self._sorting.start()

    def _sort_unless_aimed_at(self) -> None:
        """A tile must not slip away from under the mouse; the grid tells when the mouse has left."""
        if not self._grid.underMouse():
            self._sort()
