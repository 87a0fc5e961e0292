/*
 * wtsim compare --divergence: where two histories part.
 *
 * Both replications are run again and their chronicles compared, a window at a time, so that long
 * histories need no more memory than short ones. A thing that only one of them has (a worker more,
 * another driver) is no difference by itself: it is named, and the others are compared. What
 * began, ended or happened at the instant is printed for each side without what both have.
 */
#include "reports/cli/part.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "model/run/chronicle.h"
#include "model/run/chronicle_words.h"
#include "reports/cli/load.h"
#include "reports/cli/session.h"
#include "reports/render/cell.h"
#include "reports/render/member.h"
#include "reports/render/page.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/text.h"

enum { LINES_MAX = 256, SHOWN_MAX = 8, ALONE_MAX = 5 };

struct found {
    sim_instant at;                   /* SIM_INSTANT_NEVER: they do not part       */
    const char *lines[2][LINES_MAX];  /* what happened there, of base and new      */
    uint32_t counts[2];
    const char *alone[2][LINES_MAX];  /* things that only this side has            */
    uint32_t alone_counts[2];
};

struct names {                        /* of whose slices a chronicle holds, sorted */
    const char **of_slices;
    const char **sorted;
    uint32_t count;
};

/* ---- what happened at an instant ------------------------------------------------------------ */

static void add(struct found *found, int side, const char *line)
{
    if (found->counts[side] < LINES_MAX) {
        found->lines[side][found->counts[side]++] = line;
    }
}

static void note(struct sim_arena *arena, const struct mdl_chronicle *c, int side,
                 struct found *found)
{
    for (uint32_t i = 0; i < c->slice_count && c->slices[i].from_at <= found->at; i++) {
        const struct mdl_slice *slice = &c->slices[i];
        bool begins = slice->from_at == found->at;

        if (begins || (slice->to_at == found->at && !slice->open)) {
            add(found, side, sim_arena_print(arena, "%s: %s %s",
                                             mdl_chronicle_words_object(arena, c->plan, slice),
                                             mdl_chronicle_words_slice(arena, c->plan, slice),
                                             begins ? "begins" : "ends"));
        }
    }
    for (uint32_t i = 0; i < c->moment_count; i++) {
        if (c->moments[i].at == found->at) {
            add(found, side, sim_arena_print(arena, "%s: %s",
                                             mdl_chronicle_words_about(arena, c->plan,
                                                                       &c->moments[i]),
                                             mdl_chronicle_words_moment(arena, c->plan,
                                                                        &c->moments[i])));
        }
    }
}

/* Each line of one side that the other has as well goes, once on both. */
static void drop_common(struct found *found)
{
    for (uint32_t i = 0; i < found->counts[0]; i++) {
        for (uint32_t k = 0; k < found->counts[1]; k++) {
            if (found->lines[0][i] != NULL && found->lines[1][k] != NULL &&
                strcmp(found->lines[0][i], found->lines[1][k]) == 0) {
                found->lines[0][i] = found->lines[1][k] = NULL;
            }
        }
    }
    for (int side = 0; side < 2; side++) {
        uint32_t kept = 0;

        for (uint32_t i = 0; i < found->counts[side]; i++) {
            if (found->lines[side][i] != NULL) {
                found->lines[side][kept++] = found->lines[side][i];
            }
        }
        found->counts[side] = kept;
    }
}

/* ---- what only one of them has --------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct names names_of(struct sim_arena *arena, const struct mdl_chronicle *c)
{
    struct names names = {sim_arena_array(arena, (size_t)c->slice_count + 1, sizeof(char *)),
                          sim_arena_array(arena, (size_t)c->slice_count + 1, sizeof(char *)), 0};

    for (uint32_t i = 0; i < c->slice_count; i++) {
        names.of_slices[i] = names.sorted[i] =
            mdl_chronicle_words_object(arena, c->plan, &c->slices[i]);
    }
    qsort(names.sorted, c->slice_count, sizeof *names.sorted, by_name);
    for (uint32_t i = 0; i < c->slice_count; i++) {
        if (names.count == 0 || strcmp(names.sorted[names.count - 1], names.sorted[i]) != 0) {
            names.sorted[names.count++] = names.sorted[i];
        }
    }
    return names;
}

static bool has(const struct names *names, const char *name)
{
    return bsearch(&name, names->sorted, names->count, sizeof *names->sorted, by_name) != NULL;
}

/* Leaves only the slices of what the other side has too, and names the rest. */
static void keep_common(struct sim_arena *arena, struct mdl_chronicle *c, int side,
                        const struct names *own, const struct names *other,
                        struct found *found)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < own->count; i++) {
        if (!has(other, own->sorted[i]) && found->alone_counts[side] < LINES_MAX) {
            found->alone[side][found->alone_counts[side]++] =
                sim_arena_print(arena, "%s", own->sorted[i]);
        }
    }
    for (uint32_t i = 0; i < c->slice_count; i++) {
        if (has(other, own->of_slices[i])) {
            c->slices[kept++] = c->slices[i];
        }
    }
    c->slice_count = kept;
}

