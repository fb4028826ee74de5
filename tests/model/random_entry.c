/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_entry.c -- the entries of a random policy, and their words
 *
 * Words are drawn from small pools, so that flows overlap, share ends and touch
 * each other's borders.
 */
#include <stdlib.h>

#include "random_plan.h"

/* Narrow words come first: an entry about the gateway takes only those. */
static const char *const words4[] = {
	"10.%u.0.5",     "10.%u.0.6",
	"10.%u.0.20",    "10.%u.0.0/28",
	"10.%u.0.16/28", "10.%u.0.4-10.%u.0.9",
	"10.%u.0.8/29",  "10.%u.0.20-10.%u.0.23",
	"10.%u.0.0/25",  "10.%u.0.3-10.%u.0.99",
};
static const char *const words6[] = {
	"fd00:%u::5",      "fd00:%u::6",
	"fd00:%u::20",     "fd00:%u::/124",
	"fd00:%u::10/124", "fd00:%u::4-fd00:%u::9",
	"fd00:%u::8/125",  "fd00:%u::ff-fd00:%u::101",
	"fd00:%u::/64",    "fd00:%u::f:0/113",
};
static const char *const outside4[] = { "198.51.100.0/24", "198.51.100.7",
					"203.0.113.0-203.0.113.9" };
static const char *const outside6[] = { "2001:db8::/32", "2001:db8::7" };

enum {
	N_WORDS = sizeof(words4) / sizeof(words4[0]),
	N_NARROW = 8
};

void write_range(struct plan *plan, unsigned int z, enum reach reach)
{
	const struct plan_zone *zone = &plan->zones[z];
	unsigned int w = zone->wires[below(plan, zone->n_wires)];
	unsigned int pick = below(plan, reach & NARROW ? N_NARROW : N_WORDS);
	bool v6 = reach & IPV6;
	const char *word = v6 ? words6[pick] : words4[pick];

	if (zone->upstream && !(reach & NARROW) && chance(plan, 30))
		word = v6 ? outside6[pick % 2] : outside4[pick % 3];
	for (fputc('"', plan->out); *word; word++) {
		if (*word != '%')
			fputc(*word, plan->out);
		else if (++word)
			fprintf(plan->out, "%u", w);
	}
	fputc('"', plan->out);
}

/* A word for a source or destination; the first `groups` of the zone's groups
 * may be named. */
static void write_end(struct plan *plan, unsigned int z, enum reach reach,
		      unsigned int groups)
{
	const struct plan_zone *zone = &plan->zones[z];
	unsigned int h = zone->n_hosts ? below(plan, zone->n_hosts) : 0;

	if (zone->n_hosts && chance(plan, 30) &&
	    (!(reach & IPV6) || zone->host_v6 >> h & 1))
		fprintf(plan->out, "\"h%u%u\"", z, h);
	else if (groups && !(reach & NARROW) && chance(plan, 30))
		fprintf(plan->out, "\"g%u%u\"", z, below(plan, groups));
	else
		write_range(plan, z, reach);
}

/* A list that has something of each family it must have. */
static void write_ends(struct plan *plan, const char *key, unsigned int z,
		       enum reach reach)
{
	enum reach narrow = reach & NARROW;

	fprintf(plan->out, "%s = [", key);
	if (!(reach & NARROW) && chance(plan, 15)) {
		fputs("\"any\"]; ", plan->out);
		return;
	}
	if (reach & IPV4)
		write_end(plan, z, narrow | IPV4, 0);
	if ((reach & IPV4) && (reach & IPV6))
		fputs(", ", plan->out);
	if (reach & IPV6)
		write_end(plan, z, narrow | IPV6, 0);
	for (unsigned int n = below(plan, 3); n; n--) {
		fputs(", ", plan->out);
		write_end(plan, z, narrow | (reach & IPV4 ? IPV4 : IPV6),
			  plan->zones[z].n_groups);
	}
	fputs("]; ", plan->out);
}

void write_port(struct plan *plan, enum reach reach)
{
	static const char *const words[] = {
		"tcp/443",     "tcp/80",      "tcp/440-450",   "udp/53",
		"udp/443",     "udp/440-443", "udp/8000-8001", "sctp/5000",
		"tcp/22",      "udp/65535",   "tcp/1",         "tcp/1-1023",
		"tcp/1-65535",
	};
	unsigned int n = sizeof(words) / sizeof(words[0]);

	if (reach & IPV4 && chance(plan, 10))
		fputs("\"icmp/echo-request\"", plan->out);
	else if (reach & IPV6 && chance(plan, 10))
		fputs("\"icmpv6/echo-request\"", plan->out);
	else
		fprintf(plan->out, "\"%s\"",
			words[below(plan, reach & NARROW ? n - 2 : n)]);
}

static void write_service(struct plan *plan, enum reach reach)
{
	fputs("service = [", plan->out);
	for (unsigned int n = 1 + below(plan, 3), i = 0; i < n; i++) {
		fputs(i ? ", " : "", plan->out);
		if (plan->n_services && !(reach & NARROW) && chance(plan, 25))
			fprintf(plan->out, "\"s%u\"",
				below(plan, plan->n_services));
		else
			write_port(plan, reach);
	}
	fputs("]; ", plan->out);
}

