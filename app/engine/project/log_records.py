"""The log of a run in a project file."""

from app.engine.fitting.run_log import COLUMNS, Marker, RunLog
from app.engine.project.array_store import ArrayWriter
from app.engine.project.fields import Fields, Json
from app.engine.project.snapshot_records import MOST_STEPS


def log_record(log: RunLog, arrays: ArrayWriter) -> Json:
    """A log, with its arrays written."""
    return {
        "columns": list(COLUMNS),
        "steps": arrays.write(log.columns),
        "ious": arrays.write(log.ious),
        "markers": [{"step": int(marker.step), "label": marker.label} for marker in log.markers],
    }


def log_of(fields: Fields) -> RunLog:
    """The log that a record holds.

    Raises:
        ValueError: it is not one.
    """
    if fields.items("columns") != list(COLUMNS):
        raise ValueError(f"{fields.place('columns')} must be {', '.join(COLUMNS)}")
    markers = [Marker(marker.whole("step", 0, MOST_STEPS), marker.text("label")) for marker in fields.each("markers")]
    steps = fields.array("steps", "float64", (None, len(COLUMNS)))
    return RunLog(steps, fields.array("ious", "float64", (None, 2)), markers)
