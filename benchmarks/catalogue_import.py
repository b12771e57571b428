"""Import of a community file of 1,217 entries, against PyYAML's C loader reading the same bytes.

The file is the one that `WORKBENCH_COMMUNITY_FILE` names, or one of the same shape written here.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from benchmarks.figure import Figure, fastest
from problems.sources.erdosproblems import import_erdosproblems

ENTRY = """\
- number: "{number}"
  prize: "no"
  informal_status: {{state: "open", last_update: "2025-08-31"}}
  formal_status: {{state: "unformalized"}}
  status: {{state: "open", last_update: "2025-08-31"}}
  formalized: {{state: "yes", last_update: "2025-08-31"}}
  oeis: ["A{number:06d}"]
  tags: ["number theory", "primes"]
"""


def figures() -> Iterator[Figure]:
    """One figure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("WORKBENCH_COMMUNITY_FILE") or Path(folder, "problems.yaml"))
        if not path.exists():
            path.write_text("".join(ENTRY.format(number=number) for number in range(1, 1218)), encoding="utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        count = len(import_erdosproblems(path).problems)
        yield Figure(
            f"import of {count} problems with validation and line numbers",
            fastest(lambda: import_erdosproblems(path)),
            f"PyYAML {loader.__name__}, no validation",
            fastest(lambda: yaml.load(path.read_bytes(), Loader=loader)),  # noqa: S506 - a safe loader
        )
