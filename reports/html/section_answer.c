/*
 * The answer: verdict and cause in one sentence, what was run, what was expected of it.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/format.h"
#include "reports/render/headline.h"
#include "reports/render/judged.h"
#include "reports/render/page.h"
#include "reports/render/run.h"
#include "reports/render/undecided.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* ---- the headline ---------------------------------------------------------------------------- */

static const char *const words[] = {
    [RPT_HEADLINE_FACT] = "", [RPT_HEADLINE_PASS] = "PASS", [RPT_HEADLINE_FAIL] = "FAIL",
    [RPT_HEADLINE_UNDECIDED] = "UNDECIDED", [RPT_HEADLINE_STOP] = "STOP"};

static const char *const classes[] = {
    [RPT_HEADLINE_FACT] = "fact", [RPT_HEADLINE_PASS] = "pass", [RPT_HEADLINE_FAIL] = "fail",
    [RPT_HEADLINE_UNDECIDED] = "undecided", [RPT_HEADLINE_STOP] = "fail"};

/* The sentence behind the word, on one line. */
static const char *sentence(struct sim_arena *arena, const struct mdl_answer *answer,
                            const char *word)
{
    const struct rpt_view view = {.width = 100000};
    struct sim_text text;
    const char *at, *kept;

    sim_text_init(&text);
    rpt_headline_print(&text, arena, answer, &view);
    at = text.data;
    at += strncmp(at, word, strlen(word)) == 0 ? strlen(word) : 0;
    at += strspn(at, " ");
    kept = sim_arena_copy(arena, at, strcspn(at, "\n"));
    sim_text_deinit(&text);
    return kept;
}

static void print_headline(const struct rpt_section *s, const struct mdl_answer *answer)
{
    enum rpt_headline kind = rpt_headline_kind(answer);

    sim_text_print(s->text, "<p class=\"headline %s\">", classes[kind]);
    if (words[kind][0] != '\0') {
        sim_text_print(s->text, "<strong class=\"badge\">%s</strong> ", words[kind]);
    }
    rpt_tag_text(s->text, sentence(s->arena, answer, words[kind]));
    sim_text_add(s->text, "</p>\n");
}

/* How near an undecided budget is, and what the planned looks saw. */
static void print_undecided(const struct rpt_section *s, const struct mdl_answer *answer)
{
    const struct rpt_view view = {.unicode = true};
    struct sim_text text;

    sim_text_init(&text);
    if (rpt_headline_kind(answer) == RPT_HEADLINE_UNDECIDED) {
        rpt_undecided_print(&text, s->arena, answer, rpt_headline_unmet(answer), &view);
    }
    rpt_undecided_looks(&text, s->arena, answer, &view);
    if (text.length > strspn(text.data, "\n")) {
        rpt_section_screen(s, text.data + strspn(text.data, "\n"));
    }
    sim_text_deinit(&text);
}

/* ---- what was run ---------------------------------------------------------------------------- */

static void item(const struct rpt_section *s, const char *what, const char *value)
{
    sim_text_add(s->text, "<dt>");
    rpt_tag_text(s->text, what);
    sim_text_add(s->text, "</dt><dd>");
    rpt_tag_text(s->text, value);
    sim_text_add(s->text, "</dd>\n");
}

static void print_what(const struct rpt_section *s, const struct mdl_answer *answer)
{
    struct sim_text print;

    sim_text_add(s->text, "<dl class=\"what\">\n");
    item(s, "scenario", answer->scenario_name);
    item(s, "machine", answer->machine_line);
    for (uint32_t i = 0; i < answer->override_count; i++) {
        item(s, "changed", answer->overrides[i]);
    }
    item(s, "histories", rpt_run_extent(s->arena, answer));
    if (answer->stopped > 0 && answer->completed > 0) {
        item(s, "figures", sim_arena_print(s->arena, "%" PRIu32 " of %" PRIu32
                                           " that did not stop", answer->completed,
                                           answer->completed + answer->stopped));
    }
    if (strcmp(answer->status, "complete") != 0) {
        item(s, "status", answer->status);
    }
    sim_text_init(&print);
    rpt_format_fingerprint(&print, answer->fingerprint);
    item(s, "fingerprint", print.data);
    sim_text_deinit(&print);
    sim_text_add(s->text, "</dl>\n");
}

void rpt_section_answer(const struct rpt_section *s)
{
    rpt_section_sides(s, false);
    for (uint32_t i = 0; i < s->run_count; i++) {
        const struct mdl_answer *answer = s->runs[i].answer;

        rpt_section_side(s, i);
        print_headline(s, answer);
        print_undecided(s, answer);
        print_what(s, answer);
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
}

/* ---- what was expected ----------------------------------------------------------------------- */

static void print_verdict(const struct rpt_section *s, const struct mdl_answer *answer,
                          const struct mdl_verdict *verdict)
{
    sim_text_add(s->text, "<tr><th scope=\"row\"><code>");
    rpt_tag_text(s->text, verdict->text);
    sim_text_print(s->text, "</code></th><td><strong class=\"badge %s\">%s</strong></td>",
                   verdict->verdict, verdict->verdict);
    rpt_tag_cell(s->text, 'l', rpt_judged_evidence(s->arena, answer, verdict));
    rpt_tag_cell(s->text, 'l', verdict->scope);
    rpt_tag_cell(s->text, 'l', verdict->reason);
    sim_text_add(s->text, "</tr>\n");
}

/* Planned looks have wider intervals than a single one. */
static const char *found(const struct rpt_section *s, const struct mdl_answer *answer)
{
    return answer->is_random ? sim_arena_print(s->arena, "found [%.3g %%]",
                                               100 * answer->confidence)
                             : "found";
}

void rpt_section_expected(const struct rpt_section *s)
{
    bool any = false, is_random = false;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any = any || s->runs[i].answer->verdict_count > 0;
        is_random = is_random || s->runs[i].answer->is_random;
    }
    if (!any) {
        return;
    }
    rpt_tag_section(s->text, "expected", "What was expected");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        const struct mdl_answer *answer = s->runs[i].answer;
        const char *heads[] = {"expectation", "verdict", found(s, answer), "decided by", ""};

        rpt_section_side(s, i);
        rpt_tag_table(s->text, "Expectations and how they were decided", "lllll", heads);
        for (uint32_t k = 0; k < answer->verdict_count; k++) {
            print_verdict(s, answer, &answer->verdicts[k]);
        }
        rpt_tag_table_end(s->text);
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_paragraph(s->text, "note",
                      is_random ? "average: decided by the interval. every run: one "
                                  "counterexample is a proof."
                                : "Nothing is random: what was found is exact.");
    rpt_tag_section_end(s->text);
}
