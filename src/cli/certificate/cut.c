/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut.c -- where a box of packets is cut in two
 */
#include "cli/certificate/cut.h"

#include <string.h>

static bool is_split(const struct box *box, size_t byte, unsigned at)
{
	return at >= box->lo[byte] && at < box->hi[byte];
}

/* The first part of the key that is not surely in the element, or not. */
static size_t open_part(const struct key *key, const struct shape *shape,
			const struct element *e)
{
	size_t at = 0, len, align = shape->align;

	for (const uint8_t *part = shape->parts; at < shape->len; part++) {
		len = *part;
		if (memcmp(key->lo + at, e->lo + at, len) < 0 ||
		    memcmp(key->hi + at, e->hi + at, len) > 0 - (int)e->open)
			return at;
		at += (len + align - 1) / align * align;
	}
	return at;
}

void cut_doubt(const struct box *box, const struct key *key,
	       const struct shape *shape, const struct element *e,
	       struct cut *cut)
{
	for (size_t i = open_part(key, shape, e); i < shape->len; i++) {
		size_t of = key->regs[i].of;
		uint8_t rest = (uint8_t)~key->regs[i].mask;
		unsigned at =
			e->hi[i] < key->hi[i] ? e->hi[i] | rest : e->lo[i] - 1U;

		if (of == BOX || key->lo[i] == key->hi[i])
			continue;
		if (!is_split(box, of, at))
			at = (box->lo[of] + box->hi[of]) / 2U;
		*cut = (struct cut){ of, (uint8_t)at };
		return;
	}
}

bool box_meets(const struct box *box, const struct box *other)
{
	for (size_t i = 0; i < BOX; i++)
		if (box->hi[i] < other->lo[i] || box->lo[i] > other->hi[i])
			return false;
	return true;
}

/* The first byte that is more than in the other: of what many entries have in
 * common, services, then destinations, so that it is cut once for all. */
static size_t outer_byte(const struct box *box, const struct box *other)
{
	static const uint8_t ends[][2] = {
		{ DPORT, WAY },   { PROTO, SPORT }, { SPORT, DPORT },
		{ DADDR, PROTO }, { SADDR, DADDR }, { 0, BOX },
	};

	for (size_t f = 0; f < sizeof(ends) / sizeof(*ends); f++)
		for (size_t i = ends[f][0]; i < ends[f][1]; i++)
			if (box->lo[i] < other->lo[i] ||
			    box->hi[i] > other->hi[i])
				return i;
	return BOX;
}

bool cut_out(const struct box *box, const struct box *other, struct cut *cut)
{
	size_t i = outer_byte(box, other);

	if (i == BOX || !box_meets(box, other))
		return false;
	*cut = (struct cut){ i, box->lo[i] < other->lo[i]
					? (uint8_t)(other->lo[i] - 1)
					: other->hi[i] };
	return true;
}
