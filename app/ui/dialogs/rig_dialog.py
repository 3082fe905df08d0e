"""Asks for a rig: how many cameras, where around the model, how far, how large their images."""

import dataclasses
from functools import partial
from typing import Any

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.engine.cameras.rig_settings import RigSettings
from app.engine.cameras.rigs import fit_distance
from app.engine.cameras.view import LookAt
from app.engine.meshes.bounding_sphere import BoundingSphere
from app.ui import camera_edits
from app.ui.dialogs.rig_sketch import RigSketch
from app.ui.document import Document
from app.ui.icons import icon
from app.ui.widgets.labels import ProblemLabel, set_kind
from app.ui.widgets.number_field import NumberField, number_text
from app.ui.widgets.slider_field import SliderField
from app.ui.widgets.slider_scale import LadderScale, LinearScale, SliderScale

_FIELDS = {field.name: field for field in dataclasses.fields(RigSettings)}
_SCALES: dict[str, SliderScale] = {
    "views": LinearScale(1, 60, 1),
    "elevation_degrees": LinearScale(-80, 80, 1),
    "fov_y_degrees": LinearScale(10, 90, 1),
    "resolution": LadderScale((64, 96, 128, 192, 256, 384, 512, 768, 1024)),
}
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
_ICON = QSize(18, 18)


