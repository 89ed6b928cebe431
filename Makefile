# Everything one does with this project. `make help` lists it.

PYTHON ?= python3
ARGS ?=
.DEFAULT_GOAL := help

TOOLS := .venv-test/bin/python
# What a developer's shell may bring along must not change what is tested.
RUN := env -u PYTHONPATH -u PYTHONHOME -u PYTHONDONTWRITEBYTECODE $(TOOLS)
PYTEST := $(RUN) -m pytest -q
# What authors use runs where the course does: it needs no test tools.
DO := @$(PYTHON) start.py --do

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: course
course: ## install the course if need be and open it (ARGS="--no-browser" is passed on)
	@$(PYTHON) start.py $(ARGS)

.PHONY: hub
hub: ## try a hub for many learners, on this computer only (ARGS="--port 8123" is passed on)
	@$(PYTHON) deploy/one-machine/run.py $(ARGS)

.PHONY: update
update: ## bring a newer course in; your answers and what you changed are kept
	$(DO) update

.PHONY: tools
tools:
	@$(PYTHON) start.py --tests

.PHONY: test
test: tools lint test-unit test-notebooks test-browser ## install what the tests need and run them all

.PHONY: lint
lint: tools ## check the style of code and notebooks, and spelling
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m codespell_lib
	$(RUN) -m friend_request.authoring content
	$(RUN) -m friend_request.authoring check

.PHONY: test-unit
test-unit: tools ## test the package without a browser
	$(PYTEST) -n 2 --dist loadfile tests --ignore tests/browser

.PHONY: test-notebooks
test-notebooks: tools ## run every notebook and compare its results with the stored ones
	$(PYTEST) -n 2 --dist loadfile --nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg notebooks solutions docs/gallery.ipynb facilitation

.PHONY: test-browser
# A browser waits much of the time: three at once keep two processors busy.
test-browser: tools ## use the course in a real browser, as a learner would
	$(PYTEST) -n 3 --dist load tests/browser

.PHONY: test-all
test-all: test ## the same, every lesson in every way, payloads, a hub, fresh clones: before a release
	$(PYTEST) -m release tests/release tests/faults tests/hub
	$(PYTEST) -m release -n 2 --dist load tests/browser

.PHONY: pictures
pictures: tools ## take the pictures in docs/images anew
	$(PYTEST) tests/browser/pictures.py

.PHONY: spoken
spoken: tools ## store anew what a screen reader finds in each kind of question
	FRIEND_REQUEST_STORE_SPOKEN=1 $(PYTEST) tests/browser/test_spoken.py

.PHONY: notebooks
notebooks: tools ## run notebooks/ and solutions/ and store their results
	$(RUN) -m friend_request.authoring notebooks $(ARGS)

.PHONY: exercises
exercises: tools ## generate exercises/ from solutions/
	$(RUN) -m friend_request.authoring exercises

.PHONY: cards
cards: tools ## write the cards to print, docs/cards/, from data/takeaways/cards/
	$(RUN) -m friend_request.authoring cards

.PHONY: slides
slides: tools ## write slides for each lesson, and handouts to print, into dist/slides/
	$(RUN) -m friend_request.authoring slides dist/slides

.PHONY: print
print: tools ## write each lesson as a page to read and to print into dist/print/
	$(RUN) -m friend_request.authoring print dist/print

.PHONY: new-case
new-case: ## begin a case of your own (NAME="Two messages")
	$(DO) new-case "$$NAME"

.PHONY: preview
preview: ## open one case alone in JupyterLab (CASE=two-messages)
	$(DO) preview "$$CASE" $(ARGS)

.PHONY: content
content: ## check every lesson, case and question, and say what to mend
	$(DO) content

.PHONY: sources
sources: ## find objectives, clauses and studies to name in a case (ABOUT="former client")
	$(DO) sources "$$ABOUT"

.PHONY: stale
stale: ## list what should be read again soon, and who read it last (DAYS=90)
	$(DO) stale "$$DAYS"

.PHONY: schema
schema: tools ## write what editors know of the content files, data/schema/
	$(RUN) -m friend_request.authoring schema

.PHONY: api
api: tools ## write the page of public functions, docs/api.md, from their docstrings
	$(RUN) -m friend_request.authoring api

.PHONY: claims
claims: tools ## name the passages by which a reader reports a mistake
	$(RUN) -m friend_request.authoring claims

.PHONY: glossary
glossary: tools ## write the glossary's page, and links to it from the lessons
	$(RUN) -m friend_request.authoring glossary

.PHONY: coverage
coverage: tools ## print where each lesson treats what it promises
	$(RUN) -m friend_request.authoring coverage

.PHONY: bench
bench: tools ## beside plain ipywidgets, jupyterquiz and bare pandas, into bench/results.md (ARGS="--rounds 2")
	$(RUN) -m pip install --quiet --no-deps --require-hashes --requirement bench/requirements.txt
	$(RUN) -m bench $(ARGS)

.PHONY: bench-hub
bench-hub: ## a room of learners on a hub of their own (ARGS="--learners 10")
	@$(PYTHON) deploy/one-machine/run.py --install-only
	.venv-hub/bin/python -m bench.hub $(ARGS)

COMPILE := $(TOOLS) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --constraints constraints.txt $(if $(UPGRADE),--upgrade)

.PHONY: lock
lock: tools ## pin the dependencies of pyproject.toml anew (UPGRADE=1 takes newer versions)
	$(COMPILE) pyproject.toml --extra build -o requirements.lock
	$(COMPILE) pyproject.toml --extra build --extra dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) pyproject.toml --extra build --extra hub -c requirements.lock -o requirements-hub.lock
