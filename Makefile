# The same commands for people and for CI. `make chat` and `make test` do all the set-up.
PYTHON ?= python3
BIN := .venv/bin
LANGUAGES := ja vi id fil my ne km th zh_Hans mn bn si

.PHONY: setup chat test check fmt i18n train lock bench

setup: .venv/installed

.venv/installed: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

chat: setup  ## talk to the bot in the terminal
	$(BIN)/kaerimichi chat

test: setup  ## all tests that need no server
	$(BIN)/pytest -n auto

check: setup  ## everything about the code and the content that can be seen without running it
	$(BIN)/ruff format --check bot tests
	$(BIN)/ruff check bot tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kaerimichi knowledge check

fmt: setup
	$(BIN)/ruff format bot tests
	$(BIN)/ruff check --fix bot tests

i18n: setup  ## bring the catalogues up to date with the strings in the code
	$(BIN)/pybabel -q extract -F locales/babel.cfg -k gettext -k ngettext:1,2 -c "Translators:" \
	  --no-location --sort-output --project Kaerimichi --copyright-holder Kaerimichi \
	  -o locales/bot.pot .
	$(BIN)/pybabel -q extract -F locales/babel.cfg --no-default-keywords -k tell -c "Translators:" \
	  --no-location --sort-output --project Kaerimichi --copyright-holder Kaerimichi \
	  -o locales/caseworkers.pot .
	$(BIN)/pybabel -q update -i locales/caseworkers.pot -d locales -D caseworkers -l ja \
	  --no-fuzzy-matching --ignore-obsolete
	for language in $(LANGUAGES); do \
	  $(BIN)/pybabel -q update -i locales/bot.pot -d locales -D bot -l $$language \
	    --no-fuzzy-matching --ignore-obsolete; done
	$(BIN)/pybabel -q extract -F locales/desk.cfg -k gettext -k ngettext:1,2 -k _ -k mark -k said \
	  -c "Translators:" --no-location --sort-output --project Kaerimichi \
	  --copyright-holder Kaerimichi -o locales/desk.pot .
	for language in $(LANGUAGES); do \
	  $(BIN)/pybabel -q update -i locales/desk.pot -d locales -D desk -l $$language \
	    --init-missing --no-fuzzy-matching --ignore-obsolete; done

train: setup  ## learn from the questions on the pages; the weights travel with the content
	$(BIN)/kaerimichi knowledge train

lock:  ## resolve the dependencies anew (needs uv)
	uv pip compile -q pyproject.toml --extra postgres --group dev --universal \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements/dev.txt
	uv pip compile -q pyproject.toml --extra postgres --universal -c requirements/dev.txt \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements/run.txt

bench: setup
	$(BIN)/python -m tests.bench.bench_knowledge
	$(BIN)/python -m tests.bench.bench_growth
	$(BIN)/python -m tests.bench.bench_answering
	$(BIN)/python -m tests.bench.bench_telegram
	$(BIN)/python -m tests.bench.bench_announcing
