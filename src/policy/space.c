/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * space.c -- the unicast address space, and sets of ranges in it
 */
#include "policy/space.h"

#define V4(...)                                                 \
	{                                                       \
		.family = FAMILY_IPV4, .bytes = { __VA_ARGS__ } \
	}
#define V6(first, fill)                           \
	{                                         \
		.family = FAMILY_IPV6, .bytes = { \
			first,                    \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill,                     \
			fill                      \
		}                                 \
	}

static struct addr_range unicast[] = {
	{ V4(1, 0, 0, 0), V4(126, 255, 255, 255) },
	{ V4(128, 0, 0, 0), V4(169, 253, 255, 255) },
	{ V4(169, 255, 0, 0), V4(223, 255, 255, 255) },
	{ V6(0x20, 0), V6(0x3f, 0xff) },
	{ V6(0xfc, 0), V6(0xfd, 0xff) },
};

const struct ranges *space_unicast(void)
{
	static const struct ranges all = {
		.at = unicast,
		.n = sizeof(unicast) / sizeof(*unicast),
	};

	return &all;
}

/* The first range that ends at or after `addr`; n if none. */
static size_t find(const struct ranges *set, const struct addr *addr)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (addr_cmp(&set->at[mid].last, addr) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool ranges_have(const struct ranges *set, const struct addr_range *range)
{
	size_t i = find(set, &range->first);

	return i < set->n && range_contains(&set->at[i], range);
}

bool ranges_touch(const struct ranges *set, const struct addr_range *range)
{
	size_t i = find(set, &range->first);

	return i < set->n && range_overlaps(&set->at[i], range);
}

/* last - first + 1, at most `most`. */
static uint32_t count_range(const struct addr_range *range, uint32_t most)
{
	size_t len = family_len(range->first.family);
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++) {
		n = (n << 8) + range->last.bytes[i];
		n -= range->first.bytes[i];
		if (n > (uint64_t)UINT32_MAX << 8)
			return most;
	}
	return n + 1 > most ? most : (uint32_t)(n + 1);
}

uint32_t ranges_count(const struct addr_range *ranges, size_t n, uint32_t most)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n && sum < most; i++)
		sum += count_range(&ranges[i], most - sum);
	return sum;
}

static void add(struct arena *arena, struct ranges *out,
		const struct addr *first, const struct addr *last)
{
	struct addr_range *range = vec_add(arena, out);

	range->first = *first;
	range->last = *last;
}

void ranges_subtract(struct arena *arena, const struct ranges *from,
		     const struct ranges *set, struct ranges *out)
{
	vec_each(range, from) {
		struct addr first = range->first, before;
		bool left = true;

		for (size_t i = find(set, &first);
		     left && i < set->n && range_overlaps(&set->at[i], range);
		     i++) {
			before = set->at[i].first;
			if (addr_cmp(&first, &before) < 0 && addr_prev(&before))
				add(arena, out, &first, &before);
			first = set->at[i].last;
			left = addr_cmp(&first, &range->last) < 0 &&
			       addr_next(&first);
		}
		if (left)
			add(arena, out, &first, &range->last);
	}
}
