"""Arrays in a zip archive, each stored once and read back to the bit; nothing in it is ever executed."""

import io
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

FOLDER = "arrays/"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_MAX_HEADER_BYTES = 4096
_FLOAT_KIND = "f"

Array = NDArray[Any]


class ArrayWriter:
    """Writes arrays into an archive; one that is given twice is written once.

    Args:
        archive: open for writing.
    """

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names: dict[int, str] = {}
        self._alive: list[Array] = []  # while it lives, no other array can have its id

    def write(self, array: Array | None) -> str | None:
        """Write an array, little-endian and in C order.

        Returns:
            The name to read it by; None for None.

        Raises:
            ValueError: it holds NaN or infinity.
        """
        if array is None:
            return None
        if id(array) in self._names:
            return self._names[id(array)]
        name = f"{FOLDER}{len(self._names):05}.npy"
        check_finite(name, array)
        self._names[id(array)] = name
        self._alive.append(array)
        self._store(name, np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")))
        return name

    def _store(self, name: str, array: Array) -> None:
        header = io.BytesIO()
        np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(array))
        member = ZipInfo(name, _NO_TIME)
        member.file_size = header.tell() + array.nbytes  # tells `open` whether it needs 64 bits
        with self._archive.open(member, "w") as file:
            file.write(header.getvalue())
            if array.size:
                file.write(array.data.cast("B"))


class ArrayReader:
    """Reads arrays from an archive; one that is asked for twice is the same object.

    Args:
        archive: open for reading; its members are no larger together than the file.
    """

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._arrays: dict[str, Array] = {}

    def read(self, name: str) -> Array:
        """Read an array that `ArrayWriter.write` wrote.

        Raises:
            ValueError: it is not there, or not such an array.
        """
        if name not in self._arrays:
            self._arrays[name] = self._loaded(name)
        return self._arrays[name]

    def _loaded(self, name: str) -> Array:
        try:
            member = self._archive.getinfo(name)
        except KeyError:
            raise ValueError(f"{name} is missing") from None
        if member.compress_type != ZIP_STORED or not name.startswith(FOLDER):
            raise ValueError(f"{name} is not stored as an array")
        content = bytearray(member.file_size)
        with self._archive.open(member) as file:
            count = file.readinto(content)  # type: ignore[attr-defined]
            if count != len(content) or file.read(1):
                raise ValueError(f"{name} is truncated")
        return _array_of(name, content)


def _array_of(name: str, content: bytearray) -> Array:
    header = io.BytesIO(content[:_MAX_HEADER_BYTES])
    try:
        if np.lib.format.read_magic(header) != (1, 0):
            raise ValueError("its version is not 1.0")
        shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(header)
    except Exception as error:  # the header is parsed as Python literals
        raise ValueError(f"{name} is not an array") from error
    if is_fortran or dtype.hasobject or dtype.kind not in "fiu" or min(shape, default=0) < 0:
        raise ValueError(f"{name} is not an array of plain numbers")
    count = int(np.prod([int(length) for length in shape], dtype=object))
    if header.tell() + count * dtype.itemsize != len(content):
        raise ValueError(f"{name} does not have the size that its shape {shape} needs")
    array = np.frombuffer(content, dtype, count, header.tell()).reshape(shape)
    check_finite(name, array)
    return array


def check_finite(name: str, array: Array) -> None:
    """Refuse NaN and infinity.

    Raises:
        ValueError: there is one.
    """
    if array.dtype.kind == _FLOAT_KIND and not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity")
