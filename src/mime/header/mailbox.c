/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailbox.c -- the people of From, To, Cc and Reply-To (RFC 5322 3.4)
 */
#include "mime/header/mailbox.h"

#include <string.h>

#include "mime/header/field.h"
#include "mime/header/ident.h"
#include "mime/header/word.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/text/ascii.h"
#include "mime/text/raw.h"
#include "mime/text/utf8.h"

struct span {
	const uint8_t *at;
	size_t len;
};

struct scan {
	const uint8_t *at, *end;
	bool pairs; /* not UTF-8: step by pairs of Shift_JIS */
};

/* What stands between two commas. */
struct piece {
	const uint8_t *from;
	struct span name;    /* before "<" */
	struct span addr;    /* in "<…>" */
	struct span comment; /* the last "(…)" */
	const uint8_t *comment_from;
	bool angle, odd;
	bool member; /* of a group, the first one */
	bool behind; /* something stands behind a comment */
};

static struct span trim(const uint8_t *from, const uint8_t *to)
{
	while (from < to && field_blank(*from))
		from++;
	while (from < to && field_blank(to[-1]))
		to--;
	return (struct span){ from, (size_t)(to - from) };
}

/* Letters, digits and dots, and signs that are nothing but themselves wherever
 * they stand. */
static size_t plain_run(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *from = at;

	while (at < end && ascii_kinds[*at] & ASCII_TOKEN)
		at++;
	return (size_t)(at - from);
}

/* Past one character, or a run of plain ones, a raw run or an encoded-word. */
static void step(struct scan *s)
{
	size_t run = plain_run(s->at, s->end);

	if (!run)
		run = raw_jis(s->at, s->end);
	if (!run && *s->at == '=')
		run = word_length(s->at, (size_t)(s->end - s->at));
	if (!run && s->pairs && raw_is_pair(s->at, s->end))
		run = 2;
	s->at += run ? run : 1;
}

/* From an opening mark to behind its closing one; false at the end. */
static bool skip_to(struct scan *s, uint8_t close)
{
	size_t run;

	for (s->at++; s->at < s->end && *s->at != close; s->at += run) {
		run = plain_run(s->at, s->end);
		if (!run)
			run = raw_jis(s->at, s->end);
		if (!run)
			run = (*s->at == '\\' && s->end - s->at >= 2) ||
					      (s->pairs &&
					       raw_is_pair(s->at, s->end))
				      ? 2
				      : 1;
	}
	if (s->at == s->end)
		return false;
	s->at++;
	return true;
}

static void skip_comment(struct scan *s, struct piece *piece)
{
	const uint8_t *from = s->at;
	size_t depth = 0;

	do {
		if (*s->at == '(')
			depth++;
		else if (*s->at == ')')
			depth--;
		else if (*s->at == '\\' && s->end - s->at >= 2)
			s->at++;
		step(s);
	} while (depth && s->at < s->end);
	if (depth)
		piece->odd = true;
	if (!piece->comment.at)
		piece->comment_from = from;
	piece->comment = trim(from + 1, s->at - (depth ? 0 : 1));
}

static void take_angle(struct scan *s, struct piece *piece)
{
	const uint8_t *from = s->at + 1;

	if (piece->angle)
		piece->odd = true;
	piece->name = trim(piece->from, s->at);
	s->at = memchr(s->at, '>', (size_t)(s->end - s->at));
	if (!s->at) {
		s->at = s->end;
		piece->odd = true;
	}
	piece->addr = trim(from, s->at);
	piece->angle = true;
	if (s->at < s->end)
		s->at++;
}

/* ":" ends the name of a group: its members follow. With an @ before it, it is
 * a source route, which nobody may use. */
static void begin_group(struct scan *s, struct piece *piece)
{
	bool route = memchr(piece->from, '@', (size_t)(s->at - piece->from));

	s->at++;
	*piece = (struct piece){ .from = s->at, .odd = route, .member = true };
}

/* Reads up to a comma, the end of a group, or the end. */
static struct piece read_piece(struct scan *s)
{
	struct piece piece = { .from = s->at };

	while (s->at < s->end && *s->at != ',' && *s->at != ';') {
		piece.behind |= piece.comment.at && *s->at != '(' &&
				!field_blank(*s->at);
		if (*s->at == '"') {
			piece.odd |= piece.angle;
			piece.odd |= !skip_to(s, '"');
		} else if (*s->at == '(') {
			skip_comment(s, &piece);
		} else if (*s->at == '<') {
			take_angle(s, &piece);
		} else if (*s->at == ':' && !piece.angle) {
			begin_group(s, &piece);
		} else {
			piece.odd |= piece.angle && *s->at > ' ';
			step(s);
		}
	}
	return piece;
}

