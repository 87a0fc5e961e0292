/*
 * Comparison: what changed between two runs, and whether it is real.
 *
 * Pure statistics on two answers; nothing is printed here. The replication is the unit. When the
 * seeds agree, replication r of both runs shares its random streams and the runs are compared in
 * pairs; otherwise as independent samples. The effect is a ratio of pooled figures with MOVER
 * limits; p is the level at which that very interval would touch "no change", so that p and
 * interval never disagree.
 */
#ifndef WTSIM_REPORTS_COMPARE_COMPARE_H
#define WTSIM_REPORTS_COMPARE_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct sim_arena;

enum rpt_compare_mark {
    RPT_COMPARE_IDENTICAL,     /* =      bit-identical in every pair                            */
    RPT_COMPARE_SAME,          /* ≈      the whole interval is inside the practical threshold   */
    RPT_COMPARE_BETTER,        /* better                                                        */
    RPT_COMPARE_WORSE,         /* worse                                                         */
    RPT_COMPARE_CHANGED,       /* blank  certain and large, but the measure has no good side    */
    RPT_COMPARE_SMALL,         /* small  certain, below the threshold, may reach beyond it      */
    RPT_COMPARE_UNCLEAR,       /* ~      cannot tell                                            */
    RPT_COMPARE_INCOMPARABLE   /* x      see note                                               */
};

/* How a row's change is best said. Low and high stand in the same scale as change. */
enum rpt_compare_scale {
    RPT_COMPARE_NO_SCALE,      /* no change can be given: x                                     */
    RPT_COMPARE_PERCENT,       /* change -0.055 is 'minus 5.5 percent'                          */
    RPT_COMPARE_LESS,          /* change 2908: '2,908 times less'; low and high likewise        */
    RPT_COMPARE_MORE,          /* change 12: '12 times more'                                    */
    RPT_COMPARE_DIFFERENCE     /* new - base in the row's unit                                  */
};

/* Its name in JSON and CSV: 'none', 'relative', 'times less', 'times more', 'difference'. */
const char *rpt_compare_scale_name(enum rpt_compare_scale scale);

struct rpt_compare_row {
    const char *name;          /* 'nic.rx.request_latency.p99', '...@phase'; a count or level   */
                               /* has no statistic: 'nic.refill.starved'                        */
    const char *object, *kind, *measure, *statistic, *phase;  /* statistic mean p50 ... max     */
    const char *shape, *unit, *better, *sample_of;            /* as in struct mdl_series        */
    double base, changed;      /* the two figures; NAN: none                                    */
    enum rpt_compare_scale scale;
    double change;
    double low, high;          /* NAN both: no interval (exact, or too little data); HUGE_VAL,  */
                               /* -HUGE_VAL or 0 on LESS and MORE: open on that side            */
    bool is_exact;             /* nothing random on either side: no interval, p or n            */
    bool in_every_pair;        /* the difference is the same in all pairs: no interval, no p    */
    double p, p_corrected;     /* NAN: none; corrected by Holm, or Benjamini-Hochberg when      */
                               /* exploratory                                                   */
    uint32_t n;                /* pairs, or the smaller number of replications                  */
    double correlation;        /* of the two sides' residuals; NAN: unpaired or undefined       */
    double variance_factor;    /* variance without pairing / with it; its square root is how    */
                               /* many times narrower the interval became; NAN likewise         */
    enum rpt_compare_mark mark;
    bool is_price;             /* a cost of the machine (threads): closing line, not headline   */
    bool is_first;             /* what the first expectation of the base run's file is about    */
    bool is_exploratory;       /* asked for with 'all', outside the family                      */
    const char *note;          /* '' or why x, or why ~ beside an interval without zero         */
    double rank_p;             /* two-sided, of the rank test that was asked for; NAN: none     */
    double rank_share;         /* how often the new one is the greater, ties half               */
    bool rank_is_exact;        /* counted, not by the normal law                                */
};

struct rpt_compare_input {     /* a parameter that differs; '' where one run has none           */
    const char *path, *base, *changed;
    const char *base_origin, *changed_origin;
};

enum rpt_compare_verdict {
    RPT_COMPARE_ALL_SAME,      /* every row = or ≈                                              */
    RPT_COMPARE_IS_BETTER,     /* something better (rows, stops, deadlocks), nothing worse      */
    RPT_COMPARE_IS_WORSE,      /* something worse, nothing better                               */
    RPT_COMPARE_IS_MIXED,
    RPT_COMPARE_IS_UNCLEAR,    /* nothing better or worse, something ~ or small                 */
    RPT_COMPARE_IS_IMPOSSIBLE  /* not comparable: exit 3                                        */
};

struct rpt_compare_options {
    double alpha;              /* 0: 0.05                                                       */
    double threshold;          /* relative, 0: 0.05                                             */
    bool all;                  /* every figure, exploratory beside the family                   */
    bool rank;                 /* rank tests as well                                            */
    uint32_t comparisons;      /* with one base at once: p is corrected for all; 0: 1           */
};

struct rpt_compare {
    bool is_paired, is_random;
    uint32_t pairs;            /* common replications; 0 when unpaired                          */
    uint32_t base_count, changed_count; /* replications that count on each side                 */
    double alpha, threshold;
    uint32_t family;           /* rows that Holm corrects for                                   */
    uint32_t comparisons;      /* times so many (Bonferroni)                                    */
    bool has_ranks;
    struct rpt_compare_input *inputs; uint32_t input_count;
    struct rpt_compare_row *rows;     uint32_t row_count;  /* grouped by object                 */
    uint32_t base_stopped, changed_stopped; /* replications that ended in a bug check           */
    double stopped_p;          /* exact McNemar (Fisher when unpaired); NAN: none stopped       */
    uint32_t base_deadlocked, changed_deadlocked; /* replications with a deadlock               */
    double deadlocked_p;       /* likewise                                                      */
    enum rpt_compare_verdict verdict;
    const char *refusal;       /* '' or why nothing can be compared                             */
    const char *word;          /* BETTER WORSE MIXED SAME UNCLEAR NOT COMPARABLE                */
    const char *sentence;      /* the closing line, without the word                            */
    int exit_code;             /* 0, 1 when something got worse, 3                              */
};

/* Strings of the result belong to the arena or to the two answers, which must outlive it. */
void rpt_compare_runs(struct sim_arena *arena, const struct mdl_answer *base,
                      const struct mdl_answer *changed, const struct rpt_compare_options *options,
                      struct rpt_compare *ret_compare);

/* The sign of a mark, "=", "≈" ("~=" in ASCII), "+", "-", "", "small", "~" or "x"; its word. */
const char *rpt_compare_sign(enum rpt_compare_mark mark, bool ascii);
const char *rpt_compare_word(enum rpt_compare_mark mark);

#endif
