#!/usr/bin/env python3
"""What the builder's machine must not change: builds.py same-binary | compilers. Prints TAP.

    same-binary    the release build of this source in two places gives the same program bytes
    compilers      gcc and clang, -O0 and -O3, all give the kept fingerprints
"""

import os
import shutil
import subprocess
import sys
import tempfile

import fingerprints    # which also says where lab.py is
from lab import ROOT, check, copy_source, finish, skip

PROGRAM = os.path.join("reports", "cli", "wtsim")


def build(source, folder, options=(), compiler=None):
    """Configures and builds the program alone; returns (its path or None, what was said)."""
    environment = dict(os.environ, **({"CC": compiler} if compiler else {}))
    for name in ("CFLAGS", "LDFLAGS"):
        environment.pop(name, None)
    said = ""
    for command in (["meson", "setup", *options, folder, source],
                    ["ninja", "-C", folder, PROGRAM]):
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        said = done.stdout
        if done.returncode != 0:
            return None, "\n".join(said.splitlines()[-15:])
    return os.path.join(folder, PROGRAM), said


def same_binary():
    """Two copies of the source at paths of different length and depth, built in different ways."""
    with tempfile.TemporaryDirectory() as folder:
        here = copy_source(os.path.join(folder, "a"))
        there = copy_source(os.path.join(folder, "a longer path", "with spaces", "wtsim source"))
        first, said = build(here, os.path.join(here, "build"))
        check("builds inside its own tree", first, said)
        second, said = build(there, os.path.join(folder, "elsewhere", "deep", "build two"))
        check("builds outside its tree, in a path with spaces", second, said)
        if first and second:
            with open(first, "rb") as one, open(second, "rb") as other:
                left, right = one.read(), other.read()
            check("both give the same bytes", left == right,
                  f"{len(left)} and {len(right)} bytes")
            check("no path of the builder is in them", folder.encode() not in left)


def compilers():
    """Every compiler and level of optimisation that this machine has."""
    _, runs = fingerprints.read_kept()
    for compiler in ("gcc", "clang"):
        for level in ("0", "3"):
            name = f"{compiler} -O{level}"
            if shutil.which(compiler) is None:
                skip(f"{name} builds", f"no {compiler} here")
                continue
            with tempfile.TemporaryDirectory() as folder:
                program, said = build(ROOT, os.path.join(folder, "build"),
                                      ["-Db_lto=false", f"-Doptimization={level}"], compiler)
                check(f"{name} builds without a warning", program, said)
                for kept, arguments in runs if program else []:
                    got = fingerprints.fingerprint_of(fingerprints.answer(program, arguments))
                    check(f"{name}: {' '.join(arguments)}", got == kept, f"is {got}, was {kept}")


def main():
    """Run what was asked for."""
    {"same-binary": same_binary, "compilers": compilers}[sys.argv[1]]()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
