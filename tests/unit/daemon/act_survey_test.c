/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act_survey_test.c -- tests src/daemon/engine/act/survey.c: what the journal has of
 * what the survey says, and which alarms it makes
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/sealed.h"
#include "daemon/engine/act/acts.h"

static char folder[32];
static int state_folder;
static struct engine engine;
static struct sightings said;

static int setup(void **state)
{
	(void)state;
	memcpy(folder, "/tmp/sekisho-around-XXXXXX", 27);
	must(mkdtemp(folder));
	state_folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	engine = (struct engine){ .surveyed = -1 };
	return journal_open(&engine.journal, state_folder, 0);
}

static int teardown(void **state)
{
	char command[64];

	(void)state;
	journal_close(&engine.journal);
	sightings_finish(&engine.noted);
	sightings_finish(&said);
	if (engine.surveyed >= 0)
		close(engine.surveyed);
	close(state_folder);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	/* NOLINTNEXTLINE(cert-env33-c): a folder that this test has made */
	return system(command);
}

static void see(enum severity severity, const char *slug, const char *object)
{
	struct sighting *sighting =
		sightings_add(&said, severity, slug, "%s", object);

	sighting_ja(&said, sighting, "和文");
	sighting_en(&said, sighting, "in English");
}

static void hand_over(const void *bytes, size_t len)
{
	if (engine.surveyed >= 0)
		close(engine.surveyed);
	engine.surveyed = sealed_make(bytes, len);
	must(engine.surveyed >= 0);
	engine.survey_news = true;
	act_survey(&engine);
}

/* The survey says what was seen since the last time, and nothing else. */
static void tell(void)
{
	size_t len;
	uint8_t *bytes;

	sightings_settle(&said);
	len = sightings_pack(&said, NULL, 0);
	bytes = calloc(len, 1);
	must(bytes);
	sightings_pack(&said, bytes, len);
	sightings_finish(&said);
	hand_over(bytes, len);
	free(bytes);
}

static size_t lines(void)
{
	return engine.journal.head.n;
}

static bool newest_has(const char *words)
{
	static char text[1 << 20];
	int fd = openat(state_folder, "journal-000001.jsonl",
			O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, text, sizeof(text) - 1);
	const char *line;

	close(fd);
	must(n > 0);
	text[n - 1] = '\0';
	line = strrchr(text, '\n');
	return strstr(line ? line : text, words) != NULL;
}

static void what_appears_and_goes_is_written_down_once(void **state)
{
	size_t before;

	(void)state;
	see(SEVERITY_WARNING, "zone-down", "l0");
	tell();
	before = lines();
	assert_true(newest_has("\"event\":\"around\",\"n_appeared\":1,"
			       "\"n_gone\":0,\"appeared\":[{\"slug\":"
			       "\"zone-down\",\"object\":\"l0\",\"severity\":"
			       "\"warning\"}],\"gone\":[]"));
	see(SEVERITY_WARNING, "zone-down", "l0");
	tell();
	assert_int_equal(lines(), before);
	tell();
	assert_int_equal(lines(), before + 1);
	assert_true(newest_has("\"gone\":[{\"slug\":\"zone-down\""));
	assert_int_equal(engine.n_alarms, 0);
}

static void notes_are_no_news(void **state)
{
	(void)state;
	see(SEVERITY_NOTE, "promiscuous", "l0");
	tell();
	assert_int_equal(lines(), 0);
	/* … but becoming graver is, and so is the way back. */
	see(SEVERITY_ALARM, "promiscuous", "l0");
	tell();
	assert_true(newest_has("\"n_appeared\":1"));
	see(SEVERITY_NOTE, "promiscuous", "l0");
	tell();
	assert_true(newest_has("\"n_gone\":1"));
}

static void a_hundred_of_a_kind_are_one_alarm(void **state)
{
	char object[16];

	(void)state;
	for (int i = 0; i < SIGHTINGS_OF_A_SLUG; i++) {
		snprintf(object, sizeof(object), "route %d", i);
		see(SEVERITY_ALARM, "route-astray", object);
	}
	see(SEVERITY_ALARM, "xdp", "l0");
	tell();
	assert_int_equal(engine.n_alarms, 2);
	assert_string_equal(engine.alarms[1].slug, "xdp");
	assert_string_equal(engine.alarms[1].text, "in English");
	assert_true(newest_has("\"n_appeared\":101"));
	/* Coming back, it takes no second place. */
	tell();
	see(SEVERITY_ALARM, "xdp", "l0");
	tell();
	assert_int_equal(engine.n_alarms, 2);
}

static void a_flood_of_changes_writes_some_lines_a_minute(void **state)
{
	(void)state;
	assert_int_equal(act_survey_due(&engine), 0);
	for (int i = 0; i < 30; i++) {
		assert_int_equal(act_survey_due(&engine), 0);
		if (i % 2 == 0)
			see(SEVERITY_ALARM, "tunnel", "t0");
		tell();
	}
	assert_true(act_survey_due(&engine) > 50000);
	assert_int_equal(engine.n_alarms, 1);
}

static int empty_list(void)
{
	static const struct sightings none;
	uint8_t bytes[64];
	size_t len = sightings_pack(&none, bytes, sizeof(bytes));

	return sealed_make(bytes, len);
}

static void what_cannot_be_written_is_different_still(void **state)
{
	struct rlimit before, full;

	(void)state;
	see(SEVERITY_ALARM, "tunnel", "t0");
	tell();
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	full = (struct rlimit){ engine.journal.size, before.rlim_max };
	/* The list is memory, and has to be made before. */
	sightings_finish(&said);
	engine.survey_news = true;
	close(engine.surveyed);
	engine.surveyed = empty_list();
	setrlimit(RLIMIT_FSIZE, &full);
	act_survey(&engine);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_true(engine.journal_fails);
	assert_true(engine.survey_news);
	assert_true(act_survey_due(&engine) > 0);
	assert_int_equal(engine.noted.list.n, 1);
	act_survey(&engine);
	assert_false(engine.journal_fails);
	assert_false(engine.survey_news);
	assert_true(newest_has("\"n_gone\":1"));
}

static void what_is_no_list_changes_nothing(void **state)
{
	(void)state;
	hand_over("garbage", 7);
	assert_int_equal(lines(), 0);
	assert_false(engine.survey_news);
	see(SEVERITY_ALARM, "tunnel", "t0");
	tell();
	assert_int_equal(engine.n_alarms, 1);
	hand_over("garbage", 7);
	assert_int_equal(engine.noted.list.n, 1);
}

#define survey_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		survey_test(what_appears_and_goes_is_written_down_once),
		survey_test(notes_are_no_news),
		survey_test(a_hundred_of_a_kind_are_one_alarm),
		survey_test(a_flood_of_changes_writes_some_lines_a_minute),
		survey_test(what_cannot_be_written_is_different_still),
		survey_test(what_is_no_list_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
