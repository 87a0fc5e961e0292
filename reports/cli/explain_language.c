/*
 * Topics of the language and of the command line itself.
 */
#include <stddef.h>
#include <string.h>

#include "model/rules/rules.h"
#include "reports/cli/command.h"
#include "reports/cli/explain.h"
#include "reports/cli/options.h"
#include "reports/explain/topic.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/reference.h"
#include "scenarios/language/schema.h"
#include "scenarios/language/settable.h"
#include "scenarios/language/steps.h"
#include "scenarios/language/values.h"
#include "scenarios/language/values_forms.h"
#include "sim/base/arena.h"

static const struct {
    enum scn_section section;
    const char *path;
} places[] = {
#define PLACE(section, path) {SCN_SECTION_##section, path},
#include "reports/cli/places.def"
#undef PLACE
};

static const struct {
    const char *word, *steps;
} examples[] = {
#define EXAMPLE(word, steps) {word, steps},
#include "reports/cli/examples.def"
#undef EXAMPLE
};

/* ---- keys ------------------------------------------------------------------------------------ */

static const char *default_words(struct sim_arena *arena, const struct scn_schema_key *row)
{
    if (row->later) {
        return "none: known, and not run by this version";
    }
    if (row->must) {
        return "none: it must be written";
    }
    if (row->fallback[0] == '@') {
        return "depends on the version of Windows, the machine or other keys";
    }
    return row->fallback[0] == '\0' ? "" : sim_arena_print(arena, "%s", row->fallback);
}

/* Is the key, or a map that it stands in, among these? */
static bool is_named(const char *details, const char *path)
{
    for (size_t length; *details != '\0'; details += length + (details[length] == ' ')) {
        length = strcspn(details, " ");
        if (strncmp(details, path, length) == 0 && (path[length] == '\0' || path[length] == '.')) {
            return true;
        }
    }
    return false;
}

/* Rules that this key switches: their row names it, as 'interrupt.affinity' or by its path. */
static const char *rules_of(struct sim_arena *arena, const char *path, const char *name)
{
    const char *list = "";

    for (uint32_t i = 0; i < mdl_rules_count(); i++) {
        const struct mdl_rule *rule = mdl_rules_row(i);

        if (rule->state == MDL_RULE_PARAMETER &&
            (is_named(rule->detail, path) || is_named(rule->detail, name))) {
            list = list[0] == '\0' ? rule->id : sim_arena_print(arena, "%s %s", list, rule->id);
        }
    }
    return list;
}

/* 'costs.ipi' of section COSTS: how the rule table writes a key wherever it stands. */
static const char *short_name(struct sim_arena *arena, const char *path, const char *key)
{
    const char *last = path, *end = path + strlen(path);

    for (const char *at = path; *at != '\0'; at++) {
        last = *at == '.' && at[1] != '<' ? at + 1 : last;
    }
    if (end > path && end[-1] == '>') {
        last = strrchr(path, '<') + 1;
        end--;
    }
    return sim_arena_print(arena, "%.*s.%s", (int)(end - last), last, key);
}

/* What a timeline can do with it. */
static void add_settable(struct rpt_topics *topics, struct rpt_topic *topic, enum scn_key key)
{
    struct scn_settable row = scn_settable_row(key);

    if (row.kind == SCN_SETTABLE_MAY) {
        rpt_topic_part(topic, "TIMELINE",
                       sim_arena_print(topics->arena, "may set it: %s", row.text));
    } else if (row.kind == SCN_SETTABLE_NOT) {
        rpt_topic_part(topic, "TIMELINE",
                       sim_arena_print(topics->arena, "cannot set it: %s", row.text));
    }
}

static void add_key(struct rpt_topics *topics, enum scn_section section, const char *path,
                    enum scn_key key)
{
    const struct scn_schema_key *row = scn_schema_row(key);
    struct sim_arena *arena = topics->arena;
    const char *name = path[0] == '\0' ? row->name
                                       : sim_arena_print(arena, "%s.%s", path, row->name);
    const char *alias = path[0] == '\0' ? "" : short_name(arena, path, row->name);
    struct rpt_topic *topic =
        rpt_topic_add(topics, RPT_TOPIC_KEY, name,
                      sim_arena_print(arena, "a key of %s", scn_schema_noun(section)),
                      rpt_topic_sentence(arena, row->help));

    topic->aliases = sim_arena_print(arena, "%s|%s", row->name, alias);
    topic->rules = rules_of(arena, name, alias);
    topic->mark = row->later ? "not run yet" : "";
    rpt_topic_part(topic, "VALUE", scn_reference_type(row->type));
    rpt_topic_part(topic, "DEFAULT", default_words(arena, row));
    if (section < SCN_SECTION_LESSON) {
        add_settable(topics, topic, key);
    }
    if (strchr(name, '<') == NULL && !row->later) {
        rpt_topic_part(topic, "TRY IT", sim_arena_print(arena, "wtsim run FILE --set %s=VALUE",
                                                        name));
    }
}

static void add_section(struct rpt_topics *topics, enum scn_section section, const char *path)
{
    uint32_t count;
    uint32_t first = scn_schema_first(section, &count);

    for (uint32_t i = first; i < first + count; i++) {
        add_key(topics, section, path, (enum scn_key)i);
    }
}

static void add_keys(struct rpt_topics *topics)
{
    for (uint32_t section = 0; section < SCN_SECTION_COUNT; section++) {
        bool placed = false;

        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            if (places[i].section == section) {
                add_section(topics, (enum scn_section)section, places[i].path);
                placed = true;
            }
        }
        if (!placed) {
            add_section(topics, (enum scn_section)section,
                        scn_schema_noun((enum scn_section)section));
        }
    }
}

