/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base.h -- what a relative address is relative to
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mime/html/token.h"

/* All zero but for the page. */
struct html_base {
	/* Where a <base> is looked for, once an address is relative; NULL: no
	 * more. */
	const uint8_t *page;
	size_t page_len;
	size_t len; /* 0: relative addresses lead nowhere */
	char at[LIMIT_HTML_VALUE];
	/* room for an address: arrays of functions are zeroed each time */
	char joined[LIMIT_HTML_VALUE], room[2 * LIMIT_HTML_VALUE + 8];
};

/* RFC 3986 3.1; without the colon, empty if there is none. */
struct html_span html_scheme(struct html_span url);
/* http, https or ftp. */
bool html_is_web(struct html_span scheme);
/* "\\\\server": a name of Windows networks. */
bool html_is_unc(struct html_span url);
/* The address as a browser reads it: no line ends and tabs in it, of a relative
 * one the base before it (RFC 3986 5.2; ".." stays), slashes and host of one of
 * the web as they should be. Without a base a relative address stays as it is. It
 * lies in base->room. */
struct html_span html_base_resolve(struct html_base *base,
				   struct html_span href);
