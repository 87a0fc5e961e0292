#!/usr/bin/env python3
"""README.md tells the truth: readme.py WTSIM prints TAP.

Each YAML block under a "file: NAME" comment is written to an empty folder; the commands of each
text block that begins with "$ wtsim ..." are run there and must print exactly what the block
shows. Every path that a README names must exist. readme.py WTSIM --update writes the outputs anew.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile

from lab import ROOT, check, finish

README = os.path.join(ROOT, "README.md")
FILE = re.compile(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", re.DOTALL)
BLOCK = re.compile(r"(?<=```text\n)\$ wtsim .*?(?=```)", re.DOTALL)
COMMAND = re.compile(r"^\$ wtsim (.*)\n", re.MULTILINE)
PATH = re.compile(r"`((?:\.ci|sim|model|scenarios|reports|tests)/[\w./-]*|LICENSE)`")
FOLDERS = ["", "sim", "model", "scenarios", "reports", "tests"]


def output_of(wtsim, arguments, folder):
    """What a reader without a terminal sees."""
    done = subprocess.run([os.path.abspath(wtsim), *shlex.split(arguments)], cwd=folder,
                          env={**os.environ, "WTSIM_DB": "wtsim.db"}, text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    return done.stdout.strip("\n")


def commands(block):
    """(arguments, what is shown under it) of each command in a block."""
    parts = COMMAND.split(block)[1:]
    return [(arguments, shown.strip("\n")) for arguments, shown in zip(parts[::2], parts[1::2])]


def folder_of(text):
    """A folder with the files that the text shows."""
    folder = tempfile.TemporaryDirectory()
    for name, content in FILE.findall(text):
        with open(os.path.join(folder.name, name), "w", encoding="utf-8") as file:
            file.write(content)
    return folder


def update(wtsim, text):
    """The text with what the commands print now."""
    with folder_of(text) as folder:
        return BLOCK.sub(lambda block: "\n\n".join(
            f"$ wtsim {arguments}\n{output_of(wtsim, arguments, folder)}"
            for arguments, _ in commands(block.group(0))) + "\n", text)


def main():
    """Check, or update."""
    with open(README, encoding="utf-8") as file:
        text = file.read()
    if "--update" in sys.argv:
        with open(README, "w", encoding="utf-8") as file:
            file.write(update(sys.argv[1], text))
        return 0
    shown_commands = [pair for block in BLOCK.findall(text) for pair in commands(block)]
    with folder_of(text) as folder:
        for arguments, shown in shown_commands:
            got = output_of(sys.argv[1], arguments, folder)
            check(f"README.md shows what happens: wtsim {arguments}", shown == got, got)
    check("README.md shows a scenario and a command", shown_commands and FILE.search(text))
    example = FILE.search(text).group(2) if FILE.search(text) else "\n" * 99
    check("its scenario is about ten lines", example.count("\n") <= 12)
    linked = subprocess.run(["ldd", sys.argv[1]], capture_output=True, text=True, check=False)
    check("the program does not link libRmath", "libyaml" in linked.stdout
          and "libRmath" not in linked.stdout, linked.stdout)
    for folder in FOLDERS:
        page = os.path.join(ROOT, folder, "README.md")
        check(f"{os.path.join(folder, 'README.md')} is there", os.path.exists(page))
        if os.path.exists(page):
            with open(page, encoding="utf-8") as file:
                content = file.read()
            missing = [path for path in PATH.findall(content)
                       if not os.path.exists(os.path.join(ROOT, path))]
            check(f"and names only what is there: {folder or 'top'}", not missing,
                  ", ".join(missing))
    return finish()


if __name__ == "__main__":
    sys.exit(main())
