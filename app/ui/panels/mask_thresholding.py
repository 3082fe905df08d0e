"""Masks by brightness: shown while their settings are being chosen, and made for many views at once."""

from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Photograph
from app.engine.masking.mask_settings import MaskSettings
from app.engine.masking.threshold import found_threshold, threshold_mask
from app.engine.progress import Progress
from app.ui import mask_edits
from app.ui.background_job import BackgroundJob
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.newest_work import NewestWork
from app.ui.panels.mask_canvas import MaskCanvas
from app.ui.panels.mask_drawing import Sheet
from app.ui.panels.mask_threshold import MaskThresholdForm, Scope

_Made = tuple[ViewMask, float | None]


class MaskThresholding(QObject):
    """Shows on a canvas what the form's settings would make, and makes it.

    Signals:
        noted: a few words for the user, "" for none.
        previewed: the `ViewMask` that is shown and not kept; None for none.

    Args:
        document: whose masks.
        controller: told of views that are switched off.
        canvas: shows the preview.
        form: gives the settings.
        parent: Qt's.
    """

    noted = pyqtSignal(str)
    previewed = pyqtSignal(object)

    def __init__(
        self,
        document: Document,
        controller: FitController,
        canvas: MaskCanvas,
        form: MaskThresholdForm,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._canvas = canvas
        self._form = form
        self._work = NewestWork(self)
        self._sheet: Sheet | None = None
        self._job: BackgroundJob | None = None
        form.changed.connect(self._preview)
        form.apply_wanted.connect(self._apply)
        form.cancel_wanted.connect(self.cancel)

    def take(self, sheet: Sheet | None) -> None:
        """Preview on this from now on; None to preview nothing."""
        is_other = sheet is not self._sheet
        self._sheet = sheet
        if sheet is None:
            self._work.forget()
            self.previewed.emit(None)
        elif is_other:
            self._preview()

    def cancel(self) -> None:
        """Make no more masks."""
        if self._job is not None:
            self._job.cancel()

    def _preview(self) -> None:
        sheet, settings = self._sheet, self._form.settings
        if sheet is not None:
            work = partial(_made, sheet, settings)
            self._work.ask(f"Preview of {sheet.view_id}", work, partial(self._show, sheet), self.noted.emit)

    def _show(self, sheet: Sheet, made: _Made) -> None:
        if sheet is self._sheet:
            mask, found = made
            self._canvas.show_mask(mask)
            self._form.show_found(found)
            self.previewed.emit(mask)

    def _apply(self, scope: Scope) -> None:
        capture = self._document.capture
        current = self._document.current_id
        if capture is None or current is None or self._job is not None:
            return
        ids = {
            Scope.CURRENT: (current,),
            Scope.SELECTED: self._document.selected_ids,
            Scope.ALL: self._document.cameras.ids,
        }[scope]
        todo = {
            view_id: (capture.photographs[view_id], self._document.cameras[view_id].mask)
            for view_id in ids
            if view_id in capture.photographs
        }
        self._job = BackgroundJob("Making masks", partial(_make_all, todo, self._form.settings), expected=(ValueError,))
        self._job.progressed.connect(lambda share, _: self._form.show_progress(share))
        self._job.succeeded.connect(partial(self._keep, capture))
        self._job.failed.connect(self._fail)
        self._job.cancelled.connect(self._end)
        self._form.show_progress(0.0)
        self._job.start()

    def _keep(self, capture: object, masks: dict[str, ViewMask]) -> None:
        self._end()
        if self._document.capture is not capture:
            return
        mask_edits.set_masks(self._document, "Threshold the mask of", masks)
        useless = [view_id for view_id, mask in masks.items() if not mask_edits.is_usable(mask)]
        if useless:
            named = ", ".join(useless)
            self._controller.message.emit(
                "warning", f"The threshold finds no outline in {named}: switched off until there is a mask."
            )

    def _fail(self, sentence: str) -> None:
        self._end()
        self._controller.message.emit("error", sentence)

    def _end(self) -> None:
        self._job = None
        self._form.show_progress(None)


def _made(sheet: Sheet, settings: MaskSettings) -> _Made:
    known = sheet.mask.known if sheet.mask is not None else None
    found = found_threshold(sheet.colours, settings.polarity) if settings.threshold == 0 else None
    return threshold_mask(sheet.colours, settings, known), found


def _make_all(
    todo: dict[str, tuple[Photograph, ViewMask | None]], settings: MaskSettings, progress: Progress
) -> dict[str, ViewMask]:
    masks = {}
    for count, (view_id, (photograph, before)) in enumerate(todo.items()):
        progress.report(count / len(todo), view_id)
        masks[view_id] = _made(Sheet(view_id, photograph.colours, before), settings)[0]
    return masks
