/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show_zones.c -- the zones, their interfaces and networks
 */
#include "cli/command/commands.h"
#include "cli/show.h"

static void zones_text(const struct policy *policy, time_t now)
{
	(void)now;
	vec_each(zone, &policy->zones) {
		char text[RANGE_TEXT];

		printf("%s  %s (%s)%s\n  interfaces", zone->name, zone->label,
		       tier_label(zone->tier),
		       zone->upstream ? ", toward the Internet" : "");
		vec_each(name, &zone->interfaces)
			printf(" %s", *name);
		fputs("\n  networks", stdout);
		vec_each(range, &zone->networks)
			printf(" %s", range_text(text, range));
		fputs("\n  gateway", stdout);
		vec_each(addr, &zone->addresses)
			printf(" %s", addr_text(text, addr));
		fputc('\n', stdout);
	}
}

static void zones_json(const struct policy *policy, time_t now,
		       struct json *json)
{
	(void)now;
	json_array(json);
	vec_each(zone, &policy->zones) {
		char text[ADDR_TEXT];

		json_object(json);
		json_member(json, "name", zone->name);
		json_member(json, "label", zone->label);
		json_member(json, "tier", tier_name(zone->tier));
		json_key(json, "upstream");
		json_bool(json, zone->upstream);
		json_key(json, "interfaces");
		json_array(json);
		vec_each(name, &zone->interfaces)
			json_string(json, *name);
		json_array_end(json);
		json_ranges(json, "networks", &zone->networks);
		json_key(json, "addresses");
		json_array(json);
		vec_each(addr, &zone->addresses)
			json_string(json, addr_text(text, addr));
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static int run(const struct command *self, int argc, char **argv)
{
	return show(self, argc, argv, zones_text, zones_json);
}

const struct command cmd_show_zones = {
	.name = "show zones",
	.args = "[-c FILE] [--json]",
	.help = "the zones, their interfaces and networks",
	.run = run,
};
