#!/usr/bin/env python3
"""wtsim report: one page that needs nothing else, readable, small, the same every time."""

import html.parser
import os
import re
import sys

from tool import HELLO, SANITIZED, SCENARIOS, check, finish, path, skip, write, wtsim

import browser

VOID = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = HELLO.replace("scenario: hello\n", "scenario: hostile\n"
                        "title: \"</script><script>alert(1)</script><img src=x>\"\n"
                        "about: \"</pre><b onmouseover=alert(2)>\"\n").replace("seed: 1", "seed: 7")


class Page(html.parser.HTMLParser):
    """What stands in a page: mistakes of nesting, ids, addresses, elements."""

    def __init__(self, text):
        super().__init__()
        self.open, self.mistakes, self.ids, self.links, self.counts = [], [], [], [], {}
        self.feed(text)
        self.close()
        if self.open:
            self.mistakes.append(f"not ended: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"<{tag}> says {names} twice")
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "action", "data", "srcset", "xlink:href"):
                self.links.append(value)
            if name.startswith("on"):
                self.mistakes.append(f"<{tag} {name}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> at {self.getpos()}")


def read(name):
    with open(path(name), encoding="utf-8") as file:
        return file.read()


def page_checks(name, text):
    page = Page(text)
    check(f"{name}_is_well_formed", not page.mistakes, str(page.mistakes[:3]))
    check(f"{name}_has_each_id_once", len(page.ids) == len(set(page.ids)), str(page.ids))
    check(f"{name}_refers_to_nothing_outside",
          all(link.startswith("#") and link[1:] in page.ids for link in page.links)
          and not re.search(r"@import|url\(|fetch\(|XMLHttp|import\(", text), str(page.links))
    return page


write("hello.yaml", HELLO)
write("hostile.yaml", HOSTILE)
wtsim("run", "hello.yaml", "--db", "t.db", "--label", "one", "--quiet")
wtsim("run", "hello.yaml", "--set", "machine.processors=2", "--db", "t.db", "--label", "two",
      "--quiet")
wtsim("run", "hostile.yaml", "--db", "t.db", "--label", "hostile", "--quiet")
wtsim("run", os.path.join(SCENARIOS, "long-work-item.yaml"), "--db", "t.db", "--label", "long",
      "--quiet")
wtsim("run", os.path.join(SCENARIOS, "pool-deadlock.yaml"), "--db", "t.db", "--label", "dead",
      "--quiet")

done = wtsim("report", "long", "--db", "t.db", "-o", "long.html")
check("a_stored_run_becomes_a_page", done.code == 0, done.note)
long = read("long.html")
page_checks("page_of_a_run", long)
check("twenty_replications_are_under_2_mb", len(long.encode()) < 2_000_000, str(len(long)))
check("the_verdict_stands_before_anything_else",
      long.find("FAIL</strong>") < long.find("<section"))
check("the_scenario_is_in_it", "EvtRefill: [each_request: [run: 12us]]" in long)

wtsim("report", "long", "--db", "t.db", "-o", "again.html")
check("the_same_run_gives_the_same_bytes", read("again.html") == long)

done = wtsim("report", "one", "two", "--db", "t.db", "-o", "both.html")
check("two_runs_become_one_page", done.code == 0, done.note)
page = page_checks("page_of_two_runs", read("both.html"))
check("two_runs_have_a_section_of_changes", "changes" in page.ids)

wtsim("report", "hostile", "--db", "t.db", "-o", "hostile.html")
hostile = read("hostile.html")
page = page_checks("page_of_a_hostile_scenario", hostile)
check("a_title_cannot_end_the_script", "<script>alert" not in hostile
      and page.counts.get("img", 0) == 0 and page.counts.get("b", 0) == Page(read(
          "both.html")).counts.get("b", 0), "")

wtsim("report", "dead", "--db", "t.db", "-o", "dead.html")
page_checks("page_of_a_deadlock", read("dead.html"))

done = wtsim("report", "one", "--db", "t.db", "-o", "no/such/folder.html")
check("a_file_that_cannot_be_created_is_73", done.code == 73 and "no/such/folder.html" in done.err,
      done.note)
done = wtsim("report", "one", "--db", "t.db", "-o", "/dev/full")
check("a_full_disk_is_74", done.code == 74, done.note)
done = wtsim("report", "nobody", "--db", "t.db", "-o", "x.html")
check("a_run_that_is_not_there_is_66_and_no_file", done.code == 66
      and not os.path.exists(path("x.html")), done.note)
done = wtsim("report", "one", "--db", "t.db", "-o", "-")
check("a_dash_is_stdout", done.code == 0 and done.out.startswith("<!DOCTYPE html>"), done.note)


def look(chromium):
    """The page as a reader has it."""
    for name in ("long", "both", "hostile", "dead"):
        for width in (360, 900, 1400):
            chromium.emulate(width, 900)
            chromium.open(path(f"{name}.html"))
            wide = chromium.ask("document.documentElement.scrollWidth")
            check(f"{name}_fits_{width}_pixels", wide <= width, str(wide))
    check("no_page_tells_the_console_of_an_error", not chromium.errors, str(chromium.errors[:3]))
    chromium.emulate(1200, 900)
    chromium.open(path("long.html"))
    shown = ("[...document.querySelectorAll('.map')].filter(m => m.offsetParent)"
             ".map(m => m.id).join()")
    check("the_map_shows_the_mean_first", chromium.ask(shown) == "mean-0", chromium.ask(shown))
    chromium.ask("document.querySelectorAll('.switch button')[1].click()")
    check("a_click_shows_the_tail_instead", chromium.ask(shown) == "tail-0", chromium.ask(shown))
    chromium.ask("scrollTo(0, 0)")
    chromium.key("Tab")
    check("the_keyboard_reaches_the_contents", chromium.ask(
        "document.activeElement.getAttribute('href')") == "#expected")


if browser.program() is None:
    skip("the_page_in_a_browser", "no Chromium is installed")
elif SANITIZED:
    skip("the_page_in_a_browser", "the page is the same without sanitizers")
else:
    chromium = browser.Browser()
    try:
        look(chromium)
    finally:
        chromium.close()
sys.exit(finish())
