/*
 * Each complaint of the scanner has one usual cause among people who write scenarios; the text
 * around the place tells which. What is not in the table is passed on as it is.
 */
#include "scenarios/language/tree_explain.h"

#include <stdbool.h>
#include <string.h>

#include "scenarios/language/excerpt.h"

typedef void explain_function(const struct scn_tree_trouble *t, struct scn_diags *d);

static struct scn_range moved(struct scn_range at, size_t columns, uint32_t length)
{
    at.column += (uint32_t)columns;
    at.length = length;
    return at;
}

/* Characters before the first of the bytes in stop, the end of the line included. */
static size_t run_length(const char *text, const char *stop)
{
    size_t count = 0;

    while (*text != '\0' && scn_excerpt_break(text) == 0 && strchr(stop, *text) == NULL) {
        int32_t code;

        text += scn_excerpt_decode(text, &code);
        count++;
    }
    return count;
}

/* Characters before the end of the line or a comment, without the blanks there; at least 1. */
static uint32_t trimmed_length(const char *text)
{
    uint32_t count = 0, kept = 1;

    while (*text != '\0' && *text != '#' && scn_excerpt_break(text) == 0) {
        int32_t code;

        count++;
        kept = *text != ' ' && *text != '\t' ? count : kept;
        text += scn_excerpt_decode(text, &code);
    }
    return kept;
}

static const char *skip(const char *text, size_t characters)
{
    for (; characters > 0; characters--) {
        int32_t code;

        text += scn_excerpt_decode(text, &code);
    }
    return text;
}

static bool line_holds(const char *line, const char *needle)
{
    size_t length = 0;
    const char *found = strstr(line, needle);

    while (line[length] != '\0' && scn_excerpt_break(line + length) == 0) {
        length++;
    }
    return found != NULL && (size_t)(found - line) < length;
}

static void explain_no_colon(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    size_t word = run_length(t->context_text, ":");
    const char *rest = skip(t->context_text, word);

    if (*rest == ':' && rest[1] != ' ') {
        scn_diags_add(d, SCN_S_COLON_SPACE, moved(t->context_at, word, 1), "write ': '",
                      "a space is missing after ':'");
        return;
    }
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->context_at, 0, trimmed_length(t->context_text)), NULL,
                  "a ':' is missing: this is neither 'key: value' nor '- item'");
}

/* Columns of blanks, and of "- ", before the first word of a line. */
static size_t indentation(const char *line)
{
    return strspn(line, " -");
}

/* '~{exponential: 5us}': a mark of assumed values, which stands before each of them. */
static void explain_mark(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), NULL,
                  "a ~ stands before a value, not before a map");
    scn_diags_hint(d, "as in {exponential: ~5us}, or {gamma: {mean: ~4ms, cv: 0.5}}");
}

static void explain_second_colon(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    size_t column = t->problem_at.column - 1u;
    size_t first = run_length(t->line_text, ":"), indent = indentation(t->line_text);
    struct scn_range word = t->problem_at;

    if (line_holds(t->line_text, ": ~{") || line_holds(t->line_text, ": ~ {")) {
        explain_mark(t, d);
        return;
    }

    if (first < column && *skip(t->line_text, first) == ':') {
        scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), "a second ':' in one line",
                      "a value cannot contain ': ' without quotes");
        scn_diags_hint(d, "put the text into quotes, or the inner map into braces: {key: value}");
        return;
    }
    word.column = (uint32_t)indent + 1u;
    word.length = column > indent ? (uint32_t)(column - indent) : 1u;
    scn_diags_add(d, SCN_S_SYNTAX, word, "no key may stand here",
                  "this line does not fit the indentation of the lines above");
    scn_diags_hint(d, "the line above has a value already, or this one is indented too far");
}

static void explain_tab(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    scn_diags_add(d, SCN_S_TAB, moved(t->problem_at, 0, 1), "write spaces here",
                  "a tab cannot indent");
}

static void explain_bad_start(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    if (*t->problem_text == '\t') {
        explain_tab(t, d);
        return;
    }
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), "put the value into quotes",
                  "a value cannot begin with '%.1s'", t->problem_text);
}

static void explain_list_place(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), "begin the list on the next line",
                  "a list item cannot begin here");
    scn_diags_hint(d, "or write the list in brackets: [a, b]");
}

static bool closes(char c)
{
    return c == ']' || c == '}';
}

static void explain_partner(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    scn_diags_add(d, SCN_S_UNCLOSED, moved(t->problem_at, 0, 1), "remove it, or open it before",
                  "this '%c' has no partner", *t->problem_text);
}

