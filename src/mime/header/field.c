/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field.c -- a header cut into its fields (RFC 5322 2.2, 3.6.8)
 *
 * Readers of mail differ on lines that are no field: some end the header there,
 * some skip the line. Here they are skipped, and whatever structural field
 * follows is `unsure`, so that no text rests on one of the two readings. If none
 * follows they are told as `swallowed`.
 */
#include "mime/header/field.h"

#include <string.h>
#include <strings.h>

#include "base/eights.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"
#include "mime/text/cut.h"
#include "mime/text/line.h"
#include "mime/text/utf8.h"

#define NAME(text) text, sizeof(text) - 1

enum {
	MOST_OF_A_LETTER = 4
};

/* By the first letter. */
static const struct {
	const char *name;
	size_t len;
	enum field_id id;
} names[26][MOST_OF_A_LETTER] = {
	['a' - 'a'] = {
		{ NAME("auto-submitted"), FIELD_AUTO_SUBMITTED },
		{ NAME("authentication-results"), FIELD_AUTH_RESULTS },
	},
	['c' - 'a'] = {
		{ NAME("cc"), FIELD_CC },
		{ NAME("content-type"), FIELD_CONTENT_TYPE },
		{ NAME("content-transfer-encoding"), FIELD_CONTENT_ENCODING },
		{ NAME("content-disposition"), FIELD_CONTENT_DISPOSITION },
	},
	['d' - 'a'] = {
		{ NAME("date"), FIELD_DATE },
	},
	['f' - 'a'] = {
		{ NAME("from"), FIELD_FROM },
	},
	['i' - 'a'] = {
		{ NAME("in-reply-to"), FIELD_IN_REPLY_TO },
	},
	['l' - 'a'] = {
		{ NAME("list-id"), FIELD_LIST },
		{ NAME("list-unsubscribe"), FIELD_LIST },
		{ NAME("list-post"), FIELD_LIST },
	},
	['m' - 'a'] = {
		{ NAME("message-id"), FIELD_MESSAGE_ID },
	},
	['p' - 'a'] = {
		{ NAME("precedence"), FIELD_PRECEDENCE },
	},
	['r' - 'a'] = {
		{ NAME("reply-to"), FIELD_REPLY_TO },
		{ NAME("references"), FIELD_REFERENCES },
		{ NAME("received"), FIELD_RECEIVED },
	},
	['s' - 'a'] = {
		{ NAME("sender"), FIELD_SENDER },
		{ NAME("subject"), FIELD_SUBJECT },
	},
	['t' - 'a'] = {
		{ NAME("to"), FIELD_TO },
	},
};

