/* What the sections share; see the header. */
#include "reports/html/section.h"

#include "reports/html/tag.h"
#include "sim/base/text.h"

void rpt_section_sides(const struct rpt_section *s, bool wide)
{
    if (s->run_count > 1) {
        sim_text_add(s->text, wide ? "<div class=\"sides wide\">\n" : "<div class=\"sides\">\n");
    }
}

void rpt_section_sides_end(const struct rpt_section *s)
{
    if (s->run_count > 1) {
        sim_text_add(s->text, "</div>\n");
    }
}

void rpt_section_side(const struct rpt_section *s, uint32_t run)
{
    if (s->run_count > 1) {
        sim_text_add(s->text, "<div class=\"side\"><h3 class=\"who\">");
        rpt_tag_text(s->text, s->runs[run].name);
        sim_text_add(s->text, "</h3>\n");
    }
}

void rpt_section_side_end(const struct rpt_section *s)
{
    if (s->run_count > 1) {
        sim_text_add(s->text, "</div>\n");
    }
}

void rpt_section_screen(const struct rpt_section *s, const char *words)
{
    sim_text_add(s->text, "<pre class=\"scroll\" tabindex=\"0\">");
    rpt_tag_text(s->text, words);
    sim_text_add(s->text, "</pre>\n");
}
