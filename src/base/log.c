/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.c -- one line an event, whole or not at all
 */
#include "base/log.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/must.h"

enum {
	LINE_SIZE = 2048
};

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
	if (write(STDERR_FILENO, line, len) < 0)
		return; /* nowhere left to say so */
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
	/* Where it cannot be written, there is nowhere left to say so. */
	(void)!write(STDERR_FILENO, whole, (size_t)len);
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
