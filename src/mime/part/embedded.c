/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embedded.c -- files that lie in the middle of a plain text
 *
 * Each kind is sought anew only when its last find was passed, so that the
 * whole stays linear.
 */
#include "mime/part/embedded.h"

#include <string.h>

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

	return (size_t)(e->end - at) >= len && memcmp(at, beginning, len) == 0;
}

/* Of a kind no line of which begins so there is nothing to seek: of nearly all
 * texts that is all, after one pass. */
static void look(struct embedded *e)
{
	struct line line;
	size_t base64 = 0;

	for (enum embedded_kind kind = 0; kind < N_EMBEDDED; kind++)
		e->known[kind] = true;
	for (const uint8_t *at = e->at; at < e->end; at = line.next) {
		line = line_at(at, e->end);
		if (embedded_part_may_begin(&line, &base64))
			e->known[EMBEDDED_PART] = false;
		if (*at != 'b' && *at != '=' && *at != '(' && *at != '-')
			continue;
		for (enum embedded_kind kind = 0; kind < N_EMBEDDED; kind++)
			if (beginnings[kind] && begins(e, at, beginnings[kind]))
				e->known[kind] = false;
	}
	e->looked = true;
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
