"""How fast is a silhouette, forward and backward, beside other renderers on the same machine in the same minutes?"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.contenders.contender import Contender
from benchmarks.support.contenders.entries import DEODR, NVDIFFRAST, Entry, entries, ours_name, write_name
from benchmarks.support.machine import this_machine, usable_cores
from benchmarks.support.memory import peak_bytes
from benchmarks.support.report import Bar, Report, Table
from benchmarks.support.timing import Timing, interleaved
from benchmarks.support.workload import LEVELS, SOFTNESS_PIXELS, VIEWS, Workload, sphere_workload

QUESTION = "silhouette_speed"
FACE_COUNTS = (1_280, 20_480, 327_680)
SIZES_PIXELS = (256, 512, 1024)
BAR_THREADS = 2
DEODR_BAR_FACES, DEODR_BAR = 1_280, 4.0
NVDIFFRAST_BAR = 2.0
AREA_TOLERANCE, GROWTH_TOLERANCE = 0.02, 0.04
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Result:
    """One renderer in one case.

    Args:
        name: of the renderer.
        face_count: of the case.
        size_pixels: of the case.
        timing: of forward and backward passes.
        peak_bytes: of one pass; None where it was not measured.
        area: mean coverage of its images; None where it renders nothing.
        growth: the loss's derivative by the sphere's radius; likewise.
        same_work: whether the last two agree with the first renderer's.
    """

    name: str
    face_count: int
    size_pixels: int
    timing: Timing
    peak_bytes: int | None
    area: float | None
    growth: float | None
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


def measure(plan: Plan) -> Report:
    """Carry out the plan, with a line of progress a case."""
    machine = this_machine()
    results: list[Result] = []
    tables: list[Table] = []
    taking_part = entries(plan.device, plan.thread_counts)
    for face_count in plan.face_counts:
        for size_pixels in plan.sizes_pixels:
            work = sphere_workload(face_count, size_pixels)
            print(f"measuring {work.name}", file=sys.stderr, flush=True)
            case = _case(taking_part, work, plan)
            slow = {result.name for result in case if result.timing.median_ms > PATIENCE_SECONDS * 1e3}
            taking_part = tuple(entry for entry in taking_part if entry.name not in slow)
            results += case
            tables.append(_table(work.name, case))
    title = f"Silhouettes, forward + backward, {VIEWS} views, softness {SOFTNESS_PIXELS:g} px"
    return Report(QUESTION, title, machine, _notes(), tuple(tables), _bars(results), results)


def _case(taking_part: Sequence[Entry], work: Workload, plan: Plan) -> list[Result]:
    contenders = [entry.make(work) for entry in taking_part]
    timings = interleaved(contenders, plan.seconds, plan.rounds)
    facts = [
        _area_and_growth(contender, work) if entry.renders else (None, None)
        for entry, contender in zip(taking_part, contenders, strict=True)
    ]
    del contenders
    results = []
    for entry, timing, (area, growth) in zip(taking_part, timings, facts, strict=True):
        peak = None
        if plan.memory and entry.renders:
            peak = peak_bytes(entry, len(work.faces), work.image_size[0])
        same = _close(area, facts[0][0], AREA_TOLERANCE) and _close(growth, facts[0][1], GROWTH_TOLERANCE)
        results.append(Result(entry.name, len(work.faces), work.image_size[0], timing, peak, area, growth, same))
    return results


def _area_and_growth(contender: Contender, work: Workload) -> tuple[float, float]:
    growth = float((contender.gradient() * work.positions).sum())
    return float(contender.coverage().mean(dtype=np.float64)), growth


def _close(value: float | None, expected: float | None, tolerance: float) -> bool:
    return value is None or expected is None or abs(value - expected) <= tolerance * abs(expected)


def _notes() -> tuple[str, ...]:
    return (
        "A call goes from positions and cameras to the gradient of the positions; a sphere fills a third of the image.",
        "Renderers take turns round by round; medians and ranges are over all timed calls.",
        "Peak memory is what one call adds; in brackets: coverage images (12 views, float32) of that size.",
        f"Area (mean coverage) must agree within {AREA_TOLERANCE:.0%}, growth (derivative of the loss by the sphere's "
        f"radius) within {GROWTH_TOLERANCE:.0%}, for the work to be the same.",
    )


def _table(name: str, case: Sequence[Result]) -> Table:
    by_name = {result.name: result for result in case}
    headings = ("", "median ms", "min", "max", "x DEODR", "x one write", "peak MiB", "area", "growth", "same work")
    return Table(name, headings, tuple(_row(result, by_name) for result in case))


def _row(result: Result, by_name: dict[str, Result]) -> tuple[str, ...]:
    deodr = by_name.get(DEODR)
    write = by_name[write_name("cuda" if "CUDA" in result.name else "cpu")]
    timing = result.timing
    return (
        result.name,
        f"{timing.median_ms:,.2f}",
        f"{timing.shortest_ms:,.2f}",
        f"{timing.longest_ms:,.2f}",
        "" if deodr is None or result.area is None else f"{deodr.timing.median_ms / timing.median_ms:.2f}",
        f"{timing.median_ms / write.timing.median_ms:.1f}",
        "" if result.peak_bytes is None else _memory(result),
        "" if result.area is None else f"{result.area:.4f}",
        "" if result.growth is None else f"{result.growth:,.0f}",
        "" if result.area is None else "yes" if result.same_work else "NO",
    )


def _memory(result: Result) -> str:
    peak = result.peak_bytes or 0
    image = VIEWS * result.size_pixels**2 * np.dtype(np.float32).itemsize
    return f"{peak / 2**20:,.1f} ({peak / image:.1f})"


def _bars(results: Sequence[Result]) -> tuple[Bar, ...]:
    found = {(result.name, result.face_count, result.size_pixels): result for result in results}
    bars = []
    for (name, face_count, size_pixels), theirs in found.items():
        if name == DEODR:
            goal = DEODR_BAR if face_count == DEODR_BAR_FACES else 1.0
            ours = found.get((ours_name("cpu", BAR_THREADS), face_count, size_pixels))
        elif name == NVDIFFRAST:
            goal, ours = NVDIFFRAST_BAR, found.get((ours_name("cuda", 1), face_count, size_pixels))
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    plan, folder = _arguments(argv)
    return reported(QUESTION, folder, lambda: measure(plan))


def _arguments(argv: Sequence[str] | None) -> tuple[Plan, Path]:
    usual = Plan(thread_counts=tuple(range(1, min(2, usable_cores()) + 1)))
    parser = benchmark_parser(QUESTION, __doc__)
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


if __name__ == "__main__":
    sys.exit(main())
