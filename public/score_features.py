#!/usr/bin/env python3
"""Scores features with the energies that the Energy Correction Lab has trained.

    python score_features.py trained-energies.safetensors FOLDER

Reads the .safetensors file that the lab's Features tab exports, and the same feature files as the
lab: test_features and ood_NAME_features, as .npy files in a folder (export_features.py writes such
a folder) or as arrays of that name in .npz files. Prints AUROC and FPR95 of every energy on every
out-of-distribution set: the lab's numbers. All scores are higher for out-of-distribution features.
Energies of the 2D lab score points of the plane, [n, 2], in the same way.

    MoG                    E_G(z) = -log q(z), q the mixture of Gaussians (eq. 9)
    SSD                    squared Mahalanobis distance to the nearest class mean (eq. 13)
    EBM                    E_theta(z) of the energy trained without the mixture
    Correction             E_theta(z) / T + E_G(z) / T_G
    Correction's E_theta   E_theta(z) of the correction alone

Needs Python 3.8 or newer, PyTorch 1.13 or newer and NumPy. To use an energy in a program of yours:

    from score_features import Energies
    energies = Energies("trained-energies.safetensors")
    scores = energies.scores(features)["Correction"]    # features: [n, D], of any length
"""

import argparse
import json
import sys
from pathlib import Path

try:
    import numpy as np
    import torch
    from torch import nn
except ImportError as missing_module:
    sys.exit(
        f"score_features.py: needs PyTorch and NumPy, found {str(missing_module).lower()}; "
        "install them with: pip install torch numpy"
    )

SCHEMA = "energy-correction-lab/energies@1"


class Problem(Exception):
    """Something that the user can mend; its message says what, and how."""


def read_safetensors(path):
    """The tensors of a .safetensors file by name, and its metadata."""
    content = Path(path).read_bytes()
    size = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8 : 8 + size])
        metadata = header.pop("__metadata__", {})
    except (ValueError, AttributeError):
        raise Problem(f"{path}: is not a safetensors file; export it from the lab again") from None
    dtypes = {"F32": "<f4", "F64": "<f8"}
    tensors = {}
    for name, tensor in header.items():
        start, end = (8 + size + offset for offset in tensor["data_offsets"])
        if end > len(content):
            raise Problem(
                f"{path}: {name} needs {end} bytes, file has {len(content)}; export it again"
            )
        values = np.frombuffer(content[start:end], dtypes[tensor["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(tensor["shape"]).copy())
    return tensors, metadata


class FourierFeatures(nn.Module):
    """cos and sin of features @ frequencies.T, frequencies [m, D]."""

    def __init__(self, frequencies):
        super().__init__()
        self.register_buffer("frequencies", frequencies)

    def forward(self, features):
        phases = features @ self.frequencies.T
        return torch.cat([torch.cos(phases), torch.sin(phases)], dim=1)


def network(prefix, tensors, about):
    """E_theta: features [n, D] to energies [n, 1]; its layers have the numbers of the file."""
    state = {
        name[len(prefix) + 1 :]: tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix + ".")
    }
    frequencies = state.pop("frequencies", None)
    layers = []
    for i in range(0, len(state), 2):
        outputs, inputs = state[f"{i}.weight"].shape
        if i > 0:
            silu = about["activation"] == "silu"
            layers.append(nn.SiLU() if silu else nn.LeakyReLU(about["negativeSlope"]))
        layers.append(nn.Linear(inputs, outputs))
    mlp = nn.Sequential(*layers)
    mlp.load_state_dict(state)
    return mlp if frequencies is None else nn.Sequential(FourierFeatures(frequencies), mlp)


class Mixture(nn.Module):
    """q of eq. 9: Gaussians at the class means with one covariance L L^T, in float64."""

    def __init__(self, weights, means, cholesky):
        super().__init__()
        self.register_buffer("weights", weights)
        self.register_buffer("means", means)
        self.register_buffer("cholesky", cholesky)

    def squared_distances(self, features):
        """Squared Mahalanobis distances of features [n, D] to the class means, [n, C]."""

        def whiten(rows):
            return torch.linalg.solve_triangular(self.cholesky, rows.T, upper=False).T

        centre = self.weights @ self.means
        means = whiten(self.means - centre)
        return torch.cdist(
            whiten(features - centre), means, compute_mode="donot_use_mm_for_euclid_dist"
        ).square()

    def forward(self, features):
        """E_G [n] and the squared distance to the nearest mean [n] of features [n, D]."""
        squares = self.squared_distances(features.double())
        dimensions = self.means.shape[1]
        log_peak = -0.5 * dimensions * np.log(2 * np.pi) - self.cholesky.diagonal().log().sum()
        log_densities = self.weights.log() + log_peak - squares / 2
        return -torch.logsumexp(log_densities, dim=1), squares.min(dim=1).values


class Energies:
    """The energies of a .safetensors file of the lab."""

    def __init__(self, path, device="cpu"):
        tensors, self.metadata = read_safetensors(path)
        if self.metadata.get("schema") != SCHEMA:
            raise Problem(
                f"{path}: has the schema {self.metadata.get('schema')}, expected {SCHEMA}; "
                "export the trained energies from the lab"
            )
        self.device = device
        self.about = json.loads(self.metadata["energies"])
        # Features are of length 1; points of the 2D lab are taken as they are.
        self.normalises = self.metadata.get("rows") != "as they are"
        parts = (tensors[f"mixture.{part}"] for part in ("weights", "means", "cholesky"))
        self.mixture = Mixture(*parts).to(device)
        self.networks = {
            name: network(name, tensors, about).to(device).eval()
            for name, about in self.about.items()
        }

    @property
    def dimensions(self):
        return self.mixture.means.shape[1]

    @torch.no_grad()
    def scores(self, features, chunk=4096):
        """Every energy of features [n, D], which are L2-normalised here, or of the 2D lab's points as
        they are, as float32 [n]."""
        if features.ndim != 2 or features.shape[1] != self.dimensions:
            raise Problem(
                f"features: have the shape {list(features.shape)}, "
                f"expected [rows, {self.dimensions}]"
            )
        parts = []
        for start in range(0, len(features), chunk):
            # As the lab reads them: float32, their lengths in float64.
            rows = np.asarray(features[start : start + chunk], np.float32).astype(np.float64)
            if self.normalises:
                rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            given = torch.from_numpy(rows.astype(np.float32)).to(self.device)
            parts.append({name: s.cpu().numpy() for name, s in self._scores(given).items()})
        return {
            name: np.concatenate([part[name] for part in parts]).astype(np.float32)
            for name in parts[0]
        }

    def _scores(self, rows):
        energy, nearest = self.mixture(rows)
        scores = {"MoG": energy, "SSD": nearest}
        for name, mlp in self.networks.items():
            learned = mlp(rows).squeeze(1).double()
            if name == "ebm":
                scores["EBM"] = learned
                continue
            about = self.about[name]
            tempered = learned / about["temperature"]
            scores["Correction"] = tempered + energy / about["mixtureTemperature"]
            scores["Correction's E_theta"] = learned
        return scores


def auroc(inside, outside):
    """The probability that an out-of-distribution score is the higher one, ties counting half."""
    inside = np.sort(inside)
    below = np.searchsorted(inside, outside, side="left")
    up_to = np.searchsorted(inside, outside, side="right")
    return float((below + up_to).mean() / 2 / len(inside))


def fpr95(inside, outside):
    """In-distribution positive (the paper): the out-of-distribution share at most at the threshold that
    accepts 95 % of the in-distribution scores."""
    threshold = np.percentile(inside.astype(np.float64), 95)
    return float((outside <= threshold).mean())


def fpr95_ood_positive(inside, outside):
    """Out-of-distribution positive (OpenOOD since August 2023): the in-distribution share that
    reaches the threshold which 95 % of the out-of-distribution scores reach."""
    count = len(outside)
    detected = -(-95 * count // 100)
    return float((inside >= np.sort(outside)[count - detected]).mean())


def find_features(paths):
    """Every array called test_features or ood_NAME_features, by that name, unread."""
    found = {}

    def take(name, read, source):
        if name != "test_features" and not (name.startswith("ood_") and name.endswith("_features")):
            return
        if name in found:
            raise Problem(f"{source}: {name} is there twice, expected once; leave one out")
        found[name] = read

    for path in map(Path, paths):
        if not path.exists():
            raise Problem(f"{path}: is not there, expected a folder, .npy or .npz files")
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if file.suffix == ".npy":
                take(file.stem, lambda file=file: np.load(file), file)
            elif file.suffix == ".npz":
                for name in np.load(file).files:
                    take(name, lambda file=file, name=name: np.load(file)[name], file)
    if "test_features" not in found or len(found) < 2:
        raise Problem(
            f"{', '.join(map(str, paths))}: expected test_features and at least one "
            f"ood_NAME_features, found {', '.join(found) or 'neither'}"
        )
    return found


def table(results):
    """The results as text, in %, a line an energy and a set."""
    lines = [["score", "OOD set", "AUROC", "FPR95", "FPR95"], ["", "", "", "ID positive", "OOD p."]]
    for result in results:
        numbers = (result[key] for key in ("auroc", "fpr95", "fpr95OodPositive"))
        lines.append([result["method"], result["dataset"], *(f"{100 * n:.2f}" for n in numbers)])
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths))
        ).rstrip()
        for line in lines
    )


