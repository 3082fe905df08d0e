"""Draws the stage: all that touches OpenGL, in the order of a frame."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QFont, QImage

from app.engine.cameras.view import View
from app.engine.fitting.readings import Quantity
from app.ui.theme_colours import Theme
from app.ui.viewport.color_bar import colour_bar_image, label_image, letter_image
from app.ui.viewport.drawing import Drawing
from app.ui.viewport.frustum_item import FrustumItem, ShownFrusta
from app.ui.viewport.ghost_item import GhostItem
from app.ui.viewport.gl import GL
from app.ui.viewport.grid_item import GridItem, TriadItem, axis_colours, triad_tips
from app.ui.viewport.lamp_drag import described
from app.ui.viewport.lamp_item import STRONG_PIXELS, LampItem
from app.ui.viewport.mesh_item import MeshItem
from app.ui.viewport.mesh_look import MeshLook
from app.ui.viewport.multisample_buffer import MultisampleBuffer
from app.ui.viewport.navigation import ScreenSize
from app.ui.viewport.photograph_item import PhotographItem
from app.ui.viewport.pose import Pose
from app.ui.viewport.scales import AWAITED, NO_SURFACE, Scale, depth_scale, scale_of
from app.ui.viewport.screen_items import ScreenItems, blend
from app.ui.viewport.stage import Stage

MOST_LABELS = 50  # kept, of those that were shown
LABEL_GAP_PIXELS = 8.0  # between a label and what it names, logical
MARGIN_PIXELS = 14.0  # of the colour bar from the viewport's edge, logical


class Scene:
    """Everything that one context of OpenGL holds for a viewport.

    Args:
        thumbnails: pictures of views, by their ids, as `ThumbnailTextures` takes them; they may be added, taken away.
    """

    def __init__(self, thumbnails: dict[str, NDArray[np.uint8]] | None = None) -> None:
        self.thumbnails = {} if thumbnails is None else thumbnails
        self.mesh, self.ghost = MeshItem(), GhostItem()
        self._frusta, self._grid, self._triad = FrustumItem(), GridItem(), TriadItem()
        self._screen, self._multisampled = ScreenItems(), MultisampleBuffer()
        self._photograph, self._lamp = PhotographItem(), LampItem()
        self._pictures = _Pictures()

    def draw(self, stage: Stage, framebuffer: int, samples: int, font: QFont) -> None:
        """Draw a frame.

        Args:
            stage: what to draw.
            framebuffer: where to.
            samples: of a pixel; 0 draws without smoothing.
            font: of labels.
        """
        size, pose = stage.navigation.size, stage.pose()
        if samples:
            self._multisampled.bind(size.width, size.height, samples)
        _start(size)
        self._screen.draw_background(stage.display.colours)
        frusta = stage.frustum_points()
        drawing = _drawing(stage, pose, frusta)
        self._draw_photograph(stage, drawing)
        look = stage.mesh_look(pose)
        self._draw_space(stage, drawing, frusta, look)
        if samples:
            self._multisampled.resolve(framebuffer)
        GL.glDisable(GL.GL_DEPTH_TEST)
        self._draw_outlines(stage, drawing, framebuffer, samples)
        self._draw_screen(stage, drawing, look, self._pictures.of(stage.display.colours, font, size.ratio))
        self._draw_name(stage, pose, frusta, self._pictures.of(stage.display.colours, font, size.ratio))
        GL.glUseProgram(0)
        GL.glBindVertexArray(0)

    def release(self) -> None:
        """Free everything; the context must be current. The next frame makes it again."""
        held = (self.mesh, self.ghost, self._frusta, self._grid, self._triad, self._screen, self._multisampled)
        for item in (*held, self._photograph, self._lamp):
            item.release()

    def _draw_space(self, stage: Stage, drawing: Drawing, frusta: NDArray[np.float64], look: MeshLook) -> None:
        display = stage.display
        GL.glEnable(GL.GL_DEPTH_TEST)
        self.mesh.show(stage.snapshot, stage.frame)
        self._draw_meshes(stage, drawing, look)
        if stage.photograph is None:
            self._grid.draw(drawing, display, stage.frame.scale, stage.ground_local)
        if stage.navigation.view is not None:  # what it sees is not to be covered by what others see
            display = replace(display, thumbnails=False)
        shown = _shown(stage, frusta)
        thumbnails = {view.id: self.thumbnails[view.id] for view in shown.views if view.id in self.thumbnails}
        self._frusta.draw_fronts(drawing, display, shown, thumbnails)
        if display.mode.is_reading:
            GL.glEnable(GL.GL_STENCIL_TEST)
            GL.glStencilFunc(GL.GL_EQUAL, 0, 0xFF)
            GL.glStencilOp(GL.GL_KEEP, GL.GL_KEEP, GL.GL_KEEP)
        self.ghost.draw(drawing, display, stage.light.on(None))
        GL.glDisable(GL.GL_STENCIL_TEST)
        self._frusta.draw_backs(drawing, display, shown)
        lamp, light = stage.lamp_world, stage.light
        if lamp is not None:
            strong = light.is_hovered or light.held is not None
            place = stage.frame.from_world(lamp)
            self._lamp.draw(drawing, display.colours, place, light.shown.strength, strong=strong)

    def _draw_photograph(self, stage: Stage, drawing: Drawing) -> None:
        backdrop, through = stage.photograph, stage.navigation.view
        if backdrop is None or through is None or stage.navigation.flying:
            return
        opacity = min(1.0, 2 - 2 * stage.display.photograph_blend)  # it stays whole until the mesh is half there
        rectangle = stage.navigation.rectangle_of(through)
        self._photograph.draw_photograph(backdrop, rectangle, drawing, opacity)

    def _draw_outlines(self, stage: Stage, drawing: Drawing, framebuffer: int, samples: int) -> None:
        backdrop, through = stage.photograph, stage.navigation.view
        if backdrop is None or through is None or stage.navigation.flying:
            return
        rectangle = stage.navigation.rectangle_of(through)
        self._photograph.draw_outlines(
            backdrop.mask, self.mesh, rectangle, drawing, stage.display, framebuffer, samples
        )

    def _draw_meshes(self, stage: Stage, drawing: Drawing, look: MeshLook) -> None:
        display = stage.display
        if display.mode.is_reading:  # remember where the mesh is, for no tint to change its colours
            GL.glEnable(GL.GL_STENCIL_TEST)
            GL.glStencilFunc(GL.GL_ALWAYS, 1, 0xFF)
            GL.glStencilOp(GL.GL_KEEP, GL.GL_KEEP, GL.GL_REPLACE)
        self.mesh.draw(drawing, display, look)
        GL.glDisable(GL.GL_STENCIL_TEST)
        if stage.snapshot is not None and not display.mode.is_reading:
            self.ghost.draw_hidden(drawing, display)

    def _draw_screen(self, stage: Stage, drawing: Drawing, look: MeshLook, pictures: "_PicturesOf") -> None:
        size, display = drawing.size, stage.display
        through = stage.navigation.view
        if through is not None and not stage.navigation.flying:
            rectangle = stage.navigation.rectangle_of(through)
            self._screen.draw_frame(rectangle, size, display.colours)
            label = pictures.label(through.id)
            self._screen.draw_image("through", label, max(8.0, rectangle.left + 8), max(8.0, rectangle.top + 8), size)
        if display.axes:
            self._triad.draw(drawing, display)
            self._draw_letters(drawing, pictures)
        scale = _scale(stage, look)
        if scale is not None:
            bar = pictures.label(scale) if isinstance(scale, str) else pictures.bar(scale)
            inset = MARGIN_PIXELS * size.ratio
            self._screen.draw_image("bar", bar, size.width - bar.width() - inset, inset, size)

    def _draw_letters(self, drawing: Drawing, pictures: "_PicturesOf") -> None:
        size = drawing.size
        for index, (x, y, _) in enumerate(triad_tips(drawing, 1.28)):
            letter = pictures.letter(index)
            left = (x + 1) / 2 * size.width - letter.width() / 2
            top = (1 - y) / 2 * size.height - letter.height() / 2
            self._screen.draw_image(f"axis {index}", letter, left, top, size)

    def _draw_name(self, stage: Stage, pose: Pose, frusta: NDArray[np.float64], pictures: "_PicturesOf") -> None:
        """The name of the camera under the cursor, above it, or what is known of the lamp."""
        lamp, light = stage.lamp_world, stage.light
        if lamp is not None and (light.is_hovered or light.held is not None):
            self._draw_light(
                pose.project([lamp, stage.frame.center_world]),
                pictures.label(described(light.shown)),
                stage.navigation.size,
            )
            return
        named = stage.held.id if stage.held is not None else stage.hovered_id
        indices = [index for index, view in enumerate(stage.shown_views) if view.id == named]
        if not named or not indices:
            return
        seen = pose.project(frusta[indices[0]])
        if not (seen[:, 2] > 0).all():
            return
        size = stage.navigation.size
        label = pictures.label(_name(stage, stage.shown_views[indices[0]]))
        top = (1 - seen[:, 1].max()) / 2 * size.height - label.height() - LABEL_GAP_PIXELS * size.ratio
        self._draw_label(label, float(seen[:, 0].mean()), top, size)

    def _draw_light(self, seen: NDArray[np.float64], label: QImage, size: ScreenSize) -> None:
        """A label beside the lamp, away from the model; (2, 3), both on screen."""
        (x, y, depth), (_, middle, _) = seen
        if depth > 0:
            gap = (STRONG_PIXELS + LABEL_GAP_PIXELS) * size.ratio
            place = (1 - y) / 2 * size.height
            self._draw_label(label, x, place + gap if y < middle else place - gap - label.height(), size)

    def _draw_label(self, label: QImage, middle: float, top: float, size: ScreenSize) -> None:
        """A label round a place from -1 to 1 across the screen, moved until all of it is seen."""
        left = (middle + 1) / 2 * size.width - label.width() / 2
        left = max(2.0, min(left, size.width - label.width() - 2.0))
        self._screen.draw_image("name", label, left, max(2.0, min(top, size.height - label.height() - 2.0)), size)


class _PicturesOf:
    """Pictures with text in one theme, font and ratio, painted once each."""

    def __init__(self, colours: Theme, font: QFont, ratio: float) -> None:
        self.key = (colours, font, ratio)
        self._labels: dict[str, QImage] = {}
        self._letters = [
            letter_image(letter, colour, font, ratio)
            for letter, colour in zip("XYZ", axis_colours(colours), strict=True)
        ]
        self._bar: tuple[Scale, QImage] | None = None

    def label(self, text: str) -> QImage:
        if text not in self._labels:
            if len(self._labels) >= MOST_LABELS:
                self._labels.clear()
            self._labels[text] = label_image(text, *self.key)
        return self._labels[text]

    def letter(self, axis: int) -> QImage:
        return self._letters[axis]

    def bar(self, scale: Scale) -> QImage:
        if self._bar is None or not self._bar[0].says_the_same(scale):
            self._bar = (scale, colour_bar_image(scale, *self.key))
        return self._bar[1]


class _Pictures:
    def __init__(self) -> None:
        self._current: _PicturesOf | None = None

    def of(self, colours: Theme, font: QFont, ratio: float) -> _PicturesOf:
        if self._current is None or self._current.key != (colours, font, ratio):
            self._current = _PicturesOf(colours, QFont(font), ratio)
        return self._current


def _start(size: ScreenSize) -> None:
    GL.glViewport(0, 0, size.width, size.height)
    GL.glDepthMask(True)
    GL.glDepthFunc(GL.GL_LEQUAL)
    GL.glDisable(GL.GL_CULL_FACE)
    GL.glDisable(GL.GL_SCISSOR_TEST)
    GL.glDisable(GL.GL_STENCIL_TEST)
    GL.glDisable(GL.GL_DEPTH_TEST)
    GL.glEnable(GL.GL_BLEND)
    blend()
    GL.glActiveTexture(GL.GL_TEXTURE0)
    GL.glStencilMask(0xFF)
    GL.glClear(GL.GL_DEPTH_BUFFER_BIT | GL.GL_STENCIL_BUFFER_BIT)


def _drawing(stage: Stage, pose: Pose, frusta: NDArray[np.float64]) -> Drawing:
    planes = stage.depth_range(pose, frusta)
    world_from_local = np.diag([*[stage.frame.scale] * 3, 1.0])
    world_from_local[:3, 3] = stage.frame.center_world
    clip = pose.clip_from_world(planes.near, planes.far) @ world_from_local
    return Drawing(
        clip, stage.frame.from_world(pose.eye_world), pose.rotation, stage.navigation.size, stage.navigation.up
    )


def _shown(stage: Stage, frusta: NDArray[np.float64]) -> ShownFrusta:
    views = stage.shown_views
    held = stage.held.id if stage.held is not None else None
    selected = np.array([view.id in stage.selected_ids for view in views], dtype=bool)
    hovered = np.array([view.id in (stage.hovered_id, held) for view in views], dtype=bool)
    given = stage.frame.from_world(stage.given_frustum_points())
    return ShownFrusta(views, stage.frame.from_world(frusta), selected, hovered, given)


def _scale(stage: Stage, look: MeshLook) -> Scale | str | None:
    """The scale beside the mesh, or a sentence where there is none yet; None in modes without."""
    quantity = stage.display.mode.quantity
    if stage.snapshot is None:
        return None
    if quantity is None:
        return None if look.depths is None else depth_scale(look.depths)
    if look.reading is None:
        return NO_SURFACE if quantity is Quantity.DISTANCE and stage.place is not None else AWAITED[quantity]
    return scale_of(quantity, look.last_value)


def _name(stage: Stage, view: View) -> str:
    return view.id if view.id in stage.cameras.ids else "new camera"
