/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assumption_test.c -- what around the rules refuses a proof, and what is told
 */
#include "proof/question/assumption.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "policy_text.h"

static struct policy policy;

static int set_up(void **state)
{
	const struct policy_options how = test_options();
	struct diags diags = { 0 };
	bool good = policy_from_text(test_site, &how, &policy, &diags);

	(void)state;
	diags_finish(&diags);
	return good ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	policy_finish(&policy);
	return 0;
}

/* The slug of the only hole there is beside a fact; NULL: there is none. */
static const char *hole_of(const char *fact, int64_t value)
{
	struct snapshot snapshot = { .has_around = true };
	struct assumptions found = { 0 };
	struct rules rules = { 0 };
	const char *slug;

	*vec_add(&snapshot.arena, &snapshot.facts) =
		(struct snapshot_fact){ fact, value };
	assumptions_find(&snapshot, &rules, &policy, &found);
	assert_true(found.n_holes <= 1);
	slug = found.n_holes ? found.list.at[0].slug : NULL;
	for (size_t i = 0; i < found.list.n; i++)
		assert_int_equal(found.list.at[i].hole, i < found.n_holes);
	assumptions_finish(&found);
	snapshot_finish(&snapshot);
	return slug;
}

static void what_leads_past_the_rules_is_a_hole(void **state)
{
	static const struct {
		const char *fact, *slug;
	} holes[] = {
		{ "legacy/ip/nat", "legacy-tables" },
		{ "xfrm/policies", "xfrm" },
		{ "unread/tc", "around-unread" },
		{ "xdp/a0", "xdp" },
		{ "tc/a1/filter/u32", "tc" },
		{ "tc/b0/action/mirred", "tc" },
		{ "master/a0/bridge", "bridged" },
		{ "master/m0/vrf", "enslaved" },
		{ "lower/mv0/a0", "shared" },
		{ "joined/a0/b0", "joined" },
		{ "encap/a0", "encap" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(holes) / sizeof(holes[0]); i++) {
		const char *slug = hole_of(holes[i].fact, 1);

		assert_non_null(slug);
		assert_string_equal(slug, holes[i].slug);
	}
}

static void what_leads_nowhere_is_none(void **state)
{
	static const char *const facts[] = {
		"xdp/x0",           "tc/x0/filter/u32", "tc/a0/ingress/clsact",
		"master/x0/bridge", "ipv4/ip_forward",  "xdp/a",
		"xdp/a00",          "legacyip",         "lower/a0/b0",
		"lower/v0/x0",      "joined/a0/a1",     "joined/a0/x0",
		"asked/programs",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		assert_null(hole_of(facts[i], 1));
}

/* As the kernel asks them; facts are sorted by name. */
static size_t n_holes_of(const char *family, const char *key, int64_t own,
			 int64_t all)
{
	struct snapshot snapshot = { .has_around = true };
	struct assumptions found = { 0 };
	struct rules rules = { 0 };
	size_t n;

	*vec_add(&snapshot.arena, &snapshot.facts) = (struct snapshot_fact){
		arena_printf(&snapshot.arena, "%s/conf/a0/%s", family, key), own
	};
	*vec_add(&snapshot.arena, &snapshot.facts) = (struct snapshot_fact){
		arena_printf(&snapshot.arena, "%s/conf/all/%s", family, key),
		all
	};
	assumptions_find(&snapshot, &rules, &policy, &found);
	n = found.n_holes;
	if (n)
		assert_string_equal(found.list.at[0].slug, "source-route");
	assumptions_finish(&found);
	snapshot_finish(&snapshot);
	return n;
}

static void a_packet_that_chooses_its_way_is_a_hole(void **state)
{
	static const struct {
		const char *family, *key;
		int64_t own, all;
		size_t n;
	} rows[] = {
		{ "ipv4", "accept_source_route", 1, 1, 1 },
		{ "ipv4", "accept_source_route", 1, -1, 1 },
		{ "ipv4", "accept_source_route", 1, 0, 0 },
		{ "ipv4", "accept_source_route", 0, 1, 0 },
		{ "ipv6", "accept_source_route", 1, 1, 0 },
		{ "ipv6", "seg6_enabled", 1, 1, 1 },
		{ "ipv6", "seg6_enabled", -1, 0, 1 },
		{ "ipv6", "seg6_enabled", 1, 0, 0 },
		{ "ipv6", "rpl_seg_enabled", 1, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(n_holes_of(rows[i].family, rows[i].key,
					    rows[i].own, rows[i].all),
				 rows[i].n);
}

static void forwarding_that_is_off_is_told(void **state)
{
	struct snapshot snapshot = { .has_around = true };
	struct assumptions found = { 0 };
	struct rules rules = { 0 };

	(void)state;
	*vec_add(&snapshot.arena, &snapshot.facts) =
		(struct snapshot_fact){ "ipv4/ip_forward", 0 };
	assumptions_find(&snapshot, &rules, &policy, &found);
	assert_int_equal(found.n_holes, 0);
	assert_string_equal(found.list.at[0].slug, "forwarding-off");
	assumptions_finish(&found);
	snapshot_finish(&snapshot);
}

static void what_nobody_looked_at_is_a_hole(void **state)
{
	struct snapshot snapshot = { 0 };
	struct assumptions found = { 0 };
	struct rules rules = { 0 };

	(void)state;
	assumptions_find(&snapshot, &rules, &policy, &found);
	assert_int_equal(found.n_holes, 1);
	assert_string_equal(found.list.at[0].slug, "around-unknown");
	assumptions_finish(&found);
}

static void an_object_is_shown_escaped(void **state)
{
	struct snapshot snapshot = { .has_around = true };
	struct assumptions found = { 0 };
	struct rules rules = { 0 };

	(void)state;
	*vec_add(&snapshot.arena, &snapshot.facts) =
		(struct snapshot_fact){ "legacy/\x1b[2J/nat", 1 };
	assumptions_find(&snapshot, &rules, &policy, &found);
	assert_string_equal(found.list.at[0].object, "\\x1b[2J/nat");
	assumptions_finish(&found);
	snapshot_finish(&snapshot);
}

static void rules_that_copy_or_pass_by_are_holes(void **state)
{
	struct snapshot snapshot = { .has_around = true };
	struct assumptions found = { 0 };
	struct rules rules = { 0 };
	struct nf_table *table = vec_add(&rules.arena, &rules.tables);
	struct nf_chain *chain = vec_add(&rules.arena, &table->chains);
	struct nf_rule *rule = vec_add(&rules.arena, &chain->rules);
	const struct nf_expr dup = { .kind = EXPR_DUP };

	(void)state;
	table->name = "t";
	chain->name = "c";
	rule->exprs = (struct nf_exprs){ &dup, 1 };
	vec_add(&rules.arena, &table->flowtables)->name = "ft";
	assumptions_find(&snapshot, &rules, &policy, &found);
	assert_int_equal(found.n_holes, 2);
	assert_string_equal(found.list.at[0].slug, "flowtable");
	assert_string_equal(found.list.at[0].object, "t ft");
	assert_string_equal(found.list.at[1].slug, "copies");
	assumptions_finish(&found);
	table->flags = NF_TABLE_DORMANT;
	assumptions_find(&snapshot, &rules, &policy, &found);
	assert_int_equal(found.n_holes, 0);
	assumptions_finish(&found);
	rules_finish(&rules);
}

/* Beside the fact, a chain of the family; on a device, if there is one. */
static const char *hole_of_chain(const char *fact, uint32_t family,
				 const char *device, bool strange)
{
	struct snapshot snapshot = { .has_around = true };
	struct assumptions found = { 0 };
	struct rules rules = { 0 };
	struct nf_table *table = vec_add(&rules.arena, &rules.tables);
	struct nf_chain *chain = vec_add(&rules.arena, &table->chains);
	struct nf_base base = { 0 };
	const char *slug;

	*vec_add(&snapshot.arena, &snapshot.facts) =
		(struct snapshot_fact){ fact, 7 };
	*vec_add(&snapshot.arena, &snapshot.links) =
		(struct snapshot_link){ 7, "b0" };
	if (device)
		*vec_add(&rules.arena, &base.devices) = device;
	*table = (struct nf_table){ .family = family,
				    .name = "t",
				    .chains = table->chains };
	*chain = (struct nf_chain){ .name = "c",
				    .base = &base,
				    .strange = strange };
	assumptions_find(&snapshot, &rules, &policy, &found);
	slug = found.n_holes ? found.list.at[0].slug : NULL;
	assumptions_finish(&found);
	snapshot_finish(&snapshot);
	rules_finish(&rules);
	return slug;
}

static void rules_of_a_wire_are_a_hole(void **state)
{
	static const struct {
		const char *fact;
		uint32_t family;
		const char *device;
		bool strange, hole;
	} rows[] = {
		{ "upon/a0/x0", NF_FAMILY_NETDEV, "a0", false, true },
		{ "upon/a0/x0", NF_FAMILY_NETDEV, "x0", false, true },
		{ "upon/a0/x0", NF_FAMILY_NETDEV, "x1", false, false },
		{ "upon/y0/x0", NF_FAMILY_NETDEV, "x0", false, false },
		/* of devices whose names begin with something */
		{ "upon/y0/x0", NF_FAMILY_NETDEV, NULL, true, true },
		{ "master/x0/bridge", NF_FAMILY_BRIDGE, NULL, false, true },
		{ "master/x0/bond", NF_FAMILY_BRIDGE, NULL, false, false },
		{ "upon/y0/x0", NF_FAMILY_ARP, NULL, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *slug =
			hole_of_chain(rows[i].fact, rows[i].family,
				      rows[i].device, rows[i].strange);

		assert_int_equal(slug != NULL, rows[i].hole);
		if (slug)
			assert_string_equal(slug, "device-chain");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_leads_past_the_rules_is_a_hole),
		cmocka_unit_test(what_leads_nowhere_is_none),
		cmocka_unit_test(a_packet_that_chooses_its_way_is_a_hole),
		cmocka_unit_test(forwarding_that_is_off_is_told),
		cmocka_unit_test(what_nobody_looked_at_is_a_hole),
		cmocka_unit_test(an_object_is_shown_escaped),
		cmocka_unit_test(rules_that_copy_or_pass_by_are_holes),
		cmocka_unit_test(rules_of_a_wire_are_a_hole),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
