"""Where Lean is: toolchains by setting, by elan and on the PATH, a Lake project with its library, and the wheel.

A toolchain is a folder with `bin/lean` and `lib/lean`. elan's own `lean` is a switch that may start a download, so it
is recognised by what does not lie beside it and is never run. Of a toolchain one thing is run, `lean --version`, in an
empty environment and within seconds; a project is only read.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from problems.errors import InputError, MissingBackendError
from verification.lean.advisories import LeanVersion, advisories

__all__ = [
    "COMPARATOR_FROM",
    "MARKER",
    "RELEASES",
    "TOOLS",
    "Found",
    "Project",
    "Toolchain",
    "elan_home",
    "find",
    "folder_name",
    "full_name",
    "project",
    "projects_folder",
    "toolchain",
    "wheel",
]

TOOLS = (
    "lean", "lake", "leanexport", "leanchecker", "leanchecker-paranoid", "nanoda_bin", "con-ron", "con-leche",
    "lean4lean",
)  # fmt: skip
"""Programs of a toolchain that the judge knows."""
VERSION_SECONDS = 20.0
MOST_TOOLCHAINS = 32
"""Toolchains looked at."""
MOST_BYTES = 4 << 20
"""Of a file of a project."""
COMPARATOR_FROM = LeanVersion(4, 35, 0, "rc", 1)
"""First version with `lake comparator`, `leanexport` and `leanchecker --from-export`."""
SNAPSHOTS_FROM = LeanVersion(4, 35, 0)
"""First version that is known to have `--incr-header-save`."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,100}(?::[A-Za-z0-9][A-Za-z0-9._+-]{0,100})?", re.ASCII)
RELEASES = "leanprover/lean4:v"
"""How names of official releases begin."""
EXPORTER = ".lake/build/bin/lean4export"
MARKER = ".workbench-setup.json"
"""In a project that `workbench lean setup` makes: which of its steps are done."""

Kind = Literal["core", "lake"]


@dataclass(frozen=True)
class Toolchain:
    """One Lean."""

    kind: Kind
    """`core`: the wheel, whose files begin with `prelude`; `lake`: an ordinary one, with Lean's library."""
    name: str
    """As a `lean-toolchain` file names it, or the folder; `core` for the wheel."""
    folder: Path
    """With `bin` and `lib`; the libraries' folder for the wheel."""
    found_by: str
    """`setting`, `elan`, `PATH` or `wheel`."""
    version: LeanVersion | None
    """As Lean itself says; None where it says nothing that can be read."""
    said: str
    """What it said, or why it said nothing."""
    tools: Mapping[str, Path] = field(default_factory=dict)
    """Name → program, those of `TOOLS` that are there."""

    @property
    def objection(self) -> str:
        """Why its kernel may not decide; empty where it may."""
        return advisories().objection("lean", self.version)

    @property
    def exports(self) -> bool:
        """Whether it can export a constant."""
        return self.kind == "core" or "leanexport" in self.tools

    @property
    def comparator(self) -> bool:
        """Whether it has `lake comparator`."""
        return "lake" in self.tools and self.version is not None and self.version >= COMPARATOR_FROM

    @property
    def replays_exports(self) -> bool:
        """Whether its `leanchecker` takes an export."""
        return "leanchecker" in self.tools and self.version is not None and self.version >= COMPARATOR_FROM

    @property
    def header_snapshots(self) -> bool:
        """Whether `lean --incr-header-save` is known to be there."""
        return self.version is not None and self.version >= SNAPSHOTS_FROM

    @property
    def sentence(self) -> str:
        """Version, tools, and what it is good for, in one line."""
        version = f"Lean {self.version.spelled}" if self.version else f"unknown version ({self.said[:60]})"
        tools = ", ".join(name for name in self.tools if name != "lean")
        use = f"compiles, does not judge: {self.objection}" if self.objection else "judges"
        return f"{version} ({self.found_by}{f': {tools}' if tools else ''}); {use}"


@dataclass(frozen=True)
class Project:
    """A Lake project whose compiled library files may import."""

    folder: Path
    toolchain: str
    """First line of `lean-toolchain`."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Package → revision, from the manifest."""
    paths: tuple[Path, ...] = ()
    """Folders with compiled files, for LEAN_PATH: those that are there."""
    exporter: Path | None = None
    """A compiled `lean4export`, for toolchains that bring none."""

    @property
    def mathlib(self) -> str:
        """Revision of Mathlib; empty without it."""
        return self.packages.get("mathlib", "")

    @property
    def mathlib_built(self) -> bool:
        """Whether Mathlib's compiled files are there."""
        return any((path / "Mathlib.olean").is_file() for path in self.paths)


