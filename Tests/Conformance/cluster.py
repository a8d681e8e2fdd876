"""A small invented cluster as OpenMetrics text, and what a reader must find in it.

Two days at one scrape a minute. Planted: aggregates of pods and sandboxes, a second Service that
doubles every series of one namespace, an out-of-memory restart that resets a counter, a pod that
lives for three minutes, JVMs of three kinds, an autoscaler, NaN, and names that are hard to quote.
"""
import math
import random

START = 1731974400  # 2024-11-19T00:00:00Z: servers refuse what lies in their future
HOURS = 30
SCRAPE = 60
END = START + HOURS * 3600
MIB = 1 << 20

# namespace, workload, kind, pods, container, cores, bytes
WORKLOADS = [
    ("shop", "web", "Deployment", ["web-6d4cf56db6-x2x5k", "web-6d4cf56db6-q7q9z"], "web", 0.25, 180 * MIB),
    ("shop", "cart", "Deployment", ["cart-5b8f9c7d44-bcdfg"], "app", 0.6, 900 * MIB),
    ("data", "kafka", "StatefulSet", ["kafka-0", "kafka-1"], "kafka", 0.9, 3600 * MIB),
    ("data", "flink", "Deployment", ["flink-7c9d8b6f55-zxcvb"], "taskmanager", 0.4, 1500 * MIB),
    ("batch", "cleanup", "Job", ["cleanup-29901234-hjklm"], "cleanup", 0.05, 40 * MIB),
    ("odd", "we_ird", "StatefulSet", ["we_ird-0"], 'a"b\\c', 0.01, 20 * MIB),
]
NODES = ["node-a", "node-b"]
SHORT = (START + 20 * 3600 + 420, START + 20 * 3600 + 600)  # cleanup's life, seen by no hourly look
RESTART = START + 15 * 3600


