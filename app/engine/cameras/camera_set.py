"""An ordered set of views that is never changed, only replaced by another."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.engine.cameras.view import View


@dataclass(frozen=True)
class CameraSet:
    """Views in order, each with its own id.

    Args:
        views: the views.

    Raises:
        ValueError: two views have one id.
    """

    views: tuple[View, ...] = ()

    def __post_init__(self) -> None:
        for view_id, count in Counter(self.ids).items():
            if count > 1:
                raise ValueError(f"CameraSet: ids must be unique, got {view_id!r} {count} times")

    def __len__(self) -> int:
        return len(self.views)

    def __iter__(self) -> Iterator[View]:
        return iter(self.views)

    def __getitem__(self, view_id: str) -> View:
        return self.views[self._index(view_id)]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in order."""
        return tuple(view.id for view in self.views)

    @property
    def enabled(self) -> tuple[View, ...]:
        """The views that take part in a fit, in order."""
        return tuple(view for view in self.views if view.enabled)

    def with_added(self, *views: View) -> "CameraSet":
        """The set with views added at its end."""
        return CameraSet(self.views + views)

    def with_replaced(self, view_id: str, view: View) -> "CameraSet":
        """The set with another view in the place of `view_id`.

        Raises:
            KeyError: no view has that id.
        """
        index = self._index(view_id)
        return CameraSet((*self.views[:index], view, *self.views[index + 1 :]))

    def without(self, *view_ids: str) -> "CameraSet":
        """The set without the views of these ids.

        Raises:
            KeyError: no view has one of the ids.
        """
        removed = {self._index(view_id) for view_id in view_ids}
        return CameraSet(tuple(view for index, view in enumerate(self.views) if index not in removed))

    def with_enabled(self, view_id: str, enabled: bool) -> "CameraSet":
        """The set with one view taking part or not.

        Raises:
            KeyError: no view has that id.
        """
        return self.with_replaced(view_id, replace(self[view_id], enabled=enabled))

    def _index(self, view_id: str) -> int:
        try:
            return self.ids.index(view_id)
        except ValueError:
            raise KeyError(f"CameraSet: no view has the id {view_id!r}, there are {', '.join(self.ids)}") from None
