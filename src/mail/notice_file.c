/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice_file.c -- the operator's template of a notice, from its file
 */
#include "mail/notice_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "mail/plain/verify_record.h"
#include "mail/plain/verify_text.h"

static const char mend[] =
	"mend it there, or take the file away: the program has such words of "
	"its own";

/* Does any line of the text equal this one? */
static bool has_line(const char *text, struct slice wanted)
{
	struct slice rest = slice_of(text), line;

	while (slice_split(&rest, '\n', &line))
		if (slice_same(line, wanted))
			return true;
	return false;
}

/* The first line that may not leave, from 1; 0: none. */
static unsigned find_unfit(const char *text)
{
	struct slice rest = slice_of(text), line;

	for (unsigned n = 1; slice_split(&rest, '\n', &line); n++)
		if (!verify_line(line, true))
			return n;
	return 0;
}

/* -EINVAL: it is logged what is wrong. */
static int judge(const char *path, const char *text, size_t len,
		 const char *const *needed)
{
	unsigned line = find_unfit(text);

	while (*needed && has_line(text, slice_of(*needed)))
		needed++;
	if (memchr(text, '\0', len))
		log_err("notice-unfit file=\"%s\" why=\"it holds a NUL byte\" "
			"do=\"save it as UTF-8\"",
			path);
	else if (line)
		log_err("notice-unfit file=\"%s\" line=%u why=\"not UTF-8 "
			"without byte order mark, an end of line that is not "
			"LF, or a character that may not leave\" do=\"%s\"",
			path, line, mend);
	else if (*needed)
		log_err("notice-unfit file=\"%s\" why=\"the section %s is "
			"missing\" do=\"%s\"",
			path, *needed, mend);
	else
		return 0;
	return -EINVAL;
}

/* "[key VALUE]" of a {key} that the text has? */
static bool tells_key(const char *text, struct slice title)
{
	size_t len = 1;

	while (len < title.len && title.at[len] != ' ' && title.at[len] != ']')
		len++;
	for (const char *at = text; (at = strchr(at, '{')); at++)
		if (strncmp(at + 1, title.at + 1, len - 1) == 0 &&
		    at[len] == '}' && title.at[title.len - 1] == ']')
			return true;
	return false;
}

/* A line that begins with a bracket ends the section before it, whatever its
 * writer meant it to be. */
static void name_unsaid(const char *path, unsigned n)
{
	log_warn("notice-section-unknown file=\"%s\" line=%u "
		 "why=\"nothing says this section; each line that "
		 "begins with [ ends the one before it\" "
		 "do=\"write its name as in the template that came "
		 "with sekisho, or begin the line otherwise\"",
		 path, n);
}

/* Is "{key}" one that something stands for? */
static bool is_key(const struct notice_kind *kind, struct slice key)
{
	const struct slice tag = { key.at + 1, key.len - 2 };

	for (size_t i = 0; kind->records && i < N_RECORDS; i++)
		if (slice_is(tag, plain_records[i].tag))
			return true;
	return memmem(kind->shipped, strlen(kind->shipped), key.at, key.len);
}

static void name_keys(const char *path, unsigned n, struct slice line,
		      const struct notice_kind *kind)
{
	for (size_t i = 0; i < line.len; i++) {
		const struct slice key = {
			line.at + i, strcspn(line.at + i + 1, "{} \n") + 2
		};

		if (line.at[i] != '{' || key.len == 2 ||
		    key.at[key.len - 1] != '}' || is_key(kind, key))
			continue;
		log_warn(
			"notice-word-unknown file=\"%s\" line=%u word=\"%.*s\" "
			"why=\"nothing stands for it: readers see it as it "
			"is\" do=\"write it as in the template that came with "
			"sekisho\"",
			path, n, (int)key.len, key.at);
	}
}

/* What readers would miss, or wonder at. */
static void name_odd(const char *path, const char *text,
		     const struct notice_kind *kind)
{
	struct slice rest = slice_of(text), line;

	for (unsigned n = 1; slice_split(&rest, '\n', &line); n++) {
		if (slice_starts(line, "[") && !has_line(kind->shipped, line) &&
		    !tells_key(text, line))
			name_unsaid(path, n);
		if (!slice_starts(line, "#"))
			name_keys(path, n, line, kind);
	}
}

int notice_file_read(const char *path, char out[static SETTINGS_NOTICE],
		     const struct notice_kind *kind)
{
	/* Not waiting for who might write into a pipe. */
	_cleanup_(fd_closep) int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t len = fd < 0 ? fd : read(fd, out, SETTINGS_NOTICE);
	int r;

	if (len < 0)
		return log_errno(
			-errno,
			"notice-unfit file=\"%s\" do=\"put the "
			"template there, or name another by --notice\" "
			"why",
			path);
	if (len == SETTINGS_NOTICE)
		return log_errno(-EFBIG,
				 "notice-unfit file=\"%s\" do=\"leave fewer "
				 "than %d bytes in it\" why",
				 path, SETTINGS_NOTICE);
	out[len] = '\0';
	r = judge(path, out, (size_t)len, kind->needed);
	if (r == 0)
		name_odd(path, out, kind);
	return r;
}
