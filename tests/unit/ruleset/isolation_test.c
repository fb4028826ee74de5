/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolation_test.c -- tests src/ruleset/isolation.c: what it cuts, and that it
 * only ever cuts
 */
#include "ruleset/isolation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "ruleset/compile.h"
#include "ruleset/print.h"

#include "interpret.h"
#include "random_policy.h"

enum {
	N_POLICIES = 60,
	N_PACKETS = 1500,
	GENERATION = 7,
};

/* A range of one or of a few hosts. */
static struct addr_range a_range(const struct policy *policy)
{
	return random_range(&policy->zones.at[pick((uint32_t)policy->zones.n)]);
}

static void isolate_something(struct isolation *out,
			      const struct policy *policy)
{
	struct isolated *isolated = vec_add(&out->arena, &out->list);
	const struct zone *zone =
		&policy->zones.at[pick((uint32_t)policy->zones.n)];
	uint32_t n = 1 + pick(3);

	isolated->name = "F-1";
	isolated->kind = (enum isolated_kind)pick(3);
	switch (isolated->kind) {
	case ISOLATED_ZONE:
		vec_each(name, &zone->interfaces)
			*vec_add(&out->arena, &isolated->interfaces) = *name;
		break;
	case ISOLATED_HOST:
		for (uint32_t i = 0; i < n; i++)
			*vec_add(&out->arena, &isolated->ranges) =
				a_range(policy);
		break;
	case ISOLATED_ENTRY:
		for (uint32_t i = 0; i < n; i++)
			*vec_add(&out->arena, &isolated->entries) =
				(struct isolated_entry){
					GENERATION,
					1 + pick(policy->n_entries),
				};
		break;
	}
}

/* By the words of isolation.h, by a loop. */
static bool is_cut(const struct isolated *isolated, const struct run *run)
{
	const struct packet *p = run->packet;

	vec_each(name, &isolated->interfaces)
		if ((p->iif && !strcmp(p->iif, *name)) ||
		    (p->oif && !strcmp(p->oif, *name)))
			return true;
	vec_each(range, &isolated->ranges)
		if ((p->iif && range_has(range, &p->saddr)) ||
		    (p->oif && range_has(range, &p->daddr)))
			return true;
	vec_each(entry, &isolated->entries)
		if (run->ct_mark >> GENERATION_SHIFT == entry->generation &&
		    (run->ct_mark & ENTRY_MAX) == entry->number)
			return true;
	return false;
}

struct tally {
	unsigned n, cut, passed;
};

static void hold(struct run run, const struct isolation *isolation,
		 const struct table *table, struct tally *tally)
{
	struct run with = run;
	bool cut = false, before, after;

	with.isolation = table;
	before = interpret(&run);
	after = interpret(&with);
	vec_each(isolated, &isolation->list)
		cut |= is_cut(isolated, &run);
	assert_int_equal(after, before && !cut);
	tally->n++;
	tally->cut += before && cut;
	tally->passed += after;
}

static void an_isolation_cuts_its_own_and_opens_nothing(void **state)
{
	const struct compile_options options = { GENERATION, RANDOM_EPOCH };
	struct tally tally = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= N_POLICIES; seed++) {
		struct isolation isolation = { 0 };
		struct policy policy;
		struct ruleset ruleset;
		struct diags diags = { 0 };
		struct table table;

		random_seed(seed);
		random_policy(&policy);
		assert_true(
			ruleset_compile(&policy, &options, &ruleset, &diags));
		for (uint32_t i = pick(4); i > 0; i--)
			isolate_something(&isolation, &policy);
		isolation_build(&isolation, &isolation.arena, &table);
		for (int i = 0; i < N_PACKETS; i++) {
			struct mac mac;
			struct packet packet = random_packet(&policy, &mac);
			struct run run = {
				.ruleset = &ruleset,
				.compiled = RANDOM_EPOCH,
				.packet = &packet,
				.ct_state = packet.reply ? CT_STATE_ESTABLISHED
							 : CT_STATE_NEW,
				.icmp_type = 13,
			};

			hold(run, &isolation, &table, &tally);
			/* Live, with the clock's bit or without. */
			run.ct_state = CT_STATE_ESTABLISHED;
			run.ct_mark = GENERATION << GENERATION_SHIFT |
				      (one_in(2) ? MARK_CLOCK : 0) |
				      (1 + pick(policy.n_entries));
			hold(run, &isolation, &table, &tally);
		}
		ruleset_finish(&ruleset);
		isolation_finish(&isolation);
		arena_finish(&policy.arena);
		diags_finish(&diags);
	}
	print_message("%u packets, %u cut off, %u pass\n", tally.n, tally.cut,
		      tally.passed);
	assert_true(tally.cut > tally.n / 100 && tally.passed > tally.n / 100);
}

/* A zone, a host and an entry. */
static void fill(struct isolation *out)
{
	static const char *const ranges[] = { "10.1.0.5", "10.1.0.6",
					      "10.2.0.0/24", "fd00:1::5" };
	struct isolated *isolated;

	isolated = vec_add(&out->arena, &out->list);
	isolated->kind = ISOLATED_ZONE;
	isolated->name = "住民情報";
	*vec_add(&out->arena, &isolated->interfaces) = "eth1";
	*vec_add(&out->arena, &isolated->interfaces) = "eth2.10";
	*vec_add(&out->arena, &isolated->interfaces) = "eth1";
	isolated = vec_add(&out->arena, &out->list);
	isolated->kind = ISOLATED_HOST;
	isolated->name = "pc-17";
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		assert_int_equal(
			range_read(ranges[i],
				   vec_add(&out->arena, &isolated->ranges)),
			ADDR_OK);
	isolated = vec_add(&out->arena, &out->list);
	isolated->kind = ISOLATED_ENTRY;
	isolated->name = "T-0042";
	*vec_add(&out->arena, &isolated->entries) =
		(struct isolated_entry){ 41, 7 };
	*vec_add(&out->arena, &isolated->entries) =
		(struct isolated_entry){ 42, 8 };
}

