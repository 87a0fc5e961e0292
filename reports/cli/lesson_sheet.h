/* Worksheets on paper: the question, room to draw the timeline, no answer. */
#ifndef WTSIM_REPORTS_CLI_LESSON_SHEET_H
#define WTSIM_REPORTS_CLI_LESSON_SHEET_H

#include <stdbool.h>
#include <stdint.h>

struct scn_course;
struct sim_text;

/* Markdown, or HTML that prints one worksheet on a page: begin, one for each course, end. */
void cli_lesson_sheet_begin(struct sim_text *text, const char *title, bool html);
void cli_lesson_sheet_add(struct sim_text *text, const struct scn_course *course, bool html);
void cli_lesson_sheet_end(struct sim_text *text, bool html);

#endif
