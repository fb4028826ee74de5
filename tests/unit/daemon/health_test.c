/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health_test.c -- tests src/daemon/engine/health/health.c and how it is printed
 */
#include "daemon/engine/health/health.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/engine/ask.h"
#include "daemon/messages.h"

enum {
	DAY = 86400
};

static char folder[32];
static struct engine engine;
static struct health health;
static uint32_t compared; /* what enforce says */
static char shown[1 << 16];

int ask(struct engine *of, const struct question *question, struct reply *out)
{
	struct pack p = { of->answer.body, of->answer.body + 4, false };

	(void)question;
	pack_u32(&p, compared);
	of->answer.body[4] = '\0';
	*out = (struct reply){ MESSAGE_COMPARED, of->answer.body, 4, -1 };
	return 0;
}

/* Generation 1 is in force, and all is well. */
static int begin(void **state)
{
	struct generation record = { .author = "tanaka",
				     .reason = "first",
				     .approvals = { { .name = "佐藤",
						      .key = "SHA256:x" } },
				     .n_approvals = 1,
				     .time = 1 };
	int fd;

	(void)state;
	strcpy(folder, "/tmp/health-test-XXXXXX");
	assert_non_null(mkdtemp(folder));
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	memset(&engine, 0, sizeof(engine));
	compared = 1;
	engine.surveyed = -1;
	assert_int_equal(generations_open(&engine.store, fd), 0);
	assert_int_equal(approvals_open(&engine.approvals, fd), 0);
	assert_int_equal(
		generations_keep(&engine.store, "x\n", 2, record.policy), 0);
	assert_int_equal(generations_add(&engine.store, &record), 0);
	engine.live.number = 1;
	engine.live.index.utc_offset = 9 * 3600;
	engine.proving.known = true;
	engine.proving.generation = 1;
	engine.proving.at = engine.began = now_ms();
	return 0;
}

