/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claim.c -- what a certificate claims, and the boxes that it must account for
 *
 * A stamp is a connection's mark by which rules let its later packets pass. Who
 * claims that nothing begins from here to there has to show that no connection
 * between these addresses ever gets one: neither by a packet that begins it,
 * wherever that comes from, nor by an ICMP error about it.
 */
#include "checkproof/claim.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = { "never ", "no-packet ", "only ",
				     "anti-spoofing ", "no-initiation " };

static void *more(void *at, size_t n, size_t size)
{
	at = n & (n - 1) ? at : realloc(at, (n ? 2 * n : 1) * size);
	return at ? at : (abort(), at);
}

static bool read_range(const char **rest, struct range *out)
{
	char from[46], to[46];
	int family;

	if (!line_word(rest, from, sizeof(from)) ||
	    !line_word(rest, to, sizeof(to)))
		return false;
	family = strchr(from, ':') ? AF_INET6 : AF_INET;
	out->family = family == AF_INET6 ? IP6 : IP4;
	return inet_pton(family, from, out->lo) == 1 &&
	       inet_pton(family, to, out->hi) == 1;
}

static bool add_range(struct range **list, size_t *n, const char *rest)
{
	struct range range = { 0 };

	if (!read_range(&rest, &range) || *rest)
		return false;
	*list = more(*list, *n, sizeof(range));
	(*list)[(*n)++] = range;
	return true;
}

/* The first and the last protocol; or port, of two bytes. */
static bool read_ends(const char **rest, uint8_t *lo, uint8_t *hi, size_t len)
{
	uint32_t most = len == 1 ? UINT8_MAX : UINT16_MAX, first, last;

	if (!line_number(rest, most, &first) || !line_number(rest, most, &last))
		return false;
	for (size_t i = len; i-- > 0; first >>= 8, last >>= 8) {
		lo[i] = (uint8_t)first;
		hi[i] = (uint8_t)last;
	}
	return true;
}

static bool add_permit(struct claim *claim, const char *rest)
{
	struct permit permit = { 0 };

	if (!read_range(&rest, &permit.source) ||
	    !read_range(&rest, &permit.destination) ||
	    !read_ends(&rest, permit.lo, permit.hi, 1) ||
	    !read_ends(&rest, permit.lo + 1, permit.hi + 1, 2) ||
	    !read_ends(&rest, permit.lo + 3, permit.hi + 3, 2) || *rest)
		return false;
	claim->permits = more(claim->permits, claim->n_permits, sizeof(permit));
	claim->permits[claim->n_permits++] = permit;
	return true;
}

static bool add_iface(const char **list, size_t *n, const char *name)
{
	if (*n == IFACES || !*name || strlen(name) > 15)
		return false;
	list[(*n)++] = name;
	return true;
}

/* A generation's first mark. */
static bool add_stamps(struct claim *claim, const char *rest)
{
	return line_number(&rest, UINT32_MAX, &claim->stamps) && !*rest &&
	       claim->stamps && claim->stamps % (1U << 20) == 0;
}

static bool add_claim(struct claim *claim, const char *words)
{
	for (int i = 0; i <= N_KINDS; i++) {
		claim->kind = (enum kind)(i % N_KINDS);
		claim->is_named = line_after(words, kinds[i]) != NULL;
		if (claim->is_named)
			return true;
	}
	return false;
}

bool claim_add(struct claim *claim, char *line)
{
	const char *words = line_after(line, "claim ");

	if (words || !claim->is_named)
		return words && !claim->is_named && add_claim(claim, words);
	if ((words = line_after(line, "from ")))
		return add_iface(claim->from, &claim->n_from, words);
	if ((words = line_after(line, "to ")))
		return add_iface(claim->to, &claim->n_to, words);
	if ((words = line_after(line, "source")))
		return add_range(&claim->sources, &claim->n_sources, words);
	if ((words = line_after(line, "destination")))
		return add_range(&claim->destinations, &claim->n_destinations,
				 words);
	if ((words = line_after(line, "permit")))
		return claim->kind == ONLY && add_permit(claim, words);
	if ((words = line_after(line, "stamps")))
		return (claim->kind == NEVER || claim->kind == ONLY) &&
		       add_stamps(claim, words);
	return false;
}

void claim_free(struct claim *claim)
{
	free(claim->sources);
	free(claim->destinations);
	free(claim->permits);
}

void claim_source(const struct dump *dump, char out[static 512])
{
	int n = sprintf(out, "dump ");

	for (int i = 0; i < DIGEST; i++)
		n += sprintf(out + n, "%02x", dump->digest[i]);
	n += sprintf(out + n, "\ntaken %ju\nnetns %ju\ngeneration %ju\nboot ",
		     (uintmax_t)dump->taken_ns, (uintmax_t)dump->netns,
		     (uintmax_t)dump->generation);
	for (int i = 0; i < 16; i++)
		n += sprintf(out + n, "%02x", dump->boot[i]);
	sprintf(out + n, "\n");
}

