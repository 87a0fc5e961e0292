/*
 * Explanations: every table of the model is there by name, names are found as people write them,
 * and what stands in the hand-written tables agrees with the tables that the model reads.
 */
#include "model/observe/findings.h"
#include "model/observe/measures.h"
#include "model/rules/ddi.h"
#include "model/rules/irql.h"
#include "model/rules/rules.h"
#include "model/rules/stops.h"
#include "reports/explain/lookup.h"
#include "reports/explain/print.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "tests/lab.h"

struct shelf {
    struct sim_arena arena;
    struct rpt_topics topics;
};

static void fill(struct shelf *shelf)
{
    memset(shelf, 0, sizeof *shelf);
    sim_arena_init(&shelf->arena);
    shelf->topics.arena = &shelf->arena;
    rpt_lookup_fill(&shelf->topics);
}

/* The one topic of this name, NULL when there is none or several. */
static const struct rpt_topic *only(const struct shelf *shelf, const char *wanted)
{
    uint32_t rows[8];

    return rpt_lookup_find(&shelf->topics, wanted, rows, 8) == 1 ? &shelf->topics.rows[rows[0]]
                                                                 : NULL;
}

static const char *part_of(const struct rpt_topic *topic, const char *label)
{
    for (uint32_t i = 0; i < topic->part_count; i++) {
        if (strcmp(topic->parts[i].label, label) == 0) {
            return topic->parts[i].text;
        }
    }
    return "";
}

TEST(every_row_of_every_table_is_explained_by_its_name)
{
    struct shelf shelf;

    fill(&shelf);
    for (uint32_t i = 0; i < mdl_rules_count(); i++) {
        CHECK(only(&shelf, mdl_rules_row(i)->id) != NULL);
    }
    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        CHECK(only(&shelf, mdl_ddi_row(i)->name) != NULL);
    }
    for (unsigned i = 0; i < MDL_FINDING_COUNT; i++) {
        CHECK(only(&shelf, mdl_findings_row(i)->code) != NULL);
    }
    for (uint32_t i = 0; mdl_stops_row(i) != NULL; i++) {
        CHECK(only(&shelf, mdl_stops_row(i)->name) != NULL);
    }
    for (unsigned i = 0; i < MDL_MEASURE_COUNT; i++) {
        uint32_t row;

        CHECK(rpt_lookup_find(&shelf.topics, mdl_measures_row(i)->name, &row, 1) == 1);
    }
    sim_arena_deinit(&shelf.arena);
}

TEST(names_are_found_as_people_write_them)
{
    struct shelf shelf;

    fill(&shelf);
    CHECK_TEXT(only(&shelf, "w81")->name, "W81");
    CHECK_TEXT(only(&shelf, "wdfworkitemflush")->name, "WdfWorkItemFlush");
    CHECK_TEXT(only(&shelf, "Worker-Thread")->name, "worker thread");
    CHECK_TEXT(only(&shelf, "dirql")->name, "DIRQL");
    CHECK_TEXT(only(&shelf, "0x0a")->name, "0xA");
    CHECK_TEXT(only(&shelf, "133")->name, "0x133");
    CHECK_TEXT(only(&shelf, "0x000000E4")->name, "0xE4");
    CHECK_TEXT(only(&shelf, "DPC_WATCHDOG_VIOLATION")->name, "0x133");
    CHECK_TEXT(only(&shelf, "nic.rx.queue_latency.p99")->name, "queue_latency");
    CHECK_TEXT(only(&shelf, "nic.refill.queue_latency.p99@phase")->name, "queue_latency");
    CHECK_TEXT(only(&shelf, "Windows 7")->name, "windows 7");
    CHECK(only(&shelf, "W213") == NULL);
    CHECK(only(&shelf, "") == NULL);
    sim_arena_deinit(&shelf.arena);
}

TEST(a_slip_of_the_pen_has_its_name_nearby)
{
    struct shelf shelf;
    const char *names[5];

    fill(&shelf);
    CHECK(rpt_lookup_near(&shelf.topics, "WdfWorkitemFlusch", names, 5) >= 1);
    CHECK_TEXT(names[0], "WdfWorkItemFlush");
    CHECK(rpt_lookup_near(&shelf.topics, "coalesing", names, 5) >= 1);
    CHECK_TEXT(names[0], "coalescing");
    CHECK(rpt_lookup_near(&shelf.topics, "InsertQueueDpc", names, 5) >= 1); /* a part of it */
    CHECK_TEXT(names[0], "KeInsertQueueDpc");
    CHECK(rpt_lookup_near(&shelf.topics, "thraed", names, 5) >= 1);
    CHECK_TEXT(names[0], "thread");
    CHECK_INT(rpt_lookup_near(&shelf.topics, "xyzzyplugh", names, 5), ==, 0);
    CHECK_INT(rpt_lookup_near(&shelf.topics, "", names, 5), ==, 0);
    sim_arena_deinit(&shelf.arena);
}