@dataclass(frozen=True)
class Found:
    """All that was found: first that of the setting, then those that may judge, newer before older."""

    toolchains: tuple[Toolchain, ...]
    project: Project | None = None
    """That of the setting; without one, of those that `workbench lean setup` made the one with the newest Lean."""
    prepared: tuple[Project, ...] = ()
    """Those that `workbench lean setup` made, newest Lean first."""

    def library(self, name: str) -> Project | None:
        """A project that was compiled with the toolchain `name`: another one's files cannot be read."""
        projects = (self.project, *self.prepared) if self.project else self.prepared
        return next((each for each in projects if full_name(each.toolchain) == full_name(name)), None)

    def judges(self) -> tuple[Toolchain, ...]:
        """Those whose kernel may decide."""
        return tuple(each for each in self.toolchains if not each.objection)

    def builder(self, name: str) -> Toolchain:
        """The toolchain that a record names; MissingBackendError says how to get it.

        An official release is recognised by what it says itself: the name of a folder may lie.
        """
        release = LeanVersion.parse(name) if name.startswith(RELEASES) else None
        for each in self.toolchains:
            known = each.version == release if release else each.name == name
            if known and each.kind == ("core" if name == "core" else "lake"):
                return each
        if name == "core":
            raise MissingBackendError(
                "the Lean kernel is not installed: pip install 'conjecture-workbench[lean-kernel]'"
            )
        raise MissingBackendError(f"the toolchain {name} is not installed: workbench lean setup --toolchain {name}")


def find(*, toolchain_setting: str = "", project_setting: str = "") -> Found:
    """Look everywhere; a setting that names nothing is an error, a missing Lean elsewhere is not."""
    found: dict[Path, Toolchain] = {}
    prepared = _prepared()
    given = project(Path(project_setting).expanduser()) if project_setting else next(iter(prepared), None)
    for each in _all(toolchain_setting):
        found.setdefault(each.folder.resolve(), each)
    old = LeanVersion(0, 0, 0)

    def rank(each: Toolchain) -> tuple[bool, bool, LeanVersion]:
        return each.found_by == "setting", not each.objection, each.version or old

    ordered = sorted(found.values(), key=rank, reverse=True)
    return Found(tuple(ordered), given, prepared)


def _all(setting: str) -> Iterator[Toolchain]:
    if setting:
        yield toolchain(setting)
    home = elan_home() / "toolchains"
    if home.is_dir():
        for folder in sorted(home.iterdir())[:MOST_TOOLCHAINS]:
            if _is_toolchain(folder):
                yield _look(folder, _spelled(folder.name), "elan")
    lean = shutil.which("lean")
    if lean is not None and _is_toolchain(folder := Path(lean).resolve().parent.parent):
        yield _look(folder, str(folder), "PATH")
    if (core := wheel()) is not None:
        yield core


def toolchain(setting: str) -> Toolchain:
    """The toolchain of a setting: a folder, or a name such as `leanprover/lean4:v4.36.0` that elan has installed.

    An InputError where the folder holds none, a MissingBackendError where elan has it not.
    """
    if setting == "core":
        core = wheel()
        if core is None:
            return Found(()).builder("core")
        return core
    if os.sep in setting and Path(setting).expanduser().is_absolute():
        folder = Path(setting).expanduser()
        if not _is_toolchain(folder):
            raise InputError(f"lean_toolchain: {folder} holds no Lean: a toolchain has bin/lean and lib/lean")
        return _look(folder, str(folder), "setting")
    name = full_name(setting)
    folder = elan_home() / "toolchains" / folder_name(name)
    if not _is_toolchain(folder):
        raise MissingBackendError(
            f"lean_toolchain: elan has not installed {name}: workbench lean setup --toolchain {name}"
        )
    return _look(folder, name, "setting")


def full_name(setting: str) -> str:
    """A toolchain's name in full.

    >>> full_name("4.36.0"), full_name("nightly"), full_name("leanprover/lean4:v4.36.0")
    ('leanprover/lean4:v4.36.0', 'leanprover/lean4:nightly', 'leanprover/lean4:v4.36.0')
    """
    if not NAME.fullmatch(setting):
        raise InputError(f"{setting[:60]!r} does not name a toolchain, such as leanprover/lean4:v4.36.0")
    if ":" in setting or "/" in setting:
        return setting
    return f"leanprover/lean4:{'v' if setting[0].isdigit() else ''}{setting}"


def projects_folder() -> Path:
    """Where `workbench lean setup` puts projects: one folder for each toolchain."""
    import platformdirs

    return Path(platformdirs.user_data_dir("conjecture-workbench")) / "lean"


def _prepared() -> tuple[Project, ...]:
    """The projects of finished setups, newest Lean first."""
    finished = []
    for marker in sorted(projects_folder().glob(f"*/{MARKER}"))[:MOST_TOOLCHAINS]:
        try:
            if "probe" in json.loads(_text(marker) or "{}").get("done", []):
                finished.append(project(marker.parent))
        except (InputError, ValueError, AttributeError, TypeError):
            continue
    old = LeanVersion(0, 0, 0)
    return tuple(sorted(finished, key=lambda each: LeanVersion.parse(each.toolchain) or old, reverse=True))


