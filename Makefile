# The commands everyone uses, people and continuous integration alike.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: book serve check tidy add watch diff snapshot site links bench test lock clean help

PYTHON := .venv/bin/python
READY := .venv/.ready
READY_TO_TEST := .venv/.ready-to-test

help: ## show the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

book: $(READY) ## build the whole book, strictly
	@$(PYTHON) -m evidence build

serve: $(READY) ## show the built book in a browser on this machine
	@$(PYTHON) -m evidence serve

check: $(READY) ## say everything that is wrong with tables and chapters, and what is late ON a day
	@$(PYTHON) -m evidence check $(if $(FORMAT),--format "$(FORMAT)") $(if $(ON),--on "$(ON)")

tidy: $(READY) ## put tables into their one form: order, line ends, decimals, spelling
	@$(PYTHON) -m evidence tidy

add: $(READY) ## take FILE, or a DOI, PMID… or NCT… with its TOPIC, into the tables
	@$(PYTHON) -m evidence add "$(FILE)" $(if $(TOPIC),--topic "$(TOPIC)") $(if $(UNFINISHED),--unfinished)

watch: $(READY) ## look for new reports, registry changes and notices
	@$(PYTHON) -m evidence watch $(if $(SOURCE),--source "$(SOURCE)") \
	  $(if $(UNFINISHED),--unfinished) $(if $(OUTPUT),--output "$(OUTPUT)")

diff: $(READY) ## show what changed in the evidence since BASE
	@$(PYTHON) -m evidence diff "$(BASE)" $(if $(HEAD),"$(HEAD)") \
	  $(if $(FORMAT),--format "$(FORMAT)") $(if $(OUTPUT),--output "$(OUTPUT)")

snapshot: $(READY) ## make the release VERSION of what is committed
	@$(PYTHON) -m evidence snapshot "$(VERSION)"

site: $(READY) ## put together in DIR what a host serves, from the archives in RELEASES
	@$(PYTHON) -m evidence site "$(DIR)" $(if $(RELEASES),--releases "$(RELEASES)")

links: $(READY_TO_TEST) book ## ask every address the book links to; the report is OUTPUT
	@$(PYTHON) tools/links.py _build/html/index.html "$(or $(OUTPUT),_build/links.md)"

bench: $(READY) ## measure builds beside those of MyST-NB alone; the table is _build/bench.md
	@$(PYTHON) tools/bench.py _build/bench.md

test: $(READY_TO_TEST) ## check the data, build the book, run every test
	@$(PYTHON) -m evidence check
	@$(PYTHON) -m evidence tidy --check
	@$(PYTHON) -m evidence build
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest

lock: ## renew the locked versions (needs uv)
	uv pip compile --universal --python-version 3.11 --no-annotate --no-header -q pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --no-annotate --no-header -q pyproject.toml --extra test -c requirements.lock -o requirements-test.lock

clean: ## remove everything that was built
	rm -rf _build book/study book/question

$(READY): requirements.lock pyproject.toml tools/environment.sh
	@bash tools/environment.sh
	@touch $@

$(READY_TO_TEST): $(READY) requirements-test.lock tools/test-environment.sh
	@bash tools/test-environment.sh
	@touch $@
