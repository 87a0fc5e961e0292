"""A store that is locked, read-only, corrupt, newer, not ours or on a full disk: a clear error,
exit 73, 74 or 75, and no half-written run."""

import os
import shutil
import sqlite3
import sys

from tool import HELLO, check, environment, finish, path, skip, write, wtsim

write("hello.yaml", HELLO)
wtsim("run", "hello.yaml", "--db", "good.db")


def clean(name):
    """The store opens and holds only whole runs."""
    link = sqlite3.connect(path(name))
    good = link.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and not link.execute(
        "SELECT run_id FROM run WHERE completed + stopped <> (SELECT count(*) FROM replication "
        "WHERE replication.run_id = run.run_id)").fetchall()
    count = link.execute("SELECT count(*) FROM run").fetchone()[0]
    link.close()
    return good, count


answer = wtsim("list", "--db", "none.db")
check("reading a store that is not there is exit 66", answer.code == 66
      and "none.db" in answer.err, answer.note)
check("and makes none", not os.path.exists(path("none.db")))
answer = wtsim("run", "hello.yaml", "--db", "no/such/file/../x.db", "--set", "run.seed=2")
check("a store is made with its folders, or refused with a reason", answer.code in (0, 73, 74),
      answer.note)

shutil.copy(path("good.db"), path("locked.db"))
holder = sqlite3.connect(path("locked.db"), isolation_level=None)
holder.execute("BEGIN EXCLUSIVE")
answer = wtsim("run", "hello.yaml", "--db", "locked.db", "--set", "run.seed=3")
check("a locked store is exit 75 after a few seconds", answer.code == 75 and answer.err != "",
      answer.note)
holder.execute("ROLLBACK")
holder.close()
check("and whole afterwards", clean("locked.db") == (True, 1), clean("locked.db"))

write("text.db", "this is not a database, but it is long enough to look like a file " * 50)
answer = wtsim("run", "hello.yaml", "--db", "text.db")
check("a file that is no database is exit 74", answer.code == 74 and "text.db" in answer.err,
      answer.note)
link = sqlite3.connect(path("other.db"))
link.execute("CREATE TABLE mine (x)")
link.commit()
link.close()
answer = wtsim("run", "hello.yaml", "--db", "other.db")
check("somebody else's database is exit 74", answer.code == 74 and "other.db" in answer.err,
      answer.note)
link = sqlite3.connect(path("other.db"))
check("and left alone", [row[0] for row in link.execute("SELECT name FROM sqlite_master")]
      == ["mine"])
link.close()
shutil.copy(path("good.db"), path("newer.db"))
link = sqlite3.connect(path("newer.db"))
link.execute("PRAGMA user_version = 999")
link.commit()
link.close()
answer = wtsim("list", "--db", "newer.db")
check("a store of a newer version is exit 74 and says so", answer.code == 74
      and "newer" in answer.err.lower(), answer.note)
with open(path("good.db"), "rb") as file:
    data = bytearray(file.read())
data[4096:4096 * 12] = b"\xa5" * (4096 * 11)
write("corrupt.db", bytes(data))
for command in (["list"], ["show", "1"], ["run", "hello.yaml", "--set", "run.seed=4"]):
    answer = wtsim(*command, "--db", "corrupt.db")
    check(f"a corrupt store is exit 74 for {command[0]}", answer.code == 74 and answer.err != "",
          answer.note)

if os.getuid() == 0:
    skip("a read-only store is exit 74", "root may write everything")
else:
    shutil.copy(path("good.db"), path("fixed.db"))
    os.chmod(path("fixed.db"), 0o444)
    answer = wtsim("run", "hello.yaml", "--db", "fixed.db", "--set", "run.seed=5")
    check("a read-only store is exit 74", answer.code == 74 and answer.err != "", answer.note)
answer = wtsim("run", "hello.yaml", "--db", "/dev/full")
check("a device is no store", answer.code in (73, 74) and answer.err != "", answer.note)


def few_bytes():
    """A disk that is full after 300 kB, as the process sees it."""
    import resource
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300 << 10, 300 << 10))


shutil.copy(path("good.db"), path("full.db"))
worst = 0
for seed in range(10, 16):
    answer = wtsim("run", "hello.yaml", "--db", "full.db", "--seed", str(seed), "--quiet",
                   preexec_fn=few_bytes)
    worst = max(worst, answer.code)
check("a full disk is exit 74", worst == 74, answer.note)
check("and leaves only whole runs", clean("full.db")[0] and clean("full.db")[1] >= 1,
      clean("full.db"))

answer = wtsim("run", "hello.yaml", env=environment(WTSIM_DB=path("from env.db")))
check("$WTSIM_DB names the store", answer.code == 0 and os.path.exists(path("from env.db")),
      answer.note)
answer = wtsim("run", "hello.yaml")
check("otherwise it is in the data directory",
      os.path.exists(os.path.join(path("data"), "wtsim", "runs.db")), answer.note)
shutil.copy(path("good.db"), path("wtsim.db"))
answer = wtsim("run", "hello.yaml")
check("./wtsim.db is used when it is there", "run 1 in ./wtsim.db" in answer.out, answer.note)

sys.exit(finish())
