"""Whole sets of settings to choose from, above the form."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from app.engine.atomic_file import FileWriteError
from app.engine.fitting.presets import BUILT_IN, Preset, PresetError, PresetFolder, preset_of
from app.engine.fitting.settings import FitSettings
from app.ui.document import Document
from app.ui.icons import icon

_NOBODYS = "Settings of your own"


class PresetBar(QWidget):
    """Built-in presets and the user's own, and the way back to the defaults.

    `problem` brings a sentence on a preset that cannot be read or written.

    Args:
        document: whose settings are replaced.
        folder: of the user's own presets.
        parent: owner.
    """

    problem = pyqtSignal(str)

    def __init__(self, document: Document, folder: PresetFolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = folder
        self._own = folder.read_all().presets
        self._menu = QMenu(self)
        self._menu.setObjectName("presets-menu")
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.choice = self._choice_button()
        self.defaults = QPushButton("Defaults")
        self.defaults.setObjectName("all-defaults")
        self.defaults.setToolTip("Put every setting back to its default; undo brings the present ones back")
        self.defaults.clicked.connect(lambda: document.edit_settings("Set all settings to defaults", FitSettings()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 7)
        layout.setSpacing(6)
        layout.addWidget(self.choice, 1)
        layout.addWidget(self.defaults)
        document.settings_changed.connect(self._refresh)
        self._refresh()

    def _choice_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("presets", "muted_text"))
        button.setIconSize(QSize(15, 15))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setObjectName("presets")
        button.setProperty("field", True)
        button.setMenu(self._menu)
        button.setToolTip("Presets: settings for a purpose. Start, mirror plane, seed and device stay as they are")
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return button

    def _refresh(self) -> None:
        preset = preset_of(self._document.settings, (*BUILT_IN, *self._own))
        self.choice.setText(preset.name if preset is not None else _NOBODYS)
        self.defaults.setEnabled(self._document.settings != FitSettings())

    def _reread(self) -> None:
        read = self._folder.read_all()
        self._own = read.presets
        for sentence in read.problems:
            self.problem.emit(sentence)

    def _fill(self) -> None:
        """Make the menu anew: another window may have saved presets meanwhile."""
        self._reread()
        self._menu.clear()
        self._add_presets(BUILT_IN)
        self._menu.addSeparator()
        self._add_presets(self._own)
        self._menu.addSeparator()
        save = self._menu.addAction(icon("plus"), "Save as preset...")
        assert save is not None
        save.setObjectName("save-preset")
        save.setToolTip("Keep the present settings under a name")
        save.triggered.connect(self._ask_name)
        if self._own:
            removal = self._menu.addMenu(icon("delete"), "Delete preset")
            assert removal is not None
            for preset in self._own:
                entry = removal.addAction(preset.name)
                assert entry is not None
                entry.triggered.connect(partial(self._delete, preset.name))

    def _add_presets(self, presets: tuple[Preset, ...]) -> None:
        for preset in presets:
            entry = self._menu.addAction(preset.name)
            assert entry is not None
            entry.setToolTip(preset.help or "A preset of your own")
            entry.setCheckable(True)
            entry.setChecked(preset.applied_to(self._document.settings) == self._document.settings)
            entry.triggered.connect(partial(self._apply, preset))

    def _apply(self, preset: Preset) -> None:
        self._document.edit_settings(f"Preset {preset.name}", preset.applied_to(self._document.settings))

    def _ask_name(self) -> None:
        dialog = QInputDialog(self.window())
        dialog.setObjectName("preset-name")
        dialog.setWindowTitle("Save as preset")
        dialog.setLabelText("Name; a preset of yours with the same name is replaced:")
        dialog.textValueSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, name: str) -> None:
        """Keep the document's settings as a preset of the user's."""
        self._try(lambda: self._folder.write(Preset(name.strip(), "", self._document.settings)))

    def _delete(self, name: str) -> None:
        self._try(lambda: self._folder.delete(name))

    def _try(self, change: Callable[[], object]) -> None:
        try:
            change()
        except (PresetError, FileWriteError) as error:
            sentence = str(error)
            self.problem.emit(f"{sentence[:1].upper()}{sentence[1:]}.")
        self._reread()
        self._refresh()
