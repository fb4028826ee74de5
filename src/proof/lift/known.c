/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known.c -- large conditions that were worked out once
 */
#include "proof/lift/known.h"

#include <string.h>

enum {
	HEADS = 4096,
};

struct known_set {
	const struct known_set *next;
	const struct nf_set *set;
	const struct bit *bits; /* of the whole key */
	uint32_t family, members;
};

struct lift_known {
	const struct known_set *heads[HEADS];
};

static size_t n_bits(const struct nf_set *set)
{
	return (size_t)set->key_len * 8;
}

/* Sets have their places in one array; a key has few sources. */
static size_t head_of(const struct lift *lift, const struct nf_set *set)
{
	return ((uintptr_t)set / sizeof(*set) * 2 + lift->family) % HEADS;
}

static bool same(const struct bit *a, const struct bit *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].kind != b[i].kind || a[i].flip != b[i].flip ||
		    a[i].level != b[i].level || a[i].at != b[i].at)
			return false;
	return true;
}

uint32_t known_members(const struct lift *lift, const struct bit *bits,
		       const struct nf_set *set)
{
	const struct known_set *one;

	if (!lift->known)
		return 0;
	for (one = lift->known->heads[head_of(lift, set)]; one; one = one->next)
		if (one->set == set && one->family == lift->family &&
		    same(one->bits, bits, n_bits(set)))
			return one->members;
	return 0;
}

void know_members(struct lift *lift, const struct bit *bits,
		  const struct nf_set *set, uint32_t members)
{
	struct known_set *one = arena_alloc(&lift->arena, sizeof(*one));
	struct bit *kept =
		arena_calloc(&lift->arena, n_bits(set), sizeof(*kept));
	size_t head = head_of(lift, set);

	if (!lift->known)
		lift->known = arena_alloc(&lift->arena, sizeof(*lift->known));
	memcpy(kept, bits, n_bits(set) * sizeof(*kept));
	*one = (struct known_set){ .next = lift->known->heads[head],
				   .set = set,
				   .bits = kept,
				   .family = lift->family,
				   .members = members };
	lift->known->heads[head] = one;
}
