#!/usr/bin/env python3
"""Replays an assignment of `podfit nodes replay` with numpy and compares every figure.

    replay_check.py PODFIT_JSON ASSIGNMENT_CSV USAGE_CSV[.gz] FOLDER

The usage is a neutral CSV with one source per container, as shared/data/usage/operate_first.csv.gz is. Nothing here is taken
from podfit but the assignment and the times and node size that its JSON states. numpy comes from the Python package index
into an environment below FOLDER.
"""

import csv
from decimal import ROUND_HALF_UP, Decimal
import gzip
import json
import sys
from collections import defaultdict
from datetime import datetime, timezone

import environment

if __name__ == "__main__":
    environment.enter(sys.argv[4], "nodes")

import numpy as np

STEP = 300_000


def milliseconds(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def misplaced(rows, capacity, limit):
    """Containers of a first-fit decreasing that are on another node than the same rule puts them on here."""
    items = [(round(float(r["cpu_cores"]) * 1e9), int(r["memory_bytes"]), r) for r in rows]
    items.sort(key=lambda i: (-(i[0] / capacity + i[1] / limit), i[2]["namespace"], i[2]["pod"], i[2]["container"]))
    free, wrong = [], 0
    for cpu, memory, row in items:
        node = next((i for i, (c, m) in enumerate(free) if c >= cpu and m >= memory), len(free))
        if node == len(free):
            free.append((capacity, limit))
        free[node] = free[node][0] - cpu, free[node][1] - memory
        wrong += node + 1 != int(row["node"])
    if wrong:
        print(f"{wrong} containers on other nodes than first-fit decreasing puts them on")
    return wrong


def main(json_path, assignment_path, usage_path):
    document = json.load(open(json_path))
    cut, end = milliseconds(document["train_until"]), milliseconds(document["replay_until"])
    capacity = round(document["node_cpu_cores"] * 1e9)
    limit = document["node_memory_bytes"]
    series = defaultdict(lambda: ([], [], [], []))
    opener = gzip.open if usage_path.endswith(".gz") else open
    for row in csv.DictReader(opener(usage_path, "rt")):
        times = series[row["namespace"], row["pod"], row["container"]]
        at = milliseconds(row["timestamp"])
        if row["cpu_cores"]:
            times[0].append(at)
            # Stored to the microcore, halves up.
            times[1].append(int((Decimal(row['cpu_cores'])*1000000).quantize(Decimal(1),rounding=ROUND_HALF_UP))*1000)
        if row["memory_bytes"]:
            times[2].append(at)
            times[3].append(int(float(row["memory_bytes"])))
    first = -(-cut // STEP) + 1
    count = -(-end // STEP) - first + 1

    def aligned(at, values):
        at, values = np.array(at, dtype=np.int64), np.array(values, dtype=np.int64)
        order = np.argsort(at, kind="stable")
        at, values = at[order], values[order]
        slot = -(-at // STEP) - first
        read = np.zeros(count, dtype=bool)
        out = np.zeros(count, dtype=np.int64)
        inside = (slot >= 0) & (slot < count)
        np.maximum.at(out, slot[inside], values[inside])
        read[slot[inside]] = True
        before = values[slot < 0]
        last = before[-1] if len(before) else 0
        index = np.where(read, np.arange(count), -1)
        index = np.maximum.accumulate(index)
        return np.where(index >= 0, out[np.maximum(index, 0)], last), read

    # Who is left out: no CPU or memory in training or no CPU after it; above 0.6 of a node in training.
    known, large = [], 0
    for key, (at, use, at_memory, bytes_) in series.items():
        trained = [u for a, u in zip(at, use) if a <= cut], [b for a, b in zip(at_memory, bytes_) if a <= cut]
        if trained[0] and trained[1] and any(a > cut for a in at):
            known.append(key)
            large += max(trained[0]) * 10 > capacity * 6 or max(trained[1]) * 10 > limit * 6
    wrong = 0
    for name, value in (("left_out_large", large), ("left_out_not_in_both", len(series) - len(known)),
                        ("containers", len(known) - large)):
        if document[name] != value:
            wrong += 1
            print(f"{name}: podfit {document[name]}, here {value}")
    runs = defaultdict(list)
    for row in csv.DictReader(open(assignment_path)):
        runs[row["requests"], row["order"]].append(row)
    cache = {}
    for run in document["runs"]:
        rows = runs[run["requests"], run["order"]]
        if run["order"] == "ffd":
            wrong += misplaced(rows, capacity, limit)
        nodes = max((int(row["node"]) for row in rows), default=0)
        cpu = np.zeros((nodes, count), dtype=np.int64)
        memory = np.zeros((nodes, count), dtype=np.int64)
        readings = np.zeros(count, dtype=np.int64)
        for row in rows:
            key = row["namespace"], row["pod"], row["container"]
            if key not in cache:
                at, use, at_memory, bytes_ = series[key]
                cache[key] = aligned(at, use), aligned(at_memory, bytes_)[0]
            (use, read), bytes_ = cache[key]
            cpu[int(row["node"]) - 1] += use
            memory[int(row["node"]) - 1] += bytes_
            readings += read
        total = len(rows) + run["not_placed"]
        kept = np.flatnonzero(readings * 100 >= total * 90)
        starts = (first + kept - 1) * STEP
        days = starts // 86_400_000
        hours = starts // 3_600_000
        cpu, memory = cpu[:, kept], memory[:, kept]
        over = np.maximum(cpu - capacity, 0)
        above = memory > limit
        memory_days = sum(int(above[:, days == day].any(axis=1).sum()) for day in np.unique(days))
        worst = None
        for node in range(nodes):
            for hour in np.unique(hours):
                mean = float(cpu[node, hours == hour].mean())
                if worst is None or mean > worst[0] * (1 + 1e-12):
                    worst = mean, node + 1, int(hour)
        expected = {
            "nodes": nodes,
            "days": len(np.unique(days)),
            "node_slots": nodes * len(kept),
            "node_slots_above_100": int((cpu > capacity).sum()),
            "node_slots_above_90": int((cpu * 10 > capacity * 9).sum()),
            "unserved_cpu_ratio": over.sum() / cpu.sum(),
            "node_days": nodes * len(np.unique(days)),
            "node_days_above_memory": memory_days,
            "worst_node": worst[1],
            "worst_hour": datetime.fromtimestamp(worst[2] * 3600, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "worst_ratio": worst[0] / capacity,
        }
        for name, value in expected.items():
            got = run[name]
            same = abs(got - value) <= 1e-12 * abs(value) if isinstance(value, float) else got == value
            if not same:
                wrong += 1
                print(f"{run['requests']} {run['order']} {name}: podfit {got}, numpy {value}")
        print(f"{run['requests']} {run['order']}: {nodes} nodes, {expected['node_slots_above_100']} of"
              f" {expected['node_slots']} node-slots above 100 %, unserved {expected['unserved_cpu_ratio']:.6f}")
    print("equal" if not wrong else f"{wrong} figures differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
