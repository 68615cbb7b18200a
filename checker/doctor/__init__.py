"""Whether the tool can work, and what the model's server can do; each finding in words."""

from checker.doctor.machine import examine
from checker.doctor.model import examine_model
from checker.doctor.result import Result, State

__all__ = ["Result", "State", "examine", "examine_model"]
