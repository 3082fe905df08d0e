"""Where to compute."""

import torch


def torch_device(name: str) -> torch.device:
    """Return the device that a setting names.

    Args:
        name: one of the choices of `FitSettings.device`.

    Raises:
        ValueError: a GPU is asked for and torch sees none.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name == "cuda" and not torch.cuda.is_available():
        raise ValueError("device: cuda was asked for, but torch finds no GPU that it can use; choose cpu or auto")
    return torch.device(name)


def device_in_words(device: torch.device) -> str:
    """Say which device it is, such as "cpu (2 threads)"."""
    if device.type == "cuda":
        return f"cuda ({torch.cuda.get_device_name(device)})"
    return f"{device.type} ({torch.get_num_threads()} threads)"
