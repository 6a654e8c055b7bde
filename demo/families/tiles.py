"""Tiles: glazed squares after azulejos and zellige, one design repeated, every square fired a little differently."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from demo.canvas import add_grain, lighten, paint, smoothstep, to_image
from demo.noise import smooth_noise
from demo.palettes import PIGMENTS, Pigments, colour
from demo.picture import Array, Picture, Size

DETAIL = 2  # each tile is computed this many times finer than it is shown

ACROSS = 2  # tiles to the short side: fewer, and the eye takes the design for the picture; more, for a texture
JOINT_GREY = colour("9e9e9e")


@dataclass(frozen=True)
class Square:
    """Coordinates on one tile, arrays of shape (side, side): x and y in -1..1, radius, angle, and the corners' own."""

    x: Array
    y: Array
    radius: Array
    angle: Array
    corner_radius: Array
    corner_angle: Array


Plan = npt.NDArray[np.uint8]  # 0 the ground, 1 to 4 accents, 5 the ink
Motif = Callable[[np.random.Generator, Square], Plan]


def _square(side: int) -> Square:
    x, y = np.meshgrid(*[np.linspace(-1, 1, side, dtype=np.float32)] * 2)
    to_x, to_y = 1 - np.abs(x), 1 - np.abs(y)
    return Square(x, y, np.hypot(x, y), np.arctan2(y, x), np.hypot(to_x, to_y), np.arctan2(to_y, to_x))


def _star(radius: Array, angle: Array, points: int, inner: float) -> Array:
    """Return how far out a place lies in a straight-edged star: below 1 inside, `inner` being the notches' depth."""
    half = np.pi / points
    folded = np.abs((angle + half) % (2 * half) - half)
    # The edge runs from the tip (1, 0) to the notch (inner, half); a place is measured along its ray to that edge.
    notch_x, notch_y = inner * np.cos(half), inner * np.sin(half)
    normal_x, normal_y = notch_y, 1 - notch_x
    outwards: Array = (
        radius * (np.cos(folded) * np.float32(normal_x) + np.sin(folded) * np.float32(normal_y)) / np.float32(normal_x)
    )
    return outwards


def _petals(radius: Array, angle: Array, count: int, depth: float, turned: float = 0.0) -> Array:
    """Return how far out a place lies in a rosette: below 1 inside its petals."""
    lobes = np.abs(np.cos((angle + np.float32(turned)) * np.float32(count / 2)))
    outwards: Array = radius / (1 - np.float32(depth) + np.float32(depth) * lobes)
    return outwards


def _zellige(rng: np.random.Generator, at: Square) -> Plan:
    """Stars of eight points whose straps meet at the edges, with kites between."""
    plan = np.zeros(at.x.shape, dtype=np.uint8)
    reach = rng.uniform(0.92, 1.04)
    plan[_star(at.corner_radius, at.corner_angle, 8, 0.76) < 0.62] = 2
    plan[_star(at.corner_radius, at.corner_angle, 8, 0.76) < 0.48] = 3
    plan[_star(at.corner_radius, at.corner_angle, 8, 0.62) < 0.26] = 1
    outline = _star(at.radius, at.angle, 8, 0.76)
    for limit, ink in ((reach, 5), (0.93 * reach, 0), (0.84 * reach, 1), (0.6, 0), (0.55, 4), (0.3, 5)):
        plan[outline < limit] = ink
    plan[_petals(at.radius, at.angle, 8, 0.4) < 0.25] = 0
    plan[at.radius < 0.08] = 2
    return plan


def _azulejo(rng: np.random.Generator, at: Square) -> Plan:
    """A rosette in a ring, with quarters of another flower in the corners."""
    plan = np.zeros(at.x.shape, dtype=np.uint8)
    turned = float(rng.choice([0, np.pi / 8]))
    for limit, ink in ((0.78, 1), (0.7, 0), (0.62, 3), (0.4, 0), (0.33, 2), (0.16, 5)):
        plan[_petals(at.corner_radius, at.corner_angle, 8, 0.3) < limit] = ink
    plan[(at.radius < 0.8) & (at.radius > 0.74)] = 5
    for limit, ink in ((0.66, 1), (0.57, 3), (0.46, 0)):
        plan[_petals(at.radius, at.angle, 8, 0.45, turned) < limit] = ink
    plan[_petals(at.radius, at.angle, 8, 0.5, turned + np.pi / 8) < 0.4] = 2
    plan[at.radius < 0.17] = 5
    plan[at.radius < 0.1] = 0
    return plan


