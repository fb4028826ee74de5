/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.h -- addresses that nobody can click on by accident
 *
 * "http://host.example/x" becomes "hxxp://host[.]example/x", "www.host" and a
 * bare "host.example" get their dots in brackets, "other://" its colon,
 * "\\server\share" its backslashes: a rule that a person can undo by eye.
 * Full-width and mathematical letters, and every kind of dot, count as what
 * they look like (NFKC). E-mail addresses stay.
 */
#pragma once

#include <stddef.h>

struct buf;

/* Rewrites what is in buf from `from` on: clean UTF-8. Returns the number of
 * links. */
unsigned link_defang(struct buf *buf, size_t from);
