/*
 * The command line, read once into one struct.
 */
#include "reports/cli/options.h"

#include <stdio.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/text.h"

enum option_id {
#define OPTION(id, name, argument, groups, help) OPTION_##id,
#include "reports/cli/options.def"
#undef OPTION
    OPTION_COUNT
};

static const struct cli_option rows[] = {
#define OPTION(id, name, argument, groups, help) {name, argument, groups, help},
#include "reports/cli/options.def"
#undef OPTION
};

struct reader {                       /* where the parser stands */
    const char *command;
    unsigned groups;
    int argc, next;
    char **argv;
};

const struct cli_option *cli_options_rows(uint32_t *ret_count)
{
    *ret_count = OPTION_COUNT;
    return rows;
}

const char *cli_options_nearest(const char *typed, const char *(*name_at)(uint32_t),
                                uint32_t count)
{
    const char *best = NULL;
    unsigned least = (unsigned)strlen(typed) / 3 + 1;

    for (uint32_t i = 0; i < count; i++) {
        const char *name = name_at(i);
        unsigned distance = name == NULL ? least + 1 : sim_text_distance(typed, name);

        if (distance <= least && (best == NULL || distance < least)) {
            best = name;
            least = distance;
        }
    }
    return best;
}

/* Visible options by number; NULL for the others. */
static const char *option_name(uint32_t index)
{
    return (rows[index].groups & CLI_HIDDEN) == 0 ? rows[index].name : NULL;
}

static bool mistake(const struct reader *r, const char *format, const char *what,
                    const char *more)
{
    fprintf(stderr, "wtsim %s: ", r->command);
    fprintf(stderr, "%s%s%s", format, what, more);
    fprintf(stderr, "\nwtsim %s --help tells what there is.\n", r->command);
    return false;
}

/* The option that is spelled so (up to '='), of two the one that the command takes; or
   OPTION_COUNT. */
static enum option_id find(const struct reader *r, const char *text)
{
    const char *name = strcmp(text, "-o") == 0 ? rows[OPTION_OUTPUT].name : text;
    size_t length = strcspn(name, "=");
    enum option_id found = OPTION_COUNT;

    for (uint32_t i = 0; i < OPTION_COUNT; i++) {
        if (strlen(rows[i].name) == length && strncmp(rows[i].name, name, length) == 0 &&
            (found == OPTION_COUNT || (rows[i].groups & r->groups) != 0)) {
            found = (enum option_id)i;
        }
    }
    return found;
}

static bool unknown(const struct reader *r, const char *text)
{
    char name[64];
    size_t length = strcspn(text, "=");
    const char *near;
    char more[128] = "'";

    snprintf(name, sizeof(name), "%.*s", (int)(length < 60 ? length : 60), text);
    near = cli_options_nearest(name, option_name, OPTION_COUNT);
    if (near != NULL) {
        snprintf(more, sizeof(more), "'; did you mean '%s'?", near);
    }
    return mistake(r, "there is no option '", name, more);
}

/* A whole number of digits only, at most max. */
static bool read_whole(const char *text, uint64_t max, uint64_t *ret_value)
{
    uint64_t value = 0;

    if (*text == '\0' || strspn(text, "0123456789") != strlen(text)) {
        return false;
    }
    for (; *text != '\0'; text++) {
        uint64_t digit = (uint64_t)(*text - '0');

        if (value > (max - digit) / 10) {
            return false;
        }
        value = 10 * value + digit;
    }
    *ret_value = value;
    return true;
}

/* A number from low to max, else told. */
static bool number(const struct reader *r, enum option_id id, const char *value, uint64_t low,
                   uint64_t max, uint64_t *ret_value)
{
    char more[96];

    if (read_whole(value, max, ret_value) && *ret_value >= low) {
        return true;
    }
    snprintf(more, sizeof(more), " needs a whole number from %llu to %llu",
             (unsigned long long)low, (unsigned long long)max);
    return mistake(r, "", rows[id].name, more);
}

