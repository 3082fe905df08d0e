"""Every setting of the fit in one form, made from the fields of `FitSettings`; what is changed there holds at once."""

import dataclasses
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from PyQt6.QtCore import QStandardPaths, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.engine.cameras.rig_settings import RigSettings
from app.engine.fitting.presets import PresetFolder
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import NOT_FILES
from app.engine.meshes.files import SUFFIXES
from app.ui.camera_edits import set_resolution
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.setting_look import SettingLook
from app.ui.panels.settings_panel_idle import idle_settings
from app.ui.panels.settings_panel_looks import LOOKS, RESOLUTION_LOOK, choice_text, tooltip, value_text
from app.ui.panels.settings_panel_plan import REFRESH_MILLISECONDS, PlanPicture
from app.ui.panels.settings_panel_presets import PresetBar
from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.file_choice_field import FileChoiceField
from app.ui.widgets.labels import set_kind
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.paced_refresh import PacedRefresh
from app.ui.widgets.section import CollapsibleSection
from app.ui.widgets.setting_row import SettingRow
from app.ui.widgets.slider_field import SliderField

SECTIONS = (
    "Plan",
    "Start",
    "Softness",
    "Mesh",
    "Cameras",
    "Colour",
    "Light",
    "Unknowns",
    "Losses",
    "Optimiser",
    "Images",
    "Device",
)
_FIELDS = {field.name: field for field in dataclasses.fields(FitSettings)}
_RESOLUTION = {field.name: field for field in dataclasses.fields(RigSettings)}["resolution"]
_ASK = "Mesh file..."
_MESH_FILTER = f"Meshes ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"

RATES = {
    "fit_colours": "colour_learning_rate",
    "fit_light": "light_learning_rate",
    "fit_background": "background_learning_rate",
    "fit_exposure": "exposure_learning_rate",
}
"""Beside the switch of an unknown stands how fast it is found."""
_SWITCH_WIDTH = 80
_NARROW_NUMBER = 60  # beside a switch, where no unit follows

Editor = SliderField | NumberField | ChoiceField

_OF_PHOTOGRAPHS = "The images have the size of the photographs."


