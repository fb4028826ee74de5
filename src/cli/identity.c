/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity.c -- who asks, and which text is meant
 */
#include "cli/identity.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
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

bool identity_of_file(const char *path, uint8_t out[static DIGEST_LEN])
{
	_cleanup_(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct digest digest;
	uint8_t bytes[1 << 16];
	ssize_t len;

	if (fd < 0)
		return false;
	digest_begin(&digest);
	while ((len = read(fd, bytes, sizeof(bytes))) > 0)
		digest_add(&digest, bytes, (size_t)len);
	digest_end(&digest, out);
	return len == 0;
}
