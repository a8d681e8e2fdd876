"""What `podfit recommend` writes to be applied, applied by real kubectl, gives exactly the recommended values.

No cluster is needed: `kubectl --local` and `kubectl kustomize` change manifests on disk. The manifests are
the workload lists of the demo, so what is compared went through podfit's reader and writer both.
"""
import gzip
import json
import os
import re
import shutil
import subprocess

from harness import Skipped, case, require

KINDS = {"Deployment", "StatefulSet", "DaemonSet", "CronJob", "Rollout"}
FIELDS = [("requests", "cpu", "cpu_request_cores"), ("requests", "memory", "memory_request_bytes"),
          ("limits", "cpu", "cpu_limit_cores"), ("limits", "memory", "memory_limit_bytes")]
SUFFIX = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1, "k": 1e3, "M": 1e6, "G": 1e9,
          "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}


def quantity(text):
    digits, suffix = re.fullmatch(r"([0-9.]+)([a-zA-Z]*)", str(text)).groups()
    return round(float(digits) * SUFFIX[suffix], 9)


def kubectls(bench):
    """Every kubectl there is: the system's and the unpacked one, each by its real path."""
    found = [shutil.which("kubectl")] + [os.path.join(t, "kubectl") for t in bench.tools]
    found = [f for f in dict.fromkeys(found) if f and os.access(f, os.X_OK)]
    if not found:
        raise Skipped("no kubectl (make conformance-deps)")
    return found


