#!/usr/bin/env python3
"""Writes the features of an image classifier for the Energy Correction Lab.

Trains a ResNet-34 by the paper's recipe (A.5.1), or loads a classifier, and writes for the
in-distribution sets and for each out-of-distribution set what the lab's Features tab reads:

    train_features.npy     float32 [N, D]  input of the classifier's last layer, not normalised
    train_logits.npy       float32 [N, C]  features @ head_weight.T + head_bias
    train_labels.npy       int64   [N]
    train_odin.npy         float32 [N]     ODIN with temperature and input perturbation
    test_*.npy             the same four of the in-distribution test set
    ood_NAME_*.npy         features, logits and odin of each out-of-distribution set
    head_weight.npy        float32 [C, D], and head_bias.npy, float32 [C]
    meta.json              settings, sources, accuracy, versions

Needs Python 3.8 or newer, PyTorch 1.13 or newer and NumPy; Pillow for image folders; torchvision
and timm only where they are named.
"""

EXAMPLES = """
sources of images:
  FOLDER             image files; in-distribution: in one folder a class, which gives the labels
  FILE.npz           images, uint8 [N, H, W, 3] or [N, H, W]; in-distribution: labels, [N], too
  torchvision:NAME   torchvision.datasets.NAME, its train split for --train and else its test split;
                     torchvision:NAME:SPLIT takes another one

examples:
  the paper's CIFAR-10 classifier, near and far sets
    python export_features.py --train torchvision:CIFAR10 --test torchvision:CIFAR10 \\
        --ood torchvision:CIFAR100 --ood torchvision:SVHN --ood tinyimagenet=tiny/val \\
        --download --amp --out features
  your own classifier
    python export_features.py --model timm:resnet34 --checkpoint best.pth --size 32 \\
        --train images/train --test images/test --ood street=images/street --out features
  is everything installed? (made images, under a minute on a CPU)
    python export_features.py --demo --out demo

A run that was stopped goes on where it was with the same command; one more --ood adds a set.
"""

import argparse
import difflib
import hashlib
import inspect
import json
import math
import os
import platform
import random
import re
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple, Optional

os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # for repeatable products on CUDA
try:
    import numpy as np
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as missing_module:
    sys.exit(
        f"export_features.py: needs PyTorch and NumPy, found {str(missing_module).lower()}; "
        "install them with: pip install torch numpy"
    )

SCHEMA = "energy-correction-lab/features@1"


class Problem(Exception):
    """Something that the user can mend; its message says what, and how."""


def package(name, wanted_by):
    """An optional package.

    Raises a Problem that names what wanted it if it is not installed.
    """
    try:
        return __import__(name)
    except ImportError as error:
        project = {"PIL": "Pillow"}.get(name, name)
        raise Problem(
            f"{wanted_by}: needs {project}, found none ({error}); "
            f"install it with: pip install {project.lower()}"
        ) from error
    except Exception as error:  # a build for another PyTorch fails in its own ways
        reason = str(error).splitlines()[0]
        raise Problem(
            f"{wanted_by}: {name} cannot be imported ({reason}); install the one that belongs to "
            f"PyTorch {torch.__version__}"
        ) from error


# ---- Images ------------------------------------------------------------------------------------

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".ppm", ".pgm", ".tif", ".tiff", ".webp"}


class Folder:
    """Image files below a folder, in the order of their paths; a class is a folder in it.

    `classes`: the names of the classes in the labels' order; None: those found, sorted.
    """

    def __init__(self, spec, labelled, classes=None):
        root = Path(spec)
        if not root.is_dir():
            raise Problem(
                f"{spec}: is not there, expected a folder of images, an .npz file or "
                "torchvision:NAME; check the path"
            )
        package("PIL", spec)
        self.classes, self.label_list = None, None
        if not labelled:
            self.paths = image_files(root)
        else:
            found = sorted(p.name for p in root.iterdir() if p.is_dir() and image_files(p))
            if not found:
                raise Problem(
                    f"{spec}: has no folder with images in it, expected one a class; sort the "
                    "images into folders named after their classes"
                )
            self.classes = classes or found
            unknown = [name for name in found if name not in self.classes]
            if unknown:
                raise Problem(
                    f"{spec}: has class {unknown[0]!r}, expected those of the training set "
                    f"({', '.join(self.classes[:8])}{', ...' if len(self.classes) > 8 else ''}); "
                    "rename or remove the folder"
                )
            rows = [(path, self.classes.index(c)) for c in found for path in image_files(root / c)]
            self.paths = [path for path, _ in rows]
            self.label_list = [label for _, label in rows]
        if not self.paths:
            raise Problem(f"{spec}: has no images, expected .png, .jpg or the like; check the path")

    def __len__(self):
        return len(self.paths)

    def labels(self):
        return np.array(self.label_list, np.int64)

    def pixels(self, index):
        from PIL import Image

        path = self.paths[index]
        try:
            with Image.open(path) as image:
                return planes(np.array(image.convert("RGB")))
        except (OSError, SyntaxError, ValueError) as error:
            reason = f"cannot be read as an image ({error})"
            raise Problem(f"{path}: {reason}; mend or remove it") from None


def image_files(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())


