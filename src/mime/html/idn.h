/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idn.h -- host names beyond ASCII, in the other of their two spellings
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mime/html/span.h"

struct buf;

/* As nearly all hosts are: it has no other form. */
bool idn_is_plain(struct html_span host);
/* Appends "例.jp" for "xn--fsq.jp" and the other way round (RFC 3492; nothing is
 * mapped or checked beyond that). False: the host is plain ASCII, or it does not
 * convert; nothing is appended. */
bool idn_other_form(struct html_span host, struct buf *out);
/* Letters of alphabets that look alike stand in one label: Latin beside Greek,
 * Cyrillic or another one. For the form beyond ASCII. */
bool idn_is_mixed(struct html_span host);
