/*
 * The page: head, contents, sections, script. See the header.
 *
 * The timeline is printed last, into what the limit leaves, and then put in its place.
 */
#include "reports/html/sheet.h"

#include <string.h>

#include "model/run/answer.h"
#include "reports/html/asset.h"
#include "reports/html/hues.h"
#include "reports/html/section.h"
#include "reports/html/tag.h"
#include "reports/render/svg_timeline.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

#define BYTES_MAX 1900000u
#define RESERVE 330000u              /* head, script, the timeline's picture */

static void add_lines(struct sim_text *text, const char *const *lines)
{
    for (; *lines != NULL; lines++) {
        sim_text_add(text, *lines);
    }
}

/* ---- head and foot --------------------------------------------------------------------------- */

static const char *title_of(struct sim_arena *arena, const struct rpt_sheet *sheet)
{
    const struct mdl_answer *first = sheet->runs[0].answer;
    const char *name = first->scenario_title != NULL && first->scenario_title[0] != '\0'
                           ? first->scenario_title : first->scenario_name;

    return sheet->run_count == 1 ? name
                                 : sim_arena_print(arena, "%s: %s", name,
                                                   sheet->run_count == 2 ? "two runs"
                                                                         : "several runs");
}

static void add_head(struct sim_text *text, const char *title)
{
    sim_text_add(text, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                 "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                 "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\"/>\n"
                 "<title>");
    rpt_tag_text(text, title);
    sim_text_add(text, "</title>\n<style>\n");
    add_lines(text, rpt_asset_style);
    rpt_hues_style(text);
    rpt_svg_timeline_style(text);
    sim_text_add(text, "\n</style>\n</head>\n");
}

static void add_foot(struct sim_text *text)
{
    sim_text_add(text, "</main>\n<script>\n");
    add_lines(text, rpt_asset_script);
    add_lines(text, rpt_asset_timeline);
    sim_text_add(text, "</script>\n</body>\n</html>\n");
}

/* ---- contents -------------------------------------------------------------------------------- */

static const struct { void (*print)(const struct rpt_section *s); const char *id, *name; }
    sections[] = {
        {rpt_section_expected, "expected", "Expected"},
        {rpt_section_changes, "changes", "Changes"},
        {rpt_section_latency, "latency", "Waits"},
        {rpt_section_routines, "routines", "ISRs and DPCs"},
        {rpt_section_ledger, "ledger", "Because of whom"},
        {rpt_section_busy, "busy", "Processors"},
        {rpt_section_course, "course", "Over time"},
        {rpt_section_episodes, "episodes", "Starvation"},
        {rpt_section_timeline, "timeline", "Timeline"},
        {rpt_section_scenario, "scenario", "Scenario"},
        {rpt_section_assumed, "assumed", "Assumed"},
        {rpt_section_findings, "findings", "Findings"},
        {rpt_section_again, "again", "Again"}};

enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

/* Links to the sections that are there. */
static void add_contents(struct sim_text *text, const struct sim_text *parts)
{
    sim_text_add(text, "<nav aria-label=\"Sections\">");
    for (int i = 0; i < SECTIONS; i++) {
        if (parts[i].length > 0) {
            sim_text_print(text, "<a href=\"#%s\">%s</a> ", sections[i].id, sections[i].name);
        }
    }
    sim_text_add(text, "</nav>\n");
}

/* Every section on its own; the timeline last, into what the others left of the limit. */
static void print_sections(struct rpt_section *s, struct sim_text *parts, size_t bytes_max)
{
    size_t used = 0;

    for (int i = 0; i < SECTIONS; i++) {
        sim_text_init(&parts[i]);
        s->text = &parts[i];
        if (sections[i].print != rpt_section_timeline) {
            sections[i].print(s);
            used += parts[i].length;
        }
    }
    s->bytes_left = used + RESERVE < bytes_max ? bytes_max - used - RESERVE : 0;
    for (int i = 0; i < SECTIONS; i++) {
        if (sections[i].print == rpt_section_timeline) {
            s->text = &parts[i];
            sections[i].print(s);
        }
    }
}

void rpt_sheet_print(struct sim_text *text, struct sim_arena *arena, const struct rpt_sheet *sheet)
{
    const char *title = title_of(arena, sheet);
    struct rpt_hues hues;
    struct sim_text parts[SECTIONS];
    struct rpt_section s = {.arena = arena, .runs = sheet->runs, .run_count = sheet->run_count,
                            .hues = &hues};

    rpt_hues_init(&hues, arena);
    for (uint32_t i = 0; i < sheet->run_count; i++) {
        rpt_hues_learn(&hues, sheet->runs[i].answer);
    }
    print_sections(&s, parts, sheet->bytes_max == 0 ? BYTES_MAX : sheet->bytes_max);
    s.text = text;
    add_head(text, title);
    sim_text_print(text, "<body class=\"%s\">\n<header><h1>", sheet->run_count > 1 ? "many"
                                                                                  : "one");
    rpt_tag_text(text, title);
    sim_text_add(text, "</h1>\n");
    rpt_section_answer(&s);
    add_contents(text, parts);
    sim_text_add(text, "</header>\n<main>\n");
    for (int i = 0; i < SECTIONS; i++) {
        sim_text_add_bytes(text, parts[i].data, parts[i].length);
        sim_text_deinit(&parts[i]);
    }
    add_foot(text);
}
