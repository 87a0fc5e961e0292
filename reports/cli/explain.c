/*
 * wtsim explain TOPIC...: a rule, a call, a level, a bug check, a measure, a key, a term.
 *
 * One name may stand for several things ('wait' is a word and a measure): all are printed. Names of
 * several words may be written without quotes. Everything comes from the tables of the program.
 */
#include "reports/cli/explain.h"

#include <string.h>

#include "reports/cli/command.h"
#include "reports/cli/session.h"
#include "reports/explain/lookup.h"
#include "reports/explain/print.h"
#include "reports/render/page.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { FOUND_MAX = 64, SHOWN_MAX = 6, NEAR_MAX = 5 };

/* What is printed, in the format that was asked for. */
struct output {
    struct sim_arena *arena;
    enum cli_format format;
    unsigned width;
    struct sim_text text;
    uint32_t count;
};

static void add_topic(struct output *o, const struct rpt_topic *topic, bool brief)
{
    if (o->format == CLI_JSON) {
        sim_text_add(&o->text, o->count == 0 ? "[\n" : ",\n");
        rpt_print_json(&o->text, topic);
    } else if (o->format == CLI_CSV) {
        sim_text_add(&o->text, o->count == 0 ? "kind,topic,mark,headline,text\r\n" : "");
        rpt_print_csv(&o->text, topic);
    } else if (brief) {
        rpt_print_brief(&o->text, topic, o->width);
    } else {
        sim_text_add(&o->text, o->count == 0 ? "" : "\n");
        rpt_print_topic(&o->text, o->arena, topic, o->width);
    }
    o->count++;
}

/* All topics of a kind that pass the words behind its name: the operands from this one on. */
static int print_list(struct cli_session *s, const struct rpt_topics *topics,
                      enum rpt_topic_kind kind, uint32_t from, struct output *o)
{
    const char *const *filters = s->options.operands + from;
    uint32_t count = s->options.operand_count - from;

    if (kind == RPT_TOPIC_RULE && count == 0 && o->format == CLI_TEXT) {
        rpt_print_families(&o->text);
        o->count = 1;
        return CLI_FINE;
    }
    for (uint32_t i = 0; i < topics->count; i++) {
        if (topics->rows[i].kind == kind && rpt_lookup_passes(&topics->rows[i], filters, count)) {
            add_topic(o, &topics->rows[i], true);
        }
    }
    if (o->count == 0) {
        cli_session_say(s, "none of the %s is like that; wtsim explain %s lists them",
                        rpt_topic_kind_plural(kind), rpt_topic_kind_plural(kind));
        return CLI_USAGE;
    }
    return CLI_FINE;
}

/* Several topics of one name: in full while they are few, else a line each. */
static bool print_named(const struct rpt_topics *topics, const char *wanted, struct output *o)
{
    uint32_t rows[FOUND_MAX];
    uint32_t count = rpt_lookup_find(topics, wanted, rows, FOUND_MAX);

    for (uint32_t i = 0; i < count; i++) {
        add_topic(o, &topics->rows[rows[i]], count > SHOWN_MAX);
    }
    return count > 0;
}

static int unknown(struct cli_session *s, const struct rpt_topics *topics, const char *wanted)
{
    const char *names[NEAR_MAX], *list = "";
    uint32_t count = rpt_lookup_near(topics, wanted, names, NEAR_MAX);

    for (uint32_t i = 0; i < count; i++) {
        list = rpt_topic_join(&s->arena, list, names[i]);
    }
    if (count > 0) {
        cli_session_say(s, "nothing is called '%.40s'; near: %s", wanted, list);
    } else {
        cli_session_say(s, "nothing is called '%.40s'; wtsim explain says what there is", wanted);
    }
    return CLI_USAGE;
}

/* Without what could drive a terminal: a name that nothing has is printed back. */
static const char *harmless(struct cli_session *s, const char *operand)
{
    char *copy = sim_arena_copy(&s->arena, operand, strlen(operand));

    for (char *c = copy; *c != '\0'; c++) {
        *c = (unsigned char)*c < ' ' || *c == 127 ? '?' : *c;
    }
    return copy;
}

static const char *operands_joined(struct cli_session *s)
{
    const char *joined = "";

    for (uint32_t i = 0; i < s->options.operand_count; i++) {
        s->options.operands[i] = harmless(s, s->options.operands[i]);
        joined = i == 0 ? s->options.operands[0]
                        : sim_arena_print(&s->arena, "%s %s", joined, s->options.operands[i]);
    }
    return joined;
}

/* The operands as one name, else each for itself. */
static int print_operands(struct cli_session *s, const struct rpt_topics *topics,
                          struct output *o)
{
    const char *joined = operands_joined(s);
    enum rpt_topic_kind kind = rpt_lookup_plural(s->options.operands[0]);
    int code = CLI_FINE;

    if (kind != RPT_TOPIC_KIND_COUNT) {
        return print_list(s, topics, kind, 1, o);
    }
    if (rpt_lookup_is_family(s->options.operands[0])) {
        return print_list(s, topics, RPT_TOPIC_RULE, 0, o);
    }
    if (print_named(topics, joined, o)) {
        return CLI_FINE;
    }
    if (s->options.operand_count == 1) {
        return unknown(s, topics, joined);
    }
    for (uint32_t i = 0; i < s->options.operand_count; i++) {
        if (!print_named(topics, s->options.operands[i], o)) {
            code = unknown(s, topics, s->options.operands[i]);
        }
    }
    return code;
}

int cli_explain_command(struct cli_session *s)
{
    struct rpt_topics topics = {.arena = &s->arena};
    struct output o = {.arena = &s->arena, .format = s->options.format,
                       .width = cli_session_reading_width(s)};
    int code = CLI_FINE;

    rpt_lookup_fill(&topics);
    cli_explain_language(&topics);
    cli_explain_commands(&topics);
    sim_text_init(&o.text);
    if (s->options.operand_count > 0) {
        code = print_operands(s, &topics, &o);
    } else if (o.format == CLI_TEXT) {
        rpt_print_overview(&o.text, &topics);
    } else {
        for (uint32_t i = 0; i < topics.count; i++) {
            add_topic(&o, &topics.rows[i], true);
        }
    }
    if (o.format == CLI_JSON && o.count > 0) {
        sim_text_add(&o.text, "\n]\n");
    }
    if (o.format == CLI_TEXT) {
        rpt_page_fit(&o.text, 0, o.width);
    }
    cli_session_write(s, &o.text);
    sim_text_deinit(&o.text);
    return code;
}
