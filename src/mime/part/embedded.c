/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embedded.c -- files that lie in the middle of a plain text
 *
 * Each kind is sought anew only when its last find was passed, so that the
 * whole stays linear.
 */
#include "mime/part/embedded.h"

#include <string.h>

#include "base/sixteens.h"
#include "mime/part/embedded_part.h"
#include "mime/text/line.h"
#include "mime/transfer/uuencode.h"

/* How the first line begins; a part has no one way. */
static const char *const beginnings[N_EMBEDDED] = {
	[EMBEDDED_UU] = "begin ",
	[EMBEDDED_UU_BASE64] = "begin-base64 ",
	[EMBEDDED_YENC] = "=ybegin ",
	[EMBEDDED_BINHEX] = "(This file must be converted with BinHex",
	[EMBEDDED_PGP] = "-----BEGIN PGP MESSAGE",
	[EMBEDDED_SIGNATURE] = "-----BEGIN PGP SIGNATURE",
};

static const uint8_t *find(const uint8_t *at, const uint8_t *end,
			   const char *what)
{
	return memmem(at, (size_t)(end - at), what, strlen(what));
}

/* The next place of the words at the beginning of a line. */
static const uint8_t *find_line(const uint8_t *start, const uint8_t *end,
				const char *what)
{
	const uint8_t *at = start;

	while ((at = find(at, end, what))) {
		if (at == start || at[-1] == '\n')
			return at;
		at++;
	}
	return NULL;
}

/* Of beginnings before one end the last has it: what stands between them is
 * text. */
static const uint8_t *last_beginning(const uint8_t *from, const uint8_t *stop,
				     enum embedded_kind kind)
{
	const uint8_t *next;

	while ((next = find_line(line_at(from, stop).next, stop,
				 beginnings[kind])))
		from = next;
	return from;
}

static bool find_uu(const uint8_t *at, const uint8_t *end,
		    struct embedded_block *out)
{
	struct uuencode uu;

	if (!uuencode_find(at, end, &uu))
		return false;
	*out = (struct embedded_block){
		.from = uu.from,
		.to = uu.to,
		.name = uu.name,
		.name_len = uu.name_len,
		.encoding = TRANSFER_UU,
		.data = uu.data,
		.len = uu.data_len,
	};
	return true;
}

/* "begin-base64 644 name", base64, "====" (POSIX uuencode -m). */
static bool find_uu_base64(const uint8_t *at, const uint8_t *end,
			   struct embedded_block *out)
{
	const uint8_t *from =
		find_line(at, end, beginnings[EMBEDDED_UU_BASE64]);
	const uint8_t *data = from ? line_at(from, end).next : NULL;
	const uint8_t *stop = data ? find_line(data, end, "====") : NULL;
	const uint8_t *name;

	if (!stop)
		return false;
	from = last_beginning(from, stop, EMBEDDED_UU_BASE64);
	data = line_at(from, end).next;
	name = memchr(from + 13, ' ', (size_t)(data - from) - 13);
	name = name ? name + 1 : data;
	*out = (struct embedded_block){
		.from = from,
		.to = line_at(stop, end).next,
		.name = name,
		.name_len = (size_t)(data - name),
		.encoding = TRANSFER_BASE64,
		.data = data,
		.len = (size_t)(stop - data),
	};
	return true;
}

/* "=ybegin line=128 size=9 name=x", perhaps "=ypart …", data, "=yend …". */
static bool find_yenc(const uint8_t *at, const uint8_t *end,
		      struct embedded_block *out)
{
	const uint8_t *from = find_line(at, end, beginnings[EMBEDDED_YENC]);
	const uint8_t *data, *name, *stop;

	if (!from)
		return false;
	data = line_at(from, end).next;
	name = find(from, data, " name=");
	*out = (struct embedded_block){ .from = from,
					.encoding = TRANSFER_YENC };
	if (name) {
		out->name = name + 6;
		out->name_len = (size_t)(data - out->name);
	}
	if (end - data >= 7 && memcmp(data, "=ypart ", 7) == 0)
		data = line_at(data, end).next;
	stop = find_line(data, end, "=yend");
	out->data = data;
	out->len = (size_t)((stop ? stop : end) - data);
	out->to = stop ? line_at(stop, end).next : end;
	return true;
}

/* RFC 1741: the sentence, then everything between two colons. */
static bool find_binhex(const uint8_t *at, const uint8_t *end,
			struct embedded_block *out)
{
	const uint8_t *from = find_line(at, end, beginnings[EMBEDDED_BINHEX]);
	const uint8_t *data, *stop;

	if (!from)
		return false;
	data = memchr(from, ':', (size_t)(end - from));
	if (!data)
		return false;
	stop = memchr(data + 1, ':', (size_t)(end - data) - 1);
	*out = (struct embedded_block){
		.from = from,
		.to = stop ? line_at(stop, end).next : end,
		.encoding = TRANSFER_BINHEX,
		.data = data + 1,
		.len = (size_t)((stop ? stop : end) - data) - 1,
	};
	return true;
}

/* RFC 9580 6.2; what has no end is text. */
static bool find_armor(const uint8_t *at, const uint8_t *end,
		       enum embedded_kind kind, const char *finish,
		       struct embedded_block *out)
{
	const uint8_t *from = find_line(at, end, beginnings[kind]);
	const uint8_t *stop = from ? find_line(from, end, finish) : NULL;

