"""The command `export-capture`."""

from app.cli.arguments import ExportCaptureArguments
from app.cli.exit_status import ExitStatus
from app.cli.failures import UnusableInputError
from app.cli.loading import loaded
from app.cli.messages import say
from app.engine.captures.capture import Capture
from app.engine.export.result_folder import ResultFolderError, check_result_folder
from app.engine.export.seen_pictures import seen_pictures
from app.engine.export.transforms_json import write_transforms

TRANSFORMS = "transforms.json"


def export_capture(arguments: ExportCaptureArguments) -> ExitStatus:
    """Write what views see as `transforms.json` and RGBA pictures.

    Args:
        arguments: what to do.

    Returns:
        The exit status.

    Raises:
        UnusableInputError: a file or a folder cannot be used.
        OSError: something cannot be written.
    """
    try:
        check_result_folder(arguments.folder, [arguments.subject.path])
    except ResultFolderError as error:
        raise UnusableInputError(str(error)) from error
    seen = loaded(arguments.subject)
    if not seen.cameras:
        raise UnusableInputError(f"{arguments.subject.path}: there is no camera to export")
    if arguments.look is not None and isinstance(seen.subject, Capture):
        raise UnusableInputError(f"{arguments.subject.path}: is of photographs, which bring their own light")
    path = arguments.folder / TRANSFORMS
    if path.exists() and arguments.subject.path.exists() and path.samefile(arguments.subject.path):
        raise UnusableInputError(f"{path}: is read by this run, choose another folder")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    views = seen.cameras.views
    notes = write_transforms(path, views, seen_pictures(seen.subject, views, arguments.look or seen.look))
    for note in notes:
        say(f"warning: {note}")
    print(f"{len(seen.cameras)} views in {path}")
    return ExitStatus.DONE
