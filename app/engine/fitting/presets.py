"""Named settings: those that come with the program, and the user's own, each a small text file."""

import dataclasses
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from app.engine.atomic_file import atomic_file, write_error
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.settings_record import settings_of, settings_record

KEPT_FIELDS = ("start", "mirror", "seed", "device")
"""What a preset leaves as it is: they belong to the object and the machine, not to a way of fitting."""

LONGEST_NAME = 60
_NAME_IN_FILE = 30  # characters; systems limit a file's name to 255 bytes
_SUFFIX = ".json"
_FORMAT, _VERSION = "photosculpture preset", 1
_MAX_FILE_BYTES = 2**20


class PresetError(ValueError):
    """A preset cannot be used; the message is one sentence that names it and the reason."""


@dataclass(frozen=True)
class Preset:
    """A way of fitting.

    Args:
        name: 1 to 60 printable characters, unlike those of other presets.
        help: what it is good for, a sentence; may be empty.
        settings: whose `KEPT_FIELDS` do not matter.

    Raises:
        PresetError: the name is not as above.
    """

    name: str
    help: str
    settings: FitSettings

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= LONGEST_NAME or not self.name.isprintable() or self.name.strip() != self.name:
            raise PresetError(f"preset {self.name!r}: a name must be 1 to {LONGEST_NAME} printable characters")

    def applied_to(self, settings: FitSettings) -> FitSettings:
        """The settings as this preset wants them."""
        return dataclasses.replace(self.settings, **{name: getattr(settings, name) for name in KEPT_FIELDS})


@dataclass(frozen=True)
class ReadPresets:
    """What a folder of presets holds.

    Args:
        presets: in the order of their names.
        problems: a sentence for each file that is no preset, or not wholly understood.
    """

    presets: tuple[Preset, ...] = ()
    problems: tuple[str, ...] = ()


COLOURS_ONLY = Preset(
    "Colours only",
    "The shape stays, its colours are found from grey, each alone: to watch a gradient descend. Start from the model.",
    FitSettings(
        steps=200,
        softness_start_pixels=0.6,
        remeshing="off",
        topology="fixed",
        silhouette_weight=0.0,
        normal_weight=0.0,
        colour="vertex",
        colour_from=0.0,
        first_colours="grey",
        fit_positions="off",
        model_subdivisions=2,
        colour_learning_rate=2e-2,
        colour_loss="l2",
        colour_smoothness_weight=1e-5,  # what no pixel shows follows its neighbours,
    ),
)

BUILT_IN = (
    Preset("Default", "Good for most objects: sharp outlines and an even surface.", FitSettings()),
    Preset(
        "Quick look",
        "Few steps and long edges, in a third of the time: to see whether the cameras suffice.",
        FitSettings(steps=150, edge_length_start_pixels=16.0, edge_length_end_pixels=6.0),
    ),
    Preset(
        "Fine detail",
        "Shorter edges and half as many steps again: closer to the outlines, about four times slower. Large images "
        "gain most.",
        FitSettings(steps=900, edge_length_start_pixels=10.0, edge_length_end_pixels=2.4, softness_end_pixels=0.5),
    ),
    Preset(
        "Smooth surface",
        "Rounds what the outlines leave open, for objects without sharp edges or thin parts.",
        FitSettings(
            smoothness=4.0,
            normal_weight=3e-5,
            fairness_weight=1e-2,
            softness_end_pixels=1.0,
            edge_length_end_pixels=4.0,
        ),
    ),
    Preset(
        "Uncertain outlines",
        "For masks with mistakes in them: what a single view claims against the others counts less, and no hole is "
        "opened for it.",
        FitSettings(silhouette_loss="l1", normal_weight=3e-5, topology="fixed"),
    ),
    Preset(
        "Outlines and colour",
        "Paints the surface as well, and lets its shading carve hollows that no outline shows.",
        FitSettings(colour="vertex"),
    ),
    Preset(
        "Textured",
        "The same, with a picture wrapped round the mesh at the end, finer than the triangles.",
        FitSettings(colour="texture"),
    ),
    COLOURS_ONLY,
)


