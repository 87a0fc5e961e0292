/* The second accounting and the record: do they say the same? */
#include "tests/scenarios/soak/account_inside.h"

/* May this ISR return FALSE? */
static bool declines(const struct mdl_plan *plan, const struct mdl_line *line)
{
    const struct mdl_program *isr = &plan->programs[line->isr];
    bool may = false;

    for (uint32_t i = isr->first; i < isr->first + isr->count; i++) {
        may |= plan->steps[i].kind == MDL_STEP_RETURN;
    }
    return may;
}

bool account_follows(const struct mdl_plan *plan)
{
    bool follows = plan->profile.node_last == 0;

    for (mdl_dpc_id i = 0; i < plan->dpc_count; i++) {
        follows &= plan->dpcs[i].lock == MDL_NONE;
    }
    for (mdl_line_id i = 0; i < plan->line_count; i++) {
        follows &= plan->lines[i].thread == MDL_NONE && !declines(plan, &plan->lines[i]);
    }
    return follows;
}

static const uint8_t measures[ACCOUNT_SERIES] = {
    [ACCOUNT_CALL] = MDL_MEASURE_QUEUE_LATENCY, [ACCOUNT_INTERRUPT] = MDL_MEASURE_INTERRUPT_LATENCY,
    [ACCOUNT_READY] = MDL_MEASURE_READY, [ACCOUNT_LOCK] = MDL_MEASURE_LOCK_WAIT,
    [ACCOUNT_REQUEST] = MDL_MEASURE_REQUEST_LATENCY};

static bool differ(struct sim_text *what, const struct account *a, mdl_object_id object,
                   const struct mdl_record_row *row, const char *of, double mine, double its)
{
    sim_text_print(what, "%s, octave %u (%llu), %s: %.1f ns by brute force, %.1f in the record",
                   a->plan->objects[object].path, row->octave,
                   (unsigned long long)row->observations, of, mine, its);
    return false;
}

/* What the record did not follow, over its cap: nobody is charged for it there. */
static uint64_t not_followed(const struct mdl_record_result *its, const struct mdl_record_row *row)
{
    uint64_t ns = 0;

    for (uint32_t c = 0; c < row->cell_count; c++) {
        ns += its->columns[c].part == MDL_PART_UNFOLLOWED ? row->cells[c] : 0;
    }
    return ns;
}

/* Each culprit's share; it may be short by what was not followed. */
static bool culprits_agree(const struct account *a, mdl_object_id object,
                           const struct mdl_record_result *its, const struct mdl_record_row *row,
                           const struct account_row *mine, struct sim_text *what)
{
    double missing = (double)not_followed(its, row);

    for (uint32_t c = 0; c < row->cell_count; c++) {
        const struct mdl_record_column *column = &its->columns[c];
        double slack, ns = account_bill_of(&mine->bill, column, &slack);
        double off = ns - (double)row->cells[c];

        if (column->part != MDL_PART_UNFOLLOWED &&
            (off > slack + missing + 0.01 || off < -slack - 0.01)) {
            return differ(what, a, object, row,
                          column->label == MDL_NONE ? "nobody"
                                                    : a->plan->labels[column->label].name,
                          ns, (double)row->cells[c]);
        }
    }
    return true;
}

static bool agrees(const struct account *a, mdl_object_id object,
                   const struct mdl_record_result *its, const struct mdl_record_row *row,
                   const struct account_row *mine, struct sim_text *what)
{
    uint64_t parts[MDL_PART_COUNT] = {0}, missing = not_followed(its, row);

    for (uint32_t c = 0; c < row->cell_count; c++) {
        parts[its->columns[c].part] += row->cells[c];
    }
    parts[MDL_PART_UNFOLLOWED] = 0;
    missing -= mine->bill.parts[MDL_PART_UNFOLLOWED] < missing
                   ? mine->bill.parts[MDL_PART_UNFOLLOWED] : missing;
    for (unsigned part = 0; part < MDL_PART_COUNT; part++) {
        uint64_t ns = part == MDL_PART_UNFOLLOWED ? 0 : mine->bill.parts[part];

        if (parts[part] > ns || ns - parts[part] > missing) {
            return differ(what, a, object, row, mdl_record_part_name(part), (double)ns,
                          (double)parts[part]);
        }
        missing -= ns - parts[part];
    }
    return culprits_agree(a, object, its, row, mine, what) &&
           (missing == 0 || differ(what, a, object, row, "all parts", 0, (double)missing));
}

