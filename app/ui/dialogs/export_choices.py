"""How to export one kind: its formats and their settings, and what will come of them."""

from typing import Any

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.dialogs.export_kinds import Export, ExportKind, Format
from app.ui.dialogs.record_exports import ScreenshotExport
from app.ui.dialogs.settings_form import SettingsForm
from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.labels import set_kind
from app.ui.widgets.setting_row import SettingRow

_SIZE = QSize(440, 330)
_PREVIEW = QSize(440, 280)


class ExportChoices(QWidget):
    """What is chosen for each kind stays chosen.

    `format_chosen` tells that the user picked another format; `changed` tells of every edit of a setting.

    Args:
        parent: owner.
    """

    format_chosen = pyqtSignal()
    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(_SIZE)
        self._export: Export | None = None
        self._formats: dict[ExportKind, Format] = {}
        self._settings: dict[type[Any], Any] = {}
        self._form: SettingsForm | None = None
        self._format_row: SettingRow | None = None
        self._title = QLabel()
        set_kind(self._title, "heading")
        self._about = QLabel()
        self._about.setWordWrap(True)
        set_kind(self._about, "muted")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._preview = QLabel()
        self._preview.setObjectName("export-preview")
        self._summary = QLabel()
        self._summary.setObjectName("export-summary")
        self._summary.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._title)
        layout.addWidget(self._about)
        layout.addSpacing(6)
        layout.addLayout(self._rows)
        layout.addWidget(self._preview, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        layout.addWidget(self._summary)

    @property
    def format(self) -> Format:
        """The chosen format of the kind that is shown."""
        assert self._export is not None
        return self._formats.setdefault(self._export.kind, self._export.formats[0])

    @property
    def settings(self) -> Any:
        """The chosen settings of the format; None where it has none."""
        made = self.format.settings
        return None if made is None else self._settings.setdefault(made, made())

    @property
    def has_problem(self) -> bool:
        """Whether a field holds what is not allowed, or nothing would be exported so."""
        assert self._export is not None
        has_wrong_field = self._form is not None and self._form.has_problem
        return has_wrong_field or self._export.settings_problem(self.settings) is not None

    def show_export(self, export: Export) -> None:
        """Show the choices of a kind."""
        self._export = export
        self._title.setText(export.title)
        self._about.setText(export.about)
        self._make_format_row()
        self._make_form()
        self._show_preview()

    def take_suffix(self, suffix: str) -> None:
        """Choose the format of that suffix, if there is one, because the file is called so."""
        if self._export is not None and suffix != self.format.suffix:
            for item in self._export.formats:
                if item.suffix == suffix:
                    self._formats[self._export.kind] = item
                    self._show_format()
                    self._make_form()

    def refresh(self, problem: str | None) -> None:
        """Show what will come of it, or why nothing can."""
        assert self._export is not None
        remark = problem or self._export.settings_problem(self.settings)
        set_kind(self._summary, "warning" if remark else "muted")
        self._summary.setText(remark or self._export.summary(self.settings))
        for row in (self._format_row, self._form):
            if row is not None:
                row.setEnabled(problem is None)

    def _make_format_row(self) -> None:
        assert self._export is not None
        if self._format_row is not None:
            _put_away(self._format_row)
            self._format_row = None
        if len(self._export.formats) > 1:
            field = ChoiceField([(item.suffix, f"{item.name} ({item.suffix})") for item in self._export.formats])
            field.edited.connect(self._choose_format)
            tip = "What kind of file to write; the end of its name follows."
            self._format_row = SettingRow("format", "Format", field, self._export.formats[0].name, tip)
            self._rows.insertWidget(0, self._format_row)
            self._format_row.show()
            self._show_format()

    def _show_format(self) -> None:
        if self._format_row is not None and isinstance(self._format_row.editor, ChoiceField):
            self._format_row.editor.show_value(self.format.suffix)

    def _choose_format(self, suffix: str) -> None:
        self.take_suffix(suffix)
        self.format_chosen.emit()

    def _make_form(self) -> None:
        settings = self.settings
        if self._form is not None and settings is not None and type(self._form.settings) is type(settings):
            return
        if self._form is not None:
            _put_away(self._form)
            self._form = None
        if settings is not None:
            self._form = SettingsForm(settings)
            self._form.changed.connect(self._take_settings)
            self._rows.addWidget(self._form)
            self._form.show()

    def _take_settings(self) -> None:
        assert self._form is not None
        self._settings[type(self._form.settings)] = self._form.settings
        self.changed.emit()

    def _show_preview(self) -> None:
        picture = self._export.picture if isinstance(self._export, ScreenshotExport) else None
        self._preview.setVisible(picture is not None and not picture.isNull())
        if picture is not None and not picture.isNull():
            scale = self.devicePixelRatio()
            smooth = Qt.TransformationMode.SmoothTransformation
            small = picture.scaled(_PREVIEW * scale, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            small.setDevicePixelRatio(scale)
            self._preview.setPixmap(QPixmap.fromImage(small))


def _put_away(widget: QWidget) -> None:
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
