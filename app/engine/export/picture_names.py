"""What files with the pictures of views are called."""

import re


def picture_name(number: int, view_id: str) -> str:
    """The name for the view of that number, from 1 on: in order, and in letters that every file system takes."""
    return f"{number:03d}-{re.sub(r'[^A-Za-z0-9._-]', '_', view_id)}.png"
