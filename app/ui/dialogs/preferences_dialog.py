"""What the user prefers: each change holds at once and lasts."""

import dataclasses
from functools import partial
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.preferences import Preferences, PreferenceValues
from app.ui.theme import ThemeChoice, apply_theme
from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.labels import ElidedLabel, set_kind
from app.ui.widgets.number_field import number_text
from app.ui.widgets.setting_row import SettingRow
from app.ui.widgets.slider_field import SliderField
from app.ui.widgets.slider_scale import LogScale, SliderScale

_FIELDS = {field.name: field for field in dataclasses.fields(PreferenceValues)}
_SCALES: dict[str, SliderScale] = {
    "history_limit_mib": LogScale(32, 8192),
    "autosave_seconds": LogScale(10, 600),
}
_THEMES = ((ThemeChoice.SYSTEM, "As the desktop"), (ThemeChoice.LIGHT, "Light"), (ThemeChoice.DARK, "Dark"))
_WIDTH = 440


class PreferencesDialog(QDialog):
    """Show it with `open()`; it does not block.

    Args:
        preferences: what is shown and changed.
        parent: the window it belongs to.
    """

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.setObjectName("preferences-dialog")
        self.setWindowTitle("Preferences")
        self.setMinimumWidth(_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._editors: dict[str, SliderField | ChoiceField | QCheckBox] = {}
        self._rows: dict[str, SettingRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(6)
        group = ""
        for name, field in _FIELDS.items():
            if field.metadata["group"] != group:
                group = field.metadata["group"]
                column.addWidget(_heading(group))
            column.addWidget(self._line(name))
            column.addWidget(_remark(field.metadata["help"]))
        column.addStretch(1)
        column.addSpacing(10)
        column.addWidget(_place(preferences))
        column.addWidget(self._buttons())
        preferences.changed.connect(self._refresh)
        self._refresh()

    def _line(self, name: str) -> QWidget:
        field = _FIELDS[name]
        default: Any = field.default
        if isinstance(default, bool):
            box = QCheckBox(field.metadata["label"])
            box.setObjectName(f"edit-{name}")
            box.setToolTip(_sentence(field.metadata["help"]))
            box.clicked.connect(partial(self._set, name))
            self._editors[name] = box
            return box
        editor: SliderField | ChoiceField
        if isinstance(default, str):
            editor = ChoiceField([(choice.value, text) for choice, text in _THEMES])
            editor.edited.connect(partial(self._set, name))
            default_text = dict(_THEMES)[ThemeChoice(default)]
        else:
            editor = SliderField(field, _SCALES[name])
            editor.edited.connect(lambda value, merge: self._set(name, value))
            default_text = f"{number_text(default)} {field.metadata['unit']}"
        row = SettingRow(name, field.metadata["label"], editor, default_text, _sentence(field.metadata["help"]))
        if isinstance(editor, SliderField):
            editor.problem_changed.connect(row.problem.tell)
        row.reset_wanted.connect(partial(self._set, name, default))
        self._editors[name] = editor
        self._rows[name] = row
        return row

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        defaults = QPushButton("Restore defaults")
        defaults.setObjectName("restore-defaults")
        defaults.setToolTip("Put every preference back to its default")
        defaults.setAutoDefault(False)
        defaults.clicked.connect(lambda: self._take(PreferenceValues()))
        close = QPushButton("Close")
        close.setObjectName("close-preferences")
        close.setToolTip("Close; everything is kept already")
        close.setAutoDefault(False)  # Enter belongs to the fields
        close.clicked.connect(self.accept)
        box.addButton(defaults, QDialogButtonBox.ButtonRole.ResetRole)
        box.addButton(close, QDialogButtonBox.ButtonRole.AcceptRole)
        return box

    def _set(self, name: str, value: Any) -> None:
        self._take(dataclasses.replace(self._preferences.values, **{name: value}))

    def _take(self, values: PreferenceValues) -> None:
        self._preferences.set_values(values)
        apply_theme(ThemeChoice(values.theme))

    def _refresh(self) -> None:
        for name, editor in self._editors.items():
            value = getattr(self._preferences.values, name)
            if isinstance(editor, QCheckBox):
                editor.setChecked(value)
            else:
                editor.show_value(value)
                self._rows[name].show_status(value == _FIELDS[name].default, False)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    set_kind(label, "heading")
    label.setContentsMargins(0, 8, 0, 2)
    return label


def _remark(text: str) -> QLabel:
    label = QLabel(_sentence(text))
    label.setWordWrap(True)
    label.setContentsMargins(0, 0, 0, 6)
    set_kind(label, "muted")
    return label


def _place(preferences: Preferences) -> QLabel:
    label = ElidedLabel(f"Kept in {preferences.path}", Qt.TextElideMode.ElideMiddle)
    set_kind(label, "muted")
    return label
