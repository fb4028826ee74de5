/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_template.h -- the operator's words, with {keys} to fill in
 *
 * A template is sections of lines, each begun by a line "[name]" or "[name
 * word]"; lines with # in front are remarks. {key} stands for a value, which is
 * told by the first line of the section "[key VALUE]" ("[key]" for an empty
 * one) if there is one, else as it is. A key that is none stands as it is.
 */
#pragma once

#include "mail/plain/compose.h"

struct template_value {
	struct slice text;
	char digits[24]; /* for the text of a number */
};

struct template
{
	const char *text;
	struct composed *out;
	/* What a key stands for; false: nothing. */
	bool (*find)(const void *who, struct slice key,
		     struct template_value *out);
	const void *who;
};

void template_number(struct template_value *value, uint64_t number);

/* Adds the filled lines of a section, each with CR LF; false: there is none. */
bool template_add(const struct template *template, const char *name,
		  struct slice word);
bool template_has(const char *text, const char *name, struct slice word);

/* A line that is ill-formed or has a character that may not leave, or a section
 * that must be there and is not. */
struct template_fault {
	unsigned line; /* from 1; 0: none */
	const char *missing;
};

/* With the n sections that must be there. False: *out says what is wrong. */
bool template_good(const char *text, const char *const *needed, size_t n,
		   struct template_fault *out);
