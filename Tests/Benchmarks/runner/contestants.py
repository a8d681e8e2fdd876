"""How each contestant does a row's job: named steps, each one process."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    name: str
    argv: tuple
    output: str = os.devnull


@dataclass(frozen=True)
class Contestant:
    name: str
    steps: tuple
    # Files that a round leaves behind: removed before the next.
    leaves: tuple = ()
    # Where the answer is afterwards.
    result: str = ""

    def clear(self):
        for path in self.leaves:
            Path(path).unlink(missing_ok=True)


PEER = Path(__file__).with_name("peer.py")
# In print, what each contestant does.
TITLES = {
    "podfit": "podfit: ingest with journal, then profile",
    "duckdb": "DuckDB: read_csv and exact quantiles, nothing stored",
    "duckdb-stored": "DuckDB: table of its own, then the query",
    "duckdb-prometheus": "DuckDB: read_json and exact quantiles, nothing stored",
    "duckdb-victoriametrics": "DuckDB: read_json and exact quantiles, nothing stored",
    "polars": "polars: scan_csv, streaming engine, nothing stored",
    "chdb": "chdb: file() and exact quantiles, nothing stored",
    "chdb-victoriametrics": "chdb: JSONEachRow and exact quantiles, nothing stored",
    "zlib": "zlib alone, from Python, the output thrown away",
    "gzip": "gzip -dc alone",
    "pigz": "pigz -dc alone",
}
# The module without which a peer cannot run.
MODULES = {"duckdb": "duckdb", "polars": "polars", "chdb": "chdb"}


class Workshop:
    """Knows where programs and scratch files are."""

    def __init__(self, podfit, python, scratch, installed):
        self.podfit = podfit
        self.python = python
        self.scratch = Path(scratch)
        self.installed = installed
        self.profile = None

    def podfit_steps(self, source, ours):
        database = str(self.scratch / "podfit.db")
        result = str(self.scratch / "podfit.json")
        steps = [Step("ingest", (self.podfit, "ingest", source, "--db", database))]
        if ours == "profile":
            steps.append(Step("query", (self.podfit, *self.profile, "--db", database), result))
        leaves = tuple(database + end for end in ("", "-wal", "-shm"))
        return Contestant("podfit", tuple(steps), leaves, result)

    def peer_steps(self, name, source):
        """None where the peer is not installed."""
        module = MODULES.get(name.split("-")[0])
        if module and module not in self.installed:
            return None
        if name in ("gzip", "pigz"):
            program = shutil.which(name)
            return program and Contestant(name, (Step("all", (program, "-dc", source)),))
        result = str(self.scratch / f"{name}.result")
        if name == "duckdb-stored":
            table = str(self.scratch / "table.duckdb")
            steps = (
                Step("ingest", (self.python, str(PEER), "duckdb-load", source, "-", table)),
                Step("query", (self.python, str(PEER), "duckdb-query", "-", result, table)),
            )
            return Contestant(name, steps, (table, table + ".wal"), result)
        if not self.python:
            return None
        job = {"duckdb": "duckdb-csv", "polars": "polars-csv", "chdb": "chdb-csv"}.get(name, name)
        return Contestant(
            name, (Step("all", (self.python, str(PEER), job, source, result)),), (result,), result
        )
