/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * say.c -- what the engine answers to a client
 */
#include "daemon/engine/say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/sealed.h"
#include "base/text.h"

enum {
	TEXT_MAX = 256 << 10, /* of what is said; the rest is cut */
	CHUNK = 16 << 10,
};

static void send_said(struct engine *engine, uint32_t client, const char *text,
		      size_t len)
{
	/* One that has gone, or does not read, is control's matter. */
	(void)channel_send(engine->channels[PROC_CONTROL], ANSWER_SAID, client,
			   text, len, -1);
}

void say(struct engine *engine, uint32_t client, const char *fmt, ...)
{
	char text[4096];
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	len = text_line(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!len)
		return;
	if (client)
		send_said(engine, client, text, len);
	else
		log_info("engine-says text=\"%.*s\"", (int)len - 1, text);
}

void say_lines(struct engine *engine, uint32_t client, const char *text,
	       size_t len)
{
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;

		say(engine, client, "%.*s", (int)line, text);
		if (!end)
			return;
		text += line + 1;
		len -= line + 1;
	}
}

void say_text(struct engine *engine, uint32_t client, int fd)
{
	char chunk[CHUNK];
	off_t at = 0;
	ssize_t n;

	while (fd >= 0 && at < TEXT_MAX &&
	       (n = pread(fd, chunk, sizeof(chunk), at)) > 0) {
		if (client)
			send_said(engine, client, chunk, (size_t)n);
		else
			say_lines(engine, 0, chunk, (size_t)n);
		at += n;
	}
}

void say_done(struct engine *engine, uint32_t client, int status, int fd)
{
	uint8_t body = (uint8_t)status;

	if (client)
		(void)channel_send(engine->channels[PROC_CONTROL], ANSWER_DONE,
				   client, &body, sizeof(body), fd);
}

void page_open(struct page *page)
{
	*page = (struct page){ 0 };
	page->out = open_memstream(&page->text, &page->len);
	must(page->out);
}

void page_send(struct page *page, struct engine *engine, uint32_t client,
	       int status)
{
	_cleanup_(fd_closep) int fd = -1;

	must(fclose(page->out) == 0);
	fd = sealed_make(page->text, page->len);
	say_done(engine, client, fd < 0 ? ANSWER_MACHINE : status, fd);
	free(page->text);
}
