"""Customers that stay where they are: DuckDB for large files, other engines by URL.

Needs Ibis, so nothing imports this room before it is known to be needed.
"""

from segreport.engine.facts import describe_columns
from segreport.engine.opening import Place, open_database, open_files
from segreport.engine.running import Described, Outlets, describe_place

__all__ = [
    "Described",
    "Outlets",
    "Place",
    "describe_columns",
    "describe_place",
    "open_database",
    "open_files",
]
