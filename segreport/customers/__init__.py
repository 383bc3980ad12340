"""Customer files, read into one table of customers that says what was found on the way."""

from segreport.customers.databases import Database, read_database
from segreport.customers.facts import describe_columns
from segreport.customers.files import read_files
from segreport.customers.raw import RawTable, Reading
from segreport.customers.table import Customers, load_customers, read_features

__all__ = [
    "Customers",
    "Database",
    "RawTable",
    "Reading",
    "describe_columns",
    "load_customers",
    "read_database",
    "read_features",
    "read_files",
]
