/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.h -- what enforce says to the engine
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "kernel/findings.h"

enum {
	LINES_ROOM = 32 << 10,
	LINE_MAX_LEN = 400,
};

/* Lines of UTF-8 for people, each without control characters; what has no room
 * is counted. All zero: none. */
struct lines {
	char text[LINES_ROOM];
	size_t len; /* a newline between lines, none at the end */
	size_t n_left_out;
};

void lines_add(struct lines *lines, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void lines_add_findings(struct lines *lines, const struct findings *findings);
void lines_add_diags(struct lines *lines, const struct diags *diags);
/* All of them behind those that are there. */
void lines_append(struct lines *lines, const struct lines *more);
/* Says how many were left out. */
void lines_end(struct lines *lines);

/* MESSAGE_ENFORCED or MESSAGE_COMPARED; the lines are ended and emptied.
 * False: the engine cannot be answered. */
bool answer_result(uint16_t type, uint32_t id, int result, struct lines *lines);
bool answer_with(uint16_t type, uint32_t id, const void *body, size_t len,
		 int fd);
