/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.h -- addresses that nobody can click on by accident
 *
 * "http://host.example/x" becomes "hxxp://host[.]example/x", "www.host" becomes
 * "www[.]host": a rule that a person can undo by eye. E-mail addresses stay.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Rewrites what is in buf from `from` on. Returns the number of links. */
unsigned link_defang(struct buf *buf, size_t from);

/* Appends one URL that stood alone (an attribute), made inert unless keep. */
void link_put(struct buf *out, const uint8_t *url, size_t len, bool keep);
