/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_policy.c -- policies that try every feature, for the lab of model.sh
 */
#include "random_policy.h"

#include "random_plan.h"

/* Somewhere between early morning and evening, of this day or that. */
static void set_clock(struct plan *plan)
{
	int utc = (int)(plan->now % DAY) / HOUR;
	int64_t local;

	plan->offset = 4 + (int)below(plan, 17) - utc;
	if (plan->offset > 14)
		plan->offset -= 24;
	if (plan->offset < -12)
		plan->offset += 24;
	local = (int64_t)plan->now + plan->offset * HOUR;
	plan->hour = (int)(local % DAY) / HOUR;
	plan->weekday = (int)((local / DAY + 4) % 7);
	fprintf(plan->out, "timezone = \"%c%02d:00\";\n",
		plan->offset < 0 ? '-' : '+',
		plan->offset < 0 ? -plan->offset : plan->offset);
}

static void deal_wires(struct plan *plan)
{
	unsigned int deck[N_WIRES], left = N_WIRES;

	for (unsigned int i = 0; i < N_WIRES; i++)
		deck[i] = i;
	plan->n_zones = 2 + below(plan, MAX_ZONES - 1);
	for (unsigned int z = 0; z < plan->n_zones; z++) {
		struct plan_zone *zone = &plan->zones[z];

		zone->n_wires = left > MAX_ZONES && chance(plan, 35) ? 2 : 1;
		for (unsigned int i = 0; i < zone->n_wires; i++) {
			unsigned int at = below(plan, left);

			zone->wires[i] = deck[at];
			deck[at] = deck[--left];
			if (zone->wires[i] == UPSTREAM_WIRE)
				zone->upstream = chance(plan, 70);
		}
		zone->extent = (enum extent)below(plan, 3);
		zone->v6 = chance(plan, 75);
		zone->n_hosts = below(plan, MAX_HOSTS + 1);
	}
}

static void write_zone(struct plan *plan, unsigned int z)
{
	const struct plan_zone *zone = &plan->zones[z];
	FILE *out = plan->out;

	fprintf(out, "\t{ name = \"z%u\"; tier = \"internet\"; interfaces = [",
		z);
	for (unsigned int i = 0; i < zone->n_wires; i++)
		fprintf(out, "%s\"m%u\"", i ? ", " : "", zone->wires[i]);
	fputs("]; networks = [", out);
	for (unsigned int i = 0; i < zone->n_wires; i++) {
		unsigned int w = zone->wires[i];

		fprintf(out, i ? ", " : "");
		if (zone->extent == EXTENT_ALL)
			fprintf(out, "\"10.%u.0.0/16\"", w);
		else if (zone->extent == EXTENT_PART)
			fprintf(out, "\"10.%u.0.0/24\"", w);
		else
			fprintf(out, "\"10.%u.0.0-10.%u.0.199\"", w, w);
		if (zone->v6)
			fprintf(out, ", \"fd00:%u::/%u\"", w,
				zone->extent == EXTENT_ALL ? 32 : 64);
	}
	fputs("]; addresses = [", out);
	for (unsigned int i = 0; i < zone->n_wires; i++) {
		fprintf(out, "%s\"10.%u.0.1\"", i ? ", " : "", zone->wires[i]);
		if (zone->v6)
			fprintf(out, ", \"fd00:%u::1\"", zone->wires[i]);
	}
	fprintf(out, "];%s }%s\n", zone->upstream ? " upstream = true;" : "",
		z + 1 < plan->n_zones ? "," : "");
}

static void write_hosts(struct plan *plan)
{
	const char *comma = "";

	fputs("hosts = (", plan->out);
	for (unsigned int z = 0; z < plan->n_zones; z++) {
		struct plan_zone *zone = &plan->zones[z];

		for (unsigned int h = 0; h < zone->n_hosts; h++) {
			unsigned int w = zone->wires[h % zone->n_wires];
			bool v6 = zone->v6 && chance(plan, 60);

			fprintf(plan->out,
				"%s\n\t{ name = \"h%u%u\"; zone = ", comma, z,
				h);
			fprintf(plan->out,
				"\"z%u\"; addresses = [\"10.%u.0.%u\"", z, w,
				20 + h);
			if (v6)
				fprintf(plan->out, ", \"fd00:%u::%u\"", w,
					20 + h);
			fputs("];", plan->out);
			if (chance(plan, 60))
				fprintf(plan->out,
					" mac = \"02:00:5e:00:%02u:"
					"%02u\"; on_link = %s;",
					z, h,
					chance(plan, 70) ? "true" : "false");
			fputs(" }", plan->out);
			comma = ",";
		}
	}
	fputs("\n);\n", plan->out);
}

/* Some of the zone's hosts and of its first `groups` groups. */
static void write_names(struct plan *plan, unsigned int z, unsigned int groups)
{
	const char *comma = "";

	for (unsigned int h = 0; h < plan->zones[z].n_hosts; h++) {
		if (!chance(plan, 30))
			continue;
		fprintf(plan->out, "%s\"h%u%u\"", comma, z, h);
		comma = ", ";
	}
	if (groups && chance(plan, 40))
		fprintf(plan->out, "%s\"g%u%u\"", comma, z,
			below(plan, groups));
}

/* Groups hold what one zone's flows can name; an empty one matches nothing. */
static void write_groups(struct plan *plan)
{
	const char *comma = "";

	fputs("groups = (", plan->out);
	for (unsigned int z = 0; z < plan->n_zones; z++) {
		unsigned int n = below(plan, MAX_GROUPS);

		for (unsigned int g = 0; g < n; g++) {
			fprintf(plan->out, "%s\n\t{ name = \"g%u%u\"; ", comma,
				z, g);
			fputs("members = [", plan->out);
			write_names(plan, z, g);
			fputs("]; addresses = [", plan->out);
			for (unsigned int n_ranges = below(plan, 3), i = 0;
			     i < n_ranges; i++) {
				fputs(i ? ", " : "", plan->out);
				write_range(plan, z, IPV4);
			}
			fputs("]; }", plan->out);
			comma = ",";
		}
		plan->zones[z].n_groups = n;
	}
	fputs("\n);\n", plan->out);
}

static void write_services(struct plan *plan)
{
	plan->n_services = below(plan, MAX_SERVICES + 1);
	fputs("services = (", plan->out);
	for (unsigned int s = 0; s < plan->n_services; s++) {
		fprintf(plan->out, "%s\n\t{ name = \"s%u\"; ports = [",
			s ? "," : "", s);
		for (unsigned int n = 1 + below(plan, 3), i = 0; i < n; i++) {
			fputs(i ? ", " : "", plan->out);
			write_port(plan, NARROW);
		}
		fputs("]; }", plan->out);
	}
	fputs("\n);\n", plan->out);
}

void random_policy(uint64_t seed, time_t now, uint32_t without, FILE *out)
{
	struct plan plan = {
		.random = { seed },
		.out = out,
		.now = now,
		.without = without,
	};

	fprintf(out, "# seed %llu\nmodel = \"single\";\n",
		(unsigned long long)seed);
	set_clock(&plan);
	deal_wires(&plan);
	fputs("zones = (\n", out);
	for (unsigned int z = 0; z < plan.n_zones; z++)
		write_zone(&plan, z);
	fputs(");\n", out);
	write_hosts(&plan);
	write_groups(&plan);
	write_services(&plan);
	write_entries(&plan);
}
