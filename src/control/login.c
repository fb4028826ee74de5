/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * login.c -- who a caller is by the files of this machine, as the parent finds it
 */
#include "control/login.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/wire.h"

/* 0 where nobody logged in, or the kernel does not say. */
static uint32_t login_of(uint32_t pid)
{
	char path[48], text[16] = "";
	uint32_t uid = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/loginuid", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file) ||
	    !text_u32(text, UINT32_MAX - 1, &uid))
		uid = 0;
	fclose(file);
	return uid;
}

void login_name(uint32_t uid, char out[static ASKER_NAME])
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *entry;
	char name[ASKER_NAME] = "";
	bool own = true;

	while (file && (entry = fgetpwent(file)))
		if (entry->pw_uid == uid) {
			own = own && !*name &&
			      strlen(entry->pw_name) < ASKER_NAME;
			snprintf(name, sizeof(name), "%s", entry->pw_name);
		}
	if (file)
		fclose(file);
	if (own && *name)
		memcpy(out, name, sizeof(name));
	else
		snprintf(out, ASKER_NAME, "uid %u", uid);
}

void login_find(uint32_t uid, uint32_t pid, struct login *out)
{
	out->uid = uid ? uid : login_of(pid);
	login_name(out->uid, out->name);
}

size_t login_pack(const struct login *login, uint8_t out[static LOGIN_LEN])
{
	struct pack pack = { out, out + LOGIN_LEN, false };

	pack_u32(&pack, login->uid);
	pack_bytes(&pack, login->name, strlen(login->name));
	return (size_t)(pack.pos - out);
}
