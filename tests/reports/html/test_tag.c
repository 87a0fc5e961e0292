/*
 * Pieces of HTML: what comes in with a scenario stays text, in elements, attributes and scripts;
 * letters are unique; numbers have no needless digits.
 */
#include "reports/html/tag.h"

#include "reports/html/chart.h"
#include "reports/html/hues.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "tests/lab.h"

static struct sim_text text;

static const char *escaped(const char *words)
{
    sim_text_clear(&text);
    rpt_tag_text(&text, words);
    return text.data;
}

TEST(characters_with_a_meaning_become_entities)
{
    CHECK_TEXT(escaped("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;");
    CHECK_TEXT(escaped("</script><script>"), "&lt;/script&gt;&lt;script&gt;");
    CHECK_TEXT(escaped("two\nlines"), "two\nlines");
}

TEST(what_is_no_utf_8_becomes_one_replacement_a_byte)
{
    CHECK_TEXT(escaped("\xc3\xa9"), "\xc3\xa9");                     /* e with an accent */
    CHECK_TEXT(escaped("\xff"), "\xef\xbf\xbd");
    CHECK_TEXT(escaped("\xc3<"), "\xef\xbf\xbd&lt;");                /* '<' is no continuation */
    CHECK_TEXT(escaped("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* surrogate */
    CHECK_TEXT(escaped("\xc0\xbc"), "\xef\xbf\xbd\xef\xbf\xbd");     /* an overlong '<' */
    CHECK_TEXT(escaped("\x1b[31m"), "\xef\xbf\xbd[31m");
}

TEST(a_string_in_a_script_cannot_end_it)
{
    sim_text_clear(&text);
    rpt_tag_json(&text, "</script><!--\"");
    CHECK_TEXT(text.data, "\"\\u003c/script>\\u003c!--\\\"\"");
}

TEST(positions_have_at_most_one_decimal)
{
    sim_text_clear(&text);
    rpt_chart_number(&text, 3.0);
    sim_text_add_char(&text, ' ');
    rpt_chart_number(&text, 3.04);
    sim_text_add_char(&text, ' ');
    rpt_chart_number(&text, 3.05001);
    sim_text_add_char(&text, ' ');
    rpt_chart_number(&text, -0.01);
    CHECK_TEXT(text.data, "3 3 3.1 0");
}

TEST(an_interrupt_and_its_routines_share_a_colour_and_letters_are_unique)
{
    struct sim_arena arena;
    struct rpt_hues hues;

    sim_arena_init(&arena);
    rpt_hues_init(&hues, &arena);
    CHECK_INT(rpt_hues_of(&hues, "nic.rx"), ==, 0);
    CHECK_INT(rpt_hues_of(&hues, "nic.rx.dpc"), ==, 0);
    CHECK_INT(rpt_hues_of(&hues, "nic.rx.isr"), ==, 0);
    CHECK_INT(rpt_hues_of(&hues, "disk.rx"), ==, 1);
    CHECK_INT(rpt_hues_of(&hues, ""), ==, RPT_HUES_NONE);
    CHECK_INT(hues.things[0].letter, ==, 'r');
    CHECK_INT(hues.things[1].letter, ==, 'x');   /* r is taken */
    for (int i = 0; i < 100; i++) {              /* more than there are letters: 62 */
        (void)rpt_hues_of(&hues, sim_arena_print(&arena, "object.%d", i));
    }
    CHECK_INT(hues.count, ==, 102);
    CHECK_INT(hues.things[101].letter, ==, '*');
    CHECK_TEXT(hues.things[0].path, "nic.rx");   /* it survived the growing */
    sim_arena_deinit(&arena);
}

TESTS(ENTRY(characters_with_a_meaning_become_entities),
      ENTRY(what_is_no_utf_8_becomes_one_replacement_a_byte),
      ENTRY(a_string_in_a_script_cannot_end_it), ENTRY(positions_have_at_most_one_decimal),
      ENTRY(an_interrupt_and_its_routines_share_a_colour_and_letters_are_unique))