/* Names with commas between; returns false after the last. */
static bool next_name(const char **at, char *name)
{
    size_t length;

    *at += strspn(*at, ", ");
    length = strcspn(*at, ",");
    if (length == 0) {
        return false;
    }
    memcpy(name, *at, length);
    name[length] = '\0';
    *at += length;
    return true;
}

/* The lowest device level stands for all of them. */
static uint8_t number_of(const char *level)
{
    const struct mdl_irql *x64 = mdl_irql_table("x64");
    uint8_t number = 0;

    return mdl_irql_named(x64, level, &number) ? number : x64->device_low;
}

static bool is_legal(const char *call, uint8_t level)
{
    const struct mdl_ddi *ddi = mdl_ddi_row(mdl_ddi_find(call));

    return mdl_ddi_allows_high(ddi, level) && mdl_ddi_allows_low(ddi, level);
}

TEST(what_a_level_allows_agrees_with_the_c_tables)
{
    static const char *const levels[] = {"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL", "DIRQL"};
    struct shelf shelf;
    uint32_t seen = 0;
    char name[80];

    fill(&shelf);
    for (int i = 0; i < 4; i++) {
        const struct rpt_topic *topic = only(&shelf, levels[i]);
        const char *allowed = part_of(topic, "ALLOWED"), *not = part_of(topic, "NOT ALLOWED");

        while (next_name(&allowed, name)) {
            CHECK(mdl_ddi_find(name) != MDL_DDI_NONE);
            CHECK(is_legal(name, number_of(levels[i])));
            seen++;
        }
        while (next_name(&not, name)) {
            CHECK(mdl_ddi_find(name) != MDL_DDI_NONE);
            CHECK(!is_legal(name, number_of(levels[i])));
            seen++;
        }
    }
    CHECK(seen >= 30);
    sim_arena_deinit(&shelf.arena);
}

TEST(what_a_term_is_related_to_is_explained_itself_or_belongs_to_the_language)
{
    static const char *const language[] = {"each_request", "carries", "check", "verify", "expect",
        "run", "wait", "if", "repeat", "put", "arrivals", "threaded", "high_resolution",
        "placement", "verifier"};
    struct shelf shelf;
    char name[80];

    fill(&shelf);
    CHECK(shelf.topics.count > 0);
    for (uint32_t i = 0; i < shelf.topics.count; i++) {
        const struct rpt_topic *topic = &shelf.topics.rows[i];
        const char *related = topic->kind == RPT_TOPIC_TERM ? part_of(topic, "RELATED") : "";

        while (next_name(&related, name)) {
            uint32_t row;
            bool known = rpt_lookup_find(&shelf.topics, name, &row, 1) == 1 ||
                         strchr(name, '.') != NULL;  /* a path of the language */

            for (size_t k = 0; k < sizeof language / sizeof language[0]; k++) {
                known = known || strcmp(language[k], name) == 0;
            }
            if (!known) {
                fail_msg("%s is related to '%s', which nothing explains", topic->name, name);
            }
        }
    }
    sim_arena_deinit(&shelf.arena);
}

TEST(rules_that_topics_cite_exist)
{
    struct shelf shelf;

    fill(&shelf);
    for (uint32_t i = 0; i < shelf.topics.count; i++) {
        const char *at = shelf.topics.rows[i].rules;

        while (*at != '\0') {
            char id[16] = "";
            size_t length = strcspn(at, " ");

            CHECK(length < sizeof id);
            memcpy(id, at, length);
            CHECK(mdl_rules_find(id) != NULL);
            at += length + (at[length] == ' ');
        }
    }
    sim_arena_deinit(&shelf.arena);
}

