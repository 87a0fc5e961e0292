/* What the reader of YAML says about texts that are not what they should be. */
#include <stdlib.h>

#include "tests/scenarios/language_values/desk.h"

/* Each text gives exactly what stands beside it. */
static void check_all(void **lab_state, const struct complaint *complaints, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        struct desk desk;

        desk_lay(&desk, complaints[n].text, strlen(complaints[n].text));
        CHECK(!desk.fine);
        CHECK_TEXT(desk_printed(&desk), complaints[n].printed);
        desk_clear(&desk);
    }
}

#define CHECK_ALL(complaints) \
    check_all(lab_state, complaints, sizeof complaints / sizeof complaints[0])

static const struct complaint indentation[] = {
    {"a: 1\n"
     "  bcd: 2\n",
     "a.yaml:2:3: error[S002]: this line does not fit the indentation of the lines\n"
     "                         above\n"
     "   2 |   bcd: 2\n"
     "     |   ^^^ no key may stand here\n"
     "     = the line above has a value already, or this one is indented too far\n"},
    {"a: \n"
     "  - b\n"
     " - c\n",
     "a.yaml:3:2: error[S002]: this line does not fit the map above it\n"
     "   3 |  - c\n"
     "     |  ^ a key of that map begins in column 1\n"
     "     = a.yaml:1:1: the map began here\n"},
    {"a:\n"
     "  - b: 1\n"
     "   c: 2\n"
     " d: 3\n",
     "a.yaml:3:4: error[S002]: this does not fit the list that began above\n"
     "   3 |    c: 2\n"
     "     |    ^ expected '- '\n"
     "     = a.yaml:2:3: the list began here\n"},
    {"- a\n"
     "b: c\n",
     "a.yaml:2:1: error[S002]: this does not fit the list that began above\n"
     "   2 | b: c\n"
     "     | ^ expected '- '\n"
     "     = a.yaml:1:1: the list began here\n"},
    {"a: b: c\n",
     "a.yaml:1:5: error[S002]: a value cannot contain ': ' without quotes\n"
     "   1 | a: b: c\n"
     "     |     ^ a second ':' in one line\n"
     "     = put the text into quotes, or the inner map into braces: {key: value}\n"},
    {"a: - b\n",
     "a.yaml:1:4: error[S002]: a list item cannot begin here\n"
     "   1 | a: - b\n"
     "     |    ^ begin the list on the next line\n"
     "     = or write the list in brackets: [a, b]\n"},
    {"{a: b}\n"
     "c: d\n",
     "a.yaml:2:1: error[S002]: text after the end of the scenario's map\n"
     "   2 | c: d\n"
     "     | ^ the scenario ended before this\n"
     "     = every key of the scenario begins in the first column of its line\n"},
};

TEST(a_line_with_wrong_indentation_is_shown_with_its_reason)
{
    CHECK_ALL(indentation);
}

static const struct complaint tabs[] = {
    {"a:\n"
     "\tb: 1\n",
     "a.yaml:2:1: error[S033]: a tab cannot indent\n"
     "   2 |  b: 1\n"
     "     | ^ write spaces here\n"},
    {"a: b\n"
     "\t c: d\n",
     "a.yaml:2:1: error[S033]: a tab cannot indent\n"
     "   2 |   c: d\n"
     "     | ^ write spaces here\n"},
    {"a: |\n"
     "\tfoo\n",
     "a.yaml:2:1: error[S033]: a tab cannot indent\n"
     "   2 |  foo\n"
     "     | ^ write spaces here\n"},
};

TEST(a_tab_that_indents_is_named)
{
    CHECK_ALL(tabs);
}

static const struct complaint spaces[] = {
    {"a:\n"
     "  b: 1\n"
     "  c:2\n"
     "  d: 3\n",
     "a.yaml:3:4: error[S034]: a space is missing after ':'\n"
     "   3 |   c:2\n"
     "     |    ^ write ': '\n"},
    {"a: {irql:13, b: 1}\n",
     "a.yaml:1:9: error[S034]: a space is missing after ':'\n"
     "   1 | a: {irql:13, b: 1}\n"
     "     |         ^ write ': '\n"},
    {"a: [run:3us]\n",
     "a.yaml:1:8: error[S034]: a space is missing after ':'\n"
     "   1 | a: [run:3us]\n"
     "     |        ^ write ': '\n"},
    {"wtsim:1\n",
     "a.yaml:1:6: error[S034]: a space is missing after ':'\n"
     "   1 | wtsim:1\n"
     "     |      ^ write ': '\n"},
    {"r: 1\n"
     "b:\n"
     "  - c:d e\n",
     "a.yaml:3:6: error[S034]: a space is missing after ':'\n"
     "   3 |   - c:d e\n"
     "     |      ^ write ': '\n"},
};

TEST(a_missing_space_after_a_colon_is_found)
{
    CHECK_ALL(spaces);
}

