#!/usr/bin/env python3
"""Repeats a run of the Energy Correction Lab in PyTorch.

    python repeat_run.py settings.json             a run of the 2D lab: prints its report (JSON)
    python repeat_run.py settings.json FOLDER      a run over features: FOLDER holds their .npy files

Reads the settings that the lab saves (Export, Settings), or a report of the lab. A script that the lab
saved for one run has its settings below and needs no file: python run.py, or python run.py FOLDER.

    --seeds 1-5            repeats the run with each seed and prints a table
    --check report.json    compares with the lab's report: is the difference within the seeds' spread?
    --weights FILE         writes mixture and trained energies (.safetensors), as the lab does
    --network 4x256        features: the network, where the settings leave it to the lab's machine

What is random comes from the lab's own generator (Philox), so that data, first weights, batches and
noise are those of the lab's run with the same seed. Only sums are rounded otherwise. Some trainings
magnify that (the plain EBM's on features), so that they end near the lab's and not at its digits: how
near is judged by the seed-to-seed spread, which --check measures. Higher energies are further out.

Of a run over features this repeats MoG (E_G), SSD, EBM and Correction; the methods of the lab that
need logits, neighbours or the head are not in it. Features are read as arrays called train_features,
train_labels, test_features and ood_NAME_features, from .npy files or from .npz files.

Needs Python 3.8 or newer, PyTorch 1.13 or newer and NumPy. Exit status: 0 fine, 1 the run diverged,
2 the settings or files are not usable.
"""

import argparse
import json
import math
import re
import sys
import time
from pathlib import Path

try:
    import numpy as np
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as missing_module:
    print(
        f"repeat_run.py: needs PyTorch and NumPy, found {str(missing_module).lower()}; "
        "install them with: pip install torch numpy",
        file=sys.stderr,
    )
    sys.exit(2)

# The settings of one run, where the lab has put them here.
SETTINGS = None

SETTINGS_SCHEMA = "energy-correction-lab/settings@1"
REPORT_SCHEMA = "energy-correction-lab/report@1"
ENERGIES_SCHEMA = "energy-correction-lab/energies@1"
GROUPS = ("near", "mid", "far")
METHODS = {"mixture": "MoG", "ebm": "EBM", "correction": "Correction"}


class Problem(Exception):
    """Something that the user can mend; its message says what, and how."""


# --- Random numbers: Philox4x32-10 (Salmon et al., SC 2011), as the lab draws them. ---

STREAMS = {
    **{"points": 1, "heldOut": 2, "ood": 3, "weights": 4, "frequencies": 5, "batch": 6},
    **{"chainStart": 7, "chainNoise": 8, "inputNoise": 9, "metropolis": 12, "refresh": 13},
    "fewer": 14,
}
WORD = 0xFFFFFFFF


def words(seed, name, shape, update=0, steps=(0,), device="cpu"):
    """32-bit words of a stream, one row of `shape` numbers a step: int64 [len(steps), blocks * 4]."""
    blocks = -(-shape // 4)
    index = torch.arange(blocks, device=device).repeat(len(steps), 1)
    step = torch.tensor(list(steps), device=device)[:, None].expand_as(index)
    c = [index, torch.full_like(index, update), step, torch.zeros_like(index)]
    key = [seed & WORD, STREAMS[name]]
    for _ in range(10):
        first, second = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [
            ((second >> 32) & WORD) ^ c[1] ^ key[0],
            second & WORD,
            ((first >> 32) & WORD) ^ c[3] ^ key[1],
            first & WORD,
        ]
        key = [(key[0] + 0x9E3779B9) & WORD, (key[1] + 0xBB67AE85) & WORD]
    return torch.stack(c, dim=2).reshape(len(steps), -1)


def unit(word):
    """Float32 numbers in (0, 1] of words."""
    return ((word >> 8).float() + 0.5) * 2.0**-24


class Random:
    """The streams of one run; a number depends on the seed and on where it is used."""

    def __init__(self, seed, device="cpu"):
        self.seed, self.device = seed, device

    def uniforms(self, name, count, update=0, step=0):
        return unit(words(self.seed, name, count, update, (step,), self.device))[0, :count]

    def integers(self, name, count, below, update=0, step=0):
        return scaled(self.uniforms(name, count, update, step), below)

    def normals(self, name, count, update=0, step=0):
        return self.rows_of_normals(name, count, update, (step,))[0]

    def rows_of_normals(self, name, count, update, steps):
        """Float32 [len(steps), count], by Box and Muller."""
        pairs = unit(words(self.seed, name, count, update, steps, self.device)).double()
        pairs = pairs.reshape(len(steps), -1, 2)
        radius = torch.sqrt(-2 * torch.log(pairs[..., 0]))
        angle = 2 * math.pi * pairs[..., 1]
        both = torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], dim=2)
        return both.reshape(len(steps), -1)[:, :count].float()

    def permutation(self, name, count):
        """Of 0 to count - 1, by Fisher and Yates."""
        order = list(range(count))
        shares = self.uniforms(name, count).double().tolist()
        for i in range(count - 1, 0, -1):
            j = min(i, int(shares[i] * (i + 1)))
            order[i], order[j] = order[j], order[i]
        return order


def scaled(shares, below):
    """Integers 0 to below - 1 of shares in (0, 1]."""
    return torch.floor(shares.double() * below).long().clamp(max=below - 1)


# --- The 2D data. A density has `classes`, `extent` (maps cover [-extent, extent]^2), `ring` (radii of
# the far OOD set), `modes` (how many), and functions of points [n, 2]: `density` [n], `mode` [n];
# `sample(count, random, stream)` gives points, float32, and labels. ---


class Cross:
    """One class: two Gaussians along the diagonals, sd 1 along and `armWidth` across."""

    classes, modes, extent, ring = 1, 4, 6.0, (4.5, 5.5)

    def __init__(self, shape):
        self.across = shape["armWidth"]

    def density(self, points):
        x, y = points.double().T
        u, v = (x + y) * math.sqrt(0.5), (x - y) * math.sqrt(0.5)
        arms = (torch.exp(-(a**2 + (b / self.across) ** 2) / 2) for a, b in ((u, v), (v, u)))
        return sum(arms) / (4 * math.pi * self.across)

    def mode(self, points):
        x, y = points.T
        return (x < 0).long() + 2 * (y < 0).long()

    def sample(self, count, random, stream):
        along, across = random.normals(stream, 2 * count, step=1).double().reshape(-1, 2).T
        rising = random.uniforms(stream, count, step=2) < 0.5
        across = torch.where(rising, across, -across) * self.across
        other = torch.where(rising, along - across, across - along)
        points = torch.stack([along + across, other], dim=1) * math.sqrt(0.5)
        return points.float(), torch.zeros(count, dtype=torch.long)


class Grid:
    """Crosses of half the size on a square grid; class and mode are the cross."""

    SCALE = 0.5

    def __init__(self, shape):
        self.size, self.spacing = shape["gridSize"], shape["spacing"]
        self.cross = Cross(shape)
        self.classes = self.modes = self.size**2
        self.middle = (self.size - 1) / 2
        reach = self.spacing * self.middle
        self.extent = reach + 3.5
        inner = max(self.extent - 0.5, math.sqrt(2) * reach + 1.5)
        self.ring = (inner, inner + 0.5)
        axis = self.spacing * (torch.arange(self.size).double() - self.middle)
        self.centres = torch.stack([axis.repeat(self.size), axis.repeat_interleave(self.size)], 1)

    def density(self, points):
        parts = (self.cross.density((points.double() - c) / self.SCALE) for c in self.centres)
        return sum(parts) / (self.classes * self.SCALE**2)

    def mode(self, points):
        cells = torch.floor(points.double() / self.spacing + self.middle + 0.5)
        column, row = cells.clamp(0, self.size - 1).long().T
        return column + self.size * row

    def sample(self, count, random, stream):
        points, _ = self.cross.sample(count, random, stream)
        labels = scaled(random.uniforms(stream, count, step=3), self.classes)
        return (self.SCALE * points.double() + self.centres[labels]).float(), labels


