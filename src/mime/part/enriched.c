/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enriched.c -- text/enriched (RFC 1896) and text/richtext (RFC 1341) as text
 *
 * A command is a word between "<" and ">"; whatever else begins with "<" is
 * text. Nothing is kept of commands but where lines begin and what is quoted.
 */
#include "mime/part/enriched.h"

#include <stdbool.h>
#include <string.h>

#include "mime/text/ascii.h"
#include "mime/text/buf.h"
#include "mime/text/utf8.h"

enum {
	LONGEST_COMMAND = 60, /* RFC 1896 */
	LONGEST_PARAM = 64,
	MOST_QUOTES = 8,
};

enum effect {
	LOOKS,  /* fonts, colours, languages, and what nobody knows */
	BLOCK,  /* lines of its own */
	QUOTE,  /* lines of its own, of somebody else */
	AS_IS,  /* lines of its own, ended where they are */
	UNSEEN, /* up to its negation */
	BREAK,  /* a line ends */
	LESS,   /* "<" */
};

static const struct {
	const char *name;
	enum effect effect;
	bool rich; /* of text/richtext alone */
} commands[] = {
	{ "param", UNSEEN },         { "nofill", AS_IS },
	{ "excerpt", QUOTE },        { "center", BLOCK },
	{ "flushleft", BLOCK },      { "flushright", BLOCK },
	{ "flushboth", BLOCK },      { "paraindent", BLOCK },
	{ "indent", BLOCK },         { "indentright", BLOCK },
	{ "outdent", BLOCK },        { "outdentright", BLOCK },
	{ "paragraph", BLOCK },      { "signature", BLOCK },
	{ "heading", BLOCK },        { "footing", BLOCK },
	{ "comment", UNSEEN, true }, { "nl", BREAK, true },
	{ "np", BREAK, true },       { "lt", LESS, true },
};

struct reader {
	const uint8_t *at, *end;
	struct buf *out;
	size_t from; /* where its text begins in *out */
	bool rich;
	bool blank; /* one before the next character */
	bool block; /* a line before the next character, if none has begun */
	unsigned quotes, as_is; /* how deep in those commands */
	unsigned hidden;
	/* From here on there is no such negation. */
	bool endless[sizeof(commands) / sizeof(commands[0])];
};

static bool at_line(const struct reader *r)
{
	return r->out->len == r->from || r->out->at[r->out->len - 1] == '\n';
}

static void put_quotes(struct reader *r)
{
	unsigned n = r->quotes < MOST_QUOTES ? r->quotes : MOST_QUOTES;

	if (!n || !at_line(r))
		return;
	while (n--)
		buf_put_byte(r->out, '>');
	buf_put_byte(r->out, ' ');
}

static void put_break(struct reader *r)
{
	put_quotes(r);
	buf_put_byte(r->out, '\n');
	r->blank = r->block = false;
}

/* Kana and kanji on both sides of an end of line are one word. */
static bool is_within_word(const struct reader *r, const uint8_t *at)
{
	const struct buf *out = r->out;

	return out->len - r->from >= 3 &&
	       utf8_is_wide((const uint8_t *)out->at + out->len - 3, 3) &&
	       utf8_is_wide(at, (size_t)(r->end - at));
}

static void put(struct reader *r, const uint8_t *at, size_t len)
{
	if (!len)
		return;
	if (r->block && !at_line(r))
		put_break(r);
	else if (r->blank && !at_line(r) && !is_within_word(r, at))
		buf_put_byte(r->out, ' ');
	r->blank = r->block = false;
	put_quotes(r);
	buf_put(r->out, at, len);
}

/* Past ends of lines, and what is blank between them: how many. */
static size_t line_ends(struct reader *r)
{
	const uint8_t *at = r->at;
	size_t n = 0;

	for (; at < r->end && *at <= ' '; at++)
		if (*at == '\n') {
			n++;
			r->at = at + 1;
		}
	return n;
}