/* One of the words of 'a|b|c'; its place among them. */
static bool choice(const struct reader *r, enum option_id id, const char *value, int *ret_index)
{
    const char *at = rows[id].argument;

    for (int index = 0; *at != '\0'; index++) {
        size_t length = strcspn(at, "|");

        if (strlen(value) == length && strncmp(at, value, length) == 0) {
            *ret_index = index;
            return true;
        }
        at += length + (at[length] == '|' ? 1 : 0);
    }
    {
        char more[96];

        snprintf(more, sizeof(more), " is one of %s", rows[id].argument);
        return mistake(r, "", rows[id].name, more);
    }
}

static void append(const char **list, uint32_t *count, const char *value)
{
    list[(*count)++] = value;
}

static bool format(const struct reader *r, const char *value, struct cli_options *options)
{
    int index = 0;

    if (!choice(r, OPTION_FORMAT, value, &index)) {
        return false;
    }
    options->format = (enum cli_format)index;
    return index != CLI_MARKDOWN || (r->groups & CLI_COMPARE) != 0 ||
           mistake(r, "", "--format markdown", " is only of 'wtsim compare'");
}

/* Options whose value is a whole number: between which, and where it goes. */
static bool apply_number(const struct reader *r, struct cli_options *options, enum option_id id,
                         const char *value)
{
    const struct { enum option_id id; uint64_t low, high; uint32_t *at; } numbers[] = {
        {OPTION_JOBS, 1, 1024, &options->jobs},
        {OPTION_WORKSHEET, 1, 100, &options->worksheets},
        {OPTION_KEEP, 0, UINT32_MAX, &options->keep},
        {OPTION_OBSERVATIONS, 1, 100000000, &options->observations},
        {OPTION_REPLICATION, 0, UINT32_MAX - 1u, &options->replication}};
    uint64_t n = 0;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbers[i].id == id) {
            options->keep_is_said = options->keep_is_said || id == OPTION_KEEP;
            if (!number(r, id, value, numbers[i].low, numbers[i].high, &n)) {
                return false;
            }
            *numbers[i].at = (uint32_t)n;
            return true;
        }
    }
    return number(r, id, value, 1, UINT64_MAX, &options->shuffle_ties);
}

/* Options whose value is a word of a list. */
static bool apply_word(const struct reader *r, struct cli_options *options, enum option_id id,
                       const char *value)
{
    int index = 0;

    if (!choice(r, id, value, &index)) {
        return false;
    }
    switch (id) {
    case OPTION_VIEWER: options->viewer = (enum cli_viewer)index; break;
    case OPTION_TEST: options->rank = index == 1; break;
    case OPTION_COLOR: options->color = (enum cli_color)index; break;
    case OPTION_SHOWN: options->format = (enum cli_format)index; break;
    default: break;
    }
    return true;
}

/* Options whose value is a number or a word of a list. */
static bool apply_checked(const struct reader *r, struct sim_arena *arena,
                          struct cli_options *options, enum option_id id, const char *value)
{
    uint64_t n = 0;

    switch (id) {
    case OPTION_SEED:
        append(options->sets, &options->set_count, sim_arena_print(arena, "run.seed=%s", value));
        return number(r, id, value, 0, UINT64_MAX, &n);
    case OPTION_REPLICATIONS:
        append(options->sets, &options->set_count,
               sim_arena_print(arena, "run.replications=%s", value));
        return number(r, id, value, 1, 1000000, &n);
    case OPTION_UNTIL:
        append(options->sets, &options->set_count, sim_arena_print(arena, "run.until=%s", value));
        return apply_word(r, options, id, value);
    case OPTION_FORMAT:
        return format(r, value, options);
    case OPTION_VIEWER:
    case OPTION_TEST:
    case OPTION_SHOWN:
    case OPTION_COLOR:
        return apply_word(r, options, id, value);
    default:
        return apply_number(r, options, id, value);
    }
}

