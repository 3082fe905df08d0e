# SPDX-License-Identifier: MIT
"""What is left of a window that ended is found by the next one, and by no other."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.engine.project.files import write_project
from app.ui.autosave_claim import Claim, sidecar
from app.ui.lost_work import Recoverable, discard, recoverable_work
from tests.support.projects import random_project

Claimed = Callable[[Path | None], Claim]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the claims are."""
    return tmp_path / "autosave"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project file that was saved a minute ago."""
    path = tmp_path / "work" / "kettle.photosculpture"
    path.parent.mkdir()
    write_project(path, random_project(np.random.default_rng(0)))
    minute_ago = path.stat().st_mtime - 60
    os.utime(path, (minute_ago, minute_ago))
    return path


@pytest.fixture
def claimed(folder: Path) -> Iterator[Claimed]:
    """Makes claims that end with the test."""
    made = []

    def make(project: Path | None) -> Claim:
        made.append(Claim(folder, project))
        return made[-1]

    yield make
    for claim in made:
        claim.release(keep=False)


def put_aside(claim: Claim, seed: int = 1) -> None:
    write_project(claim.autosave, random_project(np.random.default_rng(seed)))


def ended(claim: Claim) -> Path:
    """The autosave of a claim whose process is gone."""
    claim.release(keep=True)
    return claim.autosave


def paths(found: tuple[Recoverable, ...]) -> list[Path]:
    return [work.path for work in found]


def test_work_without_a_project_goes_to_the_folder(folder: Path, claimed: Claimed) -> None:
    first, second = claimed(None), claimed(None)
    assert first.autosave == folder / f"untitled-{os.getpid()}-1.photosculpture.autosave"
    assert second.autosave == folder / f"untitled-{os.getpid()}-2.photosculpture.autosave"


def test_work_on_a_project_goes_beside_it(folder: Path, project: Path, claimed: Claimed) -> None:
    assert claimed(project).autosave == project.with_name("kettle.photosculpture.autosave")


def test_a_second_window_on_the_same_project_writes_elsewhere(folder: Path, project: Path, claimed: Claimed) -> None:
    first = claimed(project)
    second = claimed(project)
    assert second.autosave == folder / f"kettle-{os.getpid()}-1.photosculpture.autosave"
    first.release(keep=False)
    assert claimed(project).autosave == sidecar(project)


def test_work_that_has_not_been_recovered_is_not_written_over(folder: Path, project: Path, claimed: Claimed) -> None:
    lost = claimed(project)
    put_aside(lost)
    content = ended(lost).read_bytes()
    claim = claimed(project)
    put_aside(claim, seed=2)
    assert claim.autosave.parent == folder
    assert lost.autosave.read_bytes() == content
    assert paths(recoverable_work(folder)) == [lost.autosave]


def test_what_an_older_process_of_the_same_number_left_is_not_written_over(folder: Path, claimed: Claimed) -> None:
    lost = claimed(None)
    put_aside(lost)
    ended(lost)
    assert claimed(None).autosave != lost.autosave


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="every folder can be written to")
def test_a_folder_that_cannot_be_written_to_is_left_alone(folder: Path, project: Path, claimed: Claimed) -> None:
    project.parent.chmod(0o500)
    assert claimed(project).autosave.parent == folder
    project.parent.chmod(0o700)


def test_finds_what_dead_windows_left_the_newest_first(folder: Path, project: Path, claimed: Claimed) -> None:
    of_project, untitled, alive = claimed(project), claimed(None), claimed(None)
    for seed, claim in enumerate((of_project, untitled, alive)):
        put_aside(claim, seed)
    assert recoverable_work(folder) == ()
    ended(of_project)
    ended(untitled)
    found = recoverable_work(folder)
    assert paths(found) == [untitled.autosave, of_project.autosave]
    assert [work.project_path for work in found] == [None, project]
    expected = random_project(np.random.default_rng(0))
    assert (found[1].subject_name, found[1].step) == (expected.subject.name, expected.step)
    assert abs((found[1].saved_at - datetime.now(UTC)).total_seconds()) < 60
    alive.release(keep=False)


def test_what_is_older_than_its_project_is_not_offered(folder: Path, project: Path, claimed: Claimed) -> None:
    claim = claimed(project)
    put_aside(claim)
    ended(claim)
    os.utime(project)
    assert recoverable_work(folder) == ()
    assert claimed(project).autosave == sidecar(project), "it may be written over"


def test_what_is_left_of_a_project_that_is_gone_is_offered(folder: Path, project: Path, claimed: Claimed) -> None:
    claim = claimed(project)
    put_aside(claim)
    ended(claim)
    project.unlink()
    assert paths(recoverable_work(folder)) == [claim.autosave]


def test_released_work_is_gone(folder: Path, claimed: Claimed) -> None:
    claim = claimed(None)
    put_aside(claim)
    claim.release(keep=False)
    assert recoverable_work(folder) == ()
    assert [path.name for path in folder.iterdir()] == ["claims.lock"]


def test_discarded_work_is_gone(folder: Path, project: Path, claimed: Claimed) -> None:
    claim = claimed(project)
    put_aside(claim)
    ended(claim)
    leftover = project.parent / f".0123abcd-{claim.autosave.name}"
    leftover.write_bytes(b"unfinished")
    (work,) = recoverable_work(folder)
    discard(work, folder)
    discard(work, folder)
    assert recoverable_work(folder) == ()
    assert [path.name for path in folder.iterdir()] == ["claims.lock"]
    assert [path.name for path in project.parent.iterdir()] == [project.name]


def test_finds_work_that_nothing_tells_of(folder: Path, project: Path, claimed: Claimed) -> None:
    claim = claimed(project)
    put_aside(claim)
    ended(claim)
    for path in folder.iterdir():
        path.unlink()
    assert recoverable_work(folder) == ()
    assert paths(recoverable_work(folder, project)) == [sidecar(project)]
    assert paths(recoverable_work(folder / "never made", project)) == [sidecar(project)]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"autosave": 3, "project": null}', b"\xff"])
def test_a_damaged_claim_or_autosave_is_passed_over(folder: Path, content: bytes, claimed: Claimed) -> None:
    claim = claimed(None)
    put_aside(claim)
    ended(claim)
    (folder / "1-1.claim").write_bytes(content)
    (folder / "broken.photosculpture.autosave").write_bytes(content)
    assert paths(recoverable_work(folder)) == [claim.autosave]
    assert not (folder / "1-1.claim").exists()


CHILD = """
import sys, time
from pathlib import Path
import numpy as np
from app.engine.project.files import write_project
from app.ui.autosave_claim import Claim
from tests.support.projects import random_project
folder, project = Path(sys.argv[1]), Path(sys.argv[2])
claim = Claim(folder, project)
seed = 0
while True:
    write_project(claim.autosave, random_project(np.random.default_rng(seed)))
    seed += 1
    print(claim.autosave, flush=True)
"""


def test_kill_9_leaves_work_to_be_found(folder: Path, project: Path, claimed: Claimed) -> None:
    command = [sys.executable, "-c", CHILD, str(folder), str(project)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(3)]
        assert recoverable_work(folder) == (), "its owner lives"
        beside = claimed(project)
        assert beside.autosave.parent == folder
        beside.release(keep=False)
        child.kill()
    assert {line.strip() for line in lines} == {str(sidecar(project))}
    (work,) = recoverable_work(folder)
    assert (work.path, work.project_path) == (sidecar(project), project)
    discard(work, folder)
    assert sorted(path.name for path in project.parent.iterdir()) == [project.name], "nothing half-written is left"
