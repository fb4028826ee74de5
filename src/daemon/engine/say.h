/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * say.h -- what the engine answers to a client
 *
 * Client 0 is nobody: what the daemon does of its own accord is logged.
 */
#pragma once

#include <stdio.h>

#include "daemon/engine/engine.h"

/* A line for standard error, without its newline. */
void say(struct engine *engine, uint32_t client, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* A line for each of the text. */
void say_lines(struct engine *engine, uint32_t client, const char *text,
	       size_t len);
/* The lines of a text in memory, at most some thousand. */
void say_text(struct engine *engine, uint32_t client, int fd);
/* The end of the answer; fd: the text for standard output, or -1. */
void say_done(struct engine *engine, uint32_t client, int status, int fd);

/* Text for standard output, as it is written: */
struct page {
	char *text;
	size_t len;
	FILE *out;
};

void page_open(struct page *page);
/* Ends the answer with what was written. */
void page_send(struct page *page, struct engine *engine, uint32_t client,
	       int status);
