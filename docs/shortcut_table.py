"""Writes the table of keys and gestures into the README, from the table that the menus are made from."""

from pathlib import Path

from app.ui.actions import ACTIONS, GESTURES, MENUS

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- shortcuts: made by docs/shortcut_table.py -->\n", "<!-- end of shortcuts -->"


def shortcut_table() -> str:
    """All gestures, and all actions that have a key, as Markdown."""
    rows = ["| mouse in the viewport | |", "|---|---|"]
    rows += [f"| {gesture.input} | {gesture.effect} |" for gesture in GESTURES]
    rows += ["", "| key | action | |", "|---|---|---|"]
    for menu in MENUS:
        for spec in ACTIONS:
            if spec.menu == menu and spec.shortcuts:
                keys = ", ".join(f"`{keys}`" for keys in spec.shortcuts)
                rows.append(f"| {keys} | {spec.title} | {spec.tip} |")
    return "\n".join(rows) + "\n"


def with_table(readme: str) -> str:
    """The README with the present table between its marks.

    Raises:
        ValueError: the marks are missing.
    """
    before, found, rest = readme.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not (found and found_end):
        raise ValueError(f"{README.name}: expected the marks {BEGIN.strip()} and {END}")
    return before + BEGIN + "\n" + shortcut_table() + "\n" + END + after


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
