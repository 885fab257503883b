# What a person does with this project. Everything else is behind these: see README.md.
PYTHON ?= python3

.PHONY: run test test-quick proof lint audit bench lock

run: ## the whole system with a demonstration county, on http://127.0.0.1:8000 (PORT=…)
	@exec $(PYTHON) vardovergang/bootstrap.py run

test: ## every check and every test
	@exec $(PYTHON) vardovergang/bootstrap.py test

test-quick: ## in two minutes at most: what is pure, and what of the database costs little
	@exec $(PYTHON) vardovergang/bootstrap.py test quick

proof: ## what is dear by nature, and at its full size what make test runs a share of
	@exec $(PYTHON) vardovergang/bootstrap.py test proof

lint: ## the checks that need no database
	@exec $(PYTHON) vardovergang/bootstrap.py lint

audit: ## which of the locked packages have known weaknesses, if the source of them can be reached
	@exec $(PYTHON) vardovergang/bootstrap.py audit

bench: ## how fast it is: one JSON line a figure
	@exec $(PYTHON) vardovergang/bootstrap.py bench $(if $(CASES),--cases $(CASES))

lock: ## the lock files, from pyproject.toml and package.json
	.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --quiet --output-file requirements.lock
	.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --quiet --extra dev --output-file requirements-dev.lock
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
