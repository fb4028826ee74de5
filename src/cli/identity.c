/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity.c -- who asks, and which text is meant
 */
#include "cli/identity.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "policy/print.h"

const char *identity_name(struct arena *arena)
{
	const char *sudo = getenv("SUDO_UID");
	uint32_t uid = getuid();
	const struct passwd *user;

	if (uid == 0 && sudo)
		text_u32(sudo, UINT32_MAX, &uid);
	user = getpwuid(uid);
	return user && text_is_utf8(user->pw_name, strlen(user->pw_name))
		       ? arena_strdup(arena, user->pw_name)
		       : arena_printf(arena, "uid %u", uid);
}

static ssize_t add_to_digest(void *digest, const char *bytes, size_t len)
{
	digest_add(digest, bytes, len);
	return (ssize_t)len;
}

bool identity_of_policy(const struct policy *policy,
			uint8_t out[static DIGEST_LEN])
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
