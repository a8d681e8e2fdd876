"""Turns results into the table on standard output and into docs/benchmarks.md."""

import json
import os
import platform
import shutil
import subprocess

import measure
from contestants import TITLES
from rows import GROWTH, ROWS

ROWS_BY_ID = {row.id: row for row in ROWS}


# --- Numbers ---------------------------------------------------------------------------------


def rounds_of(found, name, step=None):
    """The measures of a contestant by round: of one step, or of all together."""
    result = []
    for steps in found["measures"].get(name, []):
        parts = [measure.Measure(**m) for s, m in steps.items() if step in (None, s)]
        result.append(sum(parts, measure.Measure(0, 0, 0)))
    return result


def ratio(found, peer, key, step=None):
    """The ratio of the medians, with the smallest and largest of a round."""
    ours, theirs = rounds_of(found, "podfit", step), rounds_of(found, peer, step)
    if not ours or not theirs:
        return None
    middle = getattr(measure.median(ours), key) / getattr(measure.median(theirs), key)
    return (middle, *measure.paired(ours, theirs, key))


def bytes_per_row(found):
    rows = found["facts"].get("rows")
    size = found["database_bytes"].get("podfit")
    return size / rows if rows and size else None


# --- Tables ----------------------------------------------------------------------------------


def table(head, lines):
    """A Markdown table; it reads well as plain text too."""
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    out = []
    for line in [head, ["-" * width for width in widths], *lines]:
        out.append("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |")
    return "\n".join(out)


def goals(found):
    """Lines of work, peer, goal, measured wall and CPU, and whether it is reached."""
    row = ROWS_BY_ID[found["id"]]
    lines = []
    for goal in row.goals:
        wall = ratio(found, goal.peer, "wall_s", goal.step)
        cpu = ratio(found, goal.peer, "cpu_s", goal.step)
        if not wall:
            continue
        work = "re-profile of the stored week" if goal.step else row.title
        peer = f"{goal.peer}, the query alone" if goal.step else goal.peer
        reached = wall[0] <= goal.factor and (cpu[0] <= goal.factor or row.id == "gzip")
        lines.append([
            work, peer, f"{goal.factor:.2f}x", spread(wall), spread(cpu), "yes" if reached else "no",
        ])
    if row.bytes_per_row and bytes_per_row(found):
        size = bytes_per_row(found)
        lines.append([
            "database, bytes per row of CPU and memory", "-", f"{row.bytes_per_row}", f"{size:.2f}",
            "-", "yes" if size <= row.bytes_per_row else "no",
        ])
    if row.peak_mb:
        peak = measure.median(rounds_of(found, "podfit")).rss_mb
        lines.append([
            f"peak memory, {row.title}", "-", f"{row.peak_mb:.0f} MB", f"{peak:.0f} MB", "-",
            "yes" if peak <= row.peak_mb else "no",
        ])
    if row.peak_below and rounds_of(found, row.peak_below):
        memory = ratio(found, row.peak_below, "rss_mb")
        lines.append([
            f"peak memory, {row.title}", row.peak_below, "1.00x", spread(memory), "-",
            "yes" if memory[0] <= 1 else "no",
        ])
    return lines


GOAL_HEAD = ["work", "against", "goal", "wall or size (least-most)", "CPU (least-most)", "reached"]


def spread(values):
    return "{:.2f}x ({:.2f}-{:.2f})".format(*values)


def contestants(found):
    lines = []
    for name in found["measures"]:
        for step in steps_of(found, name):
            middle = measure.median(rounds_of(found, name, step))
            title = TITLES[name] if step is None else f"- {step} alone"
            if name == "podfit" and found["profile"] is None:
                title = "podfit: ingest with journal"
            speed = found["facts"]["rows"] / middle.cpu_s / 1e6
            lines.append([
                title, f"{middle.wall_s:.2f}", f"{middle.cpu_s:.2f}", f"{speed:.2f}",
                f"{middle.rss_mb:.0f}", size_of(found, name) if step is None else "",
            ])
    return lines


def steps_of(found, name):
    steps = list(found["measures"][name][0])
    return [None, *steps] if len(steps) > 1 else [None]


def size_of(found, name):
    size = found["database_bytes"].get(name)
    return f"{size / 1e6:.0f} MB" if size else "-"


CONTESTANT_HEAD = ["who", "wall s", "CPU-s", "M rows/CPU-s", "peak MB", "stored"]


# --- One row on standard output --------------------------------------------------------------


def text(found):
    if found["id"] == "hot-paths":
        return f"\n## hot-paths\n\n{found['text']}"
    if found["id"] == "start":
        return "\n## start\n\n" + start_table(found)
    if found["id"] not in ROWS_BY_ID:
        return "\n## growth\n\n" + growth_table([found])
    row = ROWS_BY_ID[found["id"]]
    out = [
        f"\n## {row.id}: {row.title}", "",
        f"{found['facts']['rows']:,} rows, {found['file_bytes'] / 1e9:.2f} GB, {found['rounds']}"
        f" rounds, scale {found['scale']:g}; answers: {found['check']}", "",
        table(CONTESTANT_HEAD, contestants(found)),
    ]
    if goals(found):
        out += ["", table(GOAL_HEAD, goals(found))]
    return "\n".join(out)


def start_table(found):
    lines = [
        [name, f"{m['wall_s']:.2f}", f"{m['cpu_s']:.2f}"] for name, m in found["measures"].items()
    ]
    return table(["peer", "wall s", "CPU-s"], lines)