static void explain_block(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    if (closes(*t->problem_text)) {
        explain_partner(t, d);
        return;
    }
    if (indentation(t->line_text) + 1u < t->problem_at.column) {
        scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), "the value ended before this",
                      "nothing may follow a closing quote or bracket");
        return;
    }
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), NULL,
                  "this line does not fit the map above it");
    scn_diags_label(d, "a key of that map begins in column %u", (unsigned)t->context_at.column);
    scn_diags_note(d, t->context_at, "the map began here");
}

static void explain_items(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), "expected '- '",
                  "this does not fit the list that began above");
    scn_diags_note(d, t->context_at, "the list began here");
}

/* At the end of the text, or where the next line has begun, the bracket itself is to be shown. */
static void explain_bracket(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    char open = *t->context_text, close = open == '[' ? ']' : '}';

    if (t->problem_at.line != t->context_at.line) {
        scn_diags_add(d, SCN_S_UNCLOSED, moved(t->context_at, 0, 1), NULL,
                      "this '%c' is not closed", open);
        scn_diags_label(d, "a '%c' is missing", close);
        scn_diags_note(d, t->problem_at, "here at the latest");
        return;
    }
    if (*t->problem_text == '{' && line_holds(t->line_text, "~{")) {
        explain_mark(t, d);
        return;
    }
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), NULL,
                  "a ',' or '%c' is missing before this", close);
    scn_diags_note(d, t->context_at, "'%c' was opened here", open);
}

static void explain_quote(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    scn_diags_add(d, SCN_S_UNCLOSED, moved(t->context_at, 0, 1), "the closing quote is missing",
                  "this quote is not closed");
}

static void explain_escape(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), "no such escape",
                  "'\\' begins an escape inside double quotes");
    scn_diags_hint(d, "write the text in single quotes, where '\\' is an ordinary character");
}

static void explain_content(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    if (closes(*t->problem_text)) {
        explain_partner(t, d);
        return;
    }
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), NULL, "a value is missing here");
}

static void explain_outside(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    if (closes(*t->problem_text)) {
        explain_partner(t, d);
        return;
    }
    scn_diags_add(d, SCN_S_SYNTAX, moved(t->problem_at, 0, 1), "the scenario ended before this",
                  "text after the end of the scenario's map");
    scn_diags_hint(d, "every key of the scenario begins in the first column of its line");
}

static void explain_anchor(const struct scn_tree_trouble *t, struct scn_diags *d)
{
    bool alias = strstr(t->context, "alias") != NULL;

    scn_diags_add(d, SCN_S_SYNTAX, moved(t->context_at, 0, 1), "a name must follow",
                  "'%s' %s", alias ? "*" : "&",
                  alias ? "repeats a value by its name" : "names a value");
    scn_diags_hint(d, "if the text itself begins with '%s', put it into quotes",
                   alias ? "*" : "&");
}

/* The first row whose texts occur in problem and context. */
static const struct {
    const char *problem, *context;
    explain_function *explain;
} causes[] = {
    {"could not find expected ':'", "simple key", explain_no_colon},
    {"mapping values are not allowed", "", explain_second_colon},
    {"cannot start any token", "", explain_bad_start},
    {"found a tab", "", explain_tab},
    {"block sequence entries are not allowed", "", explain_list_place},
    {"did not find expected key", "block mapping", explain_block},
    {"did not find expected '-' indicator", "", explain_items},
    {"did not find expected ',' or", "", explain_bracket},
    {"unexpected end of stream", "quoted scalar", explain_quote},
    {"unexpected document indicator", "quoted scalar", explain_quote},
    {"found unknown escape", "", explain_escape},
    {"expected hexdecimal number", "", explain_escape},
    {"did not find expected node content", "", explain_content},
    {"did not find expected <document start>", "", explain_outside},
    {"alphabetic or numeric character", "", explain_anchor},
};

void scn_tree_explain(const struct scn_tree_trouble *trouble, struct scn_diags *diags)
{
    /* A tab before the first word of the line is the cause, whatever was complained about. */
    size_t blanks = strspn(trouble->line_text, " ");

    if (trouble->line_text[blanks] == '\t' && !line_holds(trouble->line_text, "'") &&
        blanks < trouble->problem_at.column) {
        struct scn_tree_trouble tab = *trouble;

        tab.problem_at = moved(trouble->problem_at, 0, 1);
        tab.problem_at.column = (uint32_t)blanks + 1u;
        explain_tab(&tab, diags);
        return;
    }
    for (size_t n = 0; n < sizeof causes / sizeof causes[0]; n++) {
        if (strstr(trouble->problem, causes[n].problem) != NULL &&
            strstr(trouble->context, causes[n].context) != NULL) {
            causes[n].explain(trouble, diags);
            return;
        }
    }
    scn_diags_add(diags, SCN_S_SYNTAX, trouble->problem_at, NULL, "this is not YAML: %s%s%s",
                  trouble->context, trouble->context[0] == '\0' ? "" : ", ", trouble->problem);
}
