"""The menu of the models that come with the program."""

from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QWidget

from app.resource_files import bundled_model
from app.ui.icons import icon


@dataclass(frozen=True)
class Sample:
    """A model that comes with the program.

    Args:
        file_name: in the folder of bundled models.
        text: in the menu, with the letter to reach it by after an ampersand.
        tip: what it is good for, half a sentence.
    """

    file_name: str
    text: str
    tip: str

    @property
    def path(self) -> Path:
        """The file."""
        return bundled_model(self.file_name)


SAMPLES = (
    Sample("kettle.glb", "&Kettle", "one handle to go through, a spout and a knob"),
    Sample("avocado.glb", "&Avocado", "a smooth shape that a sphere is near to"),
    Sample("tree.glb", "&Tree", "thin branches that end freely"),
    Sample("chair.glb", "&Chair", "thin rods with gaps between them"),
    Sample("double_torus.glb", "&Double torus", "two holes through one body"),
)
"""The first is what the program opens with."""


class SamplesMenu(QMenu):
    """One entry a model.

    Args:
        parent: Qt's.
    """

    chosen = pyqtSignal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open sam&ple", parent)
        self.setObjectName("samples")
        self.setIcon(icon("mesh"))
        self.setToolTipsVisible(True)
        for sample in SAMPLES:
            self._add(sample)

    def _add(self, sample: Sample) -> None:
        action = QAction(sample.text, self)
        action.setObjectName(f"sample_{Path(sample.file_name).stem}")
        action.setToolTip(f"{sample.tip[:1].upper()}{sample.tip[1:]}")
        action.triggered.connect(lambda: self.chosen.emit(sample.path))
        self.addAction(action)
