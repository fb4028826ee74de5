/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site.c -- a policy in force in this namespace, and what was dumped of it
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "kernel/apply.h"
#include "kernel/dump.h"
#include "proof/rules/decode.h"
#include "ruleset/compile.h"

#include "mutant.h"
#include "rules_send.h"

void site_die(const char *what)
{
	fprintf(stderr, "mutate: %s\n", what);
	exit(3);
}

static void add_routes(struct site *site, const struct zone *zone)
{
	char text[RANGE_TEXT];

	vec_each(network, &zone->networks)
		*vec_add(&site->arena, &site->routes) = (struct wire_route){
			arena_printf(&site->arena, "%s",
				     range_text(text, network)),
			zone->interfaces.at[0]
		};
	vec_each(address, &zone->addresses)
		*vec_add(&site->arena, &site->routes) = (struct wire_route){
			arena_printf(&site->arena, "%s/%d",
				     addr_text(text, address),
				     address->family == FAMILY_IPV6 ? 128 : 32),
			NULL
		};
}

static void put_in_force(struct site *site)
{
	const struct compile_options how = { .generation = SITE_GENERATION,
					     .now = site->now };
	struct diags diags = { 0 };
	struct findings found = { 0 };
	struct facts facts = { .policy = "test",
			       .author = "test",
			       .reason = "test" };
	struct ruleset ruleset;
	struct timespec clock;
	struct apply apply = { .sock = &site->wires.sock,
			       .ruleset = &ruleset,
			       .facts = &facts,
			       .found = &found,
			       .diags = &diags };

	clock_gettime(CLOCK_MONOTONIC, &clock);
	apply.counted_from = (double)clock.tv_sec;
	if (!ruleset_compile(&site->policy, &how, &ruleset, &diags) ||
	    kernel_apply(&apply) < 0) {
		diags_print(&diags, stderr, false);
		site_die("the policy is not applied");
	}
	ruleset_finish(&ruleset);
	findings_finish(&found);
	diags_finish(&diags);
}

void site_open(struct site *site, const char *file, const char *rules)
{
	const struct policy_options options = { .now = time(NULL),
						.rules = rules };
	struct diags diags = { 0 };

	site->now = options.now;
	if (!policy_load(file, &options, &site->policy, &diags)) {
		diags_print(&diags, stderr, false);
		site_die("the policy is not read");
	}
	diags_finish(&diags);
	vec_each(zone, &site->policy.zones) {
		vec_each(interface, &zone->interfaces) {
			must(site->n_names < WIRES_MAX);
			site->names[site->n_names++] = *interface;
		}
		add_routes(site, zone);
	}
	must(site->n_names + 2 <= WIRES_MAX);
	site->names[site->n_names++] = mutate_stranger;
	site->names[site->n_names++] = "lo";
	*vec_add(&site->arena, &site->routes) =
		(struct wire_route){ WIRE_LINK_LOCAL "/128", NULL };
	wires_open(&site->wires, site->names, site->n_names, site->routes.at,
		   site->routes.n);
	if (!bout_kernel_tells(&site->wires)) {
		puts("a trace of this kernel does not tell of connections");
		exit(77);
	}
	must(rules_flush(&site->wires.sock) == 0);
	put_in_force(site);
	if (dump_take(&site->wires.sock, NULL, &site->snapshot) < 0)
		site_die("no dump");
}

void site_close(struct site *site)
{
	wires_close(&site->wires);
	snapshot_finish(&site->snapshot);
	policy_finish(&site->policy);
	arena_finish(&site->arena);
}

void site_rules(const struct site *site, struct rules *out)
{
	struct decode_flaw flaw;

	if (!decode(&site->snapshot, out, &flaw))
		site_die("the dump is not understood");
}
