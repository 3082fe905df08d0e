# SPDX-License-Identifier: MIT
"""Presets: those that come with the program, and the user's own as files."""

import dataclasses
import json
from pathlib import Path

import pytest

from app.engine.atomic_file import FileWriteError
from app.engine.fitting.presets import (
    BUILT_IN,
    KEPT_FIELDS,
    LONGEST_NAME,
    Preset,
    PresetError,
    PresetFolder,
    ReadPresets,
    preset_of,
    read_preset,
)
from app.engine.fitting.settings import FitSettings

OWN = FitSettings(learning_rate=1 / 3, steps=123, start="/models/a.glb", mirror="x", seed=7, device="cpu")


@pytest.fixture
def folder(tmp_path: Path) -> PresetFolder:
    return PresetFolder(tmp_path / "presets")


def test_built_in_presets_differ_and_the_first_is_the_default() -> None:
    assert BUILT_IN[0].settings == FitSettings()
    assert len({preset.name.casefold() for preset in BUILT_IN}) == len(BUILT_IN)
    assert [preset_of(preset.settings, BUILT_IN) for preset in BUILT_IN] == list(BUILT_IN)
    assert all(preset.help.endswith(".") for preset in BUILT_IN)


def test_a_preset_leaves_object_and_machine_alone() -> None:
    for preset in BUILT_IN:
        applied = preset.applied_to(OWN)
        assert {name: getattr(applied, name) for name in KEPT_FIELDS} == {
            "start": "/models/a.glb",
            "mirror": "x",
            "seed": 7,
            "device": "cpu",
        }
        assert preset_of(applied, BUILT_IN) is preset
    assert preset_of(OWN, BUILT_IN) is None


def test_own_presets_come_back_in_the_order_of_their_names(folder: PresetFolder) -> None:
    assert folder.read_all() == ReadPresets()
    for name in ("zebra", "Äpfel & <birnen>", "apple", "con", "../up", "☕" * LONGEST_NAME):
        folder.write(Preset(name, "what for", OWN))
    read = folder.read_all()
    assert [preset.name for preset in read.presets][:3] == ["../up", "apple", "con"]
    assert len(read.presets) == 6
    for preset in read.presets:
        assert preset.applied_to(OWN) == OWN
        assert preset.help == "what for"
    assert all(path.parent == folder.folder for path in folder.folder.rglob("*"))
    assert read.problems == ()


def test_writing_replaces_the_preset_of_that_name(folder: PresetFolder) -> None:
    first = folder.write(Preset("mine", "", OWN))
    renamed = first.rename(first.with_name("by hand.json"))
    assert folder.write(Preset("Mine", "", dataclasses.replace(OWN, steps=5))) == renamed
    (preset,) = folder.read_all().presets
    assert preset.settings.steps == 5


def test_deleting_takes_only_the_preset_of_that_name(folder: PresetFolder) -> None:
    for name in ("one", "two"):
        folder.write(Preset(name, "", OWN))
    folder.delete("ONE")
    folder.delete("three")
    assert [preset.name for preset in folder.read_all().presets] == ["two"]


def test_built_in_names_are_taken(folder: PresetFolder) -> None:
    with pytest.raises(PresetError, match="preset 'default': comes with the program, choose another name"):
        folder.write(Preset("default", "", OWN))
    assert not folder.folder.exists()


@pytest.mark.parametrize("name", ["", " ", "a\nb", " led", "x" * (LONGEST_NAME + 1), "\ud800"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(PresetError, match="a name must be 1 to 60 printable characters"):
        Preset(name, "", OWN)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "presets").write_bytes(b"a file")
    with pytest.raises(FileWriteError, match="cannot be written"):
        PresetFolder(tmp_path / "presets").write(Preset("mine", "", OWN))


def test_presets_of_other_versions(folder: PresetFolder) -> None:
    path = folder.write(Preset("mine", "", OWN))
    record = json.loads(path.read_text(encoding="utf-8"))
    assert not set(KEPT_FIELDS) & set(record["settings"])
    record["settings"] = {"steps": 5, "sharpness": 2, "device": "abacus"}
    path.write_text(json.dumps(record), encoding="utf-8")
    read = folder.read_all()
    assert read.presets[0].settings == FitSettings(steps=5)
    assert read.problems == (f"{path}: the setting 'sharpness' is unknown to this version and was left out",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a preset: "),
        (b"{", "is not a preset: "),
        (b"\xff\xfe\x00", "is not a preset: "),
        (b"[" * 100_000, "is not a preset: "),
        (b"[]", "expected a table whose format is 'photosculpture preset'"),
        (b'{"format": "photosculpture preset", "version": 9}', "expected version 1, got 9"),
        (b'{"format": "photosculpture preset", "version": 1}', "expected a text as its name and a table of settings"),
        (
            b'{"format": "photosculpture preset", "version": 1, "name": "a", "settings": {"steps": 0}}',
            "FitSettings: steps must lie between 1 and",
        ),
        (
            b'{"format": "photosculpture preset", "version": 1, "name": "a", "settings": {"steps": NaN}}',
            "it holds NaN",
        ),
        (
            b'{"format": "photosculpture preset", "version": 1, "name": "", "settings": {}}',
            "a name must be 1 to 60 printable characters",
        ),
        (b" " * 2_000_000, "is far larger than any preset"),
    ],
)
def test_a_file_that_is_none_is_told_and_spoils_no_other(folder: PresetFolder, content: bytes, message: str) -> None:
    folder.write(Preset("good", "", OWN))
    path = folder.folder / "bad.json"
    path.write_bytes(content)
    with pytest.raises(PresetError, match=message):
        read_preset(path)
    read = folder.read_all()
    assert [preset.name for preset in read.presets] == ["good"]
    (problem,) = read.problems
    assert problem.startswith(f"{path}: ")
    assert "\n" not in problem
