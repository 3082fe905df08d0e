"""The trials for reading."""

from collections.abc import Sequence

from benchmarks.support.advice.trial import Trial
from benchmarks.support.report import Bar, Table

_HEADINGS = ("", "before", "suggested", "random, mean", "random, worst", "random, best", "beaten %")


def tables(trials: Sequence[Trial]) -> tuple[Table, ...]:
    """One for each rig and number of views added."""
    kinds = dict.fromkeys((trial.rig, trial.added) for trial in trials)
    return tuple(_table(rig, added, trials) for rig, added in kinds)


def bars(trials: Sequence[Trial]) -> tuple[Bar, ...]:
    """Suggested views are better than random ones, one by one and three by three."""
    return tuple(
        bar
        for added in dict.fromkeys(trial.added for trial in trials)
        for bar in _bars(added, [trial for trial in trials if trial.added == added])
    )


def _table(rig: str, added: int, trials: Sequence[Trial]) -> Table:
    shown = [trial for trial in trials if (trial.rig, trial.added) == (rig, added)]
    return Table(f"held-out IoU, {rig} and {added} more", _HEADINGS, tuple(_row(trial) for trial in shown))


def _row(trial: Trial) -> tuple[str, ...]:
    ious = (trial.before, trial.suggested, trial.random_mean, min(trial.random), max(trial.random))
    return trial.model, *(f"{iou:.4f}" for iou in ious), f"{100 * trial.beaten_share:.0f}"


def _bars(added: int, trials: Sequence[Trial]) -> tuple[Bar, Bar]:
    better = [trial for trial in trials if trial.suggested > trial.random_mean]
    worse = [f"{trial.model} from {trial.rig}" for trial in trials if trial not in better]
    count = len(trials)
    gained = sum(trial.suggested - trial.before for trial in trials) / count
    by_chance = sum(trial.random_mean - trial.before for trial in trials) / count
    of_random = sum(trial.beaten_share for trial in trials) / count
    return (
        Bar(
            f"{added} suggested better than the mean of {added} random, each model and rig",
            f"{len(better)} of {count}" + (f", not {'; '.join(worse)}" if worse else ""),
            not worse,
        ),
        Bar(
            f"{added} suggested gain more than {added} random on average",
            f"{gained:.4f} beside {by_chance:.4f} of held-out IoU; {of_random:.0%} of the random ones are beaten",
            gained > by_chance,
        ),
    )