def project(folder: Path) -> Project:
    """Read a Lake project; nothing of it is run. An InputError where the folder is none."""
    text = _text(folder / "lean-toolchain")
    if text is None:
        raise InputError(f"lean_project: {folder} is no Lake project: it has no lean-toolchain")
    name = text.strip()
    if not NAME.fullmatch(name):
        raise InputError(f"{folder / 'lean-toolchain'}: {name[:40]!r} does not name a toolchain")
    packages, places = _packages(folder)
    paths = tuple(path for place in (*places, folder) for path in _built(place))
    exporters = (place / EXPORTER for place in places if place.name == "lean4export")
    exporter = next((path for path in exporters if os.access(path, os.X_OK)), None)
    return Project(folder, name, packages, paths, exporter)


def _built(package: Path) -> Iterator[Path]:
    """The folder with a package's compiled files; Lake moved it once."""
    for path in (package / ".lake/build/lib/lean", package / ".lake/build/lib"):
        if path.is_dir():
            yield path
            return


def _packages(folder: Path) -> tuple[dict[str, str], list[Path]]:
    """Revisions and folders of the packages that the manifest names."""
    text = _text(folder / "lake-manifest.json")
    if text is None:
        return {}, []
    where = folder / "lake-manifest.json"
    try:
        manifest = json.loads(text)
        below = folder / _inside(manifest.get("packagesDir", ".lake/packages"))
        revisions: dict[str, str] = {}
        places = []
        for item in manifest["packages"]:
            name = str(item["name"]).replace("«", "").replace("»", "")
            revisions[name] = str(item.get("rev") or item.get("inputRev") or "")[:80]
            places.append(folder / str(item["dir"]) if item.get("type") == "path" else below / _inside(name))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(f"{where}: not a manifest of Lake: {str(error)[:100]}") from None
    return revisions, places


def _inside(path: object) -> str:
    if not isinstance(path, str) or path.startswith("/") or ".." in Path(path).parts or "\0" in path:
        raise ValueError(f"the path {str(path)[:60]!r} leads outside")
    return path


def _text(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None


def elan_home() -> Path:
    """Folder of elan."""
    return Path(os.environ.get("ELAN_HOME") or Path.home() / ".elan")


def folder_name(name: str) -> str:
    """How elan calls the folder of a toolchain.

    >>> folder_name("leanprover/lean4:v4.36.0")
    'leanprover--lean4---v4.36.0'
    """
    if not NAME.fullmatch(name) or ".." in name:
        raise InputError(f"{name[:60]!r} does not name a toolchain, such as leanprover/lean4:v4.36.0")
    return name.replace("/", "--").replace(":", "---")


def _spelled(folder: str) -> str:
    return folder.replace("---", ":").replace("--", "/")


def _is_toolchain(folder: Path) -> bool:
    return os.access(folder / "bin" / "lean", os.X_OK) and (folder / "lib" / "lean").is_dir()


def _look(folder: Path, name: str, found_by: str) -> Toolchain:
    programs = {tool: folder / "bin" / tool for tool in TOOLS}
    tools = {tool: path for tool, path in programs.items() if path.is_file() and os.access(path, os.X_OK)}
    lean = folder / "bin" / "lean"
    said = _asked(lean, lean.stat().st_mtime_ns)
    version = LeanVersion.parse(said) if said.startswith("Lean (version ") else None
    return Toolchain("lake", name, folder, found_by, version, said, tools)


@cache
def _asked(lean: Path, _changed: int) -> str:
    """First line of `lean --version`, or why there is none."""
    try:
        answer = subprocess.run(  # noqa: S603 - a toolchain that the user installed
            [str(lean), "--version"],
            capture_output=True,
            timeout=VERSION_SECONDS,
            stdin=subprocess.DEVNULL,
            env={"PATH": os.defpath, "HOME": "/nonexistent", "LANG": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {VERSION_SECONDS:.0f} s"
    except OSError as error:
        return f"it does not run: {error.strerror}"
    first = answer.stdout[:400].decode("utf-8", "replace").partition("\n")[0].strip()
    if answer.returncode != 0 or not first:
        return f"it ended with status {answer.returncode}"
    return "".join(char if char.isprintable() else " " for char in first)


def wheel() -> Toolchain | None:
    """The kernel of the wheel; None where it is not installed."""
    from verification.lean import kernel

    if not kernel.available().available:
        return None
    said = kernel.version()
    return Toolchain("core", "core", kernel.libraries(), "wheel", LeanVersion.parse(said), said)
