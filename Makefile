# Every target sets itself up: a clone with Python 3.11+ and make is enough.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint deploy/constraints.txt

.PHONY: demo test check faults format clean

demo: .venv/ready
	@$(BIN)/shopclerk demo

test: .venv/ready
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: .venv/ready
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-logo --config pyproject.toml
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m "not slow"

# Kills the service at named steps while customers write; FULL=1 is the long run, with what comes twice and order.
faults: .venv/ready
	$(BIN)/python -m tests.faults $(if $(FULL),all --full)

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv var build *.egg-info

# torch first and alone: a plain install would bring gigabytes of CUDA to a machine without a GPU.
# A wheel that pip already knows (PIP_FIND_LINKS) serves; else the index of CPU builds; with a GPU the full build.
.venv/ready: pyproject.toml deploy/constraints.txt
	@echo "setting up .venv (once, a few minutes)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@if command -v nvidia-smi >/dev/null 2>&1; then $(PIP) torch; \
	else $(PIP) --no-index --no-deps torch 2>/dev/null || $(PIP) --index-url $(TORCH_INDEX) --no-deps torch; fi
	@$(PIP) --editable '.[dev]'
	@touch $@
