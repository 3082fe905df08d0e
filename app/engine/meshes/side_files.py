"""The files a model refers to by name: materials, textures, buffers."""

from pathlib import Path
from urllib.parse import unquote

from app.engine.meshes.mesh_file_error import MeshFileError

_SHOWN_CHARACTERS = 80  # of a name in a message; a damaged file may name anything


class SideFiles:
    """Looks up, for trimesh, the files named inside a model, and notes the names that lead nowhere.

    Args:
        folder: where the model lies; names are relative to it.
        max_bytes: a larger file is refused.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self.missing: list[str] = []

    def get(self, name: str) -> bytes:
        """The content of the file.

        Raises:
            FileNotFoundError: there is none; the name is then in `missing`.
            MeshFileError: it is larger than `max_bytes`.
        """
        # glTF names are URIs (a blank is %20); Windows programs write backslashes into .mtl files.
        for candidate in (name, unquote(name), name.replace("\\", "/")):
            path = self._folder / candidate.strip()
            if _is_file(path):
                if path.stat().st_size > self._max_bytes:
                    raise MeshFileError(f"{path}: is larger than {self._max_bytes // 2**20} MiB")
                return path.read_bytes()
        shown = name if len(name) <= _SHOWN_CHARACTERS else name[:_SHOWN_CHARACTERS] + "..."
        if shown not in self.missing:
            self.missing.append(shown)
        raise FileNotFoundError(shown)

    def __getitem__(self, name: str) -> bytes:
        return self.get(name)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long or holds a zero byte
        return False