def growth_table(all_found):
    lines = []
    for found in all_found:
        ingest = rounds_of(found, "podfit", "ingest")[0]
        query = rounds_of(found, "podfit", "query")[0]
        readings = found["facts"]["readings"]
        # Runs of before it was measured have no such step.
        has_strategies = "strategies" in found["measures"]["podfit"][0]
        strategies = rounds_of(found, "podfit", "strategies")[0] if has_strategies else None
        lines.append([
            f"{found['facts']['series']:,}", f"{readings / 1e6:.0f} M", f"{ingest.wall_s:.1f}",
            f"{ingest.cpu_s:.1f}", f"{ingest.rss_mb:.0f}", f"{query.wall_s:.1f}",
            f"{query.cpu_s:.1f}", f"{query.rss_mb:.0f}",
            *([f"{strategies.wall_s:.1f}", f"{strategies.cpu_s:.1f}", f"{strategies.rss_mb:.0f}"]
              if strategies else ["-"] * 3),
            f"{found['database_bytes']['podfit'] / readings:.2f}",
        ])
    head = [
        "containers", "rows", "ingest wall s", "CPU-s", "peak MB", "profile wall s", "CPU-s",
        "peak MB", "all strategies wall s", "CPU-s", "peak MB", "bytes per row",
    ]
    return table(head, lines)


# --- docs/benchmarks.md ----------------------------------------------------------------------


def first_line(argv):
    try:
        done = subprocess.run(argv, capture_output=True, text=True)
    except OSError:
        return "?"
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else "?"


def machine(podfit, versions):
    cpu = platform.processor() or platform.machine()
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                cpu = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    tools = [f"podfit {first_line([podfit, '--version']).removeprefix('podfit').strip()}"]
    tools += [f"{name} {version}" for name, version in versions.items()]
    tools.append(first_line(["gzip", "--version"]))
    if shutil.which("pigz"):
        tools.append(first_line(["pigz", "--version"]))
    return {
        "cpu": f"{cpu}, {len(os.sched_getaffinity(0))} logical cores, {memory:.0f} GB",
        "tools": ", ".join(tools),
        "kernel": f"{platform.system()} {platform.release().split('-')[0]}",
    }


INTRODUCTION = """# Benchmarks

Written by `make bench`; do not edit. podfit beside the programs people would use instead, on the same file in the
same run, taking turns round after round. What counts is the ratio of the medians; the smallest and largest ratio of
a round stand behind it. Wall time depends on the machine and on who else uses it.

- Machine: {cpu}; {kernel}.
- Versions: {tools}.
- Date: {date}.

podfit stores what it reads, with SQLite's journal on, every record checked and a digest of the file's bytes taken, and then
computes exact quantiles of both metrics of every container from the database in a second process. Peers compute
p50, p90, p95, p99 and the maximum of both by one query; those marked *nothing stored* read the file again
every time. A run fails where podfit's numbers are not those of DuckDB's `quantile_disc` for every container.
A peer runs in a Python process; what its start alone costs is below and contained in its figures. Files are in the
page cache. The data is made up (`Tests/Benchmarks/Sources/podfit-generate`): CPU to one microcore with a daily
rhythm, noise and bursts, memory in pages of 4 KiB with levels; one reading in 100 is missing.

`make bench BENCH=csv-long ROUNDS=3 SCALE=0.2` measures one row on less data, `make bench FULL=1` adds the growth
to 100 million rows. `podfit check` is measured in [check-benchmarks.md](check-benchmarks.md), `podfit nodes` in
[node-benchmarks.md](node-benchmarks.md).
"""


def page(folder, machine_facts, date):
    found = {}
    for path in sorted(folder.glob("*.json")):
        result = json.loads(path.read_text())
        if result["scale"] == 1:
            found[result["id"]] = result
    rows = [found[row.id] for row in ROWS if row.id in found]
    out = [INTRODUCTION.format(date=date, **machine_facts)]
    out += ["## Goals", "", table(GOAL_HEAD, [line for row in rows for line in goals(row)])]
    out += [
        "", "*Wall* and *CPU* are podfit's median over the peer's; for gzip the goal is wall time, since podfit",
        "decompresses beside its other work.",
    ]
    for result in rows:
        row = ROWS_BY_ID[result["id"]]
        out += ["", f"## {row.title}", "", facts_line(result), "", table(CONTESTANT_HEAD, contestants(result))]
    growth = [found[name] for name, _ in GROWTH if name in found]
    if growth:
        out += [
            "", "## Growth", "", "podfit alone, one round, the data fed through a pipe.", "",
            growth_table(growth),
        ]
    if "start" in found:
        out += ["", "## Start of the peers", "", start_table(found["start"])]
    if "hot-paths" in found:
        out += ["", "## Stages beside plain twins", "", "```", found["hot-paths"]["text"].strip(), "```"]
    return "\n".join(out) + "\n"


def facts_line(result):
    row = ROWS_BY_ID[result["id"]]
    parts = [
        f"`{row.id}`, {result['date']}: {result['facts']['rows']:,} rows, {result['file_bytes'] / 1e9:.2f} GB,"
        f" {result['rounds']} rounds."
    ]
    if result["check"] != "not compared":
        parts.append(f"Answers beside `{row.check}`: {result['check']}.")
    if result["profile"] and result["profile"][0] != "profile":
        parts.append(f"The second step was `podfit {result['profile'][0]}`.")
    return " ".join(parts)
