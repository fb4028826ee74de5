/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity.c -- who asks
 */
#include "cli/identity.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

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
