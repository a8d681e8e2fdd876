#!/usr/bin/env python3
"""podfit check against programs that are not ours.

usage: check.py PODFIT FOLDER [PART OF A NAME]
FOLDER gets an environment with the packages of requirements-check.txt. What cannot be had is said and
skipped. Schemas of others are looked for beside the checkout (../shared/data/schemas).
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True

import environment

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CORPUS = os.path.join(ROOT, "fixtures/check/corpus")
ADVICE = os.path.join(ROOT, "fixtures/check/recommendations.json")
SCHEMA = os.path.join(os.path.dirname(ROOT), "shared/data/schemas/sarif-schema-2.1.0.json")
cases = []


def case(function):
    cases.append(function)
    return function


def podfit(*arguments, cwd=ROOT, status=None, **more):
    done = subprocess.run([PODFIT, *arguments], cwd=cwd, capture_output=True, **more)
    if status is not None:
        assert done.returncode in (status if isinstance(status, tuple) else (status,)), (
            arguments, done.returncode, done.stdout[-800:], done.stderr[-800:])
    return done


# --- Where values are, by ruamel.yaml -------------------------------------------------------------------

BINARY = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40}
DECIMAL = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def quantity(text):
    number, suffix = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", str(text)).groups()
    return float(number) * (BINARY.get(suffix) or DECIMAL[suffix])


def containers(value, kind=None, name=None):
    """Every container below a value: (kind, name of the object, container)."""
    if isinstance(value, dict):
        if "kind" in value and isinstance(value.get("metadata"), dict):
            kind, name = str(value["kind"]), str(value["metadata"].get("name"))
        for key, below in value.items():
            if key == "containers" and isinstance(below, list):
                for each in below:
                    yield kind, name, each
            elif key not in ("metadata", "status"):
                yield from containers(below, kind, name)
    elif isinstance(value, list):
        for each in value:
            yield from containers(each, kind, name)


def expected(path, advice):
    """What is far above its advice in a file: {(workload, container, field): (line, column, text)}."""
    from ruamel.yaml import YAML
    text = open(path, encoding="utf-8-sig", newline="").read()
    lines = re.split(r"\r\n|\n|\r", text)
    # Tabs may be white space in JSON only.
    documents = YAML().load_all(text.replace("\t", " "))
    found = {}
    for document in documents:
        for kind, name, container in containers(document):
            known = advice.get((kind, name, str(container["name"])))
            resources = container.get("resources")
            if known is None or resources is None:
                continue
            for field, unit, least in (("requests.cpu", "cpu_request_cores", 0.1),
                                       ("requests.memory", "memory_request_bytes", 128 << 20),
                                       ("limits.memory", "memory_limit_bytes", 128 << 20)):
                group, resource = field.split(".")
                block = resources.get(group)
                if not block or resource not in block or known[unit] is None:
                    continue
                value = quantity(block[resource])
                if value <= known[unit] * 1.5 or value - known[unit] < least:
                    continue
                place = place_of(container, resources, block, group, resource, lines)
                key = (f"shop/{kind}/{name}", str(container["name"]), field)
                found.setdefault(key, []).append(place + (str(block[resource]),))
    return found


def place_of(container, resources, block, group, resource, lines):
    """Line and column, from 1, of a value where this document has it: an alias or merge key is where it is
    used, which is what ruamel.yaml's keys tell and its values do not."""
    for mapping, key in ((container, "resources"), (resources, group), (block, resource)):
        if key not in mapping.lc.data:
            # From a merge key: its alias is what follows it.
            key = "<<"
            line = mapping.lc.line
            while not re.match(r"\s*(- )?<<: *\*", lines[line]):
                line += 1
            return line + 1, lines[line].index("*") + 1
        line, column = mapping.lc.key(key)
        after = re.compile(r"['\"]?[\w]+['\"]?\s*:\s*").match(lines[line], column).end()
        if lines[line][after:after + 1] == "*":
            return line + 1, after + 1
    line, column = block.lc.value(resource)
    properties = re.compile(r"(?:[&!]\S*[ \t]+)*").match(lines[line], column).end()
    return line + 1, properties + 1


def load_advice():
    return {(a["kind"], a["workload"], a["container"]): a["recommended"]
            for a in json.load(open(ADVICE))["recommendations"]}


