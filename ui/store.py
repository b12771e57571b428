"""Where a command finds its catalogue, ledger and evidence files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from problems.catalog import Catalog
from problems.family import enable_plugins
from ui.config import Settings

if TYPE_CHECKING:
    from verification.lean.records import Records
    from verification.ledger import Ledger

__all__ = ["blobs_folder", "load_catalog", "load_records", "open_ledger", "overlay_folder"]


def load_catalog(settings: Settings) -> Catalog:
    """The shipped catalogue with the overlays that exist."""
    enable_plugins(settings.families)
    return Catalog.load([folder for folder in map(Path, settings.overlays) if folder.is_dir()])


def load_records(settings: Settings) -> Records:
    """The shipped records of Lean statements with those in the configured folders."""
    from verification.lean.records import Records

    enable_plugins(settings.families)
    return Records.load([Path(folder) for folder in settings.lean_statements])


def overlay_folder(settings: Settings) -> Path:
    """The folder into which imports and additions go: the last overlay."""
    return Path(settings.overlays[-1] if settings.overlays else ".workbench/catalog")


def open_ledger(settings: Settings, *, create: bool = False, read_only: bool = False) -> Ledger:
    """The configured ledger."""
    from verification.ledger import Ledger  # brings the database toolkit, which most commands do without

    return Ledger.open(settings.ledger, create=create, read_only=read_only, lock_seconds=settings.lock_seconds)


def blobs_folder(settings: Settings) -> Path:
    """The configured folder of evidence files, by default beside the ledger."""
    if settings.blobs:
        return Path(settings.blobs)
    if "://" in settings.ledger:
        return Path(".workbench/blobs")
    return Path(settings.ledger).parent / "blobs"