/* IPv4, IPv6 or both, as far as both zones have them. */
static enum reach pick_reach(struct plan *plan, unsigned int z, unsigned int y)
{
	if (!plan->zones[z].v6 || !plan->zones[y].v6 || chance(plan, 45))
		return IPV4;
	return chance(plan, 50) ? IPV6 : IPV4 | IPV6;
}

static void write_day(struct plan *plan, const char *key, int days)
{
	time_t local = plan->now + plan->offset * HOUR + days * DAY;
	struct tm tm;
	char text[16];

	gmtime_r(&local, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d", &tm);
	fprintf(plan->out, "%s = \"%s\"; ", key, text);
}

/* Today is "the last day": the permission is bound to the clock. */
static void write_approval(struct plan *plan)
{
	fputs("purpose = \"model\"; document = \"1\"; requested_by = \"a\"; "
	      "approved_by = \"b\"; ",
	      plan->out);
	if (chance(plan, 6)) {
		write_day(plan, "valid_from", 1);
		write_day(plan, "valid_until", 40);
		return;
	}
	if (chance(plan, 6))
		write_day(plan, "valid_from", -1);
	write_day(plan, "valid_until", chance(plan, 15) ? 0 : 40);
}

/* A window around now, or one that is not; an hour from its ends either way. */
static void write_window(struct plan *plan, bool open)
{
	static const char *const days[] = { "sun", "mon", "tue", "wed",
					    "thu", "fri", "sat" };
	int from = plan->hour - 2, to = plan->hour + 2;
	int day = plan->weekday;

	if (!open && chance(plan, 50)) {
		day = (day + 1 + (int)below(plan, 6)) % 7;
	} else if (!open && chance(plan, 50)) {
		from = 0;
		to = 1 + (int)below(plan, (unsigned int)plan->hour - 1);
	} else if (!open) {
		from = plan->hour + 2;
		to = 24;
	}
	if (open && chance(plan, 30))
		fprintf(plan->out, "\"daily %02d:00-%02d:00\"", from, to);
	else
		fprintf(plan->out, "\"%s %02d:%02d-%02d:00\"", days[day], from,
			(int)below(plan, 60), to);
}

static void write_conditions(struct plan *plan)
{
	if (chance(plan, 15)) {
		bool open = chance(plan, 60);

		fputs("hours = [", plan->out);
		write_window(plan, open);
		if (chance(plan, 40)) {
			fputs(", ", plan->out);
			write_window(plan, false);
		}
		fputs("]; ", plan->out);
	}
	if (chance(plan, 8))
		fputs("rate = \"100000/second burst 10000\"; ", plan->out);
	if (chance(plan, 10))
		fputs("log = true; ", plan->out);
}

/* A zone may speak to itself only across two interfaces. */
static void write_flow(struct plan *plan, unsigned int i)
{
	unsigned int from = below(plan, plan->n_zones);
	unsigned int to = below(plan, plan->n_zones);
	enum reach reach;

	if (from == to && plan->zones[from].n_wires == 1)
		to = (to + 1) % plan->n_zones;
	reach = pick_reach(plan, from, to);
	fprintf(plan->out, "id = \"F-%02u\"; from = \"z%u\"; to = \"z%u\"; ", i,
		from, to);
	write_ends(plan, "source", from, reach);
	write_ends(plan, "destination", to, reach);
	write_service(plan, reach);
	write_conditions(plan);
	write_approval(plan);
}

/* Who may reach the gateway itself. */
static void write_management(struct plan *plan, unsigned int i)
{
	unsigned int z = below(plan, plan->n_zones);
	enum reach reach = pick_reach(plan, z, z) | NARROW;

	fprintf(plan->out, "id = \"M-%02u\"; from = \"z%u\"; ", i, z);
	write_ends(plan, "source", z, reach);
	write_service(plan, reach);
	write_approval(plan);
}

/* What the gateway itself reaches. */
static void write_gateway(struct plan *plan, unsigned int i)
{
	unsigned int z = below(plan, plan->n_zones);
	enum reach reach = pick_reach(plan, z, z) | NARROW;

	fprintf(plan->out, "id = \"G-%02u\"; to = \"z%u\"; ", i, z);
	write_ends(plan, "destination", z, reach);
	write_service(plan, reach);
	write_approval(plan);
}

/* An entry that is left out is made all the same, so that those behind it stay
 * what they were. */
static void write_list(struct plan *plan, const char *name, unsigned int n,
		       void (*write_entry)(struct plan *, unsigned int))
{
	FILE *out = plan->out;
	const char *comma = "";

	fprintf(out, "%s = (", name);
	for (unsigned int i = 0; i < n; i++) {
		char *text = NULL;
		size_t len;

		plan->out = open_memstream(&text, &len);
		write_entry(plan, i);
		fclose(plan->out);
		if (!(plan->without >> plan->entry++ & 1)) {
			fprintf(out, "%s\n\t{ %s}", comma, text);
			comma = ",";
		}
		free(text);
	}
	plan->out = out;
	fputs("\n);\n", out);
}

void write_entries(struct plan *plan)
{
	write_list(plan, "flows", below(plan, MAX_FLOWS + 1), write_flow);
	write_list(plan, "management", below(plan, MAX_OWN + 1),
		   write_management);
	write_list(plan, "gateway", below(plan, MAX_OWN + 1), write_gateway);
}
