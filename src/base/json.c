/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c -- JSON written to a stream
 */
#include "base/json.h"

#include <inttypes.h>

#include "base/text.h"

static void value(struct json *json)
{
	if (json->comma)
		fputc(',', json->out);
	json->comma = true;
}

/* Bytes at the beginning that stand as they are. */
static size_t plain_len(const char *text)
{
	size_t len = 0;

	while (text[len] >= ' ' && text[len] <= '~' && text[len] != '"' &&
	       text[len] != '\\')
		len++;
	return len;
}

/* A terminal would obey it, or it makes what is around it read as another. In
 * UTF-16, as RFC 8259 7 has it. */
static void escaped(FILE *out, uint32_t c)
{
	if (c > 0xffff) {
		c -= 0x10000;
		fprintf(out, "\\u%04x", 0xd800 | c >> 10);
		c = 0xdc00 | (c & 0x3ff);
	}
	fprintf(out, "\\u%04x", c);
}

static void quoted(FILE *out, const char *text)
{
	fputc('"', out);
	while (*text) {
		const size_t plain = plain_len(text);
		uint32_t c;
		const size_t len = text_char(text, &c);

		if (plain) {
			fwrite(text, 1, plain, out);
			text += plain;
			continue;
		}
		if (!len)
			fputs("\xef\xbf\xbd", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (text_is_control(c))
			escaped(out, c);
		else
			fwrite(text, 1, len, out);
		text += len ? len : 1;
	}
	fputc('"', out);
}

void json_object(struct json *json)
{
	value(json);
	fputc('{', json->out);
	json->comma = false;
}

void json_object_end(struct json *json)
{
	fputc('}', json->out);
	json->comma = true;
}

void json_array(struct json *json)
{
	value(json);
	fputc('[', json->out);
	json->comma = false;
}

void json_array_end(struct json *json)
{
	fputc(']', json->out);
	json->comma = true;
}

void json_key(struct json *json, const char *name)
{
	value(json);
	quoted(json->out, name);
	fputc(':', json->out);
	json->comma = false;
}

void json_string(struct json *json, const char *text)
{
	value(json);
	if (text)
		quoted(json->out, text);
	else
		fputs("null", json->out);
}

void json_number(struct json *json, int64_t number)
{
	value(json);
	fprintf(json->out, "%" PRId64, number);
}

void json_seconds(struct json *json, double seconds)
{
	value(json);
	fprintf(json->out, "%.6f", seconds);
}

void json_bool(struct json *json, bool yes)
{
	value(json);
	fputs(yes ? "true" : "false", json->out);
}

void json_member(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_string(json, text);
}

void json_member_number(struct json *json, const char *key, uint64_t number)
{
	json_key(json, key);
	json_number(json, (int64_t)number);
}

void json_member_digest(struct json *json, const char *key,
			const uint8_t digest[static DIGEST_LEN])
{
	char hex[DIGEST_TEXT];

	json_member(json, key, text_hex(hex, digest, DIGEST_LEN));
}
