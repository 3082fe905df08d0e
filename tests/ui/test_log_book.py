# SPDX-License-Identifier: MIT
"""The log book: bounded, safe from any thread, and on disk as far as the disk lets it."""

import logging
import threading
import warnings
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.log_book import FILE_BYTES, OLD_FILES, Level, LogBook


def texts(book: LogBook) -> list[str]:
    return [entry.text for entry in book.entries]


def test_the_oldest_go_when_there_are_too_many() -> None:
    book = LogBook(most_entries=3)
    for number in range(5):
        book.add_message("info", f"{number}")
    assert texts(book) == ["2", "3", "4"]
    assert [entry.number for entry in book.entries] == [2, 3, 4]


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="loud"):
        LogBook().add_message("loud", "a")


def test_every_thread_is_heard_in_the_window_s_thread(qtbot: QtBot) -> None:
    book = LogBook()
    heard: list[threading.Thread] = []
    book.changed.connect(lambda: heard.append(threading.current_thread()))

    def talk(name: int) -> None:
        for number in range(100):
            book.add_message("info", f"{name} {number}")

    threads = [threading.Thread(target=talk, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert set(heard) == {threading.main_thread()}
    assert len(heard) < 400, "news are told together"
    assert len(set(texts(book))) == 400
    assert [entry.number for entry in book.entries] == list(range(400))


def test_warnings_and_errors_are_counted_until_seen(qtbot: QtBot) -> None:
    book = LogBook()
    counts: list[int] = []
    book.unseen_changed.connect(counts.append)
    for level in ("info", "warning", "error"):
        book.add_message(level, "a")
    qtbot.waitUntil(lambda: bool(counts))
    assert counts[-1] == book.unseen == 2
    book.mark_seen()
    assert counts[-1] == book.unseen == 0


def test_clear_forgets(qtbot: QtBot) -> None:
    book = LogBook()
    book.add_message("error", "a")
    with qtbot.waitSignal(book.changed):
        book.clear()
    assert book.entries == ()


def test_logging_and_warnings_are_taken_in_while_attached(tmp_path: Path) -> None:
    book = LogBook()
    book.attach(tmp_path)
    try:
        logging.getLogger("some.package").warning("%d of %s", 3, "100%")
        logging.getLogger("some.package").debug("chatter")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(True)
            warnings.warn("kettle.mtl: is missing", stacklevel=1)
        try:
            raise KeyError("x")
        except KeyError:
            logging.getLogger("some.package").exception("broke")
    finally:
        book.detach()
    logging.getLogger("some.package").warning("after")
    assert texts(book)[0].startswith("Photosculpture ")
    assert texts(book)[1:] == ["3 of 100%", "UserWarning: kettle.mtl: is missing", "broke"]
    assert [entry.level for entry in book.entries[1:]] == [Level.WARNING, Level.WARNING, Level.ERROR]
    assert book.entries[3].detail.endswith("KeyError: 'x'")


def test_the_file_has_everything_and_rotates(tmp_path: Path) -> None:
    book = LogBook(most_entries=1)
    book.attach(tmp_path / "new" / "folder")
    assert book.path is not None
    path = book.path
    book.add_message("warning", "100 % of ☕", "a trace\nin two lines\n")
    assert path.read_text(encoding="utf-8").endswith(" warning 100 % of ☕\na trace\nin two lines\n")
    for _ in range(5):
        book.add_message("info", "x" * (FILE_BYTES // 2))
    book.detach()
    files = sorted(path.parent.iterdir())
    assert len(files) == 1 + OLD_FILES
    assert all(file.stat().st_size <= FILE_BYTES for file in files)


def test_without_a_place_for_the_file_there_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    book = LogBook()
    book.attach(tmp_path / "logs")
    book.detach()
    assert book.path is None
    assert texts(book)[:-1] == [f"{tmp_path / 'logs'}: there will be no log file: File exists"]
