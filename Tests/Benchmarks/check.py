#!/usr/bin/env python3
"""Measures `podfit check` on 2,000 manifests with 10,000 containers.

    check.py --podfit PROGRAM [--seed 1] [--rounds 7] [--workloads 2000] [--date DAY] [--page FILE]

The fleet is made up from a seed; its recommendations are podfit's own, from a database with a week of its usage. Each
row is the whole program from start to end, results going to a file that is replaced each time; rows take turns. With
--page the rows measured replace the table of that page between its marks.
"""

import argparse
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "runner"))

import fleet  # noqa: E402
import measure  # noqa: E402
from report import machine  # noqa: E402

ROOT = HERE.parent.parent
BUILD = ROOT / ".build" / "bench" / "check"
NOW = "2026-11-14T12:00:00Z"
GOAL = 1.0
# Name, options of check, the recommendations' file.
ROWS = (
    ("text", ["--output", "text"], "recommendations.json"),
    ("JSON", ["--output", "json"], "recommendations.json"),
    ("concise", ["--output", "concise"], "recommendations.json"),
    ("text, SARIF and JUnit at once", ["--output", "text", "--output", "sarif={out}.sarif", "--output", "junit={out}.xml"],
     "recommendations.json"),
    ("text", ["--output", "text"], "brief.json"),
    ("`--diff`", ["--diff"], "recommendations.json"),
)


def say(text):
    print(text, file=sys.stderr, flush=True)


def prepare(options):
    """The folder with the fleet and what podfit recommends for it; made once per seed and size."""
    folder = BUILD / f"{options.workloads}-{options.seed}"
    if not (folder / "usage.csv").exists():
        say("check: making the fleet")
        folder.mkdir(parents=True, exist_ok=True)
        fleet.write(folder, options.seed, options.workloads, 5)
    database = folder / "podfit.db"
    if not database.exists():
        say("check: ingesting its week")
        subprocess.run(
            [options.podfit, "ingest", "--db", database, folder / "cluster.json", folder / "usage.csv"],
            check=True, stdout=sys.stderr,
        )
    for name, form in (("recommendations.json", "json"), ("brief.json", "json-brief")):
        command = [options.podfit, "recommend", "--db", database, "--format", form, "-o", folder / name, "--now", NOW]
        subprocess.run(command, check=True, stdout=sys.stderr)
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--podfit", default=str(ROOT / ".build" / "release" / "podfit"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workloads", type=int, default=2000)
    parser.add_argument("--page", type=Path, help="a page whose table gets the rows")
    parser.add_argument("--date", default=datetime.now(timezone.utc).strftime("%Y-%m-%d"))
    options = parser.parse_args()
    folder = prepare(options)
    runs = {row: [] for row in range(len(ROWS))}
    # One round more, which brings files into the page cache and counts nowhere.
    for turn in range(options.rounds + 1):
        for row, (name, more, file) in enumerate(ROWS):
            output = folder / f"out-{row}"
            command = [options.podfit, "check", folder / "manifests", "--recommendations", folder / file, "--now", NOW]
            command += [part.format(out=output) for part in more]
            taken = measure.run([str(part) for part in command], output=output, accepts=(0, 1))
            if turn:
                runs[row].append(taken)
    lines = [line(name, folder, file, runs[row]) for row, (name, _, file) in enumerate(ROWS)]
    print("\n".join([HEAD, *lines]))
    summary = (folder / "out-0").read_text().splitlines()[-2:]
    say("\n".join(summary))
    if options.page:
        write(options.page, facts(options, folder, summary[0]), lines)


HEAD = (
    "| output | recommendations | wall s (least-most) | CPU-s | peak MB | at most 1 s |\n"
    "| --- | --- | --- | --- | --- | --- |"
)
MARKS = "<!-- rows: written by make bench-check -->\n", "<!-- end of rows -->\n"


def line(name, folder, file, taken):
    middle = measure.median(taken)
    walls = [each.wall_s for each in taken]
    size = (folder / file).stat().st_size / 1e6
    kind = "with steps" if file == "recommendations.json" else "`json-brief`"
    return (
        f"| {name} | {kind}, {size:.1f} MB | {middle.wall_s:.2f} ({min(walls):.2f}-{max(walls):.2f}) | {middle.cpu_s:.2f}"
        f" | {middle.rss_mb:.0f} | {'yes' if middle.wall_s <= GOAL else '**no**'} |"
    )


def facts(options, folder, summary):
    files = list(folder.glob("manifests/*/*.yaml"))
    size = sum(file.stat().st_size for file in files) / 1e6
    return (
        f"{machine(options.podfit, {})['cpu']}. {options.date}, {options.rounds} rounds, seed {options.seed}.\n"
        f"{len(files):,} files, {size:.1f} MB. {summary[0].upper()}{summary[1:]}.\n\n"
    )


def write(page, about, lines):
    """Puts the table between the marks of a page."""
    before, rest = page.read_text().split(MARKS[0])
    _, after = rest.split(MARKS[1])
    page.write_text(before + MARKS[0] + about + "\n".join([HEAD, *lines]) + "\n" + MARKS[1] + after)
    say(f"rows written to {page}")


if __name__ == "__main__":
    main()