static void keep_common_of_both(struct sim_arena *arena, struct mdl_chronicle *c[2],
                                struct found *found)
{
    struct sim_arena scratch;
    struct names names[2];

    sim_arena_init(&scratch);
    names[0] = names_of(&scratch, c[0]);
    names[1] = names_of(&scratch, c[1]);
    found->alone_counts[0] = found->alone_counts[1] = 0;
    keep_common(arena, c[0], 0, &names[0], &names[1], found);
    keep_common(arena, c[1], 1, &names[1], &names[0], found);
    sim_arena_deinit(&scratch);
}

/* ---- the search ------------------------------------------------------------------------------ */

/* One window; the instant at which the next one begins, SIM_INSTANT_NEVER: it was the last. */
static sim_instant look(struct sim_arena *arena, const struct scn_scenario scenarios[2],
                        const uint64_t seeds[2], uint32_t replication, sim_instant from,
                        struct found *found)
{
    const struct mdl_chronicle_options options = {.from_at = from};
    struct mdl_chronicle *c[2];
    sim_instant end = SIM_INSTANT_NEVER;

    for (int i = 0; i < 2; i++) {
        c[i] = mdl_chronicle_of(&scenarios[i].plan, seeds[i], replication, &options, NULL);
        end = c[i]->cut_at < end ? c[i]->cut_at : end;
    }
    keep_common_of_both(arena, c, found);
    found->at = mdl_chronicle_part(c[0], c[1]);
    if (found->at < end) {
        note(arena, c[0], 0, found);
        note(arena, c[1], 1, found);
        end = SIM_INSTANT_NEVER;
    } else {
        found->at = SIM_INSTANT_NEVER;
    }
    mdl_chronicle_destroy(c[0]);
    mdl_chronicle_destroy(c[1]);
    return end;
}

static void search(struct sim_arena *arena, const struct scn_scenario scenarios[2],
                   const uint64_t seeds[2], uint32_t replication, struct found *found)
{
    sim_instant from = 0, next;

    *found = (struct found){.at = SIM_INSTANT_NEVER};
    while ((next = look(arena, scenarios, seeds, replication, from, found))
           != SIM_INSTANT_NEVER && next > from) {
        from = next;
    }
    drop_common(found);
}

/* The first replication of both whose histories differ, else the first of both. */
static bool choose(const struct mdl_answer *base, const struct mdl_answer *changed,
                   uint32_t *ret_replication, bool *ret_same)
{
    uint32_t both = base->replication_count < changed->replication_count
                        ? base->replication_count : changed->replication_count;

    *ret_same = true;
    *ret_replication = both > 0 ? base->replications[0].index : 0;
    for (uint32_t i = 0; i < both && *ret_same; i++) {
        if (base->replications[i].index == changed->replications[i].index
            && base->replications[i].fingerprint != changed->replications[i].fingerprint) {
            *ret_replication = base->replications[i].index;
            *ret_same = false;
        }
    }
    return both > 0;
}

static int read_again(struct cli_session *s, const struct mdl_answer *run,
                      struct scn_scenario *ret_scenario)
{
    const char *name = sim_arena_print(&s->arena, "%s (run %" PRId64 ")", run->scenario_path,
                                       run->run_id);
    struct scn_diags diags;

    scn_diags_init(&diags, &s->arena);
    if (scn_scenario_parse_stored(&s->arena, name, run, &diags, ret_scenario)) {
        return CLI_FINE;
    }
    cli_load_print(s, &diags);
    cli_session_say(s, "the stored scenario of run %" PRId64 " is no longer read by this version",
                    run->run_id);
    return CLI_DATA;
}

/* ---- printed --------------------------------------------------------------------------------- */

