"""`podfit pull` against servers that fail: the result is that of a clean pull, or exit 2 and why."""
import gzip
import json
import os
import random
import signal
import time

from cases_pull import clean
from harness import case, contents, drafts, require
from proxy import Proxy


def through(bench, rule, *more, **options):
    clean(bench)
    proxy = Proxy(bench.prometheus.url, rule, **options)
    try:
        return bench.pull(proxy.url, *more), proxy
    finally:
        proxy.close()


def every(count, what):
    return lambda number, *_: what if number % count == 0 else None


FAULTS = [
    ("refuses every third request with 503", every(3, "503"), ()),
    ("asks for patience with 429", every(17, "429"), ()),
    ("cuts off every fourth body", every(4, "cut"), ()),
    ("ends every fifth body early and calls it whole", every(5, "short"), ()),
    ("stalls now and then", every(40, "stall"), ("--timeout", "1s")),
    ("does all of that by chance",
     lambda number, *_: random.Random(number * 7919).choice([None] * 8 + ["503", "cut", "short", "429"]), ("--retries", "20")),
]


def add(name, rule, more):
    @case(f"a server that {name}: the same result as from one that does not")
    def check(bench):
        (cwd, _, done), proxy = through(bench, rule, *more)
        require(proxy.count > len(bench.clean_document["files"]), "nothing went wrong")
        bench.same_as_clean(cwd)
        require(not drafts(cwd), "drafts are left")


for fault in FAULTS:
    add(*fault)


@case("too many samples: requests are split until they fit, with the same result")
def too_many(bench):
    def rule(_, path, parameters):
        from cases_pull import calendar
        if not path.endswith("query_range") or parameters["query"].startswith("count"):
            return None
        return "422" if calendar(parameters["end"]) - calendar(parameters["start"]) > 6 * 3600 else None
    (cwd, doc, _), _ = through(bench, rule)
    require(len(doc["files"]) > len(bench.clean_document["files"]), "not split")
    bench.same_as_clean(cwd, is_split=True)


@case("warnings of a partial answer are kept and shown")
def partial(bench):
    (cwd, doc, done), _ = through(bench, lambda n, path, p: "warn" if p["query"].startswith("label_replace(max by") else None)
    require(any("store 10.0.0.7 did not answer" in w for f in doc["files"] for w in f["warnings"]), "not kept")
    require("store 10.0.0.7 did not answer" in done.stderr, "not shown")


@case("what cannot be had is named, exit 2, nothing is ingested; the next run asks for just that")
def missing(bench):
    clean(bench)
    state = {"broken": True}
    rule = lambda n, path, p: "503" if state["broken"] and "container_memory_rss" in p["query"] and "count" not in p["query"] else None
    proxy = Proxy(bench.prometheus.url, rule)
    try:
        cwd, doc, done = bench.pull(proxy.url, "--retries", "1", expect=2)
        require({m["query"] for m in doc["missing"]} == {"rss"} and "overloaded" in done.stderr, str(doc["missing"]))
        require(not os.path.exists(f"{cwd}/podfit.db") and doc["ingested"] is None, "something was ingested")
        state["broken"] = False
        _, doc, _ = bench.pull(proxy.url, cwd=cwd)
        require({f["query"] for f in doc["files"] if not f["kept"]} == {"rss"}, "more was asked again")
        bench.same_as_clean(cwd)
    finally:
        proxy.close()


@case("a server that is not there, a portal's page, a wrong path: exit 2, why, and no file")
def nowhere(bench):
    clean(bench)
    portal = Proxy(bench.prometheus.url, lambda *_: "html")
    try:
        for url, words in (("http://127.0.0.1:9", "does not answer"), (portal.url, "HTML"),
                           (bench.prometheus.url + "/nothing", "404")):
            start = time.time()
            cwd, _, done = bench.pull(url, "--retries", "2", expect=2)
            require(words.lower() in done.stderr.lower(), f"{url}: {done.stderr}")
            require(not contents(cwd) and time.time() - start < 30, "files or long waits")
    finally:
        portal.close()


@case("without curl: exit 2 and a hint")
def no_curl(bench):
    env = bench.environment(PATH="/nonexistent")
    done = bench.run("pull", "prometheus", "--url", "http://127.0.0.1:9", cwd=bench.folder(), env=env)
    require(done.returncode == 2 and "curl" in done.stderr and "hint" in done.stderr, done.stderr)


@case("a folder of another pull is refused and left as it is")
def folders(bench):
    cwd = clean(bench)
    before = contents(cwd)
    done = bench.pull("http://127.0.0.1:9", cwd=cwd, expect=2)[2]
    require("another folder" in done.stderr, done.stderr)
    require(contents(cwd) == before, "changed")


def whole(path):
    with open(path, "rb") as f:
        data = f.read()
    return json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)


@case("kill -9 at ten moments: only complete files, and the next run goes on to the same result")
def killed(bench):
    clean(bench)
    proxy = Proxy(bench.prometheus.url, lambda *_: None, delay=0.03)
    cwd = bench.folder()
    arguments = ["pull", "prometheus", "--url", proxy.url, *bench.window, "--out", "pull"]
    chance = random.Random(11)
    try:
        before = 0
        for _ in range(10):
            process = bench.start(*arguments, cwd=cwd)
            time.sleep(0.05 + chance.random() * 0.5)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            found = contents(cwd) if os.path.isdir(f"{cwd}/pull") else {}
            for name in found:
                require(whole(f"{cwd}/pull/{name}")["status"] == "success", f"{name} is not complete")
            require(len(found) >= before, "files were lost")
            before = len(found)
        sent = proxy.count
        _, doc, _ = bench.pull(proxy.url, cwd=cwd)
        kept = sum(f["kept"] for f in doc["files"])
        require(kept >= before - 1 and kept > 0, f"{kept} kept of {before}")
        bench.same_as_clean(cwd)
        require(not drafts(cwd), "drafts are left")
    finally:
        proxy.close()


def stopped(bench, number, status):
    clean(bench)
    proxy = Proxy(bench.prometheus.url, lambda n, *_: "stall" if n > 12 else None, stall=20)
    try:
        cwd = bench.folder()
        process = bench.start("pull", "prometheus", "--url", proxy.url, *bench.window, "--out", "pull", cwd=cwd)
        while proxy.count < 14 and process.poll() is None:
            time.sleep(0.05)
        start = time.time()
        # As a terminal does: to the whole group.
        os.killpg(process.pid, number)
        _, err = process.communicate(timeout=15)
        require(process.returncode == status, f"{process.returncode}: {err}")
        require(time.time() - start < 5, "slow")
        require(not drafts(cwd) and not os.path.exists(f"{cwd}/podfit.db"), "something is left")
        require(all(whole(f"{cwd}/pull/{n}") for n in contents(cwd)), "incomplete files")
    finally:
        proxy.close()


@case("Ctrl-C ends with 130 and leaves finished files only")
def interrupted(bench):
    stopped(bench, signal.SIGINT, 130)


@case("SIGTERM ends with 143 and leaves finished files only")
def terminated(bench):
    stopped(bench, signal.SIGTERM, 143)
