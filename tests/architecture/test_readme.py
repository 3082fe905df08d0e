# SPDX-License-Identifier: MIT
"""The README shows what there is."""

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#]+)[^)]*\)")
TREE_ENTRY = re.compile(r"^ {4}( *)([\w./]+)(?: .*)?$", re.MULTILINE)


def test_its_shortcuts_are_those_of_the_menus() -> None:
    with_table = runpy.run_path(str(ROOT / "docs" / "shortcut_table.py"))["with_table"]
    assert with_table(README) == README, "run: python docs/shortcut_table.py"


def test_its_images_and_linked_files_exist() -> None:
    named = IMAGE.findall(README) + [name for name in LINK.findall(README) if "://" not in name]
    assert len(IMAGE.findall(README)) >= 4
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_files_in_its_map_exist() -> None:
    block = README[README.index("    renderer_cuda/  ") : README.index("## Tests and benchmarks")]
    folders: list[str] = []
    named = []
    for indent, name in TREE_ENTRY.findall(block):
        del folders[len(indent) // 2 :]
        folders.append(name)
        named.append("/".join(part.rstrip("/") for part in folders))
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []
