"""The colours of the window, by what they are for: one set for light and one for dark surroundings."""

from dataclasses import dataclass

from PyQt6.QtGui import QColor


def _colour(text: str) -> QColor:
    colour = QColor(text)
    if not colour.isValid():
        raise ValueError(f"Theme: not a colour: {text!r}")
    return colour


@dataclass(frozen=True)
class Theme:
    """Colours named by their use, so that every panel, plot and picture speaks one language.

    Surfaces go from back to front: `window`, `panel`, `raised`. `accent` is for lines, marks and text on a surface;
    `accent_fill` lies under `accent_text`. Outlines are drawn over photographs, which are light or dark as they please.
    """

    is_dark: bool

    window: QColor
    panel: QColor
    raised: QColor
    hover: QColor
    pressed: QColor
    field: QColor
    border: QColor
    strong_border: QColor
    scroll_handle: QColor
    slider_handle: QColor
    slider_fill: QColor

    text: QColor
    muted_text: QColor
    disabled_text: QColor
    accent: QColor
    accent_fill: QColor
    accent_hover: QColor
    accent_text: QColor
    selection: QColor

    ok: QColor
    warning: QColor
    error: QColor

    plot_background: QColor
    plot_grid: QColor
    plot_axis: QColor
    curve_loss: QColor
    curve_silhouette: QColor
    curve_laplacian: QColor
    curve_normal: QColor
    curve_edge: QColor
    curve_iou: QColor
    curve_colour: QColor
    curve_structure: QColor
    curve_psnr: QColor
    curve_softness: QColor
    curve_learning_rate: QColor

    target: QColor
    rendered: QColor
    picture_background: QColor
    agree: QColor
    missing: QColor
    excess: QColor
    target_outline: QColor
    rendered_outline: QColor
    outline_casing: QColor

    viewport_top: QColor
    viewport_bottom: QColor
    grid: QColor
    mesh: QColor
    wire: QColor
    ghost: QColor
    frustum: QColor
    frustum_selected: QColor
    frustum_disabled: QColor
    axis_x: QColor
    axis_y: QColor
    axis_z: QColor
    lamp: QColor
    lamp_casing: QColor


DARK = Theme(
    is_dark=True,
    window=_colour("#181716"),
    panel=_colour("#201f1d"),
    raised=_colour("#2c2a28"),
    hover=_colour("#363331"),
    pressed=_colour("#262422"),
    field=_colour("#171615"),
    border=_colour("#35322f"),
    strong_border=_colour("#4a4541"),
    scroll_handle=_colour("#4a4541"),
    slider_handle=_colour("#d3ccc5"),
    slider_fill=_colour("#9a5238"),
    text=_colour("#ece8e3"),
    muted_text=_colour("#a8a099"),
    disabled_text=_colour("#6a645e"),
    accent=_colour("#e28a66"),
    accent_fill=_colour("#b85433"),
    accent_hover=_colour("#a54a2b"),
    accent_text=_colour("#ffffff"),
    selection=_colour("#4a2f24"),
    ok=_colour("#7fb77e"),
    warning=_colour("#e0b04c"),
    error=_colour("#f0766b"),
    plot_background=_colour("#1b1a18"),
    plot_grid=_colour("#35322f"),
    plot_axis=_colour("#a8a099"),
    curve_loss=_colour("#ece8e3"),
    curve_silhouette=_colour("#e28a66"),
    curve_laplacian=_colour("#6fa8dc"),
    curve_normal=_colour("#b497e0"),
    curve_edge=_colour("#d9b44a"),
    curve_iou=_colour("#6cc0a4"),
    curve_colour=_colour("#e37fb4"),
    curve_structure=_colour("#74b9c8"),
    curve_psnr=_colour("#a9cf5f"),
    curve_softness=_colour("#6fa8dc"),
    curve_learning_rate=_colour("#e28a66"),
    target=_colour("#6fa8dc"),
    rendered=_colour("#e28a66"),
    picture_background=_colour("#12110f"),
    agree=_colour("#d8d3cd"),
    missing=_colour("#4f9be0"),
    excess=_colour("#ef7a4d"),
    target_outline=_colour("#3aa5ff"),
    rendered_outline=_colour("#ff7426"),
    outline_casing=_colour("#0e0c0b"),
    viewport_top=_colour("#2b2927"),
    viewport_bottom=_colour("#161514"),
    grid=_colour("#413d3a"),
    mesh=_colour("#d39a7c"),
    wire=_colour("#ece8e3"),
    ghost=_colour("#6fa8dc"),
    frustum=_colour("#b3aba3"),
    frustum_selected=_colour("#ff9a6e"),
    frustum_disabled=_colour("#5c5751"),
    axis_x=_colour("#e06c60"),
    axis_y=_colour("#7fb77e"),
    axis_z=_colour("#6fa8dc"),
    lamp=_colour("#ffcf5c"),
    lamp_casing=_colour("#1b1712"),
)

