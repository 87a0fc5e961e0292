/*
 * Topics: what can be explained, each a name, a few sentences and labelled parts.
 *
 * Every table of the floors below turns into topics of one shape, so that one function finds them
 * by name and one prints them. The command line adds what only it may look at (keys of the
 * language, diagnostics, commands) in the same shape.
 */
#ifndef WTSIM_REPORTS_EXPLAIN_TOPIC_H
#define WTSIM_REPORTS_EXPLAIN_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

struct sim_arena;

enum rpt_topic_kind {
    RPT_TOPIC_RULE, RPT_TOPIC_DDI, RPT_TOPIC_LEVEL, RPT_TOPIC_STOP, RPT_TOPIC_MEASURE,
    RPT_TOPIC_PART, RPT_TOPIC_FINDING, RPT_TOPIC_STATUS, RPT_TOPIC_WINDOWS, RPT_TOPIC_TERM,
    RPT_TOPIC_BELIEF, RPT_TOPIC_DIAGNOSTIC, RPT_TOPIC_KEY, RPT_TOPIC_WORD, RPT_TOPIC_LAW,
    RPT_TOPIC_PROCESS, RPT_TOPIC_COMMAND, RPT_TOPIC_OPTION, RPT_TOPIC_KIND_COUNT
};

enum { RPT_TOPIC_PARTS = 14 };

struct rpt_topic_part {
    const char *label;                /* 'FROM', "" none                          */
    const char *text;
    bool fixed;                       /* lines as they stand, not words to wrap   */
};

struct rpt_topic {
    enum rpt_topic_kind kind;
    const char *name;                 /* 'W81', '0x133', 'pool.delayed.threads'; '<x>' in a path
                                         stands for any name                      */
    const char *aliases;              /* 'a|b|c', "" none                         */
    const char *headline;             /* beside the name                          */
    const char *mark;                 /* at the right edge, "" nothing            */
    const char *text;                 /* a sentence or several                    */
    const char *rules;                /* ids, blanks between                      */
    struct rpt_topic_part parts[RPT_TOPIC_PARTS];
    uint32_t part_count;
};

struct rpt_topics {
    struct sim_arena *arena;
    struct rpt_topic *rows;
    uint32_t count, capacity;
};

/* One more topic; the pointer is good until the next one. Texts are kept, not copied. */
struct rpt_topic *rpt_topic_add(struct rpt_topics *topics, enum rpt_topic_kind kind,
                                const char *name, const char *headline, const char *text);

/* One more part, unless the text is empty. */
void rpt_topic_part(struct rpt_topic *topic, const char *label, const char *text);
void rpt_topic_lines(struct rpt_topic *topic, const char *label, const char *lines);

/* 'rule', 'rules', 'what Windows does, by id', and one to try: 'W81'. */
const char *rpt_topic_kind_name(enum rpt_topic_kind kind);
const char *rpt_topic_kind_plural(enum rpt_topic_kind kind);
const char *rpt_topic_kind_about(enum rpt_topic_kind kind);
const char *rpt_topic_kind_example(enum rpt_topic_kind kind);

/* Is this word among words with blanks between? */
bool rpt_topic_among(const char *words, const char *word);

/* Words of a table as a sentence: a capital letter at the beginning, a full stop at the end. A
   first word that is a name (has a capital, a dot or '_' in it) stays as it is. */
const char *rpt_topic_sentence(struct sim_arena *arena, const char *words);

/* "a, b, c" of words that are collected one by one; starts as "". */
const char *rpt_topic_join(struct sim_arena *arena, const char *list, const char *word);

#endif
