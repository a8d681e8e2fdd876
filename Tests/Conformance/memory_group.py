"""A memory control group of our own, version 1 or 2, for one run of a program."""
import os
import signal
import subprocess
import threading
import time

from harness import Skipped


def mounts():
    """The mount points of the memory controller of version 1, and of version 2."""
    one = two = None
    with open("/proc/self/mounts") as f:
        for line in f:
            _, place, kind, options = line.split()[:4]
            if kind == "cgroup" and "memory" in options.split(","):
                one = one or place
            elif kind == "cgroup2":
                two = two or place
    return one, two


def cpu_seconds(process):
    """User and system time of a process; nothing once it has ended."""
    try:
        with open(f"/proc/{process}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class MemoryGroup:
    """A child group with a limit; removed at the end. Only what is started through it is ever in it."""

    def __init__(self, name, limit):
        one, two = mounts()
        self.version = 1 if one else 2
        parent = one or two
        if parent is None:
            raise Skipped("no memory control group here")
        if self.version == 2:
            with open(os.path.join(parent, "cgroup.subtree_control")) as f:
                if "memory" not in f.read().split():
                    raise Skipped("the memory controller is not handed down to groups here")
        self.path = os.path.join(parent, f"podfit-{os.getpid()}-{name}")
        try:
            os.mkdir(self.path)
            self.write("memory.limit_in_bytes" if self.version == 1 else "memory.max", limit)
        except OSError as error:
            self.close()
            raise Skipped(f"no memory control group can be made here: {error.strerror}")
        self.limit, self.peak = limit, 0

    def write(self, name, value):
        with open(os.path.join(self.path, name), "w") as f:
            f.write(str(value))

    def read(self, name):
        with open(os.path.join(self.path, name)) as f:
            return f.read()

    def table(self, name):
        return {k: int(v) for k, v in (line.split() for line in self.read(name).splitlines())}

    def working_set(self):
        """Use less inactive file cache, as the kubelet counts it."""
        if self.version == 1:
            usage, inactive = int(self.read("memory.usage_in_bytes")), self.table("memory.stat")["total_inactive_file"]
        else:
            usage, inactive = int(self.read("memory.current")), self.table("memory.stat")["inactive_file"]
        return max(0, usage - inactive)

    def kills(self):
        table = self.table("memory.oom_control" if self.version == 1 else "memory.events")
        return table.get("oom_kill", 0)

    def run(self, command, cwd, samples, timeout):
        """Runs a program in the group; its working set and CPU go to a CSV twice a second."""
        group = os.path.join(self.path, "cgroup.procs")

        def enter():
            with open(group, "w") as f:
                f.write(str(os.getpid()))

        # preexec: the program must be in the group before it looks at its limits.
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=enter, start_new_session=True)
        stop = threading.Event()

        def watch():
            began = time.time()
            with open(samples, "w") as f:
                f.write("t_s,working_set_bytes,cpu_usage_seconds_total\n")
                while not stop.wait(0.5):
                    value = self.working_set()
                    self.peak = max(self.peak, value)
                    f.write(f"{time.time() - began:.2f},{value},{cpu_seconds(process.pid)}\n")

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            err += "\n(ended after the time allowed)"
        finally:
            stop.set()
            watcher.join()
        return process.returncode, out, err

    def close(self):
        for _ in range(50):
            try:
                os.rmdir(self.path)
                return
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(0.1)