class Arrays:
    """Images and labels of an .npz file."""

    classes = None

    def __init__(self, spec, labelled):
        try:
            with np.load(spec, allow_pickle=False) as file:
                content = {name: file[name] for name in ("images", "labels") if name in file.files}
        except (OSError, ValueError, EOFError) as error:
            reason = f"cannot be read as an .npz file ({error})"
            raise Problem(f"{spec}: {reason}; check the path") from None
        except Exception as error:  # zipfile and zlib have exceptions of their own
            raise Problem(f"{spec}: is a damaged .npz file ({error}); write it again") from None
        self.images, self.label_array = content.get("images"), content.get("labels")
        for name in ("images", "labels")[: 2 if labelled else 1]:
            if name not in content:
                raise Problem(f"{spec}: has no array {name!r}, expected images and labels; add it")
        shape, dtype = self.images.shape, self.images.dtype
        if dtype != np.uint8 or not (len(shape) == 3 or len(shape) == 4 and shape[3] == 3):
            raise Problem(
                f"{spec}: images have shape {list(shape)} and dtype {dtype}, expected uint8 "
                "[N, H, W, 3] or [N, H, W]; convert them before saving"
            )
        if not labelled:
            return
        shape, dtype = self.label_array.shape, self.label_array.dtype
        if shape != self.images.shape[:1] or dtype.kind not in "iu":
            raise Problem(
                f"{spec}: labels have shape {list(shape)} and dtype {dtype}, expected integers "
                f"[{len(self.images)}]; convert them before saving"
            )

    def __len__(self):
        return len(self.images)

    def labels(self):
        return self.label_array.astype(np.int64)

    def pixels(self, index):
        return planes(self.images[index])


class Torchvision:
    """A dataset of torchvision: `torchvision:NAME` or `torchvision:NAME:SPLIT`."""

    SPLITS = {"Places365": ("train-standard", "val"), "ImageNet": ("train", "val")}

    def __init__(self, spec, training, root, download):
        package("torchvision", spec)
        from torchvision import datasets

        _, name, *split = spec.split(":")
        kind = getattr(datasets, name, None)
        if not inspect.isclass(kind):
            known = [other for other in dir(datasets) if other.lower() == name.lower()]
            hint = f"did you mean {known[0]}?" if known else "its documentation has the names"
            raise Problem(f"{spec}: torchvision.datasets has no {name}; {hint}")
        usual = self.SPLITS.get(name, ("train", "test"))[0 if training else 1]
        takes = inspect.signature(kind.__init__).parameters
        offers = {
            "root": str(root),
            "download": download,
            "small": True,
            # EMNIST has both, and its splits are kinds of characters.
            "train": split[0] == "train" if split and "split" not in takes else training,
            "split": split[0] if split else usual,
            # LSUN calls its splits so.
            "classes": split[0] if split else usual,
        }
        if "split" in takes:
            offers.pop("classes")
        try:
            self.dataset = kind(**{key: value for key, value in offers.items() if key in takes})
        except (RuntimeError, ValueError, OSError, TypeError, ImportError) as error:
            advice = "" if download else f"; pass --download to fetch it to {root}, or --root"
            raise Problem(f"{spec}: cannot be opened ({error}){advice}") from None
        classes = getattr(self.dataset, "classes", None)
        self.classes = [str(c) for c in classes] if classes else None

    def __len__(self):
        return len(self.dataset)

    def labels(self):
        for name in ("targets", "labels", "_labels"):
            labels = getattr(self.dataset, name, None)
            if labels is not None:
                return np.asarray(labels).astype(np.int64)
        return np.array([int(self.dataset[i][1]) for i in range(len(self))], np.int64)

    def pixels(self, index):
        return planes(np.array(self.dataset[index][0].convert("RGB")))


def planes(image):
    """A uint8 tensor [3, H, W] of an image [H, W, 3] or [H, W]."""
    tensor = torch.from_numpy(np.ascontiguousarray(image))
    return tensor.permute(2, 0, 1) if tensor.dim() == 3 else tensor.expand(3, -1, -1)


def open_source(spec, options, labelled, training=False, classes=None):
    """The images that a source names."""
    if spec.startswith("torchvision:"):
        return Torchvision(spec, training, options.root, options.download)
    if spec.endswith(".npz"):
        return Arrays(spec, labelled)
    return Folder(spec, labelled, classes)


def resize(pixels, height, width):
    if pixels.shape[1:] == (height, width):
        return pixels
    return F.interpolate(
        pixels[None], (height, width), mode="bilinear", align_corners=False, antialias=True
    )[0].clamp(0, 1)


def fit(pixels, size):
    """The shorter side resized to `size`, and the centre cut out."""
    _, height, width = pixels.shape
    scale = size / min(height, width)
    pixels = resize(pixels, max(size, round(height * scale)), max(size, round(width * scale)))
    top, left = (pixels.shape[1] - size) // 2, (pixels.shape[2] - size) // 2
    return pixels[:, top : top + size, left : left + size]


