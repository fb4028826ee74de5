/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.c -- what enforce says to the engine
 */
#include "daemon/enforce/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/wire.h"
#include "daemon/procs.h"
#include "privsep/channel.h"

enum {
	/* For the line that counts the others. */
	LAST_LINE = 80,
};

static void put_line(struct lines *lines, size_t room, const char *line)
{
	const size_t len = strlen(line);

	if (lines->len + len + 2 > room) {
		lines->n_left_out++;
		return;
	}
	if (lines->len)
		lines->text[lines->len++] = '\n';
	memcpy(lines->text + lines->len, line, len + 1);
	lines->len += len;
}

void lines_add(struct lines *lines, const char *fmt, ...)
{
	char raw[LINE_MAX_LEN], safe[4 * LINE_MAX_LEN];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(raw, sizeof(raw), fmt, ap);
	va_end(ap);
	if (text_is_utf8(raw, strlen(raw)) && !text_has_control(raw))
		put_line(lines, LINES_ROOM - LAST_LINE, raw);
	else
		put_line(lines, LINES_ROOM - LAST_LINE,
			 text_escape(safe, sizeof(safe), raw, strlen(raw)));
}

void lines_add_findings(struct lines *lines, const struct findings *findings)
{
	vec_each(finding, &findings->list)
		lines_add(lines, "%s", finding->text);
}

void lines_add_diags(struct lines *lines, const struct diags *diags)
{
	vec_each(diag, &diags->list) {
		if (diag->at.file && diag->at.line)
			lines_add(lines, "%s:%u: %s", diag->at.file,
				  diag->at.line, diag->text);
		else
			lines_add(lines, "%s", diag->text);
	}
}

void lines_append(struct lines *lines, const struct lines *more)
{
	if (more->len)
		put_line(lines, LINES_ROOM - LAST_LINE, more->text);
	lines->n_left_out += more->n_left_out;
}

void lines_end(struct lines *lines)
{
	char line[LAST_LINE];

	if (!lines->n_left_out)
		return;
	snprintf(line, sizeof(line), "and %zu more", lines->n_left_out);
	put_line(lines, LINES_ROOM, line);
	lines->n_left_out = 0;
}

bool answer_with(uint16_t type, uint32_t id, const void *body, size_t len,
		 int fd)
{
	int r = channel_send(FD_ENFORCE_ENGINE, type, id, body, len, fd);

	if (r < 0)
		log_errno(r, "answer-engine type=%x", type);
	return r == 0;
}

bool answer_result(uint16_t type, uint32_t id, int result, struct lines *lines)
{
	uint8_t body[4 + LINES_ROOM];
	struct pack p = { body, body + sizeof(body), false };

	lines_end(lines);
	pack_u32(&p, (uint32_t)result);
	pack_bytes(&p, lines->text, lines->len);
	lines->len = 0;
	return answer_with(type, id, body, (size_t)(p.pos - body), -1);
}
