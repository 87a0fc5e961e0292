/*
 * The answer: everything one run has to say, as plain data.
 *
 * Filled by gathering the results of the replications and by judging the expectations; stored,
 * loaded, compared and printed as it is. It mirrors the tables of the store (one struct per
 * table), so that what is stored and what is shown cannot differ. Strings and arrays belong to
 * the arena it was made in. Times are ns.
 */
#ifndef WTSIM_MODEL_RUN_ANSWER_H
#define WTSIM_MODEL_RUN_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/wide.h"

struct mdl_parameter {                /* the canonical form, flattened */
    const char *path, *value;
    const char *origin;               /* file, override, profile, default */
};

struct mdl_file {                     /* that the scenario reads besides its own */
    const char *name;                 /* relative to the scenario's directory */
    const char *text;                 /* exactly as read; '' another name of one before it */
};

struct mdl_answer_replication {
    uint32_t index;
    uint32_t bug_check;               /* 0: it reached the end */
    uint64_t end_ns;
    uint64_t fingerprint;
    uint64_t events;
};

/* One series in one replication. Durations: n observations; COUNT: n = 1, total = the count,
   weight = length of the window; SHARE and LEVEL: total = integral (unit * ns), weight = length of
   the window, or of what is averaged over arrivals: the sum, and how many. */
struct mdl_sample {
    uint64_t n;
    uint64_t zero;                    /* of a duration: observations of exactly 0 ns */
    double total, weight;
    double mean;                      /* or the plain number itself */
    double min, p50, p90, p99, p999, max;
    uint64_t below[4];                /* observations <= the pooled p50, p90, p99, p99.9 */
};

struct mdl_estimate {
    const char *statistic;            /* mean p50 p90 p99 p99.9 min max count zero rate */
    double value;                     /* NAN: cannot be estimated, see note   */
    double low, high;                 /* HUGE_VAL: no upper limit; NAN both: no interval */
    uint32_t n;                       /* replications behind it               */
    const char *method;               /* exact student share batch range none */
    const char *note;                 /* '' or why */
};

struct mdl_series {
    const char *object, *kind;        /* 'nic.refill', 'work item'            */
    const char *measure;              /* row of measures.def by name          */
    const char *unit, *better, *sample_of, *windows_name, *about;
    const char *shape;                /* duration count share level           */
    const char *phase;                /* 'all' or a phase of the scenario     */
    uint64_t waiting;                 /* censored at the end                  */
    double waiting_max;
    uint64_t lost;
    uint32_t *gaps;                   /* pooled histogram: pairs gap,count ...*/
    uint64_t *counts;
    uint32_t bucket_count;
    struct mdl_sample *outcomes;      /* by replication that counts           */
    uint32_t outcome_count;
    struct mdl_estimate *estimates;
    uint32_t estimate_count;
    const uint64_t *observations;     /* first values of replication 0, if asked; not stored */
    uint32_t observation_count;
};

struct mdl_charge {                   /* one cell of the ledger */
    uint32_t series;                  /* the victim's latency: index in series */
    bool tail;                        /* else: all observations                */
    const char *part;                 /* creation limit workers deferred processor lock ... */
    const char *culprit;              /* callback, '' for nobody               */
    const char *culprit_object;       /* the object that ran it                */
    const char *state;                /* running ready blocked overhead        */
    uint64_t ns;                      /* cells of one population sum to its total exactly */
    uint64_t observations;
    uint64_t worst_ns;
};

struct mdl_tail {                     /* which set a tail ledger shows */
    uint32_t series;
    double share;                     /* of the observations: 0.01...  */
    uint64_t over_ns;                 /* all of them are longer        */
    uint64_t observations;
    uint64_t total_ns;
};

struct mdl_story_line {
    uint64_t at_ns;
    const char *what, *rule;
};

struct mdl_worst {
    uint32_t series;
    uint32_t place;                   /* 1: the worst */
    uint32_t replication;
    uint64_t started_at_ns, wait_ns;
    struct mdl_story_line *lines;
    uint32_t line_count;
};

