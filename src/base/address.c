/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address.c -- addresses, prefixes and ranges, read strictly
 */
#include "base/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

size_t family_len(enum family family)
{
	return family == FAMILY_IPV4 ? 4 : 16;
}

enum addr_verdict addr_read(const char *text, struct addr *out)
{
	struct addr addr = { .family = FAMILY_IPV4 };

	/* inet_pton refuses leading zeros, short forms and zone indexes. */
	if (inet_pton(AF_INET, text, addr.bytes) == 1) {
		*out = addr;
		return ADDR_OK;
	}
	addr.family = FAMILY_IPV6;
	if (inet_pton(AF_INET6, text, addr.bytes) != 1)
		return ADDR_BAD;
	if (!memcmp(addr.bytes, mapped, sizeof(mapped)))
		return ADDR_MAPPED;
	*out = addr;
	return ADDR_OK;
}

static void set_host_bits(struct addr *addr, unsigned len, bool value)
{
	for (unsigned bit = len; bit < 8 * family_len(addr->family); bit++) {
		uint8_t mask = (uint8_t)(0x80u >> bit % 8);

		if (value)
			addr->bytes[bit / 8] |= mask;
		else
			addr->bytes[bit / 8] &= (uint8_t)~mask;
	}
}

static enum addr_verdict prefix_read(const char *text, size_t len,
				     struct addr_range *out)
{
	struct addr_range range;
	enum addr_verdict verdict;
	struct addr base;
	char head[ADDR_TEXT];
	uint32_t bits;

	if (len >= sizeof(head))
		return ADDR_BAD;
	memcpy(head, text, len);
	head[len] = '\0';
	verdict = addr_read(head, &base);
	if (verdict != ADDR_OK)
		return verdict;
	if (!text_u32(text + len + 1, 8 * (uint32_t)family_len(base.family),
		      &bits))
		return ADDR_BAD;
	range.first = range.last = base;
	set_host_bits(&range.first, bits, false);
	set_host_bits(&range.last, bits, true);
	if (memcmp(range.first.bytes, base.bytes, sizeof(base.bytes)) != 0)
		return ADDR_HOST_BITS;
	*out = range;
	return ADDR_OK;
}

enum addr_verdict range_read(const char *text, struct addr_range *out)
{
	const char *slash = strchr(text, '/'), *dash = strchr(text, '-');
	struct addr_range range;
	enum addr_verdict verdict;
	char head[ADDR_TEXT];

	if (slash)
		return prefix_read(text, (size_t)(slash - text), out);
	if (!dash) {
		verdict = addr_read(text, &range.first);
		range.last = range.first;
	} else {
		if ((size_t)(dash - text) >= sizeof(head))
			return ADDR_BAD;
		memcpy(head, text, (size_t)(dash - text));
		head[dash - text] = '\0';
		verdict = addr_read(head, &range.first);
		if (verdict == ADDR_OK)
			verdict = addr_read(dash + 1, &range.last);
	}
	if (verdict != ADDR_OK)
		return verdict;
	if (range.first.family != range.last.family)
		return ADDR_BAD;
	if (addr_cmp(&range.first, &range.last) > 0)
		return ADDR_REVERSED;
	*out = range;
	return ADDR_OK;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool mac_read(const char *text, struct mac *out)
{
	struct mac mac = { 0 };

	if (strlen(text) != MAC_TEXT - 1)
		return false;
	for (size_t i = 0; i < sizeof(mac.bytes); i++) {
		int high = hex_digit(text[3 * i]);
		int low = hex_digit(text[3 * i + 1]);

		if (high < 0 || low < 0 ||
		    text[3 * i + 2] != (i == 5 ? '\0' : ':'))
			return false;
		mac.bytes[i] = (uint8_t)(high << 4 | low);
	}
	*out = mac;
	return true;
}

char *addr_text(char buf[static ADDR_TEXT], const struct addr *addr)
{
	int af = addr->family == FAMILY_IPV4 ? AF_INET : AF_INET6;

	buf[0] = '\0';
	if (addr->family != FAMILY_NONE)
		inet_ntop(af, addr->bytes, buf, ADDR_TEXT);
	return buf;
}

char *range_text(char buf[static RANGE_TEXT], const struct addr_range *range)
{
	char first[ADDR_TEXT], last[ADDR_TEXT];
	int len = range_prefix_len(range);

	addr_text(first, &range->first);
	addr_text(last, &range->last);
	if (range_is_single(range))
		snprintf(buf, RANGE_TEXT, "%s", first);
	else if (len >= 0)
		snprintf(buf, RANGE_TEXT, "%s/%d", first, len);
	else
		snprintf(buf, RANGE_TEXT, "%s-%s", first, last);
	return buf;
}

char *mac_text(char buf[static MAC_TEXT], const struct mac *mac)
{
	const uint8_t *b = mac->bytes;

	snprintf(buf, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1],
		 b[2], b[3], b[4], b[5]);
	return buf;
}