class RigDialog(QDialog):
    """Adds the cameras of a rig to a document when it is accepted.

    Args:
        document: with a model.
        parent: over which it opens.

    Raises:
        ValueError: the document has no model.

    Signals:
        preview_changed: the cameras (`CameraSet`) that would be added, when it opens and after each change.
    """

    preview_changed = pyqtSignal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if document.model is None:
            raise ValueError("RigDialog: a model is needed to place cameras around")
        self._document = document
        self._sphere = BoundingSphere.around(document.model.mesh)
        self._settings = _like_present(document)
        self._sketch = RigSketch()
        self._arrangements: dict[str, QToolButton] = {}
        self._sliders = {name: SliderField(_FIELDS[name], scale) for name, scale in _SCALES.items()}
        self._distance = NumberField(_FIELDS["distance_world"])
        self._fits = QCheckBox("fits the model")
        self._advice, self._problem = QLabel(), ProblemLabel()
        self._adds = QRadioButton(f"Add to the {len(document.cameras)} cameras there are")
        self._replaces = QRadioButton("Replace them")
        self._form = QFormLayout()
        buttons = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self._build()
        self._connect()

    @property
    def settings(self) -> RigSettings:
        """The rig as chosen so far."""
        return self._settings

    def open(self) -> None:
        """Show it without waiting for it."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        super().open()
        self._show()

    def accept(self) -> None:
        if self._problem.text():
            return  # what was typed last holds not: it is to be mended first
        rig = self._settings.around_sphere(self._sphere)
        camera_edits.add_rig(self._document, rig, replace_all=self._replaces.isChecked())
        super().accept()

    def _build(self) -> None:
        self.setObjectName("rig_dialog")
        self.setWindowTitle("Add cameras")
        self._advice.setWordWrap(True)
        self._advice.setObjectName("rig_advice")
        self._advice.setAlignment(Qt.AlignmentFlag.AlignTop)
        set_kind(self._advice, "muted")
        self._fill_form()
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addWidget(self._sketch, 0, Qt.AlignmentFlag.AlignTop)
        columns.addLayout(self._form, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(columns, 1)
        layout.addWidget(self._advice)
        layout.addWidget(self._problem)
        layout.addWidget(self._buttons)
        for button in self._buttons.buttons():
            button.setIcon(QIcon())
        self._advice.setMinimumHeight(_ADVICE_LINES * self.fontMetrics().lineSpacing())
        self.setMinimumWidth(_SMALLEST_WIDTH)
        self._sliders["views"].setFocus()

    def _fill_form(self) -> None:
        form = self._form
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        form.addRow(_label("rig"), self._arrangement_buttons())
        form.addRow(_label("views"), self._sliders["views"])
        form.addRow(_label("elevation_degrees"), self._sliders["elevation_degrees"])
        self._distance.setObjectName("rig_distance_world")
        self._fits.setObjectName("rig_fits")
        self._fits.setToolTip("Take the distance from which the model fits the image however it is turned.")
        distance = QHBoxLayout()
        distance.setSpacing(10)
        distance.addWidget(self._distance, 1)
        distance.addWidget(self._fits)
        form.addRow(_label("distance_world"), distance)
        form.addRow(_label("fov_y_degrees"), self._sliders["fov_y_degrees"])
        form.addRow(_label("resolution"), self._sliders["resolution"])
        for name, slider in self._sliders.items():
            slider.setObjectName(f"rig_{name}")
            slider.setToolTip(_tooltip(name))
        choice = QVBoxLayout()
        choice.setSpacing(6)
        self._adds.setObjectName("rig_add")
        self._adds.setToolTip("Keep the present cameras and put the new ones after them.")
        self._replaces.setObjectName("rig_replace")
        self._replaces.setToolTip("Remove the present cameras; undo brings them back.")
        choice.addWidget(self._adds)
        choice.addWidget(self._replaces)
        form.addRow("", choice)

    def _arrangement_buttons(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        for name in _FIELDS["rig"].metadata["choices"]:
            button = QToolButton()
            button.setObjectName(f"rig_{name}")
            button.setText(name.capitalize())
            button.setIcon(icon(f"rig-{name}"))
            button.setIconSize(_ICON)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.setToolTip(_ADVICE[name])
            button.clicked.connect(partial(self._change, "rig", name))
            group.addButton(button)
            row.addWidget(button)
            self._arrangements[name] = button
        row.addStretch()
        return row

    def _connect(self) -> None:
        for name, slider in self._sliders.items():
            slider.edited.connect(partial(self._change, name))
            slider.problem_changed.connect(self._problem.tell)
        self._distance.edited.connect(partial(self._change, "distance_world"))
        self._distance.problem_changed.connect(self._problem.tell)
        self._fits.clicked.connect(self._take_fits)
        self._replaces.toggled.connect(self._show)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        (self._adds if len(self._document.cameras) else self._replaces).setChecked(True)

    def _change(self, name: str, value: Any, *_: object) -> None:
        self._settings = dataclasses.replace(self._settings, **{name: value})
        self._show()

    def _take_fits(self, fits: bool) -> None:
        self._change("distance_world", 0.0 if fits else self._fitting_distance())

    def _fitting_distance(self) -> float:
        return float(number_text(fit_distance(self._sphere.radius_world, self._settings.fov_y_degrees)))

    def _show(self) -> None:
        settings = self._settings
        fits = settings.distance_world == 0
        for name, slider in self._sliders.items():
            slider.show_value(getattr(settings, name))
        self._arrangements[settings.rig].setChecked(True)
        self._fits.setChecked(fits)
        self._distance.setEnabled(not fits)
        self._distance.show_value(self._fitting_distance() if fits else settings.distance_world)
        self._form.setRowVisible(self._sliders["elevation_degrees"], settings.rig == "ring")
        self._show_advice()
        count = "1 camera" if settings.views == 1 else f"{settings.views} cameras"
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        if ok is not None:
            ok.setText(f"Replace by {count}" if self._replaces.isChecked() else f"Add {count}")
            ok.setObjectName("rig_ok")
        rig = settings.around_sphere(self._sphere)
        self._sketch.show_rig(rig, self._sphere.center_world)
        self.preview_changed.emit(rig)

    def _show_advice(self) -> None:
        is_near = 0 < self._settings.distance_world <= self._sphere.radius_world
        self._advice.setText(_TOO_NEAR if is_near else _ADVICE[self._settings.rig])
        set_kind(self._advice, "warning" if is_near else "muted")


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


def _label(name: str) -> QLabel:
    label = QLabel(_FIELDS[name].metadata["label"])
    label.setToolTip(_tooltip(name))
    return label


def _tooltip(name: str) -> str:
    text: str = _FIELDS[name].metadata["help"]
    return f"{text[0].upper()}{text[1:]}."
