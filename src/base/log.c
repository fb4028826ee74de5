/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.c -- one line an event, whole or not at all
 */
#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/must.h"

enum {
	LINE_SIZE = 2048,
	ROOM = 1 << 20 /* bytes of a pipe that its reader may be behind */
};

/* Lines that were not taken, and whether the last of them was in part. */
static unsigned long lost;
static bool cut;

static bool put(const char *line, size_t len)
{
	ssize_t n;

	do
		n = write(STDERR_FILENO, line, len);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		cut = (size_t)n < len;
	return n == (ssize_t)len;
}

/* Before the next line, what is missing of those before it. */
static bool mend(void)
{
	char line[LINE_SIZE];
	int len;

	if (cut && !put("\n", 1))
		return false;
	if (!lost)
		return true;
	len = snprintf(line, sizeof(line),
		       "%slog-lost lines=%lu do=\"see whether what reads the "
		       "log had stopped\"\n",
		       getenv("JOURNAL_STREAM") ? "<4>" : "", lost);
	static_assert(LOG_WARNING == 4, "the priority that is written");
	if (!put(line, (size_t)len))
		return false;
	lost = 0;
	return true;
}

static void write_line(const char *line, size_t len)
{
	if (!mend() || !put(line, len))
		lost++;
}

void log_begin(void)
{
	struct stat is;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	if (fstat(STDERR_FILENO, &is) < 0)
		return;
	/* A service manager makes the socket for us alone … */
	if (S_ISSOCK(is.st_mode))
		fcntl(STDERR_FILENO, F_SETFL,
		      fcntl(STDERR_FILENO, F_GETFL) | O_NONBLOCK);
	if (!S_ISFIFO(is.st_mode))
		return;
	/* … while others may write to the pipe, and expect to wait. */
	fd = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		dup2(fd, STDERR_FILENO);
		close(fd);
	}
	fcntl(STDERR_FILENO, F_SETPIPE_SZ, ROOM);
}

/* One write(2) a line: lines of several processes do not mix. */
__attribute__((format(printf, 2, 0))) static void
put_line(int priority, const char *fmt, va_list ap, int error)
{
	char line[LINE_SIZE];
	size_t len = 0;
	int n;

	if (getenv("JOURNAL_STREAM"))
		len = (size_t)snprintf(line, sizeof(line), "<%d>", priority);
	n = vsnprintf(line + len, sizeof(line) - len - 1, fmt, ap);
	if (n < 0)
		return;
	len += (size_t)n;
	if (error && len < sizeof(line) - 1) {
		n = snprintf(line + len, sizeof(line) - len - 1, ": %s",
			     strerrordesc_np(error));
		len += n > 0 ? (size_t)n : 0;
	}
	if (len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	write_line(line, len);
}

void log_err(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(LOG_ERR, fmt, ap, 0);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(LOG_WARNING, fmt, ap, 0);
	va_end(ap);
}

void log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(LOG_INFO, fmt, ap, 0);
	va_end(ap);
}

void log_line(const char *line)
{
	const size_t size = strlen(line) + 8;
	char *whole = xcalloc(size, 1);
	const int len =
		snprintf(whole, size,
			 getenv("JOURNAL_STREAM") ? "<6>%s\n" : "%s\n", line);

	static_assert(LOG_INFO == 6, "the priority that is written");
	write_line(whole, (size_t)len);
	free(whole);
}

int log_errno(int error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(LOG_ERR, fmt, ap, -error);
	va_end(ap);
	return error;
}