def _leaves(rng: np.random.Generator, at: Square) -> Plan:
    """Circles that overlap into leaves, four of them meeting in the middle and four in every corner."""
    plan = np.full(at.x.shape, 1, dtype=np.uint8)
    from_sides = np.maximum(np.hypot(np.abs(at.x) - 1, at.y), np.hypot(at.x, np.abs(at.y) - 1))
    broad = rng.uniform(1.0, 1.04)
    for limit, ink in ((broad, 5), (broad - 0.035, 0), (broad - 0.1, 2), (broad - 0.2, 0)):
        plan[from_sides < limit] = ink
    middles = np.minimum(np.hypot(1 - np.abs(at.x), at.y), np.hypot(at.x, 1 - np.abs(at.y)))
    for limit, ink in ((0.4, 5), (0.36, 0), (0.29, 3), (0.14, 0)):
        plan[middles < limit] = ink
    for limit, ink in ((0.19, 5), (0.15, 4)):
        plan[np.minimum(at.radius, at.corner_radius) < limit] = ink
    return plan


def _lattice(rng: np.random.Generator, at: Square) -> Plan:
    """Straps that run on the diagonal and cross at framed squares."""
    plan = np.zeros(at.x.shape, dtype=np.uint8)
    strap = np.minimum(np.abs(at.x - at.y), np.abs(at.x + at.y))
    broad = rng.uniform(0.3, 0.38)
    for limit, ink in ((broad, 5), (broad - 0.07, 2), (broad - 0.17, 0), (broad - 0.23, 1)):
        plan[strap < limit] = ink
    box = np.maximum(np.abs(at.x), np.abs(at.y))
    for limit, ink in ((0.5, 5), (0.44, 0), (0.36, 1)):
        plan[box < limit] = ink
    plan[_star(at.radius, at.angle, 4, 0.42) < 0.36] = 3
    for limit, ink in ((0.5, 5), (0.44, 3), (0.3, 0), (0.2, 4)):
        plan[_star(at.corner_radius, at.corner_angle, 8, 0.7) < limit] = ink
    return plan


def _compass(rng: np.random.Generator, at: Square) -> Plan:
    """Sunbursts of sixteen rays in a ring, with quarter circles in the corners."""
    plan = np.full(at.x.shape, 4, dtype=np.uint8)
    for limit, ink in ((0.62, 5), (0.57, 0), (0.48, 2), (0.3, 0), (0.2, 5)):
        plan[at.corner_radius < limit] = ink
    for limit, ink in ((0.92, 5), (0.87, 0), (0.8, 1)):
        plan[at.radius < limit] = ink
    inner = float(rng.uniform(0.5, 0.6))
    for reach, turned, ink in ((0.78, np.pi / 16, 3), (0.76, 0.0, 0)):
        plan[_star(at.radius, at.angle + np.float32(turned), 16, inner) < reach] = ink
    plan[_star(at.radius, at.angle, 8, 0.45) < 0.6] = 2
    for limit, ink in ((0.24, 5), (0.19, 0), (0.1, 3)):
        plan[at.radius < limit] = ink
    return plan


def _quatrefoil(rng: np.random.Generator, at: Square) -> Plan:
    """Four-lobed frames about a star, with crosses where four tiles meet."""
    plan = np.full(at.x.shape, 3, dtype=np.uint8)
    lobes = np.minimum(np.hypot(np.abs(at.x) - 0.42, at.y), np.hypot(at.x, np.abs(at.y) - 0.42))
    for limit, ink in ((0.58, 5), (0.52, 0), (0.44, 1), (0.36, 0)):
        plan[lobes < limit] = ink
    points = int(rng.choice([6, 8]))
    plan[_star(at.radius, at.angle, points, 0.45) < 0.56] = 5
    plan[_star(at.radius, at.angle, points, 0.45) < 0.45] = 2
    plan[at.radius < 0.14] = 0
    for limit, ink in ((0.44, 0), (0.34, 2), (0.14, 5)):
        plan[_petals(at.corner_radius, at.corner_angle, 4, 0.62) < limit] = ink
    return plan


