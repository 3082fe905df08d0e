"""What is known about an action and about a gesture."""

from dataclasses import dataclass
from enum import Enum, auto


class When(Enum):
    """When an action can be used."""

    ALWAYS = auto()
    SUBJECT = auto()
    """A model or a capture is open."""
    PLACEABLE = auto()
    """Cameras can be added: a model is open, and not photographs."""
    PHOTOGRAPHS = auto()
    """A capture is open."""
    CAMERAS = auto()
    """There is a camera."""
    SELECTED = auto()
    """A camera is selected."""
    MOVABLE = auto()
    """A camera is selected that can be moved and copied: it is none of a photograph."""
    STARTABLE = auto()
    """The fit can be started, or paused."""
    AT_REST = auto()
    """The fit can be started and is not running."""
    SURFACE = auto()
    """What is open is no photographs, whose surface is not known."""
    LAMP = auto()
    """What is open is no photographs, whose light is as it was."""
    MESH = auto()
    """There is a mesh."""
    BEGUN = auto()
    """The fit has done a step."""
    ADVISABLE = auto()
    """The fit has done a step and could go on."""


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Args:
        id: names it in the program.
        text: in the menu, with the letter to reach it by after an ampersand.
        menu: where it stands.
        tip: what it does, a sentence without its full stop.
        shortcuts: the first is shown beside it.
        icon: a name in resources/icons, or none.
        when: when it can be used.
        checkable: whether it switches something on and off.
        group: actions of one name that is not empty exclude one another.
        begins_section: whether a line stands before it in the menu.
    """

    id: str
    text: str
    menu: str
    tip: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    when: When = When.ALWAYS
    checkable: bool = False
    group: str = ""
    begins_section: bool = False

    @property
    def title(self) -> str:
        """The text without the mark of its letter."""
        return self.text.replace("&", "").removesuffix("...")


@dataclass(frozen=True)
class Gesture:
    """Something done with the mouse in the viewport, and what it does."""

    input: str
    effect: str
