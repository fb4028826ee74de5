/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_value.h -- which values of a style no eye sees: tiny, far, faint
 */
#pragma once

#include <stdbool.h>

#include "mime/html_token.h"

/* A number in thousandths; *unit is what follows. False: there is none. */
bool html_value_number(struct html_span span, long *out,
		       struct html_span *unit);
/* Of lengths: 0; too small for a letter (of "font" and "font-size"). */
bool html_value_is_zero(struct html_span value);
bool html_value_is_tiny(struct html_span value);
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
/* Of "opacity". */
bool html_value_is_faint(struct html_span value);
