"""The command line: `consult demo`, or any command of the application, such as `consult voting decide FILE`."""

from __future__ import annotations

import sys

from flask.cli import FlaskGroup

from consult.app import create_app
from consult.demo.serving import main as demo


def main() -> None:
    """Run `consult demo` or pass everything else to Flask's commands."""
    if sys.argv[1:2] == ["demo"]:
        demo(sys.argv[2:], create_app)
        return
    FlaskGroup(name="consult", create_app=create_app, add_version_option=False)()


if __name__ == "__main__":
    main()
