"""An encoder of two layers that knows nothing, to start a training from."""

import numpy as np

from checker.scorer.encoder.training.published import Base
from checker.scorer.encoder.wordpiece import END, PADDING, START, UNKNOWN

WIDTH = 96
PIECES = (
    PADDING,
    UNKNOWN,
    START,
    END,
    "[unused0]",
    "[MASK]",
    "good",
    "bad",
    "rose",
    "fell",
    "by",
    "##s",
    "5",
    "%",
    ".",
    "[",
    "ж",
    "€",
)


def tiny_base() -> Base:
    chance = np.random.default_rng(1)
    shapes = {"word": len(PIECES), "position": 128, "token_type": 2}
    weights = {f"embeddings.{name}_embeddings.weight": (rows, WIDTH) for name, rows in shapes.items()}
    for layer in range(2):
        at = f"encoder.layer.{layer}."
        inner = {
            "attention.self.query": (WIDTH, WIDTH),
            "attention.self.key": (WIDTH, WIDTH),
            "attention.self.value": (WIDTH, WIDTH),
        }
        inner |= {
            "attention.output.dense": (WIDTH, WIDTH),
            "intermediate.dense": (2 * WIDTH, WIDTH),
            "output.dense": (WIDTH, 2 * WIDTH),
        }
        weights |= {f"{at}{name}.weight": shape for name, shape in inner.items()}
    made = {name: chance.normal(0, 0.1, shape).astype(np.float32) for name, shape in weights.items()}
    biases = {
        name.replace("weight", "bias"): np.zeros(len(values), np.float32) for name, values in made.items() if "layer" in name
    }
    norms = ["embeddings", *(f"encoder.layer.{at}.{of}output" for at in range(2) for of in ("attention.", ""))]
    ones = {f"{name}.LayerNorm.weight": np.ones(WIDTH, np.float32) for name in norms}
    zeros = {f"{name}.LayerNorm.bias": np.zeros(WIDTH, np.float32) for name in norms}
    return Base(weights=made | biases | ones | zeros, vocabulary=PIECES)
