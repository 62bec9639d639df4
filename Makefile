# make demo     from nothing to a finished dance in out/demo
# make test     everything a change has to pass: style, types, layers, tests
# make check    the same without the tests
# make bench    every number we publish, measured here
# make gallery  one contact sheet a dance, into docs/gallery

PYTHON ?= python3
VENV ?= .venv
TORCH_INDEX ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt
PROMPT ?= A Dai woman dances the peacock dance at the Water-Splashing Festival
OUT ?= out/demo

.PHONY: demo test check bench gallery clean

demo: $(VENV)/.runs
	$(BIN)/wenwu animate "$(PROMPT)" -o $(OUT) --force
	@echo "The dance lies in $(OUT): open $(OUT)/report.html, or play $(OUT)/dance_web.mp4"

test: check node
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.runs
	$(BIN)/wenwu bench all

gallery: $(VENV)/.runs
	$(BIN)/python tools/gallery.py docs/gallery
	$(BIN)/python tools/motif_gallery.py docs/gallery/motifs

# The Khronos validator and three.js judge our glTF; without npm those tests skip and say so.
.PHONY: node
node:
	@if command -v npm >/dev/null 2>&1; then npm ci --silent --no-audit --no-fund --prefix tests/node || \
	  echo "npm could not install the glTF validator; its tests will skip"; fi

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "wenwu needs Python 3.11 or later; name one with: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e .
	@touch $@

$(VENV)/.tests: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -e ".[dev,train]"
	@touch $@ $(VENV)/.runs

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/node/node_modules
