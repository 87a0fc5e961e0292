/*
 * Worksheets.
 */
#include "reports/cli/lesson_sheet.h"

#include <inttypes.h>
#include <string.h>

#include "reports/cli/lesson_text.h"
#include "scenarios/course/course.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { ROWS = 8, CELLS = 20 };        /* of the empty timeline */

static void add_escaped(struct sim_text *text, const char *words)
{
    for (; *words != '\0'; words++) {
        switch (*words) {
        case '&': sim_text_add(text, "&amp;"); break;
        case '<': sim_text_add(text, "&lt;"); break;
        case '>': sim_text_add(text, "&gt;"); break;
        default: sim_text_add_char(text, *words); break;
        }
    }
}

void cli_lesson_sheet_begin(struct sim_text *text, const char *title, bool html)
{
    if (!html) {
        return;
    }
    sim_text_add(text, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    add_escaped(text, title);
    sim_text_add(text, "</title>\n<style>\n"
        "body{font:11pt/1.4 serif;max-width:45em;margin:2em auto}\n"
        "section{page-break-after:always}pre{font:10pt/1.3 monospace}\n"
        "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;height:1.8em}\n"
        "th{width:6em;font-weight:normal;text-align:left}.answer{margin-top:2em}\n"
        "</style></head><body>\n");
}

static void add_grid_html(struct sim_text *text)
{
    sim_text_add(text, "<p>The timeline:</p>\n<table>\n");
    for (int row = 0; row < ROWS; row++) {
        sim_text_add(text, "<tr><th></th>");
        for (int cell = 0; cell < CELLS; cell++) {
            sim_text_add(text, "<td></td>");
        }
        sim_text_add(text, "</tr>\n");
    }
    sim_text_add(text, "</table>\n");
}

static void add_grid(struct sim_text *text)
{
    sim_text_add(text, "The timeline:\n\n    level      ");
    sim_text_repeat(text, '|', 1);
    for (int row = 0; row <= ROWS; row++) {
        for (int cell = 0; cell < CELLS && row > 0; cell++) {
            sim_text_add(text, "..|");
        }
        sim_text_add(text, row == ROWS ? "\n\n" : "\n    ________   |");
    }
}

void cli_lesson_sheet_add(struct sim_text *text, const struct scn_course *course, bool html)
{
    bool has_timeline = strcmp(course->lesson->window, "none") != 0;
    struct sim_text story, ask;

    sim_text_init(&story);
    sim_text_init(&ask);
    cli_lesson_text_story(&story, course);
    cli_lesson_text_print(&ask, course, &course->lesson->ask);
    if (html) {
        sim_text_print(text, "<section><h1>Lesson %" PRIu32 ": ", course->lesson->number);
        add_escaped(text, course->scenario.title);
        sim_text_print(text, "</h1><p>Seed %" PRIu64 " &emsp; Name: </p>\n<pre>", course->seed);
        add_escaped(text, story.data);
        sim_text_add(text, "</pre>\n");
        if (has_timeline) {
            add_grid_html(text);
        }
        sim_text_add(text, "<pre class=\"answer\">");
        add_escaped(text, ask.data);
        sim_text_add(text, "</pre>\n<p>Answer: </p></section>\n");
    } else {
        sim_text_print(text, "# Lesson %" PRIu32 ": %s\n\nSeed %" PRIu64 "        Name: "
                       "______________________\n\n```text\n%s```\n\n", course->lesson->number,
                       course->scenario.title, course->seed, story.data);
        if (has_timeline) {
            add_grid(text);
        }
        sim_text_print(text, "```text\n%s```\n\nAnswer: ______________________\n\n", ask.data);
    }
    sim_text_deinit(&ask);
    sim_text_deinit(&story);
}

void cli_lesson_sheet_end(struct sim_text *text, bool html)
{
    sim_text_add(text, html ? "</body></html>\n" : "");
}
