#!/usr/bin/env python3
"""wtsim report: one page that needs nothing else, readable, small, the same every time."""

import html.parser
import json
import os
import re
import sqlite3
import sys

from tool import HELLO, SANITIZED, SCENARIOS, check, finish, path, skip, write, wtsim

import browser

VOID = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = HELLO.replace("scenario: hello\n", "scenario: hostile\n"
                        "title: \"</script><script>alert(1)</script><img src=x>\"\n"
                        "about: \"</pre><b onmouseover=alert(2)>\"\n").replace("seed: 1", "seed: 7")


STOPS = """wtsim: 1
scenario: stops
windows: 11
machine: {processors: 1, costs: none}
drivers:
  toaster:
    framework: kmdf 1.33
    interrupts: {line: {irql: 5, arrivals: {at: [0us]}, isr: Isr, dpc: Dpc}}
    events: {ready: notification}
    callbacks:
      Isr: [run: 5us, WdfInterruptQueueDpcForIsr: line]
      Dpc: [run: 10us, KeWaitForSingleObject: {event: ready, timeout: 5ms}]
run: {duration: 1s}
"""


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


def details_of(text):
    """The detail of each timeline."""
    found = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.S)
    return [json.loads(one) for one in found]


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
detail = details_of(long)[0]
check("the_detail_of_the_timeline_is_json", len(details_of(long)) == 1
      and len(detail["bars"]) > 1000)
check("bars_name_rows_names_and_colours_that_are_there",
      all(bar[0] < len(detail["rows"]) and bar[3] < len(detail["names"])
          and bar[4] < len(detail["hues"]) and bar[2] >= 0 for bar in detail["bars"]))
check("nobody_shares_a_letter", len({hue[2] for hue in detail["hues"]}) == len(detail["hues"]))
check("the_picture_stands_there_without_script", "<svg xmlns" in long)
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
write("exact.yaml", STOPS.replace("{event: ready, timeout: 5ms}", "{event: ready, timeout: 0s}")
      + "expect: [toaster.line.request_latency.max < 1ms]\n")
wtsim("run", "exact.yaml", "--db", "exact.db", "--quiet")
wtsim("run", "exact.yaml", "--db", "exact.db", "--quiet", "--set", "run.duration=2s")
done = wtsim("report", "1", "2", "--db", "exact.db", "-o", "exact.html")
said = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", read("exact.html"), flags=re.DOTALL)
check("where_nothing_is_random_there_is_no_interval_band_or_p", done.code == 0 and not re.findall(
    r"interval|95 %|\bpooled\b|\bShaded\b|>p<|\bp\s*[<=]", said), done.note + str(re.findall(
        r".{40}(?:interval|95 %|pooled|Shaded).{40}", said)))
check("a_title_cannot_end_the_script", "<script>alert" not in hostile
      and page.counts.get("img", 0) == 0 and page.counts.get("b", 0) == Page(read(
          "both.html")).counts.get("b", 0), "")

wtsim("report", "dead", "--db", "t.db", "-o", "dead.html")
page_checks("page_of_a_deadlock", read("dead.html"))

write("disk.yaml", wtsim("new", "disk").out)
wtsim("run", "disk.yaml", "--db", "t.db", "--label", "disk", "--quiet", "--replications", "3")
wtsim("report", "disk", "--db", "t.db", "-o", "disk.html")
told = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", read("disk.html"), flags=re.DOTALL)
check("the_worst_request_is_told_beside_its_picture", re.search(
    r"What happened.*A request of disk\.io arrives\..*It is presented in .*"
    r"disk\.EvtInterruptDpc finishes it\.", told, re.DOTALL) is not None, told[-2000:])

# The ISR takes 5 us, the DPC 10 us; then it waits, and Windows stops: 15 us.
write("stops.yaml", STOPS)
wtsim("run", "stops.yaml", "--db", "t.db", "--label", "stops", "--quiet")
done = wtsim("report", "stops", "--db", "t.db", "-o", "stops.html")
stops = read("stops.html")
page_checks("page_of_a_stop", stops)
bars = details_of(stops)[0]
check("the_timeline_of_a_stop_reaches_to_the_stop",
      any(bars["names"][bar[3]] == "toaster.Dpc" and bar[2] == 10000 for bar in bars["bars"])
      and any(at == 15000 and "F001" in words for at, words in bars["marks"]), str(bars))

# One replication of the flagship in another window.
# Lesson 5 by hand, of 1 ms: three ISRs of 5 us at 5, 6 and 7, DPCs of 60, 20 and 10 us at 2.
wtsim("run", os.path.join(SCENARIOS, "lessons", "05-why-a-dpc-waits.yaml"), "--db", "t.db",
      "--label", "levels", "--quiet")
wtsim("report", "levels", "--db", "t.db", "-o", "levels.html")
levels = re.search(r"Share of time at each IRQL, all replications.*?</table>", read("levels.html"),
                   re.S)
rows = [re.sub(r"<[^>]*>|\s+", " ", row).split() for row in
        re.findall(r"<tr>.*?</tr>", levels.group(0) if levels else "", re.S)]
check("shares_of_time_at_each_irql_are_of_all_replications", rows[1:] == [
    ["7", "0.5", "%"], ["6", "0.5", "%"], ["5", "0.5", "%"], ["2", "DISPATCH", "9.0", "%"],
    ["0", "PASSIVE", "0.0", "%"]], rows)

