/*
 * What every command works with.
 */
#include "reports/cli/session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "model/run/answer.h"
#include "reports/render/page.h"
#include "reports/store/store.h"
#include "sim/base/text.h"

void cli_session_init(struct cli_session *s, const char *command)
{
    *s = (struct cli_session){.command = command};
    sim_arena_init(&s->arena);
}

void cli_session_deinit(struct cli_session *s)
{
    rpt_store_close(s->store);
    sim_arena_deinit(&s->arena);
}

/* The character set of the terminal, as the environment names it. */
static bool is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0') {
            return strstr(value, "UTF-8") != NULL || strstr(value, "utf8") != NULL
                   || strstr(value, "UTF8") != NULL || strstr(value, "utf-8") != NULL;
        }
    }
    return false;
}

enum { NARROWEST = 40, NORMAL = 80, READABLE = 100, WIDEST = 160 };

/* Columns of the terminal, or so many where it is none or does not say. */
static unsigned terminal_width(bool is_terminal, unsigned otherwise)
{
    struct winsize size;

    if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col < NARROWEST ? NARROWEST : size.ws_col;
    }
    return otherwise;
}

/* Columns of a page: a terminal that has fewer than it would take is obeyed. */
static unsigned page_width(bool is_terminal, bool wide)
{
    unsigned most = wide ? WIDEST : NORMAL, width = terminal_width(is_terminal, most);

    return width < most ? width : most;
}

unsigned cli_session_reading_width(const struct cli_session *s)
{
    unsigned most = s->options.wide ? WIDEST : READABLE;
    unsigned width = terminal_width(s->out_is_terminal, s->options.wide ? WIDEST : NORMAL);

    return width < most ? width : most;
}

void cli_session_look(struct cli_session *s)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool plain = (no_color != NULL && no_color[0] != '\0')
                 || (term != NULL && strcmp(term, "dumb") == 0);

    s->out_is_terminal = isatty(STDOUT_FILENO) == 1;
    s->err_is_terminal = isatty(STDERR_FILENO) == 1;
    s->view.colour = s->options.color == CLI_COLOR_ALWAYS
                     || (s->options.color == CLI_COLOR_AUTO && s->out_is_terminal && !plain);
    s->view.unicode = s->out_is_terminal && is_utf8();
    s->view.wide = s->options.wide;
    s->view.width = page_width(s->out_is_terminal, s->options.wide);
}

void cli_session_write(struct cli_session *s, struct sim_text *text)
{
    bool good = s->options.quiet || s->out_failed || text->length == 0
                || (fwrite(text->data, 1, text->length, stdout) == text->length
                    && fflush(stdout) == 0);

    sim_text_clear(text);
    if (good || errno == EPIPE) {
        return;
    }
    s->out_failed = true;
    cli_session_say(s, "cannot write the result: %s", strerror(errno));
}

void cli_session_say(const struct cli_session *s, const char *format, ...)
{
    struct sim_text words, line;
    va_list arguments;

    sim_text_init(&words);
    sim_text_init(&line);
    sim_text_print(&words, "wtsim %s: ", s->command);
    va_start(arguments, format);
    sim_text_format(&words, format, arguments);
    va_end(arguments);
    rpt_page_words(&line, words.data, 2, 80);
    rpt_page_line(&line);
    rpt_page_fit(&line, 0, 80);
    fputs(line.data, stderr);
    sim_text_deinit(&line);
    sim_text_deinit(&words);
}

void cli_session_next(const struct cli_session *s, const char *format, ...)
{
    va_list arguments;

    if (!s->err_is_terminal || !s->out_is_terminal || s->options.quiet
        || s->options.format != CLI_TEXT) {
        return;
    }
    fputs("next: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

bool cli_session_operands(const struct cli_session *s, uint32_t least, uint32_t most,
                          const char *what)
{
    uint32_t count = s->options.operand_count;

    if (count >= least && count <= most) {
        return true;
    }
    if (count < least) {
        cli_session_say(s, "%s is missing", what);
    } else {
        cli_session_say(s, "'%s' is one argument too many", s->options.operands[most]);
    }
    fprintf(stderr, "wtsim %s --help tells what there is.\n", s->command);
    return false;
}

int cli_session_store_error(const struct cli_session *s, const struct rpt_store_error *error)
{
    cli_session_say(s, "%s", error->text);
    return (int)error->exit_code;
}

int cli_session_open(struct cli_session *s, bool write)
{
    struct rpt_store_error error;
    const char *path;

    if (s->store != NULL) {
        return CLI_FINE;
    }
    path = rpt_store_default_path(&s->arena, s->options.db);
    if (!rpt_store_open(path, write ? RPT_STORE_WRITE : RPT_STORE_READ, &s->store, &error)) {
        s->store = NULL;
        return cli_session_store_error(s, &error);
    }
    s->view.store = path[0] == '/' || path[0] == '.' ? path
                                                     : sim_arena_print(&s->arena, "./%s", path);
    return CLI_FINE;
}

int cli_session_load(struct cli_session *s, const char *name, struct mdl_answer *ret_answer)
{
    struct rpt_store_error error;
    int64_t run_id;
    int code = cli_session_open(s, false);

    if (code != CLI_FINE) {
        return code;
    }
    if (!rpt_store_find(s->store, name, &run_id, &error)
        || !rpt_store_load(s->store, run_id, &s->arena, ret_answer, &error)) {
        return cli_session_store_error(s, &error);
    }
    return CLI_FINE;
}

/* How much an exit code weighs: errors, then negative, not comparable, undecided. */
static int weight(int code)
{
    switch (code) {
    case CLI_FINE: return 0;
    case CLI_UNDECIDED: return 1;
    case CLI_INCOMPARABLE: return 2;
    case CLI_NEGATIVE: return 3;
    default: return code;
    }
}

int cli_session_worse(int a, int b)
{
    return weight(a) >= weight(b) ? a : b;
}

const char *cli_session_program(struct sim_arena *arena)
{
#if defined(__x86_64__)
    const char *processor = "x86-64";
#elif defined(__aarch64__)
    const char *processor = "aarch64";
#else
    const char *processor = "other";
#endif
#if defined(__clang__)
    return sim_arena_print(arena, "wtsim %s (clang %d.%d, %s)", WTSIM_VERSION, __clang_major__,
                           __clang_minor__, processor);
#else
    return sim_arena_print(arena, "wtsim %s (gcc %d.%d, %s)", WTSIM_VERSION, __GNUC__,
                           __GNUC_MINOR__, processor);
#endif
}
