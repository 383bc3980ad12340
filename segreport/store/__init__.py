"""What is kept on the disk: the run folder and its artifacts, and the record of the review."""

from segreport.store.folder import (
    PASSES,
    REPLIES,
    RUN,
    dump,
    hash_all,
    hold_folder,
    keep_reply,
    load,
    load_run,
    recall_reply,
    save,
    spool,
    write_atomically,
    write_file,
)
from segreport.store.reviews import (
    REVIEWS,
    Reviews,
    open_reviews,
    read_entries,
    read_history,
    verify,
)

__all__ = [
    "PASSES",
    "REPLIES",
    "REVIEWS",
    "RUN",
    "Reviews",
    "dump",
    "hash_all",
    "hold_folder",
    "keep_reply",
    "load",
    "load_run",
    "open_reviews",
    "read_entries",
    "read_history",
    "recall_reply",
    "save",
    "spool",
    "verify",
    "write_atomically",
    "write_file",
]
