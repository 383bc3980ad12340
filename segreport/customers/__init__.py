"""Customer files, read into one table of customers that says what was found on the way."""

from segreport.customers.databases import Database, count_customers, read_database
from segreport.customers.facts import describe_columns
from segreport.customers.files import read_files
from segreport.customers.listing import Labels, Part, as_part, segments_csv, write_listing
from segreport.customers.raw import RawTable, Reading
from segreport.customers.sizes import budget, is_vast, outgrows, stays
from segreport.customers.table import (
    Customers,
    list_absent,
    load_customers,
    read_features,
    refuse_many,
)

__all__ = [
    "Customers",
    "Database",
    "Labels",
    "Part",
    "RawTable",
    "Reading",
    "as_part",
    "budget",
    "count_customers",
    "describe_columns",
    "is_vast",
    "list_absent",
    "load_customers",
    "outgrows",
    "read_database",
    "read_features",
    "read_files",
    "refuse_many",
    "segments_csv",
    "stays",
    "write_listing",
]
