/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay.c -- where a mail relay is found by its name in the policy
 */
#include "control/relay.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

enum {
	DIGEST_SHOWN = 8 /* bytes */
};

const char relay_run[] = "/run/sekisho-mail";

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

size_t relay_escape(char *out, size_t size, const char *name)
{
	size_t len = 0;

	for (; *name && len + 4 < size; name++)
		len += (size_t)snprintf(out + len, size - len,
					is_plain(*name) ? "%c" : "=%02X",
					(unsigned char)*name);
	out[len] = '\0';
	return len;
}

char *relay_token(char out[static RELAY_TOKEN], const char *name)
{
	uint8_t digest[DIGEST_LEN];
	size_t len = 0;

	for (const char *at = name; *at; at++)
		len += is_plain(*at) ? 1 : 3;
	if (len < RELAY_TOKEN - 4) {
		relay_escape(out, RELAY_TOKEN, name);
		return out;
	}
	digest_of(name, strlen(name), digest);
	len = relay_escape(out, RELAY_TOKEN - 2 * DIGEST_SHOWN - 1, name);
	out[len] = '.'; /* no token has one otherwise */
	text_hex(out + len + 1, digest, DIGEST_SHOWN);
	return out;
}
