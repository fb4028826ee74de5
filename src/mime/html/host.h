/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host.h -- the host of an address, as browsers read it
 */
#pragma once

#include "mime/html/span.h"

/* Where the host ends that begins there, with the name before it. */
size_t html_host_end(struct html_span url, size_t from);
/* Where it begins behind that name: "user:word@host". */
size_t html_host_from(const char *at, size_t from, size_t to);
/* Its letters, digits and dots as browsers take them, in place: of any width,
 * behind "%", with nothing invisible between (WHATWG URL, 3.5; UTS 46). Returns
 * its length. */
size_t html_host_fold(char *at, size_t len);
