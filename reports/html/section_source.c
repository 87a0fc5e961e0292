/*
 * What stands behind the answer: findings, assumptions, the scenario's text, how to run it again.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/trouble.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* ---- findings -------------------------------------------------------------------------------- */

void rpt_section_findings(const struct rpt_section *s)
{
    const struct rpt_view view = {.width = 100, .all = true};
    uint32_t any = 0;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any += s->runs[i].answer->finding_count;
    }
    if (any == 0) {
        return;
    }
    rpt_tag_section(s->text, "findings", "What the drivers did wrong");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        struct sim_text text;

        sim_text_init(&text);
        rpt_trouble_findings(&text, s->arena, s->runs[i].answer, &view);
        rpt_trouble_advice(&text, s->arena, s->runs[i].answer, &view);
        rpt_section_side(s, i);
        rpt_section_screen(s, text.length == 0 ? "Nothing.\n" : text.data);
        rpt_section_side_end(s);
        sim_text_deinit(&text);
    }
    rpt_section_sides_end(s);
    rpt_tag_section_end(s->text);
}

/* ---- assumptions ----------------------------------------------------------------------------- */

static void print_assumptions(const struct rpt_section *s, const struct mdl_answer *answer)
{
    static const char *const heads[] = {"parameter", "value", "rule", "known from",
                                        "share of a latency, at most"};

    rpt_tag_table(s->text, "Values that no published source gives", "llllr", heads);
    for (uint32_t i = 0; i < answer->assumption_count; i++) {
        const struct mdl_answer_assumption *one = &answer->assumptions[i];
        const char *cells[] = {one->parameter, one->value, one->rule, one->confidence,
                               isnan(one->share) ? "a choice: cannot be said"
                               : one->share > 0.01
                                   ? sim_arena_print(s->arena, "%s, matters",
                                                     rpt_cell_percent(s->arena, one->share))
                                   : rpt_cell_percent(s->arena, one->share)};

        rpt_tag_row(s->text, "llllr", cells);
    }
    rpt_tag_table_end(s->text);
}

void rpt_section_assumed(const struct rpt_section *s)
{
    uint32_t any = 0;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any += s->runs[i].answer->assumption_count;
    }
    if (any == 0) {
        return;
    }
    rpt_tag_section(s->text, "assumed", "What was assumed");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        rpt_section_side(s, i);
        print_assumptions(s, s->runs[i].answer);
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_paragraph(s->text, "note", "wtsim sweep FILE --assumed 0.5,2 tells whether the answer "
                      "depends on them.");
    rpt_tag_section_end(s->text);
}

/* ---- the scenario ---------------------------------------------------------------------------- */

static void print_file(const struct rpt_section *s, const char *name, const char *words)
{
    sim_text_add(s->text, "<h4>");
    rpt_tag_text(s->text, name);
    sim_text_add(s->text, "</h4>\n");
    rpt_section_screen(s, words);
}

void rpt_section_scenario(const struct rpt_section *s)
{
    rpt_tag_section(s->text, "scenario", "The scenario");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        const struct mdl_answer *answer = s->runs[i].answer;

        rpt_section_side(s, i);
        if (i > 0 && strcmp(answer->scenario_text, s->runs[0].answer->scenario_text) == 0) {
            rpt_tag_paragraph(s->text, NULL, "The same text.");
        } else {
            rpt_section_screen(s, answer->scenario_text);
        }
        for (uint32_t k = 0; k < answer->file_count; k++) {
            if (answer->files[k].text[0] != '\0') {
                print_file(s, answer->files[k].name, answer->files[k].text);
            }
        }
        for (uint32_t k = 0; k < answer->override_count; k++) {
            rpt_tag_paragraph(s->text, NULL, sim_arena_print(s->arena, "changed: %s",
                                                             answer->overrides[k]));
        }
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_section_end(s->text);
}

/* ---- again ----------------------------------------------------------------------------------- */

/* A word of a shell, in single quotes. */
static void add_quoted(struct sim_text *text, const char *word)
{
    sim_text_add_char(text, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            sim_text_add(text, "'\\''");
        } else {
            sim_text_add_char(text, *word);
        }
    }
    sim_text_add_char(text, '\'');
}

static void add_command(const struct mdl_answer *answer, struct sim_text *text)
{
    const char *slash = strrchr(answer->scenario_path, '/');

    sim_text_print(text, "wtsim run %s", slash == NULL ? answer->scenario_path : slash + 1);
    for (uint32_t i = 0; i < answer->override_count; i++) {
        sim_text_add(text, " --set ");
        add_quoted(text, answer->overrides[i]);
    }
    sim_text_print(text, "\n    must print fingerprint %016" PRIx64 " again with rules version "
                   "%s\n", answer->fingerprint, answer->model);
    if (answer->run_id > 0) {
        sim_text_print(text, "wtsim verify %s\n    does that with the stored run (key %s)\n",
                       answer->label != NULL ? answer->label : answer->key, answer->key);
    }
}

void rpt_section_again(const struct rpt_section *s)
{
    rpt_tag_section(s->text, "again", "How to get this again");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        const struct mdl_answer *answer = s->runs[i].answer;
        struct sim_text text;

        sim_text_init(&text);
        sim_text_print(&text, "# save the scenario above as its file name, then\n");
        add_command(answer, &text);
        rpt_section_side(s, i);
        rpt_section_screen(s, text.data);
        sim_text_deinit(&text);
        rpt_tag_paragraph(s->text, "note", sim_arena_print(
            s->arena, "Seed %" PRIu64 ", %" PRIu32 " of %" PRIu32 " replications, scenario digest "
            "%s, computed by %s.", answer->seed, answer->replication_count, answer->planned,
            answer->scenario_digest, answer->program));
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_section_end(s->text);
}
