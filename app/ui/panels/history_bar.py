"""The bar below the viewport: scrub through the run, play it back, go on from an earlier moment."""

from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtGui import QAction, QActionGroup, QHideEvent, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.icons import icon
from app.ui.panels.history_player import PACES, HistoryPlayer
from app.ui.panels.history_track import HistoryTrack
from app.ui.widgets.paced_refresh import PacedRefresh

_REFRESH_MILLISECONDS = 150
_SCRUB_MILLISECONDS = 33  # a mouse moves more often than a mesh can be shown
_LEAST_WIDTH = 340
_NARROW = 640  # pixels below which buttons go without their texts
_WIDTH_STEP = 16  # pixels by which the label grows
_LABEL_SHARE = 0.36  # of the width that the label may take


class HistoryBar(QWidget):
    """Buttons, slider and a label in one row.

    Args:
        document: not looked at; panels are all made alike.
        controller: whose history it is.
        parent: Qt's.
    """

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_bar")
        self.setMinimumWidth(_LEAST_WIDTH)  # the texts give way, see `resizeEvent`
        self._controller = controller
        self.player = HistoryPlayer(controller, self)
        self.track = HistoryTrack(self)
        self.track.setObjectName("history_track")
        self._texts = self._widest_texts = [""]
        self._wanted: int | None = None
        self._scrub_timer = QTimer(self)
        self._scrub_timer.setSingleShot(True)
        self._scrub_timer.setInterval(_SCRUB_MILLISECONDS)
        self._make_buttons()
        self._lay_out()
        self._pace = PacedRefresh(self, _REFRESH_MILLISECONDS, self.refresh)
        self._scrub_timer.timeout.connect(self._go_to_wanted)
        self.track.valueChanged.connect(self._scrub)
        self.track.sliderReleased.connect(self._go_to_wanted)
        self.player.playing_changed.connect(self._show_playing)
        controller.history_changed.connect(self._pace.ask)
        controller.log_changed.connect(self._pace.ask)
        controller.shown_keyframe_changed.connect(self._show_moment)
        controller.state_changed.connect(self.refresh)
        self.refresh()

    # What can be done

    def toggle_playing(self) -> None:
        """Play the history, or stop where it is."""
        if self.player.is_playing:
            self.player.stop()
        else:
            self.player.play()

    def go_live(self) -> None:
        """Show the present again."""
        self._controller.show_keyframe(None)

    def go_by(self, stops: int) -> None:
        """Go so many keyframes on, or back where negative."""
        self.track.setValue(self.track.value() + stops)
        self._go_to_wanted()

    def continue_here(self) -> None:
        """Go on from the moment that is shown; undo brings back what came after it."""
        index = self._controller.shown_keyframe
        if index is not None:
            self._controller.continue_from(index)

    # Making it

    def _make_buttons(self) -> None:
        self._back = self._button("history_back", "chevron-left", "One keyframe back.")
        self._play = self._button("history_play", "history-play", "")
        self._play.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self._play.setMenu(self._pace_menu())
        self._forward = self._button("history_forward", "chevron-right", "One keyframe on.")
        self._live = self._button("history_live", "history-live", "Return to the present mesh.")
        self._live.setText("Live")
        self._continue = self._button(
            "history_continue",
            "continue",
            "Take up this moment; Start then goes on from it, with the cameras and settings as they are now.\n"
            "What came after it is put aside: undo brings it back.",
        )
        self._continue.setText("Continue from here")
        for button in (self._live, self._continue):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._back.clicked.connect(lambda: self.go_by(-1))
        self._play.clicked.connect(self.toggle_playing)
        self._forward.clicked.connect(lambda: self.go_by(1))
        self._live.clicked.connect(self.go_live)
        self._continue.clicked.connect(self.continue_here)
        self._label = QLabel(self)
        self._label.setObjectName("history_label")
        self._label.setProperty("kind", "muted")
        self._label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._show_playing(False)

    def _button(self, name: str, picture: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIcon(icon(picture))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip)
        return button

    def _pace_menu(self) -> QMenu:
        menu = QMenu(self._play)
        group = QActionGroup(menu)
        for name, pace in PACES.items():
            action = QAction(f"{name}: {pace} keyframes a second", group)
            action.setObjectName(f"history_pace_{name.lower()}")
            action.setCheckable(True)
            action.setChecked(name == "Normal")
            action.triggered.connect(lambda checked, name=name: self.player.set_pace(name))
            menu.addAction(action)
        menu.addSeparator()
        loop = QAction("Loop", menu)
        loop.setObjectName("history_loop")
        loop.setCheckable(True)
        loop.toggled.connect(self._set_loops)
        menu.addAction(loop)
        return menu

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(4)
        for button in (self._back, self._play, self._forward):
            layout.addWidget(button)
        layout.addWidget(self.track, 1)
        layout.addWidget(self._label)
        layout.addWidget(self._live)
        layout.addWidget(self._continue)

    # Showing

    def refresh(self) -> None:
        """Show the history as it is now."""
        history = self._controller.history
        rows = self._controller.run_log.columns
        steps = [keyframe.step for keyframe in history.keyframes]
        present = max([0, *steps[-1:], *(int(row[0]) for row in rows[-1:])])
        self.track.show_moments(steps, present, self._controller.run_log.markers)
        self._memory_text = f"history {history.memory_bytes / 2**20:.0f} of {history.limit_bytes / 2**20:,.0f} MiB"
        self._show_moment()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Take the longest texts that there is room for."""
        self._show_text()
        style = Qt.ToolButtonStyle
        is_narrow = self.width() < _NARROW
        for button in (self._live, self._continue):
            button.setToolButtonStyle(style.ToolButtonIconOnly if is_narrow else style.ToolButtonTextBesideIcon)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Nobody watches any more."""
        if event is not None and not event.spontaneous():
            self.player.stop()

    def _show_moment(self) -> None:
        shown = self._controller.shown_keyframe
        keyframes = self._controller.history.keyframes
        value = self.track.present if shown is None else min(shown, self.track.present)
        if not self.track.isSliderDown() and not self._scrub_timer.isActive():
            self.track.show_value(value)
        has_past = self.track.present > 0
        self.track.setEnabled(has_past)
        self._play.setEnabled(has_past)
        self._back.setEnabled(has_past and value > 0)
        self._forward.setEnabled(has_past and shown is not None)
        self._live.setEnabled(shown is not None)
        self._continue.setEnabled(has_past and shown is not None)
        self._make_texts(shown, len(keyframes))

    def _make_texts(self, shown: int | None, count: int) -> None:
        if not self.track.present:
            self._texts = self._widest_texts = ["The history is kept here while it runs", "no history yet", ""]
        else:
            present = self.track.present_step
            step = present if shown is None else self._controller.history.keyframes[shown].step
            self._texts = self._variants(step, present, shown, count)
            self._widest_texts = self._variants(present, present, count - 1, count)
        self._label.setToolTip(
            f"{self._texts[0]}\nThe preferences set how much memory the history may take; "
            "when it is full, keyframes are thinned out evenly."
        )
        self._show_text()

    def _variants(self, step: int, present: int, shown: int | None, count: int) -> list[str]:
        """What to say with much room, with less, and with none."""
        where = f"step {step:,}" if shown is None else f"step {step:,} of {present:,}"
        keyframe = f"{count} keyframes" if shown is None else f"keyframe {shown + 1}/{count}"
        return [f"{where} · {keyframe} · {self._memory_text}", f"{where} · {keyframe}", where, ""]

    def _show_text(self) -> None:
        """Neither counting up nor going back may shift the slider's end under the mouse."""
        room = self.width() * _LABEL_SHARE if self.width() >= _NARROW else 0
        widths = [self._label.fontMetrics().horizontalAdvance(text) + 4 for text in self._widest_texts]
        level = next((level for level, width in enumerate(widths) if width <= room), len(widths) - 1)
        self._label.setText(self._texts[level])
        width = -(-widths[level] // _WIDTH_STEP) * _WIDTH_STEP
        if width > self._label.width() or self._label.width() > width + _WIDTH_STEP:
            self._label.setFixedWidth(width)

    def _show_playing(self, is_playing: bool) -> None:
        self._play.setIcon(icon("pause" if is_playing else "history-play"))
        self._play.setToolTip("Stop playing." if is_playing else "Play the history; the arrow chooses the pace.")

    # Moving

    def _set_loops(self, loops: bool) -> None:
        self.player.loops = loops

    def _scrub(self, value: int) -> None:
        self.player.stop()
        self._wanted = value
        if not self._scrub_timer.isActive():
            self._scrub_timer.start()

    def _go_to_wanted(self) -> None:
        self._scrub_timer.stop()
        if self._wanted is not None:
            value, self._wanted = self._wanted, None
            self._controller.show_keyframe(None if value == self.track.present else value)
