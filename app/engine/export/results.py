"""All files of a result folder, in one call."""

import dataclasses
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.engine.export.animation import Keyframe, write_history
from app.engine.export.film_settings import HistorySettings
from app.engine.export.loss_figure import write_loss_figure
from app.engine.export.mesh_files import write_mesh
from app.engine.export.part_pictures import PartPictures, write_part_pictures
from app.engine.export.result_folder import ANIMATION, GLB, LOSS_FIGURE, METRICS, OBJ, VIEW_SHEET
from app.engine.export.run_record import RunRecord, write_metrics
from app.engine.export.view_sheet import write_view_sheet
from app.engine.fitting.snapshot import ViewPicture

FILM = HistorySettings(pixels=320, frames_per_second=14, seconds=2.6, turns=2, hold_seconds=1.7)


def write_results(
    folder: Path,
    record: RunRecord,
    keyframes: Sequence[Keyframe],
    pictures: Sequence[ViewPicture],
    parts: Iterable[PartPictures] | None = None,
) -> RunRecord:
    """Write every file of `RESULT_NAMES`, with a texture those of `TEXTURE_NAMES`, and the parts of pictures.

    Args:
        folder: exists.
        record: of the run; its export seconds are replaced by those that the writing took.
        keyframes: the last is the result; meshes in their colours, where they have some.
        pictures: of the result, one a view.
        parts: of the result in its colours; None where it has none.

    Returns:
        The record as written.

    Raises:
        OSError: a file cannot be written.
    """
    started = time.perf_counter()
    mesh = keyframes[-1].mesh
    write_mesh(folder / GLB, mesh)
    write_mesh(folder / OBJ, mesh)
    write_loss_figure(folder / LOSS_FIGURE, record.history)
    write_view_sheet(folder / VIEW_SHEET, pictures)
    if parts is not None:
        write_part_pictures(folder, parts)
    write_history(folder / ANIMATION, keyframes, FILM)
    seconds = dataclasses.replace(record.seconds, export=time.perf_counter() - started)
    record = dataclasses.replace(record, seconds=seconds)
    write_metrics(folder / METRICS, record)
    return record