def surroundings(radius, spread):
    """The map's extent, and the far ring, around data within a radius but for noise of sd spread."""
    margin = max(2, 5 * spread)
    return radius + margin, (radius + 0.75 * margin, radius + margin)


def nearest(points, centres):
    """The index of the centre [k, 2] that is nearest to each point [n, 2]."""
    parts = [
        (part.double()[:, None] - centres).square().sum(2).argmin(1) for part in points.split(4096)
    ]
    return torch.cat(parts)


class Gaussians:
    """One class: round Gaussians, their weights and distances in geometric progression."""

    classes = 1

    def __init__(self, shape):
        self.modes, self.width = shape["modes"], shape["width"]
        steps = [shape["distanceRatio"] ** i for i in range(self.modes - 1)]
        places = [(0.0, 0.0)]
        for i, step in enumerate(steps):
            distance = shape["spacing"] * step * len(steps) / sum(steps)
            heading = 2 * math.pi * i / self.modes
            x, y = places[-1]
            places.append((x + distance * math.cos(heading), y + distance * math.sin(heading)))
        centres = torch.tensor(places, dtype=torch.double)
        self.centres = centres - (centres.amin(0) + centres.amax(0)) / 2
        parts = torch.tensor([shape["weightRatio"] ** i for i in range(self.modes)]).double()
        self.weights = parts / parts.sum()
        radius = float(self.centres.norm(dim=1).max())
        self.extent, self.ring = surroundings(radius, self.width)

    def density(self, points):
        squares = (points.double()[:, None] - self.centres).square().sum(2)
        variance = self.width**2
        return torch.exp(-squares / (2 * variance)) @ self.weights / (2 * math.pi * variance)

    def mode(self, points):
        return nearest(points, self.centres)

    def sample(self, count, random, stream):
        noise = random.normals(stream, 2 * count, step=1).double().reshape(-1, 2)
        chosen = by_weight(random.uniforms(stream, count, step=3), self.weights)
        points = self.centres[chosen] + self.width * noise
        return points.float(), torch.zeros(count, dtype=torch.long)


def by_weight(shares, weights):
    """The index that each share in (0, 1] falls to, by weights of sum 1."""
    return torch.searchsorted(weights.cumsum(0)[:-1], shares.double(), right=True)


