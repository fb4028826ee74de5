/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay.h -- where a mail relay is found by its name in the policy
 */
#pragma once

#include <stddef.h>

enum {
	RELAY_TOKEN = 81, /* bytes, with the NUL */
};

/* A socket for each relay that runs, by its token. */
extern const char relay_run[]; /* "/run/sekisho-mail" */

/* Letters, digits, - and _ stay, every other byte is written as =XX; cut at
 * size. Returns its length. */
size_t relay_escape(char *out, size_t size, const char *name);
/* The name as a file's name: what would be longer is cut and ends in a digest of
 * the whole, so that no two relays share it. Returns out. */
char *relay_token(char out[static RELAY_TOKEN], const char *name);
