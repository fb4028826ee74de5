/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_entry.c -- the entries of a random policy, and their words
 *
 * Words are drawn from small pools, so that flows overlap, share ends and touch
 * each other's borders.
 */
#include <stdlib.h>

#include "random_plan.h"

/* A word for addresses of the zone. */
static void write_range(struct plan *plan, const struct plan_zone *zone)
{
	static const char *const v4[] = {
		"10.%u.0.5",           "10.%u.0.6",
		"10.%u.0.20",          "10.%u.0.0/28",
		"10.%u.0.16/28",       "10.%u.0.4-10.%u.0.9",
		"10.%u.0.8/29",        "10.%u.0.0/25",
		"10.%u.0.5-10.%u.0.5", "10.%u.0.20-10.%u.0.23",
	};
	static const char *const v6[] = {
		"fd00:%u::5",       "fd00:%u::6",
		"fd00:%u::20",      "fd00:%u::/124",
		"fd00:%u::10/124",  "fd00:%u::/112",
		"fd00:%u::/64",     "fd00:%u::4-fd00:%u::9",
		"fd00:%u::f:0/113", "fd00:%u::ff-fd00:%u::101",
	};
	static const char *const outside[] = {
		"198.51.100.0/24", "198.51.100.7", "203.0.113.0-203.0.113.9",
		"2001:db8::/32",   "2001:db8::7",
	};
	unsigned int w = zone->wires[below(plan, zone->n_wires)];
	unsigned int pick = below(plan, 10);
	const char *word = v4[pick];

	if (zone->v6 && chance(plan, 40))
		word = v6[pick];
	if (zone->upstream && chance(plan, 30))
		word = outside[pick % 5];
	for (fputc('"', plan->out); *word; word++) {
		if (*word != '%')
			fputc(*word, plan->out);
		else if (++word)
			fprintf(plan->out, "%u", w);
	}
	fputc('"', plan->out);
}

/* A word for a source or destination, or a member of a group. */
void write_end(struct plan *plan, unsigned int z, unsigned int groups)
{
	const struct plan_zone *zone = &plan->zones[z];

	if (zone->n_hosts && chance(plan, 30))
		fprintf(plan->out, "\"h%u%u\"", z, below(plan, zone->n_hosts));
	else if (groups && chance(plan, 30))
		fprintf(plan->out, "\"g%u%u\"", z, below(plan, groups));
	else
		write_range(plan, zone);
}

void write_port(struct plan *plan)
{
	static const char *const words[] = {
		"tcp/443",     "tcp/80",
		"tcp/440-450", "tcp/1-65535",
		"udp/53",      "udp/443",
		"udp/440-443", "udp/8000-8001",
		"sctp/5000",   "tcp/0-1023",
		"udp/65535",   "icmp/echo-request",
		"tcp/22",      "icmpv6/echo-request",
	};

	fprintf(plan->out, "\"%s\"",
		words[below(plan, sizeof(words) / sizeof(words[0]))]);
}

static void write_ends(struct plan *plan, const char *key, unsigned int z)
{
	fprintf(plan->out, "%s = [", key);
	if (chance(plan, 15)) {
		fputs("\"any\"", plan->out);
	} else {
		for (unsigned int n = 1 + below(plan, 3), i = 0; i < n; i++) {
			fputs(i ? ", " : "", plan->out);
			write_end(plan, z, plan->zones[z].n_groups);
		}
	}
	fputs("]; ", plan->out);
}

static void write_service(struct plan *plan)
{
	fputs("service = [", plan->out);
	for (unsigned int n = 1 + below(plan, 3), i = 0; i < n; i++) {
		fputs(i ? ", " : "", plan->out);
		if (plan->n_services && chance(plan, 25))
			fprintf(plan->out, "\"s%u\"",
				below(plan, plan->n_services));
		else
			write_port(plan);
	}
	fputs("]; ", plan->out);
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
	if (chance(plan, 12))
		write_day(plan, "valid_from", chance(plan, 50) ? -1 : 1);
	write_day(plan, "valid_until", chance(plan, 15) ? 0 : 40);
}

/* A window around now, or one that is not. */
static void write_window(struct plan *plan, bool open)
{
	static const char *const days[] = { "sun", "mon", "tue", "wed",
					    "thu", "fri", "sat" };
	int from = plan->seconds / HOUR - 2, to = from + 4;
	int day = plan->weekday;

	if (!open && chance(plan, 50))
		day = (day + 1 + (int)below(plan, 6)) % 7;
	else if (!open && chance(plan, 50))
		from = 0, to = (int)below(plan, 9) + 1;
	else if (!open)
		from = 15 + (int)below(plan, 8), to = 24;
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

	if (from == to && plan->zones[from].n_wires == 1)
		to = (to + 1) % plan->n_zones;
	fprintf(plan->out, "id = \"F-%02u\"; from = \"z%u\"; to = \"z%u\"; ", i,
		from, to);
	write_ends(plan, "source", from);
	write_ends(plan, "destination", to);
	write_service(plan);
	write_conditions(plan);
	write_approval(plan);
}

/* Who may reach the gateway itself. */
static void write_management(struct plan *plan, unsigned int i)
{
	unsigned int z = below(plan, plan->n_zones);

	fprintf(plan->out, "id = \"M-%02u\"; from = \"z%u\"; ", i, z);
	write_ends(plan, "source", z);
	write_service(plan);
	write_approval(plan);
}

/* What the gateway itself reaches. */
static void write_gateway(struct plan *plan, unsigned int i)
{
	unsigned int z = below(plan, plan->n_zones);

	fprintf(plan->out, "id = \"G-%02u\"; to = \"z%u\"; ", i, z);
	write_ends(plan, "destination", z);
	write_service(plan);
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
