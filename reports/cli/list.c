/*
 * wtsim list: the runs in the store, the one executed last first.
 */
#include <string.h>

#include "reports/cli/command.h"
#include "reports/cli/session.h"
#include "reports/render/list.h"
#include "reports/store/store.h"
#include "sim/base/text.h"

/* 'night' in 'keep, night'? */
static bool has_tag(const char *tags, const char *tag)
{
    size_t length = strlen(tag);

    for (const char *at = tags; *at != '\0'; at += strspn(at, ", ")) {
        size_t word = strcspn(at, ",");

        if (word == length && memcmp(at, tag, length) == 0) {
            return true;
        }
        at += word;
    }
    return false;
}

/* Only the runs that have every tag asked for. */
static uint32_t choose(const struct cli_options *options, struct rpt_store_row *rows,
                       uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        bool good = true;

        for (uint32_t k = 0; k < options->tag_count && good; k++) {
            good = has_tag(rows[i].tags, options->tags[k]);
        }
        if (good) {
            rows[kept++] = rows[i];
        }
    }
    return kept;
}

int cli_list_command(struct cli_session *s)
{
    struct rpt_store_error error;
    struct rpt_store_row *rows;
    struct sim_text text;
    uint32_t count;
    int code;

    if (!cli_session_operands(s, 0, 0, "")) {
        return CLI_USAGE;
    }
    code = cli_session_open(s, false);
    if (code != CLI_FINE) {
        return code;
    }
    if (!rpt_store_list(s->store, &s->arena, &rows, &count, &error)) {
        return cli_session_store_error(s, &error);
    }
    count = choose(&s->options, rows, count);
    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        rpt_list_json(&text, rows, count);
    } else if (s->options.format == CLI_CSV) {
        rpt_list_csv(&text, rows, count);
    } else {
        rpt_list_print(&text, rows, count, &s->view);
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}
