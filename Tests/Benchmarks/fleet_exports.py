#!/usr/bin/env python3
"""Makes the exports of a fleet: clusters with their lists of pods, nodes and owners, and a week of samples.

    fleet_exports.py FOLDER [--clusters 12] [--workloads 20000] [--step 900] [--seed 1]

The same arguments give the same bytes. FOLDER/NAME of each cluster gets what two Mondays would bring:

    before/objects.json  pods, nodes, owners as they were in the week before
    before/usage.csv     the last day of that week, 2026-W46
    now/objects.json     the same a week later: one workload in ten has other requests, one in fifty is new or gone
    now/usage.csv        week 2026-W47, a row for each container and step
    now/jvm.csv          heaps of those that are JVMs, a row an hour

What is made up: clusters of sizes like 1/2, 1/3, 1/4 ...; pods of one to six replicas, one workload in eight with
a sidecar; CPU and memory of log-normal sizes with a daily rhythm and noise; requests of about twice the use, one in
thirty below it; some kills for want of memory; two pools of nodes, filled to about seven tenths of what is asked
for; two DaemonSets; JVMs, one Deployment in sixteen.
"""

import argparse
import json
import math
import multiprocessing
import random
from pathlib import Path

MONDAY = 1_794_787_200  # 2026-11-16T00:00:00Z
DAY = 86_400
HOUR = 3_600
MEBI = 1 << 20
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
THINGS = ("cart checkout search billing login catalog feed ledger media notify orders prices quota reports stock "
          "tax").split()
ROLES = ("api", "worker", "web", "sync")
REPLICAS = (1, 1, 2, 2, 2, 3, 3, 4, 6)
# Pool: machine, cores, cores handed out in thousandths, GiB, GiB handed out.
POOLS = {"general": ("m5.4xlarge", 16, 15_890, 64, 58), "memory": ("r5.2xlarge", 8, 7_910, 64, 58)}
FILLED = 0.7


class Box:
    """One container of a workload: what it asks for and what it uses."""

    def __init__(self, rng, name, scale=1.0):
        self.name = name
        self.cpu = int(30_000 * scale * math.exp(rng.gauss(0, 1.1))) + 500  # microcores at the lowest
        self.memory = int(220 * scale * math.exp(rng.gauss(0, 0.9))) + 12  # MiB at the lowest
        self.swing = rng.uniform(0.2, 2.0)
        self.growth = rng.uniform(0.0, 0.15)
        self.request_cpu = max(10, int(self.cpu * (1 + self.swing) * math.exp(rng.gauss(0.75, 0.6)) / 1_000))
        self.request_memory = int(self.memory * 1.3 * math.exp(rng.gauss(0.55, 0.35)))
        if rng.random() < 1 / 30:
            self.request_memory = max(16, int(self.memory * 0.9))
        self.limit_memory = int(max(self.request_memory, self.memory * 1.3) * rng.choice((1, 1.25, 2)))
        self.heap = 0
        self.kills = 1 if rng.random() < 1 / 300 else 0

    def spec(self):
        spec = {
            "name": self.name, "image": f"registry.example/{self.name}:1",
            "resources": {"requests": {"cpu": f"{self.request_cpu}m", "memory": f"{self.request_memory}Mi"},
                          "limits": {"memory": f"{self.limit_memory}Mi"}},
        }
        if self.heap:
            spec["env"] = [{"name": "JAVA_TOOL_OPTIONS", "value": f"-Xmx{self.heap}m -XX:+UseG1GC"}]
        return spec


class Workload:
    def __init__(self, rng, number, kind="Deployment"):
        self.kind = kind
        self.namespace = f"team-{rng.randrange(60)}-{rng.choice(('prod', 'prod', 'stage'))}"
        self.name = f"{rng.choice(THINGS)}-{rng.choice(ROLES)}-{number}"
        self.mark = word(rng, 9)
        self.pool = "memory" if rng.random() < 0.1 else "general"
        self.boxes = [Box(rng, "main")]
        if kind == "Deployment" and rng.random() < 1 / 16:
            box = self.boxes[0]
            box.memory += 256
            box.heap = int(box.memory * 1.5)
            box.request_memory = box.limit_memory = int(box.heap * 1.4) + 200
        if rng.random() < 1 / 8:
            self.boxes.append(Box(rng, "proxy", 0.3))
        self.pods = [word(rng, 5) for _ in range(rng.choice(REPLICAS))]

    @property
    def labels(self):
        return {"app": self.name, "team": self.namespace.rsplit("-", 1)[0]}

    def pod_name(self, index):
        if self.kind == "StatefulSet":
            return f"{self.name}-{index}"
        middle = "" if self.kind == "DaemonSet" else f"{self.mark}-"
        return f"{self.name}-{middle}{self.pods[index]}"

    def need(self):
        return sum(b.request_cpu for b in self.boxes), sum(b.request_memory for b in self.boxes)


