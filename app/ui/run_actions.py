"""What the menus Run and Help offer."""

from app.ui.action_spec import ActionSpec, When

RUN_ACTIONS = (
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
        When.SUBJECT,
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
    ActionSpec("about", "&About Photosculpture", "&Help", "Versions and device", (), "info", begins_section=True),
)
