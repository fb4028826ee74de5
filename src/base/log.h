/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.h -- one line an event, on standard error: `EVENT key=value …`
 *
 * With JOURNAL_STREAM set each line bears its syslog priority as `<N>`.
 * Strangers' bytes pass text_escape() first, so that no line can be forged.
 */
#pragma once

/*
 * For a program that stays, and all that it starts: whoever reads the log may
 * stop or go without stopping anybody. Where a pipe or socket has no more room,
 * lines are lost; how many, `log-lost` says as soon as there is.
 */
void log_begin(void);

void log_err(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A whole line of any length, without its newline: JSON, at priority info. */
void log_line(const char *line);
/* Logs the text with the error's name and returns `error` (negative errno):
 * `return log_errno(-errno, "open %s", path);` */
int log_errno(int error, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