static const struct complaint brackets[] = {
    {"a: [1, 2\n"
     "b: 3\n",
     "a.yaml:1:4: error[S035]: this '[' is not closed\n"
     "   1 | a: [1, 2\n"
     "     |    ^ a ']' is missing\n"
     "     = a.yaml:2:2: here at the latest\n"},
    {"a: {x: 1 y: 2}\n",
     "a.yaml:1:11: error[S002]: a ',' or '}' is missing before this\n"
     "   1 | a: {x: 1 y: 2}\n"
     "     |           ^\n"
     "     = a.yaml:1:4: '{' was opened here\n"},
    {"a: {x: 1}}\n",
     "a.yaml:1:10: error[S035]: this '}' has no partner\n"
     "   1 | a: {x: 1}}\n"
     "     |          ^ remove it, or open it before\n"},
    {"a: [1, ]]\n",
     "a.yaml:1:9: error[S035]: this ']' has no partner\n"
     "   1 | a: [1, ]]\n"
     "     |         ^ remove it, or open it before\n"},
    {"a: \"foo\n",
     "a.yaml:1:4: error[S035]: this quote is not closed\n"
     "   1 | a: \"foo\n"
     "     |    ^ the closing quote is missing\n"},
    {"a: 1\n"
     "b c: [x,\n"
     " y: {z\n",
     "a.yaml:3:5: error[S035]: this '{' is not closed\n"
     "   3 |  y: {z\n"
     "     |     ^ a '}' is missing\n"
     "     = a.yaml:4:1: here at the latest\n"},
    {"key: \"a\" b\n",
     "a.yaml:1:10: error[S002]: nothing may follow a closing quote or bracket\n"
     "   1 | key: \"a\" b\n"
     "     |          ^ the value ended before this\n"},
    {"a: {b: 1\n",
     "a.yaml:1:4: error[S035]: this '{' is not closed\n"
     "   1 | a: {b: 1\n"
     "     |    ^ a '}' is missing\n"
     "     = a.yaml:2:1: here at the latest\n"},
};

TEST(a_bracket_or_quote_without_partner_is_shown_where_it_stands)
{
    CHECK_ALL(brackets);
}

static const struct complaint signs[] = {
    {"a: @x\n",
     "a.yaml:1:4: error[S002]: a value cannot begin with '@'\n"
     "   1 | a: @x\n"
     "     |    ^ put the value into quotes\n"},
    {"a: \"C:\\dri\"\n",
     "a.yaml:1:7: error[S002]: '\\' begins an escape inside double quotes\n"
     "   1 | a: \"C:\\dri\"\n"
     "     |       ^ no such escape\n"
     "     = write the text in single quotes, where '\\' is an ordinary character\n"},
    {"a: &\n",
     "a.yaml:1:4: error[S002]: '&' names a value\n"
     "   1 | a: &\n"
     "     |    ^ a name must follow\n"
     "     = if the text itself begins with '&', put it into quotes\n"},
    {"a: *\n",
     "a.yaml:1:4: error[S002]: '*' repeats a value by its name\n"
     "   1 | a: *\n"
     "     |    ^ a name must follow\n"
     "     = if the text itself begins with '*', put it into quotes\n"},
    {"a: b\n"
     "what\n",
     "a.yaml:2:1: error[S002]: a ':' is missing: this is neither 'key: value' nor '-\n"
     "                         item'\n"
     "   2 | what\n"
     "     | ^^^^\n"},
    {"%YAML 1.3\n"
     "---\n"
     "a\n",
     "a.yaml:1:1: error[S002]: this is not YAML: found incompatible YAML document\n"
     "   1 | %YAML 1.3\n"
     "     | ^\n"},
};

TEST(a_value_that_needs_quotes_is_told_so)
{
    CHECK_ALL(signs);
}

static const struct complaint aliases[] = {
    {"a: *foo\n",
     "a.yaml:1:4: error[S015]: nothing was marked '&foo' before this\n"
     "   1 | a: *foo\n"
     "     |    ^^^^\n"},
    {"fob: &foo 1\n"
     "a: *fo\n"
     "b: &l [*l]\n",
     "a.yaml:2:4: error[S015]: nothing was marked '&fo' before this\n"
     "   2 | a: *fo\n"
     "     |    ^^^ did you mean '*foo'?\n"
     "\n"
     "a.yaml:3:8: error[S015]: '*l' stands inside the value that it repeats\n"
     "   3 | b: &l [*l]\n"
     "     |        ^^\n"},
    {"a: 1\n"
     "b: {<<: 3}\n"
     "c: {<<: [4]}\n",
     "a.yaml:2:9: error[S037]: '<<' takes an alias of a map, or a list of them\n"
     "   2 | b: {<<: 3}\n"
     "     |         ^ only a map can be merged\n"
     "\n"
     "a.yaml:3:10: error[S037]: '<<' takes an alias of a map, or a list of them\n"
     "   3 | c: {<<: [4]}\n"
     "     |          ^ only a map can be merged\n"},
};

