/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity.c -- a user by name or by number, never root
 */
#include <errno.h>
#include <pwd.h>
#include <string.h>

#include "base/text.h"
#include "privsep/jail.h"

enum {
	ID_MAX = 0x7ffffffe,
	ID_TEXT = 11
};

static bool read_id(const char *text, size_t len, uint32_t *out)
{
	char copy[ID_TEXT];

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return text_u32(copy, ID_MAX, out);
}

static bool read_ids(const char *text, uint32_t *uid, uint32_t *gid)
{
	const char *colon = strchrnul(text, ':');

	if (!read_id(text, (size_t)(colon - text), uid))
		return false;
	*gid = *uid;
	return !*colon || read_id(colon + 1, strlen(colon + 1), gid);
}

int identity_find(const char *text, struct identity *out)
{
	uint32_t uid, gid;

	if (!read_ids(text, &uid, &gid)) {
		const struct passwd *entry = getpwnam(text);

		if (!entry)
			return -ENOENT;
		uid = entry->pw_uid;
		gid = entry->pw_gid;
	}
	if (uid == 0 || gid == 0)
		return -EINVAL;
	*out = (struct identity){ .known = true, .uid = uid, .gid = gid };
	return 0;
}

bool identity_same(const struct identity *a, const struct identity *b)
{
	return a->known && b->known && a->uid == b->uid;
}
