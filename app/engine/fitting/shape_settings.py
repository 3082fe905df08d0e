"""The settings of a fit that outlines alone need. Importing this module does not import torch."""

from dataclasses import dataclass

from app.engine.setting_fields import setting
from app.engine.targets.limits import LARGEST_SOFTNESS_PIXELS


@dataclass(frozen=True)
class ShapeSettings:
    """How a mesh is fitted to silhouettes; a part of `FitSettings`."""

    steps: int = setting(
        600,
        label="Steps",
        group="Plan",
        logarithmic=True,
        help="number of optimisation steps that the schedules are planned for",
        unit="steps",
        minimum=1,
        maximum=10_000_000,
    )
    learning_rate: float = setting(
        4e-2,
        label="Learning rate",
        group="Plan",
        logarithmic=True,
        help="size of a step; half the object's longest extent is 0.9 in this unit",
        minimum=1e-6,
        maximum=1.0,
    )
    learning_rate_end_ratio: float = setting(
        0.1,
        label="Final share of it",
        group="Plan",
        logarithmic=True,
        help="the learning rate at the end of the plan, as a share of the learning rate",
        minimum=1e-4,
        maximum=1.0,
    )
    softness_start_pixels: float = setting(
        12.0,
        label="Softness at first",
        group="Softness",
        logarithmic=True,
        help="softness of the outlines at the start: larger pulls from farther away",
        unit="px",
        minimum=0.1,
        maximum=LARGEST_SOFTNESS_PIXELS,
    )
    softness_end_pixels: float = setting(
        0.6,
        label="Softness at last",
        group="Softness",
        logarithmic=True,
        help="softness of the outlines at the end: smaller shows finer detail",
        unit="px",
        minimum=0.1,
        maximum=LARGEST_SOFTNESS_PIXELS,
    )
    refine_from: float = setting(
        0.7,
        label="Refine from",
        group="Plan",
        help="share of the plan after which the softness rests and the learning rate falls",
        minimum=0.0,
        maximum=1.0,
    )
    optimizer: str = setting(
        "uniform_adam",
        label="Optimiser",
        group="Optimiser",
        help="uniform_adam moves all vertices with one common step size, adam each coordinate with its own",
        choices=("uniform_adam", "adam"),
    )
    parametrization: str = setting(
        "large_steps",
        label="Unknowns",
        group="Optimiser",
        help="large_steps moves the surface smoothly (Nicolet et al. 2021), vertices moves each vertex alone",
        choices=("large_steps", "vertices"),
    )
    smoothness: float = setting(
        1.0,
        label="Smoothness",
        group="Optimiser",
        logarithmic=True,
        help="how far large_steps spreads a vertex's motion over its neighbours (lambda): the shorter the edges, the "
        "finer",
        minimum=0.0,
        maximum=10_000.0,
    )
    remeshing: str = setting(
        "on",
        label="Remesh",
        group="Mesh",
        help="on covers the surface with new triangles as it changes, ever finer, and undoes crossings; off keeps the "
        "triangles of the start",
        choices=("on", "off"),
    )
    edge_length_start_pixels: float = setting(
        12.0,
        label="Edges at first",
        group="Mesh",
        logarithmic=True,
        help="length of the edges while the outlines are as soft as at the start",
        unit="px",
        minimum=0.5,
        maximum=200.0,
    )
    edge_length_end_pixels: float = setting(
        3.0,
        label="Edges at last",
        group="Mesh",
        logarithmic=True,
        help="length of the edges when the outlines are sharp; shorter where the object is thin or curved",
        unit="px",
        minimum=0.5,
        maximum=200.0,
    )
    topology: str = setting(
        "free",
        label="Holes",
        group="Mesh",
        help="free opens holes and joins parts where the outlines ask for it, fixed keeps those of the start",
        choices=("free", "fixed"),
    )
    mirror: str = setting(
        "none",
        label="Mirror plane",
        group="Mesh",
        help="the object is its own mirror image through its middle, along this axis; none if it is not",
        choices=("none", "x", "y", "z"),
    )
    refine_cameras: str = setting(
        "off",
        label="Refine",
        group="Cameras",
        help="poses moves cameras that are a little off to where the outlines agree, poses_and_lenses changes their "
        "focal lengths as well; off leaves each where it is",
        choices=("off", "poses", "poses_and_lenses"),
    )
    silhouette_loss: str = setting(
        "l2",
        label="Compare by",
        group="Losses",
        help="how the difference of two silhouettes is measured",
        choices=("l2", "l1", "iou"),
    )
    silhouette_weight: float = setting(
        1.0,
        label="Silhouette",
        group="Losses",
        logarithmic=True,
        help="weight of the difference between rendered and target silhouettes",
        minimum=0.0,
        maximum=1e6,
    )
    laplacian_weight: float = setting(
        0.0,
        label="Laplacian",
        group="Losses",
        logarithmic=True,
        help="weight of the uniform Laplacian, which evens out bumps",
        minimum=0.0,
        maximum=1e6,
    )
    normal_weight: float = setting(
        1e-6,
        label="Normals",
        group="Losses",
        logarithmic=True,
        help="weight of the angle between neighbouring faces, which flattens; larger by the square of the softness "
        "while that is above its last",
        minimum=0.0,
        maximum=1e6,
    )
    edge_weight: float = setting(
        0.0,
        label="Edge lengths",
        group="Losses",
        logarithmic=True,
        help="weight of the squared edge lengths, which draws the surface together",
        minimum=0.0,
        maximum=1e6,
    )
    fairness_weight: float = setting(
        0.0,
        label="Fairness",
        group="Losses",
        logarithmic=True,
        help="weight of the Laplacian where no outline touches the surface, which rounds what the views leave open",
        minimum=0.0,
        maximum=1e6,
    )
    start: str = setting(
        "best",
        label="Start from",
        group="Start",
        help="what to start from: best chooses, sphere, hull (what all outlines have in common), model (the loaded "
        "model itself), or the path of a mesh file",
        live=False,
    )
    sphere_level: int = setting(
        4,
        label="Subdivisions",
        group="Start",
        help="how often the starting icosphere is subdivided: level 4 has 2,562 vertices, each more four times as many",
        live=False,
        minimum=0,
        maximum=8,
    )
    model_subdivisions: int = setting(
        0,
        label="Quarterings",
        group="Start",
        help="how often the model's faces are quartered where the fit starts from the model: the finer, the finer its "
        "colours can be",
        live=False,
        minimum=0,
        maximum=6,
    )
    device: str = setting(
        "auto",
        label="Device",
        group="Device",
        help="where to compute; auto takes the GPU if there is one",
        live=False,
        choices=("auto", "cpu", "cuda"),
    )
    seed: int = setting(
        0,
        label="Seed",
        group="Start",
        help="seed of everything random: how the starting sphere is turned",
        live=False,
        minimum=0,
        maximum=2**31 - 1,
    )
