"""The bench's work in PyTorch (and, for neighbours, in NumPy), as a user of theirs would write it.

A process of bench.mjs: it reads requests and writes replies, a line of JSON each, and works with the
number of threads that its environment sets (OMP_NUM_THREADS, OPENBLAS_NUM_THREADS). With --probe
it says what is installed. Written for PyTorch 1.13 and newer.
"""
import json
import math
import os
import sys
import time

import numpy as np
import torch
from torch.nn import functional

CHECKED_QUERIES = 256
CHECKED_STRIDE = 7
# Points at once: on a CPU what fits in the cache, which is more than twice as fast as all 40,000.
CPU_TILE = 1024
# Queries at once: their distances to the whole bank are one array of 50 MB, more on a GPU.
QUERY_TILE = 250
CUDA_QUERY_TILE = 2000
LEAK = 0.2


class Network:
    """E_theta: weights from the flat array of src/model/network.ts, one (kernel, bias) a layer."""

    def __init__(self, shape, weights):
        self.silu = shape["activation"] == "silu"
        sizes = [shape["inputs"]] + [shape["width"]] * shape["hiddenLayers"] + [1]
        self.parameters, offset = [], 0
        for inputs, outputs in zip(sizes, sizes[1:]):
            kernel = weights[offset : offset + inputs * outputs].view(inputs, outputs).t()
            bias = weights[offset + inputs * outputs : offset + (inputs + 1) * outputs]
            self.parameters += [kernel.contiguous(), bias.clone()]
            offset += (inputs + 1) * outputs

    def having(self, parameters):
        """The same network with other parameters."""
        other = Network.__new__(Network)
        other.silu, other.parameters = self.silu, parameters
        return other

    def trainable(self):
        """The same with gradients; it shares the weights' memory."""
        return self.having([p.detach().requires_grad_() for p in self.parameters])

    def __call__(self, points):
        layers = list(zip(self.parameters[::2], self.parameters[1::2]))
        values = points
        for kernel, bias in layers[:-1]:
            values = functional.linear(values, kernel, bias)
            values = functional.silu(values) if self.silu else functional.leaky_relu(values, LEAK)
        return functional.linear(values, *layers[-1]).squeeze(1)


class Mixture:
    """E_G of Gaussians with a tied covariance, whitened once: two products a pass."""

    def __init__(self, arrays, device):
        whitening, means = arrays["whitening"], arrays["means"]
        whitened = means @ whitening.T
        halves = (whitened**2).sum(1) / 2
        offsets = np.log(arrays["classWeights"]) + arrays["logPeak"][0] - halves
        put = lambda a: torch.from_numpy(np.ascontiguousarray(a, np.float32)).to(device)
        self.whitening, self.means, self.offsets = put(whitening), put(whitened), put(offsets)

    def __call__(self, points):
        whitened = functional.linear(points, self.whitening)
        logits = functional.linear(whitened, self.means, self.offsets)
        return whitened.square().sum(1) / 2 - torch.logsumexp(logits, 1)


class Training:
    def __init__(self, work, arrays, device):
        put = lambda name: torch.from_numpy(arrays[name]).to(device)
        self.device, self.batch = device, work["batch"]
        self.mixture = Mixture(arrays, device)
        self.frozen = Network(work["network"], put("weights"))
        self.network = self.frozen.trainable()
        self.average = [p.clone() for p in self.frozen.parameters]
        self.points = put("points")
        self.schedule = list(zip(arrays["stepSizes"].tolist(), arrays["sigmas"].tolist()))
        self.l2, rate, self.decay = arrays["recipe"].tolist()
        fused = {"fused": True} if device.type == "cuda" else {}
        self.adam = torch.optim.Adam(
            self.network.parameters, lr=rate, betas=(0.0, 0.999), eps=1e-8, **fused
        )
        self.updates = 0
        self.data, self.starts = put("data").long(), put("starts").long()
        self.kicks = put("kicks")

    def chain(self, z, kicks=None):
        for step, (alpha, sigma) in enumerate(self.schedule):
            z.requires_grad_()
            energy = self.frozen(z).sum() + self.mixture(z).sum()
            (gradient,) = torch.autograd.grad(energy, z)
            kick = torch.randn_like(gradient) if kicks is None else kicks[step]
            z = z.detach().add(gradient, alpha=-alpha).add_(kick, alpha=sigma)
        return z

    def learn(self, x, z):
        """Returns the loss and mean E(z') - mean E(x), still on the device."""
        energies = self.network(torch.cat([x, z]))
        positive, negative = energies.split(self.batch)
        squares = positive.square().mean() + negative.square().mean()
        gap = negative.mean() - positive.mean()
        loss = self.l2 * squares - gap
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        with torch.no_grad():
            for average, weight in zip(self.average, self.frozen.parameters):
                average.lerp_(weight, 1 - decay)
        return loss.detach(), gap.detach()

    def step(self):
        count = len(self.points)
        rows = torch.randint(count, (2, self.batch), device=self.device)
        return self.learn(self.points[rows[0]], self.chain(self.points[rows[1]]))

    def check(self):
        z = self.chain(self.points[self.starts], self.kicks)
        del self.kicks
        learned, reference = self.frozen(z), self.mixture(z)
        loss, gap = self.learn(self.points[self.data], z)
        squares = sum(p.grad.square().sum() for p in self.network.parameters)
        averaged = self.frozen.having(self.average)
        return {
            "E_theta at the chains' ends": learned.tolist(),
            "E_G at the chains' ends": reference.tolist(),
            "loss and gap": [loss.item(), gap.item()],
            "length of the gradient": [squares.sqrt().item()],
            "change of E_theta there": (averaged(z) - learned).tolist(),
        }

    def run(self, repeats):
        losses = torch.stack([self.step()[0] for _ in range(repeats)]).tolist()
        if not all(map(math.isfinite, losses)):
            raise ValueError("the training diverged")


