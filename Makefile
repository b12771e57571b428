PY := .venv/bin/python
UV := .venv/bin/uv pip install --quiet --python $(PY)

.PHONY: scan test lint docs bench ui system lock axe clean
scan: .venv/scan.stamp ; .venv/bin/workbench scan --resume --budget 1s
test: .venv/dev.stamp lint ; $(PY) -m pytest -n auto --dist loadgroup -q
lint: .venv/dev.stamp ; .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy
docs: .venv/dev.stamp ; $(PY) -m problems.family_docs && $(PY) -m ui.reference && $(PY) -m benchmarks.search && $(PY) -m benchmarks.lean_export && $(PY) -m benchmarks.lean_cheats
ui: .venv/dev.stamp ; .venv/bin/workbench ui
bench: .venv/dev.stamp ; $(PY) -m benchmarks
system: ; apt-get install -y --no-install-recommends acl2 acl2-books acl2-books-certs bubblewrap chromium g++ nauty postgresql
axe: ; cd tests/ui/axe && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
lock: .venv/dev.stamp ; sh .ci/lock
clean: ; rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/uv: ; python3 -m venv .venv && .venv/bin/pip install --quiet --disable-pip-version-check uv
.venv/scan.stamp: .venv/bin/uv requirements-scan.lock pyproject.toml ; $(UV) --require-hashes -r requirements-scan.lock && $(UV) --no-deps -e . && touch $@
.venv/dev.stamp: .venv/bin/uv requirements.lock pyproject.toml ; $(UV) --require-hashes -r requirements.lock && $(UV) --no-deps -e . && touch $@ .venv/scan.stamp
