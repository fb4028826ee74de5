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

/* As nf_conntrack_proto_icmp.c and nf_conntrack_proto_icmpv6.c know errors. */
static const struct part {
	unsigned kinds;
	enum list_kind from, to;
	const char *box, *leaves;
} parts[] = {
	{ NEVER | ONLY, FROM, TO, "way 0 0 state 0 2", "drop permit inside" },
	{ NEVER | ONLY, SOURCE, DESTINATION, "way 0 2 state 0 0",
	  "unmarked permit stamped" },
	{ NEVER | ONLY, ANY, ANY,
	  "way 0 2 state 3 3 family 0 0 proto 1 1 type 3 5",
	  "unmarked stamped" },
	{ NEVER | ONLY, ANY, ANY,
	  "way 0 2 state 3 3 family 0 0 proto 1 1 type 11 12",
	  "unmarked stamped" },
	{ NEVER | ONLY, ANY, ANY,
	  "way 0 2 state 3 3 family 1 1 proto 58 58 type 0 127",
	  "unmarked stamped" },
	{ NO_PACKET, FROM, TO, "way 0 0 state 0 4", "drop" },
	{ ANTI_SPOOFING, FROM, ANY, "way 0 1 state 0 4", "drop permit" },
};

static struct box anything(void)
{
	struct box box;

	memset(box.lo, 0, sizeof(box.lo));
	memset(box.hi, 255, sizeof(box.hi));
	box.hi[FAMILY] = IP6;
	return box;
}

bool box_within(const struct box *box, const struct box *other)
{
	for (size_t i = 0; i < BOX; i++)
		if (box->lo[i] < other->lo[i] || box->hi[i] > other->hi[i])
			return false;
	return true;
}

/* False: nothing is in both. */
static bool narrow(struct box *box, const struct box *other)
{
	bool some = true;

	for (size_t i = 0; i < BOX; i++) {
		if (box->lo[i] < other->lo[i])
			box->lo[i] = other->lo[i];
		if (box->hi[i] > other->hi[i])
			box->hi[i] = other->hi[i];
		some &= box->lo[i] <= box->hi[i];
	}
	return some;
}

bool read_number(const char *word, uint32_t most, uint32_t *out)
{
	unsigned long number = word ? strtoul(word, NULL, 10) : 0;
	char again[32];

	snprintf(again, sizeof(again), "%lu", number);
	*out = (uint32_t)number;
	return word && !strcmp(word, again) && number <= most;
}

/* The first five have lists of their own. What a connection's next packet may
 * have otherwise is not permitted: by the stamp it would pass all the same. */
static const struct field {
	const char *name;
	size_t at, len;
	bool lasts;
} fields[] = {
	{ "from", IIF, 16, false },         { "to", OIF, 16, false },
	{ "stamps", MARK, 4, false },       { "source", SADDR, 16, true },
	{ "destination", DADDR, 16, true }, { "proto", PROTO, 1, true },
	{ "type", SPORT, 1, true },         { "sport", SPORT, 2, true },
	{ "dport", DPORT, 2, true },        { "way", WAY, 1, false },
	{ "state", STATE, 1, false },       { "family", FAMILY, 1, false },
};

/* An address that is of the other family than one before leaves nothing. */
static bool read_address(const char *word, struct box *box, uint8_t *at)
{
	if (!strchr(word, ':')) {
		box->hi[FAMILY] = IP4;
		return inet_pton(AF_INET, word, at) == 1;
	}
	box->lo[FAMILY] = IP6;
	return inet_pton(AF_INET6, word, at) == 1;
}

static bool read_end(const struct field *field, const char *word,
		     struct box *box, uint8_t *ends)
{
	uint8_t *at = ends + field->at;
	uint32_t number;

