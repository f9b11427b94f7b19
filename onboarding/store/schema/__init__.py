"""Every table of the kit in one MetaData; each package's tables are one file of this folder.

Rules for all (`tests/store/test_schema.py` holds them against the compiled DDL): ids are UUIDs made here, never
by the database; every key starts with the table's shard column, said as `info={"shard": column}`, or the table
is a small one every node may hold whole, `info={"reference": True}`; no triggers, sequences, defaults computed
by the database, deferrable or exclusion constraints.
"""

import importlib
import pkgutil

from .base import METADATA, Day, Hex, Moment, Plain, new_id

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["METADATA", "Day", "Hex", "Moment", "Plain", "new_id"]
