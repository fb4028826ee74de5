/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.c -- reads and writes plain messages, record by record
 */
#include "stream.h"

#include <stdio.h>
#include <string.h>

static const char title[] = "sekisho-plain 1 ";

/* Digits without a leading zero up to the blank; moves behind it. */
static bool read_length(struct text *rest, size_t *out)
{
	size_t n = 0, value = 0;

	while (n < rest->len && n < 8 && rest->at[n] >= '0' &&
	       rest->at[n] <= '9')
		value = value * 10 + (size_t)(rest->at[n++] - '0');
	if (!n || (n > 1 && rest->at[0] == '0') || n == rest->len ||
	    rest->at[n] != ' ')
		return false;
	rest->at += n + 1;
	rest->len -= n + 1;
	*out = value;
	return true;
}

static const char *read_record(struct text *rest, struct record *out)
{
	const char *blank = memchr(rest->at, ' ', rest->len);
	size_t len;

	if (!blank)
		return "no tag";
	*out = (struct record){
		.tag = { rest->at, (size_t)(blank - rest->at) },
	};
	rest->at = blank + 1;
	rest->len -= out->tag.len + 1;
	if (!read_length(rest, &len))
		return "no length";
	if (len >= rest->len || rest->at[len] != '\n')
		return "no end of a record";
	out->value = (struct text){ rest->at, len };
	rest->at += len + 1;
	rest->len -= len + 1;
	return NULL;
}

const char *stream_read(struct text bytes, struct stream *out)
{
	char head[STREAM_HEAD + 1];
	const char *wrong;

	snprintf(head, sizeof(head), "%s%08zu\n", title, bytes.len % 100000000);
	if (bytes.len < STREAM_HEAD || memcmp(bytes.at, head, STREAM_HEAD) != 0)
		return "another head";
	bytes.at += STREAM_HEAD;
	bytes.len -= STREAM_HEAD;
	for (out->n = 0; bytes.len; out->n++) {
		if (out->n == STREAM_RECORDS)
			return "more records than are kept";
		wrong = read_record(&bytes, &out->at[out->n]);
		if (wrong)
			return wrong;
	}
	return NULL;
}

static void put(char **at, const char *bytes, size_t len)
{
	memcpy(*at, bytes, len);
	*at += len;
}

static void put_digits(char **at, size_t value)
{
	char digits[24], *first = digits + sizeof(digits);

	do
		*--first = (char)('0' + value % 10);
	while (value /= 10);
	put(at, first, (size_t)(digits + sizeof(digits) - first));
}

size_t stream_write(const struct stream *stream, char *out, size_t size)
{
	char *at = out + STREAM_HEAD, head[STREAM_HEAD + 1];

	for (size_t i = 0; i < stream->n; i++) {
		const struct record *record = &stream->at[i];

		if ((size_t)(out + size - at) <
		    record->tag.len + record->value.len + 64)
			return 0;
		put(&at, record->tag.at, record->tag.len);
		*at++ = ' ';
		if (record->length)
			put(&at, record->length, strlen(record->length));
		else
			put_digits(&at, record->value.len);
		*at++ = ' ';
		put(&at, record->value.at, record->value.len);
		if (record->end)
			put(&at, record->end, strlen(record->end));
		else
			*at++ = '\n';
	}
	snprintf(head, sizeof(head), "%s%08zu\n", title,
		 (size_t)(at - out) % 100000000);
	memcpy(out, head, STREAM_HEAD);
	return (size_t)(at - out);
}

uint64_t chance_next(struct chance *chance)
{
	/* Steele, Lea, Flood: SplitMix64 */
	uint64_t z = chance->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

size_t chance_below(struct chance *chance, size_t n)
{
	return (size_t)(chance_next(chance) % n);
}
