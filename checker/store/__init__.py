"""The only place that knows a database: functions take a transaction and return objects of the model."""

from checker.store.database import Store, Tx

__all__ = ["Store", "Tx"]
