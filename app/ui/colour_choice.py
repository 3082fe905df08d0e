"""What carries the colours, as a field of the tool bar."""

import dataclasses

from PyQt6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.engine.fitting.settings import FitSettings
from app.ui.document import Document
from app.ui.widgets.choice_field import ChoiceField

_FIELD = {field.name: field for field in dataclasses.fields(FitSettings)}["colour"]
_TEXTS = {"off": "Colour: off", "vertex": "Colour: vertex", "texture": "Colour: texture"}
_TIP = (
    "<b>Colour</b><br>What is fitted: outlines alone, or colours as well, one at each vertex or in a texture. "
    "It may change while the fit runs; the settings have more under Colour."
)


class ColourChoice(ChoiceField):
    """Shows and edits the document's setting.

    Args:
        document: whose setting it is.
        parent: Qt's.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__([(choice, _TEXTS[choice]) for choice in _FIELD.metadata["choices"]], parent)
        self._document = document
        self.setObjectName("tool_bar_colour")
        self.setAccessibleName("Colour")
        self.setToolTip(_TIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.edited.connect(self._edit)
        document.settings_changed.connect(self._refresh)
        self._refresh()

    def _edit(self, choice: str) -> None:
        settings = dataclasses.replace(self._document.settings, colour=choice)
        self._document.edit_settings(f"Set colour to {choice}", settings)

    def _refresh(self) -> None:
        self.show_value(self._document.settings.colour)
