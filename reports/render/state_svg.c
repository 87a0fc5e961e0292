/* A state as SVG: a ladder for each processor drawn in full, the pools and the sentences below. */
#include "reports/render/state.h"

#include <inttypes.h>

#include "model/machine/plan.h"
#include "model/run/scene_words.h"
#include "reports/render/page.h"
#include "reports/render/state_layout.h"
#include "reports/render/svg_timeline.h"
#include "reports/render/view.h"
#include "sim/base/text.h"

enum { WIDTH = 960, LEFT = 120, ROW = 30, TOP = 70, LINE = 18, BOX_GAP = 20 };

struct picture {
    struct sim_text *text;
    struct sim_arena *arena;
    const struct rpt_state *state;
    struct rpt_state_layout layout;
    unsigned column;                  /* width of a processor */
};

static void add_text(struct picture *p, unsigned x, unsigned y, const char *class,
                     const char *words)
{
    sim_text_print(p->text, "<text x=\"%u\" y=\"%u\" class=\"%s\">", x, y, class);
    rpt_svg_timeline_escape(p->text, words);
    sim_text_add(p->text, "</text>\n");
}

static void add_frame(struct picture *p, unsigned x, unsigned y, const struct mdl_scene_frame *f)
{
    const char *what = mdl_scene_words_frame(p->arena, p->state->plan, f);
    const char *remark = rpt_state_layout_remark(p->arena, p->state->plan, f);

    sim_text_print(p->text, "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"3\" "
                   "class=\"%s%s\"><title>", x, y, p->column - BOX_GAP, ROW - 6u,
                   f->executes ? "runs" : "waits", f->changed ? " changed" : "");
    rpt_svg_timeline_escape(p->text, what);
    sim_text_print(p->text, " (%s)</title></rect>\n", f->executes ? "executes" : "interrupted");
    add_text(p, x + 8, y + 16, f->executes ? "on" : "off",
             rpt_page_clip(p->arena,
                           sim_arena_print(p->arena, "%c%c %s%s%s%s", f->changed ? '*' : ' ',
                                           f->executes ? '>' : '|', what,
                                           *remark == '\0' ? "" : "  (", remark,
                                           *remark == '\0' ? "" : ")"),
                           (p->column - BOX_GAP - 10u) / 7u));
}

static unsigned add_level(struct picture *p, unsigned y, unsigned level)
{
    unsigned deepest = 1;

    add_text(p, 10, y + 16, "level",
             sim_arena_print(p->arena, "%-8s %2u",
                             rpt_state_layout_level(p->arena, p->state->plan, level), level));
    for (uint32_t i = 0; i < p->layout.full_count; i++) {
        const struct mdl_scene_processor *one = &p->state->scene->processors[p->layout.full[i]];
        const struct mdl_scene_frame *f;

        for (uint32_t n = 0; (f = rpt_state_layout_frame(one, level, n)) != NULL; n++) {
            add_frame(p, LEFT + i * p->column, y + n * ROW, f);
            deepest = n + 1 > deepest ? n + 1 : deepest;
        }
    }
    y += deepest * ROW;
    sim_text_print(p->text, "<line x1=\"10\" y1=\"%u\" x2=\"%u\" y2=\"%u\"/>\n", y - 3,
                   WIDTH - 10u, y - 3);
    return y;
}

static unsigned add_ladder(struct picture *p, unsigned y)
{
    for (uint32_t i = 0; i < p->layout.full_count; i++) {
        add_text(p, LEFT + i * p->column, y - 8, "level",
                 sim_arena_print(p->arena, "processor %" PRIu32, p->layout.full[i]));
    }
    for (uint32_t i = 0; i < p->layout.level_count; i++) {
        y = add_level(p, y, p->layout.levels[i]);
    }
    return y;
}

/* Queues, pools and sentences, line by line as in the text. */
static unsigned add_lines(struct picture *p, unsigned y)
{
    static const struct rpt_view view = {.width = 110};
    struct sim_text lines;

    sim_text_init(&lines);
    rpt_state_below(&lines, p->state, &view);
    for (const char *line = lines.data; *line != '\0';) {
        size_t length = 0;

        while (line[length] != '\0' && line[length] != '\n') {
            length++;
        }
        y += LINE;
        add_text(p, 10, y, "line", sim_arena_copy(p->arena, line, length));
        line += length + (line[length] == '\n' ? 1 : 0);
    }
    sim_text_deinit(&lines);
    return y;
}

void rpt_state_svg(struct sim_text *text, const struct rpt_state *state, const char *title)
{
    struct sim_arena arena;
    struct sim_text body, clock;
    struct picture p = {.text = &body, .arena = &arena, .state = state,
                        .layout = rpt_state_layout_of(state)};
    unsigned bottom;

    sim_arena_init(&arena);
    sim_text_init(&body);
    sim_text_init(&clock);
    p.column = (WIDTH - LEFT) / (p.layout.full_count == 0 ? 1 : p.layout.full_count);
    bottom = add_lines(&p, add_ladder(&p, TOP)) + 20;
    rpt_state_clock(&clock, state);
    sim_text_print(text, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
                   "viewBox=\"0 0 %u %u\" role=\"img\">\n<title>", WIDTH, bottom, WIDTH, bottom);
    rpt_svg_timeline_escape(text, title);
    sim_text_print(text, " at %s</title>\n<style>text{font:12px monospace;white-space:pre;"
                   "fill:#222}.head{font-size:15px;font-weight:bold}.on{font-weight:bold}"
                   ".off{fill:#555}rect{stroke:#222;fill:#fff}.runs{fill:#cfe8d5}"
                   ".waits{fill:#eee;stroke-dasharray:4 2}.changed{stroke-width:2.5}"
                   "line{stroke:#ddd}</style>\n<rect width=\"%u\" height=\"%u\" "
                   "style=\"stroke:none\"/>\n<text x=\"10\" y=\"26\" class=\"head\">",
                   clock.data, WIDTH, bottom);
    rpt_svg_timeline_escape(text, title);
    sim_text_print(text, ", %s</text>\n%s</svg>\n", clock.data, body.data);
    sim_text_deinit(&clock);
    sim_text_deinit(&body);
    sim_arena_deinit(&arena);
}
