"""wtsim db: what the store holds, whether it is sound, what may go, and runs that come together."""

import json
import shutil
import sqlite3

from tool import HELLO, check, finish, path, wide_lines, write, wtsim

# HELLO has five replications; so the shards of three are replication 0, then 1 and 2, then 3 and 4.
write("hello.yaml", HELLO)


def figures(store, run="1"):
    """Everything that a run says, but for when and by whom it was computed."""
    answer = json.loads(wtsim("show", run, "--db", store, "--format", "json").out)
    for name in ("run", "program", "label", "jobs", "wall_ms", "executed_at"):
        answer.pop(name, None)
    return answer


wtsim("run", "hello.yaml", "--db", "whole.db", "--label", "whole")
answer = wtsim("db", "path", "--db", "whole.db")
check("path says where it is and how much is in it",
      answer.code == 0 and answer.out.startswith("whole.db\n1 run of 1 scenario"), answer.note)

# ---- shards ---------------------------------------------------------------------------------

for shard, store, first, count, there in (("1/3", "a.db", 0, 1, 1), ("2/3", "b.db", 1, 2, 2),
                                          ("3/3", "b.db", 3, 2, 4)):
    answer = wtsim("run", "hello.yaml", "--shard", shard, "--db", store, "--format", "json")
    check(f"shard {shard} is its share of the replications", answer.code == 0
          and json.loads(answer.out) == {"first": first, "count": count, "planned": 5,
                                         "present": there}, answer.note)
check("a shard is no run", json.loads(wtsim("list", "--db", "b.db", "--format", "json").out)
      == {"runs": []})
answer = wtsim("db", "merge", "b.db", "--db", "c.db")
check("with one replication missing nothing is joined, and that is said",
      answer.code == 0 and "1 run still lacks 1 replication" in answer.out, answer.note)
answer = wtsim("db", "merge", "a.db", "b.db", "--db", "c.db")
check("with all there they become a run", answer.code == 0 and "1 run joined" in answer.out,
      answer.note)
check("which says what one place would have said",
      figures("c.db")["fingerprint"] == figures("whole.db")["fingerprint"]
      and figures("c.db") == figures("whole.db"))
answer = wtsim("db", "merge", "a.db", "b.db", "--db", "c.db", "--format", "json")
check("merging again changes nothing", answer.code == 0
      and set(json.loads(answer.out).values()) == {0}, answer.note)
check("and leaves no parts behind", sqlite3.connect(path("c.db")).execute(
    "SELECT (SELECT count(*) FROM part), (SELECT count(*) FROM run)").fetchone() == (0, 1))
answer = wtsim("run", "hello.yaml", "--shard", "1/2", "--db", "c.db")
check("a shard of a known run is not computed", answer.code == 0
      and "already holds all of this" in answer.err, answer.note)
answer = wtsim("verify", "1", "--db", "c.db")
check("a joined run is verified like any other", answer.code == 0, answer.note)
for wrong in ("3/2", "0/2", "1", "1/0", "a/b", "1/2/3"):
    answer = wtsim("run", "hello.yaml", "--shard", wrong, "--db", "c.db")
    check(f"--shard {wrong} is a mistake of usage", answer.code == 64 and "2/4" in answer.err,
          answer.note)
answer = wtsim("run", "hello.yaml", "--shard", "1/2", "--no-store")
check("a shard that is not stored is one, too", answer.code == 64, answer.note)
shutil.copy(path("b.db"), path("bad.db"))
link = sqlite3.connect(path("bad.db"))
link.execute("UPDATE part SET content = zeroblob(100) WHERE replication = 3")
link.commit()
link.close()
answer = wtsim("db", "merge", "a.db", "bad.db", "--db", "d.db")
check("a damaged part is named, kept, and nothing is joined", answer.code == 65
      and "replication 3" in answer.err and "damaged" in answer.err
      and json.loads(wtsim("list", "--db", "d.db", "--format", "json").out) == {"runs": []},
      answer.note)

# ---- merging stores -------------------------------------------------------------------------

wtsim("run", "hello.yaml", "--db", "one.db", "--set", "run.seed=2", "--label", "second")
wtsim("run", "hello.yaml", "--db", "one.db", "--set", "run.seed=3", "--label", "whole",
      "--tag", "night")
wtsim("db", "note", "2", "a remark, with a comma", "--db", "one.db")
answer = wtsim("db", "merge", "one.db", "--db", "whole.db")
check("runs of another store come here; a label that is taken stays behind", answer.code == 0
      and "2 new runs" in answer.out and "1 label was not taken over" in answer.out, answer.note)
listed = json.loads(wtsim("list", "--db", "whole.db", "--format", "json").out)["runs"]
check("with their labels and tags", sorted((r["label"] or "", r["tags"]) for r in listed)
      == [("", "night"), ("second", ""), ("whole", "")], listed)
answer = wtsim("db", "merge", "one.db", "--db", "whole.db", "--format", "json")
check("twice is once", json.loads(answer.out)["new_runs"] == 0
      and json.loads(answer.out)["known_runs"] == 2, answer.note)
