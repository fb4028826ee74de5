/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate.c -- a proved claim as a file that sekisho-checkproof checks
 */
#include "cli/certificate/certificate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "cli/certificate/pieces.h"
#include "proof/rules/dump_file.h"
#include "ruleset/ruleset.h"

enum {
	STAMPS_NUMBER = 1 << 19, /* without the clock's bit */
};

/* "source A B": a piece of addresses. */
static void put_addresses(FILE *file, const char *words, enum family family,
			  const struct piece *piece)
{
	char text[ADDR_TEXT];
	struct addr addr = { .family = family };

	memcpy(addr.bytes, piece->lo, sizeof(addr.bytes));
	fprintf(file, "%s %s", words, addr_text(text, &addr));
	memcpy(addr.bytes, piece->hi, sizeof(addr.bytes));
	fprintf(file, " %s", addr_text(text, &addr));
}

static size_t address_pieces(const struct addr_range *range,
			     struct piece out[static MOST_PIECES])
{
	return pieces_of(range->first.bytes, range->last.bytes,
			 family_len(range->first.family), out);
}

/* Each piece on a line of its own: "source A B". */
static void put_ranges(FILE *file, const char *words,
		       const struct ranges *ranges)
{
	struct piece pieces[MOST_PIECES];

	vec_each(range, ranges) {
		size_t n = address_pieces(range, pieces);

		for (size_t i = 0; i < n; i++) {
			put_addresses(file, words, range->first.family,
				      &pieces[i]);
			fputc('\n', file);
		}
	}
}

/* Of echoes the type, with any code. */
static void put_services(FILE *file, const char *words, enum family family,
			 const struct port_ranges *services)
{
	enum proto other = family == FAMILY_IPV4 ? PROTO_ICMPV6 : PROTO_ICMP;
	struct piece pieces[MOST_PIECES];

	for (size_t i = 0; i < services->n; i++) {
		const struct port_range *ports = &services->at[i];
		int proto = (int)ports->proto, echo = proto == 1 ? 8 : 128;
		uint8_t first[] = { (uint8_t)(ports->first >> 8),
				    (uint8_t)ports->first };
		uint8_t last[] = { (uint8_t)(ports->last >> 8),
				   (uint8_t)ports->last };
		size_t n = pieces_of(first, last, 2, pieces);

		if (ports->proto == other)
			continue;
		if (ports->proto == PROTO_ICMP || ports->proto == PROTO_ICMPV6)
			fprintf(file, "%s proto %d %d type %d %d\n", words,
				proto, proto, echo, echo);
		else
			for (size_t k = 0; k < n; k++)
				fprintf(file, "%s proto %d %d dport %d %d\n",
					words, proto, proto,
					pieces[k].lo[0] << 8 | pieces[k].lo[1],
					pieces[k].hi[0] << 8 | pieces[k].hi[1]);
	}
}

/* All pieces from here to there, of all services. */
static void put_permit(FILE *file, const struct addr_range *from,
		       const struct addr_range *to,
		       const struct port_ranges *services)
{
	struct piece sources[MOST_PIECES], destinations[MOST_PIECES];
	size_t n_from = address_pieces(from, sources);
	size_t n_to = address_pieces(to, destinations);
	enum family family = from->first.family;
	char *words;
	size_t len;

	for (size_t i = 0; i < n_from * n_to; i++) {
		FILE *line = open_memstream(&words, &len);

		must(line);
		put_addresses(line, "permit source", family,
			      &sources[i / n_to]);
		put_addresses(line, " destination", family,
			      &destinations[i % n_to]);
		fclose(line);
		put_services(file, words, family, services);
		free(words);
	}
}

static void put_permits(FILE *file, const struct flow *flow)
{
	vec_each(from, &flow->sources)
		vec_each(to, &flow->destinations)
			if (from->first.family == to->first.family)
				put_permit(file, from, to, &flow->ports);
}

static void put_names(FILE *file, const char *words, const struct zone *zone)
{
	vec_each(name, &zone->interfaces)
		fprintf(file, "%s %s\n", words, *name);
}

/* What arrives before addresses are given (RFC 4861). */
static void put_neighbours(FILE *file, const char *words, const char *rest)
{
	fprintf(file,
		"%s :: ::%s\n"
		"%s fe80:: febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff%s\n",
		words, rest, words, rest);
}

static void put_claim(FILE *file, const struct question *question,
		      uint32_t generation)
{
	const struct zone *from = question->from, *to = question->to;
	uint32_t stamp = generation << GENERATION_SHIFT;

	fprintf(file, "claim %s\n", question->text);
	put_names(file, "from", from);
	if (question->kind == QUESTION_ANTI_SPOOFING) {
		put_ranges(file, "permit source", &from->space);
		put_neighbours(file, "permit source", " proto 58 58");
		return;
	}
	put_names(file, "to", to);
	if (question->kind == QUESTION_ONLY)
		put_permits(file, question->flow);
	if (question->kind == QUESTION_NO_PACKET || !generation)
		return;
	fprintf(file, "stamps %u %u\n", stamp, stamp + STAMPS_NUMBER - 1);
	put_ranges(file, "source", &from->space);
	put_neighbours(file, "source", "");
	put_ranges(file, "destination", &to->space);
}

static bool is_about_zones(enum question_kind kind)
{
	return kind == QUESTION_NEVER || kind == QUESTION_NO_PACKET ||
	       kind == QUESTION_ONLY || kind == QUESTION_ANTI_SPOOFING;
}

bool certificate_make(const struct question *question,
		      const struct snapshot *snapshot, uint32_t generation,
		      struct certificate *out)
{
	uint8_t digest[DIGEST_LEN], *bytes;
	size_t len, claim_len;
	char *claim;
	FILE *file;
	bool made;

	*out = (struct certificate){ .why = "it is no claim about zones" };
	if (!is_about_zones(question->kind))
		return false;
	len = dump_file_len(snapshot);
	bytes = xcalloc(len, 1);
	dump_file_write(snapshot, bytes, digest);
	file = open_memstream(&claim, &claim_len);
	must(file);
	put_claim(file, question, generation);
	fclose(file);
	made = certificate_tree(bytes, len, claim, out);
	free(claim);
	free(bytes);
	return made;
}
