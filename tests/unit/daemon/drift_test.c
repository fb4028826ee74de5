/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift_test.c -- tests src/daemon/engine/drift.c; enforce is the test itself
 */
#include "daemon/engine/drift.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/engine/ask.h"
#include "daemon/messages.h"

/* What enforce answers: to MESSAGE_CHECK and MESSAGE_OTHERS. */
static struct {
	int result;
	const char *text;
} answers[2];
static struct engine engine;
static struct drift drift;

int ask(struct engine *of, const struct question *question, struct reply *out)
{
	int i = question->type == MESSAGE_OTHERS;
	struct pack p = { of->answer.body, of->answer.body + CHANNEL_BODY,
			  false };

	assert_int_equal(question->to, PROC_ENFORCE);
	if (!answers[i].text)
		return -EPIPE;
	pack_u32(&p, (uint32_t)answers[i].result);
	pack_bytes(&p, answers[i].text, strlen(answers[i].text));
	*p.pos = '\0';
	*out = (struct reply){ MESSAGE_COMPARED, of->answer.body,
			       (size_t)(p.pos - of->answer.body), -1 };
	return 0;
}

static int begin(void **state)
{
	(void)state;
	engine.surveyed = -1;
	engine.channels[PROC_SURVEY] = 0;
	engine.live.number = 7;
	answers[0].result = answers[1].result = 1;
	answers[0].text = answers[1].text = "";
	return 0;
}

static int end(void **state)
{
	(void)state;
	drift_finish(&drift);
	fd_closep(&engine.surveyed);
	return 0;
}

/* A note, a warning and an alarm that has gone, in memory of their own. */
static void survey(void)
{
	struct sightings found = { 0 };
	struct sighting *sighting;
	_cleanup_(freep) uint8_t *bytes = NULL;
	size_t len;

	sightings_add(&found, SEVERITY_NOTE, "switch-rp-filter", "lan0");
	sighting = sightings_add(&found, SEVERITY_WARNING, "route-missing",
				 "10.0.0.0/8");
	sighting_ja(&found, sighting, "経路がない");
	sighting_en(&found, sighting, "no route");
	sighting = sightings_add(&found, SEVERITY_ALARM, "tc-redirect", "lan1");
	sighting->mark = SIGHTING_GONE;
	found.n_more = 3;
	len = sightings_pack(&found, NULL, 0);
	bytes = calloc(len, 1);
	sightings_pack(&found, bytes, len);
	sightings_finish(&found);
	engine.surveyed = sealed_make(bytes, len);
	assert_true(engine.surveyed >= 0);
}

/* One without a slug where there is none. */
static const struct sighting *find(const char *slug)
{
	static const struct sighting none;

	vec_each(sighting, &drift.found.list)
		if (!strcmp(sighting->slug, slug))
			return sighting;
	return &none;
}

static void the_same_rules_are_no_drift(void **state)
{
	(void)state;
	drift_look(&engine, &drift);
	assert_int_equal(drift.compared, 1);
	assert_true(drift_is_none(&drift));
	assert_non_null(find("survey-begins")->slug);
}

static void each_line_of_a_difference_is_an_alarm(void **state)
{
	(void)state;
	answers[0].result = 0;
	answers[0].text = "chain inet sekisho forward: rule 2 differs\n"
			  "set inet sekisho s: an element is missing\n";
	drift_look(&engine, &drift);
	assert_int_equal(drift.compared, 0);
	assert_false(drift_is_none(&drift));
	assert_int_equal(find("rules-differ")->severity, SEVERITY_ALARM);
	assert_string_equal(drift.found.list.at[0].object,
			    "chain inet sekisho forward");
	assert_string_equal(drift.found.list.at[1].en,
			    "set inet sekisho s: an element is missing");
}

static void tables_of_others_are_drift_by_what_they_can(void **state)
{
	(void)state;
	answers[1].text = "cut table ip a chain x: drops\n"
			  "open table ip b chain y: accepts\n"
			  "deceive table ip c chain z: logs\n"
			  "strange table ip d\n";
	drift_look(&engine, &drift);
	assert_int_equal(drift.compared, 1);
	assert_false(drift_is_none(&drift));
	assert_int_equal(find("others-cut")->severity, SEVERITY_WARNING);
	assert_int_equal(find("others-open")->severity, SEVERITY_ALARM);
	assert_string_equal(find("others-open")->en,
			    "table ip b chain y: accepts");
	assert_int_equal(find("others-deceive")->severity, SEVERITY_ALARM);
	assert_int_equal(find("others-unknown")->severity, SEVERITY_ALARM);
}

static void what_the_survey_saw_stands_there_gravest_first(void **state)
{
	(void)state;
	survey();
	answers[1].text = "open table ip b: accepts\n";
	drift_look(&engine, &drift);
	assert_int_equal(drift.found.list.n, 3);
	assert_string_equal(drift.found.list.at[0].slug, "others-open");
	assert_string_equal(drift.found.list.at[1].slug, "route-missing");
	assert_string_equal(drift.found.list.at[1].object, "10.0.0.0/8");
	assert_string_equal(drift.found.list.at[1].ja, "経路がない");
	assert_string_equal(drift.found.list.at[2].slug, "switch-rp-filter");
	assert_null(find("tc-redirect")->slug);
	assert_int_equal(drift.found.n_more, 3);
}

static void a_survey_that_is_not_there_is_drift(void **state)
{
	(void)state;
	engine.channels[PROC_SURVEY] = -1;
	drift_look(&engine, &drift);
	assert_non_null(find("survey-gone")->slug);
	assert_false(drift_is_none(&drift));
}

static void what_cannot_be_read_is_said(void **state)
{
	(void)state;
	engine.surveyed = sealed_make("x", 1);
	drift_look(&engine, &drift);
	assert_non_null(find("survey-unreadable")->slug);
	assert_false(drift_is_none(&drift));
}

static void without_enforce_nothing_is_known(void **state)
{
	(void)state;
	answers[1].text = NULL;
	drift_look(&engine, &drift);
	assert_int_equal(drift.compared, -EPIPE);
	assert_false(drift_is_none(&drift));
	drift_finish(&drift);
	answers[0].text = NULL;
	drift_look(&engine, &drift);
	assert_int_equal(drift.compared, -EPIPE);
	assert_false(drift_is_none(&drift));
	drift_finish(&drift);
	answers[0].text = "\xff";
	drift_look(&engine, &drift);
	assert_int_equal(drift.compared, -EPROTO);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(the_same_rules_are_no_drift),
		CLAIM(each_line_of_a_difference_is_an_alarm),
		CLAIM(tables_of_others_are_drift_by_what_they_can),
		CLAIM(what_the_survey_saw_stands_there_gravest_first),
		CLAIM(a_survey_that_is_not_there_is_drift),
		CLAIM(what_cannot_be_read_is_said),
		CLAIM(without_enforce_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