def main():
    try:
        score(parse(sys.argv[1:]))
    except Problem as problem:
        print(f"score_features.py: {problem}", file=sys.stderr)
        sys.exit(1)


def parse(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("energies", help="the .safetensors file that the lab exported")
    parser.add_argument("features", nargs="+", help="a folder, .npy or .npz files")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--scores", metavar="FILE", help="write all scores into this .npz file")
    parser.add_argument("--device", default="cpu", help="cpu (the default), cuda, cuda:1, ...")
    return parser.parse_args(arguments)


def score(options):
    energies = Energies(options.energies, options.device)
    sets = {}
    for name, read in find_features(options.features).items():
        try:
            sets[name[: -len("_features")]] = energies.scores(read())
        except Problem as problem:
            raise Problem(f"{name}: {problem}") from None
    if options.scores:
        flat = {f"{part}/{name}": s for part, own in sets.items() for name, s in own.items()}
        np.savez(options.scores, **flat)
    inside = sets.pop("test")
    results = [
        {
            "method": method,
            "dataset": part[len("ood_") :],
            "auroc": auroc(inside[method], outside[method]),
            "fpr95": fpr95(inside[method], outside[method]),
            "fpr95OodPositive": fpr95_ood_positive(inside[method], outside[method]),
        }
        for method in inside
        for part, outside in sets.items()
    ]
    if options.json:
        print(json.dumps(results, indent=2))
    else:
        print(table(results))
        print(
            "\nin %. FPR95, ID positive (the paper): OOD rows accepted where 95 % of ID rows are."
            "\nOOD p. (OOD positive, as OpenOOD since August 2023): ID rows rejected where 95 % of "
            "OOD rows are."
        )


if __name__ == "__main__":
    main()