MOTIFS: tuple[tuple[Motif, str, str], ...] = (
    (_zellige, "Eight-pointed stars", "eight-pointed stars and kites"),
    (_azulejo, "Rosettes in rings", "rosettes in rings, with flowers where corners meet"),
    (_leaves, "Overlapping circles", "circles that overlap into leaves"),
    (_lattice, "A lattice of straps", "diagonal straps that cross at framed squares"),
    (_compass, "Sunbursts", "sunbursts in rings"),
    (_quatrefoil, "Quatrefoils and stars", "four-lobed frames about stars"),
)


def draw(rng: np.random.Generator, size: Size, turn: int) -> Picture:
    """Draw one tiled wall; pigments and motif are dealt by turn."""
    pigments = PIGMENTS[turn % len(PIGMENTS)]
    motif, title, what = MOTIFS[(turn + turn // len(PIGMENTS)) % len(MOTIFS)]
    side = round(min(size) / ACROSS)
    shown = (-(-size[0] // side), -(-size[1] // side))
    tile = _glaze(rng, motif(rng, _square(side * DETAIL)), pigments, side)
    wall = np.tile(tile, (shown[1], shown[0], 1))
    _fire(rng, wall, side)
    left, top = (shown[0] * side - size[0]) // 2, (shown[1] * side - size[1]) // 2
    wall = wall[top : top + size[1], left : left + size[0]]
    add_grain(rng, wall, 0.006)
    return _describe(to_image(wall), pigments, title, what)


def _glaze(rng: np.random.Generator, plan: Plan, pigments: Pigments, side: int) -> Array:
    """Colour the plan and reduce it to a canvas of one tile."""
    accents = [pigments.accents[number] for number in rng.permutation(len(pigments.accents))[:4]]
    colours = np.stack([pigments.ground, *accents, pigments.ink])
    image = to_image(colours[plan])
    return np.asarray(image.resize((side, side), Image.Resampling.LANCZOS), dtype=np.float32) / 255


def _fire(rng: np.random.Generator, wall: Array, side: int) -> None:
    """Give every tile its own shade, a bevel, a gloss and the joint around it, in place."""
    rows, columns = wall.shape[0] // side, wall.shape[1] // side
    shade = 1 + rng.normal(0, 0.035, (rows, columns, 1)) + rng.normal(0, 0.012, (rows, columns, 3))
    wall *= np.repeat(np.repeat(shade.astype(np.float32), side, axis=0), side, axis=1)
    place = np.arange(side, dtype=np.float32) + 0.5
    near, far = np.meshgrid(place, place)
    edge = np.minimum(np.minimum(near, far), np.minimum(side - near, side - far))
    slope = np.float32(side * 0.035)
    bevel = np.where(np.minimum(near, far) <= np.minimum(side - near, side - far), 0.16, -0.2).astype(np.float32)
    bevel *= smoothstep(float(slope), 0.0, edge)
    size = (wall.shape[1], wall.shape[0])
    gloss = smooth_noise(rng, size, side * 2.2) * 0.07 + smooth_noise(rng, size, side / 5) * np.float32(0.05)
    lighten(wall, np.tile(bevel, (rows, columns)) + gloss - 0.05)
    joint = np.tile(smoothstep(side * 0.022, side * 0.012, edge), (rows, columns))
    paint(wall, joint * 0.85, JOINT_GREY)


def _describe(image: Image.Image, pigments: Pigments, title: str, what: str) -> Picture:
    return Picture(
        image=image,
        caption=f"{title} in {pigments.name}",
        alt=f"A wall of glazed tiles in {pigments.name}, patterned with {what}.",
        description=f"Square tiles, set joint to joint, repeat {what}; no two are fired quite alike.",
        tags=("pattern", "ceramic", *pigments.tags),
    )
