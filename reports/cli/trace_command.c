/*
 * wtsim trace FILE|RUN [FILE|RUN]: a timeline for ui.perfetto.dev, of one run or of two on one
 * clock.
 *
 * A stored run is executed again and must give its fingerprint. Of two runs the first chooses
 * the window and the replication; the instant at which they part is marked.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reports/cli/command.h"
#include "reports/cli/past.h"
#include "reports/cli/session.h"
#include "reports/render/chrome.h"
#include "reports/render/format.h"
#include "reports/render/perfetto.h"
#include "reports/render/svg_timeline.h"
#include "reports/render/timeline.h"
#include "reports/render/tracks.h"
#include "sim/base/text.h"

enum { RUNS_MOST = 2, PICTURE_ROWS = 200 };

struct tracing {
    struct cli_past pasts[RUNS_MOST];
    struct mdl_chronicle *chronicles[RUNS_MOST];
    uint32_t count;
    struct rpt_tracks tracks;
    sim_instant part_at;              /* of two; SIM_INSTANT_NEVER: they are equal */
};

/* ---- what is shown --------------------------------------------------------------------------- */

static int look_at(struct cli_session *s, struct tracing *t, uint32_t i)
{
    struct cli_past *past = &t->pasts[i];
    int code = cli_past_load(s, s->options.operands[i], past);

    if (code != CLI_FINE) {
        return code;
    }
    if (i == 0) {
        code = cli_past_choose(s, past);
    } else {
        past->replication = t->pasts[0].scenario.plan.is_random && past->scenario.plan.is_random
                                ? t->pasts[0].replication
                                : 0;
        past->window = t->pasts[0].window;
    }
    return code == CLI_FINE ? cli_past_run(s, past, &t->chronicles[i]) : code;
}

static int select_object(struct cli_session *s, struct tracing *t)
{
    bool found = s->options.object == NULL;

    for (uint32_t i = 0; i < t->count && s->options.object != NULL; i++) {
        found = mdl_chronicle_select(t->chronicles[i], s->options.object) || found;
    }
    if (!found) {
        cli_session_say(s, "nothing of '%.60s' happens in that time: object paths are those of the "
                        "report, as nic.refill or nic.rx", s->options.object);
        return CLI_USAGE;
    }
    return CLI_FINE;
}

static void lay_tracks(struct cli_session *s, struct tracing *t)
{
    rpt_tracks_init(&t->tracks, &s->arena);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct cli_past *past = &t->pasts[i];

        rpt_tracks_add(&t->tracks, t->chronicles[i],
                       sim_arena_print(&s->arena, "%s%s%s, replication %" PRIu32,
                                       t->count > 1 ? s->options.operands[i] : "",
                                       t->count > 1 ? ": " : "", past->scenario.name,
                                       past->replication));
    }
    if (t->count > 1 && t->part_at != SIM_INSTANT_NEVER) {
        rpt_tracks_mark(&t->tracks, t->part_at, "here the two runs part");
    }
    rpt_tracks_order(&t->tracks);
}

/* ---- the file -------------------------------------------------------------------------------- */

static const char *file_name(struct cli_session *s, const struct tracing *t)
{
    static const char *const endings[] = {"pftrace", "json", "svg"};

    return s->options.output != NULL
               ? s->options.output
               : sim_arena_print(&s->arena, "%s.%s", t->pasts[0].scenario.name,
                                 endings[s->options.viewer]);
}

static int write_file(const struct cli_session *s, const char *name, const struct sim_text *bytes)
{
    FILE *file = strcmp(name, "-") == 0 ? stdout : fopen(name, "wb");
    bool good;

    if (file == NULL) {
        cli_session_say(s, "%s cannot be written: %s", name, strerror(errno));
        return CLI_CANNOT_CREATE;
    }
    good = fwrite(bytes->data, 1, bytes->length, file) == bytes->length;
    good = (file == stdout ? fflush(file) : fclose(file)) == 0 && good;
    if (!good) {
        cli_session_say(s, "%s could not be written to its end: %s", name, strerror(errno));
    }
    return good ? CLI_FINE : CLI_IO;
}

/* '21.5 MB', '210 kB': how large, roughly. */
static void add_size(struct sim_text *text, uint64_t bytes)
{
    if (bytes >= 1000000u) {
        sim_text_print(text, "%" PRIu64 ".%" PRIu64 " MB", bytes / 1000000u,
                       bytes / 100000u % 10u);
    } else {
        sim_text_print(text, "%" PRIu64 " kB", (bytes + 999u) / 1000u);
    }
}

