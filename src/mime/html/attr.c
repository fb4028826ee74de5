/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attr.c -- the values of attributes
 */
#include <string.h>

#include "mime/html/token.h"

enum {
	LARGEST = 1000000 /* and more is as much */
};

const struct html_span *html_attr_sought(const struct html_token *token,
					 struct html_span name)
{
	for (size_t i = 0; i < token->n_attrs; i++)
		if (token->attrs[i].name.len == name.len &&
		    memcmp(token->attrs[i].name.at, name.at, name.len) == 0)
			return &token->attrs[i].value;
	return NULL;
}

long html_attr_number(const struct html_token *token, const char *name,
		      long otherwise)
{
	const struct html_span *found = html_attr_find(token, name);
	struct html_span value = found ? *found : html_span_none;
	bool below;
	long n = 0;

	while (value.len && html_is_space((uint8_t)value.at[0]))
		value = html_span_from(value, 1);
	below = value.len && value.at[0] == '-';
	if (below || (value.len && value.at[0] == '+'))
		value = html_span_from(value, 1);
	if (!value.len || !ascii_is_digit(value.at[0]))
		return otherwise;
	for (; value.len && ascii_is_digit(value.at[0]);
	     value = html_span_from(value, 1))
		n = n < LARGEST / 10 ? n * 10 + (value.at[0] - '0') : LARGEST;
	return below ? -n : n;
}