class Kernels:
    """A round Gaussian of sd `width` at each point, once it is put on a lattice of width / 8."""

    def __init__(self, points, labels, width):
        self.width, self.labels = width, labels
        step = width / 8
        nodes = torch.floor(points.double() / step + 0.5)
        self.centres = nodes * step
        distinct, counts = torch.unique(nodes, dim=0, return_counts=True)
        self.distinct = distinct * step
        self.weights = counts.double() / len(points) / (2 * math.pi * width**2)

    def density(self, points):
        rows = max(1, 200_000 // len(self.distinct))
        parts = []
        for part in points.double().split(rows):
            x, y = (part[:, axis, None] - self.distinct[:, axis] for axis in (0, 1))
            squares = x.mul_(x).addcmul_(y, y)
            parts.append(squares.mul_(-0.5 / self.width**2).exp_() @ self.weights)
        return torch.cat(parts)

    def sample(self, count, random, stream):
        noise = random.normals(stream, 2 * count, step=1).double().reshape(-1, 2)
        chosen = random.integers(stream, count, len(self.centres), step=3)
        return (self.centres[chosen] + self.width * noise).float(), self.labels[chosen]


class Curves(Kernels):
    """Noise of sd `width` around curves of equal mass; class and mode are the curve."""

    PARTS, MARK = 400, 4

    def __init__(self, curves, radius, width):
        shares = (torch.arange(self.PARTS).double() + 0.5) / self.PARTS
        points = torch.cat([torch.stack(curve(shares), dim=1) for curve in curves])
        labels = torch.arange(len(curves)).repeat_interleave(self.PARTS)
        super().__init__(points, labels, width)
        self.classes = self.modes = len(curves)
        self.marks = points[:: self.MARK]
        self.extent, self.ring = surroundings(radius, width)

    def mode(self, points):
        return self.labels[self.MARK * nearest(points, self.marks)]


def moons(shape):
    """Two half circles that reach into each other."""

    def moon(sign):
        def curve(share):
            angle = math.pi * share
            return sign * (2 * torch.cos(angle) - 1), sign * (2 * torch.sin(angle) - 0.5)

        return curve

    return Curves([moon(1), moon(-1)], 3, shape["width"])


def spirals(shape):
    """Arms of Archimedean spirals from the same centre."""
    inner, outer, arms = 0.5, 3.5, shape["modes"]

    def arm(index):
        def curve(share):
            radius = torch.sqrt(inner**2 + share * (outer**2 - inner**2))
            angle = 2.5 * math.pi * (radius - inner) / (outer - inner) + 2 * math.pi * index / arms
            return radius * torch.cos(angle), radius * torch.sin(angle)

        return curve

    return Curves([arm(i) for i in range(arms)], outer, shape["width"])


class Rings:
    """Concentric rings of equal mass; class and mode are the ring."""

    def __init__(self, shape):
        self.classes = self.modes = shape["modes"]
        self.spacing, self.width = shape["spacing"], shape["width"]
        self.extent, self.ring = surroundings(self.spacing * self.modes, self.width)
        self.radii = self.spacing * torch.arange(1, self.modes + 1).double()

    def density(self, points):
        r, variance = points.double().norm(dim=1)[:, None], self.width**2
        noise = torch.exp(-((r - self.radii) ** 2) / (2 * variance))
        around = torch.special.i0e(r * self.radii / variance)
        return (noise * around).sum(1) / (2 * math.pi * variance * self.modes)

    def mode(self, points):
        ring = torch.floor(points.double().norm(dim=1) / self.spacing + 0.5) - 1
        return ring.clamp(0, self.modes - 1).long()

    def sample(self, count, random, stream):
        noise = random.normals(stream, 2 * count, step=1).double().reshape(-1, 2)
        angles = 2 * math.pi * random.uniforms(stream, count, step=2).double()
        labels = scaled(random.uniforms(stream, count, step=3), self.modes)
        places = torch.stack([torch.cos(angles), torch.sin(angles)], dim=1)
        return (self.radii[labels][:, None] * places + self.width * noise).float(), labels


class Pinwheel:
    """Gaussian blades, twisted by an angle that grows with the distance; class and mode are the blade."""

    RADIUS, ALONG, TWIST = 2, 0.7, 0.5

    def __init__(self, shape):
        self.classes = self.modes = shape["modes"]
        self.width = shape["width"]
        self.extent, self.ring = surroundings(self.RADIUS, max(self.ALONG, self.width))
        self.part = 2 * math.pi / self.modes

    @staticmethod
    def turned(points, angle):
        (x, y), cos, sin = points.T, torch.cos(angle), torch.sin(angle)
        return torch.stack([x * cos - y * sin, x * sin + y * cos], dim=1)

    def twisted(self, points, sign):
        return self.turned(points, sign * self.TWIST * points.norm(dim=1))

    def density(self, points):
        straight = self.twisted(points.double(), -1)
        total = 0
        for blade in range(self.modes):
            angle = torch.full((len(points),), -self.part * blade).double()
            along, across = self.turned(straight, angle).T
            square = ((along - self.RADIUS) / self.ALONG) ** 2 + (across / self.width) ** 2
            total = total + torch.exp(-square / 2)
        return total / (2 * math.pi * self.ALONG * self.width * self.modes)

    def mode(self, points):
        x, y = self.twisted(points.double(), -1).T
        return torch.floor(torch.atan2(y, x) / self.part + 0.5).long() % self.modes

    def sample(self, count, random, stream):
        along, across = random.normals(stream, 2 * count, step=1).double().reshape(-1, 2).T
        labels = scaled(random.uniforms(stream, count, step=3), self.modes)
        blade = torch.stack([self.RADIUS + self.ALONG * along, self.width * across], dim=1)
        points = self.twisted(self.turned(blade, self.part * labels.double()), 1)
        return points.float(), labels


class Checkerboard:
    """One class: uniform on every second square of a board; a square is a mode."""

    classes = 1

    def __init__(self, shape):
        self.side, self.spacing = max(2, shape["modes"]), shape["spacing"]
        square = 64 // self.side // 2 * 2
        self.extent = self.spacing * 100 / square / 2
        self.reach = self.spacing * self.side / 2
        corner = math.sqrt(2) * self.reach
        self.ring = (corner + 0.1 * self.extent, corner + 0.2 * self.extent)
        cells = [(i % self.side, i // self.side) for i in range(self.side**2)]
        filled = torch.tensor([cell for cell in cells if sum(cell) % 2 == 0]).double()
        self.centres = (filled + 0.5) * self.spacing - self.reach
        self.modes = len(self.centres)

    def density(self, points):
        cells = torch.floor((points.double() + self.reach) / self.spacing)
        on = ((cells >= 0) & (cells < self.side)).all(1) & (cells.sum(1) % 2 == 0)
        return on.double() / (self.modes * self.spacing**2)

    def mode(self, points):
        return nearest(points, self.centres)

    def sample(self, count, random, stream):
        shares = random.uniforms(stream, 2 * count, step=1).double().reshape(-1, 2)
        chosen = scaled(random.uniforms(stream, count, step=3), self.modes)
        points = self.centres[chosen] + (shares - 0.5) * self.spacing
        return points.float(), torch.zeros(count, dtype=torch.long)


class Drawn(Kernels):
    """The kernel density of drawn points; modes are the patches of its 95 % highest-density region."""

    CELLS, MASS, MOST, CRUMB = 100, 0.95, 24, 0.05

    def __init__(self, shape, drawing):
        if not drawing:
            raise Problem("drawing: the data are drawn, and it is missing; save the settings again")
        points = torch.tensor(drawing["points"], dtype=torch.float32).reshape(-1, 2)
        labels = torch.unique(torch.tensor(drawing["classes"]), return_inverse=True)[1]
        if len(points) == 0 or len(points) != len(labels):
            raise Problem(
                f"drawing: expected a class for each point and 1 point at least, found "
                f"{len(points)} points and {len(labels)} classes; save the settings again"
            )
        radius = max(1.0, float(points.double().norm(dim=1).max()))
        self.extent, self.ring = surroundings(radius, shape["width"])
        super().__init__(points, labels, max(shape["width"], self.extent / self.CELLS))
        self.classes = int(labels.max()) + 1
        self.find_modes()

    def find_modes(self):
        places = grid_points(self.CELLS, self.extent)
        density = self.density(places)
        ordered = density.sort(descending=True).values
        before = torch.cat([torch.zeros(1), ordered.cumsum(0)[:-1]])
        held = ordered[before < self.MASS * ordered.sum()]
        left = set(torch.nonzero(density >= held[-1])[:, 0].tolist())
        patches = []
        while left:
            patch = [min(left)]
            left.remove(patch[0])
            for cell in patch:
                near = [other for other in self.neighbours(cell) if other in left]
                left.difference_update(near)
                patch.extend(near)
            patches.append(patch)
        mass = {id(patch): float(density[patch].sum()) for patch in patches}
        patches.sort(key=lambda patch: -mass[id(patch)])
        least = self.CRUMB * mass[id(patches[0])]
        kept = [patch for patch in patches[: self.MOST] if mass[id(patch)] >= least]
        owner = torch.full((self.CELLS**2,), -1)
        for mode, patch in enumerate(kept):
            owner[patch] = mode
        edge = [
            cell
            for patch in kept
            for cell in patch
            if any(owner[other] == -1 for other in self.neighbours(cell))
        ]
        outside = owner == -1
        owner[outside] = owner[edge][nearest(places[outside], places[edge].double())]
        self.modes, self.owner = len(kept), owner

    def neighbours(self, cell):
        row, column = divmod(cell, self.CELLS)
        return [
            x + self.CELLS * y
            for y in range(max(0, row - 1), min(self.CELLS, row + 2))
            for x in range(max(0, column - 1), min(self.CELLS, column + 2))
            if (x, y) != (column, row)
        ]

    def mode(self, points):
        cells = torch.floor((points.double() + self.extent) * self.CELLS / (2 * self.extent))
        column, row = cells.clamp(0, self.CELLS - 1).long().T
        return self.owner[column + self.CELLS * row]


DENSITIES = {
    **{"cross": Cross, "grid": Grid, "gaussians": Gaussians, "moons": moons, "rings": Rings},
    **{"spirals": spirals, "pinwheel": Pinwheel, "checkerboard": Checkerboard},
}


def density_of(settings, drawing=None):
    if settings["data"] == "drawn":
        return Drawn(settings["shape"], drawing)
    return DENSITIES[settings["data"]](settings["shape"])


def ood_sets(truth, mixture, inside, count, random):
    """Points where the true density is below the 5 % quantile of its draws: near are draws of q, mid
    uniform in the data's box, far a ring well outside. A set that cannot be filled is short."""
    densities = truth.density(inside).sort().values
    threshold = densities[int(0.05 * len(densities))]
    low, high = inside.amin(0).double(), inside.amax(0).double()

    def near(turn):
        chosen = by_weight(random.uniforms("ood", count, turn, 0), mixture.weights)
        return mixture.sample(chosen, random.normals("ood", 2 * count, turn, 1))

    def mid(turn):
        shares = random.uniforms("ood", 2 * count, turn, 2).double().reshape(-1, 2)
        return (low + shares * (high - low)).float()

    def far(turn):
        radius, angle = random.uniforms("ood", 2 * count, turn, 3).double().reshape(-1, 2).T
        radius = truth.ring[0] + (truth.ring[1] - truth.ring[0]) * radius
        angle = 2 * math.pi * angle
        return torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], dim=1).float()

    def fill(draw):
        kept = torch.zeros(0, 2)
        for turn in range(40):
            if len(kept) >= count:
                break
            points = draw(turn)
            kept = torch.cat([kept, points[truth.density(points) < threshold]])
        return kept[:count]

    return {"near": fill(near), "mid": fill(mid), "far": fill(far)}


# --- The mixture q, E_theta, and their sum. ---


class Mixture(nn.Module):
    """q of eq. 9: Gaussians at the class means with one covariance L L^T, fitted by eq. 10."""

    RIDGE = 1e-6

    def __init__(self, points, labels, classes, ridge=0.0):
        super().__init__()
        points = points.double()
        counts = torch.bincount(labels, minlength=classes).double()
        if (counts == 0).any():
            raise Problem(f"train_labels: a class of {classes} has no row; number them from 0")
        sums = torch.zeros(classes, points.shape[1], dtype=torch.double, device=points.device)
        means = sums.index_add_(0, labels, points) / counts[:, None]
        rest = points - means[labels]
        cholesky = self.factor(rest.T @ rest / len(points), ridge)
        identity = torch.eye(len(cholesky), dtype=torch.double, device=points.device)
        whitening = torch.linalg.solve_triangular(cholesky, identity, upper=False)
        weights = counts / len(points)
        centre = weights @ means
        whitened = (means - centre) @ whitening.T
        log_peak = -0.5 * len(cholesky) * math.log(2 * math.pi) - cholesky.diagonal().log().sum()
        half_norms = whitened.square().sum(1) / 2
        exact = {"weights": weights, "means": means, "cholesky": cholesky}
        rounded = {
            **{"whitening": whitening, "shift": whitening @ centre, "whitened": whitened},
            **{"half_norms": half_norms, "offsets": weights.log() + log_peak - half_norms},
        }
        for name, tensor in exact.items():
            self.register_buffer(name, tensor)
        for name, tensor in rounded.items():
            self.register_buffer(name, tensor.float())

    def factor(self, covariance, asked):
        """L; a singular covariance gets a ridge of 1e-6 of its mean variance."""
        variance = covariance.diagonal().mean()
        for ridge in [asked, self.RIDGE] if asked < self.RIDGE else [asked]:
            ridged = covariance + ridge * variance * torch.eye(len(covariance)).to(covariance)
            factor, info = torch.linalg.cholesky_ex(ridged)
            least = torch.maximum(1e-10 * variance, 1e-12 * ridged.diagonal())
            if info == 0 and (factor.diagonal().square() > least).all():
                return factor
        raise Problem("mixture: the points do not vary within a class, expected some spread")

    def whiten(self, points):
        whitened = points @ self.whitening.T - self.shift
        return whitened @ self.whitened.T, whitened.square().sum(1)

    def forward(self, points):
        """E_G = -log q of points [n, D], [n]."""
        products, square = self.whiten(points)
        return square / 2 - torch.logsumexp(products + self.offsets, dim=1)

    def nearest(self, points):
        """Squared Mahalanobis distance to the nearest mean, [n]: SSD's score (eq. 13)."""
        products, square = self.whiten(points)
        return functional.relu(square - 2 * (products - self.half_norms).amax(1))

    def sample(self, classes, noise):
        """A point of each class's Gaussian, float32 [n, D], of n * D normal numbers."""
        noise = noise.double().reshape(len(classes), -1)
        return (self.means[classes] + noise @ self.cholesky.T).float()


class Network(nn.Module):
    """E_theta: points [n, D] to energies [n]; `layers` are numbered as in the lab's files."""

    def __init__(self, recipe, dimensions, random):
        super().__init__()
        m = recipe["fourierFeatures"]
        self.frequencies = None
        if m > 0:
            numbers = random.normals("frequencies", dimensions * m).double()
            scaled_numbers = (recipe["fourierScale"] * numbers).float()
            self.frequencies = nn.Parameter(scaled_numbers.reshape(dimensions, m), False)
        sizes = [2 * m or dimensions] + [recipe["width"]] * recipe["hiddenLayers"] + [1]
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            if layers:
                layers.append(nn.SiLU() if recipe["activation"] == "silu" else nn.LeakyReLU(0.2))
            layers.append(nn.Linear(inputs, outputs, device=random.device))
        self.layers = nn.Sequential(*layers)
        self.take(self.first_weights(sizes, random))

    @staticmethod
    def first_weights(sizes, random):
        """Uniform in +-1 / sqrt(inputs), kernels [inputs, outputs] and biases one after the other."""
        count = sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))
        shares = random.uniforms("weights", count).double()
        bounds = [[1 / math.sqrt(a)] * ((a + 1) * b) for a, b in zip(sizes, sizes[1:])]
        bound = torch.tensor(sum(bounds, []), dtype=torch.double, device=shares.device)
        return (bound * (2 * shares - 1)).float()

    @torch.no_grad()
    def take(self, weights):
        """Sets all weights from the flat array in which the lab holds them."""
        place = 0
        for layer in self.linear_layers():
            size = layer.weight.numel()
            kernel = weights[place : place + size].reshape(layer.in_features, -1)
            layer.weight.copy_(kernel.T)
            place += size + layer.out_features
            layer.bias.copy_(weights[place - layer.out_features : place])

    @torch.no_grad()
    def flat(self):
        """All weights as one array, as the lab holds them."""
        parts = ([layer.weight.T.reshape(-1), layer.bias] for layer in self.linear_layers())
        return torch.cat([tensor for part in parts for tensor in part])

    def linear_layers(self):
        return [layer for layer in self.layers if isinstance(layer, nn.Linear)]

    def forward(self, points):
        if self.frequencies is not None:
            phases = points @ self.frequencies
            points = torch.cat([torch.cos(phases), torch.sin(phases)], dim=1)
        return self.layers(points)[:, 0]


