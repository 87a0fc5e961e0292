/*
 * wtsim import FILE: measured durations to a distribution, as YAML to paste.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "reports/cli/command.h"
#include "reports/cli/import_fit.h"
#include "reports/cli/import_read.h"
#include "reports/cli/session.h"
#include "reports/render/cell.h"
#include "reports/render/csv.h"
#include "reports/render/member.h"
#include "reports/render/page.h"
#include "reports/render/table.h"
#include "scenarios/language/quantity.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "sim/random/elementary.h"

#define BYTES_MAX ((size_t)64 << 20)

enum { LIST_INDENT = 4, LIST_MAX = 50 };

/* ---- the file ------------------------------------------------------------------------------- */

/* The whole text, or NULL after telling why; ret_code is then the exit code. */
static char *slurp(struct cli_session *s, const char *path, int *ret_code)
{
    struct stat info;
    FILE *file = stat(path, &info) == 0 && S_ISREG(info.st_mode) ? fopen(path, "rb") : NULL;
    size_t length;
    char *text;

    if (file == NULL) {
        cli_session_say(s, "%s: %s", path, errno != 0 ? strerror(errno) : "not a file");
        *ret_code = CLI_MISSING;
        return NULL;
    }
    length = (size_t)info.st_size <= BYTES_MAX ? (size_t)info.st_size : 0;
    text = sim_arena_alloc(&s->arena, length + 1);
    length = fread(text, 1, length, file);
    text[length] = '\0';
    *ret_code = CLI_DATA;
    if (ferror(file) || (size_t)info.st_size > BYTES_MAX || strlen(text) != length) {
        cli_session_say(s, "%s: %s", path, ferror(file) ? "cannot be read"
                        : (size_t)info.st_size > BYTES_MAX ? "more than 64 MiB: export less of it"
                                                           : "not a text file (UTF-16? Save it as "
                                                             "UTF-8)");
        text = NULL;
    }
    fclose(file);
    return text;
}

/* ---- YAML ----------------------------------------------------------------------------------- */

/* '12.345us': exact to the nanosecond. */
static const char *duration(struct sim_arena *arena, double ns)
{
    static const struct { double ns; const char *name; } units[] = {
        {1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}};
    double whole = floor(ns + 0.5);
    uint32_t k = 0;
    char *text;

    while (k + 1 < sizeof units / sizeof units[0] && whole < units[k].ns) {
        k++;
    }
    text = sim_arena_print(arena, "%.9f", whole / units[k].ns);
    for (size_t end = strlen(text); end > 0 && strchr("0.", text[end - 1]) != NULL; end--) {
        bool was_point = text[end - 1] == '.';

        text[end - 1] = '\0';
        if (was_point) {
            break;
        }
    }
    return sim_arena_print(arena, "%s%s", text, units[k].name);
}

/* Three digits are enough for a law that is only fitted. */
static const char *rounded(struct sim_arena *arena, double ns)
{
    double step = 1;

    while (ns / step >= 1000) {
        step *= 10;
    }
    return duration(arena, floor(ns / step + 0.5) * step);
}

/* A word of a flow list; it begins a new line where the page ends. */
static void add_word(struct sim_text *yaml, size_t *line, const char *word, bool last)
{
    size_t length = strlen(word) + (last ? 0 : 2);

    if (yaml->length - *line + length > 78) {
        while (yaml->length > 0 && yaml->data[yaml->length - 1] == ' ') {
            yaml->data[--yaml->length] = '\0';
        }
        sim_text_add_char(yaml, '\n');
        *line = yaml->length;
        sim_text_repeat(yaml, ' ', LIST_INDENT);
    }
    sim_text_print(yaml, "%s%s", word, last ? "" : ", ");
}

