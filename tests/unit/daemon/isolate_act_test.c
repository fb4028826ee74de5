/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate_act_test.c -- tests src/daemon/engine/isolate/{isolate,cut}.c and
 * src/daemon/engine/act/{isolate,unisolate}.c against an enforce that writes down
 * what it is told
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/enforce/enforce.h"
#include "daemon/engine/isolate/isolate.h"
#include "daemon/engine/transition.h"

#include "isolate_lab.h"

enum {
	YES,
	NO,
	MACHINE = 3
};

/* ------ what is meant ------ */

static void a_zone_is_cut_off_by_its_interfaces(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab.told.list.n, 1);
	assert_int_equal(lab_told(0)->kind, ISOLATED_ZONE);
	assert_string_equal(lab_told(0)->name, "office");
	assert_int_equal(lab_told(0)->interfaces.n, 2);
	assert_string_equal(lab_told(0)->interfaces.at[1], "of1");
	/* Its connections by its addresses: those of the live generation, then
	 * all others. */
	assert_int_equal(lab.n_cuts, 2);
	assert_int_equal(lab.cuts[0].how, CUT_ENDS);
	assert_int_equal(lab.cuts[0].mark, 7U << GENERATION_SHIFT);
	assert_int_equal(lab.cuts[0].mask, GENERATION_MASK);
	assert_int_equal(lab.cuts[0].len, sizeof(struct addr_range));
	assert_int_equal(lab.cuts[1].mask, 0);
	assert_string_equal(lab.engine.orders[0].word, "zone:office");
}

static void a_host_and_an_address_are_cut_off_by_their_addresses(void **state)
{
	char text[RANGE_TEXT];

	(void)state;
	assert_int_equal(lab_isolate("pc1"), YES);
	assert_int_equal(lab_told(0)->kind, ISOLATED_HOST);
	assert_string_equal(range_text(text, &lab_told(0)->ranges.at[0]),
			    "10.72.4.10");
	assert_int_equal(lab_isolate("10.9.0.0/24"), YES);
	assert_int_equal(lab.told.list.n, 2);
	assert_string_equal(range_text(text, &lab_told(1)->ranges.at[0]),
			    "10.9.0.0/24");
	assert_string_equal(lab.engine.orders[1].word, "address:10.9.0.0/24");
}

static void an_entry_is_cut_off_in_each_generation_by_its_number(void **state)
{
	uint32_t number;

	(void)state;
	lab_fill(&lab.engine.pending, 8);
	lab.engine.pending.index.entries.at[0].number = 44;
	assert_int_equal(lab_isolate("F-1"), YES);
	assert_int_equal(lab_told(0)->kind, ISOLATED_ENTRY);
	assert_int_equal(lab_told(0)->entries.n, 2);
	assert_int_equal(lab_told(0)->entries.at[0].generation, 7);
	assert_int_equal(lab_told(0)->entries.at[0].number, 1);
	assert_int_equal(lab_told(0)->entries.at[1].generation, 8);
	assert_int_equal(lab_told(0)->entries.at[1].number, 44);
	assert_int_equal(lab.n_cuts, 2);
	assert_int_equal(lab.cuts[1].how, CUT_ENTRIES);
	assert_int_equal(lab.cuts[1].mark, 8U << GENERATION_SHIFT);
	assert_int_equal(lab.cuts[1].len, sizeof(number));
	memcpy(&number, lab.cuts[1].list, sizeof(number));
	assert_int_equal(number, 44);
}

static void a_relay_is_both_its_sides(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("mail"), YES);
	assert_int_equal(lab_told(0)->entries.n, 2);
	assert_int_equal(lab_isolate("relay:mail"), YES);
	assert_int_equal(lab_told(1)->entries.n, 2);
	assert_int_equal(lab_isolate("relay:mail/in"), YES);
	assert_int_equal(lab_told(2)->entries.n, 1);
	assert_int_equal(lab_told(2)->entries.at[0].number, 4);
}

static void a_word_of_two_things_asks_for_its_kind(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("both"), NO);
	lab_says("say host:both or flow:both");
	assert_int_equal(lab.n_told, 0);
	assert_int_equal(lab_isolate("flow:both"), YES);
	assert_int_equal(lab_told(0)->kind, ISOLATED_ENTRY);
	assert_int_equal(lab_isolate("host:both"), YES);
	assert_int_equal(lab_told(1)->kind, ISOLATED_HOST);
}

static void an_unknown_word_is_refused_with_the_near_one(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("ofice"), NO);
	lab_says("did you mean 'office'?");
	assert_int_equal(lab_isolate("zone:pc1"), NO);
	assert_int_equal(lab_isolate("10.9.0.1/24"), NO);
	lab_says("bits are set behind the prefix length");
	assert_int_equal(lab_isolate(""), NO);
	assert_int_equal(lab.n_told, 0);
	assert_int_equal(lab.engine.n_orders, 0);
}

