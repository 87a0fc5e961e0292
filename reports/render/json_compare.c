/*
 * A comparison for programs.
 */
#include "reports/render/json_compare.h"

#include <inttypes.h>
#include <math.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/render/member.h"
#include "sim/base/text.h"

static void add_side(struct sim_text *text, const char *key, const struct mdl_answer *answer)
{
    rpt_member_key(text, key);
    sim_text_print(text, "{\"run\": %" PRId64, answer->run_id);
    rpt_member_string(text, "label", answer->label);
    rpt_member_string(text, "scenario", answer->scenario_name);
    rpt_member_whole(text, "seed", answer->seed);
    rpt_member_whole(text, "replications", answer->completed);
    rpt_member_hex(text, "fingerprint", answer->fingerprint);
    sim_text_add_char(text, '}');
}

static void add_inputs(struct sim_text *text, const struct rpt_compare *compare)
{
    uint32_t count = 0;

    rpt_member_key(text, "inputs");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < compare->input_count; i++) {
        const struct rpt_compare_input *input = &compare->inputs[i];

        rpt_member_next(text, &count);
        sim_text_add_char(text, '{');
        rpt_member_string(text, "path", input->path);
        rpt_member_string(text, "base", input->base);
        rpt_member_string(text, "new", input->changed);
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, count, ']');
}

static void add_row(struct sim_text *text, const struct rpt_compare_row *row)
{
    sim_text_add_char(text, '{');
    rpt_member_string(text, "name", row->name);
    rpt_member_string(text, "unit", row->unit);
    rpt_member_real(text, "base", row->base);
    rpt_member_real(text, "new", row->changed);
    rpt_member_string(text, "scale", rpt_compare_scale_name(row->scale));
    rpt_member_real(text, "change", row->change);
    rpt_member_real(text, "ci_low", row->low);
    rpt_member_real(text, "ci_high", row->high);
    rpt_member_truth(text, "exact", row->is_exact);
    rpt_member_truth(text, "in_every_pair", row->in_every_pair);
    rpt_member_real(text, "p", row->p);
    rpt_member_real(text, "p_corrected", row->p_corrected);
    rpt_member_whole(text, "n", row->n);
    rpt_member_real(text, "correlation", row->correlation);
    rpt_member_real(text, "variance_factor", row->variance_factor);
    if (!isnan(row->rank_p)) {
        rpt_member_real(text, "rank_p", row->rank_p);
        rpt_member_real(text, "rank_share", row->rank_share);
        rpt_member_truth(text, "rank_exact", row->rank_is_exact);
    }
    rpt_member_string(text, "mark", rpt_compare_word(row->mark));
    rpt_member_truth(text, "exploratory", row->is_exploratory);
    rpt_member_string(text, "note", row->note);
    sim_text_add_char(text, '}');
}

void rpt_json_compare_print(struct sim_text *text, const struct rpt_compare *compare,
                            const struct mdl_answer *base, const struct mdl_answer *changed)
{
    uint32_t count = 0;

    sim_text_add(text, "{\n  ");
    rpt_member_version(text, changed->program);
    rpt_member_line(text);
    add_side(text, "base", base);
    rpt_member_line(text);
    add_side(text, "new", changed);
    rpt_member_line(text);
    rpt_member_truth(text, "paired", compare->is_paired);
    rpt_member_line(text);
    rpt_member_whole(text, "pairs", compare->pairs);
    rpt_member_line(text);
    rpt_member_real(text, "alpha", compare->alpha);
    rpt_member_line(text);
    rpt_member_real(text, "threshold", compare->threshold);
    rpt_member_line(text);
    rpt_member_whole(text, "family", compare->family);
    rpt_member_line(text);
    rpt_member_whole(text, "comparisons", compare->comparisons);
    rpt_member_line(text);
    add_inputs(text, compare);
    rpt_member_line(text);
    rpt_member_key(text, "rows");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < compare->row_count; i++) {
        rpt_member_next(text, &count);
        add_row(text, &compare->rows[i]);
    }
    rpt_member_finish(text, count, ']');
    rpt_member_line(text);
    rpt_member_string(text, "verdict", compare->word);
    rpt_member_line(text);
    rpt_member_string(text, "refusal", compare->refusal);
    rpt_member_line(text);
    rpt_member_string(text, "sentence", compare->sentence);
    sim_text_add(text, "\n}\n");
}
