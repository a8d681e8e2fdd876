"""What `podfit queries` prints runs as it is, and what comes back is read."""
import json
import os
import subprocess

from harness import Skipped, case, require, rows, samples, stamp


def needs(server, name):
    if server is None:
        raise Skipped(f"{name} is not installed")
    return server.url


def document(bench, url, *more):
    window = ["--since", stamp(bench.cluster.START), "--until", stamp(bench.cluster.END)]
    done = bench.run("queries", "--url", url, *window, "--folder", "out", "--format", "json", *more)
    require(done.returncode == 0, done.stderr)
    return json.loads(done.stdout)


def run_all(bench, commands, cwd):
    """Runs each command by a shell; gives the files that hold something."""
    os.makedirs(os.path.join(cwd, "out"), exist_ok=True)
    for command in commands:
        done = bench.sh(command["shell"], cwd)
        require(done.returncode == 0 and not done.stderr, f"{command['query']}: {done.returncode} {done.stderr[-400:]}")


def ingest(bench, cwd, *more):
    done = bench.run("ingest", "out", "--format", "json", *more, cwd=cwd)
    require(done.returncode == 0, done.stderr[-600:])
    return json.loads(done.stdout)


def answered(bench, url, tool, *more):
    cwd = bench.folder()
    doc = document(bench, url, "--via", tool, *more)
    run_all(bench, doc["commands"], cwd)
    return cwd, doc


@case("Prometheus accepts every printed query, and every answer is read")
def curl_prometheus(bench):
    cwd, doc = answered(bench, needs(bench.prometheus, "prometheus"), "curl")
    for command in doc["commands"]:
        with open(os.path.join(cwd, command["file"])) as f:
            body = json.load(f)
        require(body["status"] == "success" and not body.get("warnings"), f"{command['query']}: {str(body)[:200]}")
    read = ingest(bench, cwd, "--window-s", str(doc["range_seconds"]))
    require(all(f["rejected"] == 0 for f in read["files"]), "readings were refused")
    seen = {os.path.basename(f["path"]).split(".")[0] for f in read["files"] if f["samples"] or f["facts"]}
    require(seen == {q["id"] for q in doc["queries"]}, f"without data: { {q['id'] for q in doc['queries']} - seen}")


@case("VictoriaMetrics accepts every printed query, and every answer is read")
def curl_victoria(bench):
    cwd, doc = answered(bench, needs(bench.victoria, "victoria-metrics"), "curl")
    read = ingest(bench, cwd, "--window-s", str(doc["range_seconds"]))
    seen = {os.path.basename(f["path"]).split(".")[0] for f in read["files"] if f["samples"] or f["facts"]}
    require(seen == {q["id"] for q in doc["queries"]}, f"without data: { {q['id'] for q in doc['queries']} - seen}")


@case("old label names are accepted too (--legacy-labels)")
def legacy(bench):
    cwd, doc = answered(bench, needs(bench.prometheus, "prometheus"), "curl", "--legacy-labels")
    ingest(bench, cwd)


@case("promtool gives the same samples as the HTTP API")
def promtool(bench):
    url = needs(bench.prometheus, "prometheus")
    both = [answered(bench, url, tool)[0] for tool in ("curl", "promtool")]
    for cwd in both:
        ingest(bench, cwd, "--window-s", "300")
    require(samples(both[0]) == samples(both[1]), "the samples differ")
    require(len(samples(both[0])) > 10_000, "hardly any samples")


@case("VictoriaMetrics: the printed raw exports run, and every answer is read")
def raw_victoria(bench):
    url = needs(bench.victoria, "victoria-metrics")
    cwd, doc = answered(bench, url, "victoriametrics")
    found = sorted(os.listdir(os.path.join(cwd, "out")))
    require({f.split(".")[0] for f in found} == {q["id"] for q in doc["queries"]}, f"only {found}")
    if "victoriametrics-jsonl" not in bench.formats:
        raise Skipped("the commands ran; no reader victoriametrics-jsonl in this build")
    read = ingest(bench, cwd)
    require(all(f["rejected"] == 0 for f in read["files"]), "readings were refused")
    require(all(f["samples"] or f["facts"] for f in read["files"]), "a file says nothing")
    bench.recommendations(cwd)


@case("the printed script runs as a whole and ends with podfit's own ingest")
def script(bench):
    url = needs(bench.prometheus, "prometheus")
    cwd = bench.folder()
    text = bench.run("queries", "--url", url, "--days", "1", "--until", stamp(bench.cluster.END), "--via", "curl").stdout
    path = os.path.join(cwd, "export.sh")
    with open(path, "w") as f:
        f.write(text)
    done = bench.sh("sh export.sh", cwd)
    require(done.returncode == 0, done.stderr[-400:])
    require(rows(cwd, "select count(*) from all_samples")[0][0] > 5_000, "hardly any samples")


@case("names that try to leave their quotes stay names")
def hostile(bench):
    url = needs(bench.prometheus, "prometheus")
    names = ["it's", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", 'a"b\\c', 'x"}) or vector(1) #', "-rf",
             "$range", "$selector", "a|b.*", "%s%n", "${HOME}", "!!", "ä ö", "x" * 300]
    arguments = [f"--namespace={n}" for n in names]
    cwd = bench.folder()
    doc = document(bench, url, "--via", "curl", "--via", "promtool", "--via", "kubectl",
                   "--cluster", "a'b; touch pwned", "--match", "cluster=a'\"\\b", "--context", "$(touch pwned)", *arguments)
    kept = [c for c in doc["commands"] if c["tool"] != "kubectl" and c["query"] in ("cpu", "jvm-memory", "pod-owners")]
    run_all(bench, kept, cwd)
    files = [c["file"] for c in doc["commands"] if c["tool"] == "curl"]
    require(len(set(files)) == len(files), "two requests write one file")
    for command in kept:
        with open(os.path.join(cwd, command["file"])) as f:
            body = json.load(f)
        result = body if isinstance(body, list) else body["data"]["result"]
        require(result == [], f"{command['shell']} found something: {str(result)[:100]}")
    # kubectl is not here: a stand-in writes down its arguments, one a line.
    with open(os.path.join(cwd, "kubectl"), "w") as f:
        f.write('#!/bin/sh\nprintf "%s\\n" "$@" >&2\n')
    os.chmod(os.path.join(cwd, "kubectl"), 0o755)
    for command in [c for c in doc["commands"] if c["tool"] == "kubectl"][: len(names)]:
        done = subprocess.run(["/bin/sh", "-c", command["shell"]], cwd=cwd, text=True, capture_output=True,
                              env={"PATH": f"{cwd}:/usr/bin:/bin"})
        words = done.stderr.split("\n")
        require(words[0] == "--context=$(touch pwned)" and words[3].removeprefix("--namespace=") in names, str(words))
    left = {n for _, _, found in os.walk(cwd) for n in found if "pwned" in n and "." not in n}
    require(not left, f"something was run: {left}")


@case("a namespace alone gives its containers and no others")
def one_namespace(bench):
    url = needs(bench.prometheus, "prometheus")
    cwd, doc = answered(bench, url, "curl", "--namespace", "data", "--namespace", "odd")
    ingest(bench, cwd, "--window-s", "300")
    require({r[0] for r in rows(cwd, "select distinct namespace from all_samples")} == {"data", "odd"}, "other namespaces")
