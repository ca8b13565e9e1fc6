# Duban: `make run` and `make test` need only Python 3.11 or newer (with venv) and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
SERVERS ?= .local/test
TEST_SERVERS = $(BIN)/python -m config.embedded exec --folder $(SERVERS) --
NODE_PACKAGES := $(addprefix tests/generated_clients/typescript/,package.json package-lock.json)
CATALOGUES := $(wildcard */locale/zh_Hans/LC_MESSAGES/django.po)
ARGS ?=
# Everything is pinned, hence nothing to resolve; a platform that needs more is found by the check.
PIP = $(BIN)/pip --disable-pip-version-check
install = $(PIP) install --quiet --no-deps --no-compile --requirement $(1) \
	&& { $(PIP) check >/dev/null || $(PIP) install --quiet --requirement $(1); }

.PHONY: help run test lint bench bench-breakdown compare-breakdown chaos fuzz screenshots messages clean-data browser office node

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/runtime.stamp .venv/messages.stamp ## everything up, with the 2024 report loaded (PORT= HOST= choose)
	@exec $(BIN)/python -m config.embedded run

test: .venv/development.stamp .venv/messages.stamp browser office .local/typescript/packages.stamp ## all tests, on servers of their own (ARGS= to pytest, SERVERS= another folder)
	@$(TEST_SERVERS) $(BIN)/python -m pytest $(or $(ARGS),-n 3 --dist loadfile --no-loadscope-reorder -q)

lint: .venv/development.stamp .venv/messages.stamp ## style, types, layers, migrations, translations
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m config.translations check
	@$(TEST_SERVERS) bash -c '$(BIN)/mypy . && $(BIN)/python manage.py makemigrations --check --dry-run'
	@echo 'lint: clean'

bench: .venv/development.stamp .venv/messages.stamp ## ratios to the raw limit, in one run
	@$(TEST_SERVERS) $(BIN)/python -m bench

bench-breakdown: .venv/development.stamp ## how well labelled reports are broken down, and how fast (ARGS=--list shows what differs)
	@$(BIN)/python -m bench.breakdown $(ARGS)

compare-breakdown: .venv/development.stamp .venv/messages.stamp ## the report of 2024 broken down and applied, against the shipped data set (DUBAN_BREAKDOWN_DATA names the texts' folder)
	@DUBAN_COMPARE_BREAKDOWN=- $(TEST_SERVERS) $(BIN)/python -m pytest tests/report_breakdown/test_whole_report.py -q -n0 -s -rs

chaos: .venv/development.stamp .venv/messages.stamp ## 20,000 reminders while workers, broker and database are killed
	@DUBAN_CHAOS=full $(TEST_SERVERS) $(BIN)/python -m pytest tests/chaos -q -n0 -s

fuzz: .venv/development.stamp .venv/messages.stamp ## made-up requests to every operation, as each of the seven roles (ARGS= to pytest)
	@DUBAN_FUZZ=full $(TEST_SERVERS) $(BIN)/python -m pytest tests/fuzz -q --show-capture=no $(or $(ARGS),-n 3 --dist load)

screenshots: .venv/development.stamp .venv/messages.stamp browser ## every page on three screens, by day and by night, into docs/images/pages
	@DUBAN_SCREENSHOTS=docs/images/pages $(TEST_SERVERS) $(BIN)/python -m pytest tests/e2e/every_page/test_in_the_browser.py -q -n2

messages: .venv/development.stamp ## collect new words for translation
	@$(BIN)/python -m config.translations update

clean-data: ## forget the embedded servers' data
	@rm -rf .local && echo 'The embedded data are gone; the next make run starts afresh.'

browser: # the end-to-end tests drive Debian's Chromium
	@if ! command -v chromium >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'Installing Chromium and Chinese fonts for the browser tests …'; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
		else echo 'No Chromium here: the browser tests will fail. Install the package chromium.'; fi; fi

office: # the tests of exported files open them in LibreOffice and look at the pages
	@if ! command -v soffice >/dev/null || ! command -v pdftoppm >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'Installing LibreOffice (Writer and Calc, without windows) for the tests of exported files …'; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-noto-cjk >/dev/null; \
		else echo 'No LibreOffice here: the tests of exported files will fail. Install libreoffice-writer-nogui, libreoffice-calc-nogui and poppler-utils.'; fi; fi

node: # the tests compile and run the TypeScript client
	@if ! command -v node >/dev/null || ! command -v npm >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'Installing Node.js and npm for the tests of the TypeScript client …'; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null; \
		else echo 'No Node.js here: the tests of the TypeScript client will fail. Install the packages nodejs and npm.'; fi; fi

.local/typescript/packages.stamp: $(NODE_PACKAGES) | node
	@echo 'Installing what the TypeScript client needs …'
	@mkdir -p $(@D) && cp $^ $(@D) && cd $(@D) && npm ci --no-audit --no-fund --loglevel=error >/dev/null && touch $(@F)

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer with venv is needed (on Debian: apt install python3-venv), or name one: make PYTHON=…'; exit 1; }
	@echo 'Making the virtual environment …'
	@$(PYTHON) -m venv .venv

.venv/runtime.stamp: requirements.txt | .venv/bin/python
	@echo 'Installing what Duban needs …'
	@$(call install,requirements.txt)
	@touch $@

.venv/development.stamp: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo 'Installing what tests and lint need …'
	@$(call install,requirements-dev.txt)
	@touch $@ .venv/runtime.stamp

.venv/messages.stamp: $(CATALOGUES) config/translations.py | .venv/bin/python
	@$(BIN)/python -m config.translations compile
	@touch $@