def command(arguments, text=None):
    done = subprocess.run(arguments, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    require(done.returncode == 0, f"{' '.join(map(str, arguments))[:300]}: {done.stderr[-400:]}")
    return done.stdout


def stage(bench, format, *more):
    """The demo's database, manifests on disk, the change in `change/`, and what is to come out."""
    cwd = bench.folder()
    command_in(bench, cwd, "demo", "--quiet")
    database = ["--db", "podfit-demo/podfit.db"]
    command_in(bench, cwd, "recommend", *database, "--flags-set", "--format", format, "-o", "change", *more)
    advice = json.loads(command_in(bench, cwd, "recommend", *database, "--format", "json"))
    with gzip.open(f"{cwd}/podfit-demo/inputs/workloads.json.gz") as file:
        items = [i for i in json.load(file)["items"] if i["kind"] in KINDS]
    os.mkdir(f"{cwd}/base")
    objects = {}
    for item in items:
        for key in ("creationTimestamp", "resourceVersion", "uid", "generation"):
            item["metadata"].pop(key, None)
        item.pop("status", None)
        meta = item["metadata"]
        name = file_name(meta["namespace"], item["kind"], meta["name"])
        objects[meta["namespace"], item["kind"], meta["name"]] = name
        write(f"{cwd}/base/{name}", json.dumps(item))
    write(f"{cwd}/base/kustomization.yaml", "resources:\n" + "".join(f"- {n}\n" for n in objects.values()))
    return cwd, objects, wanted(advice, items)


def file_name(namespace, kind, name):
    """The manifest's file, by the kind as scripts give it to kubectl."""
    return f"{namespace}-{'rollouts.argoproj.io' if kind == 'Rollout' else kind.lower()}-{name}.json"


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def command_in(bench, cwd, *arguments):
    done = bench.run(*arguments, cwd=cwd)
    require(done.returncode == 0, f"podfit {arguments}: {done.stderr[-400:]}")
    return done.stdout


def wanted(advice, items):
    """Per container what must be there after the change; containers without advice as they are."""
    want = {}
    for item in items:
        meta = item["metadata"]
        for c in template(item)["containers"]:
            want[meta["namespace"], item["kind"], meta["name"], c["name"]] = values(c)
    for entry in advice["recommendations"]:
        key = entry["namespace"], entry["kind"], entry["workload"], entry["container"]
        if entry["status"] in ("lower", "raise") and key in want:
            want[key] = {(a, b): round(entry["recommended"][f], 9)
                         for a, b, f in FIELDS if entry["recommended"][f] is not None}
    return want


def template(item):
    spec = item["spec"]
    return (spec["jobTemplate"]["spec"] if "jobTemplate" in spec else spec)["template"]["spec"]


def values(container):
    resources = container.get("resources") or {}
    return {(a, b): quantity(resources[a][b]) for a, b, _ in FIELDS if b in (resources.get(a) or {})}


def compare(want, items):
    seen = {}
    for item in items:
        meta = item["metadata"]
        for c in template(item)["containers"]:
            seen[meta["namespace"], item["kind"], meta["name"], c["name"]] = values(c)
            require("image" in c, f"{meta['name']}/{c['name']} lost its image")
    require(set(seen) == set(want), f"other containers than before: {set(seen) ^ set(want)}")
    wrong = {k: (seen[k], want[k]) for k in want if seen[k] != want[k]}
    require(not wrong, f"{len(wrong)} of {len(want)} differ, such as {next(iter(wrong.items()), None)}")


def loaded(cwd, objects):
    return [json.load(open(f"{cwd}/base/{name}")) for name in objects.values()]


def by_container(cwd, objects):
    return {(n, c["name"]): values(c)
            for n, item in zip(objects, loaded(cwd, objects)) for c in template(item)["containers"]}


def parse_all(text):
    import yaml
    return [d for d in yaml.safe_load_all(text) if d]


def for_each(bench, format, body, *more):
    """Runs the body with each kubectl that knows the kinds; an old one may not know CronJobs in batch/v1."""
    for kubectl in kubectls(bench):
        cwd, objects, want = stage(bench, format, *more)
        body(kubectl, cwd, objects, want)


def patched(kubectl, path, kind, arguments):
    text = command([kubectl, "patch", "--local", "-f", path, "-o", "json", *arguments])
    write(path, text)


@case("strategic merge patches applied by kubectl give the recommended values")
def strategic(bench):
    import yaml

    def body(kubectl, cwd, objects, want):
        for folder, _, names in os.walk(f"{cwd}/change"):
            for name in names:
                text = open(f"{folder}/{name}").read()
                if name.endswith(".json"):
                    # Of a Rollout, whose lists no merge keeps.
                    namespace, workload = name.removesuffix(".json").split(".rollout-", 1)
                    target = f"{cwd}/base/{objects[namespace, 'Rollout', workload]}"
                    patched(kubectl, target, "Rollout", ["--type", "json", "-p", text])
                if not name.endswith(".yaml"):
                    continue
                patch = yaml.safe_load(text)
                meta = patch["metadata"]
                target = f"{cwd}/base/{objects[meta['namespace'], patch['kind'], meta['name']]}"
                patched(kubectl, target, patch["kind"], ["--type", "strategic", "-p", text])
        compare(want, loaded(cwd, objects))
    newest(bench, "strategic-merge", body)


@case("JSON patches applied by kubectl give the recommended values")
def json_patches(bench):
    def body(kubectl, cwd, objects, want):
        for entry in json.load(open(f"{cwd}/change/index.json"))["patches"]:
            target = f"{cwd}/base/{objects[entry['namespace'], entry['kind'], entry['name']]}"
            patched(kubectl, target, entry["kind"], ["--type", "json", "-p", open(f"{cwd}/change/{entry['patch']}").read()])
        compare(want, loaded(cwd, objects))
    for_each(bench, "json-patch", body)


def newest(bench, format, body, *more):
    """With the newest kubectl only: older ones do not know the kind or the field."""
    def version(path):
        text = subprocess.run([path, "version", "--client", "-o", "json"], stdout=subprocess.PIPE, text=True).stdout
        found = json.loads(text)["clientVersion"]
        return int(found["major"]), int(re.match(r"\d+", found["minor"]).group())
    best = max(kubectls(bench), key=version)
    if version(best) < (1, 21):
        raise Skipped(f"{best} is older than 1.21, which first knew CronJobs in batch/v1")
    cwd, objects, want = stage(bench, format, *more)
    body(best, cwd, objects, want)


@case("both kustomizations built by kubectl kustomize give the recommended values")
def kustomizations(bench):
    def body(kubectl, cwd, objects, want):
        for form in ("strategic", "json"):
            built = command([kubectl, "kustomize", f"{cwd}/change/{form}"])
            compare(want, parse_all(built))
    newest(bench, "kustomize", body, "--base", "../../base")


@case("the component in an overlay gives the recommended values")
def component(bench):
    def body(kubectl, cwd, objects, want):
        os.mkdir(f"{cwd}/overlay")
        write(f"{cwd}/overlay/kustomization.yaml", "resources: [../base]\ncomponents: [../change/component]\n")
        compare(want, parse_all(command([kubectl, "kustomize", f"{cwd}/overlay"])))
    newest(bench, "kustomize", body)


SHIM = """#!/usr/bin/env python3
# kubectl over files: finds the manifest that a command names and lets the real one change it.
import subprocess, sys
a = sys.argv[1:]
if a[0] == "rollout": sys.exit(0)
verb, rest = (a[:2], a[2:]) if a[0] == "set" else (a[:1], a[1:])
kind, name = rest[:2]
rest = rest[2:]
i = rest.index("--namespace")
path = f"base/{rest[i + 1]}-{kind}-{name}.json"
done = subprocess.run(["KUBECTL", *verb, "--local", "-f", path, "-o", "json", *rest[:i], *rest[i + 2:]],
                      stdout=subprocess.PIPE, text=True)
if done.returncode: sys.exit(done.returncode)
open(path, "w").write(done.stdout)
"""


def run_script(bench, kubectl, cwd, name):
    os.makedirs(f"{cwd}/bin", exist_ok=True)
    write(f"{cwd}/bin/kubectl", SHIM.replace("KUBECTL", kubectl))
    os.chmod(f"{cwd}/bin/kubectl", 0o755)
    done = subprocess.run(["/bin/sh", f"change/{name}"], cwd=cwd, text=True, stderr=subprocess.PIPE,
                          env={"PATH": f"{cwd}/bin:/usr/bin:/bin"}, stdout=subprocess.PIPE)
    require(done.returncode == 0, done.stderr[-400:])


@case("the kubectl script gives the recommended values and the rollback takes every one back")
def scripts(bench):
    def body(kubectl, cwd, objects, want):
        before = by_container(cwd, objects)
        run_script(bench, kubectl, cwd, "apply.sh")
        compare(want, loaded(cwd, objects))
        run_script(bench, kubectl, cwd, "rollback.sh")
        require(before == by_container(cwd, objects), "the rollback left something changed")
    newest(bench, "kubectl", body)


@case("waves and steps: no value falls further than allowed, none below the advice")
def waves(bench):
    def body(kubectl, cwd, objects, want):
        before = by_container(cwd, objects)
        names = sorted(n for n in os.listdir(f"{cwd}/change") if n.startswith("apply"))
        require(names == ["apply-wave-1.sh", "apply-wave-2.sh", "apply-wave-3.sh"], f"{names}")
        for name in names:
            run_script(bench, kubectl, cwd, name)
        steps = 0
        for n, item in zip(objects, loaded(cwd, objects)):
            for c in template(item)["containers"]:
                now, goal = values(c), want[(*n, c["name"])]
                for key, value in now.items():
                    was = before[n, c["name"]].get(key)
                    require(was is None or value >= was * 0.7 - 1e-9, f"{n} {key} fell from {was} to {value}")
                    require(value >= goal[key] - 1e-9, f"{n} {key} is below the advice")
                    steps += was is not None and goal[key] < value < was
        require(steps > 5, f"only {steps} values are on their way")
    newest(bench, "kubectl", body, "--max-step", "30%", "--waves", "3")


ROLLOUTS = {
    "Rollout": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {"name": "api", "namespace": "shop"},
                "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "api"}}, "strategy": {"canary": {}},
                         "template": {"metadata": {"labels": {"app": "api"}}, "spec": {"containers": [
                             {"name": "proxy", "image": "p:1"},
                             {"name": "app", "image": "a:1", "resources": {"requests": {"cpu": "2", "memory": "4Gi"},
                                                                           "limits": {"memory": "4Gi"}}}]}}}},
    "Deployment": {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web-pods", "namespace": "shop"},
                   "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "web"}},
                            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [
                                {"name": "app", "image": "w:1",
                                 "resources": {"requests": {"cpu": "3", "memory": "8Gi"}, "limits": {"cpu": "4"}}}]}}}},
}
REFERRING = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {"name": "web", "namespace": "shop"},
             "spec": {"replicas": 1, "strategy": {"canary": {}},
                      "workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web-pods"}}}


