"""Reads text of limited size; whatever bytes a file holds, it becomes text or one clear error."""

from pathlib import Path

from app.engine.captures.capture_file_error import CaptureFileError


def read_text(path: Path, max_bytes: int) -> str:
    """A file's text in UTF-8; bytes that are none become question marks.

    Raises:
        CaptureFileError: it cannot be read, or is larger.
    """
    try:
        if not path.is_file():  # a pipe would be waited for, a device might never end
            raise CaptureFileError(f"{path}: is not a file")
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise CaptureFileError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > max_bytes:
        raise CaptureFileError(f"{path}: is larger than {max_bytes // 2**20} MiB")
    return content.decode("utf-8-sig", errors="replace")
