/*
 * Lines of a screen.
 */
#include "reports/render/page.h"

#include <stdbool.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/text.h"

/* Length of one of our colour sequences at this place, 0 if there is none: ESC [ digit digit m,
   or ESC [ 0 m. Any other escape is somebody else's and never reaches a terminal. */
static size_t colour_length(const char *at)
{
    if (strncmp(at, "\033[0m", 4) == 0) {
        return 4;
    }
    if (strncmp(at, "\033[3", 3) == 0 && at[3] >= '0' && at[3] <= '7' && at[4] == 'm') {
        return 5;
    }
    return 0;
}

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xc0u) == 0x80u;
}

/* Columns from `at` to the end of its line. */
static size_t columns_of_line(const char *at)
{
    size_t columns = 0;

    while (*at != '\0' && *at != '\n') {
        size_t colour = colour_length(at);

        if (colour > 0) {
            at += colour;
            continue;
        }
        columns += continues_character(*at) ? 0 : 1;
        at++;
    }
    return columns;
}

size_t rpt_page_columns(const char *text)
{
    return columns_of_line(text);
}

const char *rpt_page_clip(struct sim_arena *arena, const char *text, size_t columns)
{
    size_t bytes = 0, used = 0;

    if (rpt_page_columns(text) <= columns) {
        return text;
    }
    while (text[bytes] != '\0' && used + 2 < columns) {
        bytes++;
        while (continues_character(text[bytes])) {
            bytes++;
        }
        used++;
    }
    return sim_arena_print(arena, "%.*s..", (int)bytes, text);
}

static const char *present_line(const struct sim_text *text)
{
    const char *at = text->data + text->length;

    while (at > text->data && at[-1] != '\n') {
        at--;
    }
    return at;
}

void rpt_page_line(struct sim_text *text)
{
    if (text->length > 0 && text->data[text->length - 1] != '\n') {
        sim_text_add_char(text, '\n');
    }
}

void rpt_page_column(struct sim_text *text, unsigned column)
{
    size_t now = columns_of_line(present_line(text));

    if (now < column) {
        sim_text_repeat(text, ' ', column - now);
    } else if (now > 0) {
        sim_text_add_char(text, ' ');
    }
}

/* Bytes of the word at this place, together with what must not stand alone at the beginning of a
   line: the unit behind a number or a percent sign. */
static size_t word_bytes(const char *at)
{
    static const char *const glued[] = {"%", "ns", "us", "ms", "s", "M", "k"};
    size_t bytes = strcspn(at, " \n");

    while (bytes > 0 && at[bytes] == ' ' && at[bytes - 1] >= '0' && at[bytes - 1] <= '9') {
        const char *next = at + bytes + 1;
        size_t length = strcspn(next, " \n.,;:)]"), found = 0;

        for (size_t i = 0; i < sizeof(glued) / sizeof(glued[0]) && found == 0; i++) {
            if (length == strlen(glued[i]) && strncmp(next, glued[i], length) == 0) {
                found = 1 + strcspn(next, " \n");
            }
        }
        if (found == 0) {
            break;
        }
        bytes += found;
    }
    return bytes;
}

void rpt_page_words(struct sim_text *text, const char *words, unsigned indent, unsigned width)
{
    size_t now = columns_of_line(present_line(text));
    bool fresh = true;                /* nothing to separate from */

    while (*words != '\0') {
        size_t bytes = word_bytes(words), columns = 0;

        for (size_t i = 0; i < bytes; i++) {
            columns += continues_character(words[i]) ? 0 : 1;
        }
        if (bytes > 0) {
            if (!fresh && now + 1 + columns > width) {
                sim_text_add_char(text, '\n');
                sim_text_repeat(text, ' ', indent);
                now = indent;
                fresh = true;
            }
            if (!fresh) {
                sim_text_add_char(text, ' ');
                now++;
            }
            sim_text_add_bytes(text, words, bytes);
            now += columns;
            fresh = false;
        }
        words += bytes;
        if (*words == '\n') {
            sim_text_add_char(text, '\n');
            sim_text_repeat(text, ' ', indent);
            now = indent;
            fresh = true;
        }
        words += *words != '\0' ? 1 : 0;
    }
}

