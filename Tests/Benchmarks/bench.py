#!/usr/bin/env python3
"""Measures podfit beside the programs people would use instead, and writes docs/benchmarks.md.

    bench.py [--bench ROW,…] [--rounds N] [--scale F] [--full] [--date YYYY-MM-DD] [--list]

Everybody runs on the same file in the same run, one after the other, round after round, each time
with another one first; what counts is the ratio of the medians. Everything it makes lies in
.build/bench. Results of a row are kept there until it is measured again, and docs/benchmarks.md is
written from all that were kept at full scale.
"""

import argparse
import datetime
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "runner"))

import measure  # noqa: E402
import report  # noqa: E402
from contestants import Workshop  # noqa: E402
from rows import GROWTH, ROWS  # noqa: E402

ROOT = HERE.parent.parent
BUILD = ROOT / ".build" / "bench"


def say(text):
    print(text, file=sys.stderr, flush=True)


# --- Set-up ----------------------------------------------------------------------------------


def build_generator(swift):
    subprocess.run(
        [swift, "build", "--package-path", str(HERE), "-c", "release", "--product", "podfit-generate"],
        check=True, stdout=sys.stderr,
    )
    return str(HERE / ".build" / "release" / "podfit-generate")


def install_peers():
    """A virtual environment of the bench's own; returns its Python and the peers that are there."""
    home = BUILD / "venv"
    python = home / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    stamp = home / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        say("bench: installing the peers into .build/bench/venv")
        venv.create(home, with_pip=True, clear=True)
        for line in wanted.splitlines():
            if line and not line.startswith("#"):
                done = subprocess.run([str(python), "-m", "pip", "install", "-q", line], stdout=sys.stderr)
                if done.returncode:
                    say(f"bench: {line} could not be installed; its rows are left out")
        stamp.write_text(wanted)
    versions = {}
    for name in ("duckdb", "polars", "chdb"):
        code = f"from importlib.metadata import version; print(version('{name}'))"
        done = subprocess.run([str(python), "-c", code], capture_output=True, text=True)
        if done.returncode == 0:
            versions[name] = done.stdout.strip()
        else:
            say(f"bench: {name} is not installed; what needs it is left out")
    return str(python), versions


def prepare(data, scale, generator):
    """The data's file and what the generator said of it; written once."""
    folder = BUILD / "data"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / data.name(scale)
    facts = path.with_suffix(path.suffix + ".facts")
    if not facts.exists():
        say(f"bench: writing {path.name}")
        argv = [generator, *data.generate(scale), "--output", str(path)]
        done = subprocess.run(argv, check=True, capture_output=True, text=True)
        facts.write_text(done.stderr)
    if not data.compressed:
        return path, json.loads(facts.read_text())
    packed = path.with_suffix(path.suffix + ".gz")
    if not packed.exists():
        say(f"bench: writing {packed.name}")
        half = packed.with_suffix(".part")
        with open(half, "wb") as file:
            subprocess.run(["gzip", "-c", str(path)], check=True, stdout=file)
        half.rename(packed)
    return packed, json.loads(facts.read_text())


def profile_command(podfit):
    """`profile`, or what comes nearest in a podfit without it."""
    done = subprocess.run([podfit, "profile", "--help"], capture_output=True, text=True)
    command = "profile" if "podfit profile" in done.stdout else "recommend"
    return (command, "--format", "json")


# --- Measuring -------------------------------------------------------------------------------


def measure_row(row, arguments, generator, workshop):
    path, facts = prepare(row.data, arguments.scale, generator)
    contestants = [workshop.podfit_steps(str(path), row.ours)]
    for name in row.peers:
        peer = workshop.peer_steps(name, str(path))
        if peer:
            contestants.append(peer)
        else:
            say(f"bench: {row.id}: {name} is not installed, left out")
    with open(path, "rb") as file:
        while file.read(1 << 22):
            pass
    rounds = arguments.rounds or row.rounds
    measures = {c.name: [] for c in contestants}
    sizes = {}
    for number in range(rounds):
        turn = number % len(contestants)
        for contestant in contestants[turn:] + contestants[:turn]:
            contestant.clear()
            steps = {s.name: measure.run(list(s.argv), output=s.output) for s in contestant.steps}
            measures[contestant.name].append(steps)
            kept = [Path(p) for p in contestant.leaves if not p.endswith(".result")]
            sizes[contestant.name] = sum(p.stat().st_size for p in kept if p.exists())
            total = sum(steps.values(), measure.Measure(0, 0, 0))
            say(
                f"bench: {row.id} {number + 1}/{rounds} {contestant.name}: {total.wall_s:.2f} s,"
                f" {total.cpu_s:.2f} CPU-s, {total.rss_mb:.0f} MB"
            )
    return {
        "id": row.id, "scale": arguments.scale, "rounds": rounds, "date": arguments.date,
        "facts": facts, "file_bytes": path.stat().st_size, "check": check(row, contestants, workshop),
        "profile": list(workshop.profile) if row.ours == "profile" else None,
        "database_bytes": sizes,
        "measures": {
            name: [{step: m.as_json() for step, m in steps.items()} for steps in all_steps]
            for name, all_steps in measures.items()
        },
    }


