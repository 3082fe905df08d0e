"""What a command works on, read from its files; what is wrong with them is said at once, without torch."""

import dataclasses
import warnings
from dataclasses import dataclass

from app.cli.arguments import SubjectArguments
from app.cli.failures import UnusableInputError
from app.cli.messages import say
from app.engine.appearance.picture_look import PictureLook
from app.engine.cameras.axis_flips import AS_GIVEN, AxisFlip, flipped
from app.engine.cameras.camera_set import CameraSet
from app.engine.captures.arrangement import arrangement, rough_frame
from app.engine.captures.capture import Capture
from app.engine.captures.capture_file_error import CaptureFileError, TurntableNeededError
from app.engine.captures.reading import read_capture
from app.engine.captures.subject import Subject
from app.engine.fitting.target_look import picture_look
from app.engine.meshes.mesh_file_error import MeshFileError
from app.engine.meshes.model import read_model
from app.engine.project.files import read_project
from app.engine.project.project import SUFFIX, ProjectFileError


@dataclass(frozen=True, eq=False)
class Seen:
    """What is sculpted or shown, its views, and how those are lit: None where only outlines of a model count."""

    subject: Subject
    cameras: CameraSet
    look: PictureLook | None = None


def loaded(arguments: SubjectArguments) -> Seen:
    """Read a model, a capture or a project; warnings go to stderr.

    Raises:
        UnusableInputError: it cannot be used.
    """
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            seen, told = _read(arguments)
    except TurntableNeededError as error:
        raise UnusableInputError(f"{error} (--turntable-step, --turntable-elevation, --fov-y)") from error
    except (MeshFileError, CaptureFileError, ProjectFileError) as error:
        raise UnusableInputError(str(error)) from error
    for sentence in (*(str(warning.message) for warning in caught), *told):
        say(f"warning: {sentence}")
    return seen


def without(seen: Seen, left_out: tuple[str, ...]) -> Seen:
    """The same with some views switched off.

    Raises:
        UnusableInputError: there is no view of that name, or it has no mask to be scored by.
    """
    unknown = [view_id for view_id in left_out if view_id not in seen.cameras.ids]
    if unknown:
        raise UnusableInputError(
            f"--leave-out {unknown[0]}: there is no such photograph, there are {', '.join(seen.cameras.ids)}"
        )
    for view_id in left_out:
        if seen.cameras[view_id].mask is None:
            raise UnusableInputError(f"--leave-out {view_id}: there is no mask for it to be scored by")
    views = [dataclasses.replace(view, enabled=view.enabled and view.id not in left_out) for view in seen.cameras]
    return dataclasses.replace(seen, cameras=CameraSet(tuple(views)))


def _flipped(capture: Capture, cameras: CameraSet, flip: AxisFlip) -> Seen:
    views = flipped(cameras.views, flip)
    capture = dataclasses.replace(capture, frame=rough_frame(views), up_world=arrangement(views).up_world)
    return Seen(capture, CameraSet(views))


def _read(arguments: SubjectArguments) -> tuple[Seen, tuple[str, ...]]:
    if arguments.is_capture:
        opened = read_capture(arguments.path, arguments.capture)
        if arguments.flip == AS_GIVEN:
            return Seen(opened.capture, opened.cameras), opened.warnings
        return _flipped(opened.capture, opened.cameras, arguments.flip), opened.warnings
    if arguments.path.suffix.lower() == SUFFIX:
        project = read_project(arguments.path)
        look = None if project.settings.colour == "off" else picture_look(project.settings)
        return Seen(project.subject, project.cameras, look), project.warnings
    model = read_model(arguments.path)
    return Seen(model, arguments.rig.around(model.mesh)), ()
