#!/usr/bin/env python3
"""Makes an invented fleet: usage as neutral CSV and kubectl lists, one folder a cluster.

usage: make_fleet.py FOLDER [CLUSTERS WORKLOADS HOURS]      (default: 12 20000 48)

The same arguments give the same bytes. Two names are hostile on purpose: markup and a formula.
"""
import csv
import json
import os
import sys

START = 1_795_996_800  # 2026-11-30T00:00:00Z, a Monday
STEP = 3600
MASK = (1 << 64) - 1


def mix(*parts):
    z = 0x6A09E667F3BCC908
    for part in parts:
        z = (z + part + 0x9E3779B97F4A7C15) & MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z ^= z >> 31
    return z


def stamp(t):
    import time
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(t))


def name(number):
    words = ["billing", "search", "cart", "ledger", "mail", "risk", "quote", "session", "stock", "audit", "image", "feed"]
    if number == 3:
        return "<script>alert(1)</script>"
    if number == 4:
        return "=cmd|' /C calc'!A0"
    return f"{words[mix(number, 1) % 12]}-{words[mix(number, 2) % 12]}-{number}"


def cluster(folder, index, workloads, hours):
    os.makedirs(folder, exist_ok=True)
    cl = f"eu-{index + 1:02d}"
    pods, deployments = [], []
    used_cpu = used_mem = 0
    with open(f"{folder}/usage.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["time", "cluster", "namespace", "workload_kind", "workload", "pod", "container", "window_s",
                      "cpu_usage_cores", "memory_working_set_bytes"])
        for n in range(workloads):
            number = index * 100_000 + n
            ns, w = f"team-{mix(number, 3) % 24:02d}", name(number % 100_000 if index == 0 else number)
            base, amp = 20 + mix(number, 4) % 300, 50 + mix(number, 5) % 500
            size = 60 + mix(number, 6) % 900
            factor = 1 + mix(number, 7) % 5
            request = {"cpu": f"{(base + amp) * factor // 2}m", "memory": f"{size * (1 + factor) // 2}Mi"}
            limit = {"memory": f"{max(size * (1 + factor) // 2, size // 2 * 3)}Mi"}
            used_cpu += (base + amp) * factor // 2
            used_mem += size * (1 + factor) // 2
            spec = {"containers": [{"name": "app", "image": "registry.example.com/app:1",
                                    "resources": {"requests": request, "limits": limit}}]}
            labels = {"app": "a", "team": f"squad-{mix(number, 8) % 9}"}
            pod = f"{w}-7c9d8f6b5-{number % 99999:05d}" if not w[0] in "<=" else f"p-{number}"
            deployments.append({"apiVersion": "apps/v1", "kind": "Deployment",
                                "metadata": {"name": w, "namespace": ns, "uid": f"d{number}", "resourceVersion": "10"},
                                "spec": {"replicas": 1, "selector": {"matchLabels": labels},
                                         "template": {"metadata": {"labels": labels}, "spec": spec}}})
            pods.append({"apiVersion": "v1", "kind": "Pod",
                         "metadata": {"name": pod, "namespace": ns, "uid": f"p{number}", "labels": labels, "resourceVersion": "11",
                                      "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": w,
                                                           "uid": f"d{number}", "controller": True}]},
                         "spec": {**spec, "nodeName": ""}, "status": {"phase": "Running"}})
            for hour in range(hours):
                t = START + (hour + 1) * STEP
                day = abs(hour % 24 - 12)
                cpu = base + amp * (12 - day) // 12 * (80 + mix(number, hour, 9) % 40) // 100
                mem = size * (85 + mix(number, hour, 10) % 16) // 100
                out.writerow([stamp(t), cl, ns, "Deployment", w, pod, "app", STEP, f"{cpu / 1000:.3f}", mem * 1048576])
    nodes, free = [], []
    for p in sorted(pods, key=lambda p: p["metadata"]["name"]):
        request = p["spec"]["containers"][0]["resources"]["requests"]
        cpu, mem = int(request["cpu"][:-1]), int(request["memory"][:-2])
        place = next((i for i in range(max(0, len(free) - 4), len(free))
                      if free[i][0] >= cpu and free[i][1] >= mem and free[i][2] > 0), None)
        if place is None:
            free.append([31_500, 120_000, 110])
            place = len(free) - 1
        free[place] = [free[place][0] - cpu, free[place][1] - mem, free[place][2] - 1]
        p["spec"]["nodeName"] = f"{cl}-node-{place:04d}"
    for i in range(len(free)):
        amounts = {"cpu": "31500m", "memory": "120000Mi", "pods": "110"}
        nodes.append({"apiVersion": "v1", "kind": "Node",
                      "metadata": {"name": f"{cl}-node-{i:04d}", "resourceVersion": "5",
                                   "labels": {"eks.amazonaws.com/nodegroup": "general",
                                              "node.kubernetes.io/instance-type": "m6i.8xlarge"}},
                      "spec": {}, "status": {"allocatable": amounts, "capacity": {"cpu": "32", "memory": "125000Mi", "pods": "110"}}})
    for kind, items in (("pods", pods), ("nodes", nodes), ("workloads", deployments)):
        with open(f"{folder}/{kind}.json", "w") as file:
            json.dump({"apiVersion": "v1", "kind": "List", "items": items}, file)
    return cl


def main():
    folder = sys.argv[1]
    clusters, workloads, hours = (int(a) for a in (sys.argv[2:] or ["12", "20000", "48"]))
    for index in range(clusters):
        share = workloads // clusters + (index < workloads % clusters)
        print(cluster(f"{folder}/{index + 1:02d}", index, share, hours))


if __name__ == "__main__":
    main()
