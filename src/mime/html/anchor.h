/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * anchor.h -- what is said of links, image maps and forms
 */
#pragma once

struct html_stack;
struct html_token;

/* <a>: only one is open at a time. */
void html_anchor_begin(struct html_stack *stack,
		       const struct html_token *token);
void html_anchor_end(struct html_stack *stack);
/* Text is about to be written: that of an open link begins with it. */
void html_anchor_before_text(struct html_stack *stack);
/* <area>: a link on a line of its own. */
void html_anchor_area(struct html_stack *stack, const struct html_token *token);
/* <form>: where it sends what is filled in. */
void html_anchor_form(struct html_stack *stack, const struct html_token *token);
