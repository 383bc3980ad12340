"""`python -m segreport` and the `segreport` command."""

from __future__ import annotations

import gc
import os
import sys

from segreport.cli import run_command_line


def main() -> None:
    """Run the command line on this process's arguments and exit with its code."""
    # importing the numerical libraries makes half a million objects; looking for garbage among
    # them every 700 takes a tenth of a short run
    gc.set_threshold(100_000)
    code = run_command_line(sys.argv[1:])
    # taking those libraries down again object by object takes a quarter of a second and frees
    # nothing that the end of the process does not
    os._exit(code)


if __name__ == "__main__":
    main()