static void add_histogram(struct sim_text *yaml, struct sim_arena *arena,
                          const struct cli_import_fit *fit)
{
    size_t line = yaml->length;

    sim_text_add(yaml, "run: {histogram: {edges: [");
    for (uint32_t i = 0; i < fit->edge_count; i++) {
        add_word(yaml, &line, duration(arena, fit->edges[i]), i + 1 == fit->edge_count);
    }
    sim_text_add(yaml, "],\n");
    line = yaml->length;
    sim_text_add(yaml, "    weights: [");
    for (uint32_t i = 0; i + 1 < fit->edge_count; i++) {
        add_word(yaml, &line, sim_arena_print(arena, "%.0f", fit->weights[i]),
                 i + 2 == fit->edge_count);
    }
    sim_text_add(yaml, "]}}\n");
}

static void add_empirical(struct sim_text *yaml, struct sim_arena *arena, const char *path,
                          const struct cli_import *import, const struct cli_import_set *set)
{
    size_t line = yaml->length;

    if (set->values != NULL && set->count <= LIST_MAX) {
        sim_text_add(yaml, "run: {empirical: [");
        for (uint32_t i = 0; i < set->count; i++) {
            add_word(yaml, &line, duration(arena, set->values[i]), i + 1 == set->count);
        }
        sim_text_add(yaml, "]}\n");
    } else if (import->is_plain) {
        sim_text_print(yaml, "run: {empirical: {file: \"%s\"", path);
        if (import->column[0] != '\0') {
            sim_text_print(yaml, ", column: \"%s\"", import->column);
        }
        sim_text_print(yaml, "%s%s}}\n", import->unit[0] == '\0' ? "" : ", unit: ", import->unit);
    }
}

/* What can be pasted, a law a paragraph: short and smooth, then close to the data. */
static const char *yaml_of(struct sim_arena *arena, const char *path,
                           const struct cli_import *import, const struct cli_import_set *set,
                           const struct cli_import_fit *fit)
{
    double z = sim_elementary_normal_quantile(0.99);
    struct sim_text yaml;

    sim_text_init(&yaml);
    if (fit->low == fit->high) {
        sim_text_print(&yaml, "run: %s\n", duration(arena, fit->low));
    } else {
        if (fit->sigma > 0) {
            sim_text_print(&yaml, "run: {lognormal: {median: %s, p99: %s}}\n",
                           rounded(arena, sim_elementary_exp(fit->mu)),
                           rounded(arena, sim_elementary_exp(fit->mu + z * fit->sigma)));
        }
        add_histogram(&yaml, arena, fit);
        add_empirical(&yaml, arena, path, import, set);
    }
    return sim_text_keep(&yaml, arena);
}

/* ---- printed -------------------------------------------------------------------------------- */

static void add_head(struct sim_text *text, struct sim_arena *arena,
                     const struct cli_import_set *set, const struct cli_import_fit *fit)
{
    sim_text_print(text, "%s%s%s%s%s duration%s", set->kind, set->kind[0] == '\0' ? "" : "  ",
                   set->name, set->name[0] == '\0' ? "" : "  ",
                   rpt_cell_count(arena, set->count), set->count == 1 ? "" : "s");
    if (set->values == NULL) {
        sim_text_add(text, " in bins: quantiles are interpolated");
    }
    if (fit->zeros > 0) {
        sim_text_print(text, ", %s of them 0 ns, which no lognormal law has",
                       rpt_cell_count(arena, fit->zeros));
    }
    sim_text_add_char(text, '\n');
}

