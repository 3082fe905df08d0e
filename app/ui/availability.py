"""What can be done now, and otherwise why not."""

from app.ui.action_spec import When
from app.ui.app_state import AppState
from app.ui.document import Document
from app.ui.fit_controller import FitController

NOT_BEGUN = "No step has been done yet."


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
        case When.MODEL:
            return None if document.model is not None else "Open a model first."
        case When.CAMERAS:
            return None if len(document.cameras) else "There is no camera."
        case When.SELECTED:
            return None if document.selected_ids else "Select a camera first."
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


_CAN_PAUSE = (AppState.RUNNING, AppState.STARTING)
