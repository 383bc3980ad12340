"""`python -m segreport` and the `segreport` command."""

from __future__ import annotations

import sys

from segreport.cli import run_command_line


def main() -> None:
    """Run the command line on this process's arguments and exit with its code."""
    sys.exit(run_command_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
