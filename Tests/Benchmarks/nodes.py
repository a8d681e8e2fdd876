#!/usr/bin/env python3
"""Measures `podfit nodes` on synthetic instances, real lists and instances with known optima.

    nodes.py --podfit PROGRAM [--swift swift] [--data FOLDER] [--rounds 3] [--only ROW,…] [--full] [--date DAY] [--page FILE]

Prints a Markdown table: instance, goal, what was measured, whether the goal was met. Times are medians, and ratios
are to a naive first-fit decreasing pod by pod, which runs in the same round. Synthetic instances are made from seeds
(podfit-instances); DATA is a folder with vbp/ and clusters/, and rows that need it are skipped loudly without. With --page the
rows measured replace those of the same name in the table of that page, between its marks, and others stay as they are.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / ".build" / "bench" / "nodes"


def say(text):
    print(text, file=sys.stderr, flush=True)


def build_tool(swift):
    subprocess.run(
        [swift, "build", "--package-path", str(HERE), "-c", "release", "--product", "podfit-instances"],
        check=True, stdout=sys.stderr,
    )
    return str(HERE / ".build" / "release" / "podfit-instances")


class Bench:
    def __init__(self, options):
        self.podfit, self.rounds, self.full = options.podfit, options.rounds, options.full
        self.tool = options.tool or build_tool(options.swift)
        self.data = Path(options.data) if options.data else None
        self.rows = []

    def instance(self, name, seed):
        folder = BUILD / f"{name}-{seed}"
        if not (folder / "prices.csv").exists():
            subprocess.run([self.tool, "write", name, str(seed), str(folder)], check=True)
        return folder

    def plan(self, pods, types, *more):
        child = subprocess.Popen(
            [self.podfit, "nodes", "--pods", str(pods), "--node-types", str(types), "--format", "json", "--timing", *more],
            stdout=subprocess.PIPE, text=True,
        )
        text = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"podfit ended with {child.returncode}")
        return json.loads(text) | {"memory_mib": used.ru_maxrss / 1024}

    def several(self, folder, *more, priced=False):
        """The plan of a folder with the medians of its time and memory over all rounds."""
        plans = [self.of(folder, *more, priced=priced) for _ in range(self.rounds)]
        medians = {key: statistics.median(p[key] for p in plans) for key in ("seconds", "memory_mib")}
        return plans[0] | medians

    def of(self, folder, *more, priced=False):
        prices = ["--prices", str(folder / "prices.csv")] if priced else []
        return self.plan(folder / "pods.csv", folder / "types.csv", *prices, *more)

    def naive(self, folder):
        return json.loads(subprocess.run([self.tool, "first-fit", str(folder)], capture_output=True, text=True, check=True).stdout)

    def report(self, name, goal, measured, met):
        self.rows.append((name, goal, measured, met))
        say(f"{name}: {measured} -> {'met' if met else 'NOT met'}")

    # --- Rows --------------------------------------------------------------------------------

    def one(self):
        folder = self.instance("one", 1)
        naive, greedy, full = [], [], []
        for _ in range(self.rounds):
            naive.append(self.naive(folder))
            greedy.append(self.of(folder, "--method", "greedy"))
            full.append(self.of(folder))
        base = statistics.median(n["seconds"] for n in naive)
        bound = full[0]["lower_bound"]
        for name, plans, gap_goal, time_goal in (("greedy", greedy, 0.02, 0.3), ("full", full, 0.003, 15)):
            gap = plans[0]["nodes_needed"] / bound - 1
            ratio = statistics.median(p["seconds"] for p in plans) / base
            self.report(
                f"100,000 pods, 800 workloads, one node type: {name}",
                f"<= {gap_goal * 100:g} % above the bound in <= {time_goal:g}x naive",
                f"{plans[0]['nodes_needed']} nodes, bound {bound}, {gap * 100:.2f} %, {ratio:.2f}x"
                f" (naive {naive[0]['nodes']} nodes, {base:.2f} s)",
                gap <= gap_goal and ratio <= time_goal,
            )

    def priced(self):
        folder = self.instance("priced", 1)
        other = json.loads(subprocess.run([self.tool, "karpenter", str(folder)], capture_output=True, text=True, check=True).stdout)
        plan = self.several(folder, priced=True)
        ratio = plan["cost_needed"] / other["cost"]
        self.report(
            "same, nine node types with prices", "<= 0.90x Karpenter's order; <= 2.2 % above the bound",
            f"cost {plan['cost_needed']:.2f}, bound {plan['cost_lower_bound']:.2f}, {plan['cost_gap_ratio'] * 100:.2f} %;"
            f" {ratio:.3f}x Karpenter's order ({other['cost']:.2f}); {plan['seconds']:.1f} s",
            ratio <= 0.90 and plan["cost_gap_ratio"] <= 0.022,
        )

    def limited(self):
        folder = self.instance("limited", 1)
        plan = self.several(folder, priced=True)
        self.report(
            "with 35 % of workloads limited per host", "certified gap <= 5 %",
            f"cost {plan['cost_needed']:.2f}, bound {plan['cost_lower_bound']:.2f}, {plan['cost_gap_ratio'] * 100:.2f} %;"
            f" {plan['seconds']:.1f} s",
            plan["cost_gap_ratio"] <= 0.05,
        )

    def large(self):
        folder = self.instance("large", 2)
        plan = self.several(folder, "--method", "greedy")
        self.report(
            "400,000 pods, 3,000 workloads: greedy", "<= 60 s, <= 2 GB",
            f"{plan['nodes_needed']} nodes, bound {plan['lower_bound']}, {plan['gap_ratio'] * 100:.2f} %; {plan['seconds']:.1f} s,"
            f" {plan['memory_mib']:.0f} MiB",
            plan["seconds"] <= 60 and plan["memory_mib"] <= 2_000,
        )

    def small(self):
        worst, slowest, count = 0, 0.0, 20
        for seed in range(1, count + 1):
            folder = self.instance("small", seed)
            types = folder / "one.csv"
            lines = (folder / "types.csv").read_text().splitlines()
            types.write_text("\n".join([lines[0], lines[5]]) + "\n")
            plans = [self.plan(folder / "pods.csv", types) for _ in range(self.rounds)]
            if plans[0]["nodes_needed"] >= 100:
                continue
            worst = max(worst, plans[0]["nodes_needed"] - plans[0]["lower_bound"])
            slowest = max(slowest, statistics.median(p["seconds"] for p in plans))
        self.report(
            "clusters under 100 nodes", "<= 1 node above the rounded-up bound in < 2 s",
            f"{count} seeds: at most {worst} above, slowest {slowest:.2f} s", worst <= 1 and slowest < 2,
        )

    def alibaba(self):
        if not self.data:
            return say("SKIPPED: the Alibaba rows need --data")
        source = self.data / "clusters" / "alibaba-gpu-v2023"
        types = source / "openb_node_list_all_node.csv"
        BUILD.mkdir(parents=True, exist_ok=True)
        prices = BUILD / "alike.csv"
        for name in ("default", "gpuspec33"):
            rows = (source / f"openb_pod_list_{name}.csv").read_text().splitlines()
            pods = BUILD / f"alibaba-{name}.csv"
            pods.write_text("\n".join([rows[0]] + [r for i, r in enumerate(rows[1:]) if i % 5 != 4]) + "\n")
            first = self.plan(pods, types, "--method", "greedy")
            with open(prices, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["name", "price"])
                writer.writerows([p["name"], 1] for p in first["pools"])
            plan = self.plan(pods, types, "--prices", str(prices))
            left = sum(p["pods"] for p in plan["unschedulable"])
            gap = plan["cost_gap_ratio"]
            self.report(
                f"Alibaba {name} without every fifth row",
                "<= 0.8 % above the bound" if name == "default" else f"solved with its masks, {NO_DEVICE} pods left at most",
                f"{plan['nodes_needed']} nodes, bound {plan['cost_lower_bound']:.0f}, {gap * 100:.2f} %, {left} pods left;"
                f" {plan['seconds']:.1f} s",
                left == 0 and gap <= 0.008 if name == "default" else left <= NO_DEVICE,
            )

    def vbp(self):
        if not self.data:
            return say("SKIPPED: the vbp rows need --data")
        folder = self.data / "vbp"
        with open(folder / "index.csv") as file:
            known = [r for r in csv.DictReader(file) if r["family"] in ("New", "Panigrahy") and int(r["items"]) <= 250]
        step = 1 if self.full else max(1, len(known) // 60)
        total, below, count, proved = 0.0, 0, 0, 0
        for row in known[::step][: None if self.full else 60]:
            bins = self.bins(folder / row["family"] / f"{row['instance']}.vbp")
            best = int(row["optimal"] or row["best_heuristic"])
            total += bins["bins"] / best - 1
            below += bins["bins"] < max(int(row["optimal"] or 0), int(row["published_LB"] or 0))
            below += bool(row["optimal"]) and bins["lower_bound"] > int(row["optimal"])
            proved += bins["proved"]
            count += 1
        self.report(
            f"vbp Panigrahy + New, n <= 250, {count} instances", "mean <= 1.0 % over the best known; never below an optimum",
            f"mean {total / count * 100:+.2f} %, {proved} proved, {below} below", total / count <= 0.01 and below == 0,
        )
        with open(folder / "ct2d" / "index.csv") as file:
            rows = list(csv.DictReader(file))
        results = [self.bins(folder / "ct2d" / f"{r['instance']}.vbp") for r in rows]
        open_ = sum(not r["proved"] for r in results)
        self.report(
            f"vbp 2-D set, {len(rows)} instances", "all proved optimal but at most one",
            f"{len(rows) - open_} proved", open_ <= 1,
        )

    def bins(self, path):
        done = subprocess.run(
            [self.podfit, "nodes", "--vbp", str(path), "--format", "json", "--time-limit", "10s"],
            capture_output=True, text=True, check=True,
        )
        return json.loads(done.stdout)


# Pods of gpuspec33 for which there is no T4 whatever is tried; see docs/node-benchmarks.md.
NO_DEVICE = 8
ROWS = ["one", "priced", "limited", "alibaba", "vbp", "small", "large"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--podfit", default=str(ROOT / ".build" / "release" / "podfit"))
    parser.add_argument("--swift", default="swift")
    parser.add_argument("--tool", help="podfit-instances, where it is built already")
    parser.add_argument("--data")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(ROWS))
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--page", type=Path, help="a page whose table gets the rows")
    parser.add_argument("--date", default=datetime.now(timezone.utc).strftime("%Y-%m-%d"))
    options = parser.parse_args()
    bench = Bench(options)
    for name in options.only.split(","):
        if name not in ROWS:
            parser.error(f"no row {name}; there are: {', '.join(ROWS)}")
        getattr(bench, name)()
    lines = {n: f"| {n} | {g} | {m} | {'yes' if met else '**no**'} | {options.date} |" for n, g, m, met in bench.rows}
    print("\n".join([HEAD, *lines.values()]))
    if options.page:
        write(options.page, lines)


HEAD = "| instance | goal | measured | met | day |\n| --- | --- | --- | --- | --- |"
MARKS = "<!-- rows: written by make bench-nodes -->\n", "<!-- end of rows -->\n"


def write(page, lines):
    """Puts rows into the table between the marks of a page: new ones over those of the same name, others kept."""
    before, rest = page.read_text().split(MARKS[0])
    table, after = rest.split(MARKS[1])
    known = {row.split(" | ")[0].removeprefix("| "): row for row in table.splitlines()[2:]}
    rows = list((known | lines).values())
    page.write_text(before + MARKS[0] + "\n".join([HEAD, *rows]) + "\n" + MARKS[1] + after)
    say(f"rows written to {page}")


if __name__ == "__main__":
    main()
