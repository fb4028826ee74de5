/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign.h -- what stands before items of lists and around readings
 */
#pragma once

struct html_open;
struct html_stack;
struct html_token;

/* A list begins. */
void html_sign_list(struct html_open *list, const struct html_token *token);
/* An item, in that list or (NULL) in none. */
void html_sign_item(struct html_stack *stack, struct html_open *list,
		    const struct html_token *token);
/* Text that a style strikes: once, however many styles do. */
void html_sign_begin_struck(struct html_stack *stack, struct html_open *open);
void html_sign_end_struck(struct html_stack *stack,
			  const struct html_open *open);
/* Text that is shown backwards, between the characters that turn it. */
void html_sign_begin_turned(struct html_stack *stack, struct html_open *open);
void html_sign_end_turned(struct html_stack *stack);
/* The reading of a ruby text, in brackets; none that is empty. */
void html_sign_begin_reading(struct html_stack *stack, struct html_open *open);
void html_sign_end_reading(struct html_stack *stack,
			   const struct html_open *open);
