/* Diagnostics as they are printed: the form of the five mistakes that the design shows. */
#include <stdlib.h>

#include "scenarios/language/suggest.h"
#include "scenarios/language/suggest_calls.h"
#include "tests/scenarios/language_values/desk.h"

static struct scn_range at(uint32_t line, uint32_t column, uint32_t length)
{
    return (struct scn_range){.line = line, .column = column, .length = length};
}

static void lay(struct desk *desk, const char *text)
{
    memset(desk, 0, sizeof *desk);
    sim_arena_init(&desk->arena);
    sim_text_init(&desk->printed);
    scn_diags_init(&desk->diags, &desk->arena);
    scn_diags_source(&desk->diags, "nic.yaml", text);
}

static const char nic[] =
    "1\n2\n3\n4\n5\n6\n7\n8\n"
    "      rx: {irql: 13, arrivals: {poisson: 1000}, isr: EvtIsr, dpc: EvtDpc}\n"
    "    work_items:\n"
    "      refill: {calback: EvtRefill}\n"
    "    callbacks:\n"
    "      EvtIsr: [run: 4us]\n"
    "      EvtDpc: [run: 20us, WdfWorkItemEnqueue: refil]\n"
    "      EvtRefill: [run: 400]\n";

/* In another order than that of the file, and one of them twice. */
static void add_five(struct scn_diags *d)
{
    scn_diags_add(d, SCN_S_DURATION_UNIT, at(15, 24, 3), "", "a duration needs a unit");
    scn_diags_label(d, "%s", "400us? With 1000/s that is 40 % of one processor; 400ms would be "
                             "400 processors");
    scn_diags_add(d, SCN_S_DEVICE_LEVEL, at(9, 18, 2), "CLOCK_LEVEL; devices use 3 to 11",
                  "%d is not a device level on %s", 13, "x64");
    scn_diags_hint(d, "an ISR at %d would hold back the clock itself; try irql: 7", 13);
    scn_diags_add(d, SCN_S_DANGLING_NAME, at(14, 47, 5), "meant 'refill'?",
                  "no work item is called '%s'", "refil");
    scn_diags_note(d, at(11, 7, 6), "'%s' is declared here", "refill");
    scn_diags_add(d, SCN_S_RATE_UNIT, at(9, 42, 4), "write 1000/s (or 1/ms)",
                  "a rate needs a unit");
    scn_diags_add(d, SCN_S_UNKNOWN_KEY, at(11, 16, 7), "did you mean 'callback'?",
                  "work item has no key 'calback'");
    scn_diags_add(d, SCN_S_RATE_UNIT, at(9, 42, 4), "write 1000/s (or 1/ms)",
                  "a rate needs a unit");
}

TEST(the_five_mistakes_of_the_design_print_as_it_shows_them)
{
    struct desk desk;

    lay(&desk, nic);
    add_five(&desk.diags);
    CHECK_INT(desk.diags.error_count, ==, 5);
    CHECK_TEXT(desk_printed(&desk),
"nic.yaml:9:18: error[S041]: 13 is not a device level on x64\n"
"   9 |       rx: {irql: 13, arrivals: {poisson: 1000}, isr: EvtIsr, dpc: EvtDpc}\n"
"     |                  ^^ CLOCK_LEVEL; devices use 3 to 11\n"
"     = an ISR at 13 would hold back the clock itself; try irql: 7\n"
"\n"
"nic.yaml:9:42: error[S017]: a rate needs a unit\n"
"   9 |       rx: {irql: 13, arrivals: {poisson: 1000}, isr: EvtIsr, dpc: EvtDpc}\n"
"     |                                          ^^^^ write 1000/s (or 1/ms)\n"
"\n"
"nic.yaml:11:16: error[S003]: work item has no key 'calback'\n"
"  11 |       refill: {calback: EvtRefill}\n"
"     |                ^^^^^^^ did you mean 'callback'?\n"
"\n"
"nic.yaml:14:47: error[S012]: no work item is called 'refil'\n"
"  14 |       EvtDpc: [run: 20us, WdfWorkItemEnqueue: refil]\n"
"     |                                               ^^^^^ meant 'refill'?\n"
"     = nic.yaml:11:7: 'refill' is declared here\n"
"\n"
"nic.yaml:15:24: error[S016]: a duration needs a unit\n"
"  15 |       EvtRefill: [run: 400]\n"
"     |                        ^^^ 400us? With 1000/s that is 40 % of one\n"
"     |                            processor; 400ms would be 400 processors\n");
    desk_clear(&desk);
}

