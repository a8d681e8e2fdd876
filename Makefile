# podfit. `make` lists the targets. A fresh machine needs `make demo` and `make test`, nothing else.

SWIFT   ?= swift
CONFIG  ?= release
BIN     := .build/$(CONFIG)/podfit
SOURCES := Sources Tests Package.swift

# pkg-config module : Debian package. What the build links against.
LIBRARIES := sqlite3:libsqlite3-dev yaml-0.1:libyaml-dev zlib:zlib1g-dev libzstd:libzstd-dev libcrypto:libssl-dev clp:coinor-libclp-dev
# program : Debian package. What the tests compare with.
PROGRAMS  := pkg-config:pkg-config sqlite3:sqlite3 python3:python3 zstd:zstd make:make gcc:gcc curl:curl

.DEFAULT_GOAL := help
.PHONY: help conformance-jdk deps build test unit e2e lint format check demo bench docs coverage golden fixtures conformance conformance-deps man screenshots conformance-check conformance-nodes conformance-replay bench-nodes bench-fleet bench-check planted corpus clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 14

deps: ## install missing Debian packages (as root), or name them
	@missing=""; \
	for pair in $(PROGRAMS); do command -v $${pair%%:*} >/dev/null 2>&1 || missing="$$missing $${pair##*:}"; done; \
	for pair in $(LIBRARIES); do pkg-config --exists $${pair%%:*} 2>/dev/null || missing="$$missing $${pair##*:}"; done; \
	/usr/bin/python3 -c 'import jsonschema, yaml' >/dev/null 2>&1 || missing="$$missing python3-jsonschema python3-yaml"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "installing:$$missing"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing; \
	else \
	  echo "missing Debian packages:$$missing" >&2; echo "run: sudo apt-get install$$missing" >&2; exit 2; \
	fi

build: deps ## build the release binary
	$(SWIFT) build -c $(CONFIG) --product podfit

demo: build ## run the whole job on three weeks of the demo data and name the reports
	rm -rf .build/demo
	$(BIN) demo --weeks 3 --folder .build/demo

test: lint build ## lint, unit tests and end-to-end tests of the release binary
	PODFIT_BIN=$(abspath $(BIN)) $(SWIFT) test

lint: deps ## check the format of all Swift files
	$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)

format: ## write the format of all Swift files
	$(SWIFT) format --in-place --recursive --parallel $(SOURCES)

check: test ## what a change passes before review
	@git diff --check
	@echo "check: passed"

golden: build ## rewrite expected outputs; review the diff
	UPDATE_GOLDENS=1 PODFIT_BIN=$(abspath $(BIN)) $(SWIFT) test

fixtures: ## make the demo inputs again from their script
	python3 fixtures/demo/make_demo.py
	PYTHONDONTWRITEBYTECODE=1 python3 fixtures/demo/make_weeks.py
	python3 fixtures/planted/make_planted.py

