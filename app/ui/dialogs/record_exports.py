"""Exports of what is round the mesh: its numbers, and what the viewport shows."""

from pathlib import Path
from typing import Any

from PyQt6.QtGui import QImage

from app.engine.atomic_file import atomic_file
from app.engine.export.loss_data import write_loss_data
from app.engine.progress import Progress
from app.ui.dialogs.export_kinds import Export, ExportKind, ExportSource, Format, Work, counted
from app.ui.image_bytes import png_bytes


class LossExport(Export):
    """The numbers of the run."""

    kind, title, icon = ExportKind.LOSSES, "Loss data", "table"
    about = "Loss, its terms, softness, learning rate, IoU and PSNR of every step, and what was changed when."
    formats = (Format(".csv", "Table with commas"),)

    @property
    def problem(self) -> str | None:
        return None if len(self._source.controller.run_log.columns) else "No step has been done yet."

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-loss"

    def summary(self, settings: Any) -> str:
        log = self._source.controller.run_log
        counts = [(len(log.columns), "step"), (len(log.ious), "IoU value")]
        counts += [(len(log.psnrs), "PSNR value")] if len(log.psnrs) else []
        return ", ".join(counted(count, word) for count, word in (*counts, (len(log.markers), "change")))

    def work(self, path: Path, settings: Any) -> Work:
        log = self._source.controller.run_log.copy()
        return lambda progress: write_loss_data(path, log)


class ScreenshotExport(Export):
    """What the viewport shows."""

    kind, title, icon = ExportKind.SCREENSHOT, "Screenshot", "image"
    about = "What the viewport shows, in the size that it has."
    formats = (Format(".png", "PNG picture"),)

    def __init__(self, source: ExportSource) -> None:
        super().__init__(source)
        self.picture: QImage | None = None

    def take(self) -> QImage | None:
        """Take the picture anew, if there is something to see; it is what will be written."""
        if self._source.document.subject is not None:
            self.picture = self._source.picture()
        return self.picture

    @property
    def problem(self) -> str | None:
        if self._source.document.subject is None:
            return "There is nothing to see: open a model first."
        return "The viewport has no picture." if self.picture is not None and self.picture.isNull() else None

    @property
    def file_stem(self) -> str:
        return f"{self._source.name}-view"

    def summary(self, settings: Any) -> str:
        return f"{self.picture.width():,} x {self.picture.height():,} pixels" if self.picture is not None else ""

    def work(self, path: Path, settings: Any) -> Work:
        picture = self.picture or self.take()
        assert picture is not None

        def write(progress: Progress) -> None:
            content = png_bytes(picture)
            with atomic_file(path) as beside:
                beside.write_bytes(content)

        return write
