# What can be done with this checkout. `make help` lists it; nothing needs to be prepared beyond Python 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
ASSETS := infra/assets/package-lock.json infra/assets/icons.txt infra/assets/install.py
export PYTHONTZPATH :=

.DEFAULT_GOAL := help
.PHONY: help run demo test test-embedded simulate fuzz chaos test-containers check format lock docs clean

##@ Use it

run: .venv/run ## Start the product on http://127.0.0.1:8000 with the demo network; data in var/
	@$(BIN)/samling run --pack kvinnenettverket

demo: .venv/run ## Play the main job as a story in the terminal, on a throw-away product
	@$(BIN)/samling demo

##@ Work on it

# databases of tests live in memory where the machine offers enough of it: each commit waits for the disk
ROOMY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 1000000 {print "/dev/shm"}')
test test-embedded simulate chaos: export PYTHONDONTWRITEBYTECODE :=
test test-embedded simulate chaos: export TMPDIR := $(or $(ROOMY),$(TMPDIR),/tmp)

# three at once on two cores: many of these tests wait, for what a dead process had leased or for a server that starts
test: .venv/development ## Run all tests; those on PostgreSQL and RabbitMQ start servers of their own
	@$(BIN)/python -m tests.support.servers.install
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --hypothesis-profile thorough $(ARGS)

test-embedded: .venv/development ## Run the quicker tests, which need Python only
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not crash and not production" -p no:schemathesis --ignore tests/fuzz $(ARGS)

# COMPOSE_ADDED: a command that is given docker-compose.yml and prints what this machine must add to it
test-containers: .venv/development ## Run what differs in containers: servers of tests, and all of docker-compose.yml
	@SAMLING_TEST_SERVERS=containers $(BIN)/python -m pytest -p no:schemathesis -m production \
	  tests/production/test_broker.py tests/production/test_definitions.py tests/flows/test_partner.py $(ARGS)
	@infra/docker/play-story.sh $(COMPOSE_ADDED)

simulate: export SEEDS := $(or $(SEEDS),1000)
simulate: export FROM := $(or $(FROM),0)
simulate: .venv/development ## Play SEEDS=1000 stories FROM=0 in which much goes wrong; tells those that break a promise
	@$(BIN)/python -m tests.simulation

chaos: export KILLS := $(or $(KILLS),200)
chaos: export SERVERS := $(or $(SERVERS),20)
chaos: export ROUNDS := $(or $(ROUNDS),2)
chaos: export SEED := $(or $(SEED),20261122)
chaos: .venv/development ## Kill KILLS=200 processes and SERVERS=20 brokers and databases under load; a report in docs/reports/
	@$(BIN)/python -m tests.support.servers.install
	@$(BIN)/python -m tests.chaos

fuzz: export CASES := $(or $(CASES),10000)
fuzz: export SEED := $(or $(SEED),1)
fuzz: .venv/development ## Send CASES=10000 generated requests drawn from SEED=1 to every operation and page
	@$(BIN)/python -m tests.fuzz

.PHONY: bench bench-peers
bench: .venv/development ## Measure ours beside limits; ARGS="fan_out --full" for one of them at full size
	@$(BIN)/python -m tests.support.servers.install
	@$(BIN)/python -m bench $(ARGS)

bench-peers: .venv/development ## Measure ours beside Celery, dramatiq, nameko, FastStream and pretix, which it installs apart
	@$(BIN)/python -m tests.support.servers.install
	@$(BIN)/python -m bench.peers $(ARGS)

check: .venv/development ## Check format, lint, types and that generated documents are fresh
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/samling docs --check

format: .venv/development ## Format the code and mend what lint can mend
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

docs: .venv/run ## Write the generated documents anew: OpenAPI, AsyncAPI, settings, messages
	@$(BIN)/samling docs

PIN := $(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
LOCKS := infra/requirements

lock: .venv/development ## Pin the newest allowed versions of all dependencies, with hashes
	@$(PIN) $(LOCKS)/development.in --output-file $(LOCKS)/development.txt
	@$(PIN) --constraints $(LOCKS)/development.txt $(LOCKS)/run.in --output-file $(LOCKS)/run.txt
	@$(PIN) $(LOCKS)/npm.in --output-file $(LOCKS)/npm.txt
	@cd infra/assets && npm update --loglevel=error
	@$(PIN) $(LOCKS)/peers.in --output-file $(LOCKS)/peers.txt
	@$(PIN) $(LOCKS)/pretix.in --output-file $(LOCKS)/pretix.txt

clean: ## Remove the virtual environments and all caches; data in var/ stays
	rm -rf infra/assets/node_modules services/web/static/installed .venv .venv-peers .venv-pretix .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

.venv/run: infra/requirements/run.txt pyproject.toml $(ASSETS)
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Samling needs Python 3.11 or newer: set PYTHON=…")'
	@$(PYTHON) -m venv .venv || { echo "Python cannot make virtual environments: install its venv package"; exit 2; }
	@echo "Installing what Samling needs into .venv (once) …"
	@$(PIP) --require-hashes --requirement infra/requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@command -v npm >/dev/null || $(PIP) --require-hashes --requirement infra/requirements/npm.txt
	@$(BIN)/python infra/assets/install.py
	@touch $@

.venv/development: .venv/run infra/requirements/development.txt
	@echo "Installing what the tests need into .venv (once) …"
	@$(PIP) --require-hashes --requirement infra/requirements/development.txt
	@touch $@
