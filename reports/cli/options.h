/*
 * The command line, read once into one struct.
 *
 * Mistakes are told to stderr in one sentence with a suggestion; the exit code is then 64.
 */
#ifndef WTSIM_REPORTS_CLI_OPTIONS_H
#define WTSIM_REPORTS_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct sim_arena;

enum {                                /* groups of options */
    CLI_LOAD = 1, CLI_EXECUTE = 2, CLI_RUN = 4, CLI_STORE = 8, CLI_OUTPUT = 16, CLI_BRIEF = 32,
    CLI_COMPARE = 64, CLI_SHOW = 128, CLI_EVERY = 256, CLI_HIDDEN = 512, CLI_NEW = 1024,
    CLI_SWEEP = 2048, CLI_DB = 4096, CLI_LIST = 8192, CLI_CHECK = 16384,
    CLI_WHATIF = 32768, CLI_TRACE = 65536, CLI_REPORT = 131072, CLI_LESSON = 262144,
    CLI_IMPORT = 524288, CLI_STEP = 1048576
};

enum cli_format { CLI_TEXT, CLI_JSON, CLI_CSV, CLI_MARKDOWN };
enum cli_viewer { CLI_PERFETTO, CLI_CHROME, CLI_SVG };
enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

struct cli_options {
    const char **operands;      uint32_t operand_count;
    const char **sets;          uint32_t set_count;      /* --seed and the like among them */
    const char **expects;       uint32_t expect_count;
    const char **fail_ons;      uint32_t fail_on_count;
    const char **tags;          uint32_t tag_count;
    const char *db, *label, *assumed, *target; /* NULL: not said */
    const char *answer, *state, *challenge; /* of a lesson; NULL: not said */
    uint32_t worksheets;
    const char *column, *unit, *only; /* of an import; NULL: not said */
    uint32_t shard, shards;     /* the I-th of so many; 0: not said */
    uint32_t keep;
    enum cli_format format;
    enum cli_color color;
    const char *goal, *script;  /* of 'step'; NULL: not said */
    const char *window, *around, *object, *output; /* NULL: not said */
    enum cli_viewer viewer;
    bool timeline, plain;
    uint32_t replication;
    uint32_t jobs;              /* 0: not said */
    bool again, no_store, quiet, brief, wide, progress, lenient, all, inputs, list,
        scenario, help, keep_is_said, hint, reveal, key, watch, glossary, html, dry_run, remove,
        timing, without_ledger, without_metrics, with_trace, canonical, rank, divergence;
    double alpha, threshold;    /* 0: not said */
    uint64_t shuffle_ties;
    uint32_t observations;
};

struct cli_option {
    const char *name, *argument;
    unsigned groups;
    const char *help;
};

/* All rows of options.def. */
const struct cli_option *cli_options_rows(uint32_t *ret_count);

/* argv[2..] of a command that takes these groups; false: a mistake, told already. */
bool cli_options_parse(struct sim_arena *arena, const char *command, unsigned groups, int argc,
                       char **argv, struct cli_options *ret_options);

/* The name nearest to what was typed, NULL when none is near. names: name_at(i) of count. */
const char *cli_options_nearest(const char *typed, const char *(*name_at)(uint32_t),
                                uint32_t count);

#endif
