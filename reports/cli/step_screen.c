/*
 * The walk with keys. Every key stands for a line that one could have typed, so both front ends
 * do the same; nothing is said by colour.
 */
#include "reports/cli/step_screen.h"

#include <inttypes.h>
#include <ncurses.h>
#include <stdio.h>
#include <string.h>

#include "reports/cli/session.h"
#include "reports/cli/stepping.h"
#include "reports/render/page.h"
#include "sim/base/text.h"

enum { CONTROL_C = 3, TYPED_MAX = 400 };

struct screen {
    struct cli_stepping *p;
    struct sim_text body, message;
    bool is_text;                     /* the body is no state: any key brings that back */
    int top;                          /* first line of the body that is seen            */
};

/* ---- drawing --------------------------------------------------------------------------------- */

static void put_line(int row, const char *line, size_t length)
{
    int columns = COLS;

    move(row, 0);
    clrtoeol();
    addnstr(line, length < (size_t)columns ? (int)length : columns);
}

static int line_count(const char *text)
{
    int count = 0;

    for (; *text != '\0'; text++) {
        count += *text == '\n';
    }
    return count;
}

/* The lines of the body from `top` on, as many as there is room. */
static void put_body(const struct screen *s)
{
    const char *line = s->body.data;
    int row = 2, last = LINES - 2;

    for (int skip = 0; skip < s->top && *line != '\0'; skip++) {
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    while (row <= last) {
        size_t length = strcspn(line, "\n");

        put_line(row++, line, length);
        line += length;
        line += *line == '\n';
    }
}

static void put_head(struct screen *s)
{
    struct sim_text head;

    sim_text_init(&head);
    sim_text_add(&head, "  ");
    cli_stepping_clock(s->p, &head);
    sim_text_print(&head, "   replication %" PRIu32 ", event %" PRIu64,
                   mdl_stepper_replication(s->p->stepper), mdl_stepper_event(s->p->stepper));
    put_line(0, head.data, head.length);
    put_line(1, "", 0);
    sim_text_deinit(&head);
}

static void draw(struct screen *s)
{
    static const char keys[] =
        "n next  b back  / until  t timeline  w why  : command  ? help  q quit";
    int most = line_count(s->body.data) - (LINES - 3);

    s->top = s->top > most ? most : s->top;
    s->top = s->top < 0 ? 0 : s->top;
    put_head(s);
    put_body(s);
    if (s->message.length > 0) {
        put_line(LINES - 1, s->message.data, strcspn(s->message.data, "\n"));
    } else {
        put_line(LINES - 1, keys, strlen(keys));
    }
    refresh();
}

/* ---- obeying --------------------------------------------------------------------------------- */

static void show_state(struct screen *s)
{
    s->p->session->view.width = COLS > 40 ? (unsigned)COLS : 40;
    sim_text_clear(&s->body);
    cli_stepping_state(s->p, &s->body, false);
    s->is_text = false;
    s->top = 0;
}

/* False: it is the end. */
static bool obey(struct screen *s, const char *line)
{
    sim_instant before = mdl_stepper_now(s->p->stepper);
    struct sim_text text;
    enum cli_stepping_result result;

    sim_text_init(&text);
    result = cli_stepping_obey(s->p, line, &text);
    if (result == CLI_STEPPING_JSON) {
        cli_stepping_json(s->p, &text);
    }
    sim_text_clear(&s->message);
    if (result == CLI_STEPPING_TEXT || result == CLI_STEPPING_JSON) {
        sim_text_clear(&s->body);
        sim_text_add(&s->body, text.data);
        s->is_text = true;
        s->top = 0;
    } else {
        if (result == CLI_STEPPING_NEAR || result == CLI_STEPPING_FAR) {
            s->p->shown_at = before;  /* the clock says how far this went */
        }
        sim_text_add(&s->message, text.data);
        show_state(s);
    }
    sim_text_deinit(&text);
    return result != CLI_STEPPING_QUIT;
}

/* A line is typed at the bottom behind what the key stands for. */
static bool ask(struct screen *s, const char *before)
{
    char typed[TYPED_MAX + 1] = "";
    struct sim_text line;
    bool on;

    put_line(LINES - 1, before, strlen(before));
    echo();
    curs_set(1);
    if (mvgetnstr(LINES - 1, (int)strlen(before), typed, TYPED_MAX) == ERR) {
        typed[0] = '\0';
    }
    noecho();
    curs_set(0);
    if (typed[0] == '\0') {
        return true;
    }
    sim_text_init(&line);
    sim_text_print(&line, "%s%s", strcmp(before, ": ") == 0 ? "" : before, typed);
    on = obey(s, line.data);
    sim_text_deinit(&line);
    return on;
}

static void scroll_by(struct screen *s, int lines)
{
    s->top += lines;
}

static bool press(struct screen *s, int key)
{
    if (s->is_text && key != KEY_DOWN && key != KEY_UP && key != KEY_NPAGE && key != KEY_PPAGE &&
        key != 'q' && key != CONTROL_C) {
        show_state(s);
        return true;
    }
    switch (key) {
    case 'n': case ' ': case '\n': case KEY_RIGHT: return obey(s, "next");
    case 'b': case KEY_LEFT: case KEY_BACKSPACE: return obey(s, "back");
    case KEY_HOME: return obey(s, "at 0s");
    case KEY_DOWN: scroll_by(s, 1); return true;
    case KEY_UP: scroll_by(s, -1); return true;
    case KEY_NPAGE: scroll_by(s, LINES - 3); return true;
    case KEY_PPAGE: scroll_by(s, 3 - LINES); return true;
    case '/': return ask(s, "until ");
    case 'w': return ask(s, "why ");
    case ':': return ask(s, ": ");
    case 't': return obey(s, "timeline");
    case '?': return obey(s, "help");
    case KEY_RESIZE: show_state(s); return true;
    case 'q': case CONTROL_C: case ERR: return false;
    default: return true;
    }
}

bool cli_step_screen_run(struct cli_stepping *p, const char *first)
{
    struct screen s = {.p = p};
    SCREEN *terminal = newterm(NULL, stdout, stdin);

    if (terminal == NULL) {
        return false;
    }
    raw();
    noecho();
    keypad(stdscr, TRUE);
    curs_set(0);
    sim_text_init(&s.body);
    sim_text_init(&s.message);
    sim_text_add(&s.message, first);
    show_state(&s);
    do {
        draw(&s);
    } while (press(&s, getch()));
    endwin();
    delscreen(terminal);
    sim_text_deinit(&s.body);
    sim_text_deinit(&s.message);
    return true;
}