static void without_a_generation_only_addresses_are_known(void **state)
{
	(void)state;
	standing_finish(&lab.engine.live);
	assert_int_equal(lab_isolate("office"), NO);
	lab_says("no generation is in force");
	assert_int_equal(lab_isolate("10.72.0.0/16"), YES);
	assert_int_equal(lab.told.list.n, 1);
	assert_int_equal(lab.n_cuts, 1);
	assert_int_equal(lab.cuts[0].mask, 0);
}

/* ------ order of things ------ */

static void the_kernel_comes_before_the_disk(void **state)
{
	(void)state;
	lab.kept_first = true;
	assert_int_equal(lab_isolate("office"), YES);
	assert_false(lab.kept_first);
	assert_int_equal(
		faccessat(lab.engine.store.state, "isolation", F_OK, 0), 0);
	assert_non_null(strstr(lab_journal(), "\"event\":\"isolate\""));
	assert_non_null(strstr(lab_journal(), "zone:office"));
	assert_non_null(strstr(lab_journal(), "感染の疑い"));
}

static void a_full_disk_keeps_nobody_from_isolating(void **state)
{
	const int well = dup(lab.engine.store.state);

	(void)state;
	lab_fill_disk();
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab.told.list.n, 1);
	lab_says("cannot be kept");
	lab_says("not in the journal");
	assert_true(lab.engine.journal_fails);
	assert_int_equal(lab.engine.n_alarms, 2);
	assert_string_equal(lab.engine.alarms[0].slug, "isolation-unkept");
	isolate_keep_again(&lab.engine);
	assert_true(lab.engine.unkept);
	/* Room again. */
	assert_true(dup2(well, lab.engine.store.state) >= 0);
	close(well);
	isolate_keep_again(&lab.engine);
	assert_false(lab.engine.unkept);
	assert_int_equal(
		faccessat(lab.engine.store.state, "isolation", F_OK, 0), 0);
}

static void said_twice_it_is_done_twice_and_stands_once(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab_isolate("zone:office"), YES);
	lab_says("isolated already, by tanaka");
	assert_int_equal(lab.n_told, 1);
	assert_int_equal(lab.n_cuts, 2);
	assert_int_equal(lab.engine.n_orders, 1);
}

static void where_the_kernel_fails_the_order_stands(void **state)
{
	(void)state;
	lab.kernel = -EPIPE;
	assert_int_equal(lab_isolate("office"), MACHINE);
	lab_says("NOT isolated: zone:office");
	assert_int_equal(lab.engine.n_orders, 1);
	assert_int_equal(lab.n_cuts, 0);
	lab.kernel = 0;
	assert_int_equal(isolate_enforce(&lab.engine, NULL, 0), 0);
	assert_int_equal(lab.told.list.n, 1);
}

static void what_is_too_much_is_not_taken(void **state)
{
	struct index *index = &lab.engine.live.index;

	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	for (int i = 0; i < ISOLATED_INTERFACES_MAX; i++)
		*vec_add(&index->arena, &index->zones.at[1].interfaces) =
			arena_printf(&index->arena, "x%d", i);
	assert_int_equal(lab_isolate("cloud"), NO);
	lab_says("too many interfaces");
	assert_int_equal(lab.engine.n_orders, 1);
}

static void there_are_no_more_orders_than_there_is_room_for(void **state)
{
	char word[32];

	(void)state;
	for (int i = 0; i < ORDERS_MAX; i++) {
		snprintf(word, sizeof(word), "10.0.0.%d", i);
		assert_int_equal(lab_isolate(word), YES);
	}
	assert_int_equal(lab_isolate("office"), NO);
	assert_int_equal(lab.engine.n_orders, ORDERS_MAX);
	assert_int_equal(lab_isolate("10.0.0.7"), YES);
}

/* ------ the answer ------ */

static void the_answer_has_cuts_contacts_and_the_sheet(void **state)
{
	(void)state;
	lab.counts = true;
	assert_int_equal(lab_isolate("office"), YES);
	lab_says("cut: 3 connections of F-1");
	lab_says("contact: 山田 (統括責任者) 0120-000-000");
	lab_says("緊急遮断報告書");
	lab_says("F-1: 3 件　40 パケット　5000 バイト");
	lab_says("sekisho unisolate zone:office");
	assert_string_equal(lab.said, "");
	assert_non_null(strstr(lab_journal(), "\"bytes\":5000"));
}