TEST(a_mistake_in_an_override_is_shown_on_the_command_line)
{
    struct desk desk;
    struct scn_range place = {.line = 1, .column = 22, .length = 1, .source = 1};

    lay(&desk, "a: b\n");
    scn_diags_source(&desk.diags, "--set pool.delayed.threads=x", "pool.delayed.threads=x");
    scn_diags_add(&desk.diags, SCN_S_NOT_WHOLE, place, NULL, "'x' is not a whole number");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, 1, 1), NULL, "the file comes first");
    CHECK_TEXT(desk_printed(&desk),
               "nic.yaml:1:1: error[S002]: the file comes first\n"
               "   1 | a: b\n"
               "     | ^\n"
               "\n"
               "--set pool.delayed.threads=x:1:22: error[S021]: 'x' is not a whole number\n"
               "   1 | pool.delayed.threads=x\n"
               "     |                      ^\n");
    desk_clear(&desk);
}

/* 80 columns: 7 for the margin, 73 for the text; what is cut is replaced by three dots. The 67
   columns between them begin 12 behind the caret's end: 201 - 1 + 3 + 12 - 67 = 148, an '8'. */
TEST(a_long_line_is_shown_through_a_window_around_the_caret)
{
    struct desk desk;
    char line[401];
    size_t place = 0;

    for (size_t n = 0; n < 400; n++) {
        line[n] = (char)('0' + n % 10);
    }
    line[400] = '\0';
    lay(&desk, line);
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, 11, 2), "near the beginning", "one");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, 201, 3), "in the middle of it all", "two");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, 400, 1), "the last", "three");
    CHECK_TEXT(desk_printed(&desk),
"nic.yaml:1:11: error[S002]: one\n"
"   1 | 0123456789012345678901234567890123456789012345678901234567890123456789...\n"
"     |           ^^ near the beginning\n"
"\n"
"nic.yaml:1:201: error[S002]: two\n"
"   1 | ...8901234567890123456789012345678901234567890123456789012345678901234...\n"
"     |                                                        ^^^\n"
"     |                                                   in the middle of it all\n"
"\n"
"nic.yaml:1:400: error[S002]: three\n"
"   1 | ...0123456789012345678901234567890123456789012345678901234567890123456789\n"
"     |                                                                         ^\n"
"     |                                                                  the last\n");
    for (const char *text = desk.printed.data; *text != '\0'; text += place + 1) {
        place = strcspn(text, "\n");
        CHECK_INT(place, <=, 80);
    }
    desk_clear(&desk);
}

TEST(the_caret_stands_right_under_wide_letters_tabs_and_marks)
{
    struct desk desk;

    /* Column 3 behind two letters of two cells each, a tab as one blank, a combining mark. */
    lay(&desk, "\xe4\xb8\xad\xe6\x96\x87x\ty\na\xcc\x88z\n");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, 3, 1), NULL, "x");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, 5, 1), NULL, "y");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(2, 3, 1), NULL, "z");
    CHECK_TEXT(desk_printed(&desk), "nic.yaml:1:3: error[S002]: x\n"
                                    "   1 | \xe4\xb8\xad\xe6\x96\x87x y\n"
                                    "     |     ^\n"
                                    "\n"
                                    "nic.yaml:1:5: error[S002]: y\n"
                                    "   1 | \xe4\xb8\xad\xe6\x96\x87x y\n"
                                    "     |       ^\n"
                                    "\n"
                                    "nic.yaml:2:3: error[S002]: z\n"
                                    "   2 | a\xcc\x88z\n"
                                    "     |  ^\n");
    desk_clear(&desk);
}

TEST(a_long_line_of_wide_letters_keeps_its_caret_inside_eighty_columns)
{
    struct desk desk;
    struct sim_text line;
    const char *caret;

    sim_text_init(&line);
    for (int n = 0; n < 200; n++) {
        sim_text_add(&line, "\xe4\xb8\xad");
    }
    lay(&desk, line.data);
    for (uint32_t column = 1; column <= 201; column++) {
        scn_diags_init(&desk.diags, &desk.arena);
        scn_diags_source(&desk.diags, "nic.yaml", line.data);
        scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, column, 500), "a label of some words",
                      "wide");
        caret = strchr(desk_printed(&desk), '^');
        CHECK(caret != NULL);
        CHECK_INT(strcspn(strstr(desk.printed.data, "     | "), "\n"), <=, 80);
    }
    desk_clear(&desk);
    sim_text_deinit(&line);
}

