# Everything that people and the workflows run. Each target sets up what it needs by itself.
#
#   PYTHON=python3.12 make site          another interpreter
#   CHROMIUM=/path/to/chrome make test   another browser
#   make test ARGS="-k dose"             arguments for pytest
#   PDF=require make site                fail where PDFs cannot be made, in place of leaving them out
#   make lock UPGRADE=1                  newer versions, within the bounds of pyproject.toml

PYTHON ?= python3
BIN := .venv/bin
# `github` turns the problems of the content into annotations of a pull request.
CHECK_FORMAT ?= text
# What a change is compared with, and a file that gets the results besides, in Markdown.
BASE ?= main
TO_SUMMARY = $(if $(SUMMARY),--summary "$(SUMMARY)")

# Material prints a notice about MkDocs 2 at every start. We stay below 2 (see pyproject.toml), and
# the notice would hide the lines that a contributor must read.
export NO_MKDOCS_2_WARNING := 1
export PYTHON

.DEFAULT_GOAL := help
# The steps of a target rest on each other, and they share .venv and .cache.
.NOTPARALLEL:
.PHONY: help site test serve check content hook pdf compare bench audit lock deployable clean setup-site setup-dev setup-test

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# MkDocs empties its target before it fails, so it builds elsewhere and only a good site moves in.
site: content pdf ## Check the content, make the PDFs and build the site into site/
	@if [ ! -e site ] && [ -e .cache/site-before ]; then mv .cache/site-before site; fi
	@rm -rf .cache/site .cache/site-before
	$(BIN)/mkdocs build --strict --site-dir .cache/site
	@if [ -e site ]; then mv site .cache/site-before; fi
	@mv .cache/site site
	@rm -rf .cache/site-before
	@echo "The site is in site/."

test: setup-test check ## Run all checks and all tests
	CHROMIUM="$$(.ci/setup chromium)" $(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

serve: setup-site ## Show the site while you edit it
	$(BIN)/mkdocs serve

check: setup-dev ## Check code style, types, workflows and content
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict generator
	$(BIN)/zizmor --offline --quiet .github/workflows
	$(BIN)/python -m generator check --format $(CHECK_FORMAT)

pdf: setup-site ## Lay out every sheet and make the PDFs
	$(BIN)/python -m generator pdf $(if $(filter require,$(PDF)),--require)

content: setup-site ## Check the content alone
	$(BIN)/python -m generator check --format $(CHECK_FORMAT) $(TO_SUMMARY)

compare: setup-site ## Show what a change does to the site, to paper and to plain language
	$(BIN)/python -m generator compare --base $(BASE) $(TO_SUMMARY)

hook: setup-site ## Have git check the content before each commit
	@.ci/hook

bench: setup-test ## Measure how fast it is, and what a first visit weighs
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_sheets
	$(BIN)/python -m tests.bench_preview
	CHROMIUM="$$(.ci/setup chromium)" $(BIN)/python -m tests.bench_weight

audit: site ## Check what needs Node or Java besides: workflows, HTML, phones
	@.ci/audit

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) pyproject.toml --group build

lock: setup-dev ## Write the lock files anew from pyproject.toml
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

deployable: setup-site ## Say which settings still are placeholders
	@$(BIN)/python .ci/deployable

clean: ## Remove everything that can be made again
	rm -rf .venv .cache site comparison build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +

# All setting up is in one script, which is quick where there is nothing to do.
setup-site setup-dev setup-test: setup-%:
	@.ci/setup $*