def word(rng, count):
    return "".join(rng.choices(LETTERS, k=count))


def meta(name, labels=None, owner=None, namespace=None, version=1):
    result = {"name": name, "resourceVersion": str(version)}
    if namespace:
        result["namespace"] = namespace
    if labels:
        result["labels"] = labels
    if owner:
        result["ownerReferences"] = [{"apiVersion": "apps/v1", "kind": owner[0], "name": owner[1], "uid": owner[1],
                                      "controller": True}]
    return result


def objects(workloads, version):
    """The lists of one Monday; pods are put on nodes pool by pool, one after the other."""
    items, pods = [], []
    for pool, (machine, cores, milli, gib, handed_gib) in POOLS.items():
        nodes, left = [], (0, 0)
        for w in (w for w in workloads if w.pool == pool and w.kind != "DaemonSet"):
            cpu, memory = w.need()
            for index in range(len(w.pods)):
                if cpu > left[0] or memory > left[1]:
                    nodes.append(f"{pool}-{len(nodes)}")
                    left = (milli * FILLED, handed_gib * 1024 * FILLED)
                left = (left[0] - cpu, left[1] - memory)
                pods.append((w, index, nodes[-1]))
        for number, name in enumerate(nodes):
            labels = {"pool": pool, "eks.amazonaws.com/nodegroup": pool, "node.kubernetes.io/instance-type": machine,
                      "topology.kubernetes.io/zone": f"eu-west-1{'abc'[number % 3]}", "kubernetes.io/hostname": name}
            items.append({
                "apiVersion": "v1", "kind": "Node", "metadata": meta(name, labels, version=version),
                "status": {"capacity": {"cpu": str(cores), "memory": f"{gib}Gi", "pods": "110"},
                           "allocatable": {"cpu": f"{milli}m", "memory": f"{handed_gib}Gi", "pods": "110"}}})
            for w in (w for w in workloads if w.kind == "DaemonSet"):
                while len(w.pods) <= w.count:
                    w.pods.append(word(w.rng, 5))
                pods.append((w, w.count, name))
                w.count += 1
    for w in workloads:
        template = {"metadata": {"labels": w.labels}, "spec": pod_spec(w)}
        items.append({"apiVersion": "apps/v1", "kind": w.kind, "metadata": meta(w.name, w.labels, None, w.namespace, version),
                      "spec": {"replicas": len(w.pods), "template": template}})
        if w.kind == "Deployment":
            owner = ("Deployment", w.name)
            items.append({"apiVersion": "apps/v1", "kind": "ReplicaSet",
                          "metadata": meta(f"{w.name}-{w.mark}", w.labels, owner, w.namespace, version),
                          "spec": {"replicas": len(w.pods)}})
    for w, index, node in pods:
        owner = ("ReplicaSet", f"{w.name}-{w.mark}") if w.kind == "Deployment" else (w.kind, w.name)
        status = {"phase": "Running", "startTime": "2026-11-10T00:00:00Z", "containerStatuses": [
            {"name": b.name, "ready": True, "restartCount": b.kills, "state": {"running": {}},
             **({"lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137,
                                              "finishedAt": "2026-11-19T10:00:00Z"}}} if b.kills else {})}
            for b in w.boxes]}
        items.append({"apiVersion": "v1", "kind": "Pod",
                      "metadata": meta(w.pod_name(index), w.labels, owner, w.namespace, version),
                      "spec": pod_spec(w) | {"nodeName": node}, "status": status})
    for w in workloads:
        if w.kind == "DaemonSet":
            w.count = 0
    return {"apiVersion": "v1", "kind": "List", "items": items}, [(w, index) for w, index, _ in pods]


def pod_spec(w):
    spec = {"containers": [b.spec() for b in w.boxes]}
    if w.kind != "DaemonSet":
        spec["nodeSelector"] = {"pool": w.pool}
    return spec


