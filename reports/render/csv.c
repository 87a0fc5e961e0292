/*
 * Tables for other programs. Numbers are exact: the shortest text that reads back the same.
 */
#include "reports/render/csv.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/render/lookup.h"
#include "sim/base/text.h"

void rpt_csv_field(struct sim_text *text, const char *field, char after)
{
    if (strpbrk(field, ",\"\r\n") == NULL) {
        sim_text_add(text, field);
    } else {
        sim_text_add_char(text, '"');
        for (; *field != '\0'; field++) {
            sim_text_repeat(text, *field, *field == '"' ? 2 : 1);
        }
        sim_text_add_char(text, '"');
    }
    if (after == '\n') {
        sim_text_add(text, "\r\n");
    } else {
        sim_text_add_char(text, after);
    }
}

/* A number, nothing for NAN; 'inf' where a limit is open. */
static void add_real(struct sim_text *text, double value, char after)
{
    if (isinf(value)) {
        sim_text_add(text, value < 0 ? "-inf" : "inf");
    } else if (!isnan(value)) {
        sim_text_real(text, value);
    }
    if (after == '\n') {
        sim_text_add(text, "\r\n");
    } else {
        sim_text_add_char(text, after);
    }
}

static void add_name(struct sim_text *text, const struct mdl_series *series,
                     const char *statistic)
{
    bool phase = strcmp(series->phase, "all") != 0;

    sim_text_print(text, "%s.%s.%s%s%s,", series->object, series->measure, statistic,
                   phase ? "@" : "", phase ? series->phase : "");
}

void rpt_csv_metrics(struct sim_text *text, const struct mdl_answer *answer, bool header)
{
    if (header) {
        sim_text_add(text, "scenario,name,value,unit,ci_low,ci_high,n,method,note\r\n");
    }
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        for (uint32_t k = 0; k < series->estimate_count; k++) {
            const struct mdl_estimate *estimate = &series->estimates[k];

            rpt_csv_field(text, answer->scenario_name, ',');
            add_name(text, series, estimate->statistic);
            add_real(text, estimate->value, ',');
            rpt_csv_field(text, rpt_lookup_unit(series, estimate->statistic), ',');
            add_real(text, estimate->low, ',');
            add_real(text, estimate->high, ',');
            sim_text_print(text, "%" PRIu32 ",", estimate->n);
            rpt_csv_field(text, estimate->method, ',');
            rpt_csv_field(text, estimate->note, '\n');
        }
    }
}

void rpt_csv_ledger(struct sim_text *text, const struct mdl_answer *answer, unsigned victim)
{
    sim_text_add(text, "victim,population,part,culprit,culprit_object,state,ns,observations,"
                 "worst_ns\r\n");
    for (uint32_t i = 0; i < answer->charge_count; i++) {
        const struct mdl_charge *charge = &answer->charges[i];
        const struct mdl_series *series = &answer->series[charge->series];

        if (victim != UINT32_MAX && charge->series != victim) {
            continue;
        }
        bool phase = strcmp(series->phase, "all") != 0;

        sim_text_print(text, "%s.%s%s%s,%s,", series->object, series->measure, phase ? "@" : "",
                       phase ? series->phase : "", charge->tail ? "tail" : "all");
        rpt_csv_field(text, charge->part, ',');
        rpt_csv_field(text, charge->culprit, ',');
        rpt_csv_field(text, charge->culprit_object, ',');
        rpt_csv_field(text, charge->state, ',');
        sim_text_print(text, "%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\r\n", charge->ns,
                       charge->observations, charge->worst_ns);
    }
}

void rpt_csv_compare(struct sim_text *text, const struct rpt_compare *compare,
                     const struct mdl_answer *base, const struct mdl_answer *changed, bool header)
{
    if (header) {
        sim_text_add(text, "name,unit,base,new,scale,change,ci_low,ci_high,p,p_corrected,n,mark,"
                     "note,correlation,variance_factor,rank_p,base_run,new_run\r\n");
    }
    for (uint32_t i = 0; i < compare->row_count; i++) {
        const struct rpt_compare_row *row = &compare->rows[i];

        rpt_csv_field(text, row->name, ',');
        rpt_csv_field(text, row->unit, ',');
        add_real(text, row->base, ',');
        add_real(text, row->changed, ',');
        rpt_csv_field(text, rpt_compare_scale_name(row->scale), ',');
        add_real(text, row->change, ',');
        add_real(text, row->low, ',');
        add_real(text, row->high, ',');
        add_real(text, row->p, ',');
        add_real(text, row->p_corrected, ',');
        sim_text_print(text, "%" PRIu32 ",", row->n);
        rpt_csv_field(text, rpt_compare_word(row->mark), ',');
        rpt_csv_field(text, row->note, ',');
        add_real(text, row->correlation, ',');
        add_real(text, row->variance_factor, ',');
        add_real(text, row->rank_p, ',');
        sim_text_print(text, "%" PRId64 ",%" PRId64 "\r\n", base->run_id, changed->run_id);
    }
}
