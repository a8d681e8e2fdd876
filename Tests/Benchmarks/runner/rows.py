"""The rows of the benchmark: which data, who runs on it, and what podfit is meant to reach."""

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Data:
    """A file that podfit-generate writes; `scale` shrinks the number of series."""

    form: str
    series: int = 10_000
    samples: int = 2_016
    options: tuple = ()
    compressed: bool = False

    def generate(self, scale):
        series = max(1, round(self.series * scale))
        return [self.form, "--series", str(series), "--samples", str(self.samples), *self.options]

    def name(self, scale):
        kind = {"csv": "csv", "prometheus": "json", "victoriametrics": "jsonl"}[self.form]
        words = self.generate(scale)
        stem = "-".join(word.lstrip("-") for word in words if word not in ("--series", "--samples"))
        return f"{stem}.{kind}"


@dataclass(frozen=True)
class Goal:
    """podfit at most `factor` times `peer`; of `step` alone where one is named."""

    peer: str
    factor: float
    step: Optional[str] = None


@dataclass(frozen=True)
class Row:
    id: str
    title: str
    data: Data
    peers: tuple
    goals: tuple = ()
    rounds: int = 5
    # What podfit does: "profile" is ingest and profile, "ingest" stops before.
    ours: str = "profile"
    # The peer whose answer must be podfit's, and how far they may lie apart: computed rates are
    # stored to the nearest microcore.
    check: Optional[str] = None
    tolerance: float = 0.0
    bytes_per_row: Optional[float] = None
    peak_mb: Optional[float] = None
    # The peer that podfit must not need more memory than.
    peak_below: Optional[str] = None


ROWS = (
    Row(
        "csv-long", "CSV, 10,000 containers x 2016, in order of time",
        Data("csv"), ("duckdb", "duckdb-stored", "polars", "chdb"),
        (
            Goal("duckdb", 0.25), Goal("duckdb-stored", 0.15),
            Goal("duckdb-stored", 0.15, step="query"),
        ),
        check="duckdb", bytes_per_row=3.5,
    ),
    Row(
        "csv-series", "CSV, 10,000 containers x 2016, series after series",
        Data("csv", options=("--series-major",)), ("duckdb",), (Goal("duckdb", 0.25),),
        check="duckdb",
    ),
    Row(
        "csv-wide", "CSV, 100,000 containers x 84",
        Data("csv", series=100_000, samples=84), ("duckdb", "chdb"), (Goal("duckdb", 0.40),),
        check="duckdb", peak_below="duckdb",
    ),
    Row(
        "csv-240k", "CSV, 240,000 containers x 84",
        Data("csv", series=240_000, samples=84), ("duckdb",), (Goal("duckdb", 0.40),), rounds=3,
        check="duckdb", peak_mb=1_000,
    ),
    Row(
        "prometheus", "Prometheus query_range JSON, 10,000 series x 2016, microcores",
        Data("prometheus"), ("duckdb-prometheus",), (Goal("duckdb-prometheus", 0.15),),
        check="duckdb-prometheus",
    ),
    Row(
        "prometheus-digits", "the same with all digits of a computed rate",
        Data("prometheus", options=("--all-digits",)), ("duckdb-prometheus",),
        (Goal("duckdb-prometheus", 0.15),), rounds=3,
        check="duckdb-prometheus", tolerance=5.1e-7,
    ),
    Row(
        "victoriametrics", "VictoriaMetrics JSON lines, 20,000 series x 2016",
        Data("victoriametrics"), ("duckdb-victoriametrics", "chdb-victoriametrics"),
        (Goal("duckdb-victoriametrics", 0.20), Goal("chdb-victoriametrics", 0.40)),
        check="duckdb-victoriametrics",
    ),
    Row(
        "gzip", "CSV as .gz, 5,000 containers x 2016: ingest beside the decompressor alone",
        Data("csv", series=5_000, compressed=True), ("zlib", "gzip", "pigz"), (Goal("zlib", 1.3),),
        ours="ingest",
    ),
)

# Rows of podfit alone, by the number of containers x samples: `--full`. Their data is never on disk.
GROWTH = (
    ("growth-1m", Data("csv", series=500, samples=2_016)),
    ("growth-10m", Data("csv", series=5_000, samples=2_016)),
    ("growth-100m", Data("csv", series=50_000, samples=2_016)),
    ("growth-240k-short", Data("csv", series=240_000, samples=84)),
    ("growth-240k-long", Data("csv", series=240_000, samples=420)),
)
