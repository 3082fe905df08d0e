"""Where the files lie that come with the program: in the source tree, or beside the installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_TREE = _PACKAGE.parent


def resource(name: str) -> Path:
    """The path of a file in `resources`, such as "icons/start.svg".

    Raises:
        FileNotFoundError: there is no such file; the installation is incomplete.
    """
    return _found(name, _PACKAGE / "resources", _TREE / "resources")


def bundled_model(name: str) -> Path:
    """The path of a model that comes with the program, such as "kettle.glb".

    Raises:
        FileNotFoundError: there is no such file; the installation is incomplete.
    """
    return _found(name, _PACKAGE / "models", _TREE / "data" / "models")


def _found(name: str, *folders: Path) -> Path:
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"{name}: is missing in {folders[0]}; please install Photosculpture again")
