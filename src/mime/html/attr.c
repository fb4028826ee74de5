/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attr.c -- the values of attributes
 */
#include <string.h>

#include "mime/html/token.h"

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
	const struct html_span *value = html_attr_find(token, name);
	const bool below = value && value->len > 1 && value->at[0] == '-';
	long n = 0;

	if (!value || !value->len || value->len - below > 6)
		return otherwise;
	for (size_t i = below; i < value->len; i++) {
		if (!ascii_is_digit(value->at[i]))
			return otherwise;
		n = n * 10 + (value->at[i] - '0');
	}
	return below ? -n : n;
}
