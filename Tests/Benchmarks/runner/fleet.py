"""Makes up a cluster for the benchmark of `podfit check`: manifests, the API server's lists and a week of usage.

Everything comes from one seed. Most requests are above the need, as they are in clusters; some are below, some are
missing. Two thirds of the workloads are JVMs with heap metrics. One pod of each workload has readings by the hour.
"""

import json
import math
import random

NAMESPACES = [f"{team}-{stage}" for team in (
    "shop", "search", "billing", "identity", "media", "risk", "logistics", "crm", "data", "platform",
) for stage in ("prod", "stage", "int", "batch")]
NOUNS = ("cart", "order", "price", "stock", "user", "token", "invoice", "parcel", "image", "event", "ledger", "quote")
ROLES = ("api", "worker", "gateway", "sync", "importer", "cache", "projector", "scheduler", "web", "indexer")
KINDS = (("Deployment", 0.85), ("StatefulSet", 0.97), ("DaemonSet", 1.0))
# Name, image, cores and MiB that it takes: what stands beside applications.
SIDECARS = (
    ("istio-proxy", "docker.io/istio/proxyv2:1.23.3", 0.06, 70),
    ("fluent-bit", "docker.io/fluent/fluent-bit:3.1.9", 0.02, 60),
    ("otel-collector", "docker.io/otel/opentelemetry-collector:0.110.0", 0.04, 140),
    ("vault-agent", "docker.io/hashicorp/vault:1.17.6", 0.01, 45),
    ("cache", "docker.io/library/redis:7.4", 0.08, 300),
    ("config-reload", "registry.example.com/platform/config-reload:2.1.0", 0.005, 24),
)
MIB = 1 << 20
HOURS = 7 * 24
START = 1_794_009_600  # 2026-11-07T00:00:00Z


