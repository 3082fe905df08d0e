"""What the menu Cameras offers."""

from app.ui.action_spec import ActionSpec, When

CAMERA_ACTIONS = (
    ActionSpec(
        "add_rig",
        "Add &rig...",
        "&Cameras",
        "Place many cameras at once: on a sphere, a ring or a hemisphere",
        ("Ctrl+R",),
        "rig-sphere",
        When.PLACEABLE,
    ),
    ActionSpec(
        "add_here",
        "Add camera &here",
        "&Cameras",
        "Add a camera at the present viewpoint",
        ("Shift+A",),
        "camera-here",
        When.PLACEABLE,
    ),
    ActionSpec(
        "suggest_view",
        "Add next &best view",
        "&Cameras",
        "Add the camera that would tell most of what the present ones leave open; of photographs it is only told",
        ("Shift+N",),
        "camera-advice",
        When.ADVISABLE,
    ),
    ActionSpec(
        "move_here",
        "&Move camera here",
        "&Cameras",
        "Move the selected camera to the present viewpoint",
        ("Ctrl+Alt+0",),
        "",
        When.MOVABLE,
    ),
    ActionSpec(
        "look_through",
        "&Look through",
        "&Cameras",
        "See exactly what the selected camera sees; once more to leave",
        ("0",),
        "look-through",
        When.CAMERAS,
        begins_section=True,
    ),
    ActionSpec("leave", "Leave the &camera", "&Cameras", "Stop looking through a camera", ("Esc",)),
    ActionSpec(
        "previous_view", "&Previous view", "&Cameras", "Select the view before", ("[",), "chevron-left", When.CAMERAS
    ),
    ActionSpec("next_view", "&Next view", "&Cameras", "Select the view after", ("]",), "chevron-right", When.CAMERAS),
    ActionSpec(
        "toggle",
        "&Enable / disable",
        "&Cameras",
        "Let the selected cameras take part in the fit, or not",
        ("E",),
        "eye",
        When.SELECTED,
        begins_section=True,
    ),
    ActionSpec(
        "check_cameras",
        "Check camera&s...",
        "&Cameras",
        "See whether the photographs' cameras and masks belong together, and turn their axes over if they do not",
        (),
        "camera-check",
        When.PHOTOGRAPHS,
    ),
    ActionSpec(
        "edit_mask", "Edit mas&k", "&Cameras", "Say where the object is in a picture", ("M",), "mask", When.PHOTOGRAPHS
    ),
    ActionSpec(
        "duplicate", "&Duplicate", "&Cameras", "Copy the selected cameras", ("Ctrl+D",), "duplicate", When.MOVABLE
    ),
    ActionSpec(
        "delete",
        "Dele&te",
        "&Cameras",
        "Remove the selected cameras; undo brings them back",
        ("Delete",),
        "delete",
        When.SELECTED,
    ),
)