static char *text_of(const struct table *table)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	table_print(table, out);
	fclose(out);
	return text;
}

static const char wanted[] =
	"table inet sekisho {\n"
	"\n"
	"\tset isolate_1_interfaces {\n"
	"\t\ttype ifname\n"
	"\t\telements = { \"eth1\",\n"
	"\t\t\t     \"eth2.10\" }\n"
	"\t}\n"
	"\n"
	"\tset isolate_2_addresses4 {\n"
	"\t\ttype ipv4_addr\n"
	"\t\tflags interval\n"
	"\t\telements = { 10.1.0.5-10.1.0.6,\n"
	"\t\t\t     10.2.0.0/24 }\n"
	"\t}\n"
	"\n"
	"\tchain isolate_1 {\n"
	"\t\tcomment \"住民情報\"\n"
	"\t\tlimit rate 5/second burst 20 packets "
	"log prefix \"sekisho isolated #1\" group 5\n"
	"\t\tcounter drop\n"
	"\t}\n"
	"\n"
	"\tchain isolate_2 {\n"
	"\t\tcomment \"pc-17\"\n"
	"\t\tlimit rate 5/second burst 20 packets "
	"log prefix \"sekisho isolated pc-17\" group 5\n"
	"\t\tcounter drop\n"
	"\t}\n"
	"\n"
	"\tchain isolate_3 {\n"
	"\t\tcomment \"T-0042\"\n"
	"\t\tlimit rate 5/second burst 20 packets "
	"log prefix \"sekisho isolated T-0042\" group 5\n"
	"\t\tcounter drop\n"
	"\t}\n"
	"\n"
	"\tchain isolate_forward {\n"
	"\t\ttype filter hook forward priority 5; policy accept;\n"
	"\t\tiifname @isolate_1_interfaces goto isolate_1\n"
	"\t\toifname @isolate_1_interfaces goto isolate_1\n"
	"\t\tmeta nfproto ipv4 ip saddr @isolate_2_addresses4 goto isolate_2\n"
	"\t\tmeta nfproto ipv6 ip6 saddr fd00:1::5 goto isolate_2\n"
	"\t\tmeta nfproto ipv4 ip daddr @isolate_2_addresses4 goto isolate_2\n"
	"\t\tmeta nfproto ipv6 ip6 daddr fd00:1::5 goto isolate_2\n"
	"\t\tct mark & 0xfff7ffff == 0x02900007 goto isolate_3\n"
	"\t\tct mark & 0xfff7ffff == 0x02a00008 goto isolate_3\n"
	"\t}\n"
	"\n"
	"\tchain isolate_input {\n"
	"\t\ttype filter hook input priority 5; policy accept;\n"
	"\t\tiifname @isolate_1_interfaces goto isolate_1\n"
	"\t\tmeta nfproto ipv4 ip saddr @isolate_2_addresses4 goto isolate_2\n"
	"\t\tmeta nfproto ipv6 ip6 saddr fd00:1::5 goto isolate_2\n"
	"\t\tct mark & 0xfff7ffff == 0x02900007 goto isolate_3\n"
	"\t\tct mark & 0xfff7ffff == 0x02a00008 goto isolate_3\n"
	"\t}\n"
	"\n"
	"\tchain isolate_output {\n"
	"\t\ttype filter hook output priority 5; policy accept;\n"
	"\t\toifname @isolate_1_interfaces goto isolate_1\n"
	"\t\tmeta nfproto ipv4 ip daddr @isolate_2_addresses4 goto isolate_2\n"
	"\t\tmeta nfproto ipv6 ip6 daddr fd00:1::5 goto isolate_2\n"
	"\t\tct mark & 0xfff7ffff == 0x02900007 goto isolate_3\n"
	"\t\tct mark & 0xfff7ffff == 0x02a00008 goto isolate_3\n"
	"\t}\n"
	"}\n";

static void zones_hosts_and_entries_are_chains_and_sets(void **state)
{
	struct isolation isolation = { 0 };
	_cleanup_(freep) char *text = NULL;
	struct table table;

	(void)state;
	fill(&isolation);
	isolation_build(&isolation, &isolation.arena, &table);
	text = text_of(&table);
	assert_string_equal(text, wanted);
	isolation_finish(&isolation);
}

static void where_nothing_is_isolated_nothing_stands(void **state)
{
	struct isolation isolation = { 0 };
	struct table table;

	(void)state;
	isolation_build(&isolation, &isolation.arena, &table);
	assert_int_equal(table.chains.n, 0);
	assert_int_equal(table.sets.n, 0);
	isolation_finish(&isolation);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_isolation_cuts_its_own_and_opens_nothing),
		cmocka_unit_test(zones_hosts_and_entries_are_chains_and_sets),
		cmocka_unit_test(where_nothing_is_isolated_nothing_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
