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

enum {
	TEMPLATE_VALUES = 64
};

struct template_value {
	const char *key;
	struct slice text;
	uint64_t number;
};

struct template
{
	const char *text;
	struct composed *out;
	struct template_value values[TEMPLATE_VALUES];
	size_t n;
};

/* One more key, as long as there is room. It stands for the text; if that is
 * nowhere (at is NULL), for the number. */
void template_set(struct template *template, const char *key, struct slice text,
		  uint64_t number);

/* Adds the filled lines of a section, each with CR LF; false: there is none. */
bool template_add(const struct template *template, const char *name,
		  struct slice word);