def write_usage(path, rng, pods, times):
    """A row for each container and time: a daily rhythm of its own phase, noise, slow growth."""
    rhythm = [[math.sin(math.pi * ((t - phase * HOUR) % DAY) / DAY) ** 2 for t in times] for phase in range(6)]
    noise = [rng.gauss(1, 0.12) for _ in range(4_096 + len(times))]
    stamps = [f"{t}" for t in times]
    with open(path, "w") as out:
        out.write("time,namespace,pod,container,cpu_usage_nanocores,memory_working_set_bytes\n")
        for w, index in pods:
            for box in w.boxes:
                middle = f",{w.namespace},{w.pod_name(index)},{box.name},"
                base, swing = box.cpu * 1_000, box.swing
                low, step = box.memory << 20, int(box.memory * box.growth * MEBI / len(times))
                start = rng.randrange(4_096)
                out.write("".join([
                    f"{t}{middle}{int(base * (1 + swing * r) * abs(n)) // 1_000 * 1_000},"
                    f"{low + i * step + (int(low * 0.2 * r * abs(n)) >> 12 << 12)}\n"
                    for i, (t, r, n) in enumerate(zip(stamps, rhythm[index % 6], noise[start:start + len(times)]))]))


def write_heaps(path, rng, pods, times):
    with open(path, "w") as out:
        out.write("time,namespace,pod,container,jvm_heap_used_bytes,jvm_heap_committed_bytes,jvm_heap_after_gc_bytes,"
                  "jvm_nonheap_used_bytes\n")
        for w, index in pods:
            box = w.boxes[0]
            if not box.heap:
                continue
            live = int(box.heap * rng.uniform(0.2, 0.7)) * MEBI
            for t in times:
                after = int(live * rng.uniform(0.97, 1.0))
                used = int(after + (box.heap * MEBI - after) * rng.uniform(0.1, 0.6))
                out.write(f"{t},{w.namespace},{w.pod_name(index)},{box.name},{used},{box.heap * MEBI},{after},{140 * MEBI}\n")


def write_cluster(job):
    folder, number, count, step, seed = job
    rng = random.Random(seed * 1_000 + number)
    workloads = []
    for name in ("log-agent", "node-exporter"):
        w = Workload(rng, number, "DaemonSet")
        w.namespace, w.name, w.pods, w.count, w.rng, w.pool = "kube-system", name, [], 0, rng, ""
        w.boxes = [Box(rng, "agent", 0.3)]
        workloads.append(w)
    for n in range(count - len(workloads)):
        workloads.append(Workload(rng, n, "StatefulSet" if n % 12 == 5 else "Deployment"))
    for when, first, last in (("before", MONDAY - DAY, MONDAY), ("now", MONDAY, MONDAY + 7 * DAY)):
        place = Path(folder) / f"cluster-{number:02}" / when
        place.mkdir(parents=True, exist_ok=True)
        listed = [w for n, w in enumerate(workloads) if n < 2 or n % 100 != (50 if when == "before" else 99)]
        if when == "now":
            change(rng, listed)
        lists, pods = objects(listed, 1 if when == "before" else 2)
        (place / "objects.json").write_text(json.dumps(lists))
        write_usage(place / "usage.csv", rng, pods, range(first + step, last + 1, step))
        write_heaps(place / "jvm.csv", rng, pods, range(first + HOUR, last + 1, HOUR))
    return len(workloads), len(pods)


def change(rng, workloads):
    """What people did to requests in the week: most of it less, new pods with it."""
    for w in workloads:
        if w.kind == "Deployment" and rng.random() < 0.1:
            box = w.boxes[0]
            if not box.heap:
                box.request_memory = max(16, int(box.request_memory * rng.choice((0.6, 0.75, 1.2))))
                box.limit_memory = max(box.limit_memory, box.request_memory)
            box.request_cpu = max(10, int(box.request_cpu * rng.choice((0.5, 0.7, 1.1))))
            w.mark = word(rng, 9)


def sizes(clusters, workloads):
    shares = [1 / (n + 2) for n in range(clusters)]
    result = [max(3, int(workloads * share / sum(shares))) for share in shares]
    result[0] += workloads - sum(result)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    for name, value in (("clusters", 12), ("workloads", 20_000), ("step", 900), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    o = parser.parse_args()
    jobs = [(o.folder, n, count, o.step, o.seed) for n, count in enumerate(sizes(o.clusters, o.workloads))]
    with multiprocessing.Pool() as pool:
        made = pool.map(write_cluster, jobs, chunksize=1)
    print(json.dumps({"clusters": len(made), "workloads": sum(m[0] for m in made), "pods": sum(m[1] for m in made)}))


if __name__ == "__main__":
    main()