check("with executions and notes as they were, each once", sqlite3.connect(
    path("whole.db")).execute("SELECT (SELECT count(*) FROM execution), (SELECT count(*) FROM note)"
                              ).fetchone() == (3, 1))
check("figures survive the journey", figures("whole.db", "3") == figures("one.db", "2"))
answer = wtsim("db", "merge", "nowhere.db", "--db", "whole.db")
check("a store that is not there is exit 66", answer.code == 66, answer.note)

# ---- labels, tags, notes --------------------------------------------------------------------

answer = wtsim("db", "label", "3", "third", "--db", "whole.db")
check("a label is given", answer.code == 0 and wtsim("show", "third", "--db", "whole.db",
                                                    "--brief").code in (0, 1), answer.note)
answer = wtsim("db", "tag", "third", "two words", "--db", "whole.db")
check("a tag has no spaces", answer.code == 64 and "note" in answer.err, answer.note)
wtsim("db", "tag", "third", "a", "b", "--db", "whole.db")
wtsim("db", "tag", "third", "night", "--remove", "--db", "whole.db")
answer = wtsim("db", "tag", "third", "--db", "whole.db")
check("tags are added, taken away and told", answer.out == "a\nb\n", answer.note)
answer = wtsim("list", "--tag", "a", "--tag", "b", "--db", "whole.db", "--format", "csv")
check("and list chooses by them", len(answer.out.splitlines()) == 2, answer.note)
answer = wtsim("db", "note", "third", "--db", "whole.db")
check("a note is told with its day", answer.out.rstrip().endswith("  a remark, with a comma"),
      answer.note)

# ---- check, prune ---------------------------------------------------------------------------

answer = wtsim("db", "check", "--db", "whole.db")
check("a sound store is said to be sound", answer.code == 0 and answer.out.startswith("SOUND"),
      answer.note)
shutil.copy(path("whole.db"), path("hurt.db"))
link = sqlite3.connect(path("hurt.db"))
link.execute("DELETE FROM run WHERE run_id = 1")        # as a person would, without foreign keys
link.execute("UPDATE run SET fingerprint = '0123456789abcdef' WHERE run_id = 2")
link.execute("DELETE FROM replication WHERE run_id = 3 AND replication = 4")
link.commit()
link.close()
answer = wtsim("db", "check", "--db", "hurt.db")
check("rows that belong to nothing, a changed run and a run that lacks rows are found",
      answer.code == 1 and "belong to nothing" in answer.out
      and "Run 2 was changed by hand" in answer.out and "Run 3 says 5 replications and has 4"
      in " ".join(answer.out.split()) and not wide_lines(answer.out), answer.note)
answer = wtsim("db", "prune", "2", "3", "--db", "hurt.db")
check("prune removes them", answer.code == 0 and "removed 2 runs" in answer.out, answer.note)
answer = wtsim("db", "check", "--db", "hurt.db")
check("and the store is sound again", answer.code == 0 and "0 runs of 0 scenarios" in answer.out,
      answer.note)

before = open(path("whole.db"), "rb").read()
answer = wtsim("db", "prune", "--keep", "0", "--dry-run", "--db", "whole.db")
check("labels, tags and notes protect: run 1 whole, 2 second, 3 third",
      answer.code == 0 and "would remove 0 runs" in answer.out, answer.note)
wtsim("db", "label", "second", "--db", "whole.db")
answer = wtsim("db", "prune", "--keep", "1", "--dry-run", "--db", "whole.db")
check("without its label one goes, but not in a rehearsal", "would remove 1 run," in answer.out
      and len(json.loads(wtsim("list", "--db", "whole.db", "--format", "json").out)["runs"]) == 3,
      answer.note)
answer = wtsim("db", "prune", "--keep", "1", "--db", "whole.db", "--format", "json")
pruned = json.loads(answer.out)
check("and then it does, and the file is smaller", pruned["runs"] == 1
      and pruned["bytes_after"] < pruned["bytes_before"], answer.note)
answer = wtsim("db", "prune", "1", "--keep", "1", "--db", "whole.db")
check("either runs or --keep", answer.code == 64, answer.note)
answer = wtsim("db", "prone")
check("an action that is misspelt is recognised", answer.code == 64 and "'prune'" in answer.err,
      answer.note)
answer = wtsim("db")
check("and one that is missing, too", answer.code == 64 and "ACTION" in answer.err, answer.note)
answer = wtsim("db", "--help")
check("help names every action", all(f"\n  {name}" in answer.out for name in (
    "path", "check", "prune", "merge", "label", "tag", "note")) and not wide_lines(answer.out),
      answer.note)

# ---- size -----------------------------------------------------------------------------------

sizes = []
for seed in (11, 12, 13):
    wtsim("run", "hello.yaml", "--db", "size.db", "--replications", "20", "--seed", str(seed))
    wtsim("db", "prune", "--db", "size.db")
    answer = wtsim("db", "path", "--db", "size.db", "--format", "json")
    sizes.append(json.loads(answer.out)["bytes"])
check("each further run of 20 replications takes less than 200 kB",
      all(0 < b - a < 200_000 for a, b in zip(sizes, sizes[1:])), sizes)
finish()
