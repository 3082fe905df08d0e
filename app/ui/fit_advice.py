"""What the engine has to say of a mesh, or of photographs, besides showing them."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.engine.fitting.events import CaptureChecked, ViewSuggested

if TYPE_CHECKING:
    from app.engine.remeshing.defects import MeshQuality


class FitAdvice(QObject):
    """Keeps what was said last, as long as it is true.

    Args:
        parent: Qt's.
    """

    quality_changed = pyqtSignal()
    view_suggested = pyqtSignal(object)  # events.ViewSuggested
    capture_checked = pyqtSignal(object)  # CaptureCheck

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._quality: MeshQuality | None = None

    @property
    def quality(self) -> "MeshQuality | None":
        """How sound the mesh is; known only while the fit rests."""
        return self._quality

    def note_quality(self, quality: "MeshQuality | None") -> None:
        """So sound the mesh is now; None while it changes."""
        self._quality = quality
        self.quality_changed.emit()

    def tell(self, event: ViewSuggested | CaptureChecked) -> None:
        """Pass on what has been found."""
        if isinstance(event, CaptureChecked):
            self.capture_checked.emit(event.check)
        else:
            self.view_suggested.emit(event)
