#!/usr/bin/env python3
"""tests/tools.sh asks for what is missing, and only then. Shown machines that are made of links
to this one's commands, with an apt, a sudo and an id that only write down that they were called.
Prints TAP."""

import os
import shutil
import subprocess
import sys
import tempfile

from lab import check, finish

HERE = os.path.dirname(os.path.abspath(__file__))
COMMANDS = ["sh", "dirname", "cc", "meson", "ninja", "python3", "pkg-config", "tr", "date", "env",
            "sed", "mktemp", "rm", "grep", "cat", "tail", "ln", "getconf", "as", "ld"]


def program(folder, name, text):
    """A small shell script on that machine."""
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n" + text + "\n")
    os.chmod(path, 0o755)


def ask(script, missing=(), user=0, has=("apt-get", "sudo"), installs=()):
    """Runs a script on such a machine: (status, what it said, who was called)."""
    with tempfile.TemporaryDirectory() as folder:
        calls = os.path.join(folder, "calls")
        there = os.path.join(folder, "bin")
        os.mkdir(there)
        for name in COMMANDS:
            if name not in missing and shutil.which(name):
                os.symlink(shutil.which(name), os.path.join(there, name))
        program(there, "id", f"echo {user}")
        links = "; ".join(f"ln -sf '{shutil.which(name)}' '{there}/{name}'" for name in installs)
        if "apt-get" in has:
            program(there, "apt-get", f"echo apt-get $* >>'{calls}'\n"
                    f"case \"$*\" in *install*) {links or ':'} ;; esac")
        if "sudo" in has:
            program(there, "sudo", f"echo sudo $* >>'{calls}'\nexec \"$@\"")
        done = subprocess.run(
            [os.path.join(there, "sh"), "-c", script, "sh", HERE], text=True, check=False,
            env={"PATH": there, "HOME": folder}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        called = ""
        if os.path.exists(calls):
            with open(calls, encoding="utf-8") as file:
                called = file.read()
        return done.returncode, done.stdout, called


def main():
    """Print TAP."""
    need = '. "$1/tools.sh"; tools_need && echo "$tools_note"'
    status, said, called = ask(need)
    check("a complete machine needs nothing", status == 0 and "nothing to install" in said, said)
    check("and is not asked to install", called == "", called)
    status, said, called = ask(need, missing=["meson"], installs=["meson"])
    check("root installs what is missing", status == 0 and "installed meson" in said, said)
    check("with apt, once, and nothing else", "meson" in called and "ninja" not in called, called)
    check("and without sudo", "sudo" not in called, called)
    status, said, called = ask(need, missing=["meson"], installs=["meson"], user=1000)
    check("somebody else asks sudo", status == 0 and "sudo apt-get" in called, said + called)
    status, said, called = ask(need, missing=["meson", "ninja"], user=1000, has=["apt-get"])
    check("without sudo it says what to install",
          status == 1 and "apt-get install" in said and "meson ninja-build" in said, said)
    check("and calls nobody", called == "", called)
    status, said, called = ask(need, missing=["meson"], has=[])
    check("without apt it names the packages", status == 1 and "meson" in said, said)
    status, said, called = ask(need, missing=["meson"])
    check("what apt could not install is a failure",
          status == 1 and "Could not install: meson" in said, said)
    check("a command may be asked for by name",
          ask('. "$1/tools.sh"; tools_need nosuchtool')[0] == 1)
    status, said, called = ask('sh "$1/run.sh"', missing=["meson"], has=[])
    check("tests/run.sh then ends with a failure",
          status == 1 and said.splitlines()[-1] == "0 passed, 1 failed", said)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
