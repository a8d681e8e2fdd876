"""Cases with one line each, and runs of podfit."""
import contextlib
import glob
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import tempfile
import time


class Skipped(Exception):
    """Why a case cannot run here."""


CASES = []


def case(name):
    """Registers a case under a claim."""
    def add(function):
        CASES.append((name, function))
        return function
    return add


def require(condition, text):
    if not condition:
        raise AssertionError(text)


class Bench:
    """What cases share: the program, the servers, the invented cluster, a folder each."""

    def __init__(self, podfit, cluster, root, tools):
        self.podfit, self.cluster, self.root, self.tools = podfit, cluster, root, tools
        self.prometheus = self.victoria = None
        self.clean = None
        text = self.run("ingest", "--help").stdout
        listed = re.search(r"gzip or zstd: (.*?)\.\s", text.replace("\n", " "))
        self.formats = {f.strip() for f in listed.group(1).split(",")} if listed else set()

    def folder(self):
        return tempfile.mkdtemp(dir=self.root)

    def environment(self, **more):
        path = os.pathsep.join([os.path.dirname(self.podfit)] + self.tools + ["/usr/local/bin:/usr/bin:/bin"])
        return {"PATH": path, "HOME": self.root, "LC_ALL": "C.UTF-8", **more}

    def run(self, *arguments, cwd=None, env=None, timeout=120):
        return subprocess.run(
            [self.podfit, *arguments], cwd=cwd or self.root, env=env or self.environment(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, errors="replace")

    def start(self, *arguments, cwd):
        return subprocess.Popen(
            [self.podfit, *arguments], cwd=cwd, env=self.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def sh(self, line, cwd):
        return subprocess.run(
            ["/bin/sh", "-c", line], cwd=cwd, env=self.environment(), text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)

    # The window of all exports: what the invented cluster has.
    @property
    def window(self):
        return ["--query-window", f"{self.cluster.HOURS}h", "--end", stamp(self.cluster.END)]

    def pull(self, url, *more, cwd=None, expect=0, ingest=True):
        """A pull into `pull` and `podfit.db` below the folder it returns."""
        cwd = cwd or self.folder()
        arguments = ["pull", "prometheus", "--url", url, *self.window, "--out", "pull", "--format", "json", *more]
        if not ingest:
            arguments.append("--no-ingest")
        done = self.run(*arguments, cwd=cwd)
        require(done.returncode == expect, f"pull ended with {done.returncode}: {done.stderr[-600:]}")
        return cwd, (json.loads(done.stdout) if done.stdout else None), done

    def same_as_clean(self, cwd, is_split=False):
        """The database, and where requests are the same also the files, are those of an undisturbed pull."""
        require(database(cwd) == database(self.clean), "the database differs from that of a clean pull")
        require(self.recommendations(cwd) == self.recommendations(self.clean), "recommendations differ")
        if not is_split:
            require(contents(cwd) == contents(self.clean), "the files differ from those of a clean pull")

    def recommendations(self, cwd):
        done = self.run("recommend", "--format", "json", cwd=cwd)
        require(done.returncode == 0, done.stderr[-400:])
        return done.stdout


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def rows(cwd, query, name="podfit.db"):
    with contextlib.closing(sqlite3.connect(f"file:{cwd}/{name}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()


def samples(cwd, where="1"):
    return sorted(rows(cwd, f"select namespace, pod, container, metric, part, source, at_ms, value from all_samples where {where}"), key=repr)


def database(cwd):
    """All that podfit knows, apart from how the files were called."""
    views = [sorted(rows(cwd, f"select * from {view}"), key=repr) for view in ("pod_containers", "nodes", "workloads")]
    return samples(cwd), views


def contents(cwd):
    """The finished files of a pull: what `podfit ingest FOLDER` would read."""
    found = {}
    for path in glob.glob(f"{cwd}/pull/*"):
        import gzip
        data = open(path, "rb").read()
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        found[os.path.basename(path)] = hashlib.sha256(text).hexdigest()
    return found


def drafts(cwd):
    return [n for n in os.listdir(f"{cwd}/pull") if n.startswith(".podfit-draft")]


def main(bench, only):
    """Runs the cases; one line each, the counts last."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    began = time.time()
    for name, function in CASES:
        if only and only not in name:
            continue
        start = time.time()
        try:
            function(bench)
            counts["passed"] += 1
            word, reason = "ok     ", ""
        except Skipped as skip:
            counts["skipped"] += 1
            word, reason = "SKIPPED", f": {skip}"
        except Exception as error:
            counts["failed"] += 1
            word, reason = "FAILED ", f": {type(error).__name__}: {error}"
        print(f"{word} {name} ({time.time() - start:.1f} s){reason}", flush=True)
    print(f"conformance: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped"
          f" in {time.time() - began:.0f} s", flush=True)
    return 1 if counts["failed"] else 0
