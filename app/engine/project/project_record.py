"""The JSON document of a project file; docs/project_file.md describes it for people."""

from datetime import UTC, datetime
from zipfile import ZipFile

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.history import Keyframe
from app.engine.fitting.settings_record import settings_record
from app.engine.fitting.snapshot import Snapshot
from app.engine.progress import Progress
from app.engine.project.array_store import ArrayWriter
from app.engine.project.camera_records import CameraTable, camera_sets
from app.engine.project.fields import Fields, Json
from app.engine.project.log_records import log_of, log_record
from app.engine.project.project import Project
from app.engine.project.settings_reader import SettingsReader
from app.engine.project.snapshot_records import snapshot_of, snapshot_record
from app.engine.project.subject_records import subject_of, subject_record
from app.engine.versions import installed_version

DOCUMENT = "project.json"
FORMAT = "photosculpture project"
VERSION = 3


def write_records(archive: ZipFile, project: Project, progress: Progress) -> Json:
    """Write a project's arrays.

    Returns:
        The document that goes with them.

    Raises:
        ValueError: a number in it is not finite.
        Cancelled: through `progress`.
    """
    arrays, cameras, snapshots = ArrayWriter(archive), CameraTable(), _SnapshotTable()
    keyframes: list[Json] = []
    for index, keyframe in enumerate(project.keyframes):
        progress.report(index / len(project.keyframes), f"Saving moment {index + 1} of {len(project.keyframes)}")
        number = snapshots.index(keyframe.snapshot, arrays)
        keyframes.append({"snapshot": number, "cameras": cameras.index(keyframe.views)})
    document: Json = {
        "format": FORMAT,
        "version": VERSION,
        "written_by": installed_version("photosculpture"),
        "saved_at": datetime.now(UTC).isoformat(),
        "step": project.step,
        **subject_record(project.subject, arrays),
        "settings": settings_record(project.settings),
        "run_log": log_record(project.run_log, arrays),
        "snapshot": None if project.snapshot is None else snapshots.index(project.snapshot, arrays),
        "keyframes": keyframes,
        "cameras": cameras.index(project.cameras),
        "layout": dict(project.layout),
        "snapshots": snapshots.records,
    }
    return document | {"camera_sets": cameras.set_records(), "views": cameras.view_records(arrays)}


def project_of(document: Fields) -> Project:
    """The project that a document and its arrays hold.

    Raises:
        ValueError: something in it is missing or not what it must be.
    """
    settings = SettingsReader()
    wanted = settings.read(document.fields("settings"))
    cameras = camera_sets(document)
    snapshots = [snapshot_of(fields, settings) for fields in document.each("snapshots")]
    keyframes = [_keyframe(fields, snapshots, cameras) for fields in document.each("keyframes")]
    steps = [keyframe.step for keyframe in keyframes]
    if steps != sorted(steps):
        raise ValueError("keyframes must ascend in step")
    has_snapshot = document.has("snapshot")
    return Project(
        subject=subject_of(document),
        cameras=cameras[_member(document, "cameras", len(cameras))],
        settings=wanted,
        run_log=log_of(document.fields("run_log")),
        keyframes=tuple(keyframes),
        snapshot=snapshots[_member(document, "snapshot", len(snapshots))] if has_snapshot else None,
        layout=document.fields("layout").values,
        warnings=tuple(
            f"the setting {name!r} is unknown to this version and was left out" for name in settings.unknown
        ),
    )


def _keyframe(fields: Fields, snapshots: list[Snapshot], cameras: list[CameraSet]) -> Keyframe:
    return Keyframe(
        snapshots[_member(fields, "snapshot", len(snapshots))], cameras[_member(fields, "cameras", len(cameras))]
    )


def _member(fields: Fields, key: str, count: int) -> int:
    """A number that refers to one of `count` entries of a table."""
    if count == 0:
        raise ValueError(f"{fields.place(key)} refers to a table that is empty")
    return fields.whole(key, 0, count - 1)


class _SnapshotTable:
    """Numbers snapshots while a project is written."""

    def __init__(self) -> None:
        self.records: list[Json] = []
        self._numbers: dict[int, tuple[int, Snapshot]] = {}  # by the value's id, which the value kept here holds taken

    def index(self, snapshot: Snapshot, arrays: ArrayWriter) -> int:
        if id(snapshot) not in self._numbers:
            self._numbers[id(snapshot)] = (len(self.records), snapshot)
            self.records.append(snapshot_record(snapshot, arrays))
        return self._numbers[id(snapshot)][0]
