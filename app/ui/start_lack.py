"""What a document lacks for a fit of it to start."""

from app.ui.document import Document

NOTHING_OPEN = "Open a model or photographs first."


def lack(document: Document) -> str | None:
    """What to do first, a sentence; None if a fit can start."""
    if document.subject is None:
        return NOTHING_OPEN
    if not len(document.cameras):
        return "Add a camera first."
    if not document.cameras.enabled:
        return "Enable at least one camera first."
    return None
