"""Compares podfit's profile with a peer's answer: compare.py PROFILE.json PEER.csv TOLERANCE

A process of its own, so that what it holds does not count as anybody's memory. Every container must
be in both, and each of its quantiles equal: CPU to `TOLERANCE` cores, memory to the byte.
"""

import csv
import json
import sys

LEVELS = ("p50", "p90", "p95", "p99", "max")


def containers(node):
    """The container objects in a document, wherever its envelope puts them."""
    if isinstance(node, list):
        if node and isinstance(node[0], dict) and "cpu_cores" in node[0]:
            return node
        node = {str(index): value for index, value in enumerate(node)}
    if isinstance(node, dict):
        for value in node.values():
            found = containers(value) if isinstance(value, (dict, list)) else None
            if found is not None:
                return found
    return None


def profile(path):
    with open(path) as file:
        found = containers(json.load(file))
    if found is None:
        sys.exit(f"{path}: no container with cpu_cores")
    return {(c["namespace"], c["workload"], c["container"]): c for c in found}


def differences(ours, theirs, tolerance):
    for row in theirs:
        key = (row["namespace"], row["workload"], row["container"])
        mine = ours.pop(key, None)
        if mine is None:
            yield f"{'/'.join(key)}: not in podfit's answer"
            continue
        for level in LEVELS:
            for field, column, slack in (
                ("cpu_cores", f"cpu_{level}", tolerance + 1e-9),
                ("memory_bytes", f"memory_{level}", 0.5),
            ):
                if row[column] == "":
                    continue
                value = (mine.get(field) or {}).get(level)
                if value is None or abs(float(value) - float(row[column])) > slack:
                    yield f"{'/'.join(key)} {field} {level}: {value}, peer {row[column]}"
    for key in ours:
        yield f"{'/'.join(key)}: not in the peer's answer"


def main():
    ours = profile(sys.argv[1])
    count = len(ours)
    with open(sys.argv[2], newline="") as file:
        found = list(differences(ours, csv.DictReader(file), float(sys.argv[3])))
    for line in found[:10]:
        print(line, file=sys.stderr)
    if found or count == 0:
        sys.exit(f"{len(found)} differences in {count} containers")
    print(f"{count} containers equal")


if __name__ == "__main__":
    main()
