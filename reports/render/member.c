/*
 * Members of JSON objects.
 */
#include "reports/render/member.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sim/base/text.h"

void rpt_member_key(struct sim_text *text, const char *key)
{
    char last = text->length == 0 ? '{' : text->data[text->length - 1];

    if (last != '{' && last != ' ') {
        sim_text_add(text, ", ");
    }
    sim_text_json(text, key);
    sim_text_add(text, ": ");
}

void rpt_member_string(struct sim_text *text, const char *key, const char *value)
{
    rpt_member_key(text, key);
    if (value == NULL) {
        sim_text_add(text, "null");
    } else {
        sim_text_json(text, value);
    }
}

void rpt_member_whole(struct sim_text *text, const char *key, uint64_t value)
{
    rpt_member_key(text, key);
    sim_text_print(text, "%" PRIu64, value);
}

void rpt_member_real(struct sim_text *text, const char *key, double value)
{
    rpt_member_key(text, key);
    if (isnan(value) || isinf(value)) {
        sim_text_add(text, "null");
    } else if (value == floor(value) && fabs(value) < 9007199254740992.0) {
        sim_text_print(text, "%" PRId64, (int64_t)value);
    } else {
        sim_text_real(text, value);
    }
}

void rpt_member_truth(struct sim_text *text, const char *key, bool value)
{
    rpt_member_key(text, key);
    sim_text_add(text, value ? "true" : "false");
}

void rpt_member_hex(struct sim_text *text, const char *key, uint64_t value)
{
    rpt_member_key(text, key);
    sim_text_print(text, "\"%016" PRIx64 "\"", value);
}

void rpt_member_version(struct sim_text *text, const char *program)
{
    const char *version = strncmp(program, "wtsim ", 6) == 0 ? program + 6 : program;
    struct sim_text word;

    sim_text_init(&word);
    sim_text_add_bytes(&word, version, strcspn(version, " "));
    rpt_member_string(text, "wtsim", word.data);
    sim_text_deinit(&word);
}

void rpt_member_line(struct sim_text *text)
{
    sim_text_add(text, ",\n  ");
}

void rpt_member_next(struct sim_text *text, uint32_t *count)
{
    sim_text_add(text, (*count)++ == 0 ? "\n    " : ",\n    ");
}

void rpt_member_finish(struct sim_text *text, uint32_t count, char bracket)
{
    sim_text_print(text, "%s%c", count == 0 ? "" : "\n  ", bracket);
}
