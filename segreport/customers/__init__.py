"""Customer files, read into one table of customers that says what was found on the way."""

from segreport.customers.facts import describe_columns
from segreport.customers.files import read_files
from segreport.customers.raw import RawTable, Reading
from segreport.customers.table import Customers, load_customers, read_features

__all__ = [
    "Customers",
    "RawTable",
    "Reading",
    "describe_columns",
    "load_customers",
    "read_features",
    "read_files",
]
