"""How loss and silhouette error fell, and how the PSNR rose."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.engine.export.run_record import HistoryEntry

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def write_loss_figure(path: Path, history: Sequence[HistoryEntry]) -> None:
    """Draw loss and 1 - IoU against steps, both on a logarithmic scale, and the PSNR where it was measured.

    Args:
        path: of the PNG file.
        history: at least one entry.

    Raises:
        ValueError: there is no entry.
        OSError: the file cannot be written.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    if not history:
        raise ValueError("write_loss_figure: at least one entry is needed")
    steps = [entry.step for entry in history]
    painted = [entry for entry in history if entry.psnr is not None]
    rows = 3 if painted else 2
    figure = Figure(figsize=(8, 0.5 + 2.5 * rows), dpi=120, layout="constrained")
    upper, lower, *others = figure.subplots(rows, 1, sharex=True)
    last = history[-1]
    _draw_curve(upper, steps, [entry.loss for entry in history], "#c2571a", f"{last.loss:.2e}")
    upper.set_ylabel("loss")
    shown = "Loss, silhouette error and PSNR" if painted else "Loss and silhouette error"
    upper.set_title(f"{shown} over {last.step:,} steps", loc="left", fontsize=12)
    _draw_curve(lower, steps, [1 - entry.iou for entry in history], "#2a6f97", f"IoU {last.iou:.4f}")
    lower.set_ylabel("1 - IoU, mean over views")
    for axes in others:
        decibels = [entry.psnr for entry in painted if entry.psnr is not None]
        _draw_curve(axes, [entry.step for entry in painted], decibels, "#5d8a14", f"{decibels[-1]:.1f} dB", "linear")
        axes.set_ylabel("PSNR in dB, mean over views")
    lowest = [upper, lower, *others][-1]
    lowest.set_xlabel("step")
    lowest.set_xlim(0, last.step)
    lowest.xaxis.set_major_locator(MaxNLocator(integer=True))
    lowest.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    figure.savefig(path)


def _draw_curve(
    axes: "Axes", steps: Sequence[int], values: Sequence[float], color: str, last_label: str, scale: str = "log"
) -> None:
    shown = np.array(values, dtype=np.float64)
    if scale == "log":
        shown[shown <= 0] = np.nan  # a logarithm has no place for a perfect fit
    shown[~np.isfinite(shown)] = np.nan
    axes.plot(steps, shown, color=color, linewidth=1.6, marker="o" if len(steps) < 3 else None)
    if np.isfinite(shown).any():
        axes.set_yscale(scale)
    axes.annotate(
        last_label,
        (1.0, 1.0 if scale == "log" else 0.0),
        xycoords="axes fraction",
        xytext=(-8, -8 if scale == "log" else 8),
        textcoords="offset points",
        ha="right",
        va="top" if scale == "log" else "bottom",
        color=color,
        fontsize=11,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
    )
    axes.grid(True, which="major", color="#d8d8d8", linewidth=0.8)
    axes.grid(True, which="minor", color="#efefef", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
