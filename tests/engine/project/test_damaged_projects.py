# SPDX-License-Identifier: MIT
"""Whatever a file holds, reading it ends in a project or in one sentence."""

import io
import json
import os
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.engine.project.files import MAX_FILE_BYTES, read_project, read_summary, write_project
from app.engine.project.project import Project, ProjectFileError
from app.engine.project.project_record import DOCUMENT
from tests.support.projects import random_project, same


@pytest.fixture(scope="module")
def project() -> Project:
    return random_project(np.random.default_rng(5), moments=2)


@pytest.fixture(scope="module")
def content(project: Project, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("project") / "a.photosculpture"
    write_project(path, project)
    return path.read_bytes()


def read_bytes(tmp_path: Path, content: bytes) -> Project | None:
    """The project, or None where it is refused as it should be."""
    path = tmp_path / "damaged.photosculpture"
    path.write_bytes(content)
    try:
        return read_project(path)
    except ProjectFileError as error:
        assert str(error).startswith(f"{path}: ")
        assert "\n" not in str(error)
        return None


def test_a_truncated_file_is_refused(tmp_path: Path, content: bytes) -> None:
    for length in [*range(0, len(content), 1000), len(content) - 1]:
        assert read_bytes(tmp_path, content[:length]) is None, length


def test_a_flipped_bit_is_noticed_or_harmless(tmp_path: Path, content: bytes, project: Project) -> None:
    rng = np.random.default_rng(0)
    directory = content.index(b"PK\x01\x02")
    # Everywhere, but above all in what holds the archive together.
    places = [*rng.integers(0, len(content), 150), *rng.integers(directory, len(content), 150)]
    for place in places:
        damaged = bytearray(content)
        damaged[place] ^= 1 << int(rng.integers(8))
        read = read_bytes(tmp_path, bytes(damaged))
        assert read is None or same(read, project), place


def test_overwritten_stretches_are_noticed_or_harmless(tmp_path: Path, content: bytes, project: Project) -> None:
    rng = np.random.default_rng(1)
    for _ in range(100):
        place, length = int(rng.integers(len(content))), int(rng.integers(1, 2000))
        damaged = content[:place] + rng.bytes(length) + content[place + length :]
        read = read_bytes(tmp_path, damaged)
        assert read is None or same(read, project), place


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "is a folder or a device"),
        (lambda path: path.write_bytes(b""), "the file is empty"),
        (lambda path: path.write_bytes(b"glTF" * 100), "is not a project"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "is damaged or truncated"),
        (lambda path: zipfile.ZipFile(path, "w").writestr("word/document.xml", "<w/>"), "it is not a project"),
        (lambda path: os.mkfifo(path), "is a folder or a device"),
    ],
)
def test_says_what_the_file_is_instead(tmp_path: Path, made, message: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "odd.photosculpture"
    made(path)
    for read in (read_project, read_summary):
        with pytest.raises(ProjectFileError, match=rf"odd\.photosculpture: .*{message}"):
            read(path)


def test_a_file_of_absurd_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.photosculpture"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(ProjectFileError, match="the file has 8 GiB, at most 8 GiB can be read"):
        read_project(path)


def replaced(content: bytes, members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """The archive with other content in some members."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            if name not in members:
                target.writestr(name, source.read(name))
        for name, member in members.items():
            target.writestr(name, member, compression)
    return changed.getvalue()


def npy(header: str, data: bytes = b"") -> bytes:
    """An array file with a header of one's own."""
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


def first_array(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return str(json.loads(archive.read(DOCUMENT))["snapshots"][0]["positions_world"])


@pytest.mark.parametrize(
    "array",
    [
        b"",
        b"\x93NUMPY",
        npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", b"cos\nsystem\n(S'false'\ntR."),
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 3)}"),
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 3)}"),
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 10**30)}"),
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 999999999999999999999999999999)}"),
        npy("{'descr': '<f8', 'fortran_order': True, 'shape': (1, 3)}", bytes(24)),
        npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", bytes(8)),
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 3)}", np.full(3, np.inf).tobytes()),
        npy("__import__('os').abort()"),
        npy("(" * 9000),
    ],
)
def test_an_array_that_is_none_is_refused(tmp_path: Path, content: bytes, array: bytes) -> None:
    assert read_bytes(tmp_path, replaced(content, {first_array(content): array})) is None


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"null",
        b"[" * 200_000,
        b"\xff\xfe",
        b'{"format": "photosculpture project", "version": NaN}',
        b'{"format": "photosculpture project", "version": ' + b"9" * 100_000 + b"}",
        b'{"format": "photosculpture project", "version": 1e999}',
    ],
)
def test_a_document_that_is_none_is_refused(tmp_path: Path, content: bytes, document: bytes) -> None:
    assert read_bytes(tmp_path, replaced(content, {DOCUMENT: document})) is None


def test_what_unpacks_to_far_more_than_it_takes_is_refused_without_unpacking(tmp_path: Path, content: bytes) -> None:
    array = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (10000000, 3)}", bytes(240_000_000))
    bombs = [
        replaced(content, {first_array(content): array}, zipfile.ZIP_DEFLATED),
        replaced(content, {DOCUMENT: b" " * 200_000_000}, zipfile.ZIP_DEFLATED),
    ]
    for bomb in bombs:
        assert len(bomb) < 2_000_000
        tracemalloc.start()
        assert read_bytes(tmp_path, bomb) is None
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak_bytes < 40_000_000