/* 'I/N', the I-th of N. */
static bool shard(const struct reader *r, struct sim_arena *arena, struct cli_options *options,
                  const char *value)
{
    size_t length = strcspn(value, "/");
    uint64_t i, n;

    if (value[length] != '/' || !read_whole(sim_arena_copy(arena, value, length), 1000000, &i) ||
        !read_whole(value + length + 1, 1000000, &n) || i < 1 || i > n) {
        return mistake(r, "", "--shard", " needs the number of a part and of parts: 2/4 is the"
                       " second of four");
    }
    options->shard = (uint32_t)i;
    options->shards = (uint32_t)n;
    return true;
}

/* Digits with at most one point among them; returns what follows, NULL: not so. */
static const char *decimal(const char *text, double *ret_value)
{
    double value = 0, scale = 1;
    bool point = false;
    int digits = 0;

    for (; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        value = 10 * value + (*text - '0');
        scale *= point ? 10 : 1;
        digits++;
    }
    *ret_value = value / scale;
    return digits > 0 && digits <= 15 ? text : NULL;
}

/* '0.05' or '5%'; more than 0, less than `below`. */
static bool share(const struct reader *r, enum option_id id, const char *value, double below,
                  double *ret_share)
{
    double share;
    const char *rest = decimal(value, &share);
    char more[96];

    if (rest != NULL && strcmp(rest, "%") == 0) {
        share /= 100;
        rest++;
    }
    if (rest != NULL && *rest == '\0' && share > 0 && share < below) {
        *ret_share = share;
        return true;
    }
    snprintf(more, sizeof(more), " needs a share as 0.05 or 5%%, more than 0 and less than %g",
             below);
    return mistake(r, "", rows[id].name, more);
}

/* Options with an argument. */
static bool apply_value(const struct reader *r, struct sim_arena *arena,
                        struct cli_options *options, enum option_id id, const char *value)
{
    switch (id) {
    case OPTION_SET: append(options->sets, &options->set_count, value); return true;
    case OPTION_EXPECT: append(options->expects, &options->expect_count, value); return true;
    case OPTION_FAIL_ON: append(options->fail_ons, &options->fail_on_count, value); return true;
    case OPTION_DURATION:
        append(options->sets, &options->set_count,
               sim_arena_print(arena, "run.duration=%s", value));
        return true;
    case OPTION_TAG: append(options->tags, &options->tag_count, value); break;
    case OPTION_SHARD: return shard(r, arena, options, value);
    case OPTION_ALPHA: return share(r, id, value, 0.5, &options->alpha);
    case OPTION_THRESHOLD: return share(r, id, value, 10, &options->threshold);
    case OPTION_DB: options->db = value; break;
    case OPTION_GOAL: options->goal = value; break;
    case OPTION_SCRIPT: options->script = value; break;
    case OPTION_WINDOW: options->window = value; break;
    case OPTION_AROUND: options->around = value; break;
    case OPTION_OBJECT: options->object = value; break;
    case OPTION_OUTPUT: options->output = value; break;
    case OPTION_LABEL: options->label = value; break;
    case OPTION_ANSWER: options->answer = value; break;
    case OPTION_CHALLENGE: options->challenge = value; break;
    case OPTION_STATE: options->state = value; break;
    case OPTION_TARGET: options->target = value; break;
    case OPTION_COLUMN: options->column = value; break;
    case OPTION_UNIT: options->unit = value; break;
    case OPTION_ONLY: options->only = value; break;
    case OPTION_ASSUMED: options->assumed = value; break;
    default: return apply_checked(r, arena, options, id, value);
    }
    return *value != '\0' || mistake(r, "", rows[id].name, " needs a value that is not empty");
}

