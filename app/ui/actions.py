"""Everything that can be done by menu, toolbar or key, in one table.

Menus, toolbar, tooltips, the sheet of shortcuts and the table in the README are made from it.
"""

from app.ui.action_spec import ActionSpec, Gesture, When

MENUS = ("&File", "&Edit", "&View", "&Cameras", "&Run", "&Help")

ACTIONS = (
    ActionSpec(
        "open", "&Open...", "&File", "Open a model (.glb .gltf .obj .ply .stl) or a project", ("Ctrl+O",), "open"
    ),
    ActionSpec(
        "save",
        "&Save project",
        "&File",
        "Save everything: model, cameras, settings, mesh and history",
        ("Ctrl+S",),
        "save",
        When.MODEL,
        begins_section=True,
    ),
    ActionSpec(
        "save_as",
        "Save project &as...",
        "&File",
        "Save the project under another name",
        ("Ctrl+Shift+S",),
        "save-as",
        When.MODEL,
    ),
    ActionSpec(
        "export_mesh",
        "Export &mesh...",
        "&File",
        "Write the mesh as .glb, .obj, .ply or .stl, where the model is in the world",
        ("Ctrl+E",),
        "export",
        When.MESH,
        begins_section=True,
    ),
    ActionSpec(
        "export_turntable",
        "Export &turntable...",
        "&File",
        "Write the mesh turning round as a GIF or MP4",
        (),
        "film",
        When.MESH,
    ),
    ActionSpec(
        "export_history",
        "Export &history...",
        "&File",
        "Write how the mesh came to be as a GIF or MP4",
        (),
        "history",
        When.MESH,
    ),
    ActionSpec(
        "export_losses",
        "Export &loss data...",
        "&File",
        "Write every step's numbers as a table (.csv)",
        (),
        "table",
        When.BEGUN,
    ),
    ActionSpec(
        "export_cameras",
        "Export &cameras...",
        "&File",
        "Write the cameras as glTF or transforms.json",
        (),
        "camera",
        When.CAMERAS,
    ),
    ActionSpec(
        "screenshot",
        "Save s&creenshot...",
        "&File",
        "Write what the viewport shows as a picture",
        ("F12",),
        "image",
        When.MODEL,
    ),
    ActionSpec("quit", "&Quit", "&File", "Leave the program", ("Ctrl+Q",), "quit", begins_section=True),
    ActionSpec("undo", "&Undo", "&Edit", "Take back the last edit of cameras or settings", ("Ctrl+Z",), "undo"),
    ActionSpec("redo", "&Redo", "&Edit", "Do again what was taken back", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    ActionSpec(
        "select_all",
        "Select &all cameras",
        "&Edit",
        "Select every camera",
        ("Ctrl+A",),
        "",
        When.CAMERAS,
        begins_section=True,
    ),
    ActionSpec(
        "preferences",
        "&Preferences...",
        "&Edit",
        "Theme, memory for the history, autosave",
        ("Ctrl+,",),
        "preferences",
        begins_section=True,
    ),
    ActionSpec(
        "shaded",
        "&Shaded",
        "&View",
        "Show the surface as clay under a light",
        ("1",),
        "shaded",
        checkable=True,
        group="mode",
    ),
    ActionSpec(
        "wireframe",
        "&Wireframe",
        "&View",
        "Show the triangles' edges on the surface",
        ("2",),
        "wireframe",
        checkable=True,
        group="mode",
    ),
    ActionSpec(
        "normals",
        "&Normals",
        "&View",
        "Show the surface's directions as colours",
        ("3",),
        "normals",
        checkable=True,
        group="mode",
    ),
    ActionSpec(
        "distance",
        "&Distance to the target",
        "&View",
        "Show how far each point is from the model's surface",
        ("4",),
        "distance",
        checkable=True,
        group="mode",
    ),
    ActionSpec(
        "smooth",
        "S&mooth shading",
        "&View",
        "Shade smoothly across edges; off shows each triangle",
        ("Shift+F",),
        "",
        checkable=True,
        begins_section=True,
    ),
    ActionSpec(
        "ghost", "&Ghost of the target", "&View", "Show the model through the mesh", ("G",), "ghost", checkable=True
    ),
    ActionSpec("frusta", "&Cameras", "&View", "Show the cameras in the viewport", ("C",), "camera", checkable=True),
    ActionSpec(
        "thumbnails",
        "Target &images",
        "&View",
        "Show each camera's target on its image plane",
        ("T",),
        "image",
        checkable=True,
    ),
    ActionSpec("grid", "G&rid", "&View", "Show the ground", ("Alt+G",), "grid", checkable=True),
    ActionSpec("axes", "&Axes", "&View", "Show where x, y and z point", ("Alt+A",), "axes", checkable=True),
    ActionSpec(
        "frame_all", "Frame a&ll", "&View", "Show the mesh and all cameras", ("Home",), "frame-all", begins_section=True
    ),
    ActionSpec(
        "frame_selection",
        "&Frame selection",
        "&View",
        "Show the selected cameras, or the mesh if none is",
        ("F",),
        "frame-selection",
    ),
    ActionSpec(
        "cycle_overlay",
        "Cycle &overlay",
        "&View",
        "Target, rendered, difference or blend in the selected view",
        ("O",),
        "xor",
        When.CAMERAS,
    ),
    ActionSpec(
        "reset_layout",
        "Reset la&yout",
        "&View",
        "Put all panels back where they were at first",
        (),
        "",
        begins_section=True,
    ),
    ActionSpec(
        "add_rig",
        "Add &rig...",
        "&Cameras",
        "Place many cameras at once: on a sphere, a ring or a hemisphere",
        ("Ctrl+R",),
        "rig-sphere",
        When.MODEL,
    ),
    ActionSpec(
        "add_here",
        "Add camera &here",
        "&Cameras",
        "Add a camera at the present viewpoint",
        ("Shift+A",),
        "camera-here",
        When.MODEL,
    ),
    ActionSpec(
        "move_here",
        "&Move camera here",
        "&Cameras",
        "Move the selected camera to the present viewpoint",
        ("Ctrl+Alt+0",),
        "",
        When.SELECTED,
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
        "duplicate", "&Duplicate", "&Cameras", "Copy the selected cameras", ("Ctrl+D",), "duplicate", When.SELECTED
    ),
    ActionSpec(
        "delete",
        "De&lete",
        "&Cameras",
        "Remove the selected cameras; undo brings them back",
        ("Delete",),
        "delete",
        When.SELECTED,
    ),
    ActionSpec(
        "start_pause",
        "&Start / pause",
        "&Run",
        "Start sculpting, or rest after the present step",
        ("Space",),
        "start",
        When.STARTABLE,
    ),
    ActionSpec("step", "S&tep", "&Run", "Do one step", ("S",), "step", When.AT_REST),
    ActionSpec(
        "reset",
        "&Reset",
        "&Run",
        "Begin again with the settings as they are; undo brings the fit back",
        ("Shift+R",),
        "reset",
        When.MODEL,
    ),
    ActionSpec(
        "run_more",
        "Run &more steps...",
        "&Run",
        "Do a number of steps that you choose",
        ("Ctrl+Return",),
        "plus",
        When.AT_REST,
        begins_section=True,
    ),
    ActionSpec(
        "continue_here",
        "&Continue from here",
        "&Run",
        "Go on from the moment that the history shows",
        ("Shift+C",),
        "continue",
        When.BEGUN,
    ),
    ActionSpec(
        "play_history", "&Play the history", "&Run", "Show how the mesh came to be", ("P",), "history-play", When.BEGUN
    ),
    ActionSpec("shortcuts", "&Shortcuts", "&Help", "All keys and mouse gestures", ("F1", "?"), "keyboard"),
    ActionSpec("hint", "&First steps", "&Help", "Show the first-run hint again", (), "help"),
    ActionSpec("open_bundled", "Open the &kettle", "&Help", "Open the model that comes with the program", (), "mesh"),
    ActionSpec("about", "&About Photosculpture", "&Help", "Versions and device", (), "info", begins_section=True),
)

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
    Gesture("Drag the camera button into the viewport", "place a new camera where it is dropped"),
)


def action(action_id: str) -> ActionSpec:
    """The action of that id.

    Raises:
        KeyError: there is none.
    """
    return _BY_ID[action_id]


_BY_ID = {spec.id: spec for spec in ACTIONS}