/* A display name without its quotes and backslashes. */
static const char *name_text(struct mime *mime, struct span name, bool pairs)
{
	const uint8_t *at = name.at, *end;
	uint8_t *plain;
	size_t n = 0, run;

	if (!name.len || !(plain = arena_alloc(mime->arena, name.len)))
		return "";
	end = at + name.len;
	while (at < end) {
		run = plain_run(at, end);
		if (!run)
			run = raw_jis(at, end);
		if (!run && pairs && raw_is_pair(at, end))
			run = 2;
		if (!run && *at == '"') {
			at++;
			continue;
		}
		if (!run && *at == '\\' && end - at >= 2)
			at++;
		if (!run)
			run = 1;
		memcpy(plain + n, at, run);
		n += run;
		at += run;
	}
	return word_line(mime, plain, n, LIMIT_NAME);
}

static struct mailbox *add(struct mime *mime, struct mailbox_list *list)
{
	struct mailbox *grown = arena_try_grow(mime->arena, list->at, list->n,
					       &list->cap, sizeof(*grown));

	if (!grown)
		return NULL;
	list->at = grown;
	return &grown[list->n++];
}

/* The address, strict, or NULL. A local part with dots where none may stand, as
 * carriers gave them out, gets the quotes that it lacks. */
static const char *strict(struct mime *mime, struct span addr)
{
	const char *at = (const char *)addr.at;
	const char *sign = memrchr(at, '@', addr.len), *quoted;
	int local, rest;

	if (ident_addr(at, addr.len))
		return arena_strndup(mime->arena, at, addr.len);
	if (!sign || !ident_is_dotted(at, (size_t)(sign - at)))
		return NULL;
	local = (int)(sign - at);
	rest = (int)addr.len - local;
	quoted = arena_printf(mime->arena, "\"%.*s\"%.*s", local, at, rest,
			      sign);
	/* What has a NUL is no address, nor is what stands before it. */
	return quoted && strlen(quoted) == addr.len + 2 &&
			       ident_addr(quoted, addr.len + 2)
		       ? quoted
		       : NULL;
}

static void take_piece(struct mime *mime, const struct piece *piece,
		       const struct scan *s, struct mailbox_list *out,
		       bool *odd)
{
	struct span addr = piece->addr, name = piece->name;
	bool doubtful = piece->odd;
	struct mailbox *mailbox;
	const char *copy = NULL;

	if (!piece->angle) {
		addr = trim(piece->from,
			    piece->comment.at ? piece->comment_from : s->at);
		name = piece->comment;
		/* "a@b (x).c" is another address. */
		doubtful |= piece->behind;
	}
	if (!addr.len && !piece->angle && !doubtful)
		return; /* nothing between two commas */
	if (!doubtful)
		copy = strict(mime, addr);
	*odd |= !copy;
	mailbox = copy ? add(mime, out) : NULL;
	if (!mailbox)
		return;
	mailbox->addr = copy;
	mailbox->name = name_text(mime, name, s->pairs);
}

/* Words with no address, and a comma behind them. */
static bool is_words(const struct piece *piece, const struct scan *s)
{
	size_t len = (size_t)(s->at - piece->from);

	return s->at < s->end && *s->at == ',' && !piece->angle &&
	       !piece->comment.at && !piece->odd && !piece->member &&
	       !memchr(piece->from, '@', len) && trim(piece->from, s->at).len;
}

/* "Last, First <a@b>", which lacks its quotes: mail programs show one person,
 * and what has no @ before a comma can be no other. */
static bool join(const uint8_t *from, struct piece *piece)
{
	if (!piece->angle || piece->member)
		return false;
	/* "Last, <a@b>" ends before its comma. */
	piece->name =
		trim(from, piece->name.len ? piece->name.at + piece->name.len
					   : piece->from - 1);
	return true;
}

void mailbox_read(struct mime *mime, const struct field *field,
		  struct mailbox_list *out, bool *odd)
{
	struct scan s = {
		.at = field->at,
		.end = field->at + field->len,
		.pairs = !utf8_valid(field->at, field->len),
	};
	const uint8_t *words = NULL;
	struct piece piece;

	while (s.at < s.end) {
		piece = read_piece(&s);
		if (out->n == LIMIT_ADDRESSES) {
			mime_defect(mime, DEFECT_ADDRESS_COUNT);
			return;
		}
		if (is_words(&piece, &s)) {
			words = words ? words : piece.from;
		} else {
			*odd |= words && !join(words, &piece);
			words = NULL;
			take_piece(mime, &piece, &s, out, odd);
		}
		if (s.at < s.end)
			s.at++;
	}
	*odd |= words != NULL;
}
