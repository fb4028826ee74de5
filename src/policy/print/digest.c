/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.c -- the digest of a policy's canonical text
 */
#include "policy/print/print.h"

static ssize_t add_to_digest(void *digest, const char *bytes, size_t len)
{
	digest_add(digest, bytes, len);
	return (ssize_t)len;
}

bool policy_digest(const struct policy *policy, uint8_t out[static DIGEST_LEN])
{
	struct digest digest;
	FILE *text;
	bool good;

	digest_begin(&digest);
	text = fopencookie(&digest, "w",
			   (cookie_io_functions_t){ .write = add_to_digest });
	if (text) {
		setvbuf(text, NULL, _IOFBF, 1 << 16);
		policy_print(policy, text);
	}
	good = text && fclose(text) == 0;
	digest_end(&digest, out);
	return good;
}
