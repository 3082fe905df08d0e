"""Locks on open files that the operating system takes away when their process ends, however it ends."""

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt

    _FAR_BEHIND = 2**30  # Windows keeps others from reading what is locked, so that must not be the content

    def lock_file(file: IO[bytes], *, wait: bool) -> bool:
        """Lock an open file against other openings of it, in this process or another.

        Args:
            file: the lock is gone when it is closed.
            wait: until whoever has it lets it go.

        Returns:
            Whether it is locked now.
        """
        file.seek(_FAR_BEHIND)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def lock_file(file: IO[bytes], *, wait: bool) -> bool:
        """Lock an open file against other openings of it, in this process or another.

        Args:
            file: the lock is gone when it is closed.
            wait: until whoever has it lets it go.

        Returns:
            Whether it is locked now.
        """
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