static void add_quantiles(struct sim_text *text, struct sim_arena *arena,
                          const struct cli_import_set *set, const struct cli_import_fit *fit)
{
    struct rpt_table table;

    rpt_table_init(&table, arena, "lrr");
    rpt_table_add(&table, (const char *const[]){"", "measured", "lognormal"});
    rpt_table_add(&table, (const char *const[]){"min", rpt_cell_duration(arena, fit->low), ""});
    rpt_table_add(&table, (const char *const[]){"mean", rpt_cell_duration(arena, fit->mean),
                                                rpt_cell_duration(arena, fit->fitted_mean)});
    for (int k = 0; k < CLI_IMPORT_POINTS; k++) {
        static const double needed[CLI_IMPORT_POINTS] = {2, 10, 100, 1000};

        rpt_table_add(&table, (const char *const[]){
            cli_import_fit_points[k],
            set->count < needed[k] ? "-" : rpt_cell_duration(arena, fit->measured[k]),
            rpt_cell_duration(arena, fit->fitted[k])});
    }
    rpt_table_add(&table, (const char *const[]){"max", rpt_cell_duration(arena, fit->high), ""});
    rpt_table_print(&table, text, 2, 80);
}

static void add_error(struct sim_text *text, struct sim_arena *arena,
                      const struct cli_import_fit *fit)
{
    const char *words = "";
    const char *verdict = fabs(fit->off) > 0.25 || fit->gap > 0.1
                              ? " That is no good fit: take the histogram." : "";

    if (fit->sigma > 0 && fit->off_at < 0) {
        words = sim_arena_print(arena, "The distribution function of the lognormal law differs by "
                                "at most %.3f; how far its quantiles are off so few values cannot "
                                "tell.%s\n", fit->gap, verdict);
    } else if (fit->sigma > 0) {
        words = sim_arena_print(arena, "The lognormal law is off by %+.0f %% at %s; its "
                                "distribution function differs by at most %.3f.%s\n",
                                100 * fit->off, cli_import_fit_points[fit->off_at], fit->gap,
                                verdict);
    }
    rpt_page_words(text, words, 0, 80);
}

static void print_text(struct cli_session *s, struct sim_text *text, const char *path,
                       const struct cli_import *import)
{
    sim_text_print(text, "%s  %s%s%s%s\n", path, import->format,
                   import->column[0] == '\0' ? "" : ", column '", import->column,
                   import->column[0] == '\0' ? "" : "'");
    if (import->repeated > 0) {
        sim_text_print(text, "%s rows are further fragments of the same run: counted once.\n",
                       rpt_cell_count(&s->arena, import->repeated));
    }
    if (import->other[0] != '\0') {
        rpt_page_words(text, sim_arena_print(&s->arena, "Several routines are taken together, as "
                                             "%s and %s: --only NAME takes those with that in "
                                             "their name.\n", import->routine, import->other),
                       0, 80);
    }
    for (uint32_t i = 0; i < import->set_count; i++) {
        const struct cli_import_set *set = &import->sets[i];
        struct cli_import_fit fit;

        if (set->count == 0) {
            continue;
        }
        cli_import_fit_make(&s->arena, set, &fit);
        sim_text_add_char(text, '\n');
        add_head(text, &s->arena, set, &fit);
        add_quantiles(text, &s->arena, set, &fit);
        add_error(text, &s->arena, &fit);
        sim_text_print(text, "\n# paste one of these\n%s",
                       yaml_of(&s->arena, path, import, set, &fit));
    }
    rpt_page_fit(text, 0, rpt_view_width(&s->view));
}

static void add_reals(struct sim_text *text, const char *key, const double *values,
                      uint32_t count)
{
    rpt_member_key(text, key);
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < count; i++) {
        sim_text_add(text, i == 0 ? "" : ", ");
        sim_text_real(text, values[i]);
    }
    sim_text_add_char(text, ']');
}