def random_resized_crop(pixels, size, rng):
    """8 to 100 % of the area, 3:4 to 4:3, resized, as torchvision's RandomResizedCrop does."""
    _, height, width = pixels.shape
    for _ in range(10):
        area = height * width * rng.uniform(0.08, 1)
        ratio = math.exp(rng.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < w <= width and 0 < h <= height:
            top, left = rng.integers(height - h + 1), rng.integers(width - w + 1)
            return resize(pixels[:, top : top + h, left : left + w], size, size)
    return fit(pixels, size)


def random_padded_crop(pixels, size, rng):
    """The image with a black border of an eighth, and a crop of its own size."""
    border = size // 8
    pixels = F.pad(fit(pixels, size), [border] * 4)
    top, left = rng.integers(2 * border + 1), rng.integers(2 * border + 1)
    return pixels[:, top : top + size, left : left + size]


CROPS = {"resized": random_resized_crop, "padded": random_padded_crop}


class View(torch.utils.data.Dataset):
    """A part's images from row `first` on, floats in 0..1 [3, size, size], and their labels.

    With `crop`, cropped and flipped at random; the randomness depends on seed, epoch and image
    alone, so that any number of workers gives the same images.
    """

    def __init__(self, part, size, first=0, crop=None, seed=(0, 0)):
        self.part, self.size, self.first, self.crop, self.seed = part, size, first, crop, seed

    def __len__(self):
        return len(self.part.rows) - self.first

    def __getitem__(self, place):
        index = int(self.part.rows[self.first + place])
        pixels = self.part.source.pixels(index).float() / 255
        label = -1 if self.part.labels is None else int(self.part.labels[self.first + place])
        if self.crop is None:
            return fit(pixels, self.size).contiguous(), label
        rng = np.random.default_rng([*self.seed, index])
        pixels = CROPS[self.crop](pixels, self.size, rng)
        return (pixels.flip(2) if rng.random() < 0.5 else pixels).contiguous(), label


def chosen(count, labels, limit, seed):
    """The rows of a set that are used: all, or `limit` of them, evenly over the classes."""
    if not limit or limit >= count:
        return np.arange(count)
    order = np.random.default_rng([seed, count]).permutation(count)
    if labels is not None:
        rank = np.empty(count, np.int64)
        for label in np.unique(labels):
            own = order[labels[order] == label]
            rank[own] = np.arange(len(own))
        order = order[np.argsort(rank[order], kind="stable")]
    return np.sort(order[:limit])


def channel_statistics(part, size):
    """Mean and standard deviation of each colour over some 10,000 images."""
    rows = part.rows[:: max(1, len(part.rows) // 10_000)]
    progress = Progress("colour statistics", len(rows), "images")
    sums, squares = torch.zeros(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
    for done, index in enumerate(rows, 1):
        pixels = fit(part.source.pixels(int(index)).double() / 255, size)
        sums += pixels.mean((1, 2))
        squares += pixels.square().mean((1, 2))
        progress(done)
    mean = sums / len(rows)
    std = (squares / len(rows) - mean.square()).clamp(min=1e-6).sqrt()
    return [round(float(x), 6) for x in mean], [round(float(x), 6) for x in std]


# ---- The classifier ----------------------------------------------------------------------------


class Block(nn.Module):
    """Two 3x3 convolutions and a shortcut (He et al., CVPR 2016)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.downsample(x))


class ResNet(nn.Module):
    """A ResNet for small images: a 3x3 first convolution, no pooling before the blocks."""

    def __init__(self, blocks, width, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage, count in enumerate(blocks):
            outputs, layers = width << stage, []
            for place in range(count):
                layers.append(Block(inputs, outputs, 2 if stage and not place else 1))
                inputs = outputs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
        self.fc = nn.Linear(inputs, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


OWN = {"resnet10": [1, 1, 1, 1], "resnet18": [2, 2, 2, 2], "resnet34": [3, 4, 6, 3]}


class Classifier:
    """A network with what its images are normalised by.

    `classify(pixels)`, pixels in 0..1 [n, 3, size, size], gives the input of the last layer,
    float32 [n, D], the logits that the last layer makes of it, float32 [n, C], and the network's
    own outputs.
    """

    def __init__(self, net, head, mean, std, device):
        self.net, self.head = net.to(device), head
        self.mean = torch.tensor(mean, device=device).view(1, 3, 1, 1)
        self.std = torch.tensor(std, device=device).view(1, 3, 1, 1)
        self.device = device
        head.register_forward_pre_hook(self.keep)

    def keep(self, _, inputs):
        self.features = inputs[0]

    def outputs(self, pixels):
        return self.net((pixels - self.mean) / self.std)

    def classify(self, pixels):
        outputs = self.outputs(pixels)
        features = self.features.float()
        return features, F.linear(features, self.head.weight, self.head.bias), outputs

    def check(self, pixels):
        """Refuses a network that cannot take the images, or ends in more than a linear layer."""
        self.net.eval()
        try:
            with torch.no_grad():
                features, logits, outputs = self.classify(pixels)
        except (RuntimeError, AssertionError, ValueError) as error:
            raise Problem(
                f"--size: the network cannot take images of {pixels.shape[2]} x {pixels.shape[3]} "
                f"({str(error).splitlines()[0]}); give the size that it was made for"
            ) from None
        sound = features.dim() == 2 and torch.is_tensor(outputs) and outputs.shape == logits.shape
        if not sound or not torch.allclose(outputs, logits, rtol=1e-3, atol=1e-3):
            raise Problem(
                "--model: its outputs are not those of its last linear layer, expected "
                "logits = features @ weight.T + bias; choose another model"
            )


def build(name, width, classes, pretrained):
    """A network by name and its last linear layer; with `pretrained`, published weights.

    Returns also what the weights expect of images: {size, mean, std}, empty where unknown.
    """
    origin, _, own = name.rpartition(":")
    expects = {}
    if origin == "" and name in OWN:
        if pretrained:
            raise Problem(f"--pretrained: {name} has no published weights; name a timm: model")
        net = ResNet(OWN[name], width, classes)
    elif origin == "timm":
        timm = package("timm", f"--model {name}")
        if not timm.is_model(own):
            raise unknown_model("timm", own, timm.list_models())
        if pretrained:
            net = timm.create_model(own, pretrained=True)
            config = timm.data.resolve_data_config({}, model=net)
            size, mean, std = config["input_size"][-1], list(config["mean"]), list(config["std"])
            expects = {"size": size, "mean": mean, "std": std}
        else:
            net = timm.create_model(own, num_classes=classes)
    elif origin == "torchvision":
        package("torchvision", f"--model {name}")
        from torchvision import models

        if own not in models.list_models():
            raise unknown_model("torchvision", own, models.list_models())
        if pretrained:
            net = models.get_model(own, weights="DEFAULT")
            expects = {"size": 224, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
        else:
            net = models.get_model(own, num_classes=classes)
    else:
        raise Problem(
            f"--model: is {name!r}, expected {', '.join(OWN)}, timm:NAME or torchvision:NAME"
        )
    heads = [module for module in net.modules() if isinstance(module, nn.Linear)]
    declared = net.get_classifier() if hasattr(net, "get_classifier") else None
    head = declared if isinstance(declared, nn.Linear) else heads[-1] if heads else None
    if head is None:
        raise Problem(f"--model: {name} has no linear layer, expected one at its end")
    if head.out_features != classes:
        raise Problem(
            f"--pretrained: {name} tells {head.out_features} classes apart, the training set has "
            f"{classes}; train it (without --pretrained) or pass a --checkpoint of it"
        )
    return net, head, expects


def unknown_model(origin, name, known):
    near = difflib.get_close_matches(name, known)
    hint = f"did you mean {' or '.join(near)}?" if near else "its list_models() has the names"
    return Problem(f"--model: {origin} has no {name}; {hint}")


def read_checkpoint(path):
    """Weights by name, and what this program stored with them: {model, width, size, mean, std}."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise Problem(f"{path}: is not there, expected weights; check --checkpoint") from None
    except Exception as error:  # pickle, zipfile and torch each have their own
        raise Problem(
            f"{path}: cannot be read as weights ({str(error).strip().splitlines()[0]}); "
            "save the network's state_dict() alone with torch.save"
        ) from None
    stored = {}
    if isinstance(content, dict):
        if content.get("schema") == SCHEMA:
            stored = {key: content[key] for key in ("model", "width", "size")}
            stored.update({key: content[key].tolist() for key in ("mean", "std")})
        for key in ("state_dict", "model_state_dict", "model", "net"):
            if isinstance(content.get(key), dict):
                content = content[key]
                break
    if not isinstance(content, dict) or not any(torch.is_tensor(v) for v in content.values()):
        raise Problem(f"{path}: holds no weights, expected a state_dict; save it with torch.save")
    weights = {re.sub(r"^(module\.|_orig_mod\.)+", "", key): v for key, v in content.items()}
    return weights, stored


def load_weights(net, weights, path, name):
    if name in OWN:  # the names that other ResNets for CIFAR give the same layers
        weights = {
            re.sub(r"\bshortcut\b", "downsample", re.sub(r"^linear\b", "fc", key)): value
            for key, value in weights.items()
        }
    try:
        net.load_state_dict(weights)
    except RuntimeError as error:
        details = [line.strip() for line in str(error).splitlines()[1:]]
        text = (details or [str(error)])[0]
        raise Problem(
            f"{path}: does not fit {name}: {text[:200]}{' ...' if len(text) > 200 else ''}; "
            "check --model and --width, and that the training set has the checkpoint's classes"
        ) from None


# ---- Training (A.5.1) --------------------------------------------------------------------------


def seeded(*numbers):
    """Seeds every generator by some numbers; returns the seed."""
    seed = int(np.random.SeedSequence(numbers).generate_state(1)[0])
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    return seed


def train(classifier, part, size, options, state):
    """SGD with Nesterov momentum; the learning rate falls tenfold at 50 % and 75 % of the epochs.

    A state is saved after each epoch, from which an interrupted training goes on as it would have.
    """
    net, device, epochs = classifier.net, classifier.device, options.epochs
    count = len(part.rows)
    optimiser = torch.optim.SGD(
        net.parameters(), lr=options.lr, momentum=0.9, nesterov=True, weight_decay=5e-4
    )
    half = torch.float16 if device.type == "cuda" else torch.bfloat16
    scaler = None
    if options.amp and device.type == "cuda":
        new = hasattr(torch.amp, "GradScaler")
        scaler = torch.amp.GradScaler("cuda") if new else torch.cuda.amp.GradScaler()
    saved = state / "training.pt"
    first = 0
    if saved.exists():
        past = torch.load(saved, map_location=device, weights_only=True)
        net.load_state_dict(past["net"])
        groups = optimiser.state_dict()["param_groups"]
        optimiser.load_state_dict({"state": past["optimiser"], "param_groups": groups})
        if scaler:
            now = scaler.state_dict()
            scaler.load_state_dict({k: type(v)(past["scaler"][k].item()) for k, v in now.items()})
        first = past["epoch"]
        say(f"training: goes on after epoch {first}")
    batch_size = min(options.batch_size, count)
    # Batch normalisation cannot take a batch of one image.
    lone = count % batch_size == 1 and count > 1
    batches = count // batch_size if lone else math.ceil(count / batch_size)
    progress = Progress("training", epochs * batches, "batches", first * batches)
    for epoch in range(first, epochs):
        seed = seeded(options.seed, epoch)
        for group in optimiser.param_groups:
            group["lr"] = options.lr * 0.1 ** ((2 * epoch >= epochs) + (4 * epoch >= 3 * epochs))
        view = View(part, size, crop=options.crop, seed=(options.seed, epoch))
        order = torch.Generator().manual_seed(seed)
        images = loader(view, batch_size, options, device, order, lone)
        net.train()
        loss_sum, right, seen = 0.0, 0, 0
        for batch, (pixels, targets) in enumerate(images, 1):
            pixels, targets = pixels.to(device), targets.to(device)
            with torch.autocast(device.type, half) if options.amp else nullcontext():
                outputs = classifier.outputs(pixels)
                loss = F.cross_entropy(outputs, targets)
            optimiser.zero_grad(set_to_none=True)
            if scaler:
                scaler.scale(loss).backward()
                scaler.step(optimiser)
                scaler.update()
            else:
                loss.backward()
                optimiser.step()
            loss_sum += float(loss) * len(targets)
            right += int((outputs.argmax(1) == targets).sum())
            seen += len(targets)
            progress(epoch * batches + batch, f"epoch {epoch + 1} of {epochs}")
        if not math.isfinite(loss_sum):
            raise Problem(f"training: the loss is {loss_sum} in epoch {epoch + 1}; lower --lr")
        # Tensors and whole numbers alone: PyTorch 1.13 reads no others without running code.
        content = {"net": net.state_dict(), "optimiser": optimiser.state_dict()["state"]}
        content["epoch"] = epoch + 1
        if scaler:
            now = scaler.state_dict()
            content["scaler"] = {k: torch.tensor(v, dtype=torch.float64) for k, v in now.items()}
        write(saved, lambda file: torch.save(content, file))
        share = f"{100 * right / seen:.1f} % of the cropped images right"
        say(f"epoch {epoch + 1} of {epochs}: loss {loss_sum / seen:.4f}, {share}")


def loader(view, batch_size, options, device, order=None, drop_last=False):
    return torch.utils.data.DataLoader(
        view,
        batch_size,
        shuffle=order is not None,
        generator=order,
        drop_last=drop_last,
        num_workers=options.workers if len(view) > batch_size else 0,
        pin_memory=device.type == "cuda",
    )


# ---- Features and ODIN -------------------------------------------------------------------------


def perturbed(pixels, logits, temperature, epsilon):
    """Pixels moved towards a surer softmax: x - epsilon sign(-grad log S(x; T)) (eq. 12).

    epsilon is a step of the pixels in 0..1, before normalisation, as in the authors' program.
    """
    # Times T, which the sign does not see and float32 does.
    loss = temperature * F.cross_entropy(logits / temperature, logits.argmax(1), reduction="sum")
    (gradient,) = torch.autograd.grad(loss, pixels)
    return (pixels - epsilon * gradient.sign()).detach()


def odin_score(logits, temperature):
    """1 / S(x; T) - C with S of eq. 11: higher means more out, as the lab counts.

    It ranks as -S does; S itself is nearly the same for all rows at T = 1000, and float32 ties it.
    """
    values = logits.detach().cpu().double()
    return torch.expm1((values - values.amax(1, keepdim=True)) / temperature).sum(1).float()


def export_part(part, classifier, size, options, out, state):
    """Writes a part's features, logits, ODIN scores, and labels if it has any.

    Rows that an interrupted run has written are kept. Returns how many rows of features are zero.
    """
    count = len(part.rows)
    contents = {
        "features": [count, classifier.head.in_features],
        "logits": [count, classifier.head.out_features],
        **({} if options.no_odin else {"odin": [count]}),
    }
    names = {content: f"{part.name}_{content}.npy" for content in contents}
    if part.labels is not None:
        save_array(out / f"{part.name}_labels.npy", part.labels)
    if all(is_complete(out / names[content], shape) for content, shape in contents.items()):
        say(f"{part.name}: is there already")
    else:
        fill(part, contents, classifier, size, options, state)
        for name in names.values():
            os.replace(state / name, out / name)
        (state / f"{part.name}.json").unlink()
    features = np.load(out / names["features"], mmap_mode="r")
    return sum(int((~block.any(1)).sum()) for block in np.array_split(features, count // 4096 + 1))


def is_complete(path, shape):
    """Files are written aside and moved when whole: one that is there in its shape is whole."""
    return path.exists() and list(np.load(path, mmap_mode="r").shape) == shape


def fill(part, contents, classifier, size, options, state):
    """Computes a part's arrays into files aside, going on where an interrupted run was."""
    paths = {name: state / f"{part.name}_{name}.npy" for name in contents}
    note = state / f"{part.name}.json"
    count, done = len(part.rows), 0
    if note.exists() and all(is_complete(paths[name], contents[name]) for name in contents):
        done = json.loads(note.read_text())["rows"]
    if done:
        say(f"{part.name}: goes on after {done:,} images")
    arrays = {
        name: (
            np.lib.format.open_memmap(paths[name], "r+")
            if done
            else np.lib.format.open_memmap(paths[name], "w+", "<f4", tuple(shape))
        )
        for name, shape in contents.items()
    }
    view = View(part, size, first=done)

    def keep():
        for array in arrays.values():
            array.flush()
        write_json(note, {"rows": done})
        return time.monotonic()

    progress = Progress(part.name, count, "images", done)
    kept = time.monotonic()
    try:
        for pixels, _ in loader(view, options.batch_size, options, classifier.device):
            for name, values in measure(classifier, pixels, options).items():
                if not torch.isfinite(values).all():
                    raise Problem(
                        f"{part.name}_{name}: is not finite near row {done + 1}, expected finite "
                        "numbers; the network's weights are broken, train it with a lower --lr"
                    )
                arrays[name][done : done + len(pixels)] = values.cpu().numpy()
            done += len(pixels)
            progress(done)
            if time.monotonic() - kept > 20:
                kept = keep()
    finally:
        keep()


def measure(classifier, pixels, options):
    """Features, logits and ODIN scores of one batch."""
    pixels = pixels.to(classifier.device)
    moves = not options.no_odin and options.odin_epsilon > 0
    with torch.set_grad_enabled(moves):
        pixels.requires_grad_(moves)
        features, logits, _ = classifier.classify(pixels)
    result = {"features": features.detach(), "logits": logits.detach()}
    if options.no_odin:
        return result
    if moves:
        moved = perturbed(pixels, logits, options.odin_temperature, options.odin_epsilon)
        with torch.no_grad():
            _, logits, _ = classifier.classify(moved)
    return {**result, "odin": odin_score(logits, options.odin_temperature)}


# ---- Files and progress ------------------------------------------------------------------------


def write(path, save):
    """Writes a file beside its place and moves it there when it is whole."""
    aside = path.with_name(path.name + ".part")
    with open(aside, "wb") as file:
        save(file)
    os.replace(aside, path)


def save_array(path, array):
    write(path, lambda file: np.save(file, array))


def write_json(path, content):
    text = json.dumps(content, indent=2) + "\n"
    write(path, lambda file: file.write(text.encode()))


line_open = False


def say(text):
    global line_open
    print(("\n" if line_open else "") + text, file=sys.stderr, flush=True)
    line_open = False


class Progress:
    """What is done and the time left: one line that changes on a terminal, else one every 10 s."""

    def __init__(self, title, total, unit, done=0):
        self.title, self.total, self.unit, self.first = title, total, unit, done
        self.began = self.shown = time.monotonic()
        self.terminal = sys.stderr.isatty()

    def __call__(self, done, note=""):
        global line_open
        now = time.monotonic()
        if done < self.total and now - self.shown < (0.2 if self.terminal else 10):
            return
        self.shown = now
        spent = now - self.began
        left = spent / max(1, done - self.first) * (self.total - done)
        when = f"{duration(left)} left" if done < self.total else f"took {duration(spent)}"
        text = f"{self.title}: {done:,} of {self.total:,} {self.unit}, {when}{note and f', {note}'}"
        if not self.terminal:
            say(text)
            return
        print(f"\r{text:<79}", end="", file=sys.stderr, flush=True)
        line_open = True
        if done >= self.total:
            print(file=sys.stderr, flush=True)
            line_open = False


def duration(seconds):
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


# ---- The demo ----------------------------------------------------------------------------------


def make_demo(folder):
    """Small made images: upright stripes, level ones, checks; slanting stripes (near), noise (far).

    A class stays what it is when it is mirrored and cropped.
    """
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:16, :16].reshape(2, 1, 16, 16)

    def waves(count, angle):
        angle = rng.normal(angle, 0.05, (count, 1, 1))
        phase = rng.uniform(0, 2 * np.pi, (count, 1, 1))
        speed = rng.uniform(0.8, 1.2, (count, 1, 1))
        return np.sin(speed * (x * np.cos(angle) + y * np.sin(angle)) + phase)

    def painted(grey):
        colour = rng.uniform(40, 90, (len(grey), 1, 1, 3))
        noise = rng.normal(0, 12, (*grey.shape, 3))
        return (127 + grey[..., None] * colour + noise).clip(0, 255).astype(np.uint8)

    folder.mkdir(parents=True, exist_ok=True)
    for name, count in (("train", 120), ("test", 40)):
        upright, level = waves(count, 0), waves(count, np.pi / 2)
        checks = waves(count, 0) * waves(count, np.pi / 2)
        images, labels = np.concatenate([upright, level, checks]), np.arange(3).repeat(count)
        np.savez(folder / f"{name}.npz", images=painted(images), labels=labels)
    np.savez(folder / "slanting.npz", images=painted(waves(120, np.pi / 4)))
    np.savez(folder / "noise.npz", images=rng.integers(0, 256, (120, 16, 16, 3), np.uint8))


def demo_defaults(out):
    folder = Path(out) / "state" / "demo"
    return {
        "train": str(folder / "train.npz"),
        "test": str(folder / "test.npz"),
        "ood": [str(folder / "slanting.npz"), str(folder / "noise.npz")],
        **{"model": "resnet10", "width": 8, "size": 16},
        **{"epochs": 8, "batch_size": 32, "workers": 0},
    }


# ---- The command -------------------------------------------------------------------------------


def positive(text):
    """A whole number above 0, for argparse."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"is {value}, expected 1 or more")
    return value


def amount(text):
    """A number of at least 0, for argparse."""
    value = float(text)
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"is {value}, expected 0 or more")
    return value


def parser_of():
    parser = argparse.ArgumentParser(
        prog="export_features.py",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )

    add = parser.add_argument_group("images").add_argument
    add("--train", metavar="SOURCE", help="in-distribution training images, labelled")
    add("--test", metavar="SOURCE", help="in-distribution images not trained on, labelled")
    add(
        "--ood",
        metavar="[NAME=]SOURCE",
        action="append",
        default=[],
        help="out-of-distribution images, once a set; the lab knows that cifar10, cifar100 and "
        "tinyimagenet are near, lsun and places365 mid, svhn, textures, dtd and mnist far",
    )
    add(
        "--size",
        type=positive,
        help="side of the network's images in pixels: the shorter side is resized to it and the "
        "centre cut out (default: the checkpoint's, or 32)",
    )
    add(
        "--mean",
        type=float,
        nargs=3,
        metavar=("R", "G", "B"),
        help="mean of the colours in 0..1 (default: the checkpoint's, or the training images')",
    )
    add(
        "--std",
        type=float,
        nargs=3,
        metavar=("R", "G", "B"),
        help="their standard deviation (default: as the mean)",
    )
    add(
        "--limit",
        type=positive,
        metavar="N",
        help="use N images a set, evenly over the classes, for a quick try",
    )
    add("--root", default="data", help="folder of torchvision's datasets (default: %(default)s)")
    add("--download", action="store_true", help="let torchvision fetch what is not there")

    add = parser.add_argument_group("classifier").add_argument
    add(
        "--model",
        help="resnet34, resnet18 or resnet10 for small images, timm:NAME or torchvision:NAME "
        "(default: the checkpoint's, or resnet34)",
    )
    add(
        "--width",
        type=positive,
        help="channels of the first stage of resnet34, resnet18 and resnet10; the features have 8 "
        "times as many dimensions (default: the checkpoint's, or 64)",
    )
    add("--checkpoint", metavar="FILE", help="weights (a state_dict) to load instead of training")
    add(
        "--pretrained",
        action="store_true",
        help="let timm or torchvision fetch published weights instead of training",
    )

    title = "training (defaults: the paper's, A.5.1, which gives no batch size)"
    add = parser.add_argument_group(title).add_argument
    add("--epochs", type=positive, default=200, help="(default: %(default)s)")
    add(
        "--batch-size",
        type=positive,
        default=128,
        help="also of the export (default: %(default)s)",
    )
    add(
        "--lr",
        type=amount,
        default=0.1,
        help="falls tenfold at 50 %% and 75 %% of the epochs (default: %(default)s)",
    )
    add(
        "--crop",
        choices=list(CROPS),
        default="resized",
        help="random crops: of 8 to 100 %% of the area, resized (the paper's), or of the image "
        "with a border of an eighth (default: %(default)s)",
    )
    add(
        "--amp",
        action="store_true",
        help="train in mixed precision; the export is always float32",
    )

    add = parser.add_argument_group("ODIN").add_argument
    add(
        "--odin-temperature",
        type=amount,
        default=1000.0,
        metavar="T",
        help="(default: %(default)s)",
    )
    add(
        "--odin-epsilon",
        type=amount,
        default=0.0014,
        metavar="E",
        help="perturbation of pixels in 0..1; 0: temperature alone (default: %(default)s)",
    )
    add(
        "--no-odin",
        action="store_true",
        help="leave ODIN out, which takes most of the export's time",
    )

    add = parser.add_argument_group("the run").add_argument
    add("--out", default="features", help="folder to write to (default: %(default)s)")
    add("--seed", type=int, default=1, help="repeats a run on one machine (default: %(default)s)")
    add("--device", default="auto", help="auto, cpu, cuda, cuda:1 or mps (default: %(default)s)")
    add(
        "--workers",
        type=int,
        default=min(4, (os.cpu_count() or 1) - 1),
        help="processes that read images (default: %(default)s)",
    )
    add("--demo", action="store_true", help="made images and a tiny network: is all installed?")
    return parser


def parse(arguments):
    parser = parser_of()
    options = parser.parse_args(arguments)
    if options.demo:
        parser.set_defaults(**demo_defaults(options.out))
        options = parser.parse_args(arguments)
    for name in ("train", "test"):
        if not getattr(options, name):
            raise Problem(f"--{name}: is missing, expected a source of images; see --help")
    if not options.ood:
        raise Problem("--ood: is missing, expected at least one source of images; see --help")
    if options.odin_temperature == 0:
        raise Problem("--odin-temperature: is 0, expected more")
    if options.checkpoint and options.pretrained:
        raise Problem("--checkpoint and --pretrained: exclude each other; drop one of the two")
    if options.seed < 0 or options.workers < 0:
        raise Problem("--seed and --workers: expected 0 or more")
    if options.std and min(options.std) <= 0:
        raise Problem(f"--std: has {min(options.std)}, expected numbers above 0")
    return options


def named_sources(texts):
    """{name: source} of the --ood options."""
    sources = {}
    for text in texts:
        name, equals, source = text.partition("=")
        if not equals:
            source = text
            last = text.split(":")[1] if text.startswith("torchvision:") else Path(text).stem
            name = last.lower()
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name):
            raise Problem(
                f"--ood: has the name {name!r}, expected letters, digits, - and _; "
                "write NAME=SOURCE"
            )
        if name in sources:
            raise Problem(f"--ood: has {name} twice, expected once; write NAME=SOURCE for one")
        sources[name] = source
    return sources


def device_of(text):
    if text == "auto":
        mps = getattr(torch.backends, "mps", None)
        text = "mps" if mps and mps.is_available() else "cpu"
        text = "cuda" if torch.cuda.is_available() else text
    try:
        device = torch.device(text)
        torch.zeros(1, device=device)
        return device
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0]
        raise Problem(f"--device: {text} cannot be used ({reason}); try --device cpu") from None


def check_labels(spec, labels, classes=None):
    """The number of classes; refuses gaps, and test labels that training does not know."""
    low, top = int(labels.min()), int(labels.max())
    if low < 0:
        raise Problem(f"{spec}: has label {low}, expected 0 or more; remove unlabelled images")
    if classes is None:
        absent = np.setdiff1d(np.arange(top + 1), labels)
        if len(absent):
            raise Problem(
                f"{spec}: labels go up to {top}, class {absent[0]} has no image, expected one of "
                "each; number the classes from 0 without gaps, or raise --limit"
            )
        if top == 0:
            raise Problem(f"{spec}: has one class, expected two or more; a classifier needs them")
    elif top >= classes:
        raise Problem(f"{spec}: has label {top}, the training set has classes 0 to {classes - 1}")
    return top + 1


def first_difference(past, now, place=""):
    """The first setting that differs from an earlier run's, for people; None if none does."""
    for key in sorted({*past, *now}):
        old, new = past.get(key), now.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found = first_difference(old, new, f"{place}{key}.")
            if found:
                return found
        elif old != new:
            old, new = json.dumps(old), json.dumps(new)
            return f"was made with {place}{key} {old}, this run has {new}"
    return None


def digest(path):
    hasher = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                hasher.update(block)
    except OSError as error:
        raise Problem(f"{path}: cannot be read ({error.strerror}); check --checkpoint") from None
    return hasher.hexdigest()


def read_notes(path):
    """What an earlier run into the same folder wrote about itself; {} if there was none."""
    if not path.exists():
        return {}
    try:
        notes = json.loads(path.read_text())
        return {key: notes[key] for key in ("settings", "sources", "rows")}
    except (ValueError, KeyError, TypeError):
        raise Problem(
            f"{path}: is not this program's, expected its notes on the folder's files; choose "
            "another --out, or remove the file"
        ) from None


class Part(NamedTuple):
    """A set by the name that its files begin with; labels only in distribution."""

    name: str
    source: object
    rows: np.ndarray
    labels: Optional[np.ndarray]


def open_parts(options):
    """Train, test and the out-of-distribution sets, and the spec of each by its name."""
    specs = {"train": options.train, "test": options.test}
    specs.update({f"ood_{name}": spec for name, spec in named_sources(options.ood).items()})
    parts = []
    for name, spec in specs.items():
        inside, training = not name.startswith("ood_"), name == "train"
        source = open_source(spec, options, inside, training, parts and parts[0].source.classes)
        labels = source.labels() if inside else None
        rows = chosen(len(source), labels, options.limit, options.seed)
        parts.append(Part(name, source, rows, labels[rows] if inside else None))
    classes = check_labels(options.train, parts[0].labels)
    check_labels(options.test, parts[1].labels, classes)
    return parts, classes, specs


def design(options, train_part, classes, past):
    """The network with its head, the settings that decide what it computes, and its weights.

    `past`: the settings of an earlier run into the same folder, which has measured the colours.
    """
    weights, stored = read_checkpoint(options.checkpoint) if options.checkpoint else (None, {})
    name = options.model or stored.get("model", "resnet34")
    width = options.width or stored.get("width") or 64
    seeded(options.seed)
    net, head, expects = build(name, width, classes, options.pretrained)
    expects.update(stored)
    size = options.size or expects.get("size", 32)
    mean, std = options.mean or expects.get("mean"), options.std or expects.get("std")
    if not (mean and std):
        found = (past["mean"], past["std"]) if past else channel_statistics(train_part, size)
        mean, std = mean or found[0], std or found[1]
    recipe = {key: getattr(options, key) for key in ("epochs", "batch_size", "lr", "crop", "amp")}
    odin = {"temperature": options.odin_temperature, "epsilon": options.odin_epsilon}
    settings = {
        "model": name,
        "width": width if name in OWN else None,
        "pretrained": options.pretrained,
        "checkpoint": digest(options.checkpoint) if options.checkpoint else None,
        "training": None if options.checkpoint or options.pretrained else recipe,
        "size": size,
        "mean": mean,
        "std": std,
        "limit": options.limit,
        "seed": options.seed,
        "odin": None if options.no_odin else odin,
    }
    if weights is not None:
        load_weights(net, weights, options.checkpoint, name)
    return net, head, settings


def check_same(out, notes, settings, specs):
    """Refuses to mix what an earlier run computed with other settings; further sets are welcome."""
    common = {key: spec for key, spec in notes["sources"].items() if key in specs}
    past = {**notes["settings"], "sources": common}
    now = {**settings, "sources": {key: specs[key] for key in common}}
    difference = first_difference(past, now)
    if difference:
        raise Problem(f"{out}: {difference}; choose another --out, or empty the folder")


def export(options):
    began = time.monotonic()
    device = device_of(options.device)
    torch.backends.cudnn.benchmark = False
    torch.use_deterministic_algorithms(True, warn_only=True)
    out = Path(options.out)
    state = out / "state"
    state.mkdir(parents=True, exist_ok=True)
    if options.demo:
        make_demo(state / "demo")
    parts, classes, specs = open_parts(options)
    train_part = parts[0]
    notes = read_notes(out / "meta.json")
    net, head, settings = design(options, train_part, classes, notes.get("settings"))
    if notes:
        check_same(out, notes, settings, specs)

    size = settings["size"]
    classifier = Classifier(net, head, settings["mean"], settings["std"], device)
    first = fit(train_part.source.pixels(int(train_part.rows[0])).float() / 255, size)
    classifier.check(first[None].to(device))
    notes = {
        "schema": SCHEMA,
        "complete": False,
        "settings": settings,
        "sources": {**notes.get("sources", {}), **specs},
        "rows": {**notes.get("rows", {}), **{part.name: len(part.rows) for part in parts}},
        "classes": train_part.source.classes or classes,
        "dimensions": head.in_features,
        "device": str(device),
        "versions": versions(),
    }
    write_json(out / "meta.json", notes)
    what = f"{head.in_features} features, {classes} classes, images of {size} x {size}"
    say(f"{settings['model']} on {device}: {what}")

    trained = state / "classifier.pt"
    if settings["training"] and trained.exists():
        load_weights(net, read_checkpoint(trained)[0], trained, settings["model"])
        say("training: is done already")
    elif settings["training"]:
        train(classifier, train_part, size, options, state)
        content = {"schema": SCHEMA, "state_dict": net.state_dict()}
        content.update({key: settings[key] for key in ("model", "width", "size")})
        for key in ("mean", "std"):
            content[key] = torch.tensor(settings[key], dtype=torch.float64)
        write(trained, lambda file: torch.save(content, file))
        (state / "training.pt").unlink()
    net.eval().requires_grad_(False)

    bias = head.bias if head.bias is not None else torch.zeros(classes)
    for name, values in (("weight", head.weight), ("bias", bias)):
        save_array(out / f"head_{name}.npy", values.detach().float().cpu().numpy())
    for part in parts:
        zero = export_part(part, classifier, size, options, out, state)
        if zero:
            say(
                f"warning: {part.name}_features.npy: {zero} rows are all zeros, which the lab "
                "refuses: the network is dead on these images; train it anew or for longer"
            )
    notes["accuracy"] = {}
    for part in parts[:2]:
        right = np.load(out / f"{part.name}_logits.npy").argmax(1) == part.labels
        notes["accuracy"][part.name] = round(float(right.mean()), 6)
    write_json(out / "meta.json", {**notes, "complete": True})
    say(
        f"test accuracy {100 * notes['accuracy']['test']:.2f} %; done in "
        f"{duration(time.monotonic() - began)}: drop the files of {out} on the lab's Features tab"
    )


def versions():
    found = {"python": platform.python_version(), "numpy": np.__version__}
    found["torch"] = str(torch.__version__)
    for name in ("torchvision", "timm"):
        if name in sys.modules:
            found[name] = sys.modules[name].__version__
    return found


def main():
    try:
        export(parse(sys.argv[1:]))
    except Problem as problem:
        # From a reading process it arrives with that process's trace before it.
        text = str(problem).strip().rsplit("Problem: ", 1)[-1]
        say(f"export_features.py: {text}")
        sys.exit(1)
    except KeyboardInterrupt:
        say("stopped: the same command goes on from here")
        sys.exit(130)


if __name__ == "__main__":
    main()