@case
def every_position_of_the_corpus_is_where_ruamel_has_it():
    advice = load_advice()
    files = sorted(glob.glob(os.path.join(CORPUS, "*")))
    assert len(files) >= 200, len(files)
    done = podfit("check", CORPUS, "--recommendations", ADVICE, "--output", "json", "--fail-on", "never", status=0)
    result = json.loads(done.stdout)
    ours = {}
    for finding in result["findings"]:
        if finding["rule"].endswith("-above-need"):
            key = (finding["file"], finding["workload"], finding["container"], finding["field"])
            ours.setdefault(key, []).append((finding["line"], finding["column"], finding["current"]))
    theirs = {}
    for path in files:
        for key, places in expected(path, advice).items():
            theirs[(path, *key)] = places
    for key in sorted(set(ours) | set(theirs)):
        assert ours.get(key) == theirs.get(key), (key, ours.get(key), theirs.get(key))
    # Init containers have no advice there; every other container has.
    unmatched = [u for u in result["unmatched"] if u["container"] != "init"]
    assert not result["errors"] and not unmatched, (result["errors"], unmatched[:3])
    return f"{len(files)} files, {sum(map(len, theirs.values()))} findings at the places of ruamel.yaml"


# --- What --fix changes, by ruamel.yaml -----------------------------------------------------------------

def leaves(value, path=()):
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, path + (str(key),))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from leaves(below, path + (index,))
    else:
        yield path, str(value)


def read(path):
    from ruamel.yaml import YAML
    text = open(path, encoding="utf-8-sig", newline="").read().replace("\t", " ")
    return [dict(leaves(document)) for document in YAML(typ="safe").load_all(text)]


@case
def fix_changes_only_requests_and_limits_and_kubectl_reads_the_files():
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "corpus")
        shutil.copytree(CORPUS, copy)
        before = podfit("check", copy, "--recommendations", ADVICE, "--output", "json", "--fail-on", "never", status=0)
        fixable = sum(f["fixable"] for f in json.loads(before.stdout)["findings"])
        diff = podfit("check", copy, "--recommendations", ADVICE, "--diff", cwd=folder, status=1)
        from unidiff import PatchSet
        patch = PatchSet(diff.stdout.decode())
        podfit("check", copy, "--recommendations", ADVICE, "--fix", "--fail-on", "never", status=0)
        after = json.loads(podfit("check", copy, "--recommendations", ADVICE, "--output", "json", "--fail-on", "never",
                                  status=0).stdout)
        left = [f for f in after["findings"] if f["fixable"]]
        assert not left, left[:2]
        changed = kubectl = 0
        for path in sorted(glob.glob(os.path.join(CORPUS, "*"))):
            mended = os.path.join(copy, os.path.basename(path))
            old, new = read(path), read(mended)
            assert len(old) == len(new)
            for one, other in zip(old, new):
                for key in sorted(set(one) | set(other), key=str):
                    if one.get(key) != other.get(key):
                        assert key[-3] == "resources" and key[-1] in ("cpu", "memory"), (path, key)
                        changed += 1
            if open(path, "rb").read() == open(mended, "rb").read():
                continue
            # kubectl reads neither custom resources without their definitions, nor directives, nor fields that
            # the API does not have, which the styles with anchors and odd keys make use of.
            is_strange = os.path.basename(path).startswith(("crds", "anchors", "unicode", "crlf", "cron"))
            if shutil.which("kubectl") and not is_strange:
                done = subprocess.run(["kubectl", "set", "resources", "--local", "-f", mended, "--requests=cpu=1m",
                                       "--dry-run=client", "-o", "name"], capture_output=True)
                assert done.returncode == 0, (mended, done.stderr[-400:])
                kubectl += 1
        assert fixable and changed
        return (f"{fixable} findings mended, {changed} values changed, {len(patch)} files in the diff, "
                f"kubectl read {kubectl} files" + ("" if kubectl else " (SKIPPED: no kubectl)"))


# --- Outputs --------------------------------------------------------------------------------------------

HOSTILE = '''kind: Deployment
metadata: {name: "::error::\\e[31m\\u202Ex\\n[l](1)|<b>&'\\"", namespace: "]]>\\r\\n%0A,:"}
spec: {template: {spec: {containers: [{name: "a\\0b", image: a, resources: {requests: {cpu: "\\ex\\n\\uFFFE"}}}]}}}
---
broken: [
---
x: {{ .Values.x }}
'''


def outputs(folder, *arguments):
    formats = ["text", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "checkstyle", "markdown",
               "rdjson"]
    options = [word for name in formats for word in ("--output", f"{name}={folder}/out.{name}")]
    podfit("check", *arguments, *options, "--fail-on", "never", status=(0, 2))
    return {name: open(f"{folder}/out.{name}", encoding="utf-8").read() for name in formats}


