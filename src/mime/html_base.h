/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_base.h -- what a relative address is relative to
 */
#pragma once

#include <stddef.h>

#include "mime/html_token.h"

enum {
	HTML_ADDRESS = 2 * LIMIT_HTML_VALUE + 8
};

/* RFC 3986 3.1; the length without the colon, 0 if there is none. */
size_t html_scheme_length(struct html_span url);
/* The address as a browser reads it: no line ends and tabs in it, of a relative
 * one the base before it (RFC 3986 5.2; ".." stays), the slashes of one of the web
 * as they should be. Without a base a relative address stays as it is. */
struct html_span html_base_resolve(struct html_span href, struct html_span base,
				   char room[static HTML_ADDRESS]);
