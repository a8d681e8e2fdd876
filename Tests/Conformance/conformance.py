#!/usr/bin/env python3
"""podfit against real servers and real JVMs: what it prints, pulls, reads and advises.

usage: conformance.py PODFIT TOOLS [PART OF A NAME]
TOOLS is the folder that the servers were unpacked to; programs on the PATH come first. Everything
listens on 127.0.0.1 and writes below one temporary folder.
"""
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cluster
import harness
import servers

# Importing a module registers its cases.
import cases_queries  # noqa: F401
import cases_routes  # noqa: F401
import cases_pull  # noqa: F401
import cases_faults  # noqa: F401
import cases_jvm  # noqa: F401
import cases_changes  # noqa: F401


def run(podfit, tools, only):
    programs = {name: servers.find(name, tools) for name in ("prometheus", "promtool", "victoria-metrics")}
    root = tempfile.mkdtemp(prefix="podfit-conformance-")
    started = []
    try:
        bench = harness.Bench(podfit, cluster, root, [os.path.join(tools, "usr/bin")])
        bench.data = cluster.Cluster()
        if programs["prometheus"] and programs["promtool"]:
            bench.prometheus = servers.prometheus(
                programs["prometheus"], programs["promtool"], bench.data.openmetrics(), root)
            started.append(bench.prometheus)
        else:
            print("SKIPPED all that needs prometheus and promtool: not installed (make conformance-deps)")
        if programs["victoria-metrics"]:
            bench.victoria = servers.victoria_metrics(
                programs["victoria-metrics"], bench.data.prometheus_text(), root)
            started.append(bench.victoria)
        else:
            print("SKIPPED all that needs victoria-metrics: not installed (make conformance-deps)")
        return harness.main(bench, only)
    finally:
        for server in started:
            server.close()
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(run(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), (sys.argv[3:] or [None])[0]))
