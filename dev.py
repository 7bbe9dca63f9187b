"""Set up and run everything, from a fresh clone, with Python alone: `python3 dev.py demo | test | lint | bench | docs`.

Standard library only (E22). It makes `.venv` beside this file, puts uv into it when uv is not on the path, and lets
uv install what `uv.lock` says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".venv-uv"
BIN = "Scripts" if os.name == "nt" else "bin"
NEEDED = (3, 11)
# What the caller's own Python goes by.
NOT_OURS = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
# Two at a time; one that has nothing left takes over from the other, as some tests are long.
WORKERS = ("-n", "2", "--dist", "worksteal")
# The names of Chromium on the path; tests/browser/conftest.py knows the same.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def stop(what: str, do: str) -> NoReturn:
    """Say what is wrong and what to do about it."""
    print(f"{what}\n{do}", file=sys.stderr)
    raise SystemExit(2)


def uv() -> str:
    """The uv command: from the path, else installed once into `.venv-uv`."""
    found = shutil.which("uv")
    if found:
        return found
    own = TOOLS / BIN / ("uv.exe" if os.name == "nt" else "uv")
    if not own.exists():
        print("Installing uv (once) …")
        _make_venv(TOOLS)
        python = TOOLS / BIN / ("python.exe" if os.name == "nt" else "python")
        if subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=False).returncode:
            stop(
                "uv could not be installed.", "Check that this machine reaches a Python package index, then try again."
            )
    return str(own)


def _make_venv(folder: Path) -> None:
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        stop(
            "This Python cannot make virtual environments.",
            "On Debian or Ubuntu: apt install python3-venv. Then try again.",
        )
    venv.create(folder, with_pip=True)


def set_up(*groups: str) -> None:
    """Install the package and the given dependency groups into `.venv`."""
    if sys.version_info < NEEDED:
        stop(f"Python {sys.version.split()[0]} is too old.", "Run this with Python 3.11 or newer.")
    wanted = [part for group in groups for part in ("--group", group)]
    command = [uv(), "sync", "--quiet", "--locked", "--no-default-groups", "--python", sys.executable, *wanted]
    if subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode:
        stop(
            "The packages could not be installed.",
            "Read the message above; most often the package index is out of reach.",
        )


def environment() -> dict[str, str]:
    """The environment of every child: the virtual environment first on the path.

    Python may keep what it has compiled: the tests start many programs, and each would else compile all of Django.
    """
    path = os.pathsep.join([str(VENV / BIN), os.environ.get("PATH", "")])
    kept = {k: v for k, v in os.environ.items() if k not in NOT_OURS}
    return {**kept, "VIRTUAL_ENV": str(VENV), "PATH": path, "UV_PROJECT_ENVIRONMENT": str(VENV)}


def run(*command: str) -> int:
    """Run a command of the virtual environment; returns its exit code."""
    executable = shutil.which(command[0], path=str(VENV / BIN)) or command[0]
    with subprocess.Popen([executable, *command[1:]], cwd=ROOT, env=environment()) as running:
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:  # the child has heard it too, and ends in good order
                continue


def demo(arguments: Sequence[str]) -> int:
    """Set up everything, make invented people and cases, and serve them to this machine: http://127.0.0.1:8000/demo/."""
    set_up()
    return run("samordna", "demo", *arguments)


def find_browser() -> None:
    """Chromium for the browser tests: from the path, else by apt when we may; else those tests skip and say how."""
    if any(shutil.which(name) for name in BROWSERS) or not shutil.which("apt-get") or not _is_root():
        return
    print("Installing Chromium (once) …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (("update", "-q"), ("install", "-q", "-y", "--no-install-recommends", "chromium")):
        if subprocess.run(["apt-get", *step], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
            print("Chromium could not be installed; the browser tests will say so.", file=sys.stderr)
            return


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def test(arguments: Sequence[str]) -> int:
    """Set up everything, lint, and run every test, those of data on both databases; with arguments, only these."""
    set_up("dev", "peers")
    find_browser()
    if arguments:
        return run("pytest", *arguments)
    return lint([]) or run("pytest", *WORKERS) or on_postgresql()


def on_postgresql() -> int:
    """What is about data, again on PostgreSQL, with a server of its own (E23)."""
    print("The tests of data on PostgreSQL …")
    return run("python", "-m", "tools.postgres", "pytest", *WORKERS, "-m", "data")


def lint(arguments: Sequence[str]) -> int:
    """Format, lint and types. With `--fix`, mend what can be mended."""
    set_up("dev", "peers")
    fix = "--fix" in arguments
    steps = (
        ("ruff", "format", *(() if fix else ("--check",)), "."),
        ("ruff", "check", *(("--fix",) if fix else ()), "."),
        ("mypy",),
        ("lint-imports",),
    )
    return next((code for step in steps if (code := run(*step))), 0)


def bench(arguments: Sequence[str]) -> int:
    """Measure, contenders alternating in one run; prints ratios."""
    set_up("dev", "bench")
    return run("python", "-m", "bench", *arguments)


def docs(arguments: Sequence[str]) -> int:
    """Write the generated parts of the documentation: schemas, maps, messages."""
    set_up("dev")
    return run("python", "-m", "samordna.platform.publishing", *arguments)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "bench": bench,
    "docs": docs,
}


def main() -> int:
    """Run the command named first."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        for name, command in COMMANDS.items():
            print(f"python3 dev.py {name:6} {(command.__doc__ or '').strip().splitlines()[0]}")
        return 0 if len(sys.argv) < 2 else 2
    return COMMANDS[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    raise SystemExit(main())