def total_energy(network, reference, recipe, points):
    """E_theta / T + E_G / T_G, [n]; the reference is None for the plain EBM."""
    energy = network(points) / recipe["temperature"]
    if reference is None:
        return energy
    return energy + reference(points) / recipe["mixtureTemperature"]


# --- Training. ---


def schedule_of(recipe):
    """Step sizes and noise sds of a chain (alpha_t and sqrt(beta_t) of eq. 3)."""
    steps = recipe["steps"]
    left = [1 - t / (steps - 1) if steps > 1 else 1 for t in range(steps)]
    if recipe["decay"] == "quadratic":
        left = [share * share for share in left]

    def between(first, last):
        return [last + (first - last) * share for share in left]

    step_sizes = between(recipe["stepSize"], recipe["stepSizeEnd"])
    if recipe["noiseKind"] == "langevin":
        return step_sizes, [math.sqrt(2 * alpha) for alpha in step_sizes]
    return step_sizes, between(recipe["noise"], recipe["noiseEnd"])


def learning_rate(recipe, update, updates):
    if recipe["learningRateDecay"] == "none":
        return recipe["learningRate"]
    return recipe["learningRate"] * (1 + math.cos(math.pi * update / updates)) / 2


def to_sphere(points):
    return points / points.norm(dim=1, keepdim=True)