	if (!stop)
		return false;
	from = last_beginning(from, stop, kind);
	stop = line_at(stop, end).next;
	*out = (struct embedded_block){
		.from = from,
		.to = stop,
		.encoding = TRANSFER_IDENTITY,
		.data = from,
		.len = (size_t)(stop - from),
	};
	return true;
}

static bool find_kind(enum embedded_kind kind, const uint8_t *at,
		      const uint8_t *end, struct embedded_block *out)
{
	switch (kind) {
	case EMBEDDED_UU:
		return find_uu(at, end, out);
	case EMBEDDED_UU_BASE64:
		return find_uu_base64(at, end, out);
	case EMBEDDED_YENC:
		return find_yenc(at, end, out);
	case EMBEDDED_BINHEX:
		return find_binhex(at, end, out);
	case EMBEDDED_PGP:
		return find_armor(at, end, kind, "-----END PGP MESSAGE", out);
	case EMBEDDED_SIGNATURE:
		return find_armor(at, end, kind, "-----END PGP SIGNATURE", out);
	case EMBEDDED_PART:
		return embedded_part_find(at, end, out);
	case N_EMBEDDED:
		break;
	}
	return false;
}

static void seek(struct embedded *e, enum embedded_kind kind)
{
	struct embedded_block *next = &e->next[kind];

	if ((e->markup && kind != EMBEDDED_UU && kind != EMBEDDED_PART) ||
	    !find_kind(kind, e->at, e->end, next))
		next->from = NULL;
	next->kind = kind;
	e->known[kind] = true;
}

static bool begins(const struct embedded *e, const uint8_t *at,
		   const char *beginning)
{
	const size_t len = strlen(beginning);

	return *at == (uint8_t)beginning[0] && (size_t)(e->end - at) >= len &&
	       memcmp(at, beginning, len) == 0;
}

static void look_at(struct embedded *e, const uint8_t *line)
{
	for (enum embedded_kind kind = 0; kind < N_EMBEDDED; kind++)
		if (beginnings[kind] && begins(e, line, beginnings[kind]))
			e->known[kind] = false;
	if (embedded_part_is_field(line, e->end))
		e->known[EMBEDDED_PART] = false;
}

/* The lines whose beginnings are in (at, end]. */
static void look_behind(struct embedded *e, const uint8_t *at,
			const uint8_t *end)
{
	while ((at = memchr(at, '\n', (size_t)(end - at))) && ++at < e->end)
		look_at(e, at);
}

/* A line end before one of "bcBC=-(", and some more that begin nothing. */
static sixteen may_begin(sixteen bytes, sixteen next)
{
	return sixteen_equal(bytes, '\n') &
	       (sixteen_equal(next | 0x21, 'c') |
		sixteen_equal(next | 0x10, '=') | sixteen_equal(next, '('));
}

/* Of what is not in lines of base64 that which tells most texts; a blank may be
 * before a line end. */
static sixteen breaks_base64(sixteen bytes, sixteen next)
{
	return (sixteen_equal(bytes, ' ') & sixteen_between(next, ' ', 0xFF)) |
	       sixteen_between(bytes, ',', '.') |
	       sixteen_between(bytes, '{', 0xFF);
}

/* The line around `at`, which is behind *seen: that of the last one. Sets *seen
 * to its end, so that no line is gone through twice. */
static void look_around(struct embedded *e, const uint8_t *at,
			const uint8_t **seen)
{
	const uint8_t *from = memrchr(*seen, '\n', (size_t)(at - *seen));
	struct line line = line_at(from ? from + 1 : *seen, e->end);

	if (embedded_part_is_base64(&line))
		e->known[EMBEDDED_PART] = false;
	*seen = line.next;
}

/* Of a kind no line of which begins so there is nothing to seek: of nearly all
 * texts that is all, after one pass. Lines of base64 that are worth it hold
 * thirty-two bytes in a row that nothing breaks, wherever they lie. */
static void look(struct embedded *e)
{
	const uint8_t *at = e->at, *seen = at;
	sixteen one, other, next, last;

	for (enum embedded_kind kind = 0; kind < N_EMBEDDED; kind++)
		e->known[kind] = true;
	e->looked = true;
	if (at < e->end)
		look_at(e, at);
	for (; e->end - at > 32; at += 32) {
		one = sixteen_load(at);
		next = sixteen_load(at + 1);
		other = sixteen_load(at + 16);
		last = sixteen_load(at + 17);
		if (!sixteen_any(breaks_base64(one, next) |
				 breaks_base64(other, last)) &&
		    at >= seen)
			look_around(e, at, &seen);
		if (sixteen_any(may_begin(one, next) | may_begin(other, last)))
			look_behind(e, at, at + 32);
	}
	look_behind(e, at, e->end);
}

bool embedded_next(struct embedded *e, struct embedded_block *out)
{
	const struct embedded_block *first = NULL;

	if (!e->looked)
		look(e);
	for (enum embedded_kind kind = 0; kind < N_EMBEDDED; kind++) {
		struct embedded_block *next = &e->next[kind];

		if (!e->known[kind] || (next->from && next->from < e->at))
			seek(e, kind);
		if (next->from && (!first || next->from < first->from))
			first = next;
	}
	if (!first)
		return false;
	*out = *first;
	e->at = first->to;
	return true;
}