TEST(what_the_author_wrote_cannot_drive_the_terminal)
{
    struct desk desk;

    lay(&desk, "a: \033[31m\n");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, 4, 1), "\033[1m", "a\nb\033c\xff");
    CHECK_TEXT(desk_printed(&desk), "nic.yaml:1:4: error[S002]: a b?c?\n"
                                    "   1 | a: ?[31m\n"
                                    "     |    ^ ?[1m\n");
    CHECK_TEXT(scn_diags_quote(&desk.diags, "0123456789012345678901234567890123456789"),
               "0123456789012345678901234567890123456789");
    CHECK_TEXT(scn_diags_quote(&desk.diags, "01234567890123456789012345678901234567890"),
               "0123456789012345678901234567890123456...");
    desk_clear(&desk);
}

TEST(a_place_outside_its_source_is_printed_without_harm)
{
    struct desk desk;

    lay(&desk, "a: b");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, 90, 5), NULL, "far right");
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(7, 2, 5), NULL, "far down");
    scn_diags_add(&desk.diags, SCN_S_EMPTY, (struct scn_range){.line = 0}, "a label", "as a whole");
    CHECK_TEXT(desk_printed(&desk), "nic.yaml: error[S005]: as a whole\n"
                                    "     = a label\n"
                                    "\n"
                                    "nic.yaml:1:90: error[S002]: far right\n"
                                    "   1 | a: b\n"
                                    "     |     ^\n"
                                    "\n"
                                    "nic.yaml:7:2: error[S002]: far down\n"
                                    "   7 | \n"
                                    "     | ^\n");
    desk_clear(&desk);
}

TEST(of_a_thousand_mistakes_two_hundred_are_kept_and_the_rest_counted)
{
    struct desk desk;

    lay(&desk, "a\n");
    for (uint32_t n = 1; n <= 1000; n++) {
        scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(1, n, 1), NULL, "mistake");
        scn_diags_hint(&desk.diags, "hint %u", (unsigned)n);
    }
    CHECK_INT(desk.diags.count, ==, 200);
    CHECK_INT(desk.diags.error_count, ==, 1000);
    CHECK_TEXT(desk.diags.items[199].hint, "hint 200");
    CHECK(strstr(desk_printed(&desk), "\nand 800 more that are not shown.\n") != NULL);
    desk_clear(&desk);
}

TEST(from_line_ten_thousand_on_the_margin_is_wider)
{
    struct desk desk;
    struct sim_text text;

    sim_text_init(&text);
    sim_text_repeat(&text, '\n', 12344);
    sim_text_add(&text, "a: 1\n");
    lay(&desk, text.data);
    scn_diags_add(&desk.diags, SCN_S_SYNTAX, at(12345, 4, 1), "a label", "mistake");
    scn_diags_hint(&desk.diags, "a hint");
    CHECK_TEXT(desk_printed(&desk), "nic.yaml:12345:4: error[S002]: mistake\n"
                                    "12345 | a: 1\n"
                                    "      |    ^ a label\n"
                                    "      = a hint\n");
    desk_clear(&desk);
    sim_text_deinit(&text);
}

TEST(colour_adds_escapes_and_nothing_else)
{
    struct desk desk;
    struct sim_text coloured, stripped;

    lay(&desk, nic);
    add_five(&desk.diags);
    sim_text_init(&coloured);
    sim_text_init(&stripped);
    scn_diags_print(&desk.diags, &coloured, true);
    CHECK(strstr(coloured.data, "\033[31merror[S041]") != NULL);
    for (const char *text = coloured.data; *text != '\0'; text++) {
        if (*text == '\033') {
            text += strcspn(text, "m");
        } else {
            sim_text_add_char(&stripped, *text);
        }
    }
    CHECK_TEXT(stripped.data, desk_printed(&desk));
    sim_text_deinit(&stripped);
    sim_text_deinit(&coloured);
    desk_clear(&desk);
}

TEST(the_same_is_said_in_json)
{
    struct desk desk;

    lay(&desk, nic);
    scn_diags_add(&desk.diags, SCN_S_DANGLING_NAME, at(14, 47, 5), "meant 'refill'?",
                  "no work item is called \"%s\"", "refil");
    scn_diags_note(&desk.diags, at(11, 7, 6), "declared here");
    scn_diags_hint(&desk.diags, "a hint");
    scn_diags_json(&desk.diags, &desk.printed);
    CHECK_TEXT(desk.printed.data,
               "[{\"number\": \"S012\", \"severity\": \"error\", \"file\": \"nic.yaml\", "
               "\"line\": 14, \"column\": 47, \"length\": 5, "
               "\"message\": \"no work item is called \\\"refil\\\"\", "
               "\"label\": \"meant 'refill'?\", "
               "\"note\": {\"line\": 11, \"column\": 7, \"file\": \"nic.yaml\", "
               "\"message\": \"declared here\"}, \"hint\": \"a hint\"}]");
    desk_clear(&desk);
}