static size_t len_of(const struct box *box)
{
	return box->family == IP4 ? 4 : 16;
}

static bool is_in(const struct box *box, size_t at, const uint8_t *lo,
		  const uint8_t *hi, size_t len)
{
	return memcmp(box->lo + at, lo, len) >= 0 &&
	       memcmp(box->hi + at, hi, len) <= 0;
}

static bool in_range(const struct box *box, size_t at,
		     const struct range *range)
{
	return range->family == box->family &&
	       is_in(box, at, range->lo, range->hi, len_of(box));
}

static bool in_permit(const struct box *box, const struct permit *permit)
{
	return in_range(box, SADDR, &permit->source) &&
	       in_range(box, DADDR, &permit->destination) &&
	       is_in(box, PROTO, permit->lo, permit->hi, 1) &&
	       is_in(box, SPORT, permit->lo + 1, permit->hi + 1, 2) &&
	       is_in(box, DPORT, permit->lo + 3, permit->hi + 3, 2);
}

/* No packet of the box has such an address. */
static bool is_apart(const struct box *box, size_t at,
		     const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ranges[i].family == box->family &&
		    memcmp(box->hi + at, ranges[i].lo, len_of(box)) >= 0 &&
		    memcmp(box->lo + at, ranges[i].hi, len_of(box)) <= 0)
			return false;
	return true;
}

/* Every mark of the box is a stamp without the clock's bit. */
static bool is_stamped(const struct claim *claim, const struct box *box)
{
	uint32_t lo, hi;

	memcpy(&lo, box->lo + MARK, 4);
	memcpy(&hi, box->hi + MARK, 4);
	return claim->stamps && lo >= claim->stamps &&
	       hi < claim->stamps + STAMPS;
}

/* fe80::/10 and ::, which no kernel forwards; to the gateway itself only as
 * ICMPv6, neighbour discovery (RFC 4861). */
static bool is_of_link(const struct box *box)
{
	static const uint8_t none[16], lo[16] = { 0xfe, 0x80 };
	static const uint8_t hi[16] = { 0xfe, 0xbf, 255, 255, 255, 255,
					255,  255,  255, 255, 255, 255,
					255,  255,  255, 255 };

	return box->family == IP6 &&
	       (is_in(box, SADDR, none, none, 16) ||
		is_in(box, SADDR, lo, hi, 16)) &&
	       (box->way == FORWARD ||
		(box->lo[PROTO] == 58 && box->hi[PROTO] == 58));
}

/* "WORD I" or "WORD I J": the numbers of lines in the head. */
static bool about(const char *line, const char *word, uint32_t *i, uint32_t *j)
{
	const char *rest = line_after(line, word);

	return rest && line_number(&rest, UINT32_MAX, i) &&
	       (!j || line_number(&rest, UINT32_MAX, j)) && !*rest;
}

bool claim_leaf(const struct claim *claim, struct dump *dump,
		const struct box *box, const char *line)
{
	struct verdict verdict;
	uint32_t i, j;
	char text[1024];

	switch (line[0]) {
	case 'p':
		return about(line, "permit", &i, NULL) &&
		       i < claim->n_permits &&
		       in_permit(box, &claim->permits[i]);
	case 'i':
		return about(line, "inside", &i, &j) && box->state == NEW &&
		       is_stamped(claim, box) && i < claim->n_sources &&
		       j < claim->n_destinations &&
		       in_range(box, SADDR, &claim->sources[i]) &&
		       in_range(box, DADDR, &claim->destinations[j]);
	case 'o':
		return about(line, "own", &i, NULL) && i < claim->n_sources &&
		       in_range(box, SADDR, &claim->sources[i]);
	case 'l':
		return !strcmp(line, "link") && is_of_link(box);
	case 's':
		return !strcmp(line, "stamped") && is_stamped(claim, box);
	case 'a':
		return !strcmp(line, "apart") &&
		       (is_apart(box, SADDR, claim->sources,
				 claim->n_sources) ||
			is_apart(box, DADDR, claim->destinations,
				 claim->n_destinations));
	case 'u':
		verdict = box_run(dump, box);
		return !strcmp(line, "unmarked") && !verdict.stamps &&
		       !verdict.strange;
	case 'd':
		verdict = box_run(dump, box);
		if (verdict.passes || verdict.strange || !verdict.chain)
			return false;
		snprintf(text, sizeof(text), "drop %u %s %s %ju",
			 verdict.chain->id.family, verdict.chain->id.table,
			 verdict.chain->id.name, (uintmax_t)verdict.handle);
		return !strcmp(line, text);
	default:
		return false;
	}
}

