#!/usr/bin/env python3
"""Compares `podfit nodes` with an independent exact solver on small random clusters.

    exact_nodes.py PODFIT FOLDER [COUNT] [SEED]

Compares with CP-SAT of ortools, installed from the Python package index into an environment below FOLDER. Every cluster has one to
three node types with prices and up to fourteen pods; some have limits per node and pods that keep apart.
podfit must never be below the optimum and never prove more than it, and must equal it in 95 % of the clusters.
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import environment

if __name__ == "__main__":
    environment.enter(sys.argv[2], "nodes")

from ortools.sat.python import cp_model


def cluster(number):
    """Pods as (workload, replicas, cpu, memory, most, rival) and node types as (cpu, memory, pods, price)."""
    types = [
        (number.randint(4, 16) * 1000, number.randint(8, 64) * 1024, number.randint(4, 10), number.randint(20, 90))
        for _ in range(number.randint(1, 3))
    ]
    cpu, memory = min(t[0] for t in types), min(t[1] for t in types)
    pods, left = [], number.randint(6, 14)
    while left > 0:
        count = min(left, number.randint(1, 4))
        pods.append([
            f"w{len(pods)}", count, number.randint(cpu // 20, cpu * 3 // 4), number.randint(memory // 20, memory * 3 // 4),
            number.choice(["", "", "", 1, 2]), "",
        ])
        left -= count
    if len(pods) > 2 and number.random() < 0.4:
        pods[0][5] = pods[1][0]
    return pods, types


def optimum(pods, types):
    model = cp_model.CpModel()
    total = sum(p[1] for p in pods)
    nodes = []
    for kind, (cpu, memory, most, price) in enumerate(types):
        for slot in range(total):
            used = model.new_bool_var(f"u{kind}_{slot}")
            counts = [model.new_int_var(0, p[1], f"x{kind}_{slot}_{i}") for i, p in enumerate(pods)]
            model.add(sum(c * p[2] for c, p in zip(counts, pods)) <= cpu * used)
            model.add(sum(c * p[3] for c, p in zip(counts, pods)) <= memory * used)
            model.add(sum(counts) <= most * used)
            for count, pod in zip(counts, pods):
                if pod[4]:
                    model.add(count <= pod[4])
            for i, pod in enumerate(pods):
                if pod[5]:
                    j = next(k for k, other in enumerate(pods) if other[0] == pod[5])
                    has = model.new_bool_var(f"c{kind}_{slot}_{i}")
                    model.add(counts[i] <= pod[1] * has)
                    model.add(counts[j] <= pods[j][1] * (1 - has))
            if slot:
                model.add(nodes[-1][0] >= used)
            nodes.append((used, counts, price))
    for i, pod in enumerate(pods):
        model.add(sum(counts[i] for _, counts, _ in nodes) == pod[1])
    model.minimize(sum(price * used for used, _, price in nodes))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = 30
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def answer(podfit, folder, pods, types):
    with open(folder / "pods.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["workload", "replicas", "cpu_milli", "memory_mib", "max_per_node", "not_with"])
        rows.writerows(pods)
    with open(folder / "types.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "cpu_milli", "memory_mib", "pods", "price"])
        rows.writerows([f"t{i}", *t] for i, t in enumerate(types))
    done = subprocess.run(
        [podfit, "nodes", "--pods", folder / "pods.csv", "--node-types", folder / "types.csv", "--format", "json"],
        capture_output=True, text=True, check=True,
    )
    return json.loads(done.stdout)


def main(podfit, count=200, seed=1):
    number = random.Random(int(seed))
    equal = proved = compared = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for index in range(int(count)):
            pods, types = cluster(number)
            best = optimum(pods, types)
            if best is None:
                print(f"cluster {index}: the solver did not finish; left out")
                continue
            compared += 1
            plan = answer(podfit, Path(folder), pods, types)
            cost, bound = round(plan["cost_needed"]), plan["cost_lower_bound"]
            equal += cost == best
            proved += bound >= best - 1e-6
            if cost < best or bound > best + 1e-6 or plan["unschedulable"]:
                wrong += 1
                print(f"cluster {index}: podfit {cost}, bound {bound}, optimum {best}: {pods} {types}")
    print(f"{compared} clusters: {equal} equal to the optimum, {proved} proved, {wrong} wrong")
    return 0 if wrong == 0 and equal >= 0.95 * compared and compared > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *sys.argv[3:5]))
