/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events_who.c -- what /proc says of the process that changed the rules
 *
 * Everything is read below one open folder /proc/PID: should the process end
 * and its number be given to another, reading fails and mixes nothing.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "kernel/live/events.h"

enum {
	FILE_ROOM = 4096, /* as much of a file as is looked at */
	COMMAND_WORDS = EVENT_COMMAND / 2,
};

/* Without its last newline; "" where it cannot be read. */
static size_t read_file(int folder, const char *name,
			char out[static FILE_ROOM])
{
	_cleanup_(fd_closep) int fd =
		openat(folder, name, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, out, FILE_ROOM - 1);

	if (len < 0)
		len = 0;
	if (len > 0 && out[len - 1] == '\n')
		len--;
	out[len] = '\0';
	return (size_t)len;
}

/* "Uid:\t0\t0\t0\t0": the number after that key. */
static bool read_number(const char *status, const char *key, uint32_t *out)
{
	const char *at = strstr(status, key);
	char digits[16];
	size_t len;

	if (!at)
		return false;
	at += strlen(key);
	at += strspn(at, " \t");
	len = strspn(at, "0123456789");
	if (len >= sizeof(digits))
		return false;
	memcpy(digits, at, len);
	digits[len] = '\0';
	return text_u32(digits, UINT32_MAX, out);
}

static int open_process(uint32_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%u", pid);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void read_command(int folder, struct event_who *out)
{
	char bytes[FILE_ROOM];
	size_t len = read_file(folder, "cmdline", bytes);

	while (len > 0 && bytes[len - 1] == '\0')
		len--;
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '\0')
			bytes[i] = ' ';
	if (len > COMMAND_WORDS)
		len = COMMAND_WORDS;
	text_escape(out->command, sizeof(out->command), bytes, len);
}

static void read_parent(struct event_who *out)
{
	_cleanup_(fd_closep) int folder = open_process(out->parent);
	char bytes[FILE_ROOM];
	size_t len;

	if (folder < 0)
		return;
	len = read_file(folder, "comm", bytes);
	text_escape(out->parent_name, sizeof(out->parent_name), bytes, len);
}

void event_who_read(uint32_t pid, struct event_who *out)
{
	_cleanup_(fd_closep) int folder = open_process(pid);
	char bytes[FILE_ROOM];
	ssize_t len;

	*out = (struct event_who){ 0 };
	if (pid == 0 || folder < 0)
		return;
	/* The name, in its first line, is escaped by the kernel. */
	read_file(folder, "status", bytes);
	if (!read_number(bytes, "\nPPid:", &out->parent) ||
	    !read_number(bytes, "\nUid:", &out->uid))
		return;
	out->known = true;
	len = readlinkat(folder, "exe", bytes, sizeof(bytes));
	if (len > 0)
		text_escape(out->program, sizeof(out->program), bytes,
			    (size_t)len);
	read_command(folder, out);
	read_parent(out);
}