/* N of them are one fewer; one alone is a blank. */
static void end_lines(struct reader *r)
{
	size_t n = r->as_is ? 1 : line_ends(r);

	if (r->as_is) {
		r->at++;
		put_break(r);
		return;
	}
	if (n == 1 || r->rich)
		r->blank = true;
	else
		while (--n)
			put_break(r);
}

/* The command at "<": its length with both brackets, or 0. */
static size_t command_length(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *name = at + 1, *stop;

	if (name < end && *name == '/')
		name++;
	for (stop = name; stop < end && stop - name < LONGEST_COMMAND &&
			  (ascii_is_alnum(*stop) || *stop == '-');)
		stop++;
	return stop > name && stop < end && *stop == '>'
		       ? (size_t)(stop - at) + 1
		       : 0;
}

/* Which of the commands, or -1. */
static int find_command(const struct reader *r, const uint8_t *name, size_t len)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (ascii_is(name, len, commands[i].name) &&
		    (r->rich || !commands[i].rich))
			return (int)i;
	return -1;
}

static unsigned count_characters(const uint8_t *at, const uint8_t *end)
{
	unsigned n = 0;

	for (; at < end; at++)
		n += (*at & 0xC0) != 0x80;
	return n;
}

/* From behind a command to behind its negation, if there is one. */
static void skip_unseen(struct reader *r, int command)
{
	const uint8_t *at = r->at;
	size_t len = strlen(commands[command].name);

	if (r->endless[command])
		return;
	while ((at = memchr(at, '<', (size_t)(r->end - at)))) {
		if (command_length(at, r->end) == len + 3 && at[1] == '/' &&
		    ascii_is(at + 2, len, commands[command].name))
			break;
		at++;
	}
	if (!at) {
		r->endless[command] = true;
		return;
	}
	if (commands[command].rich || at - r->at > LONGEST_PARAM)
		r->hidden += count_characters(r->at, at);
	r->at = at + len + 3;
}

static void obey(struct reader *r, int command, bool negation)
{
	unsigned *depth = NULL;

	switch (commands[command].effect) {
	case LOOKS:
		return;
	case UNSEEN:
		if (!negation)
			skip_unseen(r, command);
		return;
	case BREAK:
		put_break(r);
		return;
	case LESS:
		put(r, (const uint8_t *)"<", 1);
		return;
	case QUOTE:
		depth = &r->quotes;
		break;
	case AS_IS:
		depth = &r->as_is;
		break;
	case BLOCK:
		break;
	}
	r->block = true;
	if (!depth)
		return;
	if (!negation)
		++*depth;
	else if (*depth)
		--*depth;
}

/* "<" and what it begins. */
static void take_angle(struct reader *r)
{
	const uint8_t *at = r->at;
	size_t len = command_length(at, r->end);
	int command;

	if (!len) {
		r->at += !r->rich && r->end - at >= 2 && at[1] == '<' ? 2 : 1;
		put(r, at, 1);
		return;
	}
	r->at += len;
	command = at[1] == '/' ? find_command(r, at + 2, len - 3)
			       : find_command(r, at + 1, len - 2);
	if (command >= 0)
		obey(r, command, at[1] == '/');
}

unsigned enriched_text(enum enriched_kind kind, const uint8_t *text, size_t len,
		       struct buf *out)
{
	struct reader r = { .at = text,
			    .end = text + len,
			    .out = out,
			    .from = out->len,
			    .rich = kind == ENRICHED_RICH };
	const uint8_t *at;

	while (r.at < r.end) {
		for (at = r.at; at < r.end && *at != '<' && *at != '\n';)
			at++;
		len = (size_t)(at - r.at);
		if (len && at < r.end && *at == '\n' && at[-1] == '\r')
			len--;
		put(&r, r.at, len);
		r.at = at;
		if (at == r.end)
			break;
		if (*at == '<')
			take_angle(&r);
		else
			end_lines(&r);
	}
	return r.hidden;
}
