"""The command `reconstruct`, as far as it needs no torch: what is wrong with its input is said at once."""

from dataclasses import dataclass
from pathlib import Path

from app.cli.arguments import ReconstructArguments
from app.cli.clock import Clock
from app.cli.exit_status import ExitStatus
from app.cli.failures import UnusableInputError
from app.cli.loading import Seen, loaded, without
from app.engine.captures.capture import Capture
from app.engine.export.result_folder import ResultFolderError, check_result_folder
from app.engine.fitting.start import own_mesh, start_file
from app.engine.meshes.files import read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.mesh_file_error import MeshFileError


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a run works on: what is seen and by which views, and the mesh to start from where it is there already."""

    seen: Seen
    start: Mesh | None


def reconstruct(arguments: ReconstructArguments) -> ExitStatus:
    """Reconstruct a model or a capture and write the results.

    Args:
        arguments: what to do.

    Returns:
        The exit status; what there is has been written.

    Raises:
        UnusableInputError: a file, a folder or the device cannot be used.
        RunFailedError: a step could not be done; what there was before it has been written.
        OSError: the results cannot be written.
        KeyboardInterrupt: there was nothing to write yet, or the writing was interrupted.
    """
    clock = Clock()
    start = start_file(arguments.fit)
    try:
        check_result_folder(arguments.folder, _files_read(arguments.subject.path, start), arguments.fit.colour)
        seen = without(loaded(arguments.subject), arguments.left_out)
        if not seen.cameras.enabled:
            raise UnusableInputError(f"{arguments.subject.path}: no view can be fitted, all are switched off")
        inputs = Inputs(seen, _start(arguments, seen, start))
    except (MeshFileError, ResultFolderError) as error:
        raise UnusableInputError(str(error)) from error
    load_seconds = clock.lap()
    from app.cli.run import run  # takes seconds: it imports torch

    return run(arguments, inputs, load_seconds, clock)


def _start(arguments: ReconstructArguments, seen: Seen, file: Path | None) -> Mesh | None:
    if arguments.fit.start != "model":
        return None if file is None else read_mesh(file)
    try:
        return own_mesh(None if isinstance(seen.subject, Capture) else seen.subject.mesh)
    except ValueError as error:
        raise UnusableInputError(f"{arguments.subject.path}: {error}") from error


def _files_read(subject: Path, start: Path | None) -> list[Path]:
    return [subject] if start is None else [subject, start]