TEST(an_alias_that_cannot_be_followed_is_an_error_at_its_place)
{
    CHECK_ALL(aliases);
}

static const struct complaint keys[] = {
    {"irql: 1\n"
     "b: 2\n"
     "irql: 3\n",
     "a.yaml:3:1: error[S004]: the key 'irql' stands here twice\n"
     "   3 | irql: 3\n"
     "     | ^^^^ remove one of the two\n"
     "     = a.yaml:1:1: the first one is here\n"},
    {"a: {b: 1, \"b\": 2}\n",
     "a.yaml:1:11: error[S004]: the key 'b' stands here twice\n"
     "   1 | a: {b: 1, \"b\": 2}\n"
     "     |           ^^^ remove one of the two\n"
     "     = a.yaml:1:5: the first one is here\n"},
    {"b: &x {c: 1}\n"
     "a: {<<: *x, <<: *x}\n",
     "a.yaml:2:13: error[S004]: the key '<<' stands here twice\n"
     "   2 | a: {<<: *x, <<: *x}\n"
     "     |             ^^ write '<<: [*a, *b]'\n"
     "     = a.yaml:2:5: the first one is here\n"},
    {"? [a]\n"
     ": b\n",
     "a.yaml:1:3: error[S036]: a list cannot be a key\n"
     "   1 | ? [a]\n"
     "     |   ^^^ a key is a single word\n"},
    {"a: !!int 3\n",
     "a.yaml:1:4: error[S030]: YAML tags are not used here; the key decides what a\n"
     "                         value is\n"
     "   1 | a: !!int 3\n"
     "     |    ^ leave it out\n"},
};

TEST(keys_are_words_that_stand_once_and_values_have_no_tag)
{
    CHECK_ALL(keys);
}

static const struct complaint no_texts[] = {
    {"",
     "a.yaml: error[S005]: the file is empty: a scenario begins with 'wtsim: 1'\n"},
    {"# only a comment\n",
     "a.yaml: error[S005]: the file is empty: a scenario begins with 'wtsim: 1'\n"},
    {"a: 1\n"
     "---\n"
     "b: 2\n",
     "a.yaml:2:1: error[S011]: a scenario file holds one document\n"
     "   2 | ---\n"
     "     | ^^^ a second document begins here\n"},
    {"a: \001\n",
     "a.yaml:1:4: error[S006]: a character that no text has (U+0001)\n"
     "   1 | a: ?\n"
     "     |    ^ remove it\n"},
    {"\303\251: \177\n",
     "a.yaml:1:4: error[S006]: a character that no text has (U+007F)\n"
     "   1 | \303\251: ?\n"
     "     |    ^ remove it\n"},
};

TEST(a_text_that_is_no_text_is_told_from_yaml)
{
    CHECK_ALL(no_texts);
}

/* Bytes with a zero or with broken UTF-8 among them cannot stand in the tables above. */
static void check_bytes(void **lab_state, const char *bytes, size_t length, const char *printed)
{
    struct desk desk;

    desk_lay(&desk, bytes, length);
    CHECK(!desk.fine && desk.root == NULL);
    CHECK_TEXT(desk_printed(&desk), printed);
    desk_clear(&desk);
}

TEST(zero_bytes_utf16_and_latin1_each_have_their_own_message)
{
    check_bytes(lab_state, "a: b\0c", 6,
                "a.yaml:1:5: error[S006]: this is not a text file: a zero byte in line 1\n"
                "   1 | a: b\n"
                "     |     ^\n");
    check_bytes(lab_state, "\377\376a\0", 4,
                "a.yaml:1:1: error[S006]: this is UTF-16 text\n"
                "   1 | ??a\n"
                "     | ^\n"
                "     = save it as UTF-8\n");
    check_bytes(lab_state, "a: caf\351\n", 8,
                "a.yaml:1:7: error[S007]: this is not UTF-8 text\n"
                "   1 | a: caf?\n"
                "     |       ^ save the file as UTF-8\n");
}

TESTS(ENTRY(a_line_with_wrong_indentation_is_shown_with_its_reason),
      ENTRY(a_tab_that_indents_is_named),
      ENTRY(a_missing_space_after_a_colon_is_found),
      ENTRY(a_bracket_or_quote_without_partner_is_shown_where_it_stands),
      ENTRY(a_value_that_needs_quotes_is_told_so),
      ENTRY(an_alias_that_cannot_be_followed_is_an_error_at_its_place),
      ENTRY(keys_are_words_that_stand_once_and_values_have_no_tag),
      ENTRY(a_text_that_is_no_text_is_told_from_yaml),
      ENTRY(zero_bytes_utf16_and_latin1_each_have_their_own_message))
