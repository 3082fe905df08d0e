"""What is sculpted, in a project file: a model with its mesh, or a capture with its photographs."""

from pathlib import Path

import numpy as np

from app.engine.captures.capture import Capture, Photograph
from app.engine.captures.subject import Subject
from app.engine.meshes.frame import Frame
from app.engine.meshes.model import Model
from app.engine.project.array_store import ArrayWriter
from app.engine.project.fields import Fields, Json
from app.engine.project.mesh_records import mesh_of, mesh_record

_MODEL, _CAPTURE = "model", "capture"
_PNG_START = b"\x89PNG\r\n\x1a\n"


def subject_record(subject: Subject, arrays: ArrayWriter) -> Json:
    """The member of the document that tells what is sculpted: where it came from, and a copy."""
    path = None if subject.path is None else str(subject.path)
    named: Json = {"name": subject.name, "path": path}
    if isinstance(subject, Model):
        return {_MODEL: {**named, "mesh": mesh_record(subject.mesh, arrays)}}
    photographs = [
        _photograph_record(view_id, photograph, arrays) for view_id, photograph in subject.photographs.items()
    ]
    placed = {"center_world": subject.frame.center_world.tolist(), "scale": subject.frame.scale}
    return {_CAPTURE: {**named, **placed, "up_world": subject.up_world.tolist(), "photographs": photographs}}


def subject_of(document: Fields) -> Subject:
    """What a document says is sculpted; its files need not exist any more.

    Raises:
        ValueError: it is neither a model nor a capture.
    """
    if _CAPTURE in document.values:
        return _capture(document.fields(_CAPTURE))
    fields = document.fields(_MODEL)
    return Model(fields.text("name"), _path(fields), mesh_of(fields.fields("mesh")))


def subject_name(document: Fields) -> str:
    """The name of what is sculpted.

    Raises:
        ValueError: there is none.
    """
    return document.fields(_CAPTURE if _CAPTURE in document.values else _MODEL).text("name")


def _capture(fields: Fields) -> Capture:
    return Capture(
        fields.text("name"),
        _path(fields),
        {item.text("view"): _photograph(item) for item in fields.each("photographs")},
        Frame(fields.vector("center_world", (3,)), fields.number("scale")),
        fields.vector("up_world", (3,)),
    )


def _photograph_record(view_id: str, photograph: Photograph, arrays: ArrayWriter) -> Json:
    return {
        "view": view_id,
        "path": None if photograph.path is None else str(photograph.path),
        "png": arrays.write(np.frombuffer(photograph.png, dtype=np.uint8)),
    }


def _photograph(fields: Fields) -> Photograph:
    png = fields.array("png", "uint8", (None,)).tobytes()
    if not png.startswith(_PNG_START):
        raise ValueError(f"{fields.place('png')} is not a PNG picture")
    return Photograph(png, _path(fields))


def _path(fields: Fields) -> Path | None:
    return Path(fields.text("path")) if fields.has("path") else None
