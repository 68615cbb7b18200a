"""
Benchmarks of the tool on the machine at hand: figures and ratios, side by side in one run.

Never here: an assertion; a machine may be slow.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One thing that was measured, and the bar that was set for it."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def within(self) -> bool | None:
        """Whether the bar is reached; None where there is none."""
        if self.most is None and self.least is None:
            return None
        return self.value <= (self.most if self.most is not None else self.value) and self.value >= (self.least or 0)
