/*
 * Text that grows, numbers that do not depend on the locale, names that are nearly right.
 *
 * Whoever links us may have called setlocale; numbers are therefore printed and read back with
 * the C locale switched on for this thread only.
 */
#include "sim/base/text.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/check.h"

enum { CAPACITY_MIN = 64, NAME_MAX_COMPARED = 127 };

/* What an empty text points at. Capacity 0 says that it is never written. */
static const char nothing[1] = "";

void sim_text_init(struct sim_text *text)
{
    *text = (struct sim_text){.data = (char *)(uintptr_t)nothing};
}

void sim_text_deinit(struct sim_text *text)
{
    if (text->capacity > 0) {
        free(text->data);
    }
    sim_text_init(text);
}

char *sim_text_keep(struct sim_text *text, struct sim_arena *arena)
{
    char *kept = sim_arena_copy(arena, text->data, text->length);

    sim_text_deinit(text);
    return kept;
}

void sim_text_clear(struct sim_text *text)
{
    text->length = 0;
    if (text->capacity > 0) {
        text->data[0] = '\0';
    }
}

/* Makes room for more bytes and the terminating zero. */
static void reserve(struct sim_text *text, size_t more)
{
    size_t capacity = text->capacity == 0 ? CAPACITY_MIN : text->capacity;
    char *data;

    if (more >= SIZE_MAX / 2 - text->length) {
        sim_check_memory(more);
    }
    if (text->length + more < text->capacity) {
        return;
    }
    while (capacity <= text->length + more) {
        capacity *= 2;
    }
    data = realloc(text->capacity == 0 ? NULL : text->data, capacity);
    if (data == NULL) {
        sim_check_memory(capacity);
    }
    data[text->length] = '\0';
    text->data = data;
    text->capacity = capacity;
}

void sim_text_add_bytes(struct sim_text *text, const char *bytes, size_t length)
{
    if (length == 0) {
        return;
    }
    reserve(text, length);
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void sim_text_add(struct sim_text *text, const char *string)
{
    sim_text_add_bytes(text, string, strlen(string));
}

void sim_text_add_char(struct sim_text *text, char c)
{
    sim_text_add_bytes(text, &c, 1);
}

void sim_text_repeat(struct sim_text *text, char c, size_t count)
{
    if (count == 0) {
        return;
    }
    reserve(text, count);
    memset(text->data + text->length, c, count);
    text->length += count;
    text->data[text->length] = '\0';
}

static locale_t locale_enter(void)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);

    if (c_locale == (locale_t)0) {
        sim_check_memory(0);
    }
    return uselocale(c_locale);
}

static void locale_leave(locale_t before)
{
    freelocale(uselocale(before));
}

void sim_text_format(struct sim_text *text, const char *format, va_list arguments)
{
    locale_t before;
    va_list again;
    int length;

    SIM_ASSERT(format != NULL);
    before = locale_enter();
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    SIM_ASSERT(length >= 0);
    reserve(text, (size_t)length);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
    text->length += (size_t)length;
    locale_leave(before);
}

void sim_text_print(struct sim_text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    sim_text_format(text, format, arguments);
    va_end(arguments);
}

/*
 * Length of the UTF-8 sequence at s, 0 if what stands there is none: overlong forms, surrogates
 * and what lies beyond U+10FFFF are none.
 */
static size_t utf8_length(const unsigned char *s)
{
    static const unsigned char second_low[] = {0xa0, 0x90}, second_high[] = {0x9f, 0x8f};
    size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

    if (s[0] > 0xf4) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    if ((s[0] == 0xe0 && s[1] < second_low[0]) || (s[0] == 0xf0 && s[1] < second_low[1]) ||
        (s[0] == 0xed && s[1] > second_high[0]) || (s[0] == 0xf4 && s[1] > second_high[1])) {
        return 0;
    }
    return length;
}

static void json_control(struct sim_text *text, char c)
{
    static const char named[] = "\b\t\n\f\r", letters[] = "btnfr";
    const char *found = strchr(named, c);

    if (found != NULL) {
        sim_text_add_char(text, '\\');
        sim_text_add_char(text, letters[found - named]);
    } else {
        sim_text_print(text, "\\u%04x", (unsigned)(unsigned char)c);
    }
}

void sim_text_json(struct sim_text *text, const char *string)
{
    sim_text_add_char(text, '"');
    while (*string != '\0') {
        size_t length = utf8_length((const unsigned char *)string);

        if (length == 0) {
            sim_text_add(text, "\xef\xbf\xbd"); /* U+FFFD: JSON has to be UTF-8 */
            string++;
            continue;
        }
        if (*string == '"' || *string == '\\') {
            sim_text_add_char(text, '\\');
            sim_text_add_char(text, *string);
        } else if ((unsigned char)*string < 0x20 || *string == 0x7f) {
            json_control(text, *string);
        } else {
            sim_text_add_bytes(text, string, length);
        }
        string += length;
    }
    sim_text_add_char(text, '"');
}

void sim_text_real(struct sim_text *text, double value)
{
    char digits[40];
    locale_t before;
    /* 15 digits survive the way to double and back; below the normal range fewer do. */
    int precision = fabs(value) < DBL_MIN ? 1 : 15;

    if (!(fabs(value) <= DBL_MAX)) {
        sim_text_add(text, "null");
        return;
    }
    before = locale_enter();
    for (; precision <= 17; precision++) {
        snprintf(digits, sizeof(digits), "%.*g", precision, value);
        double back = strtod(digits, NULL);

        if (memcmp(&back, &value, sizeof(value)) == 0) {
            break;
        }
    }
    locale_leave(before);
    SIM_ASSERT(precision <= 17);
    sim_text_add(text, digits);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/*
 * Three rows of the usual table: two back (for the swap of neighbours), one back, this one.
 * Names too long to be a slip of the fingers are as far apart as they can be.
 */
unsigned sim_text_distance(const char *a, const char *b)
{
    unsigned rows[3][NAME_MAX_COMPARED + 1];
    unsigned *back = rows[0], *last = rows[1], *row = rows[2];
    size_t a_length = strlen(a), b_length = strlen(b);

    if (a_length > NAME_MAX_COMPARED || b_length > NAME_MAX_COMPARED) {
        return strcmp(a, b) == 0 ? 0 : UINT32_MAX;
    }
    for (size_t j = 0; j <= b_length; j++) {
        last[j] = back[j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            unsigned replaced = last[j - 1] + (a[i - 1] != b[j - 1]);

            row[j] = least(replaced, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], back[j - 2] + 1);
            }
        }
        unsigned *oldest = back;

        back = last;
        last = row;
        row = oldest;
    }
    return last[b_length];
}
