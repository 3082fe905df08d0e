"""The targets of what is sculpted, and the frame to fit it in. Importing this module imports torch."""

from collections.abc import Callable, Sequence

import torch

from app.engine.cameras.view import View
from app.engine.captures.capture import Capture
from app.engine.captures.subject import Subject
from app.engine.carving.object_frame import object_frame
from app.engine.meshes.frame import Frame
from app.engine.targets.photographed import PhotographedTargets
from app.engine.targets.rendered import RenderedTargets

SubjectTargets = RenderedTargets | PhotographedTargets


def subject_targets(
    subject: Subject, device: torch.device, is_given_up: Callable[[], bool] = lambda: False
) -> SubjectTargets:
    """Return where the targets of a subject's views come from.

    Args:
        subject: a model, which is rendered, or a capture, whose views carry masks.
        device: where the targets live.
        is_given_up: asked before each target is made.
    """
    if isinstance(subject, Capture):
        return PhotographedTargets(device, is_given_up)
    return RenderedTargets(subject.mesh, subject.frame, device, is_given_up)


def subject_frame(subject: Subject, views: Sequence[View], source: SubjectTargets) -> Frame:
    """Return where a subject is: that of a model is known, that of a capture is found by its masks.

    Args:
        subject: a model or a capture.
        views: all of them.
        source: of the subject.

    Raises:
        ValueError: a mask is not of its view's size.
    """
    if not isinstance(subject, Capture):
        return subject.frame
    return object_frame(views, source.targets(views), subject.frame, source.device)