TEST(numbers_are_unique_ascend_and_have_an_explanation)
{
    uint32_t count, before = 0;
    const struct scn_diags_row *rows = scn_diags_rows(&count);

    for (uint32_t n = 0; n < count; n++) {
        CHECK_INT(rows[n].number, >, before);
        CHECK(rows[n].number < 1000 && rows[n].title[0] != '\0');
        CHECK(rows[n].explanation[0] != '\0');
        CHECK(scn_diags_find(rows[n].number) == &rows[n]);
        before = rows[n].number;
    }
    CHECK(scn_diags_find(999) == NULL);
    /* Numbers that the design and the style guide print are permanent. */
    CHECK_INT(SCN_S_UNKNOWN_KEY, ==, 3);
    CHECK_INT(SCN_S_DANGLING_NAME, ==, 12);
    CHECK_INT(SCN_S_DURATION_UNIT, ==, 16);
    CHECK_INT(SCN_S_RATE_UNIT, ==, 17);
    CHECK_INT(SCN_S_WRONG_KIND, ==, 31);
    CHECK_INT(SCN_S_DEVICE_LEVEL, ==, 41);
}

TEST(the_nearest_name_is_offered_only_if_it_is_near)
{
    static const char *const names[] = {"callback", "queue", "instances", "carries"};

    CHECK_TEXT(scn_suggest_nearest("calback", names, 4), "callback");
    CHECK_TEXT(scn_suggest_nearest("Call_Back", names, 4), "callback"); /* distance 3 of 9 */
    CHECK_TEXT(scn_suggest_nearest("QUEUE", names, 4), "queue"); /* only the case differs */
    CHECK_TEXT(scn_suggest_nearest("qeueu", names, 4) == NULL ? "none" : "some", "none");
    CHECK(scn_suggest_nearest("x", names, 4) == NULL);
    CHECK(scn_suggest_nearest("", names, 4) == NULL);
    CHECK(scn_suggest_nearest("priority", names, 4) == NULL);
}

/* KeInsertDpc and KeInsertQueueDpc have Ke, Insert, Dpc in common: 2 * 3 of 3 + 4 words, 85 %;
   KeInitializeDpc has Ke, Dpc: 2 * 2 of 3 + 3, 66 %. KeRemoveQueueDpc: 2 * 2 of 3 + 4, 57 %. */
TEST(a_call_with_the_words_of_others_is_told_of_them)
{
    struct sim_arena arena;

    (void)lab_state;
    sim_arena_init(&arena);
    CHECK_TEXT(scn_suggest_calls(&arena, "KeInsertDpc"), "KeInsertQueueDpc or KeInitializeDpc");
    CHECK_TEXT(scn_suggest_calls(&arena, "EnqueueWdfWorkItem"), "WdfWorkItemEnqueue, "
               "WdfWorkItemFlush or WdfWorkItemCreate");  /* 100 %, 75 %, 75 %: as they stand */
    CHECK(scn_suggest_calls(&arena, "Frobnicate") == NULL);
    CHECK(scn_suggest_calls(&arena, "") == NULL);
    sim_arena_deinit(&arena);
}

TESTS(ENTRY(the_five_mistakes_of_the_design_print_as_it_shows_them),
      ENTRY(a_mistake_in_an_override_is_shown_on_the_command_line),
      ENTRY(a_long_line_is_shown_through_a_window_around_the_caret),
      ENTRY(the_caret_stands_right_under_wide_letters_tabs_and_marks),
      ENTRY(a_long_line_of_wide_letters_keeps_its_caret_inside_eighty_columns),
      ENTRY(what_the_author_wrote_cannot_drive_the_terminal),
      ENTRY(a_place_outside_its_source_is_printed_without_harm),
      ENTRY(of_a_thousand_mistakes_two_hundred_are_kept_and_the_rest_counted),
      ENTRY(from_line_ten_thousand_on_the_margin_is_wider),
      ENTRY(colour_adds_escapes_and_nothing_else),
      ENTRY(the_same_is_said_in_json),
      ENTRY(numbers_are_unique_ascend_and_have_an_explanation),
      ENTRY(the_nearest_name_is_offered_only_if_it_is_near),
      ENTRY(a_call_with_the_words_of_others_is_told_of_them))
