"""Masks that a capture's files do not name: they lie beside the pictures, and are called like them."""

from pathlib import Path

from app.engine.captures.picture_search import SUFFIXES, files_in, is_picture

FOLDERS = ("masks", "mask", "silhouettes", "silhouette", "mattes", "matte")

_ENDINGS = ("_mask", ".mask")
_MOST_FOLDERS_UP = 4


def is_mask_name(path: Path) -> bool:
    """Whether a file's name says that it is a picture's mask: `front_mask.png`, `front.mask.png`."""
    return path.stem.lower().endswith(_ENDINGS)


class MaskFiles:
    """Finds the masks of one capture's pictures; each folder is listed once.

    Args:
        root: the capture's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._pictures: dict[Path, dict[str, Path]] = {}
        self._mask_folders: dict[Path, list[Path]] = {}

    def of(self, picture: Path) -> Path | None:
        """The mask of a picture; None if there is none.

        For `images/left/front.jpg` these serve, among others: `images/left/front_mask.png`, `masks/left/front.png`,
        `masks/front.jpg.png` and `images/left/masks/front.png`.
        """
        stem, name = picture.stem.lower(), picture.name.lower()
        beside = [stem + ending for ending in _ENDINGS]
        for folder, names in [(picture.parent, beside), *((f, [stem, name, *beside]) for f in self._folders(picture))]:
            listed = self._listed(folder)
            for key in names:
                for suffix in SUFFIXES:
                    found = listed.get(key + suffix)
                    if found is not None and found != picture:
                        return found
        return None

    def _folders(self, picture: Path) -> list[Path]:
        """Folders of masks beside the picture and above it, with the picture's own folders repeated below them."""
        found: list[Path] = []
        for steps, above in enumerate(list(picture.parents)[:_MOST_FOLDERS_UP]):
            inner = picture.parent.relative_to(above).parts
            for folder in self._mask_folders_in(above):
                found += [folder.joinpath(*inner[start:]) for start in range(len(inner) + 1)]
            if steps > 0 and self._root not in above.parents:  # beside the pictures' folder, and nowhere above the root
                break
        return found

    def _mask_folders_in(self, folder: Path) -> list[Path]:
        if folder not in self._mask_folders:
            try:
                inside = sorted(path for path in folder.iterdir() if path.name.lower() in FOLDERS and path.is_dir())
            except OSError:
                inside = []
            self._mask_folders[folder] = sorted(inside, key=lambda path: FOLDERS.index(path.name.lower()))
        return self._mask_folders[folder]

    def _listed(self, folder: Path) -> dict[str, Path]:
        if folder not in self._pictures:
            self._pictures[folder] = {path.name.lower(): path for path in files_in(folder) if is_picture(path)}
        return self._pictures[folder]