def each_output():
    with tempfile.TemporaryDirectory() as folder:
        yield "corpus", outputs(folder, CORPUS, "--recommendations", ADVICE)
        path = os.path.join(folder, "a b#é.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(HOSTILE)
        yield "hostile", outputs(folder, path, "--recommendations", ADVICE)
        with open(path, "w") as file:
            file.write("kind: Service\n")
        yield "empty", outputs(folder, path, "--recommendations", ADVICE, "--allow-empty")


@case
def sarif_is_valid_and_within_what_github_takes():
    import gzip
    import jsonschema
    notes = []
    schema = None
    if os.path.exists(SCHEMA):
        schema = jsonschema.validators.validator_for(json.load(open(SCHEMA)))(json.load(open(SCHEMA)))
    else:
        notes.append("SKIPPED the OASIS schema: not there")
    for name, texts in each_output():
        log = json.loads(texts["sarif"])
        if schema:
            errors = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in schema.iter_errors(log)]
            assert not errors, (name, errors[:3])
        assert len(gzip.compress(texts["sarif"].encode())) < 10 << 20
        assert len(log["runs"]) == 1
        run = log["runs"][0]
        rules = run["tool"]["driver"]["rules"]
        assert len(run["results"]) <= 5000 and len(rules) <= 25000
        assert len({r["id"] for r in rules}) == len(rules)
        for rule in rules:
            assert 0 < len(rule["name"]) <= 255
            for key in ("shortDescription", "fullDescription"):
                assert 0 < len(rule[key]["text"]) <= 1024
            assert rule["help"]["text"] and rule["help"]["markdown"]
            assert len(rule["properties"]["tags"]) <= 10 and "security-severity" not in rule["properties"]
            assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
            assert rule["properties"]["problem"]["severity"] in ("error", "warning", "recommendation")
        seen = set()
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["message"]["text"] and len(result["locations"]) == 1
            place = result["locations"][0]["physicalLocation"]
            uri = place["artifactLocation"]["uri"]
            assert "\\" not in uri and not uri.startswith("./") and re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri), uri
            assert set(place["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
            assert re.fullmatch(r"[0-9a-f]{16}", result["partialFingerprints"]["primaryLocationLineHash"])
            key = (result["partialFingerprints"]["primaryLocationLineHash"], uri)
            assert key not in seen, key
            seen.add(key)
        strings = [texts["sarif"]]
        assert '"text" : ""' not in strings[0]
        notes.append(f"{name}: {len(run['results'])} results")
    # A reader of its own: sarif-tools.
    with tempfile.TemporaryDirectory() as folder:
        outputs(folder, CORPUS, "--recommendations", ADVICE)
        os.rename(f"{folder}/out.sarif", f"{folder}/out.sarif.json")
        shutil.copy(f"{folder}/out.sarif.json", f"{folder}/log.sarif")
        done = subprocess.run([os.path.join(os.path.dirname(sys.executable), "sarif"), "summary", f"{folder}/log.sarif"],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-300:]
        results = json.load(open(f"{folder}/log.sarif"))["runs"][0]["results"]
        for level in ("error", "warning"):
            count = sum(r["level"] == level for r in results)
            assert f"{level}: {count}" in done.stdout.lower(), (level, count, done.stdout[:300])
    return "; ".join(notes) + "; sarif-tools counts the same"


@case
def junit_is_read_by_junitparser_with_the_same_counts():
    from junitparser import JUnitXml, Failure, Skipped, Error
    notes = []
    for name, texts in each_output():
        report = JUnitXml.fromstring(texts["junit"].encode())
        summary = json.loads(texts["json"])["summary"]
        kinds = {Failure: 0, Skipped: 0, Error: 0}
        tests = 0
        for suite in report:
            for test in suite:
                tests += 1
                for outcome in test.result:
                    kinds[type(outcome)] += 1
        assert (report.tests, report.failures, report.errors, report.skipped) == (
            tests, kinds[Failure], kinds[Error], kinds[Skipped])
        assert kinds[Failure] == summary["errors"] + summary["warnings"] + summary["infos"]
        assert kinds[Error] == summary["unreadable"]
        assert kinds[Skipped] == summary["skipped"] + summary["suppressed"]
        notes.append(f"{name}: {tests} tests")
    return "; ".join(notes)


@case
def checkstyle_github_gitlab_jsonl_rdjson_and_markdown_say_the_same():
    from diff_cover.violationsreporters import java_violations_reporter as checkstyle
    notes = []
    for name, texts in each_output():
        whole = json.loads(texts["json"])
        findings, errors = whole["findings"], whole["errors"]
        root = ElementTree.fromstring(texts["checkstyle"])
        assert root.tag == "checkstyle" and all(f.tag == "file" and f.get("name") for f in root)
        marks = sorted((f.get("name"), int(e.get("line")), int(e.get("column")), e.get("severity"), e.get("source"))
                       for f in root for e in f)
        assert all(m[3] in ("error", "warning", "info") for m in marks)
        want = sorted([(host(f["file"]), f["line"], f["column"], f["severity"], "podfit." + f["rule"])
                       for f in findings]
                      + [(host(e["file"]), e["line"], e["column"], "error", "podfit.manifest-unreadable")
                         for e in errors])
        assert marks == want, (name, marks[:2], want[:2])
        # A reader of Checkstyle's reports that is not ours: that of diff-cover.
        read = checkstyle.CheckstyleXmlDriver().parse_reports([texts["checkstyle"]])
        assert sum(map(len, read.values())) == len(marks), name
        assert sorted(v.line for each in read.values() for v in each) == sorted(m[1] for m in marks), name
        assert all(v.message.split(":")[0] in ("error", "warning", "info") for e in read.values() for v in e)

        report = json.loads(texts["gitlab"])
        assert isinstance(report, list) and len(report) == len(findings) + len(errors)
        assert len({e["fingerprint"] for e in report}) == len(report)
        for entry in report:
            assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert entry["description"] and entry["check_name"] and entry["location"]["lines"]["begin"] >= 1
            assert not entry["location"]["path"].startswith("./")

        lines = [json.loads(line) for line in texts["jsonl"].splitlines()]
        assert [line["rule"] for line in lines if line["reason"] == "finding"] == [f["rule"] for f in findings]
        assert lines[-1]["reason"] == "summary"

        pattern = re.compile(r"::(error|warning|notice) (.*?)::(.*)")
        counts = {}
        for line in texts["github"].splitlines():
            found = pattern.fullmatch(line)
            if found is None:
                assert not line.startswith("::"), line
                continue
            counts[found[1]] = counts.get(found[1], 0) + 1
            properties = dict(pair.split("=", 1) for pair in found[2].split(","))
            if properties["title"] != "podfit check":
                assert int(properties["line"]) >= 1 and properties["file"], line
        assert all(count <= 11 for count in counts.values()), counts

        report = json.loads(texts["rdjson"])
        assert report["source"]["name"] == "podfit" and len(report["diagnostics"]) == len(findings) + len(errors)
        for diagnostic in report["diagnostics"]:
            assert diagnostic["severity"] in ("ERROR", "WARNING", "INFO")
            check_suggestions(diagnostic)

        concise = re.compile(r".+:\d+:\d+: (error|warning|info) [a-z0-9-]+ .+")
        assert len(texts["concise"].splitlines()) == len(findings) + len(errors)
        assert all(concise.fullmatch(line) for line in texts["concise"].splitlines())
        assert texts["markdown"].startswith("<!-- podfit check -->\n") and len(texts["markdown"]) < 65536
        for kind, text in texts.items():
            assert text.endswith("\n") or text == ""
            # JSON may hold what changes the direction of text; nothing may hold control characters.
            spoken = "" if kind in ("json", "jsonl") else "\u202a-\u202e"
            assert not re.search(f"[\x00-\x08\x0b-\x1f\x7f{spoken}]", text), (name, kind)
        notes.append(f"{name}: {len(findings)} findings")
    return "; ".join(notes)


def host(path):
    """A file as hosts of code know it: by its path in the repository, where it is in it."""
    return os.path.relpath(path, ROOT) if path.startswith(ROOT + os.sep) else path


def check_suggestions(diagnostic):
    """The suggestions of a diagnostic, applied by bytes, give the advised value at the place."""
    path = diagnostic["location"]["path"]
    for suggestion in diagnostic.get("suggestions", []):
        start, end = suggestion["range"]["start"], suggestion["range"]["end"]
        if start["line"] != end["line"]:
            continue
        data = open(os.path.join(ROOT, path), "rb").read()
        if data.startswith(b"\xef\xbb\xbf"):
            data = data[3:]
        line = re.split(rb"\r\n|\n|\r", data)[start["line"] - 1]
        if start["column"] != end["column"] and "aliases" not in diagnostic["message"]:
            text = line[start["column"] - 1:end["column"] - 1].decode()
            assert re.fullmatch(r"[0-9.]+[A-Za-z]*", text), (path, start, text)


# --- Packaging ------------------------------------------------------------------------------------------

def workspace(folder):
    """A repository with a wasteful, a clean and a foreign file, and advice."""
    shutil.copy(ADVICE, os.path.join(folder, "recommendations.json"))
    os.makedirs(os.path.join(folder, "deploy"))
    text = open(os.path.join(CORPUS, "comments-00.yaml")).read()
    text = re.sub(r"(memory|cpu): \S+( +#|$)", r"\1: 8\2", text, flags=re.M)
    text = text.replace("memory: 8 ", "memory: 8Gi ")
    with open(os.path.join(folder, "deploy/waste.yaml"), "w") as file:
        file.write(text)
    with open(os.path.join(folder, "deploy/service.yaml"), "w") as file:
        file.write("apiVersion: v1\nkind: Service\nmetadata: {name: s}\n")
    return text


def scripts_environment(folder, **more):
    runner = os.path.join(folder, "runner")
    os.makedirs(runner, exist_ok=True)
    variables = {"PATH": os.path.dirname(PODFIT) + ":/usr/local/bin:/usr/bin:/bin", "HOME": folder,
                 "RUNNER_TEMP": runner, "GITHUB_OUTPUT": f"{runner}/output", "GITHUB_PATH": f"{runner}/path",
                 "GITHUB_STEP_SUMMARY": f"{runner}/summary"}
    variables.update(more)
    return variables


@case
def the_pre_commit_hooks_run_under_the_real_pre_commit():
    program = os.path.join(os.path.dirname(sys.executable), "pre-commit")
    with tempfile.TemporaryDirectory() as folder:
        hooks = os.path.join(folder, "hooks")
        os.makedirs(hooks)
        shutil.copy(os.path.join(ROOT, ".pre-commit-hooks.yaml"), hooks)
        work = os.path.join(folder, "work")
        os.makedirs(work)
        workspace(work)
        variables = scripts_environment(folder, PRE_COMMIT_HOME=os.path.join(folder, "cache"),
                                        GIT_CONFIG_GLOBAL="/dev/null", GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@b",
                                        GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@b")

        def git(*arguments, cwd):
            subprocess.run(["git", *arguments], cwd=cwd, env=variables, check=True, capture_output=True)
        git("init", "-q", cwd=hooks)
        git("add", "-A", cwd=hooks)
        git("commit", "-qm", "hooks", cwd=hooks)
        revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=hooks, capture_output=True, text=True).stdout.strip()
        git("init", "-q", cwd=work)

        def run(hook, *files, args=("--recommendations", "recommendations.json")):
            with open(os.path.join(work, ".pre-commit-config.yaml"), "w") as file:
                json.dump({"repos": [{"repo": hooks, "rev": revision,
                                      "hooks": [{"id": hook, "args": list(args),
                                                 "exclude": "^recommendations.json$"}]}]}, file)
            git("add", "-A", cwd=work)
            return subprocess.run([program, "run", "--files", *files], cwd=work, env=variables, capture_output=True,
                                  text=True)
        done = run("podfit-check", "deploy/waste.yaml", "deploy/service.yaml")
        assert done.returncode == 1 and "memory-request-above-need" in done.stdout, done.stdout + done.stderr
        done = run("podfit-check", "deploy/service.yaml")
        assert done.returncode == 0 and "Passed" in done.stdout, done.stdout + done.stderr
        done = run("podfit-fix", "deploy/waste.yaml")
        assert done.returncode == 1 and "files were modified" in done.stdout, done.stdout + done.stderr
        git("add", "-A", cwd=work)
        done = run("podfit-fix", "deploy/waste.yaml")
        assert done.returncode == 0, done.stdout + done.stderr
        done = run("podfit-check", "deploy/waste.yaml")
        assert done.returncode == 0, done.stdout + done.stderr
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    return f"{version}: check fails, fix changes and then passes"


@case
def the_action_runs_as_it_stands():
    from ruamel.yaml import YAML
    action = YAML(typ="safe").load(open(os.path.join(ROOT, "action.yml")))
    assert action["runs"]["using"] == "composite"
    find, check = action["runs"]["steps"]
    for step in (find, check):
        assert step["shell"] == "bash" and "${{" not in step["run"], "scripts take inputs by environment only"
    defaults = {name: str(each.get("default", "")) for name, each in action["inputs"].items()}

    def variables(step, folder, **given):
        values = {**defaults, **given}
        own = {}
        for key, text in step["env"].items():
            own[key] = values[re.fullmatch(r"\$\{\{ inputs\.([a-z0-9-]+) \}\}", text)[1]]
        return scripts_environment(folder, **own)

    def bash(step, folder, work, **given):
        return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=work,
                              env=variables(step, folder, **given), capture_output=True, text=True)
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(folder, "work")
        os.makedirs(work)
        workspace(work)
        assert bash(find, folder, work).returncode == 0
        given = {"paths": "deploy/waste.yaml\ndeploy/service.yaml\n", "recommendations": "recommendations.json"}
        done = bash(check, folder, work, **given)
        assert done.returncode == 1, (done.stdout, done.stderr)
        assert "::error file=deploy/waste.yaml,line=" in done.stdout, done.stdout
        assert "exit-code=1\n" in open(f"{folder}/runner/output").read()
        assert "podfit check" in open(f"{folder}/runner/summary").read()
        assert json.load(open(os.path.join(work, "podfit.sarif")))["version"] == "2.1.0"
        done = bash(check, folder, work, **given, **{"fail-on": "never", "args": "--quiet\n--allow-empty"})
        assert done.returncode == 0, done.stderr
        assert bash(check, folder, work, paths="missing").returncode == 2
        # The other way: an archive with the program, checked by its digest.
        archive = os.path.join(folder, "podfit.tar.gz")
        subprocess.run(["tar", "-czf", archive, "-C", os.path.dirname(PODFIT), "podfit"], check=True)
        digest = subprocess.run(["sha256sum", archive], capture_output=True, text=True).stdout.split()[0]
        url = f"file://{archive}"
        assert bash(find, folder, work, url=url, sha256=digest).returncode == 0
        path = open(f"{folder}/runner/path").read().strip()
        assert os.access(os.path.join(path, "podfit"), os.X_OK)
        assert bash(find, folder, work, url=url, sha256="0" * 64).returncode != 0
        assert bash(find, folder, work, url=url).returncode == 2
    return "both steps, with findings, without, with a path that is not there, and from an archive"


@case
def the_gitlab_job_and_the_jenkins_stage_run_as_they_stand():
    from ruamel.yaml import YAML
    job = YAML(typ="safe").load(open(os.path.join(ROOT, "docs/ci/gitlab-ci.yml")))[".podfit"]
    assert job["artifacts"]["reports"] == {"codequality": "gl-code-quality-report.json", "junit": "podfit-junit.xml"}
    jenkins = open(os.path.join(ROOT, "docs/ci/Jenkinsfile")).read()
    stage = re.search(r"script: '''(.*?)'''", jenkins, re.S)[1]
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(folder, "work")
        os.makedirs(work)
        workspace(work)
        own = {**job["variables"], "PODFIT_PATHS": "deploy", "PODFIT_RECOMMENDATIONS": "recommendations.json"}
        for script, report in (("\n".join(job["script"]), "gl-code-quality-report.json"),
                               (stage, "podfit-checkstyle.xml")):
            for fail_on, status in (("error", 1), ("never", 0)):
                variables = scripts_environment(folder, **{**own, "PODFIT_FAIL_ON": fail_on})
                done = subprocess.run(["sh", "-c", script], cwd=work, env=variables, capture_output=True, text=True)
                # Jenkins' stage has no threshold of its own.
                assert done.returncode == (1 if script is stage else status), done.stderr
            assert os.path.getsize(os.path.join(work, report)) > 2
            os.remove(os.path.join(work, "podfit-junit.xml"))
    return "sh runs both, reports are written"


def main():
    failed = 0
    for each in cases:
        name = each.__name__.replace("_", " ")
        if ONLY not in each.__name__:
            continue
        try:
            print(f"ok      {name}: {each()}", flush=True)
        except Exception as error:
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
            if not isinstance(error, AssertionError):
                import traceback
                traceback.print_exc()
    print(f"{failed} failed" if failed else "all passed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    PODFIT, FOLDER = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    ONLY = (sys.argv[3] if len(sys.argv) > 3 else "").replace(" ", "_")
    os.makedirs(FOLDER, exist_ok=True)
    environment.enter(FOLDER, "check")
    sys.exit(main())
