"""The command `reconstruct`, as far as it needs no torch: what is wrong with its input is said at once."""

import warnings
from dataclasses import dataclass
from pathlib import Path

from app.cli.arguments import ReconstructArguments
from app.cli.clock import Clock
from app.cli.exit_status import ExitStatus
from app.cli.failures import UnusableInputError
from app.cli.messages import say
from app.engine.export.result_folder import ResultFolderError, check_result_folder
from app.engine.fitting.start import start_file, start_mesh
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.mesh_file_error import MeshFileError


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a run works on: the model, the mesh to start from, both in the world, and the frame to work in."""

    model: Mesh
    start: Mesh
    frame: Frame


def reconstruct(arguments: ReconstructArguments) -> ExitStatus:
    """Reconstruct a model and write the results.

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
    try:
        check_result_folder(arguments.folder, _files_read(arguments))
        inputs = _loaded(arguments)
    except (MeshFileError, ResultFolderError) as error:
        raise UnusableInputError(str(error)) from error
    load_seconds = clock.lap()
    from app.cli.run import run  # takes seconds: it imports torch

    return run(arguments, inputs, load_seconds, clock)


def _files_read(arguments: ReconstructArguments) -> list[Path]:
    start = start_file(arguments.fit)
    return [arguments.model] if start is None else [arguments.model, start]


def _loaded(arguments: ReconstructArguments) -> Inputs:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = read_mesh(arguments.model)
        frame = Frame.around(model)
        start = start_mesh(arguments.fit, frame)
    for warning in caught:
        say(f"warning: {warning.message}")
    return Inputs(model, start, frame)