LIGHT = Theme(
    is_dark=False,
    window=_colour("#eeebe7"),
    panel=_colour("#f8f6f3"),
    raised=_colour("#ffffff"),
    hover=_colour("#efeae4"),
    pressed=_colour("#e4ded6"),
    field=_colour("#ffffff"),
    border=_colour("#dcd6cf"),
    strong_border=_colour("#c3bbb2"),
    scroll_handle=_colour("#c3bbb2"),
    slider_handle=_colour("#ffffff"),
    slider_fill=_colour("#d18e74"),
    text=_colour("#28231f"),
    muted_text=_colour("#6b635b"),
    disabled_text=_colour("#a69e95"),
    accent=_colour("#ab4a28"),
    accent_fill=_colour("#b9532f"),
    accent_hover=_colour("#a94827"),
    accent_text=_colour("#ffffff"),
    selection=_colour("#f3dacd"),
    ok=_colour("#2f7234"),
    warning=_colour("#865b00"),
    error=_colour("#b93227"),
    plot_background=_colour("#fdfcfa"),
    plot_grid=_colour("#e2dcd5"),
    plot_axis=_colour("#6b635b"),
    curve_loss=_colour("#28231f"),
    curve_silhouette=_colour("#b9532f"),
    curve_laplacian=_colour("#2f6fb0"),
    curve_normal=_colour("#7a55b3"),
    curve_edge=_colour("#8f6a00"),
    curve_iou=_colour("#1f8064"),
    curve_colour=_colour("#b23a7e"),
    curve_structure=_colour("#2b7f93"),
    curve_psnr=_colour("#5d8a14"),
    curve_softness=_colour("#2f6fb0"),
    curve_learning_rate=_colour("#b9532f"),
    target=_colour("#2f6fb0"),
    rendered=_colour("#b9532f"),
    picture_background=_colour("#faf8f5"),
    agree=_colour("#57514b"),
    missing=_colour("#2f7fd0"),
    excess=_colour("#e0602f"),
    target_outline=_colour("#3aa5ff"),
    rendered_outline=_colour("#ff7426"),
    outline_casing=_colour("#0e0c0b"),
    viewport_top=_colour("#fbf9f6"),
    viewport_bottom=_colour("#dad4cd"),
    grid=_colour("#bdb5ac"),
    mesh=_colour("#c98560"),
    wire=_colour("#28231f"),
    ghost=_colour("#3b7fc0"),
    frustum=_colour("#6b635b"),
    frustum_selected=_colour("#d2551f"),
    frustum_disabled=_colour("#b4aca3"),
    axis_x=_colour("#c0392b"),
    axis_y=_colour("#35793a"),
    axis_z=_colour("#2f6fb0"),
    lamp=_colour("#b86e00"),
    lamp_casing=_colour("#fffdf8"),
)