	if (!word || !*word)
		return false;
	if (field->at < MARK)
		return strncpy((char *)at, word, 16) && !at[15];
	if (field->len == 16)
		return read_address(word, box, at);
	if (!read_number(word, (uint32_t)((UINT64_C(1) << 8 * field->len) - 1),
			 &number))
		return false;
	for (size_t i = 0; i < field->len; i++, number >>= 8)
		at[field->at == MARK ? i : field->len - 1 - i] =
			(uint8_t)number;
	return true;
}

/* "10.0.0.0 10.0.0.255"; of an interface one name. */
static bool read_ends(const struct field *field, char **words, struct box *box)
{
	const char *first = strsep(words, " "), *last = first;

	if (field->at >= MARK)
		last = strsep(words, " ");
	return read_end(field, first, box, box->lo) &&
	       read_end(field, last, box, box->hi);
}

/* "source 10.0.0.0 10.0.0.255 dport 80 80" */
static bool read_box(char *words, bool lasting, struct box *box)
{
	const size_t n = sizeof(fields) / sizeof(*fields);
	const char *name;
	size_t i;

	*box = anything();
	while (words) {
		name = strsep(&words, " ");
		for (i = 0; i < n && strcmp(name, fields[i].name) != 0; i++)
			;
		if (i == n || (lasting && !fields[i].lasts) ||
		    !read_ends(&fields[i], &words, box))
			return false;
	}
	return true;
}

static void add(struct claim *claim, enum list_kind list, const struct box *box)
{
	size_t n = claim->lists[list].n++;
	struct box *at = claim->lists[list].at;

	if (!(n & (n - 1)))
		at = reallocarray(at, 2 * n + 1, sizeof(*at));
	if (!at)
		abort();
	at[n] = *box;
	claim->lists[list].at = at;
}

static int index_of(const char *name, const char *const *list, int n)
{
	int i = 0;

	while (i < n && strcmp(name, list[i]) != 0)
		i++;
	return i;
}

bool claim_add(struct claim *claim, char *line)
{
	static const char *const kinds[] = { "never", "only", "no-packet",
					     "anti-spoofing", "no-initiation" };
	static const char *const lists[] = { "claim",  "from",   "to",
					     "stamps", "source", "destination",
					     "permit" };
	const char *name = strsep(&line, " ");
	int list = index_of(name, lists, N_LISTS), kind;
	struct box box = anything();

	if (list == N_LISTS || (list == ANY) != !claim->kind || !line)
		return false;
	if (list == ANY) {
		kind = index_of(strsep(&line, " "), kinds, 5);
		claim->kind = kind < 5 ? 1U << kind % 4 : 0;
	} else if (list == PERMIT) {
		if (!read_box(line, true, &box))
			return false;
	} else if (!read_ends(&fields[list - 1], &line, &box) || line) {
		return false;
	}
	add(claim, (enum list_kind)list, &box);
	/* A connection begins with the mark 0. */
	if (list == STAMPS)
		return claim->lists[list].n == 1 &&
		       memcmp(box.lo + MARK, "\0\0\0", 4) != 0;
	if (list == PERMIT)
		return claim->kind & (ONLY | ANTI_SPOOFING);
	return claim->kind;
}

void claim_free(struct claim *claim)
{
	for (size_t i = 0; i < N_LISTS; i++)
		free(claim->lists[i].at);
}

bool claim_roots(const struct claim *claim, claim_root each, void *state)
{
	char words[64];
	struct box root;

	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		const struct list *from = &claim->lists[parts[p].from];
		const struct list *to = &claim->lists[parts[p].to];

		if (!(parts[p].kinds & claim->kind))
			continue;
		for (size_t i = 0; i < from->n * to->n; i++) {
			snprintf(words, sizeof(words), "%s", parts[p].box);
			if (!read_box(words, false, &root) ||
			    (narrow(&root, &from->at[i / to->n]) &&
			     narrow(&root, &to->at[i % to->n]) &&
			     !each(state, &root, parts[p].leaves)))
				return false;
		}
	}
	return claim->lists[FROM].n &&
	       (claim->lists[TO].n || claim->kind == ANTI_SPOOFING);
}