/* Options without. */
static void apply_flag(struct cli_options *options, enum option_id id)
{
    switch (id) {
    case OPTION_PROGRESS: options->progress = true; break;
    case OPTION_TIMELINE: options->timeline = true; break;
    case OPTION_PLAIN: options->plain = true; break;
    case OPTION_AGAIN: options->again = true; break;
    case OPTION_NO_STORE: options->no_store = true; break;
    case OPTION_LENIENT: options->lenient = true; break;
    case OPTION_ALL: options->all = true; break;
    case OPTION_INPUTS: options->inputs = true; break;
    case OPTION_DIVERGENCE: options->divergence = true; break;
    case OPTION_HINT: options->hint = true; break;
    case OPTION_REVEAL: options->reveal = true; break;
    case OPTION_KEY: options->key = true; break;
    case OPTION_WATCH: options->watch = true; break;
    case OPTION_GLOSSARY: options->glossary = true; break;
    case OPTION_HTML: options->html = true; break;
    case OPTION_DRY_RUN: options->dry_run = true; break;
    case OPTION_REMOVE: options->remove = true; break;
    case OPTION_LIST: options->list = true; break;
    case OPTION_SCENARIO: options->scenario = true; break;
    case OPTION_CANONICAL: options->canonical = true; break;
    case OPTION_BRIEF: options->brief = true; break;
    case OPTION_WIDE: options->wide = true; break;
    case OPTION_QUIET: options->quiet = true; break;
    case OPTION_TIMING: options->timing = true; break;
    case OPTION_NO_LEDGER: options->without_ledger = true; break;
    case OPTION_NO_METRICS: options->without_metrics = true; break;
    case OPTION_TRACED: options->with_trace = true; break;
    default: options->help = true; break;
    }
}

/* One argument that begins with '--'; the value may be the next one. */
static bool read_option(struct reader *r, struct sim_arena *arena, struct cli_options *options)
{
    const char *text = r->argv[r->next++];
    const char *value = strchr(text, '=');
    enum option_id id = find(r, text);

    if (id == OPTION_COUNT) {
        return unknown(r, text);
    }
    if ((rows[id].groups & (r->groups | CLI_EVERY)) == 0) {
        return mistake(r, "this command has no option '", rows[id].name, "'");
    }
    if (rows[id].argument == NULL) {
        if (value != NULL) {
            return mistake(r, "", rows[id].name, " takes no value");
        }
        apply_flag(options, id);
        return true;
    }
    if (value != NULL) {
        value++;
    } else if (r->next < r->argc) {
        value = r->argv[r->next++];
    } else {
        char more[64];

        snprintf(more, sizeof(more), " needs a value: %s", rows[id].argument);
        return mistake(r, "", rows[id].name, more);
    }
    return apply_value(r, arena, options, id, value);
}

bool cli_options_parse(struct sim_arena *arena, const char *command, unsigned groups, int argc,
                       char **argv, struct cli_options *ret_options)
{
    size_t room = (size_t)argc + 2;   /* --assumed becomes one more --set */
    struct cli_options options = {
        .operands = sim_arena_array(arena, room, sizeof(char *)),
        .sets = sim_arena_array(arena, room, sizeof(char *)),
        .expects = sim_arena_array(arena, room, sizeof(char *)),
        .fail_ons = sim_arena_array(arena, room, sizeof(char *)),
        .tags = sim_arena_array(arena, room, sizeof(char *))};
    struct reader r = {.command = command, .groups = groups, .argc = argc, .next = 2,
                       .argv = argv};
    bool only_operands = false;

    while (r.next < argc) {
        const char *text = argv[r.next];

        if (!only_operands && strcmp(text, "--") == 0) {
            only_operands = true;
            r.next++;
        } else if (!only_operands && strcmp(text, "-h") == 0) {
            options.help = true;
            r.next++;
        } else if (!only_operands &&
                   (strncmp(text, "--", 2) == 0 || strcmp(text, "-o") == 0)) {
            if (!read_option(&r, arena, &options)) {
                return false;
            }
        } else if (!only_operands && text[0] == '-' && text[1] != '\0') {
            return unknown(&r, text);
        } else {
            append(options.operands, &options.operand_count, text);
            r.next++;
        }
    }
    *ret_options = options;
    return true;
}