static void say_cut(struct cli_session *s, const struct mdl_chronicle *c, uint64_t bytes,
                    sim_instant end_at)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_instant(&text, c->cut_at, 3);
    sim_text_add(&text, " s: more slices are not kept. All of it would take about ");
    add_size(&text, c->cut_at > c->from_at
                        ? bytes / ((c->cut_at - c->from_at) / 1000u + 1u) *
                              ((end_at - c->from_at) / 1000u + 1u)
                        : bytes);
    cli_session_say(s, "the trace ends at %s; --window A..B or --object PATH shows other parts",
                    text.data);
    sim_text_deinit(&text);
}

static void say_written(struct cli_session *s, const struct tracing *t, const char *name,
                        uint64_t bytes)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_print(&text, "%s: ", name);
    rpt_format_count(&text, t->tracks.slice_count);
    sim_text_add(&text, " slices, ");
    add_size(&text, bytes);
    sim_text_add(&text, ", ");
    rpt_format_instant(&text, t->chronicles[0]->from_at, 6);
    sim_text_add(&text, " s to ");
    rpt_format_instant(&text, t->chronicles[0]->end_at, 6);
    sim_text_add(&text, " s");
    if (t->count > 1) {
        sim_text_add(&text, t->part_at == SIM_INSTANT_NEVER ? "; the two runs do the same"
                                                            : "; the two runs part at ");
        if (t->part_at != SIM_INSTANT_NEVER) {
            rpt_format_instant(&text, t->part_at, 9);
            sim_text_add(&text, " s");
        }
    }
    cli_session_say(s, "%s", text.data);
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->chronicles[i]->cut_at != SIM_INSTANT_NEVER) {
            const struct cli_past *past = &t->pasts[i];

            say_cut(s, t->chronicles[i], bytes,
                    past->window.until_at > 0 ? past->window.until_at
                                              : past->scenario.plan.duration_ns);
        }
    }
    if (s->options.viewer != CLI_SVG) {
        cli_session_next(s, "open %s at https://ui.perfetto.dev", name);
    }
    sim_text_deinit(&text);
}

/* The picture: all of the window, or from the first run to the end of the last one. */
static void draw(struct cli_session *s, const struct tracing *t, struct sim_text *bytes)
{
    const struct rpt_timeline_options options = {
        .width = 160, .rows_max = PICTURE_ROWS, .from_at = t->pasts[0].window.from_at,
        .until_at = t->pasts[0].window.until_at};
    const struct rpt_svg_timeline_options look = {.title = t->pasts[0].scenario.name};
    struct rpt_timeline timeline = {.until_at = 1, .unit = "ns", .label_ns = 1, .tick_ns = 1,
                                    .unit_ns = 1};

    (void)rpt_timeline_lay(&s->arena, t->chronicles[0], &options, &timeline);
    rpt_svg_timeline(bytes, &timeline, &look);
}

static int write_trace(struct cli_session *s, struct tracing *t)
{
    const char *name = file_name(s, t);
    struct sim_text bytes;
    int code;

    lay_tracks(s, t);
    sim_text_init(&bytes);
    if (s->options.viewer == CLI_SVG) {
        draw(s, t, &bytes);
    } else if (s->options.viewer == CLI_CHROME) {
        rpt_chrome(&bytes, &t->tracks);
    } else {
        rpt_perfetto(&bytes, &t->tracks);
    }
    code = write_file(s, name, &bytes);
    if (code == CLI_FINE && !s->options.quiet) {
        say_written(s, t, name, bytes.length);
    }
    rpt_tracks_deinit(&t->tracks);
    sim_text_deinit(&bytes);
    return code;
}

int cli_trace_command(struct cli_session *s)
{
    struct tracing t = {.part_at = SIM_INSTANT_NEVER};
    int code = CLI_FINE;

    if (!cli_session_operands(s, 1, RUNS_MOST, "FILE or RUN")) {
        return CLI_USAGE;
    }
    if (s->options.viewer == CLI_SVG && s->options.operand_count > 1) {
        cli_session_say(s, "a picture shows one run; perfetto and chrome can show two");
        return CLI_USAGE;
    }
    for (; t.count < s->options.operand_count && code == CLI_FINE; t.count++) {
        code = look_at(s, &t, t.count);
    }
    if (code == CLI_FINE && t.count > 1) {
        t.part_at = mdl_chronicle_part(t.chronicles[0], t.chronicles[1]);
    }
    if (code == CLI_FINE) {
        code = select_object(s, &t);
    }
    if (code == CLI_FINE) {
        code = write_trace(s, &t);
    }
    for (uint32_t i = 0; i < RUNS_MOST; i++) {
        mdl_chronicle_destroy(t.chronicles[i]);
    }
    return code;
}
