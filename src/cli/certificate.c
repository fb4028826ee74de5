/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate.c -- a proved claim as a file that sekisho-checkproof checks
 */
#include "cli/certificate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "proof/rules/dump_file.h"
#include "ruleset/ruleset.h"

static void put_range(FILE *file, const struct addr_range *range)
{
	char first[ADDR_TEXT], last[ADDR_TEXT];

	fprintf(file, " %s %s", addr_text(first, &range->first),
		addr_text(last, &range->last));
}

static void put_ranges(FILE *file, const char *word,
		       const struct ranges *ranges)
{
	vec_each(range, ranges) {
		fputs(word, file);
		put_range(file, range);
		fputc('\n', file);
	}
}

/* Of echoes the type, with any code, stands where ports do. */
static void put_permit(FILE *file, const struct addr_range *from,
		       const struct addr_range *to,
		       const struct port_range *ports)
{
	unsigned type = ports->proto == PROTO_ICMP ? 8 : 128;

	if (from->first.family != to->first.family ||
	    (ports->proto == PROTO_ICMP && from->first.family != FAMILY_IPV4) ||
	    (ports->proto == PROTO_ICMPV6 && from->first.family != FAMILY_IPV6))
		return;
	fputs("permit", file);
	put_range(file, from);
	put_range(file, to);
	fprintf(file, " %d %d", (int)ports->proto, (int)ports->proto);
	if (ports->proto == PROTO_ICMP || ports->proto == PROTO_ICMPV6)
		fprintf(file, " %u %u 0 65535\n", type << 8, type << 8 | 255);
	else
		fprintf(file, " 0 65535 %u %u\n", ports->first, ports->last);
}

static void put_permits(FILE *file, const struct flow *flow)
{
	vec_each(from, &flow->sources)
		vec_each(to, &flow->destinations)
			for (size_t i = 0; i < flow->ports.n; i++)
				put_permit(file, from, to, &flow->ports.at[i]);
}

static void put_claim(FILE *file, const struct question *question,
		      uint32_t generation)
{
	const struct zone *from = question->from, *to = question->to;

	fprintf(file, "claim %s\n", question->text);
	vec_each(name, &from->interfaces)
		fprintf(file, "from %s\n", *name);
	if (question->kind == QUESTION_ANTI_SPOOFING) {
		put_ranges(file, "source", &from->space);
		return;
	}
	vec_each(name, &to->interfaces)
		fprintf(file, "to %s\n", *name);
	if (question->kind == QUESTION_ONLY)
		put_permits(file, question->flow);
	if (question->kind == QUESTION_NO_PACKET || !generation)
		return;
	fprintf(file, "stamps %u\n", generation << GENERATION_SHIFT);
	put_ranges(file, "source", &from->space);
	/* What arrives before addresses are given (RFC 4861) is let in for the
	 * gateway itself. */
	fputs("source :: ::\nsource fe80:: "
	      "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n",
	      file);
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
