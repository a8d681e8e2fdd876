#!/usr/bin/env python3
"""Measures the report of a fleet that is made up, and writes docs/fleet-benchmarks.md.

    fleet.py --podfit BIN [--page FILE] [--folder DIR] [--clusters N] [--workloads N] [--step S] [--date DAY] [--keep]

Twelve clusters with 20,000 workloads (fleet_exports.py) are taken into one database and into one each; the report of
the week before is kept in them, so that there is something to compare with. What is measured is the report of the
week, as HTML and as JSON, by wall time, CPU time and peak memory as the kernel counts them. Both ways of storing must
give the same clusters.
"""

import argparse
import datetime
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "runner"))

import measure  # noqa: E402

GOAL = 60
BEFORE = ["--week", "2026-W46", "--now", "2026-11-16T00:00:00Z"]
NOW = ["--week", "2026-W47", "--now", "2026-11-23T00:00:00Z", "--no-keep"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def ingest(podfit, folder, databases):
    """Takes both weeks in, `databases` being one for each cluster; returns the measure of all."""
    clusters = sorted(path for path in folder.iterdir() if path.is_dir())
    total = measure.Measure(0, 0, 0)
    for when in ("before", "now"):
        for cluster, database in zip(clusters, databases):
            total += measure.run([podfit, "ingest", "--quiet", "--db", str(database), "--cluster", cluster.name,
                                  str(cluster / when)])
        if when == "before":
            for database in sorted(set(databases)):
                measure.run([podfit, "report", "--quiet", "--db", str(database), "--no-replay", *BEFORE])
    return total


def report(podfit, databases, form, output):
    paths = [part for database in sorted(set(databases)) for part in ("--db", str(database))]
    return measure.run([podfit, "report", "--quiet", *paths, "--format", form, *NOW, "-o", str(output)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--podfit", required=True)
    parser.add_argument("--folder", type=Path, default=HERE.parent.parent / ".build" / "fleet")
    parser.add_argument("--page", type=Path)
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--keep", action="store_true", help="leave the exports where they are")
    for name, value in (("clusters", 12), ("workloads", 20_000), ("step", 900)):
        parser.add_argument(f"--{name}", type=int, default=value)
    o = parser.parse_args()
    exports = o.folder / "exports"
    facts = o.folder / "facts.json"
    if not exports.exists() or not facts.exists():
        say(f"making {o.clusters} clusters with {o.workloads} workloads")
        made = subprocess.run([sys.executable, str(HERE / "fleet_exports.py"), str(exports),
                               *(f"--{name}={getattr(o, name)}" for name in ("clusters", "workloads", "step"))],
                              check=True, capture_output=True, text=True).stdout
        facts.write_text(made)
    made = json.loads(facts.read_text())
    rows, answers = [], []
    for name, databases in (("one database", [o.folder / "fleet.db"] * made["clusters"]),
                            ("a database each", [o.folder / f"cluster-{n:02}.db" for n in range(made["clusters"])])):
        for database in set(databases):
            for suffix in ("", "-wal", "-shm"):
                Path(f"{database}{suffix}").unlink(missing_ok=True)
        say(f"{name}: ingest")
        taken = ingest(o.podfit, exports, databases)
        size = sum(path.stat().st_size for path in set(databases))
        rows.append((f"{name}: ingest of both weeks", taken, f"{size / 1e6:,.0f} MB stored"))
        for form in ("html", "json"):
            say(f"{name}: report as {form}")
            output = o.folder / f"report.{form}"
            took = report(o.podfit, databases, form, output)
            rows.append((f"{name}: report, {form}", took, f"{output.stat().st_size / 1e6:,.1f} MB"))
        answers.append(json.loads((o.folder / "report.json").read_text()))
    same = all(answers[0]["weekly"][key] == answers[1]["weekly"][key] for key in ("clusters", "lost_nodes"))
    slowest = max(took.wall_s for name, took, _ in rows if "report" in name)
    lines = ["| work | wall s | CPU-s | peak MB | |", "| --- | ---: | ---: | ---: | --- |"]
    lines += [f"| {name} | {took.wall_s:.1f} | {took.cpu_s:.1f} | {took.rss_mb:,.0f} | {note} |"
              for name, took, note in rows]
    print("\n".join(lines))
    print(answers[0]["headline"]["answer"])
    if o.page:
        text = o.page.read_text()
        head, _, rest = text.partition("<!-- rows: written by make bench-fleet -->")
        _, _, tail = rest.partition("<!-- end of rows -->")
        count = len(answers[0]["recommendations"]["recommendations"])
        body = [f"{o.date}: {made['clusters']} clusters, {made['workloads']:,} workloads, {made['pods']:,} pods,"
                f" {count:,} containers; {answers[0]['data_quality']['samples']:,} samples.", "", *lines, "",
                f"Answer: {answers[0]['headline']['answer']}."]
        o.page.write_text(head + "<!-- rows: written by make bench-fleet -->\n" + "\n".join(body)
                          + "\n<!-- end of rows -->" + tail)
    if not o.keep:
        shutil.rmtree(exports)
    if not same:
        sys.exit("fleet: one database and one each do not give the same clusters")
    if slowest > GOAL:
        sys.exit(f"fleet: the slowest report took {slowest:.1f} s, more than {GOAL} s")


if __name__ == "__main__":
    main()