static int end(void **state)
{
	char command[64];

	(void)state;
	health_finish(&health);
	index_finish(&engine.live.index);
	close(engine.store.state);
	generations_close(&engine.store);
	approvals_close(&engine.approvals);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static bool is_good(void)
{
	health_finish(&health);
	health_look(&engine, &health);
	return health_is_good(&health);
}

static const char *print(void (*how)(const struct health *, FILE *))
{
	FILE *out = fmemopen(shown, sizeof(shown), "w");

	how(&health, out);
	assert_int_equal(fclose(out), 0);
	return shown;
}

static void assert_shows(const char *words)
{
	if (!strstr(print(health_print), words))
		fail_msg("'%s' is not in:\n%s", words, shown);
}

static void a_generation_that_stands_is_well(void **state)
{
	(void)state;
	assert_true(is_good());
	assert_shows("good: generation 1 is in force");
	assert_shows("1970-01-01 09:00:01 +09:00 by tanaka (apply): first");
	assert_shows("approved     佐藤");
	assert_non_null(strstr(print(health_print_json),
			       "{\"good\":true,\"generation\":1,"));
}

static void without_a_generation_it_is_closed(void **state)
{
	(void)state;
	engine.live.number = 0;
	assert_false(is_good());
	assert_shows("CLOSED");
}

static void rules_that_differ_are_not_well(void **state)
{
	(void)state;
	compared = 0;
	assert_false(is_good());
	assert_shows("DEGRADED");
	assert_shows("DIFFER");
	compared = (uint32_t)-EIO;
	assert_false(is_good());
	assert_shows("CANNOT BE COMPARED");
}

static void what_is_open_is_not_well(void **state)
{
	const struct open_item item = { .generation = 1,
					.author = "tanaka",
					.reason = "a storm" };

	(void)state;
	assert_int_equal(approvals_open_item(&engine.approvals, &item), 0);
	assert_false(is_good());
	assert_shows("to be approved afterwards");
	assert_int_equal(approvals_close_item(&engine.approvals, 1), 0);
	assert_true(is_good());
}

static void a_journal_that_fails_is_not_well(void **state)
{
	(void)state;
	engine.journal_fails = true;
	assert_false(is_good());
	assert_shows("the journal cannot be written");
}

static void an_alarm_is_not_well_for_a_day(void **state)
{
	(void)state;
	engine.n_alarms = 1;
	engine.alarms[0] = (struct alarm){ .slug = "tampering",
					   .object = "nft",
					   .text = "one\ntwo",
					   .since = time(NULL),
					   .raised = now_ms() };
	assert_false(is_good());
	assert_shows("tampering, nft: one\n");
	/* Before the clock was set. */
	engine.alarms[0].since = 0;
	assert_false(is_good());
	engine.alarms[0].raised -= HEALTH_ALARM_SECONDS * 1000L;
	assert_true(is_good());
	assert_shows("tampering, nft: one\n");
}

static void what_is_ahead_of_the_clock_is_not_well(void **state)
{
	(void)state;
	engine.live.compiled = time(NULL) + 60;
	assert_true(is_good());
	engine.live.compiled = (int64_t)4102444800;
	assert_false(is_good());
	assert_shows("what is to be at 2100-01-01 09:00:00 +09:00");
	assert_non_null(
		strstr(print(health_print_json), "\"ahead_of_clock\":true"));
}

static void what_is_pending_or_isolated_is_well(void **state)
{
	(void)state;
	engine.pending.number = 2;
	engine.pending_until = now_ms() + 57000;
	engine.n_orders = 1;
	engine.orders[0] =
		(struct isolation_order){ .word = "zone:juki", .by = "tanaka" };
	assert_true(is_good());
	assert_int_equal(health_seconds_left(&health), 57);
	assert_shows("generation 2, 57 s left");
	assert_shows("zone:juki since");
	engine.pending_until = now_ms() - 1;
	assert_int_equal(health_seconds_left(&health), 0);
	engine.pending = (struct standing){ 0 };
}

static void add_renewal(uint32_t of)
{
	struct generation record = { .kind = GENERATION_RENEWAL,
				     .of = of,
				     .author = "sekishod",
				     .reason = "renewal",
				     .time = 2 };

	assert_int_equal(
		generations_keep(&engine.store, "x\n", 2, record.policy), 0);
	assert_int_equal(generations_add(&engine.store, &record), 0);
	engine.live.number = record.number;
}

static void a_renewal_is_told_by_what_it_renews(void **state)
{
	(void)state;
	add_renewal(1);
	add_renewal(2);
	assert_true(is_good());
	assert_shows("good: generation 3 is in force");
	assert_shows("by tanaka (apply): first");
	assert_shows("approved     佐藤");
	assert_shows("by generation 3");
}

static void add_entry(const char *id, time_t until)
{
	struct index *index = &engine.live.index;

	*vec_add(&index->arena, &index->entries) = (struct index_entry){
		.id = id,
		.number = (uint32_t)index->entries.n,
		.until = until,
	};
}

static void what_ends_soon_is_told_by_its_step(void **state)
{
	time_t now = time(NULL);

	(void)state;
	add_entry("never", 0);
	add_entry("far", now + 31 * DAY);
	add_entry("month", now + 30 * DAY);
	add_entry("week", now + 7 * DAY);
	add_entry("relay", now + DAY);
	add_entry("relay", now + DAY);
	add_entry("past", now - 1);
	assert_true(is_good());
	assert_int_equal(health.endings.list.n, 3);
	assert_string_equal(health.endings.list.at[0].id, "relay");
	assert_int_equal(health.endings.list.at[0].step, 1);
	assert_int_equal(health.endings.list.at[1].step, 7);
	assert_int_equal(health.endings.list.at[2].step, 30);
	assert_shows("7, 3 of them end within 30 days");
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, begin, end)

static void put_proof(enum trial_verdict verdict, int64_t seconds_ago)
{
	engine.proving.known = true;
	engine.proving.generation = 1;
	engine.proving.last.verdict = verdict;
	strcpy(engine.proving.last.first, "a packet that shows it");
	engine.proving.at = now_ms() - seconds_ago * 1000;
}

static void what_is_not_proved_is_not_well(void **state)
{
	(void)state;
	put_proof(TRIAL_PROVED, 5);
	assert_true(is_good());
	assert_shows("nothing else");
	assert_shows("; 5 s ago");
	assert_null(strstr(print(health_print), "a packet that shows it"));
	for (enum trial_verdict verdict = TRIAL_NARROWER;
	     verdict < N_TRIAL_VERDICTS; verdict++) {
		put_proof(verdict, 5);
		assert_false(is_good());
		assert_shows("a packet that shows it");
	}
}

static void a_proof_of_long_ago_or_of_another_generation_is_none(void **state)
{
	(void)state;
	put_proof(TRIAL_PROVED, 1000);
	assert_false(is_good());
	put_proof(TRIAL_PROVED, 5);
	engine.proving.generation = 2;
	/* There may not have been the time yet. */
	assert_true(is_good());
	assert_shows("not yet");
	engine.began = now_ms() - 100000;
	assert_false(is_good());
}

static void what_could_not_be_made_to_stand_is_closed(void **state)
{
	(void)state;
	engine.closed = true;
	assert_false(is_good());
	assert_shows("CLOSED");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_generation_that_stands_is_well),
		CLAIM(without_a_generation_it_is_closed),
		CLAIM(rules_that_differ_are_not_well),
		CLAIM(what_is_open_is_not_well),
		CLAIM(a_journal_that_fails_is_not_well),
		CLAIM(an_alarm_is_not_well_for_a_day),
		CLAIM(what_is_ahead_of_the_clock_is_not_well),
		CLAIM(what_is_pending_or_isolated_is_well),
		CLAIM(a_renewal_is_told_by_what_it_renews),
		CLAIM(what_ends_soon_is_told_by_its_step),
		CLAIM(what_is_not_proved_is_not_well),
		CLAIM(a_proof_of_long_ago_or_of_another_generation_is_none),
		CLAIM(what_could_not_be_made_to_stand_is_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
