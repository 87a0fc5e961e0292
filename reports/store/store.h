/*
 * The store: every answer ever computed, in one SQLite file.
 *
 * One transaction per run: a stored run is complete or absent, whatever happens to the process
 * or the machine. The same answer stored twice adds one execution and nothing else. The schema
 * (schema.c) is an interface for people with sqlite3 as much as for this program.
 *
 * Failures are data: a sentence in plain words with a way out, and the exit code that fits.
 */
#ifndef WTSIM_REPORTS_STORE_STORE_H
#define WTSIM_REPORTS_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mdl_answer;
struct sim_arena;
struct rpt_store;

enum rpt_store_mode {
    RPT_STORE_READ,            /* an existing file; nothing is written or created */
    RPT_STORE_WRITE            /* created with its directories when absent        */
};

enum rpt_store_exit {          /* exit codes of the command line */
    RPT_STORE_FINE = 0,
    RPT_STORE_USAGE = 64,      /* a name that can be no run or names two; a label that is taken */
    RPT_STORE_MISSING = 66,    /* there is no store to read, or no such run in it             */
    RPT_STORE_BROKEN = 74,     /* I/O, corrupt, newer version, full disk, read-only, not ours */
    RPT_STORE_BUSY = 75        /* somebody else has been writing for more than 5 seconds    */
};

struct rpt_store_error {
    enum rpt_store_exit exit_code;
    char text[600];            /* one or two sentences, no newline at the end */
};

/* Where the store is: given (--db) else $WTSIM_DB, else ./wtsim.db if it exists, else
   $XDG_DATA_HOME/wtsim/runs.db, else ~/.local/share/wtsim/runs.db. */
const char *rpt_store_default_path(struct sim_arena *arena, const char *given);

bool rpt_store_open(const char *path, enum rpt_store_mode mode, struct rpt_store **ret_store,
                    struct rpt_store_error *ret_error);
void rpt_store_close(struct rpt_store *store); /* fine on NULL */

/* How long to wait for another writer; 5,000 ms unless said. */
void rpt_store_set_patience(struct rpt_store *store, unsigned milliseconds);

/*
 * Stores an answer; on a known one (same key) adds an execution, sets the label if there was
 * none, and says so. A label that another run has is refused (USAGE) and nothing is stored.
 */
bool rpt_store_save(struct rpt_store *store, const struct mdl_answer *answer, int64_t *ret_run_id,
                    bool *ret_was_known, struct rpt_store_error *ret_error);

/* The key a run will have: 16 hex digits of (input digest, replications, fingerprint). */
void rpt_store_key(const struct mdl_answer *answer, char ret_key[17]);

/* Everything that was stored, equal field by field; executed_at, program, jobs and wall_ms are
   those of the last execution. Strings and arrays live in the arena. */
bool rpt_store_load(struct rpt_store *store, int64_t run_id, struct sim_arena *arena,
                    struct mdl_answer *ret_answer, struct rpt_store_error *ret_error);

/*
 * A run by its number, a unique prefix of its key (4 digits or more), its label, '@last', '@prev'.
 * @last is the run executed (or touched) last, @prev the one before it.
 */
bool rpt_store_find(struct rpt_store *store, const char *name, int64_t *ret_run_id,
                    struct rpt_store_error *ret_error);

/* The complete run that already answers this question; 0 in *ret_run_id when there is none. */
bool rpt_store_find_input(struct rpt_store *store, const char *input_digest,
                          uint32_t replications, int64_t *ret_run_id,
                          struct rpt_store_error *ret_error);

/* May a new run be called so? Ask before computing it: no run has the label yet, and it looks
   like no other name. NULL and '' may. */
bool rpt_store_check_label(struct rpt_store *store, const char *label,
                           struct rpt_store_error *ret_error);

/* Gives a run a label (NULL or '' takes it away). */
bool rpt_store_label(struct rpt_store *store, int64_t run_id, const char *label,
                     struct rpt_store_error *ret_error);

/* Makes a run @last: for a known answer that is shown again without being computed again. */
bool rpt_store_touch(struct rpt_store *store, int64_t run_id, struct rpt_store_error *ret_error);

struct rpt_store_row {         /* one line of 'wtsim list' */
    int64_t run_id;
    const char *label, *key, *scenario; /* label '' when none */
    const char *changed;       /* overrides, 'a=1, b=2' */
    const char *tags;          /* 'night, keep' */
    uint32_t planned, completed, stopped;
    bool is_random;
    const char *verdict, *status;
    const char *executed_at;   /* the last time */
    uint32_t times_executed;
    uint64_t seed, duration_ns;
    const char *model, *fingerprint;
};

/* All runs, the one executed last first. */
bool rpt_store_list(struct rpt_store *store, struct sim_arena *arena,
                    struct rpt_store_row **ret_rows, uint32_t *ret_count,
                    struct rpt_store_error *ret_error);

#endif
