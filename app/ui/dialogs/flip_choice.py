"""The usual misunderstandings of what camera matrices mean, to choose from by what each would make of the views."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QGridLayout, QGroupBox, QLabel, QPushButton, QRadioButton, QWidget

from app.engine.cameras.axis_flips import AS_GIVEN, AXIS_FLIPS, AxisFlip
from app.ui.theme import theme
from app.ui.view_images import iou_colour, percent
from app.ui.widgets.labels import set_kind

if TYPE_CHECKING:  # it comes with torch
    from app.engine.advice.capture_check import CaptureCheck

_NOT_TRIED, _NO_BETTER = "not tried", "no better"


class FlipChoice(QGroupBox):
    """One line for each, with the consistency that the views would have.

    Signals:
        apply_requested: the chosen one is to be applied.

    Args:
        parent: owner.
    """

    apply_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What the cameras' axes mean", parent)
        self.setObjectName("check_flips")
        self._group = QButtonGroup(self)
        self._flips = (AS_GIVEN, *AXIS_FLIPS)
        self._values = [QLabel() for _ in self._flips]
        self._apply = QPushButton("Apply")
        self._apply.setObjectName("check_apply")
        self._apply.setProperty("prominent", True)
        self._apply.setToolTip("Take all cameras that way; undo brings them back as they are")
        self._apply.setAutoDefault(False)
        self._apply.clicked.connect(self.apply_requested)
        self._build()
        self._group.idToggled.connect(self._show_chosen)
        self.show_check(None)

    @property
    def chosen(self) -> AxisFlip:
        """What would be applied."""
        return self._flips[self._group.checkedId()]

    def show_check(self, check: "CaptureCheck | None") -> None:
        """Show what a check has tried, and choose the best of it; None while nothing is known."""
        self.setEnabled(check is not None)
        found = {} if check is None else {item.flip: item.consistency for item in check.flips}
        untried = _NO_BETTER if check is not None and check.is_low else _NOT_TRIED
        given = None if check is None else check.consistency
        for flip, label in zip(self._flips, self._values, strict=True):
            value = given if flip is AS_GIVEN else found.get(flip)
            label.setText(untried if value is None else percent(value))
            label.setStyleSheet("" if value is None else f"color: {iou_colour(value, theme()).name()}")
        best = max(found, key=found.__getitem__, default=AS_GIVEN)
        button = self._group.button(self._flips.index(best))
        assert button is not None
        button.setChecked(True)
        self._show_chosen()

    def _build(self) -> None:
        rows = QGridLayout(self)
        rows.setContentsMargins(6, 6, 6, 0)
        rows.setHorizontalSpacing(16)
        rows.setVerticalSpacing(4)
        rows.setColumnStretch(0, 1)
        for row, (flip, label) in enumerate(zip(self._flips, self._values, strict=True)):
            button = QRadioButton(flip.label[:1].upper() + flip.label[1:])
            button.setObjectName(f"check_flip_{row}")
            for widget in (button, label):
                widget.setToolTip(flip.sentence)
            set_kind(label, "muted")
            self._group.addButton(button, row)
            rows.addWidget(button, row, 0)
            rows.addWidget(label, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.addWidget(self._apply, len(self._flips), 0, 1, 2, Qt.AlignmentFlag.AlignRight)

    def _show_chosen(self) -> None:
        self._apply.setEnabled(self._group.checkedId() > 0)
