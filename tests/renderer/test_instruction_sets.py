# SPDX-License-Identifier: MIT
"""Every instruction set gives the same bits."""

from __future__ import annotations

import json
import os
import subprocess
import sys

_DIGESTS = """
import hashlib, json, torch
from renderer_cuda._native import instruction_set
from tests.renderer import test_draw, test_rasterize_gradient, test_silhouette_invariance
results = {
    "draw": test_draw.bumpy(torch.float32, 3),
    "rasterize": test_rasterize_gradient.bumpy(torch.float32, 3),
    "silhouette": test_silhouette_invariance.render(),
}
digests = {name: [hashlib.sha256(x.numpy().tobytes()).hexdigest() for x in found] for name, found in results.items()}
print(json.dumps([instruction_set(), digests]))
"""


def test_instruction_set_changes_no_bit() -> None:
    by_set: dict[str, dict[str, list[str]]] = {}
    for wanted in ("baseline", "v3", "v4"):
        environment = {**os.environ, "PHOTOSCULPTURE_ISA": wanted}
        done = subprocess.run(
            [sys.executable, "-c", _DIGESTS], env=environment, capture_output=True, text=True, check=True
        )
        name, digests = json.loads(done.stdout)
        by_set[name] = digests
    assert "baseline" in by_set
    for digests in by_set.values():
        assert digests == by_set["baseline"]
