"""`podfit pull` against servers that behave."""
import json
import os
import time

from cases_queries import needs
from harness import Skipped, case, require, rows, stamp
from proxy import Proxy

KNOWN = {"shop", "data", "batch", "odd"}


def clean(bench):
    if bench.clean is None:
        needs(bench.prometheus, "prometheus")
        bench.clean, bench.clean_document, bench.clean_run = bench.pull(bench.prometheus.url)
    return bench.clean


@case("a pull gives what was made: all containers, owners, requests, nodes, the pod of three minutes")
def pulled(bench):
    cwd = clean(bench)
    doc = bench.clean_document
    require(not doc["missing"] and doc["ingested"]["samples"] > 10_000, str(doc)[:300])
    require({r[0] for r in rows(cwd, "select distinct namespace from all_samples")} == KNOWN, "namespaces")
    require(bench.clean_run.stderr == "", f"unexpected: {bench.clean_run.stderr}")
    # Expected by an own reading of the numbers that were made: the largest within each closed window.
    found = {}
    for namespace, pod, container, at, value in rows(
            cwd, "select namespace, pod, container, at_ms, value from all_samples where metric = 'memory_working_set_bytes'"):
        found.setdefault((namespace, pod, container), {})[at // 1000] = value
    for key, values in bench.data.memory.items():
        made = dict(values)
        require(found.get(key), f"{key} is not there")
        for at, value in found[key].items():
            window = [v for t, v in made.items() if at - 300 <= t <= at]
            open_window = [v for t, v in made.items() if at - 300 < t <= at]
            # Prometheus before 3 closes the window on both sides; copies lag by 11 seconds.
            late = [v for t, v in made.items() if at - 311 <= t <= at]
            allowed = {max(w) for w in (window, open_window, late) if w}
            require(value in allowed, f"{key} at {at}: {value} is none of {allowed}")
    advice = json.loads(bench.recommendations(cwd))
    text = json.dumps(advice)
    for name in ("CronJob", "cleanup", "StatefulSet", "kafka", "Deployment", "web"):
        require(name in text, f"{name} is not in the recommendations")
    nodes = bench.run("nodes", cwd=cwd).stdout
    require("2 nodes now" in nodes, nodes)


@case("the JSON of pull and queries is as published")
def schemas(bench):
    clean(bench)
    try:
        import jsonschema
    except ImportError:
        raise Skipped("python3-jsonschema is not installed")
    queries = json.loads(bench.run("queries", "--format", "json", "--days", "2", "--now", stamp(bench.cluster.END)).stdout)
    for name, document in (("pull", bench.clean_document), ("queries", queries)):
        schema = json.loads(bench.run("db", "schema", name).stdout)
        jsonschema.Draft202012Validator(schema).validate(document)


@case("a second pull asks for nothing that is there")
def again(bench):
    clean(bench)
    proxy = Proxy(bench.prometheus.url, lambda *_: None)
    try:
        cwd, first, _ = bench.pull(proxy.url)
        sent = proxy.count
        _, second, _ = bench.pull(proxy.url, cwd=cwd)
        require(proxy.count - sent == 1, f"{proxy.count - sent} requests")
        require(all(f["kept"] for f in second["files"]) and len(second["files"]) == len(first["files"]), "not kept")
        # A file that was changed is no longer the one that was noted.
        with open(f"{cwd}/pull/{first['files'][0]['path']}", "ab") as f:
            f.write(b"x")
        _, third, _ = bench.pull(proxy.url, cwd=cwd)
        require([f["path"] for f in third["files"] if not f["kept"]] == [first["files"][0]["path"]], "not asked again")
        bench.same_as_clean(cwd)
    finally:
        proxy.close()


@case("requests are small, aligned, limited in time and two at a time")
def gentle(bench):
    clean(bench)
    proxy = Proxy(bench.prometheus.url, lambda *_: None, delay=0.05)
    try:
        bench.pull(proxy.url, "--timeout", "45s", ingest=False)
        require(proxy.most_busy <= 2, f"{proxy.most_busy} at a time")
        for path, parameters, _ in proxy.seen:
            require(parameters.get("timeout") == "45s", f"no timeout: {parameters}")
            if path.endswith("query_range") and not parameters["query"].startswith("count"):
                start, end = (calendar(parameters[k]) for k in ("start", "end"))
                require(start % 300 == 0 and end % 300 == 0, "not aligned")
                require((end - start) // 300 + 1 <= 288, "more than a day")
    finally:
        proxy.close()


def calendar(text):
    import calendar
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


@case("what a query may load is bounded by a count before it, by namespaces and then by time")
def bounded(bench):
    clean(bench)
    proxy = Proxy(bench.prometheus.url, lambda *_: None)
    try:
        cwd, doc, _ = bench.pull(proxy.url, "--max-samples", "3000")
        require(len(doc["files"]) > 2 * len(bench.clean_document["files"]), "not split")
        require(any('namespace!' in p["query"] for _, p, _ in proxy.seen), "not split by namespaces")
        bench.same_as_clean(cwd, is_split=True)
    finally:
        proxy.close()


@case("namespaces alone, each by its own requests")
def namespaces(bench):
    clean(bench)
    cwd, doc, _ = bench.pull(bench.prometheus.url, "--namespace", "shop", "--namespace", "odd")
    require({r[0] for r in rows(cwd, "select distinct namespace from all_samples")} == {"shop", "odd"}, "namespaces")
    require(any(".shop." in f["path"] for f in doc["files"]), "files by namespace")


@case("VictoriaMetrics: the same containers with the same largest memory")
def victoria(bench):
    clean(bench)
    cwd, doc, _ = bench.pull(needs(bench.victoria, "victoria-metrics"))
    query = "select namespace, pod, container, max(value) from all_samples where metric = 'memory_working_set_bytes' group by 1, 2, 3 order by 1, 2, 3"
    require(rows(cwd, query) == rows(bench.clean, query), "largest memory")
    query = "select namespace, pod, container, avg(value) from all_samples where metric = 'cpu_usage_cores' and container <> 'cleanup' group by 1, 2, 3 order by 1, 2, 3"
    for mine, theirs in zip(rows(cwd, query), rows(bench.clean, query)):
        require(mine[:3] == theirs[:3] and abs(mine[3] - theirs[3]) <= 0.02 * theirs[3], f"{mine} {theirs}")


@case("credentials reach the server and no list of processes, file or message")
def credentials(bench):
    clean(bench)
    secret = "s3cr3t-T0ken\\\"x"
    proxy = Proxy(bench.prometheus.url, lambda *_: None, expect=("Authorization", f"Bearer {secret}"), delay=0.1)
    try:
        cwd = bench.folder()
        with open(f"{cwd}/token", "w") as f:
            f.write(secret + "\n")
        process = bench.start("pull", "prometheus", "--url", proxy.url, *bench.window, "--out", "pull",
                              "--bearer-token-file", "token", "--tenant", "team-a", cwd=cwd)
        seen = ""
        curls = 0
        while process.poll() is None:
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{pid}/cmdline", "rb") as f:
                        line = f.read().decode(errors="replace")
                    with open(f"/proc/{pid}/environ", "rb") as f:
                        line += f.read().decode(errors="replace")
                except OSError:
                    continue
                curls += "curl" in line.split("\0")[0]
                seen += line if "T0ken" in line else ""
            time.sleep(0.02)
        out, err = (b.decode() for b in process.communicate())
        require(process.returncode == 0, err[-400:])
        require(curls > 3, "no curl was seen")
        require("T0ken" not in seen + out + err, "the token shows")
        for name in os.listdir(f"{cwd}/pull"):
            with open(f"{cwd}/pull/{name}", "rb") as f:
                require(b"T0ken" not in f.read(), f"the token is in {name}")
        require(all(h.get("X-Scope-OrgID") == "team-a" for _, _, h in proxy.seen), "tenant")
        done = bench.pull(proxy.url, "--out", "other", expect=2)[2]
        require("401" in done.stderr and "who are you?" in done.stderr, done.stderr)
    finally:
        proxy.close()
