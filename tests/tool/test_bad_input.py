"""Bad input: each mistake its own clear error with place and reason, in bounded time and memory,
with the right exit code, and nothing in the store is harmed."""

import os
import resource
import sys
import time

from tool import HELLO, SANITIZED, check, finish, path, write, wtsim

DB = ("--db", "t.db")


def small():
    """At most 600 MB of address space: what is refused must not be read into memory first."""
    if not SANITIZED:                 # sanitizers reserve terabytes of it
        resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))


def stored():
    return wtsim("list", *DB, "--format", "json").out


def refuse(sentence, name, code=65, says=""):
    """check and run refuse it alike, quickly, with a sentence and without touching the store."""
    before, began = stored(), time.monotonic()
    for command in (["check", name], ["run", name, *DB]):
        answer = wtsim(*command, timeout=60, preexec_fn=small)
        check(f"{sentence}: {command[0]} ends with {code}", answer.code == code
              and answer.out == "" and says in answer.err and answer.err != "", answer.note)
        check(f"{sentence}: {command[0]} is not a page of noise", len(answer.err) < 8000,
              len(answer.err))
    check(f"{sentence}: it took a moment only", time.monotonic() - began < 20)
    check(f"{sentence}: the store is as it was", stored() == before)


write("hello.yaml", HELLO)
wtsim("run", "hello.yaml", *DB)
refuse("a missing file", "nowhere.yaml", 66, "nowhere.yaml")
os.mkdir(path("folder"))
refuse("a folder", "folder", 66, "folder")
write("empty.yaml", "")
refuse("an empty file", "empty.yaml")
write("binary.yaml", bytes(range(256)) * 64)
refuse("a binary file", "binary.yaml")
write("zeros.yaml", b"wtsim: 1\n\0\0\0\n")
refuse("a file with zero bytes", "zeros.yaml")
write("latin.yaml", b"wtsim: 1\nscenario: na\xefve\n")
refuse("a file that is not UTF-8", "latin.yaml")
write("broken.yaml", "wtsim: 1\ndrivers: {a: [\n")
refuse("not YAML", "broken.yaml", says="broken.yaml:")
write("two.yaml", HELLO + "---\n" + HELLO)
refuse("two documents", "two.yaml", says="two.yaml:")
with open(path("huge.yaml"), "wb") as file:
    file.truncate(6 << 30)
refuse("a file of 6 GB", "huge.yaml")
bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
for level in range(1, 12):
    bomb += f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n"
write("bomb.yaml", bomb)
refuse("aliases that explode", "bomb.yaml", says="bomb.yaml:")
write("deep.yaml", "wtsim: " + "[" * 10000 + "]" * 10000 + "\n")
refuse("10,000 levels of nesting", "deep.yaml", says="deep.yaml:1:")
write("deeper.yaml", "".join(" " * level + "a:\n" for level in range(10000)))
refuse("10,000 levels by indentation", "deeper.yaml")
write("wrong.yaml", HELLO.replace("callback: EvtWorkItem", "calback: EvtWorkItem"))
refuse("a misspelt key", "wrong.yaml", says="did you mean 'callback'")
write("dangling.yaml", HELLO.replace("WdfWorkItemEnqueue: cook", "WdfWorkItemEnqueue: cok"))
refuse("a dangling name", "dangling.yaml", says="cook")
write("unit.yaml", HELLO.replace("run: 400us", "run: 400"))
refuse("a missing unit", "unit.yaml", says="unit")
write("absurd.yaml", HELLO.replace("duration: 1s", "duration: 1e30h"))
refuse("an absurd duration", "absurd.yaml", says="absurd.yaml:")
many = HELLO.replace("run: 3us", "rnu: 3us").replace("run: 20us", "rnu: 20us")
write("many.yaml", many)
answer = wtsim("check", "many.yaml")
check("all mistakes are told in one pass, in the order of the file",
      answer.err.count("error[S") == 2
      and answer.err.index("many.yaml:12:") < answer.err.index("many.yaml:13:"), answer.note)
check("and counted at the end of a run", "2 errors in 1 file. Nothing was run, nothing was stored."
      in wtsim("run", "many.yaml", *DB).err)
check("with the way to an explanation of them",
      "wtsim explain S045 tells more; so for each number.\n" in wtsim("run", "many.yaml", *DB).err
      and wtsim("explain", "S045").code == 0)
if os.getuid() != 0:
    write("secret.yaml", HELLO)
    os.chmod(path("secret.yaml"), 0)
    refuse("an unreadable file", "secret.yaml", 66, "secret.yaml")

LOOP = HELLO.replace("EvtWorkItem: [each_request: [run: 400us]]",
                     "EvtWorkItem: [{repeat: forever, steps: [set: n = 1]}]").replace(
                         "    callbacks:", "    variables: {n: 0}\n    callbacks:")
write("loop.yaml", LOOP)
began, before = time.monotonic(), stored()
answer = wtsim("run", "loop.yaml", *DB, timeout=60)
check("a loop that takes no time ends with 65, with its place", answer.code == 65
      and "loop.yaml:" in answer.err and answer.out == "", answer.note)
check("in bounded time", time.monotonic() - began < 30)
check("and nothing is stored", stored() == before)
answer = wtsim("run", "hello.yaml", "wrong.yaml", *DB, "--brief")
check("of two files the good one is run all the same", answer.code == 65
      and answer.out.startswith("PASS"), answer.note)

sys.exit(finish())
