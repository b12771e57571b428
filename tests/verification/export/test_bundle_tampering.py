"""Nothing in a bundle can be changed unnoticed: whatever is done to a file, it is named."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verification.export.conftest import Made
from tests.verification.export.material import faults, files_of, reseal
from verification.backend import Limits
from verification.export.bundle_folder import MANIFEST, REPLAY, open_folder
from verification.reproduce import reproduce

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")
pytestmark = pytest.mark.xdist_group("bundles")

FLIPS = int(os.environ.get("WORKBENCH_TEST_BUNDLE_FLIPS", "1"))
"""Bytes flipped in every file, besides the first and the last."""


def test_any_changed_byte_is_found_and_its_file_named(made: Made, tmp_path: Path) -> None:
    rng = random.Random(3)
    copy = shutil.copytree(made.whole, tmp_path / "copy")
    paths = files_of(made.whole)
    assert any("/document-" in path for path in paths)
    for path in paths:
        original = (copy / path).read_bytes()
        for position in {0, len(original) - 1, *(rng.randrange(len(original)) for _ in range(FLIPS))}:
            changed = bytearray(original)
            changed[position] ^= 1 << rng.randrange(8)
            (copy / path).write_bytes(changed)
            result = reproduce(copy)
            assert result.status == 2
            assert all(fault.startswith(f"{path}: ") for fault in faults(result)), (path, position, faults(result))
            assert len(faults(result)) == 1
            assert not result.items, "nothing of it was judged"
        (copy / path).write_bytes(original)
    assert open_folder(copy).faults == []


def test_any_changed_byte_of_the_manifest_is_found(small: Path, copy: Path) -> None:
    """A change there may name another path or another hash, so many places and bits are tried."""
    original = (copy / MANIFEST).read_bytes()
    rng = random.Random(5)
    for position in rng.sample(range(len(original)), min(len(original), 40 * FLIPS)):
        changed = bytearray(original)
        changed[position] ^= 1 << rng.randrange(8)
        (copy / MANIFEST).write_bytes(changed)
        assert faults(reproduce(copy))[0].startswith(f"{MANIFEST}: "), position


def _removed(path: Path) -> None:
    path.unlink()


def _longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def _shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _moved(path: Path) -> None:
    path.rename(path.with_name("moved"))


def _made_executable(path: Path) -> None:
    path.chmod(0o755 if path.name != REPLAY else 0o4755)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "harm", [_removed, _longer, _shorter, _emptied, _moved, _made_executable, _folder], ids=lambda harm: harm.__name__
)
def test_whatever_is_done_to_a_file_it_is_named(copy: Path, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    kept = shutil.copytree(copy, tmp_path / "kept")
    for path in files_of(kept):
        harm(copy / path)
        result = reproduce(copy)
        assert result.status == 2
        assert any(fault.startswith(f"{path}: ") for fault in faults(result)), (path, faults(result))
        shutil.rmtree(copy)
        shutil.copytree(kept, copy)


def test_a_link_in_place_of_any_file_is_named(copy: Path, tmp_path: Path) -> None:
    for path in files_of(copy):
        kept = (copy / path).rename(tmp_path / "kept")
        for link in (Path.symlink_to, Path.hardlink_to):
            link(copy / path, kept)
            assert any(fault.startswith(f"{path}: is a ") for fault in faults(reproduce(copy))), path
            (copy / path).unlink()
        kept.rename(copy / path)
    assert reproduce(copy, limits=Limits(seconds=0.001)).faults == []


def test_swapped_files_are_both_named(copy: Path) -> None:
    paths = files_of(copy)
    for first, second in itertools.pairwise(paths):
        one, other = (copy / first).read_bytes(), (copy / second).read_bytes()
        if one == other:
            continue
        (copy / first).write_bytes(other)
        (copy / second).write_bytes(one)
        named = {fault.partition(": ")[0] for fault in faults(reproduce(copy))}
        assert {first, second} & {MANIFEST} or named == {first, second}
        assert named
        (copy / first).write_bytes(one)
        (copy / second).write_bytes(other)


def test_extra_files_are_named(copy: Path) -> None:
    (copy / "items" / "more.txt").write_text("x")
    assert faults(reproduce(copy)) == ["items/more.txt: is not in the manifest"]


def _symlink(bundle: Path) -> str:
    (bundle / "items" / "link").symlink_to("/etc/passwd")
    return "items/link"


def _linked_file(bundle: Path) -> str:
    target = bundle.parent / "ledger.json"
    shutil.move(bundle / "ledger.json", target)
    (bundle / "ledger.json").symlink_to(target)
    return "ledger.json"


def _hard_link(bundle: Path) -> str:
    os.link(bundle / "ledger.json", bundle.parent / "elsewhere")
    return "ledger.json"


def _linked_folder(bundle: Path) -> str:
    shutil.move(bundle / "items", bundle.parent / "items")
    (bundle / "items").symlink_to(bundle.parent / "items")
    return "items"


def _fifo(bundle: Path) -> str:
    os.mkfifo(bundle / "pipe")
    return "pipe"


def _socket(bundle: Path) -> str:
    before = Path.cwd()
    os.chdir(bundle)
    try:
        with socket.socket(socket.AF_UNIX) as plug:
            plug.bind("plug")
    finally:
        os.chdir(before)
    return "plug"


def _executable(bundle: Path) -> str:
    (bundle / "ledger.json").chmod(0o755)
    return "ledger.json"


def _set_id(bundle: Path) -> str:
    (bundle / REPLAY).chmod(0o4755)
    return REPLAY


def _hidden(bundle: Path) -> str:
    (bundle / ".hidden").write_text("x")
    return ".hidden"


def _odd_name(bundle: Path) -> str:
    (bundle / "a\nb").write_text("x")
    return "a\\nb"


def _reserved_name(bundle: Path) -> str:
    (bundle / "NUL.txt").write_text("x")
    return "NUL.txt"


def _case(bundle: Path) -> str:
    (bundle / "readme.md").write_text("x")
    return "readme.md"


def _deep(bundle: Path) -> str:
    (bundle / "a/b/c/d/e").mkdir(parents=True)
    (bundle / "a/b/c/d/e/f").write_text("x")
    return "a/b/c/d/e"


def _empty_folder(bundle: Path) -> str:
    (bundle / "empty").mkdir()
    return "empty"


def _sparse(bundle: Path) -> str:
    with (bundle / "ledger.json").open("r+b") as stream:
        stream.truncate(1 << 40)
    return "ledger.json"


def _zip_bomb(bundle: Path) -> str:
    (bundle / "ledger.json").write_bytes(b"PK\x03\x04" + bytes(1000))
    reseal(bundle)
    return "ledger.json"


def _zstd(bundle: Path) -> str:
    import zstandard

    (bundle / "ledger.json").write_bytes(zstandard.ZstdCompressor().compress(bytes(10**7)))
    reseal(bundle)
    return "ledger.json"


def _dots(bundle: Path) -> str:
    lines = (bundle / MANIFEST).read_text().splitlines()[:-1]
    body = "".join(f"{line}\n" for line in sorted([*lines, f"{'0' * 64}  ../../etc/passwd"], key=lambda x: x[66:]))
    tail = f"# SHA-256 of the lines above: {hashlib.sha256(body.encode()).hexdigest()}\n"
    (bundle / MANIFEST).write_text(body + tail)
    return MANIFEST


def _stray(bundle: Path) -> str:
    (bundle / "more.txt").write_text("x")
    reseal(bundle)
    return "more.txt"


TRICKS = [
    _symlink, _linked_file, _hard_link, _linked_folder, _fifo, _socket, _executable, _set_id, _hidden, _odd_name,
    _reserved_name, _case, _deep, _empty_folder, _sparse, _zip_bomb, _zstd, _dots, _stray,
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__.strip("_"))
def test_what_no_bundle_holds_is_refused_and_named(copy: Path, trick: Callable[[Path], str]) -> None:
    named = trick(copy)
    result = reproduce(copy)
    assert result.status == 2
    assert any(fault.startswith(f"{named}: ") for fault in faults(result)), faults(result)
    assert not result.items, "nothing of it was judged"
