# Everything from a clone with only Python 3.11+ and make: `make report`, `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.made

.PHONY: report test lint wheel clean

report: $(STAMPS)/run
	$(BIN)/segreport run data/customers.csv

test: $(STAMPS)/test
	$(BIN)/python -m pytest -n auto

lint: $(STAMPS)/lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel: $(STAMPS)/build
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist

clean:
	rm -rf $(VENV) dist reports

$(STAMPS)/venv:
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/run: $(STAMPS)/venv pyproject.toml constraints.txt
	$(BIN)/pip install -q -c constraints.txt -e .
	@touch $@

$(STAMPS)/test: $(STAMPS)/venv pyproject.toml constraints.txt
	$(BIN)/pip install -q -c constraints.txt -e '.[test]'
	@touch $@

$(STAMPS)/lint: $(STAMPS)/venv pyproject.toml constraints.txt
	$(BIN)/pip install -q -c constraints.txt -e '.[lint,test]'
	@touch $@

$(STAMPS)/build: $(STAMPS)/venv constraints.txt
	$(BIN)/pip install -q -c constraints.txt build hatchling
	@touch $@