class Trainer:
    """Trains E_theta by maximum likelihood with chains' ends for negatives (sec. 2.2), or by NCE."""

    NOISE = 4_000_000

    def __init__(self, model, recipe, updates, seed, points, labels, mixture):
        self.model, self.recipe, self.updates = model, recipe, updates
        self.points, self.labels, self.mixture = points, labels, mixture
        self.random = Random(seed, points.device)
        self.network = Network(recipe, points.shape[1], self.random)
        self.average = self.network.flat()
        weights = list(self.network.layers.parameters())
        self.adam = torch.optim.Adam(weights, lr=1.0, betas=(0, 0.999), eps=1e-8)
        self.reference = mixture if model == "correction" else None
        self.update, self.ends, self.problem = 0, {}, None
        self.low, self.high = points.amin(0).double(), points.amax(0).double()

    def train(self, progress=lambda update: None):
        while self.update < self.updates and not self.problem:
            self.step()
            progress(self.update)

    def step(self):
        """One update: a batch, its negatives, the loss's gradient, Adam, the weights' average."""
        recipe, update = self.recipe, self.update
        batch = self.random.integers("batch", recipe["batch"], len(self.points), update)
        negatives = self.negatives(batch)
        data = self.with_noise(self.points[batch], 0)
        loss = self.loss(data, self.with_noise(negatives, 1))
        if not torch.isfinite(loss):
            self.problem = (
                f"training diverged by update {update + 1}: the loss is no longer a finite number"
            )
            return
        self.adam.param_groups[0]["lr"] = learning_rate(recipe, update, self.updates)
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()
        decay = min(recipe["weightAverage"], (1 + update) / (10 + update))
        self.average = decay * self.average + (1 - decay) * self.network.flat()
        self.update += 1

    def loss(self, data, negatives):
        energies = self.network(torch.cat([data, negatives]))
        inside, outside = energies.split(len(data))
        bound = inside.square().mean() + outside.square().mean()
        if self.recipe["objective"] == "likelihood":
            return inside.mean() - outside.mean() + self.recipe["l2"] * bound
        # NCE: g = log p - log q is -E_theta / T of the correction, E_G - E_theta / T of the plain EBM.
        ratio = -energies / self.recipe["temperature"]
        if self.model == "ebm":
            ratio = ratio + self.mixture(torch.cat([data, negatives])).detach()
        of_data, of_noise = ratio.split(len(data))
        contrast = functional.softplus(-of_data).mean() + functional.softplus(of_noise).mean()
        return contrast + self.recipe["l2"] * bound

    def with_noise(self, points, side):
        sd = self.recipe["inputNoise"]
        if sd == 0:
            return points
        noise = self.random.normals("inputNoise", points.numel(), self.update, side)
        return points + (sd * noise.double()).float().reshape(points.shape)

    def negatives(self, batch):
        """The ends of the update's chains, or for NCE draws of q."""
        if self.recipe["objective"] == "nce":
            return self.fresh("mixture", batch)
        start = self.recipe["chainStart"]
        if start != "persistent":
            return self.chain(self.fresh(start, batch))
        slot = self.update % self.recipe["buffer"]
        fresh = self.fresh("mixture" if self.reference is not None else "normal", batch)
        if slot in self.ends:
            shares = self.random.uniforms("refresh", len(batch), self.update).double()
            anew = shares <= self.recipe["refresh"]
            fresh = torch.where(anew[:, None], fresh, self.ends[slot])
        self.ends[slot] = self.chain(fresh)
        return self.ends[slot]

    def fresh(self, start, batch):
        """z_0, [batch, D]; draws of q are of the batch's classes."""
        dimensions = self.points.shape[1]
        size = len(batch) * dimensions
        if start == "data":
            rows = self.random.integers("chainStart", len(batch), len(self.points), self.update)
            return self.points[rows]
        if start == "uniform":
            shares = self.random.uniforms("chainStart", size, self.update).double()
            shares = shares.reshape(-1, dimensions)
            return (self.low + shares * (self.high - self.low)).float()
        noise = self.random.normals("chainStart", size, self.update)
        if start == "normal":
            return noise.reshape(-1, dimensions)
        return self.mixture.sample(self.labels[batch], noise)

    def energy_and_gradient(self, points):
        points = points.detach().requires_grad_()
        energy = total_energy(self.network, self.reference, self.recipe, points)
        return energy.detach(), torch.autograd.grad(energy.sum(), points)[0]

    def chain(self, z):
        """Runs the update's chains from z_0, [batch, D], by the recipe's sampler."""
        sphere = self.recipe["projection"] == "sphere"
        z = to_sphere(z) if sphere else z
        step_sizes, sds = schedule_of(self.recipe)
        noise = self.chain_noise(z.shape, len(step_sizes))
        if self.recipe["sampler"] != "langevin":
            return self.proposals(z, step_sizes, noise, sphere)
        for alpha, sd, numbers in zip(step_sizes, sds, noise):
            _, gradient = self.energy_and_gradient(z)
            z = z - alpha * gradient + sd * numbers
            z = to_sphere(z) if sphere else z
        return z

    def chain_noise(self, shape, steps):
        """The normal numbers of each step, [B, D], some steps at a time."""
        size = shape.numel()
        some = max(1, self.NOISE // size)
        for first in range(0, steps, some):
            own = range(first, min(first + some, steps))
            for row in self.random.rows_of_normals("chainNoise", size, self.update, own):
                yield row.reshape(shape)

    def proposals(self, z, step_sizes, noise, sphere):
        """Hamiltonian Monte Carlo with mass 1 on the energy; MALA is a proposal of one leapfrog step.
        On the sphere states go along great circles (Byrne and Girolami, 2013)."""

        def tangent(points, vectors):
            if not sphere:
                return vectors
            return vectors - points * (points * vectors).sum(1, keepdim=True)

        def at(points):
            energy, gradient = self.energy_and_gradient(points)
            return energy, tangent(points, gradient)

        def drift(points, momenta, duration):
            if not sphere:
                return points + momenta * duration, momenta
            speed = momenta.norm(dim=1, keepdim=True)
            ahead = momenta / speed.clamp(min=1e-20)
            cos, sin = torch.cos(speed * duration), torch.sin(speed * duration)
            return to_sphere(points * cos + ahead * sin), (ahead * cos - points * sin) * speed

        leapfrogs = self.recipe["leapfrogs"] if self.recipe["sampler"] == "hmc" else 1
        energy, gradient = at(z)
        for step, (alpha, numbers) in enumerate(zip(step_sizes, noise)):
            momenta = tangent(z, numbers)
            begun = energy + momenta.square().sum(1) / 2
            points, slope = z, gradient
            duration = math.sqrt(2 * alpha)
            for _ in range(leapfrogs):
                momenta = momenta - slope * (duration / 2)
                points, momenta = drift(points, momenta, duration)
                reached, slope = at(points)
                momenta = momenta - slope * (duration / 2)
            shares = self.random.uniforms("metropolis", len(z), self.update, step).double()
            fall = begun - (reached + momenta.square().sum(1) / 2)
            taken = shares.log().float() <= fall
            energy = torch.where(taken, reached, energy)
            z = torch.where(taken[:, None], points, z)
            gradient = torch.where(taken[:, None], slope, gradient)
        return z

    def finished(self):
        """E_theta with the averaged weights."""
        self.network.take(self.average)
        return self.network


# --- Measures. ---


def grid_points(size, extent):
    """Centres of size x size cells over [-extent, extent]^2, float32 [size^2, 2]."""
    axis = -extent + 2 * extent / size * (torch.arange(size).double() + 0.5)
    return torch.stack([axis.repeat(size), axis.repeat_interleave(size)], dim=1).float()


class GridTruth:
    """The truth on a grid, normalised there: its modes and its entropy in nats."""

    def __init__(self, truth, size):
        self.points = grid_points(size, truth.extent)
        self.cell = (2 * truth.extent / size) ** 2
        density = truth.density(self.points)
        self.density = density / (density.sum() * self.cell)
        self.mode, self.modes = truth.mode(self.points), truth.modes
        self.masses = self.by_mode(self.density)
        self.entropy = -float(torch.special.xlogy(self.density, self.density).sum() * self.cell)

    def by_mode(self, density):
        zeros = torch.zeros(self.modes, dtype=torch.double)
        return zeros.index_add_(0, self.mode, density * self.cell)

    def fit(self, energies):
        """How well p = exp(-E) / Z, normalised on the grid, fits the truth; E at the grid's points."""
        energies = energies.double()
        surprise = energies + torch.logsumexp(-energies, 0) + math.log(self.cell)
        p, t = torch.exp(-surprise), self.density
        kl = (p - t + torch.special.xlogy(t, t) + t * surprise).sum() * self.cell
        masses = self.by_mode(p)
        return {
            "nll": float((t * surprise).sum() * self.cell),
            "kl": max(0.0, float(kl)),
            "tv": float((masses - self.masses).abs().sum() / 2),
            "modeMass": masses.tolist(),
        }


def auroc(inside, outside):
    """The probability that an out-of-distribution score is the higher one, ties counting half."""
    inside = inside.sort().values
    below = torch.searchsorted(inside, outside)
    up_to = torch.searchsorted(inside, outside, right=True)
    return float((below + up_to).double().mean() / 2 / len(inside))


def metrics_of(inside, outside):
    """FPR95 by two conventions: ID positive is the paper's, OOD positive OpenOOD's since August 2023."""
    threshold = float(torch.quantile(inside.double(), 0.95))
    detected = -(-95 * len(outside) // 100)
    other = outside.sort().values[len(outside) - detected]
    return {
        "auroc": auroc(inside, outside),
        "fpr95": float((outside.double() <= threshold).double().mean()),
        "fpr95OodPositive": float((inside >= other).double().mean()),
    }


# --- A run of the 2D lab. ---

TRAINING_POINTS, HELD_OUT_POINTS, OOD_POINTS = 10_000, 3000, 1500
LIVE_SIZE, FINE_SIZE, TOLERANCE = 100, 200, 1e-3


class ToyData:
    """The data of a run and the mixture that is fitted to them."""

    def __init__(self, settings, drawing=None, painted=None):
        random = Random(settings["seed"])
        self.truth = density_of(settings, drawing)
        self.points, drawn = self.truth.sample(TRAINING_POINTS, random, "points")
        # A class of few drawn points may have none among the training points.
        classes, self.labels = torch.unique(drawn, return_inverse=True)
        self.inside, _ = self.truth.sample(HELD_OUT_POINTS, random, "heldOut")
        self.mixture = Mixture(self.points, self.labels, len(classes))
        sets = painted or ood_sets(self.truth, self.mixture, self.inside, OOD_POINTS, random)
        self.ood = {name: points for name, points in sets.items() if len(points) > 0}
        self.grid = GridTruth(self.truth, FINE_SIZE)

    def quadrature_error(self):
        """What the entropy is off by on the map's cells, in nats."""
        error = abs(GridTruth(self.truth, LIVE_SIZE).entropy - self.grid.entropy)
        if error <= TOLERANCE:
            return error
        return abs(self.grid.entropy - GridTruth(self.truth, 2 * FINE_SIZE).entropy)


def recipe_of(settings, model):
    """How a run's settings train one of its models."""
    if settings["model"] == "all" and model == "ebm":
        return {**settings, "chainStart": settings["ebmStart"]}
    return settings


def repeat_toy(run, progress, device="cpu"):
    """Trains the models of a run of the 2D lab; gives its report, its energies and what went wrong."""
    settings = run["settings"]
    data = ToyData(settings, run["drawing"], run["painted"])
    wanted = METHODS if settings["model"] == "all" else [settings["model"]]
    mixture = data.mixture.to(device)
    start, trained, problems, done = time.time(), {}, [], 0
    for model in wanted:
        if model == "mixture":
            continue
        recipe = recipe_of(settings, model)
        points, labels = data.points.to(device), data.labels.to(device)
        trainer = Trainer(
            model, recipe, settings["updates"], settings["seed"], points, labels, mixture
        )
        trainer.train(lambda update: progress(f"{METHODS[model]}, update", update, settings["updates"]))
        trained[model] = (trainer.finished(), recipe)
        problems += [f"{METHODS[model]}: {trainer.problem}"] if trainer.problem else []
        done = trainer.update
    seconds = time.time() - start

    @torch.no_grad()
    def energies(model, points):
        points = points.to(device)
        if model == "mixture":
            return (mixture(points) / settings["mixtureTemperature"]).cpu()
        network, recipe = trained[model]
        reference = mixture if model == "correction" else None
        return total_energy(network, reference, recipe, points).cpu()

    known = {
        "mixtureNll": data.grid.fit(energies("mixture", data.grid.points))["nll"],
        "trueNll": data.grid.entropy,
        "trueModeMass": data.grid.masses.tolist(),
        "quadratureError": data.quadrature_error(),
    }
    models, results = {}, []
    painted = "painted " if run["painted"] else ""
    for model in ["mixture", *trained]:
        on_grid, inside = energies(model, data.grid.points), energies(model, data.inside)
        if not (torch.isfinite(on_grid).all() and torch.isfinite(inside).all()):
            problems.append(f"{METHODS[model]}: training diverged: its energy is not finite")
            continue
        models[model] = {**data.grid.fit(on_grid), **known}
        for group, points in data.ood.items():
            metrics = metrics_of(inside, energies(model, points))
            row = {"method": METHODS[model], "dataset": painted + group, "group": group}
            results.append({**row, **metrics})
    report = {
        **{"schema": REPORT_SCHEMA, "settings": settings, "backend": backend_of(device)},
        **{"updates": done, "seconds": seconds, "toy": models.get(settings["model"])},
        **{"models": models, "results": results},
    }
    return report, (data.mixture, trained), problems


# --- A run over features. ---

RATED_WIDTH = 1024


def feature_recipe(settings, model, dimensions):
    """A recipe with the network's size, its learning rate for that width, and T_G for D."""
    recipe = dict(settings[model])
    layers, width = map(int, settings["network"].split("x"))
    return {
        **recipe,
        **{"hiddenLayers": layers, "width": width},
        "learningRate": recipe["learningRate"] * (RATED_WIDTH / width) ** 1.5,
        "mixtureTemperature": recipe["mixtureTemperaturePerDimension"] * dimensions,
    }


def read_arrays(paths):
    """Every array of .npy files and .npz files that a run needs, by its name."""
    wanted = re.compile("^(train_features|train_labels|test_features|ood_.+_features)$")
    found = {}
    for path in map(Path, paths):
        if not path.exists():
            raise Problem(f"{path}: is not there, expected a folder, .npy or .npz files")
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            content = {}
            if file.suffix == ".npy" and wanted.match(file.stem):
                content = {file.stem: np.load(file)}
            elif file.suffix == ".npz":
                archive = np.load(file)
                content = {name: archive[name] for name in archive.files if wanted.match(name)}
            for name, array in content.items():
                if name in found:
                    raise Problem(f"{file}: {name} is there twice, expected once; leave one out")
                found[name] = array
    for name in ("train_features", "train_labels", "test_features"):
        if name not in found:
            raise Problem(f"{name} is missing: expected {name}.npy or an .npz file with it")
    if len(found) < 4:
        raise Problem("ood_NAME_features is missing: expected at least one out-of-distribution set")
    return found


def unit_rows(name, array, dimensions):
    """Rows of length 1, float32, divided as the lab does: their lengths in float64."""
    if array.ndim != 2 or array.shape[1] != (dimensions or array.shape[1]):
        raise Problem(f"{name}: has the shape {list(array.shape)}, expected [rows, {dimensions}]")
    rows = np.asarray(array, np.float32).astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths == 0).any():
        raise Problem(f"{name}: a row has no direction; expected finite numbers that are not all 0")
    return torch.from_numpy((rows / lengths).astype(np.float32))


def repeat_features(run, arrays, progress, device="cpu"):
    """Fits q, trains correction and EBM, and scores every set; gives report, energies, problems."""
    settings = run["settings"]
    given = arrays["train_features"]
    dimensions = given.shape[1] if given.ndim == 2 else 0
    sets = {
        name[: -len("_features")]: unit_rows(name, array, dimensions)
        for name, array in arrays.items()
        if name != "train_labels"
    }
    points, labels = sets.pop("train"), torch.from_numpy(arrays["train_labels"].astype(np.int64))
    if labels.shape != points.shape[:1]:
        raise Problem(f"train_labels: {list(labels.shape)} labels of {len(points)} training rows")
    classes = int(labels.max()) + 1
    if settings["samplesPerClass"] > 0:
        rows = fewer(labels.tolist(), settings["samplesPerClass"], Random(settings["seed"]))
        points, labels = points[rows], labels[rows]
    points, labels = points.to(device), labels.to(device)
    mixture = Mixture(points, labels, classes, settings["ridge"])
    start, trained, problems, done = time.time(), {}, [], 0
    for model in ("correction", "ebm"):
        recipe = feature_recipe(settings, model, dimensions)
        batches = -(-len(points) // recipe["batch"])
        updates = math.ceil(recipe["epochs"] * batches)
        trainer = Trainer(model, recipe, updates, settings["seed"], points, labels, mixture)
        trainer.train(lambda update: progress(f"{METHODS[model]}, update", update, updates))
        done += trainer.update
        if trainer.problem:
            problems.append(f"{METHODS[model]}: {trainer.problem}")
        else:
            trained[model] = (trainer.finished(), recipe)

    @torch.no_grad()
    def scores(rows):
        parts = []
        for part in rows.split(4096):
            part = part.to(device)
            energy = mixture(part)
            own = {"SSD": mixture.nearest(part), "MoG": energy}
            if "ebm" in trained:
                own["EBM"] = trained["ebm"][0](part)
            if "correction" in trained:
                network, recipe = trained["correction"]
                own["Correction"] = total_energy(network, mixture, recipe, part)
            parts.append(own)
        return {name: torch.cat([part[name] for part in parts]).cpu() for name in parts[0]}

    inside = scores(sets.pop("test"))
    outside = {name[len("ood_") :]: scores(rows) for name, rows in sets.items()}
    results = [
        {"method": method, "dataset": name, **metrics_of(inside[method], own[method])}
        for method in inside
        for name, own in outside.items()
    ]
    report = {
        **{"schema": REPORT_SCHEMA, "settings": settings, "backend": backend_of(device)},
        **{"updates": done, "seconds": time.time() - start, "toy": None, "results": results},
    }
    return report, (mixture, trained), problems


def fewer(labels, count, random):
    """Rows of a seeded draw of `count` training rows a class, in their old order."""
    left = {label: count for label in labels}
    kept = []
    for row in random.permutation("fewer", len(labels)):
        if left[labels[row]] > 0:
            left[labels[row]] -= 1
            kept.append(row)
    return sorted(kept)


# --- Settings, files, the command line. ---

RECIPE_CHOICES = {
    **{"activation": ("silu", "leakyRelu"), "objective": ("likelihood", "nce")},
    **{"learningRateDecay": ("cosine", "none"), "sampler": ("langevin", "mala", "hmc")},
    **{"noiseKind": ("langevin", "own"), "decay": ("linear", "quadratic")},
    "chainStart": ("mixture", "normal", "data", "uniform", "persistent"),
    "projection": ("none", "sphere"),
}
RECIPE_COUNTS = ("fourierFeatures", "batch", "steps", "leapfrogs", "buffer")
RECIPE_NUMBERS = (
    *("fourierScale", "learningRate", "weightAverage", "inputNoise", "l2", "stepSize"),
    *("stepSizeEnd", "noise", "noiseEnd", "refresh", "temperature"),
)
SHAPE_COUNTS, SHAPE_NUMBERS = ("gridSize", "modes"), (
    *("spacing", "armWidth", "weightRatio", "distanceRatio", "width"),
)
CAN_BE_ZERO = (
    *("seed", "samplesPerClass", "ridge", "fourierFeatures", "weightAverage", "inputNoise", "l2"),
    *("stepSize", "stepSizeEnd", "noise", "noiseEnd", "refresh", "fourierScale"),
)
TOY_CHOICES = {
    **RECIPE_CHOICES,
    "data": (*DENSITIES, "drawn"),
    "model": (*METHODS, "all"),
    "ebmStart": RECIPE_CHOICES["chainStart"],
}
# What a run over features has beside its two recipes; what plain detectors and intervals depend on is
# passed by.
NETWORKS = ("auto", "4x1024", "4x512", "4x256", "4x128", "4x64")
PASSED_BY = ("neighbours", "replicates", "odinTemperature", "extras", "networkChoice")


def checked(name, given, choices, counts, numbers, others=()):
    """Settings that are all known and all there."""
    if not isinstance(given, dict):
        raise Problem(f"{name}: expected an object, found {json.dumps(given)}")
    known = {*choices, *counts, *numbers, *others}
    for key in given:
        if key not in known:
            raise Problem(
                f"{name}: {key} is no setting that this script knows; save script and settings "
                "with the same version of the lab"
            )
    for key in sorted(known - set(given)):
        raise Problem(f"{name}: {key} is missing; save the settings with this version of the lab")
    for key, options in choices.items():
        if given[key] not in options:
            expected = " or ".join(options)
            raise Problem(f"{name}: {key}: expected {expected}, found {json.dumps(given[key])}")
    for key in (*counts, *numbers):
        value = given[key]
        kind = int if key in counts else (int, float)
        least = "0 or more" if key in CAN_BE_ZERO else "above 0"
        fits = isinstance(value, kind) and not isinstance(value, bool) and 0 <= value < math.inf
        if not fits or (value == 0 and key not in CAN_BE_ZERO):
            expected = f"a {'whole ' if key in counts else ''}number {least}"
            raise Problem(f"{name}: {key}: expected {expected}, found {json.dumps(value)}")
    return given


def read_run(name, content):
    """The run that a settings file or a report describes: its kind, settings, drawing, painted sets."""
    if not isinstance(content, dict) or content.get("schema") not in (
        SETTINGS_SCHEMA,
        REPORT_SCHEMA,
    ):
        found = json.dumps(content.get("schema")) if isinstance(content, dict) else "none"
        raise Problem(
            f'{name}: expected the schema "{SETTINGS_SCHEMA}" or "{REPORT_SCHEMA}", found {found}'
        )
    settings, kind = content.get("settings"), content.get("kind")
    if content["schema"] == REPORT_SCHEMA:
        kind = "toy" if isinstance(settings, dict) and "data" in settings else "features"
        sets = [row["dataset"] for row in content.get("results", [])]
        if any(row.startswith("painted ") for row in sets):
            raise Problem(
                f"{name}: its OOD points were painted, and a report does not hold them; give the "
                "run's settings file"
            )
    if kind not in ("toy", "features"):
        raise Problem(f'{name}: expected the kind "toy" or "features", found {json.dumps(kind)}')
    check = toy_settings if kind == "toy" else feature_settings
    drawing = content.get("drawing")
    sets = content.get("painted") and {
        group: torch.tensor(content["painted"].get(group, []), dtype=torch.float32).reshape(-1, 2)
        for group in GROUPS
    }
    return {"kind": kind, "settings": check(name, settings), "drawing": drawing, "painted": sets}


def toy_settings(name, given):
    counts = (*RECIPE_COUNTS, "hiddenLayers", "width", "updates", "seed")
    numbers = (*RECIPE_NUMBERS, "mixtureTemperature")
    settings = checked(name, given, TOY_CHOICES, counts, numbers, ["shape"])
    checked(f"{name}: shape", settings["shape"], {}, SHAPE_COUNTS, SHAPE_NUMBERS)
    return settings


def feature_settings(name, given):
    own = {key: value for key, value in given.items() if key not in PASSED_BY}
    counts = ("seed", "samplesPerClass")
    checked(name, own, {"network": NETWORKS}, counts, ["ridge"], METHODS.keys() - {"mixture"})
    numbers = (*RECIPE_NUMBERS, "epochs", "mixtureTemperaturePerDimension")
    for model in ("ebm", "correction"):
        checked(f"{name}: {model}", own[model], RECIPE_CHOICES, RECIPE_COUNTS, numbers)
    return given


def backend_of(device):
    return f"PyTorch {torch.__version__}, {device}"


def write_weights(path, run, report, energies):
    """Mixture and trained energies as the lab saves them; score_features.py reads the file."""
    mixture, trained = energies
    tensors, about = {}, {}
    for model, (network, recipe) in trained.items():
        if network.frequencies is not None:
            tensors[f"{model}.frequencies"] = network.frequencies.T
        for name, tensor in network.layers.state_dict().items():
            tensors[f"{model}.{name}"] = tensor
        slope = {"negativeSlope": 0.2} if recipe["activation"] == "leakyRelu" else {}
        own = ("activation", "temperature", "mixtureTemperature")
        about[model] = {key: recipe[key] for key in own}
        about[model].update(slope, seed=run["settings"]["seed"], recipe=recipe)
    for name in ("weights", "means", "cholesky"):
        tensors[f"mixture.{name}"] = getattr(mixture, name)
    arrays = {name: t.detach().cpu().contiguous().numpy() for name, t in tensors.items()}
    metadata = {
        **{"format": "pt", "schema": ENERGIES_SCHEMA, "energies": json.dumps(about)},
        **{"rows": "of length 1" if run["kind"] == "features" else "as they are"},
        **{"settings": json.dumps(run["settings"]), "backend": report["backend"]},
    }
    header, end = {"__metadata__": metadata}, 0
    ordered = sorted(arrays, key=lambda name: -arrays[name].itemsize)
    for name in ordered:
        array = arrays[name]
        place = [end, end + array.nbytes]
        kind = {"float32": "F32", "float64": "F64"}[str(array.dtype)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": place}
        end += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    parts = [len(text).to_bytes(8, "little"), text, *(arrays[name].tobytes() for name in ordered)]
    Path(path).write_bytes(b"".join(parts))


def figures_of(report):
    """The numbers of a report that tables show, by their names."""
    figures = {}
    for model, quality in report.get("models", {}).items():
        for key, name in (("nll", "test NLL"), ("kl", "KL"), ("tv", "TV of mode masses")):
            figures[f"{METHODS[model]}, {name}"] = quality[key]
    for row in report["results"]:
        for key, name in (("auroc", "AUROC %"), ("fpr95", "FPR95 %")):
            figures[f"{row['method']}, {row['dataset']}, {name}"] = 100 * row[key]
    methods = list(dict.fromkeys(row["method"] for row in report["results"]))
    for method in methods if not report.get("models") else []:
        own = [row for row in report["results"] if row["method"] == method]
        for key, name in (("auroc", "AUROC %"), ("fpr95", "FPR95 %")):
            mean = 100 * sum(row[key] for row in own) / len(own)
            figures[f"{method}, average of {len(own)} sets, {name}"] = mean
    return figures


def features_table(report):
    """AUROC and FPR95 by both conventions, in %, a line a method and a set."""
    lines = [["method", "OOD set", "AUROC", "FPR95", "FPR95"], ["", "", "", "ID positive", "OOD p."]]
    for row in report["results"]:
        numbers = (f"{100 * row[key]:.2f}" for key in ("auroc", "fpr95", "fpr95OodPositive"))
        lines.append([row["method"], row["dataset"], *numbers])
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths))
        ).rstrip()
        for line in lines
    )


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else sum(ordered[middle - 1 : middle + 1]) / 2


