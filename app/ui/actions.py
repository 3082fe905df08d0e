"""Everything that can be done by menu, toolbar or key, in one table.

Menus, toolbar, tooltips, the sheet of shortcuts and the table in the README are made from it.
"""

from app.ui.action_spec import ActionSpec, Gesture
from app.ui.camera_actions import CAMERA_ACTIONS
from app.ui.file_actions import FILE_ACTIONS
from app.ui.run_actions import RUN_ACTIONS
from app.ui.view_actions import VIEW_ACTIONS

MENUS = ("&File", "&Edit", "&View", "&Cameras", "&Run", "&Help")

ACTIONS = (*FILE_ACTIONS, *VIEW_ACTIONS, *CAMERA_ACTIONS, *RUN_ACTIONS)

GESTURES = (
    Gesture("Drag", "orbit"),
    Gesture("Shift + drag, or middle drag", "pan: the point under the cursor stays there"),
    Gesture("Wheel", "move towards what is under the cursor"),
    Gesture("Double-click the mesh", "set the centre of the orbit"),
    Gesture("Click a camera", "select it; with Ctrl or Shift, too"),
    Gesture("Drag a camera", "slide it on its sphere around the target"),
    Gesture("Shift + drag a camera", "change its distance"),
    Gesture("Alt + drag a camera", "copy it and place the copy"),
    Gesture("Double-click a camera", "look through it; Esc leaves"),
    Gesture("Drag the lamp", "move the light round the model; Esc puts it back"),
    Gesture("Wheel over the lamp, or Shift + drag it", "make the light stronger or weaker"),
    Gesture("Wheel over the photograph looked through", "zoom into it; Shift + drag or middle drag moves it"),
    Gesture("Drag the camera button into the viewport", "place a new camera where it is dropped"),
)


def action(action_id: str) -> ActionSpec:
    """The action of that id.

    Raises:
        KeyError: there is none.
    """
    return _BY_ID[action_id]


_BY_ID = {spec.id: spec for spec in ACTIONS}