static const char *state_text(uint32_t state)
{
	return state == NEW         ? "new"
	       : state == INVALID   ? "invalid"
	       : state == UNTRACKED ? "untracked"
	       : state == RELATED   ? "related"
				    : "established";
}

struct roots {
	const struct claim *claim;
	claim_root each;
	void *state;
};

static void fix(struct box *box, size_t at, const char *bytes, size_t len)
{
	memcpy(box->lo + at, bytes, len);
	memcpy(box->hi + at, bytes, len);
}

static void fix_name(struct box *box, size_t at, const char *name)
{
	memset(box->hi + at, 0, 16);
	fix(box, at, name, strlen(name));
}

struct types {
	uint8_t first, last;
};

/* From and to an interface, or NULL: any; ICMP of these types, or anything. */
static bool tell(const struct roots *roots, struct box box, const char *leaves,
		 const char *from, const char *to, const struct types *icmp)
{
	static const char *const ways[] = { "forward", "input", "output" };
	char line[128];

	memset(box.lo, 0, BOX);
	memset(box.hi, 255, BOX);
	if (from)
		fix_name(&box, IIF, from);
	if (to)
		fix_name(&box, OIF, to);
	if (icmp) {
		fix(&box, PROTO, box.family == IP4 ? "\1" : "\72", 1);
		box.lo[SPORT] = icmp->first;
		box.hi[SPORT] = icmp->last;
	}
	snprintf(line, sizeof(line), "root %s %s ip%d %s %s%s", ways[box.way],
		 state_text(box.state), box.family == IP4 ? 4 : 6,
		 from ? from : "*", to ? to : "*",
		 !icmp               ? ""
		 : icmp->first == 11 ? " errors 11"
				     : " errors");
	return roots->each(roots->state, &box, leaves, line);
}

/* No connection is stamped that the claim denies: neither by its packets, as
 * long as there is no answer, nor by what conntrack takes for an ICMP error
 * (nf_conntrack_proto_icmp.c, nf_conntrack_proto_icmpv6.c). */
static bool tell_stamps(const struct roots *roots, uint32_t family)
{
	static const struct types ip4[] = { { 3, 5 }, { 11, 12 } };
	static const struct types ip6 = { 0, 127 };
	struct box box = { .family = family, .stamps = roots->claim->stamps };
	bool fine = true;

	for (int way = FORWARD; way <= OUTPUT && fine; way++) {
		box.way = (enum way)way;
		box.state = NEW;
		fine = tell(roots, box, "upsa", NULL, NULL, NULL);
		box.state = RELATED;
		for (int i = 0; i < (family == IP4 ? 2 : 1) && fine; i++)
			fine = tell(roots, box, "us", NULL, NULL,
				    family == IP4 ? &ip4[i] : &ip6);
	}
	return fine;
}

static bool tell_between(const struct roots *roots, uint32_t family,
			 const char *from, const char *to)
{
	static const uint32_t states[] = { NEW, INVALID, UNTRACKED, RELATED,
					   ESTABLISHED };
	struct box box = { .family = family, .stamps = roots->claim->stamps };
	bool spoof = roots->claim->kind == ANTI_SPOOFING, fine = true;
	size_t n = spoof || roots->claim->kind == NO_PACKET ? 5 : 3;

	for (size_t i = 0; i < n && fine; i++) {
		box.state = states[i];
		box.way = FORWARD;
		fine = tell(roots, box, spoof ? "dol" : "dpi", from, to, NULL);
		box.way = INPUT;
		if (fine && spoof)
			fine = tell(roots, box, "dol", from, NULL, NULL);
	}
	return fine;
}

bool claim_roots(const struct claim *claim, claim_root each, void *state)
{
	const struct roots roots = { claim, each, state };
	bool spoof = claim->kind == ANTI_SPOOFING, fine = claim->n_from > 0;
	size_t n_to = spoof ? 1 : claim->n_to;

	fine &= spoof ? claim->n_to == 0 : claim->n_to > 0;
	for (size_t i = 0; i < 2 * claim->n_from * n_to && fine; i++)
		fine = tell_between(&roots, i % 2 ? IP6 : IP4,
				    claim->from[i / 2 / n_to],
				    spoof ? NULL : claim->to[i / 2 % n_to]);
	if (claim->stamps)
		fine = fine && tell_stamps(&roots, IP4) &&
		       tell_stamps(&roots, IP6);
	return fine;
}

bool box_split(struct box *box, unsigned byte, unsigned at, bool above)
{
	if (byte >= BOX || at < box->lo[byte] || at >= box->hi[byte])
		return false;
	if (above)
		box->lo[byte] = (uint8_t)(at + 1);
	else
		box->hi[byte] = (uint8_t)at;
	return true;
}
