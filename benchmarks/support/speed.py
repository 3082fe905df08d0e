"""How fast one pass forward and backward is, beside other renderers on the same machine in the same minutes."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.contenders.contender import Contender
from benchmarks.support.contenders.entries import DEODR, NVDIFFRAST, Entry, ours_name, write_name
from benchmarks.support.machine import this_machine, usable_cores
from benchmarks.support.memory import peak_bytes
from benchmarks.support.report import Bar, Report, Table
from benchmarks.support.timing import Timing, interleaved
from benchmarks.support.workload import LEVELS, VIEWS, Workload, sphere_workload

FACE_COUNTS = (1_280, 20_480, 327_680)
SIZES_PIXELS = (256, 512, 1024)
BAR_THREADS, SMALL_BAR_FACES = 2, 1_280
AREA_TOLERANCE, GROWTH_TOLERANCE = 0.02, 0.04
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class SpeedQuestion:
    """What is compared.

    Args:
        name: of the benchmark and its files.
        description: for the help.
        title: above the results.
        channels: of the images.
        entries: who takes part, of a device and of thread counts.
        notes: what a reader of the tables has to know besides what all of them have in common.
        deodr_goals: how many times as fast as DEODR ours has to be with 1,280 faces, and with more.
        nvdiffrast_goal: the same of nvdiffrast.
    """

    name: str
    description: str | None
    title: str
    channels: int
    entries: Callable[[str, tuple[int, ...]], tuple[Entry, ...]]
    notes: tuple[str, ...]
    deodr_goals: tuple[float, float]
    nvdiffrast_goal: float


@dataclass(frozen=True)
class Facts:
    """What all renderers have to agree about.

    Args:
        area: mean of the images.
        growth: the loss's derivative by the sphere's radius.
        tint: the sum of its derivatives by the vertex colours; None of silhouettes.
    """

    area: float
    growth: float
    tint: float | None

    def agree(self, others: "Facts") -> bool:
        """Whether they are the same within what different ways to antialias may change."""
        return (
            _close(self.area, others.area, AREA_TOLERANCE)
            and _close(self.growth, others.growth, GROWTH_TOLERANCE)
            and (self.tint is None or others.tint is None or _close(self.tint, others.tint, AREA_TOLERANCE))
        )


@dataclass(frozen=True)
class Result:
    """One renderer in one case.

    Args:
        name: of the renderer.
        face_count: of the case.
        size_pixels: of the case.
        timing: of forward and backward passes.
        peak_bytes: of one pass; None where it was not measured.
        facts: what it rendered; None where it renders nothing.
        same_work: whether they agree with the first renderer's.
    """

    name: str
    face_count: int
    size_pixels: int
    timing: Timing
    peak_bytes: int | None
    facts: Facts | None
    same_work: bool


@dataclass(frozen=True)
class Plan:
    """What to measure.

    Args:
        face_counts: of the spheres.
        sizes_pixels: of the images.
        device: all, cpu or cuda.
        thread_counts: for ours on the CPU, ascending.
        seconds: of timing a case, about.
        rounds: of timing a case; None leaves it to `seconds`.
        memory: whether to measure it.
    """

    face_counts: tuple[int, ...] = FACE_COUNTS
    sizes_pixels: tuple[int, ...] = SIZES_PIXELS
    device: str = "all"
    thread_counts: tuple[int, ...] = (1, 2)
    seconds: float = 10.0
    rounds: int | None = None
    memory: bool = True


def measure(question: SpeedQuestion, plan: Plan) -> Report:
    """Carry out the plan, with a line of progress a case."""
    machine = this_machine()
    results: list[Result] = []
    tables: list[Table] = []
    taking_part = question.entries(plan.device, plan.thread_counts)
    for face_count in plan.face_counts:
        for size_pixels in plan.sizes_pixels:
            work = sphere_workload(face_count, size_pixels)
            print(f"measuring {work.name}", file=sys.stderr, flush=True)
            case = _case(taking_part, work, plan, question.channels)
            slow = {result.name for result in case if result.timing.median_ms > PATIENCE_SECONDS * 1e3}
            taking_part = tuple(entry for entry in taking_part if entry.name not in slow)
            results += case
            tables.append(_table(work.name, case, question.channels))
    notes = (*question.notes, *_notes(question.channels))
    return Report(question.name, question.title, machine, notes, tuple(tables), _bars(question, results), results)


def _case(taking_part: Sequence[Entry], work: Workload, plan: Plan, channels: int) -> list[Result]:
    contenders = [entry.make(work) for entry in taking_part]
    timings = interleaved(contenders, plan.seconds, plan.rounds)
    facts = [
        _facts(contender, work, channels) if entry.renders else None
        for entry, contender in zip(taking_part, contenders, strict=True)
    ]
    del contenders
    results = []
    for entry, timing, found in zip(taking_part, timings, facts, strict=True):
        peak = None
        if plan.memory and entry.renders:
            peak = peak_bytes(entry, len(work.faces), work.image_size[0])
        same = found is None or facts[0] is None or found.agree(facts[0])
        results.append(Result(entry.name, len(work.faces), work.image_size[0], timing, peak, found, same))
    return results


def _facts(contender: Contender, work: Workload, channels: int) -> Facts:
    growth = float((contender.gradient() * work.positions).sum())
    by_colours = contender.colour_gradient() if channels > 1 else None
    tint = None if by_colours is None else float(by_colours.sum())
    return Facts(float(contender.images().mean(dtype=np.float64)), growth, tint)


def _close(value: float, expected: float, tolerance: float) -> bool:
    return abs(value - expected) <= tolerance * abs(expected)


def _notes(channels: int) -> tuple[str, ...]:
    tint = f", tint (the sum of its derivatives by the colours) within {AREA_TOLERANCE:.0%}" if channels > 1 else ""
    return (
        "Renderers take turns round by round; medians and ranges are over all timed calls.",
        f"Peak memory is what one call adds; in brackets: images ({VIEWS} views, {channels} x float32) of that size.",
        f"Area (mean of the images) must agree within {AREA_TOLERANCE:.0%}, growth (derivative of the loss by the "
        f"sphere's radius) within {GROWTH_TOLERANCE:.0%}{tint}, for the work to be the same.",
    )


def _table(name: str, case: Sequence[Result], channels: int) -> Table:
    by_name = {result.name: result for result in case}
    facts = ("area", "growth") if channels == 1 else ("area", "growth", "tint")
    headings = ("", "median ms", "min", "max", "x DEODR", "x one write", "peak MiB", *facts, "same work")
    return Table(name, headings, tuple(_row(result, by_name, channels) for result in case))


def _row(result: Result, by_name: dict[str, Result], channels: int) -> tuple[str, ...]:
    deodr = by_name.get(DEODR)
    write = by_name[write_name("cuda" if "CUDA" in result.name else "cpu")]
    timing = result.timing
    return (
        result.name,
        f"{timing.median_ms:,.2f}",
        f"{timing.shortest_ms:,.2f}",
        f"{timing.longest_ms:,.2f}",
        "" if deodr is None or result.facts is None else f"{deodr.timing.median_ms / timing.median_ms:.2f}",
        f"{timing.median_ms / write.timing.median_ms:.1f}",
        "" if result.peak_bytes is None else _memory(result, channels),
        *_facts_cells(result, channels),
    )


def _facts_cells(result: Result, channels: int) -> tuple[str, ...]:
    if result.facts is None:
        return ("",) * (3 if channels == 1 else 4)
    tint = () if result.facts.tint is None else (f"{result.facts.tint:,.0f}",)
    return f"{result.facts.area:.4f}", f"{result.facts.growth:,.0f}", *tint, "yes" if result.same_work else "NO"


def _memory(result: Result, channels: int) -> str:
    peak = result.peak_bytes or 0
    image = VIEWS * channels * result.size_pixels**2 * np.dtype(np.float32).itemsize
    return f"{peak / 2**20:,.1f} ({peak / image:.1f})"


def _bars(question: SpeedQuestion, results: Sequence[Result]) -> tuple[Bar, ...]:
    found = {(result.name, result.face_count, result.size_pixels): result for result in results}
    bars = []
    for (name, face_count, size_pixels), theirs in found.items():
        if name == DEODR:
            goal = question.deodr_goals[face_count != SMALL_BAR_FACES]
            ours = found.get((ours_name("cpu", BAR_THREADS), face_count, size_pixels))
        elif name == NVDIFFRAST:
            goal, ours = question.nvdiffrast_goal, found.get((ours_name("cuda", 1), face_count, size_pixels))
        else:
            continue
        if ours is not None:
            bars.append(_bar(ours, theirs, goal))
    return tuple(bars)


def _bar(ours: Result, theirs: Result, goal: float) -> Bar:
    ratio = theirs.timing.median_ms / ours.timing.median_ms
    wish = f"at least {goal:g} times as fast as" if goal > 1 else "no slower than"
    same = "" if theirs.same_work else ", but the work differs"
    return Bar(
        f"{ours.face_count:,} faces, {ours.size_pixels} px, {ours.name}: {wish} {theirs.name}",
        f"{ratio:.2f} times{same}",
        ratio >= goal and theirs.same_work,
    )


def speed_command(question: SpeedQuestion, argv: Sequence[str] | None) -> int:
    """Run the benchmark from the command line.

    Args:
        question: what is compared.
        argv: without the program's name; None for those of the process.

    Returns:
        The exit status.
    """
    plan, folder = _arguments(question, argv)
    return reported(question.name, folder, lambda: measure(question, plan))


def _arguments(question: SpeedQuestion, argv: Sequence[str] | None) -> tuple[Plan, Path]:
    usual = Plan(thread_counts=tuple(range(1, min(2, usable_cores()) + 1)))
    parser = benchmark_parser(question.name, question.description)
    add = parser.add_argument
    add("--faces", type=int, nargs="+", choices=sorted(LEVELS), default=usual.face_counts, help="of the spheres")
    add("--sizes", type=int, nargs="+", default=usual.sizes_pixels, help="width and height of the images, pixels")
    add("--device", choices=("all", "cpu", "cuda"), default=usual.device, help="where to render; all: wherever one can")
    add("--threads", type=int, nargs="+", default=usual.thread_counts, help="thread counts for ours on the CPU")
    add("--seconds", type=float, default=usual.seconds, help="of timing a case, about")
    add("--rounds", type=int, help="rounds of timing a case, whatever their time")
    add("--no-memory", dest="memory", action="store_false", help="do not measure the memory")
    given = parser.parse_args(argv)
    plan = Plan(
        face_counts=tuple(given.faces),
        sizes_pixels=tuple(given.sizes),
        device=given.device,
        thread_counts=tuple(sorted(given.threads)),
        seconds=given.seconds,
        rounds=given.rounds,
        memory=given.memory,
    )
    return plan, given.out