struct mdl_episode {
    uint32_t replication;
    const char *kind;                 /* starvation, no progress, deadlock */
    const char *object, *object_kind;
    uint64_t begin_ns, overdue_ns;
    uint64_t end_ns;                  /* UINT64_MAX: open at the end       */
    uint64_t victims;
    const char *victim;               /* of a starvation: 'call', 'request', 'ready spell' */
    uint64_t worst_ns;
    const char *culprit;              /* '' nobody                         */
    const char *sentence;
};

struct mdl_answer_finding {
    const char *code, *rule, *severity;  /* F005, 'W65 W160', stop mistake advice */
    const char *object, *object_kind;    /* '' none */
    const char *place;                /* 'file.yaml:18:9' or ''            */
    const char *step;                 /* the step as written               */
    uint32_t replication;             /* of the first occurrence           */
    uint64_t at_ns;
    uint64_t occurrences;
    uint32_t replications;
    uint32_t bug_check;
    uint64_t parameters[4];
    const char *message;
};

struct mdl_verdict {
    const char *text;                 /* as written            */
    const char *scope;                /* average, every run    */
    const char *verdict;              /* pass fail undecided   */
    double value, low, high, bound;   /* NAN: none             */
    const char *unit;                 /* of the four           */
    uint32_t violations, first_violation;
    const char *reason;               /* '' or why             */
};

/* What a planned look at growing data saw of one expectation. */
struct mdl_look {
    uint32_t number;                  /* 1: the first look                     */
    uint32_t replications;            /* it saw                                */
    uint32_t verdict;                 /* index in verdicts                     */
    double value, low, high;          /* with the answer's confidence; NAN: none */
    double precision;                 /* reached; NAN unless that was the rule; HUGE_VAL: none */
    const char *result;               /* pass fail undecided                   */
};

struct mdl_answer_assumption {
    const char *rule, *parameter, *value, *confidence;
    double share;                     /* largest share of any printed latency; NAN unknown */
};

struct mdl_answer {
    /* asked */
    const char *scenario_path, *scenario_name, *scenario_title, *scenario_text;
    const char *scenario_digest, *input_digest;          /* 16 hex digits each */
    const struct mdl_file *files;     uint32_t file_count;
    const char *const *overrides;     uint32_t override_count;
    uint64_t seed;
    const char *model;                /* version of the rules  */
    const char *machine_line;         /* 'Windows 7, x64, 2 processors; Delayed queue: 7 threads' */
    struct mdl_parameter *parameters; uint32_t parameter_count;
    /* done */
    int64_t run_id;                   /* in the store, 0: not stored */
    const char *label, *key;          /* label NULL: none            */
    const char *status;               /* complete incomplete         */
    const char *verdict;              /* pass fail undecided none    */
    uint32_t planned, completed, stopped;
    bool is_random;
    uint64_t duration_ns, from_ns;
    const char *warm_up;
    const char *stop_rule;            /* fixed precision decided interrupted                 */
    double confidence;                /* of verdicts and looks; of everything else 0.95      */
    double precision;                 /* asked for; NAN unless that was the rule             */
    uint32_t looks_planned;           /* 0: none                                             */
    uint64_t ties;
    uint64_t fingerprint;
    const char *program;              /* 'wtsim 0.1.0 (gcc 12.2, x86-64)' */
    const char *executed_at;          /* UTC, ISO 8601; the only wall clock, with wall_ms */
    unsigned jobs;
    uint64_t wall_ms, events;
    struct mdl_answer_replication *replications; uint32_t replication_count;
    /* measured */
    struct mdl_series *series;        uint32_t series_count;
    struct mdl_charge *charges;       uint32_t charge_count;
    struct mdl_tail *tails;           uint32_t tail_count;
    struct mdl_worst *worsts;         uint32_t worst_count;
    struct mdl_episode *episodes;     uint32_t episode_count;
    /* means */
    struct mdl_answer_finding *findings;       uint32_t finding_count;
    struct mdl_verdict *verdicts;     uint32_t verdict_count;
    struct mdl_answer_assumption *assumptions; uint32_t assumption_count;
    struct mdl_look *looks;           uint32_t look_count; /* that were taken */
};

#endif
