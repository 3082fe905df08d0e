"""What files with the pictures of views are called, and how tight they are."""

import re

PNG_LEVEL = 2
"""Of compression: a sixth more to store than with the usual 6, and less than half of the time."""


def picture_name(number: int, view_id: str) -> str:
    """The name for the view of that number, from 1 on: in order, and in letters that every file system takes."""
    return f"{number:03d}-{re.sub(r'[^A-Za-z0-9._-]', '_', view_id)}.png"
