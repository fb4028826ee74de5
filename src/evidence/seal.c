/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal.c -- the end of a JSON object by which a disk's error is noticed
 */
#include "evidence/seal.h"

#include <string.h>

#include "base/digest.h"
#include "base/must.h"
#include "base/text.h"

enum {
	CHECK_LEN = 8
};

static void seal_of(const char *bytes, size_t len,
		    char seal[static SEAL_LEN + 1])
{
	uint8_t digest[DIGEST_LEN];
	char hex[2 * CHECK_LEN + 1];

	digest_of(bytes, len, digest);
	snprintf(seal, SEAL_LEN + 1, ",\"check\":\"%s\"}\n",
		 text_hex(hex, digest, CHECK_LEN));
}

void seal_put(FILE *out, char *const *text, const size_t *len)
{
	char seal[SEAL_LEN + 1];

	must(fflush(out) == 0);
	seal_of(*text, *len, seal);
	fputs(seal, out);
	must(fclose(out) == 0);
}

bool seal_is_right(const char *bytes, size_t len)
{
	char seal[SEAL_LEN + 1];

	if (len < SEAL_LEN)
		return false;
	seal_of(bytes, len - SEAL_LEN, seal);
	return !memcmp(bytes + len - SEAL_LEN, seal, SEAL_LEN);
}