class Container:
    def __init__(self, chance, name, image, cores, mebibytes, is_java=False):
        self.name, self.image, self.is_java = name, image, is_java
        self.cores, self.mebibytes = cores, mebibytes
        self.heap = 0
        if is_java:
            self.heap = chance.choice((512, 768, 1024, 2048, 4096))
            self.mebibytes = self.heap * chance.uniform(0.5, 0.95) + chance.uniform(150, 330)
        self.requests, self.limits = self.amounts(chance)
        self.flags = f"-Xms{self.heap // 2}m -Xmx{self.heap}m -XX:+UseG1GC" if is_java else ""
        self.has_metrics = is_java and chance.random() < 0.8

    def amounts(self, chance):
        """Requests and limits as people write them; one in twelve has none."""
        if chance.random() < 1 / 12:
            return {}, {}
        cores = self.cores * math.exp(chance.gauss(0.6, 0.6))
        memory = self.mebibytes * math.exp(chance.gauss(0.45, 0.4))
        memory = max(memory, self.heap * 1.05)
        grain = 10 if cores < 0.2 else 50
        cpu = f"{max(math.ceil(cores * 1000 / grain), 1) * grain}m" if cores < 2 else f"{round(cores)}"
        unit = 32 if memory < 512 else 256
        mebibytes = max(round(memory / unit) * unit, 32)
        text = f"{mebibytes // 1024}Gi" if mebibytes % 1024 == 0 else f"{mebibytes}Mi"
        limits = {"memory": text}
        if chance.random() < 0.25:
            limits["cpu"] = f"{max(math.ceil(cores * 2), 1)}"
        return {"cpu": cpu, "memory": text}, limits

    def spec(self, number):
        """The container as the API has it."""
        environment = [
            {"name": "LOG_LEVEL", "value": "info"},
            {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        ]
        if self.is_java:
            environment.append({"name": "JAVA_TOOL_OPTIONS", "value": self.flags})
        spec = {
            "name": self.name,
            "image": self.image,
            "env": environment,
            "ports": [{"name": f"p{number}", "containerPort": 8080 + number}],
            "readinessProbe": {"httpGet": {"path": "/ready", "port": f"p{number}"}, "periodSeconds": 10},
        }
        resources = {key: value for key, value in (("requests", self.requests), ("limits", self.limits)) if value}
        if resources:
            spec["resources"] = resources
        return spec


class Workload:
    def __init__(self, chance, number, containers):
        self.namespace = chance.choice(NAMESPACES)
        self.name = f"{chance.choice(NOUNS)}-{chance.choice(ROLES)}-{number}"
        draw = chance.random()
        self.kind = next(kind for kind, share in KINDS if draw < share)
        self.replicas = chance.choice((1, 2, 2, 3, 3, 4, 6, 10))
        is_java = chance.random() < 0.66
        image = f"registry.example.com/{self.namespace.split('-')[0]}/{self.name}:{chance.randrange(1, 9)}.{number % 40}.0"
        self.containers = [
            Container(chance, "app", image, chance.lognormvariate(-1.6, 0.8), chance.lognormvariate(5.6, 0.7), is_java)
        ] + [Container(chance, *sidecar) for sidecar in chance.sample(SIDECARS, containers - 1)]
        self.style = chance.choice(("plain", "plain", "indented", "quoted"))

    def template(self):
        labels = {"app.kubernetes.io/name": self.name, "team": self.namespace.split("-")[0]}
        return {
            "metadata": {"labels": labels},
            "spec": {"containers": [c.spec(i) for i, c in enumerate(self.containers)]},
        }

    def object(self):
        labels = {"app.kubernetes.io/name": self.name}
        spec = {"selector": {"matchLabels": labels}, "template": self.template()}
        if self.kind != "DaemonSet":
            spec = {"replicas": self.replicas} | spec
        return {
            "apiVersion": "apps/v1", "kind": self.kind,
            "metadata": {"name": self.name, "namespace": self.namespace, "labels": labels}, "spec": spec,
        }

    def pod(self):
        return {
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {
                "name": f"{self.name}-0", "namespace": self.namespace, "uid": f"uid-{self.name}",
                "ownerReferences": [{"kind": self.kind, "name": self.name, "controller": True}],
            },
            "spec": self.template()["spec"] | {"nodeName": "node-1"}, "status": {"phase": "Running"},
        }

    def manifest(self):
        """The text of its file: the workload in the style of its author, and its Service."""
        step = 4 if self.style == "indented" else 2
        quote = '"' if self.style == "quoted" else ""
        service = {
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": self.name, "namespace": self.namespace},
            "spec": {"selector": {"app.kubernetes.io/name": self.name}, "ports": [{"port": 80, "targetPort": "p0"}]},
        }
        text = f"# {self.name}: owned by team {self.namespace.split('-')[0]}\n"
        return text + block(self.object(), 0, step, quote) + "---\n" + block(service, 0, step, quote)


def block(value, indent, step, quote, comment=True):
    """A mapping in block style; texts in quotes where the author likes them or YAML needs them."""
    out = []
    margin = " " * indent
    for key, item in value.items():
        if isinstance(item, dict):
            note = "  # measured by hand, see the wiki" if comment and key == "requests" else ""
            out.append(f"{margin}{key}:{note}\n" + block(item, indent + step, step, quote))
        elif isinstance(item, list):
            out.append(f"{margin}{key}:\n")
            for each in item:
                body = block(each, indent + step, step, quote)
                out.append(margin + "- " + body[indent + step:] if step == 2 else f"{margin}  - " + body[indent + step:])
        else:
            text = f"{item}"
            needs = isinstance(item, str) and (text.isdigit() or text.startswith("-"))
            mark = quote or ('"' if needs else "")
            mark = mark if isinstance(item, str) else ""
            out.append(f"{margin}{key}: {mark}{text}{mark}\n")
    return "".join(out)


HEADER = (
    "time,namespace,workload_kind,workload,pod,container,window_s,cpu_usage_cores,memory_working_set_bytes,"
    "jvm_heap_used_bytes,jvm_heap_committed_bytes,jvm_heap_max_bytes,jvm_heap_after_gc_bytes,jvm_nonheap_committed_bytes,"
    "jvm_threads\n"
)


def readings(workload, chance):
    """The rows of a workload's pod."""
    for container in workload.containers:
        start = f"{workload.namespace},{workload.kind},{workload.name},{workload.name}-0,{container.name},3600,"
        live = container.heap * 0.4 * MIB
        for hour in range(HOURS):
            day = 0.6 + 0.4 * math.sin((hour % 24 - 8) / 24 * 2 * math.pi)
            cores = container.cores * day * chance.uniform(0.7, 1.3)
            memory = int(container.mebibytes * MIB * (0.9 + 0.1 * day) * chance.uniform(0.97, 1.0)) // 4096 * 4096
            heap = ",,,,,"
            if container.has_metrics:
                after = int(live * chance.uniform(0.9, 1.1))
                committed = int(container.heap * MIB * 0.75)
                used = int(after + (committed - after) * chance.random())
                heap = f"{used},{committed},{container.heap * MIB},{after},{130 * MIB},{60 + hour % 7}"
            yield f"{(START + (hour + 1) * 3600)},{start}{cores:.6f},{memory},{heap}\n"


def write(folder, seed, workloads, containers):
    """Writes `manifests/`, `cluster.json` and `usage.csv` into a folder."""
    chance = random.Random(seed)
    fleet = [Workload(chance, number, containers) for number in range(workloads)]
    manifests = folder / "manifests"
    manifests.mkdir(parents=True, exist_ok=True)
    for workload in fleet:
        team = manifests / workload.namespace
        team.mkdir(exist_ok=True)
        (team / f"{workload.name}.yaml").write_text(workload.manifest())
    objects = [w.object() for w in fleet] + [w.pod() for w in fleet]
    (folder / "cluster.json").write_text(json.dumps({"kind": "List", "apiVersion": "v1", "items": objects}))
    with open(folder / "usage.csv", "w") as file:
        file.write(HEADER)
        for workload in fleet:
            file.writelines(readings(workload, chance))
