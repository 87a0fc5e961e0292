#!/usr/bin/env python3
"""The rule table is whole: every rule has its row, every row keeps what it says. TAP.

After the real table a doctored one is shown to each check, so that each is seen to fail."""

import copy
import os
import sys

import rule_table as table

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from lab import ROOT, check, finish  # noqa: E402

KNOWN = table.known_ids()
RULES = table.read_rules(ROOT)
NAMES = table.test_names(ROOT)
KEYS = table.key_names(table.read(ROOT, "scenarios/language/schema.def"))


ASSUMPTIONS = table.read(ROOT, "scenarios/language/assumptions.def")


def good(sentence, wrong):
    check(sentence, not wrong, "\n".join(wrong[:20]))


def doctored(which, **changes):
    """The table with one row changed."""
    rules = copy.deepcopy(RULES)
    row = next(rule for rule in rules if rule.id == which)
    for name, value in changes.items():
        setattr(row, name, value)
    return rules


def real():
    good("every rule has one row", table.complete(RULES, KNOWN))
    good("every row has what its state needs", table.sound(RULES))
    good("every test that a row names exists", table.tested(RULES, NAMES))
    good("every key that a row names exists", table.switchable(RULES, KEYS))
    good("every parameter with an unknown value is named by reports",
         table.assumed(RULES, ASSUMPTIONS))
    good("every rule that a table cites exists",
         table.exist(table.cited_in_tables(ROOT), KNOWN))
    good("every rule that a comment cites exists",
         table.exist(table.cited_in_comments(ROOT), KNOWN))


def can_fail():
    def bad(sentence, wrong, word):
        check(sentence, len(wrong) == 1 and word in wrong[0], "\n".join(wrong[:5]) or "nothing")

    bad("a missing row is seen", table.complete([r for r in RULES if r.id != "W81"], KNOWN), "W81")
    bad("a double row is seen", table.complete(RULES + [RULES[0]], KNOWN), "two rows")
    bad("a row of no rule is seen",
        table.complete(doctored("W81", id="W999"), set(KNOWN) - {"W81"}), "W999")
    bad("a modelled rule without a test is seen", table.sound(doctored("W81", tests=[])), "W81")
    bad("a reason that is missing is seen", table.sound(doctored("I9", detail="")), "I9")
    bad("a strange era is seen", table.sound(doctored("W81", eras="xp")), "xp")
    bad("a test that does not exist is seen",
        table.tested(doctored("W81", tests=["w81_works_perfectly"]), NAMES), "w81_works")
    bad("a key that does not exist is seen",
        table.switchable(doctored("W12", detail="pool.no_such_key"), KEYS), "no_such_key")
    bad("an unknown value that no report names is seen",
        table.assumed(RULES, ASSUMPTIONS.replace('"W44"', '"W43"')), "W44")
    bad("a citation of no rule is seen", table.exist([("a.c", "W1"), ("a.c", "W213")], KNOWN),
        "W213")
    check("ids are found in comments",
          table.cited_in(table.comments("/* D7, W12 (SC3): I23a */ int D99; // K7")) ==
          ["D7", "W12", "SC3", "I23a", "K7"])


def main():
    real()
    can_fail()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
