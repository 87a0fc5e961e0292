"""The manual page and the completions of shells say what the program's own help says.

They are made from the same tables while wtsim is built, and lie beside it. groff, mandoc and zsh
judge where they are installed; bash does everywhere."""

import json
import os
import re
import shutil
import subprocess

from tool import WTSIM, check, finish, skip, wtsim

MADE = os.path.dirname(WTSIM)


def read(name):
    with open(os.path.join(MADE, name), encoding="utf-8") as file:
        return file.read()


def commands():
    return re.findall(r"^  wtsim (\w+)", wtsim("--help").out, re.M)


def options(command):
    """Name and argument ('' where it takes none) of each option in the help of a command."""
    return re.findall(r"^  (--[\w-]+)(?: (\S+))?", wtsim(command, "--help").out, re.M)


COMMANDS = commands()
OPTIONS = {command: options(command) for command in COMMANDS}


def plain(page):
    """The page's text without what roff reads as its own."""
    return re.sub(r"\\f.|\\&", "", page.replace("\\-", "-")).replace("\\(aq", "'")


def complete(*words):
    """What bash offers for the last word; the words before it have been typed."""
    quoted = " ".join(f"'{word}'" for word in words)
    script = (f"source '{os.path.join(MADE, 'wtsim.bash')}'; COMP_WORDS=({quoted}); "
              f"COMP_CWORD={len(words) - 1}; _wtsim; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    done = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True,
                          timeout=60, check=False)
    return done.stdout.split() if done.returncode == 0 and not done.stderr else [done.stderr]


def judge(name, tool, *arguments):
    """A tool that says nothing about what it reads, where it is installed."""
    if shutil.which(tool) is None:
        skip(name, f"{tool} is not installed")
        return
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, timeout=60,
                          check=False, cwd=MADE)
    check(name, done.returncode == 0 and not done.stdout.strip() and not done.stderr.strip(),
          done.stdout + done.stderr)


page, text = read("wtsim.1"), plain(read("wtsim.1"))
check("there are commands, each with options", len(COMMANDS) >= 15 and all(OPTIONS.values()))
check("the page has every command",
      all(f"\nwtsim {command} " in text for command in COMMANDS), text[:600])
missing = {name for command in COMMANDS for name, _ in OPTIONS[command]
           if f"\n{name}" not in text}
check("the page has every option", not missing, str(missing))
check("the page has every exit code",
      all(f"\n{code}\n" in text for code in (0, 1, 2, 3, 64, 65, 66, 70, 73, 74, 75, 130)))
check("the page keeps what is hidden hidden", "--without-ledger" not in text)
judge("groff has nothing to say about the page", "groff", "-man", "-Tutf8", "-ww", "-z", "wtsim.1")
judge("mandoc has nothing to say about the page", "mandoc", "-Tlint", "-Wwarning", "wtsim.1")

check("bash completes commands", set(COMMANDS) <= set(complete("wtsim", "")))
check("bash completes one command", complete("wtsim", "swe") == ["sweep"])
wrong = [command for command in COMMANDS
         if set(complete("wtsim", command, "--")) != {name for name, _ in OPTIONS[command]}]
check("bash completes exactly the options of each command", not wrong, str(wrong))
check("bash completes the words of an option",
      complete("wtsim", "run", "--format", "") == ["text", "json", "csv", "markdown"])
check("the same option has other words of another command",
      complete("wtsim", "trace", "--format", "c") == ["chrome"])
check("bash completes behind '='", complete("wtsim", "run", "--color", "=", "al") == ["always"]
      and complete("wtsim", "run", "--color", "=") == ["auto", "always", "never"])
check("bash leaves files to the shell", complete("wtsim", "run", "") == [])
check("bash completes actions, templates and runs",
      "prune" in complete("wtsim", "db", "") and complete("wtsim", "new", "int") == ["interrupt"]
      and complete("wtsim", "why", "@l") == ["@last"])

zsh = read("_wtsim")
missing = [command for command in COMMANDS if f"        '{command}:" not in zsh]
check("the completion of zsh has every command", not missing, str(missing))
for command in COMMANDS:
    part = zsh.split(f"\n    {command})\n", 1)[-1].split(";;", 1)[0]
    missing += [name for name, _ in OPTIONS[command] if f"'{name}[" not in part
                and f"'*{name}[" not in part]
check("the completion of zsh has every option", not missing, str(missing))
judge("zsh can read its completion", "zsh", "-n", "_wtsim")

with open(os.path.join(MADE, "..", "..", "meson-info", "intro-installed.json"),
          encoding="utf-8") as file:
    installed = list(json.load(file).values())
for end in ("/bin/wtsim", "/man1/wtsim.1", "/bash-completion/completions/wtsim.bash",
            "/zsh/site-functions/_wtsim"):
    check(f"meson installs ...{end}", any(path.endswith(end) for path in installed),
          str(installed))
raise SystemExit(finish())
