"""A number to type, checked against the limits of the setting that it is."""

import dataclasses
from collections.abc import Iterable
from typing import Any, cast

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QLabel, QWidget

from app.engine.setting_fields import setting_problem
from app.ui.widgets.draft_line import DraftLine
from app.ui.widgets.labels import set_kind

_SHOWN_DIGITS = 6
_SHORT_UNITS = {"pixels": "px", "degrees": "°", "world units": ""}


class NumberField(DraftLine):
    """A number made from a field of a settings dataclass.

    `edited` brings a new allowed value, an int where the setting is one; `problem_changed` a sentence on what keeps
    the typed text from being one, "" once that is over.

    Args:
        item: the field, made by `setting`.
        parent: owner.
    """

    edited = pyqtSignal(object)
    problem_changed = pyqtSignal(str)

    def __init__(self, item: dataclasses.Field[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self._value = cast("float", item.default)
        self._problem = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._unit = QLabel(_shown_unit(item), self)
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_kind(self._unit, "muted")
        if self._unit.text():
            self.setTextMargins(0, 0, self._unit.sizeHint().width() + 3, 0)
        self.committed.connect(self._take)
        self.textEdited.connect(lambda: self._tell(""))
        self.show_value(self._value)

    @property
    def value(self) -> float:
        """What holds."""
        return self._value

    def show_value(self, value: float) -> None:
        """Show what holds now; a draft stays."""
        self._value = value
        self.show_text(shown_number(self._item, value))
        if not self.is_wrong:
            self._tell("")

    def revert(self) -> None:
        """Drop the draft for what holds."""
        super().revert()
        self._tell("")

    def _take(self, text: str) -> None:
        value = self._parsed(text)
        problem = setting_problem(self._item, text if value is None else value)
        if problem is not None or value is None:
            self.refuse()
            self._tell(f"{self._item.metadata['label'] or self._item.name} {problem}.")
        elif value == self._value:
            self.revert()
        else:
            self._value = value
            self.show_text(shown_number(self._item, value))
            self._tell("")
            self.edited.emit(value)

    def _parsed(self, text: str) -> float | None:
        if text.strip().lower() == (self._item.metadata["zero"] or None):
            return 0
        units = (self._item.metadata["unit"], self._unit.text())
        return parsed_number(text, isinstance(self._item.default, int), units)

    def _tell(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(problem)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        size = self._unit.sizeHint()
        self._unit.setGeometry(self.width() - size.width() - 6, 0, size.width(), self.height())


def shown_number(item: dataclasses.Field[Any], value: float) -> str:
    """A number as the field of a setting shows it: where 0 stands for something, by its word."""
    word: str = item.metadata["zero"]
    return word if word and value == 0 else number_text(value)


def number_text(value: float) -> str:
    """A number as the fields show it: six digits, whole numbers in full."""
    return str(value) if isinstance(value, int) else f"{value:.{_SHOWN_DIGITS}g}"


def parsed_number(text: str, whole: bool, units: Iterable[str] = ()) -> float | None:
    """What a person means by a text: "0,04", "4e-2", "12 px", "10 000"; None if it is no number.

    Args:
        text: as typed.
        whole: whether a whole number is meant, which is then returned as an int if it is one.
        units: one of which may follow the number.
    """
    digits = text.strip()
    for unit in units:
        digits = digits.removesuffix(unit).strip()
    digits = digits.replace(" ", "").replace("\u202f", "").replace("_", "")
    digits = digits.replace(",", "") if whole else digits.replace(",", ".")
    try:
        number = float(digits)
    except ValueError:
        return None
    return int(number) if whole and number.is_integer() else number


def _shown_unit(item: dataclasses.Field[Any]) -> str:
    """The unit, unless the label says it already."""
    unit: str = item.metadata["unit"]
    return "" if unit.lower() == item.metadata["label"].lower() else _SHORT_UNITS.get(unit, unit)