def rollouts(bench, format, *more):
    """A Rollout with a template of its own and one that refers to a Deployment, four days of use of both."""
    cwd = bench.folder()
    os.mkdir(f"{cwd}/base")
    objects = {}
    for kind, item in ROLLOUTS.items():
        name = item["metadata"]["name"]
        file = file_name("shop", kind, name)
        objects["shop", kind, name] = file
        write(f"{cwd}/base/{file}", json.dumps(item))
    write(f"{cwd}/base/kustomization.yaml", "resources:\n" + "".join(f"- {n}\n" for n in objects.values()))
    write(f"{cwd}/list.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": [*ROLLOUTS.values(), REFERRING]}))
    rows = ["time,namespace,workload_kind,workload,pod,container,cpu_usage_cores,memory_working_set_bytes"]
    for hour in range(96):
        time = f"2026-11-{20 + hour // 24:02d}T{hour % 24:02d}:30:00Z"
        for workload, container in (("api", "app"), ("api", "proxy"), ("web", "app")):
            rows.append(f"{time},shop,Rollout,{workload},{workload}-6c9f8d7b5-x2x4z,{container},"
                        f"0.{100 + hour % 7},{300_000_000 + hour % 5 * 1_000_000}")
    write(f"{cwd}/use.csv", "\n".join(rows) + "\n")
    command_in(bench, cwd, "ingest", "--db", "r.db", "list.json", "use.csv")
    command_in(bench, cwd, "recommend", "--db", "r.db", "--format", format, "-o", "change", *more)
    advice = json.loads(command_in(bench, cwd, "recommend", "--db", "r.db", "--format", "json"))
    for entry in advice["recommendations"]:
        if entry["workload"] == "web" and entry["kind"] == "Rollout":
            entry["kind"], entry["workload"] = "Deployment", "web-pods"
    advice["recommendations"] = [e for e in advice["recommendations"] if e["status"] in ("lower", "raise")]
    require(len(advice["recommendations"]) == 3, f"advice for {[(e['workload'], e['container']) for e in advice['recommendations']]}")
    return cwd, objects, wanted(advice, list(ROLLOUTS.values()))