/* ---- words, diagnostics, calls that are only known ------------------------------------------- */

static void add_diagnostics(struct rpt_topics *topics)
{
    uint32_t count;
    const struct scn_diags_row *rows = scn_diags_rows(&count);

    for (uint32_t i = 0; i < count; i++) {
        struct rpt_topic *topic =
            rpt_topic_add(topics, RPT_TOPIC_DIAGNOSTIC,
                          sim_arena_print(topics->arena, "S%03u", rows[i].number), rows[i].title,
                          rows[i].explanation);

        topic->mark = rows[i].severity == SCN_ERROR ? "error" : "warning";
        rpt_topic_part(topic, "OUTCOME", rows[i].severity == SCN_ERROR
                                             ? "the scenario is not run; exit code 65"
                                             : "the scenario is run");
    }
}

static void add_words(struct rpt_topics *topics)
{
    const char *help, *word;

    for (uint32_t i = 0; (word = scn_steps_word(i, &help)) != NULL; i++) {
        struct rpt_topic *topic =
            rpt_topic_add(topics, RPT_TOPIC_WORD, word, "a plain word of a step list",
                          rpt_topic_sentence(topics->arena, help));

        topic->mark = "step";
        for (size_t k = 0; k < sizeof examples / sizeof examples[0]; k++) {
            if (strcmp(examples[k].word, word) == 0) {
                rpt_topic_lines(topic, "EXAMPLE", examples[k].steps);
            }
        }
    }
}

/* ---- distributions and arrivals ----------------------------------------------------------- */

/* Every way to write it, and what each asks for. */
static const char *forms_of(struct sim_arena *arena, const char *law)
{
    const struct scn_values_form *form = NULL;
    const char *lines = "";

    while ((form = scn_values_forms_next(form, law)) != NULL) {
        lines = sim_arena_print(arena, "%s%s%s", lines, lines[0] == '\0' ? "" : "\n",
                                form->example);
        if (form->why != NULL) {
            lines = sim_arena_print(arena, "%s\n    %s", lines, form->why);
        }
    }
    return lines;
}

static void add_laws(struct rpt_topics *topics)
{
    static const struct {
        const char *name, *headline, *text;
    } laws[] = {
#define LAW(name, headline, text) {name, headline, text},
#define PROCESS(name, headline, text)
#include "reports/cli/laws.def"
#undef LAW
#undef PROCESS
    };

    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        struct rpt_topic *topic = rpt_topic_add(topics, RPT_TOPIC_LAW, laws[i].name,
                                                laws[i].headline, laws[i].text);

        topic->mark = "distribution";
        rpt_topic_lines(topic, "WRITE", forms_of(topics->arena, laws[i].name));
        rpt_topic_part(topic, "WHERE", "wherever a duration or a count may stand");
    }
}

static void add_processes(struct rpt_topics *topics)
{
    static const struct {
        const char *name, *headline, *text;
    } processes[] = {
#define LAW(name, headline, text)
#define PROCESS(name, headline, text) {name, headline, text},
#include "reports/cli/laws.def"
#undef LAW
#undef PROCESS
    };

    for (size_t i = 0; i < sizeof processes / sizeof processes[0]; i++) {
        struct rpt_topic *topic = rpt_topic_add(topics, RPT_TOPIC_PROCESS, processes[i].name,
                                                processes[i].headline, processes[i].text);
        const struct scn_values_process *row;

        topic->mark = "arrivals";
        for (uint32_t n = 0; (row = scn_values_arrivals_row(n)) != NULL; n++) {
            if (strcmp(row->word, processes[i].name) == 0) {
                rpt_topic_lines(topic, "WRITE", row->example);
            }
        }
        rpt_topic_part(topic, "WHERE", "arrivals: of an interrupt, a source, a thread or a target");
    }
}

void cli_explain_language(struct rpt_topics *topics)
{
    add_keys(topics);
    add_words(topics);
    add_laws(topics);
    add_processes(topics);
    add_diagnostics(topics);
}

/* ---- the command line ------------------------------------------------------------------------ */

void cli_explain_commands(struct rpt_topics *topics)
{
    struct sim_arena *arena = topics->arena;
    uint32_t count;
    const struct cli_command *rows = cli_command_rows(&count);
    const struct cli_option *options;

    for (uint32_t i = 0; i < count; i++) {
        struct rpt_topic *topic = rpt_topic_add(
            topics, RPT_TOPIC_COMMAND, rows[i].name,
            sim_arena_print(arena, "wtsim %s%s%s", rows[i].name, rows[i].arguments[0] ? " " : "",
                            rows[i].arguments),
            rpt_topic_sentence(arena, rows[i].help));

        rpt_topic_lines(topic, "EXAMPLES",
                        sim_arena_print(arena, "%s\n    %s\n%s\n    %s", rows[i].examples[0],
                                        rows[i].meanings[0], rows[i].examples[1],
                                        rows[i].meanings[1]));
        rpt_topic_part(topic, "MORE", sim_arena_print(arena, "wtsim %s --help", rows[i].name));
    }
    options = cli_options_rows(&count);
    for (uint32_t i = 0; i < count; i++) {
        if ((options[i].groups & CLI_HIDDEN) == 0) {
            struct rpt_topic *topic = rpt_topic_add(
                topics, RPT_TOPIC_OPTION, options[i].name + 2,
                sim_arena_print(arena, "%s%s%s", options[i].name,
                                options[i].argument == NULL ? "" : " ",
                                options[i].argument == NULL ? "" : options[i].argument),
                rpt_topic_sentence(arena, options[i].help));

            topic->aliases = options[i].name;
        }
    }
}