int addr_cmp(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->bytes, b->bytes, family_len(a->family));
}

int range_cmp(const struct addr_range *a, const struct addr_range *b)
{
	int r = addr_cmp(&a->first, &b->first);

	return r ? r : addr_cmp(&a->last, &b->last);
}

bool range_contains(const struct addr_range *outer,
		    const struct addr_range *inner)
{
	return range_has(outer, &inner->first) &&
	       range_has(outer, &inner->last);
}

bool range_has(const struct addr_range *range, const struct addr *addr)
{
	return addr->family == range->first.family &&
	       addr_cmp(&range->first, addr) <= 0 &&
	       addr_cmp(addr, &range->last) <= 0;
}

bool range_overlaps(const struct addr_range *a, const struct addr_range *b)
{
	return a->first.family == b->first.family &&
	       addr_cmp(&a->first, &b->last) <= 0 &&
	       addr_cmp(&b->first, &a->last) <= 0;
}

bool range_is_single(const struct addr_range *range)
{
	return !addr_cmp(&range->first, &range->last);
}

int range_prefix_len(const struct addr_range *range)
{
	int bits = 8 * (int)family_len(range->first.family), len = 0;
	struct addr last = range->first;

	while (len < bits) {
		unsigned byte = (unsigned)len / 8;
		uint8_t mask = (uint8_t)(0x80u >> len % 8);

		if ((range->first.bytes[byte] ^ range->last.bytes[byte]) & mask)
			break;
		len++;
	}
	for (int bit = len; bit < bits; bit++)
		if (range->first.bytes[bit / 8] & 0x80u >> bit % 8)
			return -1;
	set_host_bits(&last, (unsigned)len, true);
	return addr_cmp(&last, &range->last) ? -1 : len;
}

bool addr_next(struct addr *addr)
{
	for (size_t i = family_len(addr->family); i-- > 0;)
		if (++addr->bytes[i])
			return true;
	return false;
}

bool addr_prev(struct addr *addr)
{
	for (size_t i = family_len(addr->family); i-- > 0;)
		if (addr->bytes[i]--)
			return true;
	return false;
}

static int cmp_ranges(const void *a, const void *b)
{
	return range_cmp(a, b);
}

size_t ranges_merge(struct addr_range *ranges, size_t n)
{
	size_t kept = 0;

	if (!n)
		return 0;
	qsort(ranges, n, sizeof(*ranges), cmp_ranges);
	for (size_t i = 1; i < n; i++) {
		struct addr_range *top = &ranges[kept];
		struct addr after = top->last;
		bool touches = range_overlaps(top, &ranges[i]);

		if (!touches && addr_next(&after))
			touches = !addr_cmp(&after, &ranges[i].first);
		if (!touches)
			ranges[++kept] = ranges[i];
		else if (addr_cmp(&top->last, &ranges[i].last) < 0)
			top->last = ranges[i].last;
	}
	return kept + 1;
}
