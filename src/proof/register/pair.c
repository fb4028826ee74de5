/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pair.c -- what the entries permit between any two ends
 *
 * Entries of single addresses and ports, which is nearly all of a register, are
 * sorted into one set a pair, family and protocol; the others are nested ranges
 * and put together by halves. Which of several names a packet is the first of
 * them, so the order in which they are put together does not matter.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "proof/register/group.h"

static const uint8_t nfprotos[N_FAMILIES] = { 2, 10 };

static uint32_t either(struct direction *d, uint32_t a, uint32_t b)
{
	return d->m->options.rule
		       ? diagram_apply(d->m->all, &diagram_first_op, a, b)
		       : diagram_override(d->m->all, a, b);
}

static int compare_tuples(const void *a, const void *b)
{
	const struct tuple *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	for (size_t i = 0; i < MOST_DIGITS; i++)
		if (x->key[i] != y->key[i])
			return x->key[i] < y->key[i] ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* The tuples first … end - 1, of one group, as one set. */
static uint32_t set_of(struct direction *d, size_t first, size_t end)
{
	size_t family = d->tuples[first].group / N_PROTOS % N_FAMILIES;
	bool echo =
		proto_is_echo(group_protos[d->tuples[first].group % N_PROTOS]);
	const struct layout *layout = &d->layouts[family];
	uint16_t levels[MOST_DIGITS];
	struct diagram_keys keys = { .levels = levels };
	const struct tuple *tuple;

	for (size_t i = 0; i < N_PARTS; i++)
		for (size_t digit = 0;
		     digit < variable_info(layout->variables[i])->digits &&
		     !(echo && layout->parts[i] == PART_PORT);
		     digit++)
			levels[keys.n_levels++] =
				(uint16_t)(d->m->space->levels
						   [layout->variables[i]] +
					   digit);
	for (size_t i = first; i < end; i++) {
		tuple = &d->tuples[i];
		if (i > first &&
		    !memcmp(tuple->key, tuple[-1].key, sizeof(tuple->key))) {
			d->values[keys.n - 1] = either(d, d->values[keys.n - 1],
						       d->thens[tuple->place]);
			continue;
		}
		memcpy(d->keys + keys.n * keys.n_levels, tuple->key,
		       keys.n_levels * sizeof(*d->keys));
		d->values[keys.n++] = d->thens[tuple->place];
	}
	keys.keys = d->keys;
	keys.values = d->values;
	return diagram_of_sorted(d->m->all, &keys);
}

static void build_groups(struct direction *d, size_t n_groups)
{
	size_t end;

	qsort(d->tuples, d->n_tuples, sizeof(*d->tuples), compare_tuples);
	for (size_t i = 0; i < n_groups; i++)
		d->groups[i] = diagram_pile_end(d->m->all, &d->piles[i]);
	for (size_t first = 0; first < d->n_tuples; first = end) {
		uint32_t *group = &d->groups[d->tuples[first].group];

		for (end = first + 1; end < d->n_tuples; end++)
			if (d->tuples[end].group != d->tuples[first].group)
				break;
		*group = either(d, *group, set_of(d, first, end));
	}
}

/* RFC 792, RFC 4443 4.1, 4.2: the type is the byte before the code. */
static uint32_t ask_echo(struct direction *d, enum proto proto, uint32_t then)
{
	uint64_t request = proto == PROTO_ICMP ? 8 : 128;
	uint64_t reply = proto == PROTO_ICMP ? 0 : 129;
	uint64_t type = d->reply ? reply : request;
	struct diagram_range range = space_numbers(d->m->space, VAR_SPORT,
						   type << 8, type << 8 | 0xff);

	return diagram_mask(
		d->m->all,
		diagram_range(d->m->all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE),
		then);
}

/* A pair's groups, behind what they have in common. */
static uint32_t pair_of(struct direction *d, const uint32_t *groups)
{
	uint32_t pair = DIAGRAM_NOMATCH, of_family, then;
	struct diagram_range box[3];
	unsigned end;

	for (size_t family = 0; family < N_FAMILIES; family++) {
		of_family = DIAGRAM_NOMATCH;
		for (size_t i = 0; i < N_PROTOS; i++, groups++) {
			then = *groups;
			end = d->reply ? 2 : 4; /* the port that decides */
			if (proto_is_echo(group_protos[i])) {
				then = ask_echo(d, group_protos[i], then);
				end = 1;
			}
			box[0] = space_numbers(d->m->space, VAR_NFPROTO,
					       nfprotos[family],
					       nfprotos[family]);
			box[1] =
				space_numbers(d->m->space, VAR_L4PROTO,
					      group_protos[i], group_protos[i]);
			box[2] = space_readable(d->m->space, HEADER_TRANSPORT,
						end);
			of_family = diagram_override(
				d->m->all, of_family,
				diagram_box_of(d->m->all, box, 3, then));
		}
		pair = diagram_override(d->m->all, pair, of_family);
	}
	return pair;
}

static void build_direction(struct direction *d, uint32_t *out)
{
	size_t n_pairs = (size_t)d->m->n_ends * d->m->n_ends;
	size_t n_groups = n_pairs * N_FAMILIES * N_PROTOS;

	d->groups = xcalloc(n_groups, sizeof(*d->groups));
	d->piles = xcalloc(n_groups, sizeof(*d->piles));
	for (size_t i = 0; i < N_FAMILIES; i++)
		d->layouts[i] = layout_of(d->m, group_families[i], d->reply);
	direction_take(d);
	build_groups(d, n_groups);
	for (size_t i = 0; i < n_pairs; i++)
		out[i] = pair_of(d, d->groups + i * N_FAMILIES * N_PROTOS);
	free(d->groups);
	free(d->piles);
	free(d->tuples);
	free(d->keys);
	free(d->values);
}

void pairs_build(struct meaning *m, struct pairs *out)
{
	size_t n_pairs = (size_t)m->n_ends * m->n_ends;
	_cleanup_(freep) uint32_t *thens =
		xcalloc(m->entries.n + 1, sizeof(*thens));

	for (size_t i = 0; i < m->entries.n; i++)
		thens[i] = diagram_mask(
			m->all, entry_in_force(m, &m->entries.at[i]),
			m->options.rule ? diagram_leaf((uint32_t)i + 1)
					: DIAGRAM_TRUE);
	for (int reply = 0; reply < 2; reply++) {
		struct direction d = {
			.m = m,
			.reply = reply,
			.thens = thens,
		};

		out->at[reply] = arena_calloc(&m->arena, n_pairs,
					      sizeof(*out->at[reply]));
		for (size_t i = 0; i < n_pairs; i++)
			out->at[reply][i] = DIAGRAM_NOMATCH;
		if (!reply || !m->options.original_only)
			build_direction(&d, out->at[reply]);
	}
}
