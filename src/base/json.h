/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.h -- JSON (RFC 8259) written to a stream, commas and escapes kept right
 *
 * Values inside an object are preceded by json_key(). Strings are UTF-8; a byte
 * that is not is written as U+FFFD, and what a terminal would obey
 * (text_is_control()) as \uXXXX. The writer holds no memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/digest.h"

struct json {
	FILE *out;
	bool comma; /* the next value needs one before it */
};

void json_object(struct json *json);
void json_object_end(struct json *json);
void json_array(struct json *json);
void json_array_end(struct json *json);
void json_key(struct json *json, const char *name);
void json_string(struct json *json, const char *text); /* NULL writes null */
void json_number(struct json *json, int64_t number);
/* With six digits behind the point. */
void json_seconds(struct json *json, double seconds);
void json_bool(struct json *json, bool yes);
/* Of an object: "key":"text"; "key":number, below 2^63; "key":"2f…". */
void json_member(struct json *json, const char *key, const char *text);
void json_member_number(struct json *json, const char *key, uint64_t number);
void json_member_digest(struct json *json, const char *key,
			const uint8_t digest[static DIGEST_LEN]);
