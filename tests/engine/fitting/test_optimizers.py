"""The optimisers, against their definitions."""

import pytest
import torch

from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.optimizers import Optimizer, make_optimizer

CPU = torch.device("cpu")


def fresh(name: str) -> Optimizer:
    return make_optimizer(name, OptimizerState(), CPU)


def test_uniform_adam_follows_its_definition() -> None:
    generator = torch.Generator().manual_seed(1)
    parameter = torch.randn(5, 3, generator=generator)
    expected, mean, square = parameter.clone(), torch.zeros(5, 3), torch.zeros(5, 3)
    optimizer = fresh("uniform_adam")
    for count in range(1, 6):
        gradient = torch.randn(5, 3, generator=generator)
        rate = 0.1 / count
        optimizer.step(parameter, gradient, rate)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        step = (mean / (1 - 0.9**count)) / (square / (1 - 0.99**count)).max().sqrt()
        expected = expected - rate * step
        torch.testing.assert_close(parameter, expected)


def test_the_first_uniform_step_is_along_the_gradient_and_as_long_as_the_rate() -> None:
    parameter = torch.zeros(2, 3)
    fresh("uniform_adam").step(parameter, torch.tensor([[4.0, 0, 0], [0, -2.0, 0]]), 0.1)
    torch.testing.assert_close(parameter, torch.tensor([[-0.1, 0, 0], [0, 0.05, 0]]))


def test_adam_follows_torch() -> None:
    generator = torch.Generator().manual_seed(2)
    parameter = torch.randn(4, 3, generator=generator)
    twin = parameter.clone().requires_grad_()
    textbook = torch.optim.Adam([twin], lr=0.01)
    optimizer = fresh("adam")
    for _ in range(4):
        gradient = torch.randn(4, 3, generator=generator)
        optimizer.step(parameter, gradient, 0.01)
        twin.grad = gradient
        textbook.step()
    torch.testing.assert_close(parameter, twin.detach(), rtol=0, atol=0)


@pytest.mark.parametrize("name", ["uniform_adam", "adam"])
def test_no_gradient_from_the_start_means_no_motion(name: str) -> None:
    parameter = torch.ones(3, 3)
    fresh(name).step(parameter, torch.zeros(3, 3), 0.1)
    assert torch.equal(parameter, torch.ones(3, 3))


@pytest.mark.parametrize("name", ["uniform_adam", "adam"])
def test_a_saved_state_goes_on_exactly_where_it_was(name: str) -> None:
    gradients = torch.randn(6, 4, 3, generator=torch.Generator().manual_seed(3))
    parameter, optimizer = torch.zeros(4, 3), fresh(name)
    for gradient in gradients[:3]:
        optimizer.step(parameter, gradient, 0.1)
    other, restored = parameter.clone(), make_optimizer(name, optimizer.state(), CPU)
    for gradient in gradients[3:]:
        optimizer.step(parameter, gradient, 0.05)
        restored.step(other, gradient, 0.05)
    assert torch.equal(parameter, other)