void rpt_page_edge(struct sim_text *text, const char *right, unsigned width)
{
    size_t now = columns_of_line(present_line(text)), need = rpt_page_columns(right);

    if (need > 0) {
        if (now + 2 + need > width) {
            sim_text_add_char(text, '\n');
            now = 0;
        }
        sim_text_repeat(text, ' ', width > now + need ? width - now - need : 0);
        sim_text_add(text, right);
    }
    sim_text_add_char(text, '\n');
}

/* One line without what a terminal would obey; returns its bytes in `clean`. */
static void add_clean(struct sim_text *clean, const char *line, size_t bytes)
{
    for (size_t i = 0; i < bytes;) {
        size_t colour = colour_length(line + i);
        unsigned char c = (unsigned char)line[i];

        if (colour > 0) {
            sim_text_add_bytes(clean, line + i, colour);
            i += colour;
            continue;
        }
        if (c >= 0x20 && c != 0x7f) {
            sim_text_add_char(clean, line[i]);
        } else {
            sim_text_add_char(clean, c == '\t' ? ' ' : '?');
        }
        i++;
    }
}

/* Bytes of a line that fit: up to the last space in the width, else exactly the width. */
static size_t fitting_bytes(const char *line, unsigned indent, unsigned width)
{
    size_t columns = 0, space = 0, i = 0;

    while (line[i] != '\0' && columns < width) {
        size_t colour = colour_length(line + i);

        if (colour > 0) {
            i += colour;
            continue;
        }
        if (line[i] == ' ' && i > indent) {
            space = i;
        }
        columns++;
        i++;
        while (continues_character(line[i])) {
            i++;
        }
    }
    if (line[i] == ' ') {
        return i;
    }
    return space > indent ? space : i;
}

/* A line that is too long: pieces, the later ones indented like the first and two more. */
static void add_pieces(struct sim_text *into, const char *line, unsigned width)
{
    unsigned indent = (unsigned)strspn(line, " ");
    unsigned hang = indent + 2 < width / 2 ? indent + 2 : 2;
    unsigned used = 0;

    while (columns_of_line(line) > width - used) {
        size_t bytes = fitting_bytes(line, used == 0 ? indent : 0, width - used), kept = bytes;

        while (kept > 0 && line[kept - 1] == ' ') {
            kept--;
        }
        sim_text_add_bytes(into, line, kept);
        sim_text_add_char(into, '\n');
        line += bytes;
        line += strspn(line, " ");
        if (*line == '\0') {
            return;
        }
        sim_text_repeat(into, ' ', hang);
        used = hang;
    }
    sim_text_add(into, line);
    sim_text_add_char(into, '\n');
}

void rpt_page_fit(struct sim_text *text, size_t from, unsigned width)
{
    struct sim_text fitted, clean;
    const char *at = text->data + from;

    if (text->length <= from) {
        return;
    }
    sim_text_init(&fitted);
    sim_text_init(&clean);
    while (*at != '\0') {
        size_t bytes = strcspn(at, "\n");

        sim_text_clear(&clean);
        add_clean(&clean, at, bytes);
        while (clean.length > 0 && clean.data[clean.length - 1] == ' ') {
            clean.data[--clean.length] = '\0';
        }
        add_pieces(&fitted, clean.data, width);
        at += bytes + (at[bytes] == '\n' ? 1 : 0);
    }
    text->length = from;
    text->data[from] = '\0';
    sim_text_add_bytes(text, fitted.data, fitted.length);
    sim_text_deinit(&clean);
    sim_text_deinit(&fitted);
}

void rpt_page_verdict(struct sim_text *text, const char *word, int colour)
{
    if (colour == 0) {
        sim_text_add(text, word);
        return;
    }
    sim_text_print(text, "\033[3%dm%s\033[0m", colour, word);
}
