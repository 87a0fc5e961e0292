/*
 * Excerpts: long lines are shown through a window around the caret, labels are broken at blanks.
 */
#include "scenarios/language/excerpt.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/text.h"

#define BAR 3u                    /* " | " behind the line number */
#define WINDOW_MAX 512u           /* more characters than any width we print */
#define LABEL_MIN 24u             /* a narrower label moves to lines of its own */

size_t scn_excerpt_decode(const char *text, int32_t *ret_code)
{
    const unsigned char *byte = (const unsigned char *)text;
    size_t length = byte[0] < 0x80 ? 1u
                    : byte[0] < 0xc2 ? 0u
                    : byte[0] < 0xe0 ? 2u
                    : byte[0] < 0xf0 ? 3u
                    : byte[0] < 0xf5 ? 4u
                                     : 0u;
    static const unsigned char first_mask[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    int32_t code = length == 0 ? -1 : byte[0] & first_mask[length];

    if (byte[0] == '\0') {
        *ret_code = 0;
        return 0;
    }
    for (size_t n = 1; n < length; n++) {
        if ((byte[n] & 0xc0) != 0x80) {
            *ret_code = -1;
            return 1;
        }
        code = code << 6 | (byte[n] & 0x3f);
    }
    if (length == 0 || (length == 3 && code < 0x800) || (length == 4 && code < 0x10000) ||
        code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        *ret_code = -1;
        return 1;
    }
    *ret_code = code;
    return length;
}

size_t scn_excerpt_break(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;

    if (byte[0] == '\r') {
        return byte[1] == '\n' ? 2 : 1;
    }
    if (byte[0] == '\n') {
        return 1;
    }
    if (byte[0] == 0xc2 && byte[1] == 0x85) {
        return 2;
    }
    return byte[0] == 0xe2 && byte[1] == 0x80 && (byte[2] == 0xa8 || byte[2] == 0xa9) ? 3 : 0;
}

static bool printable(int32_t code)
{
    return code >= 0x20 && !(code >= 0x7f && code < 0xa0) && code != 0xfeff &&
           !(code >= 0x200b && code <= 0x200f) && !(code >= 0x202a && code <= 0x202e) &&
           !(code >= 0x2066 && code <= 0x2069);
}

/* One character as it is shown: itself, a blank for a tab or line break, else '?'. */
static void add_shown(struct sim_text *out, const char *text, size_t length, int32_t code)
{
    if (code == '\t' || scn_excerpt_break(text) > 0) {
        sim_text_add_char(out, ' ');
    } else if (printable(code)) {
        sim_text_add_bytes(out, text, length);
    } else {
        sim_text_add_char(out, '?');
    }
}

const char *scn_excerpt_clean(struct sim_arena *arena, const char *text, size_t limit)
{
    struct sim_text out;
    size_t count = 0, kept = 0;
    const char *copy;

    sim_text_init(&out);
    for (;;) {
        int32_t code;
        size_t length = scn_excerpt_decode(text, &code);

        if (length == 0) {
            kept = out.length;
            break;
        }
        if (count + 3 <= limit) {
            kept = out.length;
        }
        if (count == limit) {
            break;
        }
        add_shown(&out, text, length, code);
        text += length;
        count++;
    }
    copy = kept == out.length ? sim_arena_copy(arena, out.data, out.length)
                              : sim_arena_print(arena, "%.*s...", (int)kept, out.data);
    sim_text_deinit(&out);
    return copy;
}

/* Terminal cells of a character: marks that combine take none, East Asian ones two. */
static size_t cells(int32_t code)
{
    static const int32_t wide[][2] = {{0x1100, 0x115f},   {0x2e80, 0xa4cf},   {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
                                      {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff},
                                      {0x20000, 0x3fffd}};

    if ((code >= 0x300 && code <= 0x36f) || (code >= 0xfe00 && code <= 0xfe0f)) {
        return 0;
    }
    for (size_t n = 0; n < sizeof wide / sizeof wide[0]; n++) {
        if (code >= wide[n][0] && code <= wide[n][1]) {
            return 2;
        }
    }
    return 1;
}

static size_t cells_of(const char *text, size_t bytes)
{
    size_t sum = 0;

    for (size_t place = 0; place < bytes;) {
        int32_t code;

        place += scn_excerpt_decode(text + place, &code);
        sum += cells(code);
    }
    return sum;
}

void scn_excerpt_wrap(struct sim_text *out, const char *text, size_t indent, size_t width)
{
    size_t column = indent;

    while (*text != '\0') {
        size_t word = strcspn(text, " ");
        size_t taken = cells_of(text, word);

        if (column > indent && column + 1 + taken > width) {
            sim_text_add_char(out, '\n');
            sim_text_repeat(out, ' ', indent);
            column = indent;
        } else if (column > indent) {
            sim_text_add_char(out, ' ');
            column++;
        }
        sim_text_add_bytes(out, text, word);
        column += taken;
        text += word;
        text += strspn(text, " ");
    }
    sim_text_add_char(out, '\n');
}

static const char *line_start(const char *source, uint32_t line)
{
    if (strncmp(source, "\xef\xbb\xbf", 3) == 0) {
        source += 3;
    }
    while (line > 1 && *source != '\0') {
        size_t length = scn_excerpt_break(source);

        line -= length > 0 ? 1u : 0u;
        source += length > 0 ? length : 1u;
    }
    return source;
}

/* Characters of the line, and of its part without the blanks at the end; is any of them wide? */
static size_t line_length(const char *line, size_t *ret_trimmed, bool *ret_wide)
{
    size_t count = 0;

    *ret_trimmed = 0;
    *ret_wide = false;
    while (*line != '\0' && scn_excerpt_break(line) == 0) {
        int32_t code;

        line += scn_excerpt_decode(line, &code);
        count++;
        *ret_wide = *ret_wide || cells(code) > 1;
        if (code != ' ' && code != '\t') {
            *ret_trimmed = count;
        }
    }
    return count;
}

/* Which characters of a line are shown: [first, first + count), with '...' where cut. */
struct window {
    size_t first, count;
    bool cut_left, cut_right;
};

static struct window choose_window(size_t length, size_t column, size_t marked, size_t room)
{
    size_t inner = room - 6, after = marked < inner / 2 ? marked + 12 : inner / 2;

    if (length <= room) {
        return (struct window){.count = length};
    }
    if (column + marked + 3 <= room) {
        return (struct window){.count = room - 3, .cut_right = true};
    }
    if (column + after >= length || length - column <= inner / 2) {
        return (struct window){.first = length - (room - 3), .count = room - 3, .cut_left = true};
    }
    return (struct window){.first = column + after > inner ? column + after - inner : 0,
                           .count = inner, .cut_left = true, .cut_right = true};
}

/* Prints the window; the cells before the caret and of the carets come back. */
static void print_window(struct sim_text *out, const char *line, struct window w, size_t column,
                         size_t marked, size_t *ret_before, size_t *ret_carets)
{
    size_t before = w.cut_left ? 3 : 0, carets = 0;

    sim_text_add(out, w.cut_left ? "..." : "");
    for (size_t n = 0; n < w.first + w.count; n++) {
        int32_t code;
        size_t length = scn_excerpt_decode(line, &code);

        if (n >= w.first) {
            add_shown(out, line, length, code);
            before += n < column ? cells(code) : 0;
            carets += n >= column && n < column + marked ? cells(code) : 0;
        }
        line += length;
    }
    sim_text_add(out, w.cut_right ? "..." : "");
    if (column > w.first + w.count) {
        before += column - w.first - w.count;
    }
    *ret_before = before;
    *ret_carets = carets > 0 ? carets : 1;
}

/* Bytes of the words that fit into room cells; the first word is taken in any case. */
static size_t fitting(const char *text, size_t room)
{
    size_t bytes = strcspn(text, " ");

    for (;;) {
        size_t blanks = strspn(text + bytes, " ");
        size_t word = strcspn(text + bytes + blanks, " ");

        if (word == 0 || cells_of(text, bytes + blanks + word) > room) {
            return bytes;
        }
        bytes += blanks + word;
    }
}

static void start_label_line(struct sim_text *out, size_t gutter, size_t indent)
{
    sim_text_add_char(out, '\n');
    sim_text_repeat(out, ' ', gutter + 1);
    sim_text_add_char(out, '|');
    sim_text_repeat(out, ' ', indent - gutter - 2);
}

/* The label beside the carets; below them and further left when there is no room. */
static void print_label(struct sim_text *out, const char *label, size_t gutter, size_t column,
                        size_t width)
{
    size_t taken = cells_of(label, strlen(label)), indent = column + 1;

    if (indent + taken > width && indent + LABEL_MIN > width) {
        indent = taken < width / 2 ? width - taken : width / 2;
        start_label_line(out, gutter, indent);
    } else {
        sim_text_add_char(out, ' ');
    }
    while (*label != '\0') {
        size_t bytes = fitting(label, width - indent);

        sim_text_add_bytes(out, label, bytes);
        label += bytes;
        label += strspn(label, " ");
        if (*label != '\0') {
            start_label_line(out, gutter, indent);
        }
    }
}

size_t scn_excerpt_gutter(uint32_t line)
{
    size_t digits = 4;

    for (uint32_t rest = line / 10000u; rest > 0; rest /= 10u) {
        digits++;
    }
    return digits;
}

/* Where the range is in the line: the part that exists, as a zero-based column. */
static size_t place_range(const struct scn_range *at, size_t length, size_t *ret_marked)
{
    size_t column = at->column > 0 ? at->column - 1u : 0u;
    size_t marked = at->length > 0 ? at->length : 1u;

    column = column > length ? length : column;
    if (column + marked > length) {
        marked = length > column ? length - column : 1u;
    }
    *ret_marked = marked;
    return column;
}

void scn_excerpt_print(struct sim_text *out, const char *source, const struct scn_range *at,
                       const char *label, bool colour, size_t width)
{
    const char *line = line_start(source, at->line);
    size_t gutter = scn_excerpt_gutter(at->line), room = width - gutter - BAR;
    size_t trimmed, before, carets, marked, length, column;
    struct window w;
    bool wide;

    SIM_ASSERT(width > 70 && width < WINDOW_MAX);
    length = line_length(line, &trimmed, &wide);
    column = place_range(at, length, &marked);
    w = choose_window(column < trimmed ? trimmed : length, column, marked,
                      wide ? room / 2 : room);
    sim_text_print(out, "%*u | ", (int)gutter, (unsigned)at->line);
    print_window(out, line, w, column, marked, &before, &carets);
    sim_text_add_char(out, '\n');
    sim_text_repeat(out, ' ', gutter + 1);
    sim_text_add(out, "| ");
    SIM_ASSERT(before <= room);
    sim_text_repeat(out, ' ', before);
    sim_text_add(out, colour ? "\033[1;31m" : "");
    carets = before + carets > room ? room - before : carets;
    sim_text_repeat(out, '^', carets);
    if (label != NULL) {
        print_label(out, label, gutter, gutter + BAR + before + carets, width);
    }
    sim_text_add(out, colour ? "\033[0m\n" : "\n");
}