TEST(no_two_terms_have_one_name)
{
    struct shelf shelf;

    fill(&shelf);
    for (uint32_t i = 0; i < shelf.topics.count; i++) {
        if (shelf.topics.rows[i].kind == RPT_TOPIC_TERM) {
            uint32_t rows[8], terms = 0;
            uint32_t count = rpt_lookup_find(&shelf.topics, shelf.topics.rows[i].name, rows, 8);

            for (uint32_t k = 0; k < count; k++) {
                terms += shelf.topics.rows[rows[k]].kind == RPT_TOPIC_TERM;
            }
            CHECK_INT(terms, ==, 1);
        }
    }
    sim_arena_deinit(&shelf.arena);
}

TEST(no_line_of_an_explanation_is_wider_than_80_columns)
{
    struct shelf shelf;
    struct sim_text text;

    fill(&shelf);
    sim_text_init(&text);
    for (uint32_t i = 0; i < shelf.topics.count; i++) {
        rpt_print_topic(&text, &shelf.arena, &shelf.topics.rows[i], 80);
        rpt_print_brief(&text, &shelf.topics.rows[i], 80);
    }
    rpt_print_overview(&text, &shelf.topics);
    rpt_print_families(&text);
    CHECK(text.length > 100000);
    for (const char *at = text.data; *at != '\0';) {
        size_t length = strcspn(at, "\n");

        if (length > 80) {
            fail_msg("%zu columns: %.*s", length, (int)length, at);
        }
        at += length + 1;
    }
    sim_text_deinit(&text);
    sim_arena_deinit(&shelf.arena);
}

TEST(a_rule_says_what_is_done_with_it_and_why)
{
    struct shelf shelf;

    fill(&shelf);
    CHECK_TEXT(only(&shelf, "W81")->mark, "modelled");
    CHECK_TEXT(only(&shelf, "W12")->mark, "parameter");
    CHECK_TEXT(part_of(only(&shelf, "W12"), "SWITCHED BY"), "pool.self_insert_defers");
    CHECK_TEXT(only(&shelf, "I9")->mark, "not modelled");
    CHECK(part_of(only(&shelf, "I9"), "NOT BECAUSE")[0] != '\0');
    CHECK(strstr(part_of(only(&shelf, "W81"), "IT FOLLOWS"), "W84") != NULL);
    CHECK(strstr(part_of(only(&shelf, "W12"), "FROM"), "confidence: source") != NULL);
    CHECK_TEXT(part_of(only(&shelf, "W12"), "ERAS"), "legacy");
    sim_arena_deinit(&shelf.arena);
}

TEST(lists_are_narrowed_by_family_state_confidence_or_word)
{
    struct shelf shelf;
    const char *family[] = {"S"}, *state[] = {"not-modelled"}, *unknown[] = {"unknown"},
               *both[] = {"W", "flush"}, *none[] = {"W", "quokka"};

    fill(&shelf);
    CHECK(rpt_lookup_passes(only(&shelf, "S1"), family, 1));
    CHECK(!rpt_lookup_passes(only(&shelf, "SC1"), family, 1));
    CHECK(rpt_lookup_passes(only(&shelf, "I9"), state, 1));
    CHECK(!rpt_lookup_passes(only(&shelf, "W81"), state, 1));
    CHECK(rpt_lookup_passes(only(&shelf, "W44"), unknown, 1));
    CHECK(!rpt_lookup_passes(only(&shelf, "W81"), unknown, 1));
    CHECK(rpt_lookup_passes(only(&shelf, "W90"), both, 2));
    CHECK(!rpt_lookup_passes(only(&shelf, "W90"), none, 2));
    CHECK_INT(rpt_lookup_plural("Rules"), ==, RPT_TOPIC_RULE);
    CHECK_INT(rpt_lookup_plural("glossary"), ==, RPT_TOPIC_TERM);
    CHECK_INT(rpt_lookup_plural("rule"), ==, RPT_TOPIC_KIND_COUNT);
    sim_arena_deinit(&shelf.arena);
}

TESTS(ENTRY(every_row_of_every_table_is_explained_by_its_name),
      ENTRY(names_are_found_as_people_write_them), ENTRY(a_slip_of_the_pen_has_its_name_nearby),
      ENTRY(what_a_level_allows_agrees_with_the_c_tables),
      ENTRY(what_a_term_is_related_to_is_explained_itself_or_belongs_to_the_language),
      ENTRY(rules_that_topics_cite_exist), ENTRY(no_two_terms_have_one_name),
      ENTRY(no_line_of_an_explanation_is_wider_than_80_columns),
      ENTRY(a_rule_says_what_is_done_with_it_and_why),
      ENTRY(lists_are_narrowed_by_family_state_confidence_or_word))
