# SPDX-License-Identifier: MIT
"""How several processes share the tests (pytest --numprocesses)."""

import pytest
from xdist.scheduler import LoadScopeScheduling


class OneScreen(LoadScopeScheduling):  # type: ignore[misc]
    """Windows share a screen and its focus: one process opens them all, from the start. Others take file by file."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/ui" if nodeid.startswith("tests/ui/") else nodeid.split("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> OneScreen:
    return OneScreen(config, log)
