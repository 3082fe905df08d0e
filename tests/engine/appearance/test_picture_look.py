"""How pictures are taken: choices and backgrounds."""

import numpy as np
import pytest

from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.srgb import srgb_from_linear


@pytest.mark.parametrize(("backdrop", "srgb"), [("black", 0.0), ("grey", 0.5), ("white", 1.0)])
def test_backgrounds_in_a_picture(backdrop: str, srgb: float) -> None:
    np.testing.assert_allclose(srgb_from_linear(PictureLook(backdrop=backdrop).background_linear), srgb, atol=1e-6)


def test_equal_looks_are_one_key() -> None:
    assert hash(PictureLook()) == hash(PictureLook()) and PictureLook() == PictureLook()


@pytest.mark.parametrize("values", [{"normals": "edges"}, {"backdrop": "pink"}])
def test_what_is_wrong_is_named(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must be one of"):
        PictureLook(**values)  # type: ignore[arg-type]