static void json_has_the_same(void **state)
{
	const struct lab_who asks = { "tanaka", 1000, ROLE_OPERATOR, NULL,
				      REQUEST_JSON };

	(void)state;
	lab.counts = true;
	assert_int_equal(lab_ask(VERB_ISOLATE, "office", &asks), YES);
	lab_says(
		"{\"result\":\"isolated\",\"word\":\"zone:office\",\"by\":\"tanaka\"");
	lab_says("\"cut\":[{\"flow\":\"F-1\",\"connections\":3");
	lab_says("\"phone\":\"0120-000-000\"");
	lab_says("\"report\":\"════");
}

/* ------ its end ------ */

static void another_approver_ends_it(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab_isolate("pc1"), YES);
	assert_int_equal(lab_unisolate("office"), YES);
	assert_int_equal(lab.told.list.n, 1);
	assert_string_equal(lab_told(0)->name, "pc1");
	assert_non_null(strstr(lab_journal(), "\"event\":\"unisolate\""));
	assert_int_equal(lab_unisolate("host:pc1"), YES);
	assert_int_equal(lab.told.list.n, 0);
	assert_int_equal(lab_unisolate("pc1"), NO);
	lab_says("'pc1' is not isolated");
	lab_restart();
	assert_int_equal(lab.engine.n_orders, 0);
}

static int end_by(const char *name, uint32_t uid, uint32_t roles,
		  const char *override)
{
	const struct lab_who who = { name, uid, roles, override, 0 };

	return lab_ask(VERB_UNISOLATE, "office", &who);
}

static void who_isolated_does_not_end_it(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(end_by("tanaka", 1000, ROLE_ALL, NULL), NO);
	lab_says("tanaka has isolated zone:office");
	/* Renamed meanwhile, or two logins of one name. */
	assert_int_equal(end_by("tanaka2", 1000, ROLE_ALL, NULL), NO);
	assert_int_equal(end_by("tanaka", 1002, ROLE_ALL, NULL), NO);
	assert_int_equal(end_by("sato", 1003, ROLE_OPERATOR, "why"), NO);
	lab_says("is for approvers");
	assert_int_equal(lab.n_told, 0);
	assert_int_equal(lab.engine.n_orders, 1);
	assert_int_equal(end_by("tanaka", 1000, ROLE_ALL, "一人担当"), YES);
	assert_non_null(strstr(lab_journal(), "一人担当"));
}

static void what_is_not_in_the_journal_stays_isolated(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	lab_fill_disk();
	assert_int_equal(lab_unisolate("office"), MACHINE);
	lab_says("stays isolated: its end cannot be written");
	assert_int_equal(lab.n_told, 0);
	assert_int_equal(lab.engine.n_orders, 1);
}

static void what_the_kernel_does_not_end_stays_an_order(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab_isolate("pc1"), YES);
	lab.kernel = -EBUSY;
	assert_int_equal(lab_unisolate("office"), MACHINE);
	lab_says("stays isolated");
	assert_int_equal(lab.engine.n_orders, 2);
	assert_string_equal(lab.engine.orders[0].word, "zone:office");
	assert_non_null(strstr(lab_journal(), "not-unisolated"));
	lab.kernel = 0;
	assert_int_equal(isolate_enforce(&lab.engine, NULL, 0), 0);
	assert_int_equal(lab.told.list.n, 2);
}

static void an_address_may_be_written_otherwise(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("fd17::10"), YES);
	assert_int_equal(lab_unisolate("fd17:0:0:0:0:0:0:10"), YES);
	assert_int_equal(lab.told.list.n, 0);
}

#define claim(name) cmocka_unit_test_setup_teardown(name, lab_begin, lab_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_zone_is_cut_off_by_its_interfaces),
		claim(a_host_and_an_address_are_cut_off_by_their_addresses),
		claim(an_entry_is_cut_off_in_each_generation_by_its_number),
		claim(a_relay_is_both_its_sides),
		claim(a_word_of_two_things_asks_for_its_kind),
		claim(an_unknown_word_is_refused_with_the_near_one),
		claim(without_a_generation_only_addresses_are_known),
		claim(the_kernel_comes_before_the_disk),
		claim(a_full_disk_keeps_nobody_from_isolating),
		claim(said_twice_it_is_done_twice_and_stands_once),
		claim(where_the_kernel_fails_the_order_stands),
		claim(what_is_too_much_is_not_taken),
		claim(there_are_no_more_orders_than_there_is_room_for),
		claim(the_answer_has_cuts_contacts_and_the_sheet),
		claim(json_has_the_same),
		claim(another_approver_ends_it),
		claim(who_isolated_does_not_end_it),
		claim(what_is_not_in_the_journal_stays_isolated),
		claim(what_the_kernel_does_not_end_stays_an_order),
		claim(an_address_may_be_written_otherwise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
