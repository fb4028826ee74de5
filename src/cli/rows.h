/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.h -- rows of packets with the entries that permit them
 */
#pragma once

#include <stdio.h>

#include "base/json.h"
#include "proof/question/question.h"

struct rows {
	struct grounds *grounds;
	enum register_hook hook;
	const struct ask_rows *list;
	bool conditional;
	/* Of each line, and how many at most: the rest is counted. 0: all. */
	const char *before;
	size_t most;
};

/* "lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443  F-012" */
void rows_print(const struct rows *rows, FILE *out);
/*
 * As values of an array: {"from","to","iif","oif","source","destination",
 * "proto":[first,last],"port":[…],"sport":[…],"conditional","entries","text"};
 * the gateway is null.
 */
void rows_json(const struct rows *rows, struct json *json);
