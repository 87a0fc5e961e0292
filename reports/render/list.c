/*
 * What is in the store, one line a run.
 *
 * Long names are cut with two dots; JSON and CSV have all of it.
 */
#include "reports/render/list.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "reports/render/csv.h"
#include "reports/render/page.h"
#include "reports/render/view.h"
#include "reports/store/store.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* Columns: run, label, scenario, n, verdict, when. Label and scenario share what is left. */
enum { LABEL_AT = 6, TAIL = 31, LABEL_MIN = 5 };

/* '11-20 07:26' of '2026-11-20T07:26:04Z'; anything else as it is. */
static const char *when(struct sim_arena *arena, const char *executed_at)
{
    if (strlen(executed_at) < 16 || executed_at[10] != 'T') {
        return executed_at;
    }
    return sim_arena_print(arena, "%.5s %.5s", executed_at + 5, executed_at + 11);
}

/* Width of the column of labels: as wide as the widest, at most 24. */
static size_t label_width(const struct rpt_store_row *rows, uint32_t count)
{
    size_t widest = LABEL_MIN;

    for (uint32_t i = 0; i < count; i++) {
        size_t columns = rpt_page_columns(rows[i].label);

        widest = columns > widest ? columns : widest;
    }
    return widest > 24 ? 24 : widest;
}

static void print_row(struct sim_text *text, struct sim_arena *arena,
                      const struct rpt_store_row *row, size_t label, unsigned width)
{
    unsigned scenario_at = (unsigned)(LABEL_AT + label + 2), tail_at = width - TAIL;
    bool whole = strcmp(row->status, "complete") == 0;

    sim_text_print(text, "%4" PRId64, row->run_id);
    rpt_page_column(text, LABEL_AT);
    sim_text_add(text, rpt_page_clip(arena, row->label, label));
    rpt_page_column(text, scenario_at);
    sim_text_add(text, rpt_page_clip(arena, row->scenario, tail_at - scenario_at - 1));
    rpt_page_column(text, tail_at);
    sim_text_print(text, "%5" PRIu32 "%s  %-9s  %s\n", row->completed + row->stopped,
                   whole ? " " : "!", strcmp(row->verdict, "none") == 0 ? "-" : row->verdict,
                   when(arena, row->executed_at));
    if (row->changed[0] != '\0') {
        rpt_page_column(text, scenario_at);
        rpt_page_words(text, row->changed, scenario_at, width);
        rpt_page_line(text);
    }
    if (row->tags[0] != '\0') {
        rpt_page_column(text, scenario_at);
        rpt_page_words(text, sim_arena_print(arena, "tagged %s", row->tags), scenario_at, width);
        rpt_page_line(text);
    }
}

void rpt_list_print(struct sim_text *text, const struct rpt_store_row *rows, uint32_t count,
                    const struct rpt_view *view)
{
    unsigned width = rpt_view_width(view);
    size_t from = text->length, label = label_width(rows, count);
    bool cut_short = false;
    struct sim_arena arena;

    if (count == 0) {
        sim_text_add(text, "No runs yet: wtsim run FILE stores the first.\n");
        return;
    }
    sim_arena_init(&arena);
    sim_text_add(text, " run  label");
    rpt_page_column(text, (unsigned)(LABEL_AT + label + 2));
    sim_text_add(text, "scenario, what --set changed");
    rpt_page_column(text, width - TAIL);
    sim_text_print(text, "%5s   %-9s  %s\n", "n", "verdict", "when, UTC");
    for (uint32_t i = 0; i < count; i++) {
        print_row(text, &arena, &rows[i], label, width);
        cut_short = cut_short || strcmp(rows[i].status, "complete") != 0;
    }
    if (cut_short) {
        sim_text_add(text, "! interrupted: fewer replications than were planned\n");
    }
    rpt_page_fit(text, from, width);
    sim_arena_deinit(&arena);
}

void rpt_list_json(struct sim_text *text, const struct rpt_store_row *rows, uint32_t count)
{
    sim_text_add(text, "{\"runs\": [");
    for (uint32_t i = 0; i < count; i++) {
        const struct rpt_store_row *row = &rows[i];

        sim_text_print(text, "%s\n  {\"run\": %" PRId64 ", \"key\": ", i == 0 ? "" : ",",
                       row->run_id);
        sim_text_json(text, row->key);
        sim_text_add(text, ", \"label\": ");
        if (row->label[0] == '\0') {
            sim_text_add(text, "null");
        } else {
            sim_text_json(text, row->label);
        }
        sim_text_add(text, ", \"scenario\": ");
        sim_text_json(text, row->scenario);
        sim_text_add(text, ", \"changed\": ");
        sim_text_json(text, row->changed);
        sim_text_add(text, ", \"tags\": ");
        sim_text_json(text, row->tags);
        sim_text_print(text, ", \"seed\": %" PRIu64 ", \"planned\": %" PRIu32
                       ", \"completed\": %" PRIu32 ", \"stopped\": %" PRIu32
                       ", \"is_random\": %s, \"duration_ns\": %" PRIu64 ", \"verdict\": ",
                       row->seed, row->planned, row->completed, row->stopped,
                       row->is_random ? "true" : "false", row->duration_ns);
        sim_text_json(text, row->verdict);
        sim_text_add(text, ", \"status\": ");
        sim_text_json(text, row->status);
        sim_text_add(text, ", \"model\": ");
        sim_text_json(text, row->model);
        sim_text_add(text, ", \"fingerprint\": ");
        sim_text_json(text, row->fingerprint);
        sim_text_add(text, ", \"last_executed\": ");
        sim_text_json(text, row->executed_at);
        sim_text_print(text, ", \"times_executed\": %" PRIu32 "}", row->times_executed);
    }
    sim_text_add(text, count == 0 ? "]}\n" : "\n]}\n");
}

void rpt_list_csv(struct sim_text *text, const struct rpt_store_row *rows, uint32_t count)
{
    sim_text_add(text, "run,key,label,scenario,changed,tags,seed,planned,completed,stopped,verdict,"
                 "status,fingerprint,last_executed,times_executed\r\n");
    for (uint32_t i = 0; i < count; i++) {
        const struct rpt_store_row *row = &rows[i];

        sim_text_print(text, "%" PRId64 ",", row->run_id);
        rpt_csv_field(text, row->key, ',');
        rpt_csv_field(text, row->label, ',');
        rpt_csv_field(text, row->scenario, ',');
        rpt_csv_field(text, row->changed, ',');
        rpt_csv_field(text, row->tags, ',');
        sim_text_print(text, "%" PRIu64 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",", row->seed,
                       row->planned, row->completed, row->stopped);
        rpt_csv_field(text, row->verdict, ',');
        rpt_csv_field(text, row->status, ',');
        rpt_csv_field(text, row->fingerprint, ',');
        rpt_csv_field(text, row->executed_at, ',');
        sim_text_print(text, "%" PRIu32 "\r\n", row->times_executed);
    }
}
