# The two commands of the README are `make demo` and `make test`; both need only Python >= 3.11, make and a package registry.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := build/demo
SECONDS ?= 60
# Tests share the cores; four workers make no two cores faster. What a file makes for all its tests is made once.
WORKERS ?= auto
# Files begin in the order of tests/conftest.py, not those of the most tests first.
PARALLEL := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Each worker and each command that a test starts would compile all again.
unexport PYTHONDONTWRITEBYTECODE
# The oldest Python is the one for which the oldest releases have wheels; what they warn of is no fault of ours.
LOWEST_PYTHON ?= python3.11
PLAIN := not slow and not browser and not java and not office and not node
CORE := tests/workbook tests/judgement tests/test_pipeline.py tests/test_exports.py tests/outputs/test_email.py \
	tests/renderers/test_golden.py tests/client/test_query_loading.py tests/client/test_same_frames.py \
	tests/client/test_signing.py tests/client/test_transport.py tests/client/test_auth.py tests/client/test_api.py

.DEFAULT_GOAL := help
.PHONY: help demo demo-fetch test check fix golden samples zoo docs screenshots bench bench-gate fuzz hostile growth catalogs lowest wheel-smoke clean

help: ## show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "drs-report needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip

$(VENV)/.base: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q -e .
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/.base
	$(BIN)/python -m pip install -q -e '.[all]' --group test
	@touch $@

$(VENV)/.lint: pyproject.toml | $(VENV)/.test
	$(BIN)/python -m pip install -q --group lint
	@touch $@

# The sample's verdict is FAIL, exit code 1; anything else is a fault.
demo: $(VENV)/.base ## make the reports of sample_data/ into build/demo/ and say where they are
	@$(BIN)/drs-report report sample_data/results -o $(DEMO)/en --title "Sample migration"; test $$? -eq 1
	@$(BIN)/drs-report report sample_data/results -o $(DEMO)/zh-CN --title "示例迁移" --lang zh-CN; test $$? -eq 1
	@echo "Open $(DEMO)/en/report.html in a browser."

demo-fetch: $(VENV)/.base ## fetch a whole job from the DRS simulator, then report on it
	@$(BIN)/python sample_data/demo_fetch.py $(DEMO)-fetch

test: $(VENV)/.test ## run every test
	$(BIN)/python -m pytest $(PARALLEL)

check: $(VENV)/.lint ## format, lint, types, layers, and the tests that are not slow
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q $(PARALLEL) -m "not slow"

fix: $(VENV)/.lint ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: $(VENV)/.test ## rewrite the golden files; then look at them
	$(BIN)/python -m pytest -q tests/renderers tests/findings tests/loading/test_asides.py tests/loading/test_frames_doc.py tests/loading/test_readings.py --update-golden

samples: $(VENV)/.base ## rebuild the workbooks of sample_data/
	$(BIN)/python sample_data/build.py

# each input that escapes is kept in tests/fuzz/found, where every later run of the tests tries it
fuzz: $(VENV)/.test ## try random inputs on every door for SECONDS (60)
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

hostile: $(VENV)/.test ## run the hostile inputs as processes: exit code, CPU, memory, sentence
	@$(BIN)/python -m tests.hostile --markdown

growth: $(VENV)/.test ## double the inputs that come in any size: exponents of CPU
	@$(BIN)/python -m tests.hostile.growth

catalogs: $(VENV)/.test ## collect new messages into the translations, compile them, say what is untranslated
	$(BIN)/python scripts/catalogs.py update
	$(BIN)/python scripts/catalogs.py compile
	$(BIN)/python scripts/catalogs.py check

docs: $(VENV)/.base ## build the documentation site into build/site/, strictly
	@$(BIN)/python -m pip install -q --group docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build -q --strict

screenshots: $(VENV)/.test ## take the screenshots of docs/images anew, with Chromium
	$(BIN)/python -m pip install -q --group screenshots
	$(BIN)/python docs/screenshots.py

bench: $(VENV)/.base ## measure reading and rendering beside its peers
	$(BIN)/python -m pip install -q --group test --group bench
	$(BIN)/python benchmarks/run.py --json benchmarks/results.json > benchmarks/RESULTS.md

bench-gate: $(VENV)/.base ## fail where reading or reporting costs more CPU against the floor than it may
	$(BIN)/python -m pip install -q --group test --group bench
	$(BIN)/python benchmarks/run.py --gate

lowest: pyproject.toml ## run the core's tests with the oldest versions that pyproject.toml allows
	$(LOWEST_PYTHON) -m venv --clear build/lowest
	build/lowest/bin/python scripts/lowest.py > build/lowest/constraints.txt
	build/lowest/bin/python -m pip install -q --upgrade pip
	build/lowest/bin/python -m pip install -q --only-binary :all: -c build/lowest/constraints.txt --group test $$(cat build/lowest/constraints.txt)
	build/lowest/bin/python -m pytest -q $(PARALLEL) -W default -m "$(PLAIN)" $(CORE)

wheel-smoke: $(VENV)/.base ## build the wheel, install it in an empty venv elsewhere, render from it
	$(BIN)/python -m pip install -q build
	sh .ci/wheel-smoke $(BIN)/python

clean: ## remove what the other targets made
	rm -rf build dist $(VENV) .tools tests/actual
