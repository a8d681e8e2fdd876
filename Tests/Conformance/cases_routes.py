"""The same raw samples by every route give the same samples in the database and the same advice.

A route is a function that writes files to a folder, the id of the reader that it needs, and options
of ingest: a new reader needs no more than its line in the table.
"""
import json
import os
import subprocess
import urllib.parse
import urllib.request

from cases_queries import needs
from harness import Skipped, case, require, rows, samples

NAMES = ["container_cpu_usage_seconds_total", "container_memory_working_set_bytes", "container_memory_rss",
         "jvm_memory_used_bytes", "jvm_memory_max_bytes"]
SELECTOR = '{__name__=~"' + "|".join(NAMES) + '"}'


def fetch(url, parameters, path, headers=None):
    request = urllib.request.Request(f"{url}?{urllib.parse.urlencode(parameters, doseq=True)}", headers=headers or {})
    with urllib.request.urlopen(request, timeout=60) as response, open(path, "wb") as f:
        f.write(response.read())


def span(bench):
    return {"start": bench.cluster.START, "end": bench.cluster.END}


def api(bench, out):
    """A range selector in an instant query gives raw samples at their own times."""
    url = needs(bench.prometheus, "prometheus") + "/api/v1/query"
    for name in NAMES:
        fetch(url, {"query": f"{name}[{bench.cluster.HOURS}h]", "time": bench.cluster.END}, f"{out}/{name}.json",
              {"Accept-Encoding": "gzip"})


def promtool(bench, out):
    url = needs(bench.prometheus, "prometheus")
    for name in NAMES:
        with open(f"{out}/{name}.json", "wb") as f:
            subprocess.run(["promtool", "query", "instant", "-o", "json", f"--time={bench.cluster.END}", url,
                            f"{name}[{bench.cluster.HOURS}h]"], stdout=f, check=True, env=bench.environment())


def promapi(bench, out):
    fetch(needs(bench.victoria, "victoria-metrics") + "/api/v1/export",
          {"match[]": SELECTOR, "format": "promapi", **span(bench)}, f"{out}/all.json")


def victoria_lines(bench, out):
    fetch(needs(bench.victoria, "victoria-metrics") + "/api/v1/export", {"match[]": SELECTOR, **span(bench)},
          f"{out}/all.jsonl")


def victoria_short_lines(bench, out):
    fetch(needs(bench.victoria, "victoria-metrics") + "/api/v1/export",
          {"match[]": SELECTOR, "max_rows_per_line": 20, **span(bench)}, f"{out}/all.jsonl")


# Every label that the series have, so that duplicates stay apart.
COLUMNS = ",".join(["__name__", "namespace", "pod", "container", "node", "instance", "job", "service", "metrics_path",
                    "id", "image", "name", "cpu", "area", "k8s_namespace_name", "k8s_pod_name", "jvm_memory_type",
                    "jvm_memory_pool_name", "__value__", "__timestamp__:unix_ms"])


def victoria_csv(bench, out):
    fetch(needs(bench.victoria, "victoria-metrics") + "/api/v1/export/csv",
          {"match[]": SELECTOR, "format": COLUMNS, **span(bench)}, f"{out}/all.csv")


def victoria_text(bench, out):
    fetch(needs(bench.victoria, "victoria-metrics") + "/api/v1/export",
          {"match[]": SELECTOR, "format": "prometheus", **span(bench)}, f"{out}/all.prom")


def openmetrics(bench, out):
    wanted = tuple(NAMES)
    with open(f"{out}/all.om", "w") as f:
        for line in bench.data.openmetrics().splitlines():
            if line == "# EOF" or line.startswith(wanted) or line.split(" ")[2:3] and line.split(" ")[2] in NAMES:
                f.write(line + "\n")


def tsdb_dump(bench, out):
    data = os.path.join(bench.root, "tsdb")
    needs(bench.prometheus, "prometheus")
    os.makedirs(os.path.join(data, "wal"), exist_ok=True)
    with open(f"{out}/all.txt", "wb") as f:
        subprocess.run(["promtool", "tsdb", "dump", f"--match={SELECTOR}", data], stdout=f, check=True, env=bench.environment())


ROUTES = [
    ("Prometheus HTTP API", api, "prometheus-json"),
    ("promtool query instant -o json", promtool, "promtool-json"),
    ("VictoriaMetrics export as promapi", promapi, "prometheus-json"),
    ("VictoriaMetrics JSON lines", victoria_lines, "victoriametrics-jsonl"),
    ("VictoriaMetrics JSON lines of 20 samples", victoria_short_lines, "victoriametrics-jsonl"),
    ("VictoriaMetrics CSV", victoria_csv, "victoriametrics-csv", "--columns", COLUMNS),
    ("VictoriaMetrics Prometheus text", victoria_text, "prometheus-text"),
    ("OpenMetrics text", openmetrics, "prometheus-text"),
    ("promtool tsdb dump", tsdb_dump, "tsdb-dump"),
]
_first = {}


def take(bench, route):
    title, write, reader, *options = route
    # Ids of readers that came later are compared by their beginning.
    if not any(f == reader or f.startswith(reader) for f in bench.formats):
        raise Skipped(f"no reader {reader} in this build")
    cwd = bench.folder()
    out = os.path.join(cwd, "out")
    os.makedirs(out)
    write(bench, out)
    done = bench.run("ingest", "out", "--format", "json", *options, cwd=cwd)
    require(done.returncode == 0, done.stderr[-400:])
    require(all(f["format"].startswith(reader) for f in json.loads(done.stdout)["files"]), "read as something else")
    return cwd


def reference(bench):
    """The samples by the first route, themselves compared with the numbers that were made."""
    if "rows" not in _first:
        cwd = take(bench, ROUTES[0])
        found = {}
        for namespace, pod, container, at, value in rows(
                cwd, "select namespace, pod, container, at_ms, value from all_samples where metric = 'memory_working_set_bytes'"
                " and at_ms % 60000 = 0"):
            found.setdefault((namespace, pod, container), {})[at // 1000] = value
        made = {key: dict(values) for key, values in bench.data.memory.items()}
        require(found == made, "memory differs from what was made")
        _first.update(rows=samples(cwd), advice=bench.recommendations(cwd))
    return _first


def add(route):
    @case(f"the same samples and the same advice: {route[0]}")
    def check(bench):
        cwd = take(bench, route)
        expected = reference(bench)
        found = samples(cwd)
        require(len(found) > 10_000, f"only {len(found)} samples")
        require(found == expected["rows"], difference(found, expected["rows"]))
        require(bench.recommendations(cwd) == expected["advice"], "recommendations differ")


def difference(found, expected):
    extra, missing = set(found) - set(expected), set(expected) - set(found)
    return f"{len(extra)} more, {len(missing)} fewer; {sorted(extra, key=repr)[:1]} {sorted(missing, key=repr)[:1]}"


for each in ROUTES:
    add(each)
