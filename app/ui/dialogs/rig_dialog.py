"""Adds the cameras of a rig, and tells what each arrangement can see and what it cannot."""

import dataclasses

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from app.engine.cameras import camera_edits as edits
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rig_settings import RigSettings
from app.engine.cameras.view import LookAt
from app.engine.meshes.bounding_sphere import BoundingSphere
from app.ui import camera_edits
from app.ui.dialogs.rig_form import RigForm
from app.ui.dialogs.rig_sketch import RigSketch
from app.ui.document import Document
from app.ui.widgets.labels import ProblemLabel, set_kind

_ADVICE = {
    "sphere": "All around, also from above and below: every silhouette tells about another side, and what bulges "
    "towards one camera is an outline for another. The best choice where nothing speaks against it.",
    "hemisphere": "From the sides and from above, as for an object that stands on a table. Nothing tells what its "
    "underside looks like; it stays as the start shape and the smoothing leave it.",
    "ring": "All at one height, as a turntable sees it. Top and bottom then show in no outline: two objects "
    "that differ only there cast the same silhouettes, so those parts stay vague. A few cameras off the ring, added "
    "from above and below, settle them.",
}
_TOO_NEAR = "So near a camera may stand inside the model, or see only a part of it."
_SMALLEST_WIDTH = 600
_ADVICE_LINES = 3  # so that another arrangement does not move what is below


class RigDialog(QDialog):
    """Adds the cameras of a rig to a document when it is accepted.

    Args:
        document: with a model.
        parent: over which it opens.

    Raises:
        ValueError: the document has no model.

    Signals:
        preview_changed: the cameras (`CameraSet`) that there would be, and which of them would be new (a tuple of ids,
            which no present camera has), when it opens and after each change.
    """

    preview_changed = pyqtSignal(object, tuple)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if document.model is None:
            raise ValueError("RigDialog: a model is needed to place cameras around")
        self._document = document
        self._sphere = BoundingSphere.around(document.model.mesh)
        self._form = RigForm(_like_present(document), self._sphere.radius_world)
        self._sketch = RigSketch()
        self._advice, self._problem = QLabel(), ProblemLabel()
        self._adds, self._replaces = QRadioButton(_adding(len(document.cameras))), QRadioButton("Replace them")
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self._build()
        self._form.changed.connect(self._show)
        self._form.problem_changed.connect(self._problem.tell)
        self._replaces.toggled.connect(self._show)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def open(self) -> None:
        """Show it without waiting for it."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        super().open()
        self._show()

    def accept(self) -> None:
        """Add the cameras, unless what was typed last is to be mended first."""
        if self._problem.text():
            return
        rig = self._form.settings.around_sphere(self._sphere)
        camera_edits.add_rig(self._document, rig, replace_all=self._replaces.isChecked())
        super().accept()

    def _build(self) -> None:
        self.setObjectName("rig_dialog")
        self.setWindowTitle("Add cameras")
        self.setMinimumWidth(_SMALLEST_WIDTH)
        self._advice.setObjectName("rig_advice")
        self._advice.setWordWrap(True)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._advice.setMinimumHeight(_ADVICE_LINES * self.fontMetrics().lineSpacing())
        self._problem.setObjectName("rig_problem")
        if len(self._document.cameras):
            self._form.add_row(self._choice())
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addWidget(self._sketch, 0, Qt.AlignmentFlag.AlignTop)
        columns.addWidget(self._form, 1)
        for button in self._buttons.buttons():
            button.setIcon(QIcon())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(columns, 1)
        layout.addWidget(self._advice)
        layout.addWidget(self._problem)
        layout.addWidget(self._buttons)
        self._form.setFocus()

    def _choice(self) -> QWidget:
        """Whether the present cameras stay."""
        self._adds.setObjectName("rig_add")
        self._adds.setToolTip("Keep the present cameras and put the new ones after them.")
        self._adds.setChecked(True)
        self._replaces.setObjectName("rig_replace")
        self._replaces.setToolTip("Remove the present cameras; undo brings them back.")
        choice = QWidget()
        column = QVBoxLayout(choice)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._adds)
        column.addWidget(self._replaces)
        return choice

    def _show(self) -> None:
        settings = self._form.settings
        is_near = 0 < settings.distance_world <= self._sphere.radius_world
        self._advice.setText(_TOO_NEAR if is_near else _ADVICE[settings.rig])
        set_kind(self._advice, "warning" if is_near else "muted")
        count = "1 camera" if settings.views == 1 else f"{settings.views} cameras"
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        if ok is not None:
            ok.setText(f"Replace by {count}" if self._replaces.isChecked() else f"Add {count}")
            ok.setObjectName("rig_ok")
        rig = settings.around_sphere(self._sphere)
        self._sketch.show_rig(rig, self._sphere.center_world)
        after = edits.with_rig(self._document.cameras, rig, replace_all=False)
        new = edits.new_ids(self._document.cameras, after)
        only_new = CameraSet(tuple(after[view_id] for view_id in new))
        self.preview_changed.emit(only_new if self._replaces.isChecked() else after, new)


def _adding(count: int) -> str:
    return "Add to the camera there is" if count == 1 else f"Add to the {count} cameras there are"


def _like_present(document: Document) -> RigSettings:
    """A rig whose images are as those of the present cameras."""
    default = RigSettings()
    if document.current_id is None:
        return default
    view = document.cameras[document.current_id]
    fov = view.placement.fov_y_degrees if isinstance(view.placement, LookAt) else default.fov_y_degrees
    try:
        return dataclasses.replace(default, resolution=max(view.image_size), fov_y_degrees=fov)
    except ValueError:  # they lie beyond what can be chosen here
        return default