static void add_json(struct cli_session *s, struct sim_text *text, const char *path,
                     const struct cli_import *import, const struct cli_import_set *set)
{
    struct cli_import_fit fit;

    cli_import_fit_make(&s->arena, set, &fit);
    sim_text_add_char(text, '{');
    rpt_member_string(text, "kind", set->kind);
    rpt_member_string(text, "name", set->name);
    rpt_member_whole(text, "count", set->count);
    rpt_member_whole(text, "zeros", fit.zeros);
    rpt_member_real(text, "min_ns", fit.low);
    rpt_member_real(text, "mean_ns", fit.mean);
    add_reals(text, "quantiles_ns", fit.measured, CLI_IMPORT_POINTS);
    rpt_member_real(text, "max_ns", fit.high);
    rpt_member_real(text, "mu", fit.mu);
    rpt_member_real(text, "sigma", fit.sigma);
    add_reals(text, "fitted_ns", fit.fitted, CLI_IMPORT_POINTS);
    rpt_member_real(text, "off", fit.off);
    rpt_member_real(text, "gap", fit.gap);
    add_reals(text, "edges_ns", fit.edges, fit.edge_count);
    add_reals(text, "weights", fit.weights, fit.edge_count > 0 ? fit.edge_count - 1 : 0);
    rpt_member_string(text, "yaml", yaml_of(&s->arena, path, import, set, &fit));
    sim_text_add_char(text, '}');
}

static void print_json(struct cli_session *s, struct sim_text *text, const char *path,
                       const struct cli_import *import)
{
    uint32_t count = 0;

    sim_text_add_char(text, '{');
    rpt_member_string(text, "file", path);
    rpt_member_string(text, "format", import->format);
    rpt_member_string(text, "column", import->column);
    rpt_member_whole(text, "rows", import->rows);
    rpt_member_whole(text, "repeated", import->repeated);
    rpt_member_key(text, "sets");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < import->set_count; i++) {
        if (import->sets[i].count > 0) {
            rpt_member_next(text, &count);
            add_json(s, text, path, import, &import->sets[i]);
        }
    }
    rpt_member_finish(text, count, ']');
    sim_text_add(text, "}\n");
}

static void print_csv(struct cli_session *s, struct sim_text *text, const char *path,
                      const struct cli_import *import)
{
    (void)path;
    sim_text_add(text, "kind,name,count,statistic,measured_ns,lognormal_ns\r\n");
    for (uint32_t i = 0; i < import->set_count; i++) {
        const struct cli_import_set *set = &import->sets[i];
        struct cli_import_fit fit;

        if (set->count == 0) {
            continue;
        }
        cli_import_fit_make(&s->arena, set, &fit);
        for (int k = 0; k < CLI_IMPORT_POINTS; k++) {
            rpt_csv_field(text, set->kind, ',');
            rpt_csv_field(text, set->name, ',');
            sim_text_print(text, "%" PRIu32 ",%s,", set->count, cli_import_fit_points[k]);
            sim_text_real(text, fit.measured[k]);
            sim_text_add_char(text, ',');
            sim_text_real(text, floor(fit.fitted[k] + 0.5));
            sim_text_add(text, "\r\n");
        }
    }
}

int cli_import_command(struct cli_session *s)
{
    const struct cli_import_how how = {s->options.column, s->options.unit, s->options.only};
    struct cli_import import;
    struct sim_text text;
    const char *path;
    char *content;
    int code;

    if (!cli_session_operands(s, 1, 1, "FILE")) {
        return CLI_USAGE;
    }
    if (how.unit != NULL && scn_quantity_unit(how.unit, strlen(how.unit)) == 0) {
        cli_session_say(s, "--unit '%s': there are ns, us, ms, s, min and h", how.unit);
        return CLI_USAGE;
    }
    path = s->options.operands[0];
    errno = 0;
    content = slurp(s, path, &code);
    if (content == NULL) {
        return code;
    }
    sim_text_init(&text);
    if (!cli_import_read(&s->arena, path, content, &how, &import, &text)) {
        fputs(text.data, stderr);
        code = CLI_DATA;
    } else {
        (s->options.format == CLI_JSON  ? print_json
         : s->options.format == CLI_CSV ? print_csv : print_text)(s, &text, path, &import);
        cli_session_write(s, &text);
        code = CLI_FINE;
    }
    sim_text_deinit(&text);
    return code;
}
