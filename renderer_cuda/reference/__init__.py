# SPDX-License-Identifier: MIT
"""The stages in slow, plain PyTorch: the specification that the kernels are tested against."""
