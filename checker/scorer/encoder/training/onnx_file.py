"""
The trained encoder written as one ONNX file: four-bit embeddings, eight-bit layers, its pieces and what it was made from inside.

Never here: training. The package onnx is imported inside functions only.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from checker.scorer.encoder.training.layers import EPSILON, HEADS, Layer
from checker.scorer.encoder.training.published import Floats
from checker.scorer.encoder.training.shrink import GROUP, Bytes, Nibbles

OPSET = 20
_HIDDEN = -1e9  # what a piece of padding gets, so that nothing looks at it
_AT_LAST = {"axis": -1, "epsilon": EPSILON}


class Drawing:
    """A graph in the making: nodes one after the other, and the constants that they read."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, kind: str, *given: str, **settings: Any) -> str:
        """Add a node and return the name of what it gives."""
        from onnx import helper

        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(given), [name], name=name, **settings))
        return name

    def hold(self, values: object, kind: type[np.generic] = np.float32) -> str:
        """Keep a constant in the file and return its name."""
        from onnx import numpy_helper

        name = f"held_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values, dtype=kind), name))
        return name

    def floats(self, given: str) -> str:
        """Turn whole or short numbers into 32-bit floats."""
        from onnx import TensorProto

        return self.add("Cast", given, to=TensorProto.FLOAT)

    def times(self, given: str, weight: Bytes, bias: Floats) -> str:
        """Multiply by a matrix of bytes, which is widened once when the file is loaded, and add its bias."""
        wide = self.add("Mul", self.floats(self.hold(weight.whole, np.int8)), self.hold(weight.scale))
        return self.add("Add", self.add("MatMul", given, wide), self.hold(bias))

    def normed(self, given: str, weight: Floats, bias: Floats) -> str:
        """Add layer normalisation."""
        return self.add("LayerNormalization", given, self.hold(weight), self.hold(bias), **_AT_LAST)

    def embedded(self, ids: str, pieces: Nibbles) -> str:
        """Look the pieces up and widen only those."""
        packed = self.add("Gather", self.hold(pieces.packed, np.uint8), ids)
        low = self.add("BitwiseAnd", packed, self.hold(15, np.uint8))
        high = self.add("BitShift", packed, self.hold(4, np.uint8), direction="RIGHT")
        whole = self.add("Sub", self.floats(self.add("Concat", low, high, axis=-1)), self.hold(8))
        width = pieces.packed.shape[1] * 2
        grouped = self.add("Reshape", whole, self.hold([0, 0, width // GROUP, GROUP], np.int64))
        scale = self.floats(self.add("Gather", self.hold(pieces.scale, np.float16), ids))
        wide = self.add("Mul", grouped, self.add("Unsqueeze", scale, self.hold([-1], np.int64)))
        return self.add("Reshape", wide, self.hold([0, 0, width], np.int64))

    def layer(self, given: str, veil: str, layer: Layer, bytes_of: Mapping[str, Bytes]) -> str:
        """Add one layer of the encoder."""
        width = layer["out"].shape[1]
        query, key, value = (self._heads(given, bytes_of["qkv"], layer["qkv_bias"], at, width) for at in range(3))
        near = self.add("MatMul", query, self.add("Transpose", key, perm=[0, 1, 3, 2]))
        scaled = self.add("Mul", near, self.hold(1 / math.sqrt(width // HEADS)))
        looked = self.add("Softmax", self.add("Add", scaled, veil), axis=-1)
        mixed = self.add("Transpose", self.add("MatMul", looked, value), perm=[0, 2, 1, 3])
        joined = self.add("Reshape", mixed, self.hold([0, 0, width], np.int64))
        middle = self.add("Add", given, self.times(joined, bytes_of["out"], layer["out_bias"]))
        middle = self.normed(middle, layer["attended"], layer["attended_bias"])
        active = self.add("Gelu", self.times(middle, bytes_of["up"], layer["up_bias"]))
        lowered = self.add("Add", middle, self.times(active, bytes_of["down"], layer["down_bias"]))
        return self.normed(lowered, layer["fed"], layer["fed_bias"])

    def _heads(self, given: str, weight: Bytes, bias: Floats, at: int, width: int) -> str:
        part = slice(at * width, (at + 1) * width)
        made = self.times(given, Bytes(weight.whole[:, part], weight.scale[part]), bias[part])
        split = self.add("Reshape", made, self.hold([0, 0, HEADS, width // HEADS], np.int64))
        return self.add("Transpose", split, perm=[0, 2, 1, 3])


def veiled(drawing: Drawing, ids: str) -> tuple[str, str]:
    """Which ids are pieces and not padding, and what keeps the encoder from looking at padding."""
    mask = drawing.floats(drawing.add("Greater", ids, drawing.hold(0, np.int64)))
    hidden = drawing.add("Mul", drawing.add("Sub", drawing.hold(1), mask), drawing.hold(_HIDDEN))
    return mask, drawing.add("Unsqueeze", hidden, drawing.hold([1, 2], np.int64))


def placed(drawing: Drawing, ids: str, positions: Floats) -> str:
    """The embeddings of the places that a batch has."""
    length = drawing.add("Shape", ids, start=1, end=2)
    held = drawing.hold(positions, np.float16)
    return drawing.floats(drawing.add("Slice", held, drawing.hold([0], np.int64), length, drawing.hold([0], np.int64)))


def told_apart(drawing: Drawing, rows: str, mask: str, head: Floats, bias: Floats) -> None:
    """Take the mean over a sentence's pieces and tell the classes apart."""
    wide = drawing.add("Unsqueeze", mask, drawing.hold([-1], np.int64))
    total = drawing.add("ReduceSum", drawing.add("Mul", rows, wide), drawing.hold([1], np.int64), keepdims=0)
    mean = drawing.add("Div", total, drawing.add("ReduceSum", mask, drawing.hold([1], np.int64), keepdims=1))
    drawing.add("Add", drawing.add("MatMul", mean, drawing.hold(head)), drawing.hold(bias))


def written(drawing: Drawing, classes: int, inside: Sequence[tuple[str, str]]) -> bytes:
    """The bytes of the file; the same graph gives the same bytes."""
    from onnx import TensorProto, checker, helper

    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["sentences", "pieces"])
    logits = helper.make_tensor_value_info(drawing.nodes[-1].output[0], TensorProto.FLOAT, ["sentences", classes])
    graph = helper.make_graph(drawing.nodes, "encoder", [ids], [logits], initializer=drawing.constants)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9, producer_name="claim-checker"
    )
    helper.set_model_props(model, dict(inside))
    checker.check_model(model)
    content: bytes = model.SerializeToString(deterministic=True)
    return content