planted: build ## what podfit nodes attribution blames on clusters with one known cause each
	@rm -rf .build/planted && mkdir -p .build/planted; \
	for folder in fixtures/planted/*/; do name=$$(basename $$folder); \
	  $(BIN) ingest --db .build/planted/$$name.db $$folder/cluster.json $$folder/usage.csv >/dev/null || exit 2; \
	  echo "== $$name: planted $$(cat $$folder/expected.json)"; \
	  $(BIN) nodes attribution --db .build/planted/$$name.db || exit 2; echo; \
	done

coverage: build ## line coverage of the tests
	PODFIT_BIN=$(abspath $(BIN)) $(SWIFT) test --enable-code-coverage
	"$$(dirname "$$(readlink -f "$$(command -v $(SWIFT))")")/llvm-cov" report .build/debug/podfitPackageTests.xctest \
	  -instr-profile .build/debug/codecov/default.profdata -ignore-filename-regex '(\.build|Tests)/'

docs: deps ## build the reference of the library
	$(SWIFT) package --allow-writing-to-directory .build/docs generate-documentation --target PodfitKit --output-path .build/docs

conformance-check: build ## check against ruamel.yaml, pre-commit, JUnit and SARIF readers, kubectl
	python3 Tests/Conformance/check.py $(BIN) .build/conformance-check

corpus: ## make the manifests that check is compared on again from their script
	python3 fixtures/check/make_corpus.py

# Servers and clients for the conformance tests: unpacked, not installed, so that no service of theirs is started.
CONFORMANCE := .build/conformance
SERVERS     := prometheus victoria-metrics kubernetes-client
JDK         := openjdk-17-jre-headless openjdk-17-jdk-headless

conformance-deps: conformance-jdk ## unpack the Debian packages that conformance runs, unless they are installed
	@if command -v prometheus >/dev/null && command -v promtool >/dev/null && command -v victoria-metrics >/dev/null && command -v kubectl >/dev/null; then exit 0; fi; \
	if [ -x $(CONFORMANCE)/usr/bin/prometheus ] && [ -x $(CONFORMANCE)/usr/bin/victoria-metrics ] && [ -x $(CONFORMANCE)/usr/bin/kubectl ]; then exit 0; fi; \
	mkdir -p $(CONFORMANCE)/packages; \
	if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then \
	  echo "unpacking: $(SERVERS)"; \
	  (cd $(CONFORMANCE)/packages && { apt-get download -qq $(SERVERS) 2>/dev/null || { apt-get update -qq && apt-get download -qq $(SERVERS) 2>/dev/null; }; }) \
	    && for package in $(CONFORMANCE)/packages/*.deb; do dpkg-deb -x "$$package" $(CONFORMANCE); done \
	    || echo "SKIPPED: $(SERVERS) cannot be fetched; conformance leaves out what needs them" >&2; \
	else \
	  echo "SKIPPED: no apt-get; install $(SERVERS) for the conformance tests" >&2; \
	fi

conformance-jdk:
	@if command -v java >/dev/null && command -v javac >/dev/null; then exit 0; fi; \
	if ls $(CONFORMANCE)/usr/lib/jvm/*/bin/javac >/dev/null 2>&1; then exit 0; fi; \
	mkdir -p $(CONFORMANCE)/jdk; \
	if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then \
	  echo "unpacking: $(JDK)"; \
	  (cd $(CONFORMANCE)/jdk && { apt-get download -qq $(JDK) 2>/dev/null || { apt-get update -qq && apt-get download -qq $(JDK) 2>/dev/null; }; }) \
	    && for package in $(CONFORMANCE)/jdk/*.deb; do dpkg-deb -x "$$package" $(CONFORMANCE); done \
	    && find $(CONFORMANCE)/usr/lib/jvm -type l -lname '/etc/java-*' | while read -r link; do \
	         ln -sfn "$(abspath $(CONFORMANCE))$$(readlink "$$link")" "$$link"; done \
	    || echo "SKIPPED: $(JDK) cannot be fetched; conformance leaves out the experiment with a JVM" >&2; \
	else \
	  echo "SKIPPED: no apt-get; install a JDK for the experiment with a JVM" >&2; \
	fi

conformance: build conformance-deps ## run the release binary against real servers on loopback and a real JVM
	@/usr/bin/python3 Tests/Conformance/conformance.py $(BIN) $(CONFORMANCE) $(ONLY)

conformance-nodes: build ## compare node counts with an exact solver (ortools from the Python package index)
	@python3 Tests/Conformance/exact_nodes.py $(BIN) .build/conformance-nodes

conformance-replay: build ## compare podfit nodes replay with numpy; DATA=folder with usage/operate_first.csv.gz
	@rm -rf .build/replay && mkdir -p .build/replay && printf 'name,cpu,memory\nnode,1,8Gi\n' > .build/replay/node.csv
	@$(BIN) ingest --db .build/replay/podfit.db $(DATA)/usage/operate_first.csv.gz >/dev/null
	@for order in ffd random; do \
	  $(BIN) nodes replay --db .build/replay/podfit.db --node-types .build/replay/node.csv --order $$order --seed 7 \
	    --train-until 2022-04-21T17:10:00Z --format json --assignment .build/replay/nodes.csv > .build/replay/replay.json || exit 2; \
	  python3 Tests/Conformance/replay_check.py .build/replay/replay.json .build/replay/nodes.csv \
	    $(DATA)/usage/operate_first.csv.gz .build/conformance-nodes || exit 2; \
	done

man: build ## manual pages and shell completions, below .build/share
	mkdir -p .build/share/completions
	$(BIN) --experimental-dump-help | VERSION=$$($(BIN) --version) python3 docs/man/make_man.py .build/share/man/man1
	for shell in bash zsh fish; do $(BIN) --generate-completion-script $$shell > .build/share/completions/podfit.$$shell; done

screenshots: build ## open the demo's report in a headless Chromium, check it, write docs/images
	/usr/bin/python3 Tests/Screenshots/screenshots.py $(BIN) docs/images

bench: build ## measure beside other programs; BENCH=csv-long,… ROUNDS=3 SCALE=0.2 FULL=1 KEEP=1 DATE=2026-12-01
	python3 Tests/Benchmarks/bench.py --swift $(SWIFT) --podfit $(abspath $(BIN)) \
	  $(if $(BENCH),--bench $(BENCH)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SCALE),--scale $(SCALE)) \
	  $(if $(FULL),--full) $(if $(KEEP),--keep) $(if $(DATE),--date $(DATE))

bench-nodes: build ## node counts and times beside goals, into docs/node-benchmarks.md; DATA=folder with vbp/ and clusters/ ONLY=one,… ROUNDS=3 FULL=1 DATE=2026-12-01
	python3 Tests/Benchmarks/nodes.py --swift $(SWIFT) --podfit $(abspath $(BIN)) --page docs/node-benchmarks.md \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(DATE),--date $(DATE)) \
	  $(if $(DATA),--data $(DATA)) $(if $(ONLY),--only $(ONLY)) $(if $(FULL),--full)

bench-fleet: build ## the report of 12 clusters with 20,000 workloads, into docs/fleet-benchmarks.md; WORKLOADS=2000 CLUSTERS=3 KEEP=1 DATE=2026-12-01
	python3 Tests/Benchmarks/fleet.py --podfit $(abspath $(BIN)) $(if $(WORKLOADS)$(CLUSTERS),,--page docs/fleet-benchmarks.md) \
	  $(if $(WORKLOADS),--workloads $(WORKLOADS)) $(if $(CLUSTERS),--clusters $(CLUSTERS)) $(if $(KEEP),--keep) \
	  $(if $(DATE),--date $(DATE))

bench-check: build ## time of podfit check on 2,000 manifests, into docs/check-benchmarks.md; ROUNDS=7 SEED=1 DATE=2026-12-01
	python3 Tests/Benchmarks/check.py --podfit $(abspath $(BIN)) --page docs/check-benchmarks.md \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED)) $(if $(DATE),--date $(DATE))

clean: ## remove everything that was built
	rm -rf .build Tests/Benchmarks/.build
