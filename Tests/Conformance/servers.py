"""Real servers on loopback, each over a folder that goes away with it."""
import os
import shutil
import socket
import subprocess
import time
import urllib.request


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def find(program, root):
    """The program of the system, or the one unpacked below `root`."""
    return shutil.which(program) or next(
        (p for p in [os.path.join(root, "usr/bin", program)] if os.access(p, os.X_OK)), None)


class Server:
    """A child process that answers on a port."""

    def __init__(self, arguments, port, ready, log):
        self.url = f"http://127.0.0.1:{port}"
        self.log = open(log, "wb")
        self.process = subprocess.Popen(arguments, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        for _ in range(300):
            if self.process.poll() is not None:
                raise RuntimeError(f"{arguments[0]} ended with {self.process.returncode}; see {log}")
            try:
                with urllib.request.urlopen(self.url + ready, timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        self.close()
        raise RuntimeError(f"{arguments[0]} does not answer; see {log}")

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def prometheus(program, promtool, text, folder):
    """A Prometheus over blocks made of an OpenMetrics text."""
    source, data = os.path.join(folder, "cluster.om"), os.path.join(folder, "tsdb")
    with open(source, "w") as f:
        f.write(text)
    subprocess.run(
        [promtool, "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=24h", source, data],
        check=True, stdout=subprocess.DEVNULL)
    config = os.path.join(folder, "prometheus.yml")
    with open(config, "w") as f:
        f.write("global: {}\n")
    port = free_port()
    return Server(
        [program, f"--config.file={config}", f"--storage.tsdb.path={data}", "--storage.tsdb.retention.time=20y",
         f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"],
        port, "/-/ready", os.path.join(folder, "prometheus.log"))


def victoria_metrics(program, lines, folder):
    """A VictoriaMetrics with the same samples, imported as text."""
    port = free_port()
    server = Server(
        [program, f"-storageDataPath={os.path.join(folder, 'vm')}", f"-httpListenAddr=127.0.0.1:{port}",
         "-retentionPeriod=20y", "-search.latencyOffset=0s"],
        port, "/health", os.path.join(folder, "vm.log"))
    request = urllib.request.Request(
        server.url + "/api/v1/import/prometheus", data="".join(lines).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.status in (200, 204)
    with urllib.request.urlopen(server.url + "/internal/force_flush", timeout=30):
        pass
    return server
