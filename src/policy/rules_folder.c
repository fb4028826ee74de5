/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_folder.c -- where models, named services and notices lie
 */
#include "policy/rules_folder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *rules_folder(void)
{
	static const char inside[] = "/../rules", probe[] = "/models";
	static char beside[4096];
	const char *env = getenv("SEKISHO_RULES");
	ssize_t len;
	char *end;

	if (env && *env)
		return env;
	len = readlink("/proc/self/exe", beside,
		       sizeof(beside) - sizeof(inside) - sizeof(probe));
	if (len <= 0)
		return SEKISHO_RULES;
	beside[len] = '\0';
	end = strrchr(beside, '/');
	if (!end)
		return SEKISHO_RULES;
	memcpy(end, inside, sizeof(inside));
	end += sizeof(inside) - 1;
	memcpy(end, probe, sizeof(probe));
	if (access(beside, R_OK) < 0)
		return SEKISHO_RULES;
	*end = '\0';
	return beside;
}