def preset_of(settings: FitSettings, presets: Sequence[Preset]) -> Preset | None:
    """The first preset that would leave these settings as they are; None if they are nobody's."""
    return next((preset for preset in presets if preset.applied_to(settings) == settings), None)


class PresetFolder:
    """The user's own presets.

    Args:
        folder: need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read_all(self) -> ReadPresets:
        """Read all presets; a file that is none spoils no other."""
        read = self._read_files()
        presets = [preset for of_file in read.values() for preset in of_file.presets]
        problems = [problem for of_file in read.values() for problem in of_file.problems]
        return ReadPresets(tuple(sorted(presets, key=lambda preset: preset.name.casefold())), tuple(problems))

    def write(self, preset: Preset) -> Path:
        """Write a preset, in place of one of the same name.

        Returns:
            The file.

        Raises:
            PresetError: a built-in preset has that name.
            FileWriteError: it cannot be written.
        """
        if preset.name.casefold() in {built_in.name.casefold() for built_in in BUILT_IN}:
            raise PresetError(f"preset {preset.name!r}: comes with the program, choose another name")
        record = {
            "format": _FORMAT,
            "version": _VERSION,
            "name": preset.name,
            "help": preset.help,
            "settings": {k: v for k, v in settings_record(preset.settings).items() if k not in KEPT_FIELDS},
        }
        path = next(iter(self._paths(preset.name)), self._new_path(preset.name))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(path, error) from error
        with atomic_file(path) as beside:
            beside.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return path

    def delete(self, name: str) -> None:
        """Remove a preset; nothing happens if there is none of that name.

        Raises:
            FileWriteError: it cannot be removed.
        """
        for path in self._paths(name):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise write_error(path, error) from error

    def _read_files(self) -> dict[Path, ReadPresets]:
        read = {}
        for path in sorted(self.folder.glob(f"*{_SUFFIX}")) if self.folder.is_dir() else []:
            try:
                read[path] = read_preset(path)
            except PresetError as error:
                read[path] = ReadPresets(problems=(str(error),))
        return read

    def _paths(self, name: str) -> list[Path]:
        """The files of the presets of that name, however the user may have called them."""
        wanted = name.casefold()
        files = self._read_files().items()
        return [path for path, read in files if any(preset.name.casefold() == wanted for preset in read.presets)]

    def _new_path(self, name: str) -> Path:
        """Where a new preset goes: names that differ have files that differ, on every system."""
        digest = hashlib.sha256(name.casefold().encode()).hexdigest()[:8]
        plain = re.sub(r"[^\w -]", "_", name)[:_NAME_IN_FILE]
        return self.folder / f"{plain}-{digest}{_SUFFIX}"


def read_preset(path: Path) -> ReadPresets:
    """Read one preset.

    Returns:
        The preset, with a sentence for each setting in it that this program does not know.

    Raises:
        PresetError: one sentence that names the file and what is wrong with it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PresetError(f"{path}: cannot be read: {reason[:1].lower()}{reason[1:]}") from error
    if len(content) > _MAX_FILE_BYTES:
        raise PresetError(f"{path}: is far larger than any preset")
    try:
        return _parsed(path, json.loads(content, parse_constant=_refused))
    except (ValueError, RecursionError) as error:
        raise PresetError(f"{path}: is not a preset: {error}") from error


def _parsed(path: Path, record: object) -> ReadPresets:
    if not isinstance(record, dict) or record.get("format") != _FORMAT:
        raise ValueError(f"expected a table whose format is {_FORMAT!r}")
    if record.get("version") != _VERSION:
        raise ValueError(f"expected version {_VERSION}, got {record.get('version')!r}")
    name, text, settings = record.get("name"), record.get("help", ""), record.get("settings")
    if not isinstance(name, str) or not isinstance(text, str) or not isinstance(settings, dict):
        raise ValueError("expected a text as its name and a table of settings")
    read = settings_of({key: value for key, value in settings.items() if key not in KEPT_FIELDS})
    problems = tuple(f"{path}: the setting {key!r} is unknown to this version and was left out" for key in read.unknown)
    return ReadPresets((Preset(name, text, read.settings),), problems)


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"it holds {constant}")
