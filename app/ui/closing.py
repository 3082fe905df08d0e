"""Before work is left behind: whether it is to be saved."""

from collections.abc import Callable

from PyQt6.QtWidgets import QMessageBox, QWidget

_SAVE = QMessageBox.StandardButton.Save
_DISCARD = QMessageBox.StandardButton.Discard
_CANCEL = QMessageBox.StandardButton.Cancel


def ask_about_unsaved_work(
    parent: QWidget, *, running: bool, save: Callable[[], None], go_on: Callable[[], None]
) -> None:
    """Ask, without blocking, and go on if the user wants to.

    Args:
        parent: the window in question.
        running: whether a fit is running, which would end.
        save: is called where the user wants to save; going on is then up to it.
        go_on: is called where the user does not want to save.
    """
    box = QMessageBox(QMessageBox.Icon.Question, "Unsaved work", "", _SAVE | _DISCARD | _CANCEL, parent)
    box.setObjectName("unsaved_question")
    box.setText("Save your work first?")
    text = "Cameras, settings, mesh and history are not in a file as they are now."
    box.setInformativeText(f"The fit is running and will stop. {text}" if running else text)
    box.setDefaultButton(_SAVE)

    def follow(button: object) -> None:
        chosen = box.standardButton(box.clickedButton())
        if chosen == _SAVE:
            save()
        elif chosen == _DISCARD:
            go_on()

    box.buttonClicked.connect(follow)
    box.finished.connect(box.deleteLater)
    box.open()
