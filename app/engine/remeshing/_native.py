"""Finds the compiled kernels."""

try:
    import app.engine.remeshing._kernels as kernels
except ImportError as error:  # a source tree that was never built
    raise ImportError(
        f"remeshing: the compiled kernels are missing; build them with `pip install .` in the source tree ({error})"
    ) from error

__all__ = ["kernels"]