class SettingsPanel(QWidget):
    """A form for the document's settings and the size of its images.

    Args:
        document: what is edited.
        controller: of the fit, for what holds now.
        presets: of the user; None for their usual place.
        parent: owner.
    """

    def __init__(
        self,
        document: Document,
        controller: FitController,
        presets: PresetFolder | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._rows: dict[str, SettingRow] = {}
        self._sections = {title: CollapsibleSection(title) for title in SECTIONS}
        self._plan = PlanPicture(document, controller)
        self._sections["Plan"].body_layout.addWidget(self._plan)
        for field in sorted(_FIELDS.values(), key=lambda field: SECTIONS.index(field.metadata["group"])):
            self._add_row(field, LOOKS[field.name], partial(self._edit, field.name))
        self._add_row(_RESOLUTION, RESOLUTION_LOOK, lambda value, merge: set_resolution(document, value))
        for title in SECTIONS:
            fields = [field for field in _FIELDS.values() if field.metadata["group"] == title]
            if fields and not any(field.metadata["live"] for field in fields):
                self._sections[title].set_remark("after a reset")
        self._device = QLabel()
        set_kind(self._device, "muted")
        self._sections["Device"].body_layout.addWidget(self._device)
        self._presets = PresetBar(document, presets or PresetFolder(_usual_preset_folder()))
        self._presets.problem.connect(lambda sentence: controller.message.emit("warning", sentence))
        self._lay_out()
        for signal in (document.settings_changed, document.cameras_changed, controller.needs_reset_changed):
            signal.connect(self._refresh)
        controller.state_changed.connect(self._show_present)
        self._pace = PacedRefresh(self, REFRESH_MILLISECONDS, self._show_present)
        controller.log_changed.connect(self._pace.ask)
        self._refresh()

    def row(self, name: str) -> SettingRow:
        """The row of a setting, or of "resolution"."""
        return self._rows[name]

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for title, section in self._sections.items():
            section.setObjectName(f"section-{title.lower()}")
            section.header.setObjectName(f"fold-{title.lower()}")
            section.header.setToolTip(f"Show or fold {title.lower()}")
            column.addWidget(section)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._presets)
        layout.addWidget(scroll, 1)
        self.setMinimumWidth(300)

    def _add_row(self, field: dataclasses.Field[Any], look: SettingLook, edit: Callable[[Any, str], None]) -> None:
        editor = _editor(field, look, edit)
        label = "" if field.name in RATES.values() else field.metadata["label"]
        row = SettingRow(field.name, label, editor, value_text(field, field.default), tooltip(field, look))
        if not isinstance(editor, ChoiceField) or isinstance(editor, FileChoiceField):
            editor.problem_changed.connect(row.problem.tell)
        row.reset_wanted.connect(partial(edit, field.default, ""))
        row.fit_reset_wanted.connect(self._controller.reset)
        self._rows[field.name] = row
        section = "Images" if field is _RESOLUTION else field.metadata["group"]
        if label:
            self._sections[section].body_layout.addWidget(row)
        else:
            self._join(section, row)

    def _join(self, section: str, rate: SettingRow) -> None:
        """Put a rate beside the switch above it."""
        body = self._sections[section].body_layout
        above = body.takeAt(body.count() - 1)
        switch = above.widget() if above is not None else None
        assert isinstance(switch, SettingRow)
        switch.editor.setFixedWidth(_SWITCH_WIDTH)
        switch.keep_no_room_for_reset()
        field = cast("SliderField", rate.editor)
        field.slider.setMinimumWidth(1)
        field.number.setFixedWidth(_NARROW_NUMBER)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(switch)
        line.addWidget(rate, 1)
        body.addLayout(line)

    def _edit(self, name: str, value: Any, merge: str) -> None:
        field = _FIELDS[name]
        text = f"Set {field.metadata['label'].lower()} to {value_text(field, value)}"
        settings = dataclasses.replace(self._document.settings, **{name: value})
        self._document.edit_settings(text, settings, merge=merge or None)

    def _refresh(self) -> None:
        """Show what the document says, and which of it does not hold yet."""
        waiting = self._controller.needs_reset
        for name, field in _FIELDS.items():
            value = getattr(self._document.settings, name)
            cast("Editor", self._rows[name].editor).show_value(value)
            self._rows[name].show_status(value == field.default, name in waiting)
        self._show_idle()
        self._refresh_resolution()
        self._show_present()

    def _show_idle(self) -> None:
        """Grey the settings that make no difference beside the others."""
        idle = idle_settings(self._document.settings, self._document.capture is not None)
        for name in _FIELDS:
            self._rows[name].show_idle(idle.get(name))

    def _refresh_resolution(self) -> None:
        sizes = {max(view.image_size) for view in self._document.cameras}
        row = self._rows["resolution"]
        is_photographed = self._document.capture is not None
        row.setEnabled(bool(sizes) and not is_photographed)
        row.setToolTip(_OF_PHOTOGRAPHS if is_photographed else "")
        cast("SliderField", row.editor).show_value(max(sizes, default=cast("int", _RESOLUTION.default)))
        row.show_status(sizes <= {_RESOLUTION.default}, False)
        self._sections["Images"].set_remark(f"{min(sizes)} to {max(sizes)} px" if len(sizes) > 1 else "")

    def _show_present(self) -> None:
        """Show what holds in the fit now."""
        softness, _ = self._plan.present_texts()
        self._sections["Softness"].set_remark(softness.replace("softness", "now"))
        if self._device.text() != self._controller.device:
            self._device.setText(self._controller.device)


def _usual_preset_folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)) / "presets"


def _editor(field: dataclasses.Field[Any], look: SettingLook, edit: Callable[[Any, str], None]) -> Editor:
    if isinstance(field.default, str):
        return _text_editor(field, edit)
    if look.scale is None:
        number = NumberField(field)
        number.edited.connect(lambda value: edit(value, ""))
        return number
    # New targets for every size that is passed on the way would keep the engine busy long after the release.
    slider = SliderField(field, look.scale, follows=field is not _RESOLUTION)
    slider.edited.connect(edit)
    return slider


def _text_editor(field: dataclasses.Field[Any], edit: Callable[[Any, str], None]) -> ChoiceField:
    choices = field.metadata["choices"]
    named = [(choice, choice_text(choice)) for choice in choices or NOT_FILES]
    editor = ChoiceField(named) if choices else FileChoiceField(field.metadata["label"], named, _ASK, _MESH_FILTER)
    editor.edited.connect(lambda value: edit(value, ""))
    return editor
