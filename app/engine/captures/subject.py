"""What is sculpted: a model that is rendered, or photographs."""

from app.engine.captures.capture import Capture
from app.engine.meshes.model import Model

Subject = Model | Capture
"""Both have a name, the path they were read from, and a frame about where the object is."""
