/*
 * Pieces of HTML: escaped text, sections, tables. Whatever came in with a scenario goes through
 * rpt_tag_text or rpt_tag_json and can neither end an element nor begin one.
 */
#ifndef WTSIM_REPORTS_HTML_TAG_H
#define WTSIM_REPORTS_HTML_TAG_H

struct sim_text;

/* For element content and attributes. Control characters and bytes that are not UTF-8 become
   U+FFFD; line feeds stay. */
void rpt_tag_text(struct sim_text *text, const char *words);

/* A string for a script: JSON in which no '<' stands, so that no '</script>' can. */
void rpt_tag_json(struct sim_text *text, const char *words);

/* <section> with its heading; the id is ours. Ends what was begun. */
void rpt_tag_section(struct sim_text *text, const char *id, const char *title);
void rpt_tag_section_end(struct sim_text *text);

/* <p class="..."> with escaped words; class NULL: none. */
void rpt_tag_paragraph(struct sim_text *text, const char *class, const char *words);

/*
 * A table that scrolls inside the page when it is too wide. align has one letter a column: l, r.
 * The first cell of a row is its heading.
 */
void rpt_tag_table(struct sim_text *text, const char *caption, const char *align,
                   const char *const *heads);
void rpt_tag_row(struct sim_text *text, const char *align, const char *const *cells);
void rpt_tag_table_end(struct sim_text *text);

/* One <td>, for rows that are not only text: its beginning. */
void rpt_tag_cell(struct sim_text *text, char align, const char *words);

#endif
