"""How often a running fit makes pictures of itself, which it waits for. NumPy and torch are not needed."""


class PicturePace:
    """Keeps making pictures to a share of a running fit's time.

    Args:
        interval_seconds: the shortest pause between two.
        largest_share: of the time that pictures may take, in (0, 1).
    """

    def __init__(self, interval_seconds: float, largest_share: float) -> None:
        self._interval_seconds = interval_seconds
        self._largest_share = largest_share
        self._took_before_seconds = 0.0

    def pause_seconds(self, took_seconds: float) -> float:
        """Return how long to wait after pictures that took so long.

        What is made once and kept, as the targets' pictures are once colours are switched on, comes on top of the
        first pictures only. So those of two that took less time tell how long the next will take; by the others the
        fit would show nothing of itself for half a minute.
        """
        usual_seconds = min(took_seconds, self._took_before_seconds)
        self._took_before_seconds = took_seconds
        return max(self._interval_seconds, usual_seconds / self._largest_share)