bool lines_next(struct lines *lines, const uint8_t **line, size_t *len)
{
	const uint8_t *stop;

	if (lines->at == lines->end)
		return false;
	*line = lines->at;
	stop = memchr(lines->at, lines->eol, (size_t)(lines->end - lines->at));
	lines->at = stop ? stop + 1 : lines->end;
	*len = (size_t)((stop ? stop : lines->end) - *line);
	if (*len && stop && (*line)[*len - 1] == '\r')
		--*len;
	return true;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Whether the bytes of a name, all printable, are those in any case. */
static bool is_name(const uint8_t *at, const char *name, size_t len)
{
	for (; len >= 8; at += 8, name += 8, len -= 8)
		if ((eights_load(at) | EIGHTS_ONES * 0x20) != eights_load(name))
			return false;
	for (size_t i = 0; i < len; i++)
		if ((at[i] | 0x20) != name[i])
			return false;
	return true;
}

static enum field_id identify(const struct mime *mime, const uint8_t *name,
			      size_t len)
{
	const char *mark = mime->options->loop_mark;
	const size_t letter = (name[0] | 0x20U) - 'a';

	for (size_t i = 0; letter < 26 && i < MOST_OF_A_LETTER; i++)
		if (names[letter][i].len == len &&
		    is_name(name, names[letter][i].name, len))
			return names[letter][i].id;
	if (mark && ascii_is(name, len, mark))
		return FIELD_LOOP_MARK;
	return FIELD_OTHER;
}

/* Bytes at the beginning that may stand in a name for sure. */
static size_t name_run(const uint8_t *line, size_t len)
{
	uint64_t word, flags;
	size_t n = 0;

	for (; len - n >= 8; n += 8) {
		word = eights_load(line + n);
		flags = eights_unprintable(word) |
			eights_maybe_equal(word, ' ') |
			eights_maybe_equal(word, ':');
		if (flags)
			return n + eights_first(flags);
	}
	return n;
}

/* The length of the name if the line is a field, else 0; *colon is its place. */
static size_t name_length(const uint8_t *line, size_t len, size_t *colon)
{
	size_t n = name_run(line, len), at;

	while (n < len && line[n] > ' ' && line[n] < 0x7F && line[n] != ':')
		n++;
	for (at = n; at < len && is_blank(line[at]);)
		at++;
	if (at == len || line[at] != ':')
		return 0;
	*colon = at;
	return n;
}

/* A header being read. */
struct reading {
	struct mime *mime;
	struct header header;
	struct field *fields;
	size_t cap;
	struct field *open; /* the last kept field, to which folds belong */
	const uint8_t *open_from; /* its first line */
	unsigned n_fields;
	bool junk;                /* a line that is no field was seen */
	const uint8_t *junk_from; /* the first; NULL: a field followed it */
};

static struct field *add(struct reading *r)
{
	struct field *grown =
		arena_try_grow(r->mime->arena, r->fields, r->header.n, &r->cap,
			       sizeof(*grown));

	if (!grown)
		return NULL;
	r->fields = grown;
	return &grown[r->header.n++];
}

/* In what is shown, and names no file and no boundary, a word that a server cut
 * is whole again. */
static bool may_be_mended(enum field_id id)
{
	return id == FIELD_TO || id == FIELD_CC || id == FIELD_SUBJECT ||
	       id == FIELD_IN_REPLY_TO || id == FIELD_REFERENCES;
}

static void mend(struct reading *r)
{
	const size_t name = (size_t)(r->open->at - r->open_from);
	struct buf whole = { .arena = r->mime->arena };

	if (may_be_mended(r->open->id) &&
	    cut_mend(r->open_from, name + r->open->len, &whole)) {
		r->open->at = (const uint8_t *)whole.at + name;
		r->open->len = whole.len - name;
	}
}

static void end_field(struct reading *r)
{
	/* The rest of such a line is a short name. */
	if (r->open && r->open->len > CUT_LINE / 2)
		mend(r);
	r->open = NULL;
}

static void begin_field(struct reading *r, const uint8_t *line, size_t len,
			size_t name, size_t colon)
{
	enum field_id id = identify(r->mime, line, name);
	struct field *field;

	end_field(r);
	r->header.any = true;
	if (++r->n_fields > LIMIT_FIELDS)
		r->mime->verdict = CONVERT_TOO_MANY_FIELDS;
	if (colon != name)
		mime_defect(r->mime, DEFECT_FIELD_SPACE);
	if (id == FIELD_RECEIVED)
		r->header.n_received++;
	if (id == FIELD_OTHER || id == FIELD_RECEIVED)
		return;
	r->junk_from = NULL;
	field = add(r);
	if (!field)
		return;
	*field = (struct field){
		.id = id,
		.unsure = r->junk || colon != name,
		.at = line + colon + 1,
		.len = len - colon - 1,
		.received = r->header.n_received,
	};
	r->open = field;
	r->open_from = line;
}

static void add_odd(struct reading *r, const uint8_t *line)
{
	if (!r->junk_from)
		r->junk_from = line;
	mime_defect(r->mime, DEFECT_FIELD_NAME);
}

static void add_junk(struct reading *r, const uint8_t *line)
{
	add_odd(r, line);
	r->junk = true;
}

static void fold(struct reading *r, const uint8_t *line, size_t len)
{
	if (!r->n_fields)
		add_junk(r, line);
	/* A fold that no one may write and each may read (RFC 5322 4.2); or it
	 * was meant to end the header, where nothing but text follows. */
	else if (line_is_blank(line, len))
		add_odd(r, line);
	if (r->open)
		r->open->len = (size_t)(line + len - r->open->at);
}

static void other_line(struct reading *r, const uint8_t *line, size_t len)
{
	static const char mbox[] = "From ", quoted[] = ">From ";

	end_field(r);
	if ((len >= 5 && memcmp(line, mbox, 5) == 0) ||
	    (len >= 6 && memcmp(line, quoted, 6) == 0)) {
		mime_defect(r->mime, DEFECT_MBOX_LINE);
		return;
	}
	add_junk(r, line);
	/* A name that is folded or holds a NUL, as in "Content-" LF " Type:". */
	r->header.torn |= ascii_begins(line, len, "content");
}

/* Controls, bytes above 0x7F, length: what each kept field is judged by. */
static void check(struct mime *mime, struct field *field)
{
	const uint8_t *at = field->at, *end;

	if (field->len > LIMIT_FIELD) {
		field->len = LIMIT_FIELD;
		field->unsure = true;
		mime_defect(mime, DEFECT_FIELD_CUT);
	}
	for (end = at + field->len; at < end; at++) {
		at += ascii_printable_run(at, (size_t)(end - at));
		if (at == end)
			break;
		if (*at == '\t' || *at == '\n' || *at == 0x7F)
			continue;
		if (*at == '\r' && at + 1 < end && at[1] == '\n')
			continue;
		if (*at >= 0x80) {
			mime_defect(mime, DEFECT_FIELD_8BIT);
			continue;
		}
		if (*at == 0x1B || *at == 0x0E || *at == 0x0F)
			continue; /* raw ISO-2022-JP */
		mime_defect(mime, DEFECT_FIELD_CONTROL);
		field->unsure = true;
	}
}

/* A text without any header: everything is body. */
static bool is_headless(const struct reading *r)
{
	return !r->header.any && r->junk;
}

struct header header_read(struct mime *mime, struct lines *lines)
{
	struct reading r = { .mime = mime };
	const uint8_t *start = lines->at, *line;
	size_t len, name, colon;

	while (mime->verdict == CONVERT_OK && lines_next(lines, &line, &len)) {
		if (!len)
			break;
		if (lines->stops && lines->stops(lines->who, line, len)) {
			lines->at = line;
			break;
		}
		if (lines->at - start > LIMIT_HEADER) {
			/* Without a single field it is a body, however long. */
			if (!is_headless(&r))
				mime->verdict = CONVERT_HEADER_TOO_LONG;
			break;
		}
		if (is_blank(line[0]))
			fold(&r, line, len);
		else if ((name = name_length(line, len, &colon)))
			begin_field(&r, line, len, name, colon);
		else
			other_line(&r, line, len);
	}
	end_field(&r);
	if (is_headless(&r))
		lines->at = start;
	for (size_t i = 0; i < r.header.n; i++)
		check(mime, &r.fields[i]);
	r.header.fields = r.fields;
	if (!r.header.torn)
		r.header.swallowed = r.junk_from;
	return r.header;
}

const struct field *header_find(const struct header *header, enum field_id id)
{
	for (size_t i = 0; i < header->n; i++)
		if (header->fields[i].id == id)
			return &header->fields[i];
	return NULL;
}
