"""An environment of Python packages of its own for a check, made in a folder of build products."""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def interpreter(folder, name):
    """The interpreter with the packages of requirements-NAME.txt, made where it is not there; None where it cannot be."""
    python = os.path.join(folder, "venv/bin/python")
    requirements = os.path.join(HERE, f"requirements-{name}.txt")
    mark = os.path.join(folder, f"venv/requirements-{name}.txt")
    if os.path.exists(mark) and open(mark).read() == open(requirements).read():
        return python
    try:
        subprocess.run([sys.executable, "-m", "venv", os.path.join(folder, "venv")], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements],
                       check=True)
        shutil.copy(requirements, mark)
        return python
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"SKIPPED: the packages of {requirements} cannot be had, nothing was compared: {error}")
        return None


def enter(folder, name):
    """Runs this script again with the packages, unless it already does; ends with status 0 where they cannot be had."""
    if os.path.realpath(sys.prefix) == os.path.realpath(os.path.join(folder, "venv")):
        return
    python = interpreter(folder, name)
    if python is None:
        sys.exit(0)
    sys.exit(subprocess.run([python, os.path.abspath(sys.argv[0]), *sys.argv[1:]]).returncode)
