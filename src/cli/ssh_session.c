/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ssh_session.c -- the SSH connection that this command was typed into
 */
#include "cli/ssh_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"

enum {
	ANCESTORS = 32, /* more than any shell in a shell */
	ENV_MAX = 1 << 20,
};

static const char variable[] = "SSH_CONNECTION=";

static FILE *open_proc(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return fopen(path, "re");
}

/* 0 where it cannot be read; proc(5): PPid. */
static pid_t parent_of(pid_t pid)
{
	FILE *file = open_proc(pid, "status");
	char line[256];
	long parent = 0;

	while (file && !parent && fgets(line, sizeof(line), file))
		if (!strncmp(line, "PPid:\t", 6))
			parent = strtol(line + 6, NULL, 10);
	if (file)
		fclose(file);
	return (pid_t)parent;
}

static void take(char *out, size_t size, const char *value)
{
	size_t len = strlen(value);

	if (len < size && text_is_utf8(value, len) && !text_has_control(value))
		memcpy(out, value, len + 1);
}

/* The variables stand one behind another, each ended by a NUL. */
static void look_in(pid_t pid, char *out, size_t size)
{
	_cleanup_(freep) char *env = xcalloc(1, ENV_MAX + 1);
	FILE *file = open_proc(pid, "environ");
	size_t len = file ? fread(env, 1, ENV_MAX, file) : 0;

	for (size_t at = 0; at < len; at += strlen(env + at) + 1)
		if (!strncmp(env + at, variable, sizeof(variable) - 1))
			take(out, size, env + at + sizeof(variable) - 1);
	if (file)
		fclose(file);
}

void ssh_session_find(char *out, size_t size)
{
	const char *own = getenv("SSH_CONNECTION");
	pid_t pid = getppid();

	out[0] = '\0';
	if (own)
		take(out, size, own);
	for (int i = 0; i < ANCESTORS && pid > 1 && !out[0]; i++) {
		look_in(pid, out, size);
		pid = parent_of(pid);
	}
}
