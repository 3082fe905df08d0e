"""A form for the fields of a settings dataclass."""

import dataclasses
from collections.abc import Collection
from functools import partial
from typing import Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.number_field import NumberField, shown_number
from app.ui.widgets.setting_row import SettingRow
from app.ui.widgets.slider_field import SliderField
from app.ui.widgets.slider_scale import LadderScale, LinearScale, SliderScale

_SCALES: dict[str, SliderScale] = {
    "pixels": LadderScale((120, 160, 240, 320, 400, 480, 560, 640, 720, 800, 960, 1080)),
    "frames_per_second": LadderScale((5, 8, 10, 12, 15, 20, 24, 25, 30, 40, 50)),
    "seconds": LinearScale(1.0, 20.0, 0.5),
    "hold_seconds": LinearScale(0.0, 5.0, 0.5),
    "elevation_degrees": LinearScale(-80.0, 80.0, 1.0),
    "threshold": LinearScale(0.0, 1.0, 0.005),
    "dilate_pixels": LinearScale(0, 30, 1),
    "erode_pixels": LinearScale(0, 30, 1),
}
_MOST_TURNS = 6  # on the slider


class SettingsForm(QWidget):
    """One row a field, made from its metadata; `changed` tells of every edit and of every problem.

    Args:
        settings: what is shown first; its fields are made by `setting`.
        left_out: names of fields that get no row.
        parent: owner.
    """

    changed = pyqtSignal()

    def __init__(self, settings: Any, left_out: Collection[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._rows: dict[str, SettingRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for field in dataclasses.fields(settings):
            if field.name in left_out:
                continue
            self._rows[field.name] = self._row(field)
            layout.addWidget(self._rows[field.name])
        self._show()

    @property
    def settings(self) -> Any:
        """As edited."""
        return self._settings

    @property
    def has_problem(self) -> bool:
        """Whether some field holds what is not allowed."""
        return any(not row.problem.isHidden() for row in self._rows.values())

    def row(self, name: str) -> SettingRow:
        """The row of a field."""
        return self._rows[name]

    def _row(self, field: dataclasses.Field[Any]) -> SettingRow:
        editor = _editor(field)
        help_text: str = field.metadata["help"]
        row = SettingRow(
            field.name,
            field.metadata["label"],
            editor,
            _text(field, field.default),
            f"{help_text[:1].upper()}{help_text[1:]}.",
        )
        editor.edited.connect(lambda value, *_: self._edit(field.name, value))
        if not isinstance(editor, ChoiceField):
            editor.problem_changed.connect(partial(self._tell, row))
        row.reset_wanted.connect(lambda: self._edit(field.name, field.default))
        return row

    def _edit(self, name: str, value: Any) -> None:
        self._settings = dataclasses.replace(self._settings, **{name: value})
        self._show()
        self.changed.emit()

    def _tell(self, row: SettingRow, problem: str) -> None:
        row.problem.tell(problem)
        self.changed.emit()

    def _show(self) -> None:
        for field in dataclasses.fields(self._settings):
            if field.name not in self._rows:
                continue
            value = getattr(self._settings, field.name)
            row = self._rows[field.name]
            assert isinstance(row.editor, ChoiceField | NumberField | SliderField)
            row.editor.show_value(value)
            row.show_status(value == field.default, False)


def _editor(field: dataclasses.Field[Any]) -> ChoiceField | NumberField | SliderField:
    if field.metadata["choices"]:
        return ChoiceField([(choice, choice.capitalize()) for choice in field.metadata["choices"]])
    if field.name == "turns":
        return SliderField(field, LinearScale(field.metadata["minimum"], _MOST_TURNS, 1))
    return SliderField(field, _SCALES[field.name]) if field.name in _SCALES else NumberField(field)


def _text(field: dataclasses.Field[Any], value: Any) -> str:
    return value.capitalize() if isinstance(value, str) else shown_number(field, value)
