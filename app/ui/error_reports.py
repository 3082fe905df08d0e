"""The net under the program: an exception that nobody caught, in any thread, is logged and shown, and work goes on."""

import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from types import TracebackType

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from app.ui.dialogs.error_dialog import ErrorDialog
from app.ui.log_book import LogBook

_MOST_KINDS = 1000


def install_error_reports(
    log_book: LogBook, parent: QWidget, device: Callable[[], str] = lambda: ""
) -> Callable[[], None]:
    """Catch what nobody else catches, from now on; also show what `LogBook.add_report` is given.

    The first exception of a kind, which is its type and the line that raised it, is logged and shown. Further ones are
    counted, and logged at the tenth, hundredth and so on: a fault in something that is drawn 60 times a second must
    not bury the window.

    Args:
        log_book: where reports go.
        parent: of the dialog.
        device: says what is computed on, for the report.

    Returns:
        A function that puts everything back as it was.
    """
    reports = _ErrorReports(log_book, parent, device)
    log_book.attach()
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    sys.excepthook = reports.take_main
    threading.excepthook = reports.take_thread
    sys.unraisablehook = reports.take_unraisable

    def uninstall() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before
        log_book.detach()
        reports.deleteLater()

    return uninstall


class _ErrorReports(QObject):
    """Makes reports in whatever thread, and shows them in the window's."""

    def __init__(self, log_book: LogBook, parent: QWidget, device: Callable[[], str]) -> None:
        super().__init__(parent)
        self._log_book = log_book
        self._parent = parent
        self._device = device
        self._lock = threading.Lock()
        self._seen: Counter[str] = Counter()
        self._dialog: ErrorDialog | None = None
        log_book.reported.connect(self._show)

    def take_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Stand in for `sys.excepthook`, which PyQt also calls for exceptions in slots and event handlers."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self._take(error, trace, "")

    def take_thread(self, args: threading.ExceptHookArgs) -> None:
        """Stand in for `threading.excepthook`."""
        if args.exc_value is not None:
            name = args.thread.name if args.thread is not None else "unknown"
            self._take(args.exc_value, args.exc_traceback, f" in the thread {name}")

    def take_unraisable(self, args: "sys.UnraisableHookArgs") -> None:
        """Stand in for `sys.unraisablehook`: what was raised where Python cannot raise, such as in a destructor."""
        if args.exc_value is not None:
            self._take(args.exc_value, args.exc_traceback, f" ({args.err_msg or 'while cleaning up'})")

    def _take(self, error: BaseException, trace: TracebackType | None, where: str) -> None:
        try:
            report = "".join(traceback.format_exception(type(error), error, trace))
            sentence = f"{_in_words(error)}{where}"
            count = self._count(error, trace)
            if count == 1:
                self._log_book.add_report(sentence, report)
            elif count in (10, 100, 1000, 10_000):
                self._log_book.add_message("error", f"{sentence}, {count:,} times so far")
        except Exception:  # the last resort must not fail, or it would be called for its own exceptions
            traceback.print_exception(error, file=sys.__stderr__)
            traceback.print_exc(file=sys.__stderr__)

    def _count(self, error: BaseException, trace: TracebackType | None) -> int:
        last = traceback.extract_tb(trace)[-1:]
        kind = f"{type(error).__qualname__} {last[0].filename}:{last[0].lineno}" if last else type(error).__qualname__
        with self._lock:
            if kind in self._seen or len(self._seen) < _MOST_KINDS:
                self._seen[kind] += 1
            return self._seen[kind]

    def _show(self, sentence: str, report: str) -> None:
        if self._dialog is None:
            self._dialog = ErrorDialog(self._parent, self._device())
            self._dialog.finished.connect(self._forget_dialog)
        self._dialog.add(sentence, report)
        self._dialog.open()

    def _forget_dialog(self) -> None:
        self._dialog = None


def _in_words(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "There is not enough memory for what was asked for"
    text = str(error).strip().splitlines()
    name = type(error).__name__
    return f"{name}: {text[0]}" if text else name