@case("patches of Rollouts, and of the Deployment that one refers to, applied in each format give the recommended values")
def rollout_patches(bench):
    kubectl = kubectls(bench)[0]
    cwd, objects, want = rollouts(bench, "json-patch")
    for entry in json.load(open(f"{cwd}/change/index.json"))["patches"]:
        target = f"{cwd}/base/{objects[entry['namespace'], entry['kind'], entry['name']]}"
        patched(kubectl, target, entry["kind"], ["--type", "json", "-p", open(f"{cwd}/change/{entry['patch']}").read()])
    compare(want, loaded(cwd, objects))

    cwd, objects, want = rollouts(bench, "strategic-merge")
    for name, kind, form in (("shop.rollout-api.json", "Rollout", "json"), ("shop.rollout-web.yaml", "Deployment", "strategic")):
        path = next(f"{cwd}/base/{file}" for (_, k, _), file in objects.items() if k == kind)
        patched(kubectl, path, kind, ["--type", form, "-p", open(f"{cwd}/change/{name}").read()])
    compare(want, loaded(cwd, objects))

    cwd, objects, want = rollouts(bench, "kubectl")
    before = by_container(cwd, objects)
    run_script(bench, kubectl, cwd, "apply.sh")
    compare(want, loaded(cwd, objects))
    run_script(bench, kubectl, cwd, "rollback.sh")
    require(before == by_container(cwd, objects), "the rollback left something changed")

    cwd, objects, want = rollouts(bench, "kustomize", "--base", "../../base")
    for form in ("strategic", "json"):
        compare(want, parse_all(command([kubectl, "kustomize", f"{cwd}/change/{form}"])))
    os.mkdir(f"{cwd}/overlay")
    write(f"{cwd}/overlay/kustomization.yaml", "resources: [../base]\ncomponents: [../change/component]\n")
    compare(want, parse_all(command([kubectl, "kustomize", f"{cwd}/overlay"])))


@case("LimitRanges, ResourceQuotas and autoscaler objects are read by kubectl")
def objects_read(bench):
    for format, more in (("limitrange", []), ("vpa", [])):
        for kubectl in kubectls(bench):
            cwd, _, _ = stage(bench, format, *more)
            names = [os.path.relpath(os.path.join(f, n), f"{cwd}/change")
                     for f, _, ns in os.walk(f"{cwd}/change") for n in ns if n.endswith(".yaml")]
            require(names, "nothing was written")
            write(f"{cwd}/change/kustomization.yaml", "resources:\n" + "".join(f"- {n}\n" for n in names))
            built = parse_all(command([kubectl, "kustomize", f"{cwd}/change"]))
            kinds = {d["kind"] for d in built}
            require(kinds == ({"LimitRange", "ResourceQuota"} if format == "limitrange" else {"VerticalPodAutoscaler"}),
                    f"{kinds}")
            if format == "limitrange":
                for name in names:
                    command([kubectl, "label", "--local", "-f", f"{cwd}/change/{name}", "a=b", "-o", "json"])


@case("Helm values put in place by a chart's own template give the recommended values")
def helm(bench):
    import yaml
    cwd, objects, want = stage(bench, "helm-values", "--value-path", "shop/web/*=pods.web.resources")
    files = [os.path.join(f, n) for f, _, ns in os.walk(f"{cwd}/change") for n in ns if n.endswith(".yaml")]
    require(len(files) > 5, "too few files")
    seen = 0
    for path in files:
        text = open(path).read()
        owner = re.match(r"# [^/]+/([^/]+)/([^/]+)/(\S+)", text).groups()
        tree = yaml.safe_load(text)
        for key, goal in want.items():
            if key[:3] != owner:
                continue
            resources = tree.get("resources") or (tree.get(key[3]) or {}).get("resources") \
                or (tree.get("pods") or {}).get("web", {}).get("resources")
            if resources:
                got = {(a, b): quantity(v) for a in resources for b, v in resources[a].items() if v is not None}
                if key[1:3] != ("Deployment", "web"):
                    require(got == goal, f"{key}: {got} is not {goal}")
                seen += 1
    require(seen >= len(files), "files without values")