static enum account_series series_of(unsigned measure)
{
    unsigned series = 0;

    while (series < ACCOUNT_SERIES && measures[series] != measure) {
        series++;
    }
    return (enum account_series)series;
}

static void count_classes(const struct account_row *row, struct account_counts *counts)
{
    for (unsigned class = 0; class < ACCOUNT_CLASSES; class++) {
        counts->unfollowed[class] += row->classes[class];
    }
}

/* Does the record have a row for each of ours? */
static bool all_seen(const struct account *a, const struct mdl_record_result *its,
                     struct sim_text *what)
{
    for (uint32_t i = 0; i < its->series_count; i++) {
        mdl_object_id object = its->series[i].object;
        enum account_series series = series_of(its->series[i].measure);
        const struct account_row *rows =
            series == ACCOUNT_SERIES ? NULL : a->rows[object * ACCOUNT_SERIES + series];

        for (uint32_t k = 0; rows != NULL && its->series[i].has_ledger && k < ACCOUNT_OCTAVES;
             k++) {
            if (rows[k].observations > 0 && !rows[k].seen) {
                sim_text_print(what, "%s, octave %u: no row in the record",
                               a->plan->objects[object].path, k);
                return false;
            }
        }
    }
    return true;
}

/* Ours, or one of nothing. */
static struct account_row *row_of(const struct account *a, const struct mdl_record_series *s,
                                  const struct mdl_record_row *row)
{
    static struct account_row none;
    struct account_row *rows = a->rows[s->object * ACCOUNT_SERIES + series_of(s->measure)];

    return rows == NULL ? &none : &rows[row->octave];
}

/* Rows of calls beyond the cap have no parts. */
static bool has_parts(const struct mdl_record_series *s, const struct mdl_record_row *row)
{
    return series_of(s->measure) != ACCOUNT_SERIES && row->octave != MDL_RECORD_OCTAVE_ALL;
}

bool account_compares(const struct account *a, const struct mdl_record_series *series,
                      const struct mdl_record_row *row)
{
    const struct account_row *mine;

    if (!has_parts(series, row)) {
        return false;
    }
    mine = row_of(a, series, row);
    return mine->classes[ACCOUNT_FOLLOWED] == mine->observations;
}

bool account_agrees(struct account *a, const struct mdl_record_result *its,
                    struct sim_text *ret_what, struct account_counts *counts)
{
    uint64_t before = counts->observations[ACCOUNT_REQUEST];

    for (uint32_t i = 0; i < its->row_count; i++) {
        const struct mdl_record_row *row = &its->rows[i];
        const struct mdl_record_series *s = &its->series[row->series];
        struct account_row *mine;

        if (!has_parts(s, row)) {
            continue;
        }
        mine = row_of(a, s, row);
        mine->seen = true;
        if (mine->observations != row->observations) {
            return differ(ret_what, a, s->object, row, "observations", (double)mine->observations,
                          (double)row->observations);
        }
        if (!account_compares(a, s, row)) {
            count_classes(mine, counts);
            continue;
        }
        if (!agrees(a, s->object, its, row, mine, ret_what)) {
            return false;
        }
        counts->rows++;
        counts->observations[series_of(s->measure)] += row->observations;
    }
    counts->scenarios += counts->observations[ACCOUNT_REQUEST] > before;
    return all_seen(a, its, ret_what);
}
