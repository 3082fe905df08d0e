"""What can be done now, and otherwise why not."""

from app.ui.action_spec import When
from app.ui.app_state import AppState
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.start_lack import NOTHING_OPEN

NOT_BEGUN = "No step has been done yet."
NO_PHOTOGRAPHS = "No photographs are open."
NO_SURFACE = "Photographs hold no surface to compare the mesh with."
NO_LAMP = "The light of photographs is as it was when they were taken."
NONE_SELECTED = "Select a camera first."
CAMERAS_OF_PHOTOGRAPHS = "The cameras are those of the photographs: another one would have no picture."


def problem_of(when: When, document: Document, controller: FitController) -> str | None:
    """Why actions of that kind cannot be used now, a sentence; None if they can.

    Args:
        when: the kind.
        document: what is edited.
        controller: what runs.
    """
    match when:
        case When.ALWAYS:
            return None
        case When.SUBJECT:
            return None if document.subject is not None else NOTHING_OPEN
        case When.PLACEABLE:
            return placing_problem(document)
        case When.PHOTOGRAPHS:
            return None if document.capture is not None else NO_PHOTOGRAPHS
        case When.SURFACE:
            return NO_SURFACE if document.capture is not None else None
        case When.LAMP:
            return NO_LAMP if document.capture is not None else None
        case When.CAMERAS:
            return None if len(document.cameras) else "There is no camera."
        case When.SELECTED:
            return None if document.selected_ids else NONE_SELECTED
        case When.MOVABLE:
            return placing_problem(document) or (None if document.selected_ids else NONE_SELECTED)
        case When.STARTABLE:
            return None if controller.state in _CAN_PAUSE else controller.start_problem
        case When.AT_REST:
            return "The fit is running." if controller.state.is_busy else controller.start_problem
        case When.MESH:
            return None if controller.snapshot is not None else "There is no mesh yet."
        case When.BEGUN:
            return None if controller.step_count > 0 else NOT_BEGUN
        case When.ADVISABLE:
            return controller.start_problem or (None if controller.step_count > 0 else NOT_BEGUN)


def placing_problem(document: Document) -> str | None:
    """Why cameras can be neither added nor moved, a sentence; None if they can."""
    if document.subject is None:
        return NOTHING_OPEN
    return CAMERAS_OF_PHOTOGRAPHS if document.capture is not None else None


_CAN_PAUSE = (AppState.RUNNING, AppState.STARTING)
