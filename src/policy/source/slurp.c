/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slurp.c -- one file of the policy, whole, bounded and well-formed
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "policy/limits.h"
#include "policy/source/source.h"

const char *source_path(struct arena *arena, const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	if (name[0] == '/' || !slash)
		return arena_strdup(arena, name);
	return arena_printf(arena, "%.*s/%s", (int)(slash - file), file, name);
}

/* At most cap bytes; how many were read, or -errno. */
static ssize_t read_whole(int fd, char *buf, size_t cap)
{
	size_t len = 0;

	while (len < cap) {
		ssize_t n = read(fd, buf + len, cap - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* Where text stops being UTF-8 without NUL, for the message. */
static bool refuse_bytes(const char *file, const char *text, size_t len,
			 struct diags *diags)
{
	const char *nul = memchr(text, '\0', len);
	struct loc at = { .file = file, .line = 1 };
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && text[i] != '\n')
			continue;
		if (!text_is_utf8(text + start, i - start))
			break;
		start = i + 1;
		at.line++;
	}
	if (nul && nul >= text + start)
		return diag_error(
			diags, at, "nul-byte",
			"a NUL byte in the text; save the file as UTF-8");
	return diag_error(diags, at, "encoding",
			  "a byte that is not UTF-8; save the file as UTF-8");
}

char *source_slurp(const char *file, const char *called, struct loc at,
		   size_t *len, struct diags *diags)
{
	/* A FIFO or a terminal must not make us wait to be told what it is. */
	_cleanup_(fd_closep) int fd =
		open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	_cleanup_(freep) char *text = NULL;
	struct stat st;
	ssize_t got;

	if (fd < 0 || fstat(fd, &st)) {
		diag_error(diags, at, "no-file", "cannot read '%s': %s", called,
			   strerror(errno));
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		diag_error(diags, at, "no-file", "'%s' is not a regular file",
			   called);
		return NULL;
	}
	if (st.st_size > LIMIT_FILE_BYTES) {
		diag_error(diags, at, "file-size",
			   "'%s' has %lld bytes, more than %d", called,
			   (long long)st.st_size, LIMIT_FILE_BYTES);
		return NULL;
	}
	text = xcalloc((size_t)st.st_size + 1, 1);
	got = read_whole(fd, text, (size_t)st.st_size);
	if (got < 0) {
		diag_error(diags, at, "no-file", "cannot read '%s': %s", called,
			   strerror((int)-got));
		return NULL;
	}
	if (!text_is_utf8(text, (size_t)got)) {
		refuse_bytes(called, text, (size_t)got, diags);
		return NULL;
	}
	*len = (size_t)got;
	return take_ptr(text);
}
