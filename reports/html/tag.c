/* Pieces of HTML; see the header. */
#include "reports/html/tag.h"

#include <stdbool.h>
#include <string.h>

#include "sim/base/text.h"

#define REPLACEMENT "\xef\xbf\xbd"    /* U+FFFD */

/* ---- text ------------------------------------------------------------------------------------ */

/* How many bytes of UTF-8 stand here, 0: they are none. */
static size_t sequence(const char *at)
{
    unsigned char first = (unsigned char)*at;
    size_t length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2
                    : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;

    for (size_t i = 1; i < length; i++) {
        if (((unsigned char)at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    if ((first == 0xe0 && (unsigned char)at[1] < 0xa0)
        || (first == 0xf0 && (unsigned char)at[1] < 0x90)
        || (first == 0xf4 && (unsigned char)at[1] > 0x8f)
        || (first == 0xed && (unsigned char)at[1] > 0x9f)) {
        return 0;
    }
    return length;
}

static const char *entity(char c)
{
    switch (c) {
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '&': return "&amp;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void rpt_tag_text(struct sim_text *text, const char *words)
{
    while (*words != '\0') {
        size_t length = sequence(words);
        bool control = ((unsigned char)*words < 0x20 && *words != '\n' && *words != '\t')
                       || *words == 0x7f;

        if (length == 0 || control) {
            sim_text_add(text, REPLACEMENT);
            words++;
            continue;
        }
        if (entity(*words) != NULL) {
            sim_text_add(text, entity(*words));
        } else {
            sim_text_add_bytes(text, words, length);
        }
        words += length;
    }
}

void rpt_tag_json(struct sim_text *text, const char *words)
{
    struct sim_text json;

    sim_text_init(&json);
    sim_text_json(&json, words);
    for (const char *at = json.data; *at != '\0'; at++) {
        if (*at == '<') {
            sim_text_add(text, "\\u003c");
        } else {
            sim_text_add_char(text, *at);
        }
    }
    sim_text_deinit(&json);
}

/* ---- sections -------------------------------------------------------------------------------- */

void rpt_tag_section(struct sim_text *text, const char *id, const char *title)
{
    sim_text_print(text, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">", id, id,
                   id);
    rpt_tag_text(text, title);
    sim_text_add(text, "</h2>\n");
}

void rpt_tag_section_end(struct sim_text *text)
{
    sim_text_add(text, "</section>\n");
}

void rpt_tag_paragraph(struct sim_text *text, const char *class, const char *words)
{
    if (class == NULL) {
        sim_text_add(text, "<p>");
    } else {
        sim_text_print(text, "<p class=\"%s\">", class);
    }
    rpt_tag_text(text, words);
    sim_text_add(text, "</p>\n");
}

/* ---- tables ---------------------------------------------------------------------------------- */

void rpt_tag_cell(struct sim_text *text, char align, const char *words)
{
    sim_text_add(text, align == 'r' ? "<td class=\"r\">" : "<td>");
    rpt_tag_text(text, words);
    sim_text_add(text, "</td>");
}

void rpt_tag_table(struct sim_text *text, const char *caption, const char *align,
                   const char *const *heads)
{
    sim_text_add(text, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    rpt_tag_text(text, caption);
    sim_text_add(text, "\"><table><caption>");
    rpt_tag_text(text, caption);
    sim_text_add(text, "</caption><thead><tr>");
    for (size_t i = 0; align[i] != '\0'; i++) {
        sim_text_add(text, align[i] == 'r' ? "<th scope=\"col\" class=\"r\">"
                                           : "<th scope=\"col\">");
        rpt_tag_text(text, heads[i]);
        sim_text_add(text, "</th>");
    }
    sim_text_add(text, "</tr></thead><tbody>\n");
}

void rpt_tag_row(struct sim_text *text, const char *align, const char *const *cells)
{
    sim_text_add(text, "<tr><th scope=\"row\">");
    rpt_tag_text(text, cells[0]);
    sim_text_add(text, "</th>");
    for (size_t i = 1; align[i] != '\0'; i++) {
        rpt_tag_cell(text, align[i], cells[i]);
    }
    sim_text_add(text, "</tr>\n");
}

void rpt_tag_table_end(struct sim_text *text)
{
    sim_text_add(text, "</tbody></table></div>\n");
}
