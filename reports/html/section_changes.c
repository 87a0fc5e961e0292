/*
 * What changed against the first run: the inputs that differ, every headline figure beside its
 * counterpart, one plain sentence.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/compare_text.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { INPUTS_MOST = 30 };

static void print_inputs(const struct rpt_section *s, const struct rpt_compare *compare,
                         uint32_t run)
{
    const char *heads[] = {"input that differs", s->runs[0].name, s->runs[run].name};

    if (compare->input_count == 0) {
        rpt_tag_paragraph(s->text, NULL, "No input differs.");
        return;
    }
    rpt_tag_table(s->text, "What differs in the scenarios", "lll", heads);
    for (uint32_t i = 0; i < compare->input_count && i < INPUTS_MOST; i++) {
        const struct rpt_compare_input *input = &compare->inputs[i];
        const char *cells[] = {input->path, input->base, input->changed};

        rpt_tag_row(s->text, "lll", cells);
    }
    rpt_tag_table_end(s->text);
    if (compare->input_count > INPUTS_MOST) {
        rpt_tag_paragraph(s->text, "note", sim_arena_print(
            s->arena, "%" PRIu32 " more; wtsim compare --inputs prints all.",
            compare->input_count - INPUTS_MOST));
    }
}

static const char *p_of(struct sim_arena *arena, double p)
{
    return isnan(p) ? "" : p < 0.001 ? "< 0.001" : sim_arena_print(arena, "%.3f", p);
}

static const char *class_of(enum rpt_compare_mark mark)
{
    return mark == RPT_COMPARE_BETTER ? "badge pass" : mark == RPT_COMPARE_WORSE ? "badge fail"
                                                                                 : "badge plain";
}

static void print_row(const struct rpt_section *s, const struct rpt_compare_row *row)
{
    sim_text_add(s->text, "<tr><th scope=\"row\">");
    rpt_hues_swatch(s->text, s->hues, row->object);
    sim_text_add_char(s->text, ' ');
    rpt_tag_text(s->text, row->name);
    sim_text_add(s->text, "</th>");
    rpt_tag_cell(s->text, 'r', rpt_cell_value(s->arena, row->base, row->unit));
    rpt_tag_cell(s->text, 'r', rpt_cell_value(s->arena, row->changed, row->unit));
    rpt_tag_cell(s->text, 'l', rpt_compare_text_cell(s->arena, row));
    rpt_tag_cell(s->text, 'r', p_of(s->arena, row->p_corrected));
    sim_text_print(s->text, "<td><span class=\"%s\">%s</span></td>", class_of(row->mark),
                   row->mark == RPT_COMPARE_CHANGED ? "" : rpt_compare_word(row->mark));
    rpt_tag_cell(s->text, 'l', row->note);
    sim_text_add(s->text, "</tr>\n");
}

static void print_rows(const struct rpt_section *s, const struct rpt_compare *compare,
                       uint32_t run)
{
    const char *heads[] = {"figure", s->runs[0].name, s->runs[run].name,
                           compare->is_random ? "change [95 %]" : "change",
                           compare->is_random ? "p" : "", "", ""};

    rpt_tag_table(s->text, "Figures side by side", "lrrlrll", heads);
    for (uint32_t i = 0; i < compare->row_count; i++) {
        print_row(s, &compare->rows[i]);
    }
    rpt_tag_table_end(s->text);
    if (compare->is_random) {
        rpt_tag_paragraph(s->text, "note", compare->is_paired ? sim_arena_print(
            s->arena, "%" PRIu32 " pairs of replications with the same arrivals and callback "
            "times; p corrected for %" PRIu32 " rows (Holm).", compare->pairs, compare->family)
            : sim_arena_print(s->arena, "%" PRIu32 " and %" PRIu32 " independent replications; p "
                              "corrected for %" PRIu32 " rows (Holm).", compare->base_count,
                              compare->changed_count, compare->family));
    } else {
        rpt_tag_paragraph(s->text, "note", "Nothing is random in either run: all figures are "
                          "exact.");
    }
}

static const char *class_of_verdict(enum rpt_compare_verdict verdict)
{
    return verdict == RPT_COMPARE_IS_BETTER ? "pass"
           : verdict == RPT_COMPARE_IS_WORSE ? "fail"
           : verdict == RPT_COMPARE_ALL_SAME ? "fact" : "undecided";
}

static void print_one(const struct rpt_section *s, uint32_t run)
{
    struct rpt_compare compare;

    rpt_compare_runs(s->arena, s->runs[0].answer, s->runs[run].answer,
                     &(struct rpt_compare_options){0}, &compare);
    sim_text_add(s->text, "<h3>");
    rpt_tag_text(s->text, sim_arena_print(s->arena, "%s against %s", s->runs[run].name,
                                          s->runs[0].name));
    sim_text_print(s->text, "</h3>\n<p class=\"headline %s\"><strong class=\"badge\">%s</strong> ",
                   class_of_verdict(compare.verdict), compare.word);
    rpt_tag_text(s->text, compare.verdict == RPT_COMPARE_IS_IMPOSSIBLE ? compare.refusal
                                                                       : compare.sentence);
    sim_text_add(s->text, "</p>\n");
    print_inputs(s, &compare, run);
    if (compare.row_count > 0) {
        print_rows(s, &compare, run);
    }
}

void rpt_section_changes(const struct rpt_section *s)
{
    if (s->run_count < 2) {
        return;
    }
    rpt_tag_section(s->text, "changes", "What changed");
    for (uint32_t i = 1; i < s->run_count; i++) {
        print_one(s, i);
    }
    rpt_tag_section_end(s->text);
}
