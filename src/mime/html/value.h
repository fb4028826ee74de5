/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value.h -- which values of a style no eye sees: tiny, far, faint
 */
#pragma once

#include <stdbool.h>

#include "mime/html/span.h"

/* Of lengths: 0; too small for a letter; more than that. */
bool html_value_is_zero(struct html_span value);
bool html_value_is_tiny(struct html_span value);
bool html_value_is_some(struct html_span value);
/* Of "font-size" and "font". */
bool html_value_is_tiny_size(struct html_span value);
bool html_value_is_tiny_font(struct html_span value);
/* Some number in it is far to the left or up: "translateX(-9999px)"; or to any
 * side, as of "right", which begins at the other one. */
bool html_value_is_far(struct html_span value);
bool html_value_is_far_off(struct html_span value);
/* Of "clip" and "clip-path": nothing is left. */
bool html_value_clips_box(struct html_span value);
bool html_value_clips_path(struct html_span value);
/* Of "transform": away, or to nothing. */
bool html_value_moves_away(struct html_span value);
/* Of "zoom", where 0 means nothing. */
bool html_value_is_tiny_zoom(struct html_span value);
/* Of "opacity". */
bool html_value_is_faint(struct html_span value);
/* Of "filter": nothing is let through. */
bool html_value_filters_all(struct html_span value);
