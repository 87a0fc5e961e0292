/* page.css, page.js and timeline.js as lines that end with a line feed; NULL ends each list. */
#ifndef WTSIM_REPORTS_HTML_ASSET_H
#define WTSIM_REPORTS_HTML_ASSET_H

extern const char *const rpt_asset_style[];
extern const char *const rpt_asset_script[];
extern const char *const rpt_asset_timeline[];

#endif
