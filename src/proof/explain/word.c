/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.c -- what entries and steps say, in words
 */
#include <stdio.h>
#include <string.h>

#include "base/scribe.h"
#include "policy/print/print.h"
#include "proof/explain/parts.h"
#include "proof/space/witness_word.h"

const char *explain_zone_name(const struct explanation *e, bool to)
{
	const struct zone *zone = to ? e->packet.to : e->packet.from;
	const struct space_name *name = to ? &e->packet.oif : &e->packet.iif;

	if (zone)
		return zone->name;
	return *name->text || name->prefix ? "?" : "gateway";
}

char *explain_service(struct explanation *e)
{
	const struct witness *packet = &e->packet;
	const char *name = proto_name((enum proto)packet->l4proto);

	if (proto_has_ports(packet->l4proto))
		return arena_printf(&e->arena, "%s/%u", name,
				    packet->reply ? packet->sport
						  : packet->dport);
	if (!proto_is_icmp(packet->l4proto))
		return packet->l4proto < L4PROTO_NONE
			       ? arena_printf(&e->arena, "proto/%u",
					      packet->l4proto)
			       : arena_strdup(&e->arena, "proto/none");
	switch (packet->sport >> 8) {
	case 8:
		name = packet->l4proto == PROTO_ICMP ? "icmp/echo-request" : "";
		break;
	case 128:
		name = packet->l4proto == PROTO_ICMPV6 ? "icmpv6/echo-request"
						       : "";
		break;
	default:
		name = "";
		break;
	}
	if (*name)
		return arena_strdup(&e->arena, name);
	return arena_printf(&e->arena, "%s/%u.%u",
			    proto_name((enum proto)packet->l4proto),
			    packet->sport >> 8, packet->sport & 0xff);
}

/* The first few, and how many there are besides. */
static void end_list(FILE *out, size_t n)
{
	if (n > NEAR_LISTED)
		fprintf(out, ", +%zu", n - NEAR_LISTED);
	else if (n == 0)
		fputs("(none)", out);
}

char *explain_ports(struct arena *arena, const struct port_ranges *ports)
{
	struct scribe s;

	scribe_begin(&s);
	for (size_t i = 0; i < ports->n && i < NEAR_LISTED; i++) {
		if (i)
			fputs(", ", s.out);
		print_port_range(&ports->at[i], s.out);
	}
	end_list(s.out, ports->n);
	return scribe_end(&s, arena);
}

char *explain_ranges(struct arena *arena, const struct ranges *ranges)
{
	char text[RANGE_TEXT];
	struct scribe s;

	scribe_begin(&s);
	for (size_t i = 0; i < ranges->n && i < NEAR_LISTED; i++)
		fprintf(s.out, "%s%s", i ? ", " : "",
			range_text(text, &ranges->at[i]));
	end_list(s.out, ranges->n);
	return scribe_end(&s, arena);
}

char *explain_hours(struct arena *arena, const struct flow *flow)
{
	const char *comma = "";
	struct scribe s;

	scribe_begin(&s);
	vec_each(hours, &flow->hours) {
		fputs(comma, s.out);
		print_hours(hours, s.out);
		comma = ", ";
	}
	return scribe_end(&s, arena);
}

char *explain_rate(struct arena *arena, const struct rate *rate)
{
	const char *unit = rate->seconds == 1      ? "second"
			   : rate->seconds == 60   ? "minute"
			   : rate->seconds == 3600 ? "hour"
						   : "day";

	return arena_printf(arena, "%u/%s burst %u", rate->count, unit,
			    rate->burst ? rate->burst : 1);
}

char *explain_moment(struct arena *arena, const struct policy *policy,
		     time_t when)
{
	static const char *const days[] = { "sun", "mon", "tue", "wed",
					    "thu", "fri", "sat" };
	time_t local = when + policy->utc_offset;
	char text[32] = "";
	struct tm tm = { 0 };

	if (gmtime_r(&local, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm);
	return arena_printf(arena, "%s (%s)", text, days[tm.tm_wday]);
}

char *explain_verdict(struct arena *arena, const struct trace_step *step)
{
	static const char *const words[] = {
		[NF_VERDICT_DROP] = "drop",
		[NF_VERDICT_ACCEPT] = "accept",
		[NF_VERDICT_QUEUE] = "queue",
		[NF_VERDICT_CONTINUE] = "continue",
		[NF_VERDICT_BREAK] = "break",
		[NF_VERDICT_JUMP] = "jump",
		[NF_VERDICT_GOTO] = "goto",
		[NF_VERDICT_RETURN] = "return",
		[NF_VERDICT_STRANGE] = "unknown",
	};
	const char *word = words[step->verdict.kind];

	if (step->verdict.chain)
		return arena_printf(arena, "%s %s", word,
				    step->verdict.chain->name);
	return arena_strdup(arena, word);
}