class Grid:
    def __init__(self, work, arrays, device):
        put = lambda name: torch.from_numpy(arrays[name]).to(device)
        self.network = Network(work["network"], put("weights"))
        self.mixture = Mixture(arrays, device)
        self.points = put("points")
        self.tile = CPU_TILE if device.type == "cpu" else len(self.points)

    @torch.inference_mode()
    def energies(self):
        tiles = self.points.split(self.tile)
        return torch.cat([self.network(tile) + self.mixture(tile) for tile in tiles]).cpu()

    def check(self):
        return {"energies": self.energies()[::CHECKED_STRIDE].tolist()}

    def run(self, repeats):
        for _ in range(repeats):
            self.energies()


class Neighbours:
    """Brute force by BLAS: one product a tile of queries, then the k smallest of each row."""

    def __init__(self, work, arrays, device):
        self.k = work["neighbours"]
        self.queries = torch.from_numpy(arrays["queries"]).to(device)
        self.bank = torch.from_numpy(arrays["bank"]).to(device)
        self.tile = QUERY_TILE if device.type == "cpu" else CUDA_QUERY_TILE

    @torch.inference_mode()
    def distances(self, queries):
        norms = self.bank.square().sum(1)
        found = []
        for tile in queries.split(self.tile):
            squares = torch.addmm(norms, tile, self.bank.t(), alpha=-2)
            worst = squares.topk(self.k, largest=False).values[:, -1]
            found.append((worst + tile.square().sum(1)).clamp_(min=0))
        return torch.cat(found).cpu()

    def check(self):
        return {"squared distances": self.distances(self.queries[:CHECKED_QUERIES]).tolist()}

    def run(self, repeats):
        for _ in range(repeats):
            self.distances(self.queries)


class NumpyNeighbours(Neighbours):
    def __init__(self, work, arrays, device):
        self.k, self.queries, self.bank = work["neighbours"], arrays["queries"], arrays["bank"]

    def distances(self, queries):
        norms = np.square(self.bank).sum(1)
        found = []
        for first in range(0, len(queries), QUERY_TILE):
            tile = queries[first : first + QUERY_TILE]
            squares = tile @ self.bank.T
            squares *= -2
            squares += norms
            squares.partition(self.k - 1, axis=1)
            found.append(squares[:, self.k - 1] + np.square(tile).sum(1))
        return np.maximum(np.concatenate(found), 0)


def load(folder):
    arrays = {}
    with open(os.path.join(folder, "arrays.json")) as file:
        for name, (shape, kind) in json.load(file).items():
            values = np.fromfile(os.path.join(folder, name), kind)
            arrays[name] = values.reshape(shape)
    return arrays


def cuda():
    return torch.cuda.get_device_name() if torch.cuda.is_available() else None


work = None


def answer(request):
    global work
    if request["ask"] == "open":
        if request["device"] == "cpu":
            torch.set_num_threads(request["threads"])
        sides = {"training": Training, "grid": Grid, "neighbours": Neighbours}
        side = sides[request["work"]["kind"]]
        if request["library"] == "numpy":
            side = NumpyNeighbours
        device = torch.device(request["device"])
        work = side(request["work"], load(request["folder"]), device)
        return {"label": request["library"]}
    if request["ask"] == "check":
        return {"sums": work.check()}
    start = time.perf_counter()
    work.run(request["repeats"])
    return {"ms": 1000 * (time.perf_counter() - start) / request["repeats"]}


if "--probe" in sys.argv:
    found = {"torch": torch.__version__, "numpy": np.__version__, "cuda": cuda()}
    print(json.dumps(found))
    sys.exit()
for line in sys.stdin:
    try:
        reply = {"reply": answer(json.loads(line))}
    except Exception as error:  # The bench says what failed and goes on with other sides.
        reply = {"failed": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
