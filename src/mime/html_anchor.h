/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_anchor.h -- the text of a link, and what is said behind it
 */
#pragma once

struct html_stack;
struct html_token;

/* <a>: only one is open at a time. */
void html_anchor_begin(struct html_stack *stack,
		       const struct html_token *token);
void html_anchor_end(struct html_stack *stack);