done = wtsim("report", "long", "--window", "2s..2.1s", "--replication", "3", "--db", "t.db",
             "-o", "window.html")
other = details_of(read("window.html"))[0]
check("the_command_line_says_what_is_shown", done.code == 0 and other["from"] <= 2_000_000_000
      and 2_100_000_000 <= other["until"] < 2_200_000_000
      and "Replication 3, " in read("window.html"), f"{other['from']} {other['until']}")
done = wtsim("report", "long", "--replication", "20", "--db", "t.db", "-o", "x.html")
check("a_replication_that_is_not_there_is_64", done.code == 64, done.note)

# Much happens: the detail is dropped before anything else is.
write("busy.yaml", HELLO.replace("scenario: hello", "scenario: busy").replace(
    "poisson: 1000/s", "poisson: 30000/s").replace("run: 20us", "run: 8us")
    .replace("duration: 1s, replications: 5", "duration: 8s, replications: 2"))
wtsim("run", "busy.yaml", "--db", "t.db", "--label", "busy", "--quiet")
done = wtsim("report", "busy", "--window", "0s..", "--db", "t.db", "-o", "busy.html")
busy = read("busy.html")
page_checks("page_of_a_busy_run", busy)
check("what_is_too_much_is_cut_from_the_timeline",
      done.code == 0 and len(busy.encode()) < 2_000_000 and '"cut":null' not in busy
      and "EvtWorkItem: [each_request: [run: 400us]]" in busy, f"{len(busy)} {done.note}")

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


# A run whose scenario gives another history now: the figures stay, no timeline is made up.
with sqlite3.connect(path("t.db")) as store:
    store.execute("UPDATE replication SET fingerprint = '0000000000000001'")
store.close()
done = wtsim("report", "two", "--db", "t.db", "-o", "other.html")
other = read("other.html")
check("another_history_is_not_drawn", done.code == 0 and "had fingerprint" in done.err
      and "the page has no timeline" in done.err and not details_of(other)
      and "This version simulates the scenario differently" in other
      and 'id="latency"' in other, done.note)
done = wtsim("report", "two", "--window", "0s..1ms", "--db", "t.db", "-o", "x.html")
check("a_part_of_another_history_is_70_and_no_file", done.code == 70
      and not os.path.exists(path("x.html")), done.note)


def look_at_timeline(chromium):
    """The canvas: a callback is clicked, its causes are told; keys and zoom."""
    chromium.ask("timelines[0].board.scrollIntoView()")
    found = ("timelines[0].bars.find(b => b.mark === 5 && b.name === 'nic.refill'"
             " && b.to - b.from > 1e6).index")
    place = chromium.ask(f"timelines[0].center({found})")
    chromium.click(place["x"], place["y"])
    told = chromium.ask("timelines[0].told.innerText")
    steps = ["nic.rx asserted", "nic.EvtInterruptIsr", "nic.rx.dpc", "nic.EvtInterruptDpc",
             "nic.refill: waits"]
    places = [told.find(step) for step in steps]
    check("a_clicked_callback_tells_its_causes_from_the_interrupt_on",
          told.startswith("nic.refill: callback in a worker") and min(places) > 0
          and places == sorted(places), told[:600])
    chosen = "timelines[0].chosen && timelines[0].chosen.name"
    chromium.ask("timelines[0].canvas.focus()")
    before = chromium.ask("timelines[0].view")
    chromium.key("Enter")
    after = chromium.ask("timelines[0].view")
    check("enter_zooms_to_the_chosen_bar", after[1] - after[0] < before[1] - before[0], str(after))
    chromium.key("ArrowUp")
    check("a_worker_that_runs_several_items_shows_each", chromium.ask(
        "timelines[0].rows.every(row => row.bars.every(bar => !bar.whole"
        " || bar.from >= bar.whole.from && bar.to <= bar.whole.to))"
        " && timelines[0].rows.some(row => row.bars.some(bar => bar.whole))"))
    check("an_arrow_chooses_in_the_row_above",
          chromium.ask("timelines[0].chosen.row") == chromium.ask(f"timelines[0].bars[{found}].row")
          - 1)
    chromium.key("Escape")
    check("escape_lets_go", chromium.ask(chosen) is None)
    chromium.ask("document.querySelector('[data-do=all]').click()")
    check("all_is_shown_again", chromium.ask("timelines[0].view") == before)
    check("the_picture_steps_back_for_the_canvas", chromium.ask(
        "document.querySelector('.picture').offsetParent === null"))
    chromium.emulate(1200, 900, media="print")
    check("paper_shows_the_picture", chromium.ask(
        "document.querySelector('.picture').offsetParent !== null"
        " && document.querySelector('canvas').offsetParent === null"))
    chromium.emulate(1200, 900)
    chromium.open(path("both.html"))
    chromium.ask("timelines[0].zoom(0.5)")
    check("two_runs_of_one_time_are_looked_at_together", chromium.ask(
        "timelines.length === 2 && timelines[0].view.join() === timelines[1].view.join()"))
    check("the_timelines_tell_the_console_of_no_error", not chromium.errors,
          str(chromium.errors[:3]))


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
    look_at_timeline(chromium)
    chromium.ask("scrollTo(0, 0); document.activeElement.blur()")
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