def quoted(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


class Cluster:
    """Series by name; the samples of each in the order of time."""

    def __init__(self):
        self.series = {}
        self.kinds = {}
        self.memory = {}  # (namespace, pod, container) -> [(time, bytes)]
        self.build()

    def put(self, name, kind, labels, time, value):
        self.kinds[name] = kind
        key = (name, tuple(sorted((k, v) for k, v in labels.items() if v != "")))
        self.series.setdefault(key, {})[time] = value

    def build(self):
        random.seed(7)
        for node in NODES:
            for t in range(START, END, SCRAPE):
                self.put("up", "gauge", dict(job="kubelet", instance=node), t, 1)
        for index, (ns, name, kind, pods, container, cores, size) in enumerate(WORKLOADS):
            for number, pod in enumerate(pods):
                self.pod(ns, name, kind, pod, container, cores, size, NODES[(index + number) % 2])
        for node in NODES:
            base = dict(job="kube-state-metrics", instance="10.0.0.9:8080", node=node)
            for t in range(START, END, 4 * SCRAPE):
                for what in ("allocatable", "capacity"):
                    name = f"kube_node_status_{what}"
                    self.put(name, "gauge", dict(base, resource="cpu", unit="core"), t, 4)
                    self.put(name, "gauge", dict(base, resource="memory", unit="byte"), t, 16 << 30)
                    self.put(name, "gauge", dict(base, resource="pods", unit="integer"), t, 110)
                self.put("kube_node_labels", "gauge",
                         dict(base, label_node_kubernetes_io_instance_type="m5.xlarge"), t, 1)
        hpa = dict(job="kube-state-metrics", instance="10.0.0.9:8080", namespace="shop", horizontalpodautoscaler="web")
        for t in range(START, END, 4 * SCRAPE):
            self.put("kube_horizontalpodautoscaler_info", "gauge",
                     dict(hpa, scaletargetref_kind="Deployment", scaletargetref_name="web"), t, 1)
            self.put("kube_horizontalpodautoscaler_spec_min_replicas", "gauge", hpa, t, 2)
            self.put("kube_horizontalpodautoscaler_spec_max_replicas", "gauge", hpa, t, 6)
            self.put("kube_horizontalpodautoscaler_spec_target_metric", "gauge",
                     dict(hpa, metric_name="cpu", metric_target_type="utilization"), t, 70)
            self.put("kube_deployment_spec_replicas", "gauge",
                     dict(job="kube-state-metrics", namespace="shop", deployment="web"), t, 2)

    def pod(self, ns, workload, kind, pod, container, cores, size, node):
        kubelet = dict(job="kubelet", instance=node, metrics_path="/metrics/cadvisor", node=node, namespace=ns, pod=pod)
        state = dict(job="kube-state-metrics", instance="10.0.0.9:8080", namespace=ns, pod=pod)
        own = dict(kubelet, container=container, id=f"/kubepods/{pod}/{len(container)}", image=f"registry/{workload}:1")
        services = ["kubelet", "kps-kubelet"] if ns == "data" else ["kubelet"]
        alive = SHORT if workload == "cleanup" else (START, END)
        cpu = throttled = periods = 0.0
        for t in range(alive[0] // SCRAPE * SCRAPE, alive[1], SCRAPE):
            if workload == "cart" and t == RESTART:
                cpu = 0.0
            use = cores * (1 + 0.5 * math.sin(t / 7200)) * (0.8 + 0.4 * random.random())
            cpu += use * SCRAPE
            periods += 600
            throttled += random.choice([0, 0, 3])
            memory = int(size * (0.9 + 0.1 * math.sin(t / 9000)) / 4096) * 4096
            self.memory.setdefault((ns, pod, container), []).append((t, memory))
            for copy, service in enumerate(services):
                mine = dict(own, service=service)
                at = t + 11 * copy
                if at >= alive[1]:
                    continue
                # Nanocores at most: the same number whatever way it takes.
                self.put("container_cpu_usage_seconds_total", "counter", dict(mine, cpu="total"), at, round(cpu, 6))
                self.put("container_memory_working_set_bytes", "gauge", mine, at, memory)
                self.put("container_memory_rss", "gauge", mine, at, memory // 8192 * 4096)
                if cores >= 0.25:
                    self.put("container_cpu_cfs_periods_total", "counter", mine, at, periods)
                    self.put("container_cpu_cfs_throttled_periods_total", "counter", mine, at, throttled)
            # The pod's own group and its sandbox; summing all doubles the pod.
            self.put("container_memory_working_set_bytes", "gauge", dict(kubelet, id=f"/kubepods/{pod}"), t, memory + MIB)
            self.put("container_memory_working_set_bytes", "gauge",
                     dict(kubelet, id=f"/kubepods/{pod}/pause", image="pause", name="p"), t, MIB)
            self.put("container_cpu_usage_seconds_total", "counter",
                     dict(kubelet, id=f"/kubepods/{pod}", cpu="total"), t, round(cpu * 1.01, 6))
            if t % (2 * SCRAPE) == 0 or workload == "cleanup":
                self.facts(ns, workload, kind, pod, container, state, node, t)
            self.jvm(workload, ns, pod, t, size)

    def facts(self, ns, workload, kind, pod, container, state, node, t):
        owner = {"Deployment": ("ReplicaSet", pod.rsplit("-", 1)[0]), "Job": ("Job", pod.rsplit("-", 1)[0])}.get(kind, (kind, workload))
        self.put("kube_pod_owner", "gauge",
                 dict(state, owner_kind=owner[0], owner_name=owner[1], owner_is_controller="true"), t, 1)
        self.put("kube_pod_info", "gauge",
                 dict(state, node=node, created_by_kind=owner[0], created_by_name=owner[1], host_ip="10.0.0.1"), t, 1)
        if kind == "Deployment":
            self.put("kube_replicaset_owner", "gauge",
                     dict(job=state["job"], namespace=ns, replicaset=owner[1], owner_kind=kind, owner_name=workload, owner_is_controller="true"), t, 1)
        if kind == "Job":
            self.put("kube_job_owner", "gauge",
                     dict(job=state["job"], namespace=ns, job_name=owner[1], owner_kind="CronJob", owner_name=workload, owner_is_controller="true"), t, 1)
        c = dict(state, container=container)
        restarts = 1 if workload == "cart" and t >= RESTART else 0
        self.put("kube_pod_container_status_restarts_total", "counter", c, t, restarts)
        if restarts:
            self.put("kube_pod_container_status_last_terminated_reason", "gauge", dict(c, reason="OOMKilled"), t, 1)
        for what, factor in (("requests", 1), ("limits", 2)):
            name = f"kube_pod_container_resource_{what}"
            self.put(name, "gauge", dict(c, node=node, resource="cpu", unit="core"), t, 0.5 * factor)
            self.put(name, "gauge", dict(c, node=node, resource="memory", unit="byte"), t, (4096 if workload == "kafka" else 2048) * MIB * factor)

    def jvm(self, workload, ns, pod, t, size):
        base = dict(job=workload, instance=f"{pod}:8080", namespace=ns, pod=pod)
        heap = size // 2
        if workload == "cart":  # Micrometer: pools, -1 is no maximum
            for pool, share, top in (("G1 Eden Space", 0.4, -1), ("G1 Old Gen", 0.6, heap * 2)):
                labels = dict(base, area="heap", id=pool)
                self.put("jvm_memory_used_bytes", "gauge", labels, t, int(heap * share * (0.5 + 0.5 * random.random())))
                self.put("jvm_memory_committed_bytes", "gauge", labels, t, int(heap * share))
                self.put("jvm_memory_max_bytes", "gauge", labels, t, top)
            self.put("jvm_memory_used_bytes", "gauge", dict(base, area="nonheap", id="Metaspace"), t, 90 * MIB)
            self.put("jvm_gc_live_data_size_bytes", "gauge", base, t, heap // 3)
            self.put("jvm_buffer_memory_used_bytes", "gauge", dict(base, id="direct"), t, 5 * MIB)
            self.put("jvm_gc_pause_seconds_sum", "gauge", dict(base, action="end of minor GC", cause="G1"), t, round((t - START) * 0.001, 3))
            self.put("jvm_gc_cpu_time_seconds_total", "counter", base, t, round((t - START) * 0.002, 3))
            self.put("jvm_gc_memory_allocated_bytes_total", "counter", base, t, (t - START) * 30 * MIB)
            self.put("jvm_native_memory_committed_bytes", "gauge", dict(base, pool="Code"), t, 40 * MIB)
            self.put("jvm_threads_live_threads", "gauge", base, t, 42)
            self.put("jvm_info", "gauge", dict(base, version="21.0.8+9-LTS", vendor="Eclipse Adoptium", runtime="OpenJDK Runtime Environment"), t, 1)
        elif workload == "kafka":  # client_java 1.x: one series an area, the names of Micrometer
            self.put("jvm_memory_used_bytes", "gauge", dict(base, area="heap"), t, heap)
            self.put("jvm_memory_max_bytes", "gauge", dict(base, area="heap"), t, heap * 2)
        elif workload == "flink":  # OpenTelemetry: other labels
            otel = dict(job=workload, k8s_namespace_name=ns, k8s_pod_name=pod, jvm_memory_type="heap")
            self.put("jvm_memory_used_bytes", "gauge", dict(otel, jvm_memory_pool_name="Tenured Gen"), t, heap)
            self.put("jvm_memory_limit_bytes", "gauge", dict(otel, jvm_memory_pool_name="Tenured Gen"), t, heap * 2)

    def openmetrics(self):
        lines, last = [], None
        for (name, labels), samples in sorted(self.series.items()):
            if name != last:
                # Counters are declared untyped, so that no name loses its `_total`.
                lines.append(f"# TYPE {name} unknown")
                last = name
            text = ",".join(f'{k}="{quoted(v)}"' for k, v in labels)
            for time, value in sorted(samples.items()):
                lines.append(f"{name}{{{text}}} {value!r} {time}")
        return "\n".join(lines) + "\n# EOF\n"

    def prometheus_text(self):
        for (name, labels), samples in sorted(self.series.items()):
            text = ",".join(f'{k}="{quoted(v)}"' for k, v in labels)
            for time, value in sorted(samples.items()):
                yield f"{name}{{{text}}} {value!r} {time * 1000}\n"

    def count(self):
        return sum(len(s) for s in self.series.values())


if __name__ == "__main__":
    cluster = Cluster()
    print(len(cluster.series), "series", cluster.count(), "samples")