static void print_side(struct sim_text *text, const struct found *found, int side,
                       const struct mdl_answer *answer)
{
    sim_text_print(text, "\nthere, only in run %" PRId64 "%s%s:\n", answer->run_id,
                   answer->label != NULL ? " " : "", answer->label != NULL ? answer->label : "");
    for (uint32_t i = 0; i < found->counts[side] && i < SHOWN_MAX; i++) {
        sim_text_print(text, "  %s\n", found->lines[side][i]);
    }
    if (found->counts[side] > SHOWN_MAX) {
        sim_text_print(text, "  and %" PRIu32 " more\n", found->counts[side] - SHOWN_MAX);
    } else if (found->counts[side] == 0) {
        sim_text_add(text, "  nothing\n");
    }
}

static void print_alone(struct sim_text *text, const struct found *found, int side,
                        const struct mdl_answer *answer)
{
    uint32_t count = found->alone_counts[side];

    if (count == 0) {
        return;
    }
    sim_text_print(text, "Only run %" PRId64 " has", answer->run_id);
    for (uint32_t i = 0; i < count && i < ALONE_MAX; i++) {
        sim_text_print(text, "%s%s", i == 0 ? " " : ", ", found->alone[side][i]);
    }
    if (count > ALONE_MAX) {
        sim_text_print(text, " and %" PRIu32 " more", count - ALONE_MAX);
    }
    sim_text_add(text, ": left out.\n");
}

static void print_text(struct cli_session *s, struct sim_text *text, const struct found *found,
                       uint32_t replication, bool same, const struct mdl_answer *sides[2])
{
    print_alone(text, found, 0, sides[0]);
    print_alone(text, found, 1, sides[1]);
    if (found->at != SIM_INSTANT_NEVER) {
        sim_text_print(text, "Replication %" PRIu32 " of both runs is the same up to %s s.\n",
                       replication, rpt_cell_instant(&s->arena, found->at, 9));
        print_side(text, found, 0, sides[0]);
        print_side(text, found, 1, sides[1]);
        return;
    }
    sim_text_print(text, same ? "All replications of both runs are the same, event for event "
                                "(replication %" PRIu32 " was run again).\n"
                              : "Replication %" PRIu32 " of both runs shows the same runs, waits "
                                "and states at the same\ninstants; only the bookkeeping of "
                                "their events differs.\n", replication);
}

static void print_json(struct sim_text *text, const struct found *found, uint32_t replication,
                       const struct mdl_answer *sides[2])
{
    static const char *const keys[2] = {"only_in_base", "only_in_new"};

    sim_text_add_char(text, '{');
    rpt_member_whole(text, "base", (uint64_t)sides[0]->run_id);
    rpt_member_whole(text, "new", (uint64_t)sides[1]->run_id);
    rpt_member_whole(text, "replication", replication);
    rpt_member_truth(text, "parts", found->at != SIM_INSTANT_NEVER);
    if (found->at != SIM_INSTANT_NEVER) {
        rpt_member_whole(text, "at_ns", found->at);
    }
    for (int side = 0; side < 2; side++) {
        uint32_t count = 0;

        rpt_member_key(text, keys[side]);
        sim_text_add_char(text, '[');
        for (uint32_t i = 0; i < found->counts[side]; i++) {
            rpt_member_next(text, &count);
            sim_text_add_char(text, '{');
            rpt_member_string(text, "what", found->lines[side][i]);
            sim_text_add_char(text, '}');
        }
        rpt_member_finish(text, count, ']');
    }
    sim_text_add(text, "}\n");
}

int cli_part_print(struct cli_session *s, const struct mdl_answer *base,
                   const struct mdl_answer *changed)
{
    const struct mdl_answer *sides[2] = {base, changed};
    const uint64_t seeds[2] = {base->seed, changed->seed};
    struct scn_scenario scenarios[2];
    struct found found;
    uint32_t replication;
    struct sim_text text;
    bool same;

    if (!choose(base, changed, &replication, &same)) {
        cli_session_say(s, "one of the runs has no replication");
        return CLI_INCOMPARABLE;
    }
    for (int i = 0; i < 2; i++) {
        int code = read_again(s, sides[i], &scenarios[i]);

        if (code != CLI_FINE) {
            return code;
        }
    }
    search(&s->arena, scenarios, seeds, replication, &found);
    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        print_json(&text, &found, replication, sides);
    } else {
        print_text(s, &text, &found, replication, same, sides);
        rpt_page_fit(&text, 0, rpt_view_width(&s->view));
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}
