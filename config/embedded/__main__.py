"""Command line of the embedded servers."""

import argparse
import os
import sys
from pathlib import Path

from config.embedded.environment import LOCAL
from config.embedded.folder import AlreadyRunningError, Folder
from config.embedded.supervisor import execute, run


def main() -> int:
    """Parse the arguments and run; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m config.embedded")
    commands = parser.add_subparsers(dest="command", required=True)
    runner = commands.add_parser("run", help="everything, with the 2024 report")
    runner.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    runner.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    runner.add_argument("--folder", type=Path, default=LOCAL)
    executor = commands.add_parser("exec", help="a command on servers of its own")
    executor.add_argument("--folder", type=Path, required=True)
    executor.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    folder = Folder(options.folder)
    try:
        if options.command == "run":
            folder.lock(f"Duban is already running at http://localhost:{options.port}/ (process {os.getpid()}).")
            return run(folder, port=options.port, host=options.host)
        folder.lock(f"These servers are in use already (process {os.getpid()}); SERVERS= names another folder.")
        return execute(folder, [word for word in options.arguments if word != "--"])
    except AlreadyRunningError as running:
        sys.stderr.write(f"{running}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
