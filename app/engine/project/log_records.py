"""The log of a run in a project file."""

import numpy as np

from app.engine.fitting.run_log import COLUMNS, Marker, RunLog
from app.engine.project.array_store import ArrayWriter
from app.engine.project.colour_records import MOST_STEPS
from app.engine.project.fields import Fields, Json

_FEWEST_COLUMNS = COLUMNS.index("learning_rate") + 1  # in files older than colours; what they lack was 0


def log_record(log: RunLog, arrays: ArrayWriter) -> Json:
    """A log, with its arrays written."""
    return {
        "columns": list(COLUMNS),
        "steps": arrays.write(log.columns),
        "ious": arrays.write(log.ious),
        "psnrs": arrays.write(log.psnrs),
        "markers": [{"step": int(marker.step), "label": marker.label} for marker in log.markers],
    }


def log_of(fields: Fields) -> RunLog:
    """The log that a record holds.

    Raises:
        ValueError: it is not one.
    """
    names = fields.items("columns")
    if len(names) < _FEWEST_COLUMNS or names != list(COLUMNS[: len(names)]):
        raise ValueError(f"{fields.place('columns')} must be {', '.join(COLUMNS)}")
    markers = [Marker(marker.whole("step", 0, MOST_STEPS), marker.text("label")) for marker in fields.each("markers")]
    steps = fields.array("steps", "float64", (None, len(names)))
    steps = np.pad(steps, ((0, 0), (0, len(COLUMNS) - len(names))))
    psnrs = fields.array("psnrs", "float64", (None, 2)) if "psnrs" in fields.values else None
    return RunLog(steps, fields.array("ious", "float64", (None, 2)), markers, psnrs)
