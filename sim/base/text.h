/*
 * Text that grows: what reports and diagnostics are put together with.
 *
 * Numbers are printed independently of the locale. An empty text has data "" (never NULL).
 */
#ifndef WTSIM_SIM_BASE_TEXT_H
#define WTSIM_SIM_BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct sim_arena;

struct sim_text {
    char *data;
    size_t length;
    size_t capacity;
};

void sim_text_init(struct sim_text *text);
void sim_text_deinit(struct sim_text *text);
void sim_text_clear(struct sim_text *text);

void sim_text_add(struct sim_text *text, const char *string);
void sim_text_add_bytes(struct sim_text *text, const char *bytes, size_t length);
void sim_text_add_char(struct sim_text *text, char c);
void sim_text_repeat(struct sim_text *text, char c, size_t count);
void sim_text_print(struct sim_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void sim_text_format(struct sim_text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* A copy in the arena; the text itself is deinitialised. */
char *sim_text_keep(struct sim_text *text, struct sim_arena *arena);

/* A string as a JSON string, quotes and escapes included; what is not UTF-8 becomes U+FFFD. */
void sim_text_json(struct sim_text *text, const char *string);

/* Shortest decimal text that reads back as the same double; "null" for what JSON cannot say. */
void sim_text_real(struct sim_text *text, double value);

/*
 * Edit distance of two names (insert, delete, replace, swap of neighbours), for suggestions.
 * Different names of which one is longer than 127 bytes are UINT32_MAX apart.
 */
unsigned sim_text_distance(const char *a, const char *b);

#endif