def check(row, contestants, workshop):
    """Whether podfit's answer is the peer's; the run fails where it is not."""
    peers = [c for c in contestants if c.name == row.check]
    if not row.check or not peers:
        return "not compared"
    if workshop.profile[0] != "profile":
        return "not compared: this podfit has no profile command"
    argv = [
        sys.executable, str(HERE / "runner" / "compare.py"), contestants[0].result,
        peers[0].result, str(row.tolerance),
    ]
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        raise measure.StepFailed(f"{row.id}: podfit and {row.check} differ:\n{done.stderr.strip()}")
    return done.stdout.strip()


def measure_growth(name, data, arguments, generator, workshop):
    """podfit alone, fed through a pipe, so that no file of 10 GB is needed."""
    contestant = workshop.podfit_steps("-", "profile")
    contestant.clear()
    series = max(1, round(data.series * arguments.scale))
    feed = [generator, *data.generate(arguments.scale)]
    steps = {
        s.name: measure.run(list(s.argv), feed if s.name == "ingest" else None, s.output)
        for s in contestant.steps
    }
    # Profiles of all containers, and what every strategy asks for.
    database = contestant.leaves[0]
    steps["strategies"] = measure.run([arguments.podfit, "strategies", "--totals", "--db", database])
    size = sum(Path(p).stat().st_size for p in contestant.leaves if Path(p).exists())
    contestant.clear()
    say(f"bench: {name}: {steps['ingest'].wall_s:.1f} s, {steps['ingest'].rss_mb:.0f} MB")
    return {
        "id": name, "scale": arguments.scale, "rounds": 1, "date": arguments.date,
        "facts": {"readings": series * data.samples, "series": series},
        "database_bytes": {"podfit": size},
        "measures": {"podfit": [{step: m.as_json() for step, m in steps.items()}]},
    }


def measure_start(workshop, rounds):
    """What it costs to start each peer and do nothing."""
    from contestants import PEER

    found = {}
    for name in workshop.installed:
        argv = [workshop.python, str(PEER), "start", "-", "-", name]
        found[name] = measure.median([measure.run(argv) for _ in range(rounds)]).as_json()
    return {"id": "start", "scale": 1.0, "rounds": rounds, "measures": found}


def measure_hot_paths(swift):
    """The stages of the library beside plain twins: their own program prints the table."""
    argv = [swift, "run", "--package-path", str(HERE), "-c", "release", "podfit-bench"]
    done = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True)
    return {"id": "hot-paths", "scale": 1.0, "text": done.stdout}


# --- The whole -------------------------------------------------------------------------------


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--podfit", default=str(ROOT / ".build" / "release" / "podfit"))
    parser.add_argument("--swift", default="swift")
    parser.add_argument("--bench", default="", help="rows, divided by commas; all without it")
    parser.add_argument("--rounds", type=int, help="rounds of each row, in place of its own")
    parser.add_argument("--scale", type=float, default=1.0, help="this share of the containers")
    parser.add_argument("--full", action="store_true", help="the growth to 100 million rows as well")
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="the date to print")
    parser.add_argument("--list", action="store_true", help="name the rows")
    parser.add_argument("--keep", action="store_true", help="keep the data, 12 GB, for the next run")
    return parser.parse_args()


def selected(arguments):
    growth = [name for name, _ in GROWTH]
    known = [row.id for row in ROWS] + ["hot-paths", "start"] + growth
    if arguments.list:
        print("\n".join(known))
        sys.exit(0)
    if not arguments.bench:
        return [name for name in known if arguments.full or name not in growth]
    names = arguments.bench.split(",")
    for name in names:
        if name not in known:
            sys.exit(f'bench: no row "{name}"; there are: {", ".join(known)}')
    return names


def main():
    arguments = parse()
    names = selected(arguments)
    results = BUILD / "results"
    results.mkdir(parents=True, exist_ok=True)
    if not Path(arguments.podfit).exists():
        sys.exit(f"bench: {arguments.podfit} is not there; build the release binary first")
    generator = build_generator(arguments.swift)
    python, versions = install_peers()
    scratch = BUILD / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    workshop = Workshop(arguments.podfit, python, scratch, versions)
    workshop.profile = profile_command(arguments.podfit)

    rows = {row.id: row for row in ROWS}
    growth = dict(GROWTH)
    failures = []
    for name in names:
        try:
            if name in rows:
                found = measure_row(rows[name], arguments, generator, workshop)
            elif name in growth:
                found = measure_growth(name, growth[name], arguments, generator, workshop)
            elif name == "start":
                found = measure_start(workshop, arguments.rounds or 5)
            else:
                found = measure_hot_paths(arguments.swift)
        except (measure.StepFailed, subprocess.CalledProcessError) as error:
            failures.append(name)
            say(f"bench: {error}")
            continue
        finally:
            if not arguments.keep:
                shutil.rmtree(BUILD / "data", ignore_errors=True)
        place = results / (name + ("" if found["scale"] == 1 else f".at-{found['scale']}") + ".json")
        place.write_text(json.dumps(found, indent=1) + "\n")
        print(report.text(found), flush=True)
    shutil.rmtree(scratch, ignore_errors=True)
    if arguments.scale == 1:
        machine = report.machine(arguments.podfit, versions)
        page = report.page(results, machine, arguments.date)
        (ROOT / "docs" / "benchmarks.md").write_text(page)
        say("bench: wrote docs/benchmarks.md")
    if failures:
        sys.exit(f"bench: failed: {', '.join(failures)}")


if __name__ == "__main__":
    main()
