/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data.c -- the state machine that finds the final dot
 *
 * The CR of a CRLF is withheld until its LF is seen, so that every byte handed
 * out belongs to a well-formed line.
 */
#include "mail/smtp/data.h"

#include <stdbool.h>
#include <string.h>

static bool is_special(char c)
{
	return c == '\r' || c == '\n' || c == '\0';
}

/* Bytes up to the next CR, LF or NUL. */
static size_t run_len(const char *bytes, size_t len)
{
	const char *cr = memchr(bytes, '\r', len);

	if (cr)
		len = (size_t)(cr - bytes);
	if (memchr(bytes, '\n', len) || memchr(bytes, '\0', len))
		for (len = 0; !is_special(bytes[len]);)
			len++;
	return len;
}

/* The state after byte c; c is not part of an ordinary run. */
static enum data_verdict step(struct data_scan *scan, char c)
{
	switch (scan->state) {
	case DATA_LINE_START:
	case DATA_IN_LINE:
		if (c == '.') { /* is_ordinary() but at a line's start */
			scan->state = DATA_DOT;
			return DATA_MORE;
		}
		scan->state = DATA_CR;
		return c == '\r' ? DATA_MORE : DATA_BAD;
	case DATA_DOT:
		scan->state = DATA_DOT_CR;
		return c == '\r' ? DATA_MORE : DATA_BAD;
	case DATA_CR:
		scan->state = DATA_LINE_START;
		return c == '\n' ? DATA_MORE : DATA_BAD;
	case DATA_DOT_CR:
		return c == '\n' ? DATA_END : DATA_BAD;
	}
	return DATA_BAD;
}

/* May c stand as it is, wherever the scan is now? */
static bool is_ordinary(const struct data_scan *scan, char c)
{
	if (scan->state == DATA_CR || scan->state == DATA_DOT_CR)
		return false;
	if (scan->state == DATA_LINE_START && c == '.')
		return false;
	return !is_special(c);
}

enum data_verdict data_scan(struct data_scan *scan, const char *bytes,
			    size_t len, size_t *used, char *out,
			    size_t *out_len)
{
	enum data_verdict verdict = DATA_MORE;
	size_t pos = 0, n = 0;

	while (pos < len && verdict == DATA_MORE) {
		if (is_ordinary(scan, bytes[pos])) {
			size_t run = run_len(bytes + pos, len - pos);

			memcpy(out + n, bytes + pos, run);
			n += run;
			pos += run;
			scan->state = DATA_IN_LINE;
			continue;
		}
		verdict = step(scan, bytes[pos++]);
		if (scan->state == DATA_LINE_START && verdict == DATA_MORE) {
			out[n++] = '\r';
			out[n++] = '\n';
		}
	}
	*used = pos;
	*out_len = n;
	return verdict;
}
