/*
 * The words of the course. Which lesson introduces a word is not written down anywhere: it is the
 * first one in whose story, question or explanation the word stands.
 */
#include "reports/cli/lesson_glossary.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "reports/cli/session.h"
#include "reports/explain/lookup.h"
#include "reports/explain/print.h"
#include "reports/explain/topic.h"
#include "reports/render/page.h"
#include "scenarios/course/shelf.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/lesson.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

struct glossary {
    struct cli_session *s;
    struct rpt_topics topics;
    bool *told;                       /* by topic */
    struct sim_text text;
    uint32_t count;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Does the word, or its plural, stand in the text? */
static bool stands_in(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = text; *at != '\0'; at++) {
        if ((at == text || !is_word(at[-1])) && strncasecmp(at, word, length) == 0) {
            const char *end = at + length + (at[length] == 's');

            if (!is_word(*end)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_used_by(const struct scn_lesson *lesson, const char *word)
{
    const char *const texts[] = {lesson->concept, lesson->story, lesson->ask.text, lesson->why,
                                 lesson->so};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (stands_in(texts[i], word)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < lesson->ask.choice_count; i++) {
        if (stands_in(lesson->ask.choices[i].text, word)) {
            return true;
        }
    }
    return false;
}

static void add_term(struct glossary *g, const struct rpt_topic *topic, uint32_t lesson)
{
    if (g->s->options.format == CLI_TEXT) {
        rpt_print_brief(&g->text, topic, cli_session_reading_width(g->s));
    } else if (g->s->options.format == CLI_JSON) {
        sim_text_print(&g->text, "%s{\"lesson\": %" PRIu32 ", \"term\": ",
                       g->count == 0 ? "[\n" : ",\n", lesson);
        sim_text_json(&g->text, topic->name);
        sim_text_add(&g->text, ", \"text\": ");
        sim_text_json(&g->text, topic->text);
        sim_text_add_char(&g->text, '}');
    } else {
        sim_text_add(&g->text, g->count == 0 ? "lesson,kind,topic,mark,headline,text\r\n" : "");
        sim_text_print(&g->text, "%" PRIu32 ",", lesson);
        rpt_print_csv(&g->text, topic);
    }
    g->count++;
}

/* Words of everyday that mean something of their own in reports, but not in the lessons. */
static bool is_everyday(const char *word)
{
    static const char *const words[] = {"look", "step", "target", "source"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* The words that this lesson is the first to use. Heading: before the first of them. */
static void add_lesson(struct glossary *g, const struct scn_lesson *lesson, const char *heading,
                       bool shown)
{
    bool first = true;

    for (uint32_t i = 0; i < g->topics.count; i++) {
        const struct rpt_topic *topic = &g->topics.rows[i];

        if (topic->kind != RPT_TOPIC_TERM || g->told[i] ||
            (lesson != NULL &&
             (is_everyday(topic->name) || !is_used_by(lesson, topic->name)))) {
            continue;
        }
        g->told[i] = true;
        if (shown && first && g->s->options.format == CLI_TEXT) {
            sim_text_print(&g->text, "%s%s\n", g->count == 0 ? "" : "\n", heading);
        }
        if (shown) {
            add_term(g, topic, lesson == NULL ? 0 : lesson->number);
            first = false;
        }
    }
}

static void add_all(struct glossary *g, uint32_t only)
{
    struct sim_arena *arena = &g->s->arena;

    for (uint32_t i = 0; i < scn_shelf_count && (only == UINT32_MAX || i <= only); i++) {
        const struct scn_shelf_lesson *one = &scn_shelf_lessons[i];
        struct scn_scenario scenario;
        struct scn_diags diags;

        scn_diags_init(&diags, arena);
        if (scn_scenario_parse(arena, one->file, one->text, strlen(one->text), NULL, 0, &diags,
                               &scenario) && scenario.lesson != NULL) {
            add_lesson(g, scenario.lesson,
                       sim_arena_print(arena, "Lesson %" PRIu32 "   %s", scenario.lesson->number,
                                       scenario.title),
                       only == UINT32_MAX || i == only);
        }
    }
    if (only == UINT32_MAX) {
        add_lesson(g, NULL, "In reports and in none of the lessons", true);
    }
}

int cli_lesson_glossary(struct cli_session *s, uint32_t only)
{
    struct glossary g = {.s = s, .topics = {.arena = &s->arena}};

    rpt_lookup_fill(&g.topics);
    g.told = sim_arena_array(&s->arena, g.topics.count, sizeof *g.told);
    sim_text_init(&g.text);
    add_all(&g, only);
    if (s->options.format == CLI_TEXT && g.count == 0) {
        sim_text_add(&g.text, "This lesson uses no word that an earlier one does not explain.\n");
    }
    if (s->options.format == CLI_JSON) {
        sim_text_add(&g.text, g.count == 0 ? "[]\n" : "\n]\n");
    }
    if (s->options.format == CLI_TEXT) {
        rpt_page_fit(&g.text, 0, cli_session_reading_width(s));
    }
    cli_session_write(s, &g.text);
    sim_text_deinit(&g.text);
    return CLI_FINE;
}
