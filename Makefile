# `make` alone lists what can be made.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING = 1
export PYTHONPATH = hooks

.PHONY: help
help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

.PHONY: site
site: $(BIN)/portal ## check the content and build the site into site/
	$(BIN)/portal check
	$(BIN)/mkdocs build --strict --quiet --clean
	@echo "The site is in site/. To look at it: make look, then open http://localhost:8000/"

.PHONY: look
look: ## serve the built site at http://localhost:8000/
	cd site && ../$(BIN)/python -m http.server 8000 --bind 127.0.0.1

.PHONY: serve
serve: $(BIN)/portal ## show the site while editing, at http://localhost:8000/ (restart after changes to hooks/)
	$(BIN)/mkdocs serve --no-strict

.PHONY: admin
admin: $(BIN)/portal build/admin/packages ## edit the content in a browser, at http://127.0.0.1:8010/ (fetches the page once, with npm)
	$(BIN)/portal admin

build/admin/packages: hooks/portal/admin/packages.txt
	@command -v npm >/dev/null || { echo "Cần Node.js (lệnh npm) để tải trang biên tập: cài rồi chạy lại. / Node.js (the npm command) is needed to fetch the editing page."; exit 1; }
	@mkdir -p $(@D)
	npm pack --silent --pack-destination $(@D) $$(cut -d' ' -f1 $<)
	@touch $@

.PHONY: check
check: $(BIN)/portal ## look for mistakes in the content, with what to do about each
	$(BIN)/portal check

.PHONY: schemas
schemas: $(VENV)/runtime ## write what editors need to complete and check content files, and the handbook's page of keys
	$(BIN)/python -c "from pathlib import Path; from portal.files import write_tree; from portal.key_handbook import generated_files; write_tree(Path(), generated_files())"

.PHONY: test
test: lint types check strict properdocs pytest ## run everything: lint, types, content, both builds, tests

.PHONY: test-quick
test-quick: lint types $(VENV)/development ## run lint, types and the quick tests, without a browser
	$(BIN)/pytest -m "not browser and not slow"

.PHONY: strict
strict: $(VENV)/runtime
	$(BIN)/mkdocs build --strict --quiet --clean --site-dir build/mkdocs

.PHONY: properdocs
properdocs: $(VENV)/development ## build the same site with ProperDocs, the maintained fork of MkDocs
	$(BIN)/properdocs build --strict --quiet --clean --config-file mkdocs.yml --site-dir build/properdocs

.PHONY: lint
lint: $(VENV)/development ## look for mistakes and untidy code (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(VENV)/development ## prove the types (mypy --strict)
	$(BIN)/mypy

.PHONY: links
links: $(VENV)/development ## ask for every address that the published site names, at home and elsewhere: make links SITE_URL=https://…/
	@[ -n "$(SITE_URL)" ] || { echo "Cần địa chỉ của trang: make links SITE_URL=https://…/ / The address of the site is needed."; exit 1; }
	$(BIN)/linkchecker --config deploy/linkcheckerrc "$(SITE_URL)"

.PHONY: pytest
pytest: $(VENV)/development ## run the tests alone
	$(BIN)/pytest

.PHONY: bench
bench: $(VENV)/bench ## measure speed: builds beside those of others, citations, search, pages on a phone, a server under load (see docs/performance.md)
	@failed=0; for what in builds citations search loading serving; do \
	  $(BIN)/python bench/$$what.py || failed=1; done; exit $$failed

$(VENV)/bench: requirements/bench.txt | $(VENV)/development
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.PHONY: clean
clean: ## remove everything that can be made again
	rm -rf site build .cache $(VENV) .mypy_cache .pytest_cache .ruff_cache

$(VENV)/runtime: requirements/runtime.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The command as people type it, once `. .venv/bin/activate` has been said.
$(BIN)/portal: Makefile | $(VENV)/runtime
	@printf '%s\n' '#!/bin/sh' 'here=$$(dirname "$$0")' \
	  'PYTHONPATH="$$here/../../hooks" exec "$$here/python" -m portal "$$@"' > $@
	@chmod +x $@

$(VENV)/development: requirements/development.txt | $(VENV)/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
