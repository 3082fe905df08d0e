"""What the program has said, kept for the user: in memory for the log panel, and in a file that outlives a crash."""

import logging
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PyQt6.QtCore import QObject, QStandardPaths, pyqtSignal, pyqtSlot

from app.ui.dialogs.about_facts import version_facts

MOST_ENTRIES = 2000
FILE_BYTES = 2**20
OLD_FILES = 2


class Level(StrEnum):
    """How much an entry matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class LogEntry:
    """One thing that was said.

    Args:
        number: counts all entries from 0 on, also those that have been dropped.
        level: how much it matters.
        text: mostly one sentence.
        detail: what a developer wants to know, such as a traceback.
        time: when.
    """

    number: int
    level: Level
    text: str
    detail: str = ""
    time: datetime = field(default_factory=datetime.now)

    def in_words(self) -> str:
        """As it is copied and written to the file."""
        line = f"{self.time:%Y-%m-%d %H:%M:%S} {self.level.value:7} {self.text}"
        return f"{line}\n{self.detail.rstrip()}" if self.detail else line


class LogBook(QObject):
    """Takes entries from any thread; signals come in the thread that it was made in.

    Args:
        most_entries: the oldest go when there are more.
        parent: Qt's.
    """

    changed = pyqtSignal()
    unseen_changed = pyqtSignal(int)  # warnings and errors that nobody has looked at
    reported = pyqtSignal(str, str)  # what happened, in a sentence; the report

    _news = pyqtSignal()

    def __init__(self, most_entries: int = MOST_ENTRIES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._entries: deque[LogEntry] = deque(maxlen=most_entries)
        self._count = 0
        self._unseen = 0
        self._is_news_due = False
        self._file: RotatingFileHandler | None = None
        self._handler: _BookHandler | None = None
        self._news.connect(self._tell)

    @property
    def entries(self) -> tuple[LogEntry, ...]:
        """All that are kept, oldest first."""
        with self._lock:
            return tuple(self._entries)

    @property
    def unseen(self) -> int:
        """How many warnings and errors came since `mark_seen`."""
        return self._unseen

    @property
    def path(self) -> Path | None:
        """The file, while there is one."""
        return Path(self._file.baseFilename) if self._file is not None else None

    def add_message(self, level: str, text: str, detail: str = "") -> None:
        """Take in an entry; `level` is one of the values of `Level`."""
        with self._lock:
            entry = LogEntry(self._count, Level(level), text, detail)
            self._count += 1
            self._entries.append(entry)
            self._unseen += entry.level is not Level.INFO
            is_first = not self._is_news_due
            self._is_news_due = True
        if self._file is not None:
            self._file.handle(logging.makeLogRecord({"msg": entry.in_words()}))
        if is_first:
            self._news.emit()

    def add_report(self, sentence: str, report: str) -> None:
        """Take in an error that is to be shown in a dialog, too."""
        self.add_message(Level.ERROR.value, sentence, report)
        self.reported.emit(sentence, report)

    def mark_seen(self) -> None:
        """Somebody has looked."""
        if self._unseen:
            self._unseen = 0
            self.unseen_changed.emit(0)

    def clear(self) -> None:
        """Forget all entries; the file keeps them."""
        with self._lock:
            self._entries.clear()
        self.changed.emit()

    def attach(self, folder: Path | None = None) -> None:
        """Take in what Python's `logging` and `warnings` have to say, and write a file; begin with versions.

        Args:
            folder: of the file; None for the user's folder of application data. Where it cannot be written to, a
                warning says so and there is no file.
        """
        folder = folder or _usual_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = RotatingFileHandler(
                folder / "photosculpture.log", maxBytes=FILE_BYTES, backupCount=OLD_FILES, encoding="utf-8"
            )
        except OSError as error:
            self.add_message("warning", f"{folder}: there will be no log file: {error.strerror or error}")
        self.add_message("info", ", ".join(f"{fact.name} {fact.value}" for fact in version_facts()))
        self._handler = _BookHandler(self)
        logging.getLogger().addHandler(self._handler)
        logging.captureWarnings(True)

    def detach(self) -> None:
        """Undo `attach`."""
        if self._handler is not None:
            logging.captureWarnings(False)
            logging.getLogger().removeHandler(self._handler)
            self._handler = None
        if self._file is not None:
            self._file.close()
            self._file = None

    @pyqtSlot()
    def _tell(self) -> None:
        with self._lock:
            self._is_news_due = False
        self.changed.emit()
        self.unseen_changed.emit(self._unseen)


class _BookHandler(logging.Handler):
    def __init__(self, book: LogBook) -> None:
        super().__init__(logging.INFO)
        self._book = book

    def emit(self, record: logging.LogRecord) -> None:
        level = Level.INFO if record.levelno < logging.WARNING else Level.WARNING
        if record.levelno >= logging.ERROR:
            level = Level.ERROR
        text = record.getMessage()
        if record.name == "py.warnings":  # "FILE:LINE: Category: text", then the line of the program
            text = text.splitlines()[0].split(": ", 1)[-1]
        detail = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        self._book.add_message(level.value, text, detail)


def _usual_folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)) / "logs"