def seeds_table(reports, lab):
    """Median and range of every figure over the seeds; with the lab's and a verdict, if there is one."""
    all_figures = [figures_of(report) for report in reports]
    theirs = lab and figures_of(lab)
    lines = ["| figure | median | lowest | highest |" + (" the lab | off by | |" if lab else "")]
    lines.append("|---" * (7 if lab else 4) + "|")
    for name in all_figures[0]:
        values = [figures[name] for figures in all_figures if name in figures]
        low, high = min(values), max(values)
        line = f"| {name} | {median(values):.4f} | {low:.4f} | {high:.4f} |"
        if lab and name in theirs:
            same = [f[name] for r, f in zip(reports, all_figures) if seed_of(r) == seed_of(lab)]
            # The same seed's run where it is among them, else the median.
            off = theirs[name] - (same[0] if same else median(values))
            within = abs(off) <= max(high - low, 1e-9)
            line += f" {theirs[name]:.4f} | {off:+.5f} | {'within' if within else 'BEYOND'} |"
        elif lab:
            line += " | | |"
        lines.append(line)
    if lab:
        lines.append(
            f"\nOff by: the lab's minus the same seed's here. Within: by no more than the range of "
            f"{len(reports)} seeds."
        )
    return "\n".join(lines)


def seed_of(report):
    return report["settings"]["seed"]


