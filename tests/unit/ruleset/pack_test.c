/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack_test.c -- tests src/ruleset/{pack,unpack}.c
 */
#include "ruleset/pack.h"

#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "ruleset/compile.h"
#include "ruleset/print.h"
#include "ruleset/sound.h"

#include "random_policy.h"
#include "same_ruleset.h"
#include "sample.h"

enum {
	N_POLICIES = 150,
	GENERATION = 7,
};

struct bytes {
	uint8_t *at;
	size_t n;
};

static void bytes_finish(struct bytes *bytes)
{
	free(bytes->at);
}

static struct bytes pack(const struct ruleset *ruleset)
{
	struct bytes bytes = { 0 };
	FILE *out = open_memstream((char **)&bytes.at, &bytes.n);

	assert_int_equal(ruleset_pack(ruleset, out), 0);
	fclose(out);
	return bytes;
}

static void hold_to_journey(const struct ruleset *ruleset, const char *name)
{
	_cleanup_(bytes_finish) struct bytes first = pack(ruleset);
	_cleanup_(bytes_finish) struct bytes second = { 0 };
	struct ruleset again;
	const char *what;

	if (!ruleset_unpack(first.at, first.n, &again)) {
		what = ruleset_flaw(ruleset);
		fail_msg("%s is refused: %s", name, what ? what : "bytes");
	}
	if (!ruleset_same(ruleset, &again, &what))
		fail_msg("%s differs after the journey: %s", name, what);
	second = pack(&again);
	assert_int_equal(first.n, second.n);
	assert_memory_equal(first.at, second.at, first.n);
	ruleset_finish(&again);
}

static void random_rulesets_survive_the_journey(void **state)
{
	const struct compile_options options = { GENERATION, RANDOM_EPOCH };

	(void)state;
	for (uint64_t seed = 1; seed <= N_POLICIES; seed++) {
		struct policy policy;
		struct ruleset ruleset;
		struct diags diags = { 0 };

		random_seed(seed);
		random_policy(&policy);
		assert_true(
			ruleset_compile(&policy, &options, &ruleset, &diags));
		hold_to_journey(&ruleset, "a random ruleset");
		ruleset_finish(&ruleset);
		arena_finish(&policy.arena);
		diags_finish(&diags);
	}
}

static void hold_file(const char *file)
{
	const struct policy_options how = { .rules = getenv("RULES"),
					    .now = SAMPLE_NOW,
					    .keep_expired = true };
	const struct compile_options options = { GENERATION_MAX, SAMPLE_NOW };
	struct policy policy;
	struct ruleset ruleset;
	struct diags diags = { 0 };

	assert_true(policy_load(file, &how, &policy, &diags));
	assert_true(ruleset_compile(&policy, &options, &ruleset, &diags));
	hold_to_journey(&ruleset, file);
	ruleset_finish(&ruleset);
	policy_finish(&policy);
	diags_finish(&diags);
}

static void every_example_survives_the_journey(void **state)
{
	glob_t files = { 0 };

	(void)state;
	assert_int_equal(glob("conf/*.conf", 0, NULL, &files), 0);
	assert_int_equal(glob("tests/golden/compile/*/policy.conf", GLOB_APPEND,
			      NULL, &files),
			 0);
	assert_true(files.gl_pathc > 10);
	for (size_t i = 0; i < files.gl_pathc; i++)
		hold_file(files.gl_pathv[i]);
	globfree(&files);
}

/* Every kind of statement in a small space. */
static struct bytes sample_bytes(struct sample *s)
{
	static const struct hours hours = { .days = 0x3e,
					    .from = 3600,
					    .to = 7200 };
	struct flow *flow;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	flow = sample_flow(s, "10.0.0.0/24", "10.1.0.5", 80);
	flow->approval.valid_until = s->now + 3600;
	flow = sample_flow(s, "fd00::/64", "fd00:1::5", 25);
	*vec_add(&s->policy.arena, &flow->hours) = hours;
	flow->rate = (struct rate){ .count = 9, .seconds = 60, .burst = 2 };
	flow->log = true;
	sample_host(s, 0, "10.0.0.5");
	sample_compile(s, GENERATION);
	return pack(&s->ruleset);
}

static void a_ruleset_cut_anywhere_is_refused(void **state)
{
	_cleanup_(bytes_finish) struct bytes whole = sample_bytes(*state);
	struct ruleset out;

	for (size_t n = 0; n < whole.n; n++) {
		/* A block of its own, so that reading past it is seen. */
		_cleanup_(freep) uint8_t *cut = malloc(n ? n : 1);

		memcpy(cut, whole.at, n);
		assert_false(ruleset_unpack(cut, n, &out));
	}
	assert_true(ruleset_unpack(whole.at, whole.n, &out));
	ruleset_finish(&out);
}

static void bytes_left_over_are_refused(void **state)
{
	_cleanup_(bytes_finish) struct bytes whole = sample_bytes(*state);
	struct ruleset out;

	whole.at = realloc(whole.at, whole.n + 1);
	whole.at[whole.n] = 0;
	assert_false(ruleset_unpack(whole.at, whole.n + 1, &out));
}

/* What is accepted all the same can be printed and travels on. */
static void every_byte_may_be_any_other(void **state)
{
	static const uint8_t others[] = { 0x01, 0xff };
	_cleanup_(bytes_finish) struct bytes bytes = sample_bytes(*state);
	size_t n_accepted = 0, n = 0;
	FILE *nowhere = fopen("/dev/null", "we");
	struct ruleset out;

	for (size_t i = 0; i < bytes.n; i++) {
		for (size_t k = 0; k < sizeof(others); k++, n++) {
			bytes.at[i] ^= others[k];
			if (ruleset_unpack(bytes.at, bytes.n, &out)) {
				assert_null(ruleset_flaw(&out));
				ruleset_print(&out, nowhere);
				hold_to_journey(&out, "a changed ruleset");
				ruleset_finish(&out);
				n_accepted++;
			}
			bytes.at[i] ^= others[k];
		}
	}
	fclose(nowhere);
	print_message("%zu of %zu changed rulesets accepted\n", n_accepted, n);
	assert_true(n_accepted < n);
}

static void a_text_that_is_not_utf8_is_not_packed(void **state)
{
	struct sample *s = *state;
	_cleanup_(freep) char *bytes = NULL;
	size_t n;
	FILE *out = open_memstream(&bytes, &n);

	s->policy.file = "\xff.conf";
	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	sample_compile(s, GENERATION);
	assert_int_equal(ruleset_pack(&s->ruleset, out), -EINVAL);
	fclose(out);
}

static void a_full_disk_is_told(void **state)
{
	struct sample *s = *state;
	FILE *full = fopen("/dev/full", "we");

	sample_compile(s, GENERATION);
	assert_int_equal(ruleset_pack(&s->ruleset, full), -ENOSPC);
	fclose(full);
}

#define SAMPLE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_rulesets_survive_the_journey),
		cmocka_unit_test(every_example_survives_the_journey),
		SAMPLE_TEST(a_ruleset_cut_anywhere_is_refused),
		SAMPLE_TEST(bytes_left_over_are_refused),
		SAMPLE_TEST(every_byte_may_be_any_other),
		SAMPLE_TEST(a_text_that_is_not_utf8_is_not_packed),
		SAMPLE_TEST(a_full_disk_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
