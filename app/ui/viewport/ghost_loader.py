"""Prepares targets to be drawn without keeping the window waiting."""

import threading
from queue import Empty, SimpleQueue

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.ui.viewport.ghost_mesh import GhostMesh, ghost_mesh

QUICK_FACES = 12_000  # take some milliseconds
POLL_MS = 30


class GhostLoader(QObject):
    """Hands over each target when it is ready; a newer one replaces one that is not.

    Args:
        parent: dies together with this object.
    """

    loaded = pyqtSignal(object)  # GhostMesh | None

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._results: SimpleQueue[GhostMesh | None] = SimpleQueue()
        self._stop = threading.Event()
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether a target is still being prepared."""
        return self._poll.isActive()

    def load(self, mesh: Mesh | None, frame: Frame, most_faces: int | None) -> None:
        """Prepare a target; `loaded` follows, at once for a small one.

        Args:
            mesh: the target, or None.
            frame: of the scene.
            most_faces: to draw; None for no limit.
        """
        self.stop()
        if mesh is None:
            self.loaded.emit(None)
            return
        if len(mesh.faces) <= QUICK_FACES:
            self.loaded.emit(ghost_mesh(mesh, frame, most_faces, lambda: False))
            return
        self.loaded.emit(None)  # not the former target in the frame of the new one
        self._stop, self._results = threading.Event(), SimpleQueue()
        self.destroyed.connect(self._stop.set)
        work = (mesh, frame, most_faces, self._stop, self._results)
        threading.Thread(target=_prepare, args=work, name="ghost", daemon=True).start()
        self._poll.start()

    def stop(self) -> None:
        """Give up what is being prepared."""
        self._stop.set()
        self._poll.stop()

    def _look(self) -> None:
        try:
            result = self._results.get_nowait()
        except Empty:
            return
        self._poll.stop()
        self.loaded.emit(result)


def _prepare(
    mesh: Mesh, frame: Frame, most_faces: int | None, stop: threading.Event, results: "SimpleQueue[GhostMesh | None]"
) -> None:
    results.put(ghost_mesh(mesh, frame, most_faces, stop.is_set))