def seeds_in(text):
    """The seeds of "1-5" or "1,4,9"."""
    seeds = []
    for part in text.split(","):
        ends = [int(end) for end in part.split("-")] if re.match(r"^\d+(-\d+)?$", part) else [1, 0]
        seeds.extend(range(ends[0], ends[-1] + 1))
    if not seeds:
        raise Problem(f'--seeds: expected "1-5" or "1,4,9", found "{text}"')
    return seeds


def show_progress(what, done, of, last=[0.0]):
    """How far a training is, on a terminal."""
    if not sys.stderr.isatty() or (done < of and time.time() - last[0] < 0.5):
        return
    last[0] = time.time()
    print(f"\r{what} {done} of {of} ", end="\n" if done == of else "", file=sys.stderr, flush=True)


def parse(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    if not SETTINGS:
        parser.add_argument("settings", help="the settings file (or report) that the lab saved")
    parser.add_argument("features", nargs="*", help="of a run over features: a folder, .npy, .npz")
    parser.add_argument("--seeds", help='such as "1-5": repeats the run with each, prints a table')
    parser.add_argument("--check", metavar="REPORT", help="compares with a report of the lab")
    parser.add_argument("--weights", metavar="FILE", help="writes the trained energies")
    parser.add_argument("--network", choices=NETWORKS[1:], help="features: hidden layers x width")
    parser.add_argument("--json", action="store_true", help="prints reports, not a table")
    parser.add_argument("--device", default="cpu", help="cpu (the default), cuda, cuda:1, ...")
    return parser.parse_args(arguments)


def read_json(path):
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Problem(f"{path}: expected a JSON file, found a fault: {error}") from None


def repeat(options):
    name = "its own settings" if SETTINGS else options.settings
    run = read_run(name, SETTINGS or read_json(options.settings))
    lab = options.check and read_json(options.check)
    if lab and lab.get("schema") != REPORT_SCHEMA:
        raise Problem(f"{options.check}: expected a report of the lab ({REPORT_SCHEMA})")
    settings, arrays = run["settings"], None
    if run["kind"] == "toy" and options.features:
        raise Problem(f"{options.features[0]}: a run of the 2D lab takes no features; leave it out")
    if run["kind"] == "features":
        if not options.features:
            raise Problem("features: expected a folder or files with them after the settings")
        network = options.network or settings["network"]
        if network == "auto":
            raise Problem(
                "network: auto, which the lab chooses for its machine; say which: --network 4x256"
            )
        settings["network"] = network
        arrays = read_arrays(options.features)
    first = settings["seed"]
    seeds = [first]
    if options.seeds:
        seeds = seeds_in(options.seeds)
    elif lab:
        seeds = [first + i for i in range(5)]
    if options.weights and len(seeds) > 1:
        raise Problem(f"--weights: expected one seed, found {len(seeds)}; leave --seeds out")
    reports, faults = [], []
    for seed in seeds:
        own = {**run, "settings": {**settings, "seed": seed}}
        if arrays:
            report, energies, problems = repeat_features(own, arrays, show_progress, options.device)
        else:
            report, energies, problems = repeat_toy(own, show_progress, options.device)
        reports.append(report)
        faults += [f"seed {seed}: {problem}" for problem in problems]
        if options.weights:
            write_weights(options.weights, own, report, energies)
    if lab or (options.seeds and not options.json):
        print(seeds_table(reports, lab))
    elif arrays and not options.json:
        print(features_table(reports[0]))
    else:
        print(json.dumps(reports[0] if len(reports) == 1 else reports, indent=2))
    for fault in faults:
        print(f"repeat_run.py: {fault}", file=sys.stderr)
    return 1 if faults else 0


def main():
    try:
        sys.exit(repeat(parse(sys.argv[1:])))
    except Problem as problem:
        print(f"repeat_run.py: {problem}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
