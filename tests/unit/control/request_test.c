/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request_test.c -- tests src/control/request.c
 */
#include "control/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct request sample = {
	.verb = VERB_APPLY,
	.flags = REQUEST_JSON | REQUEST_CONFIRM,
	.seconds = 600,
	.number = 7,
	.word = "庁内LAN",
	.reason = "新しい複合機",
	.override = "一人担当",
	.session = "192.0.2.1 40000 192.0.2.2 22",
};

/* Places of the four lengths in the packed sample. */
static void find_lengths(const uint8_t *body, size_t at[static 4])
{
	at[0] = 12;
	for (int i = 1; i < 4; i++)
		at[i] = at[i - 1] + 2 + body[at[i - 1]] * 256U +
			body[at[i - 1] + 1];
}

static bool unpacks(const uint8_t *body, size_t len)
{
	struct request out;

	return request_unpack(VERB_APPLY, body, len, &out);
}

static void what_is_packed_is_unpacked(void **state)
{
	uint8_t body[REQUEST_MAX];
	size_t len = request_pack(&sample, body);
	struct request out;

	(void)state;
	assert_true(request_unpack(VERB_APPLY, body, len, &out));
	assert_int_equal(out.verb, VERB_APPLY);
	assert_int_equal(out.flags, sample.flags);
	assert_int_equal(out.seconds, 600);
	assert_int_equal(out.number, 7);
	assert_string_equal(out.word, sample.word);
	assert_string_equal(out.reason, sample.reason);
	assert_string_equal(out.override, sample.override);
	assert_string_equal(out.session, sample.session);
}

static void the_longest_texts_fit(void **state)
{
	static struct request full = { .verb = VERB_STATUS }, out;
	uint8_t body[REQUEST_MAX];
	size_t len;

	(void)state;
	memset(full.word, 'w', sizeof(full.word) - 1);
	memset(full.reason, 'r', sizeof(full.reason) - 1);
	memset(full.override, 'o', sizeof(full.override) - 1);
	memset(full.session, 's', sizeof(full.session) - 1);
	len = request_pack(&full, body);
	assert_true(request_unpack(VERB_STATUS, body, len, &out));
	assert_string_equal(out.session, full.session);
	assert_string_equal(out.reason, full.reason);
}

static void what_is_looked_for_is_packed_too(void **state)
{
	static struct request search = {
		.verb = VERB_MAIL_SEARCH,
		.word = "20261121-000123-2",
		.terms = { "taro@example.jp", "", 20261117, 20261121 },
	}, out;
	uint8_t body[REQUEST_MAX];
	size_t len = request_pack(&search, body);

	(void)state;
	assert_true(request_unpack(VERB_MAIL_SEARCH, body, len, &out));
	assert_string_equal(out.terms.from, "taro@example.jp");
	assert_string_equal(out.terms.to, "");
	assert_int_equal(out.terms.since, 20261117);
	assert_int_equal(out.terms.until, 20261121);
	assert_false(request_unpack(VERB_MAIL_FIND, body, len, &out));
	while (len--)
		assert_false(request_unpack(VERB_MAIL_SEARCH, body, len, &out));
	memset(search.word, 'w', sizeof(search.word) - 1);
	memset(search.reason, 'r', sizeof(search.reason) - 1);
	memset(search.override, 'o', sizeof(search.override) - 1);
	memset(search.session, 's', sizeof(search.session) - 1);
	memset(search.terms.from, 'f', sizeof(search.terms.from) - 1);
	memset(search.terms.to, 't', sizeof(search.terms.to) - 1);
	len = request_pack(&search, body);
	assert_true(request_unpack(VERB_MAIL_SEARCH, body, len, &out));
}

static void a_cut_at_any_byte_is_refused(void **state)
{
	uint8_t body[REQUEST_MAX];
	size_t len = request_pack(&sample, body);

	(void)state;
	for (size_t cut = 0; cut < len; cut++)
		assert_false(unpacks(body, cut));
	body[len] = 0;
	assert_false(unpacks(body, len + 1));
}

static void any_wrong_length_is_refused(void **state)
{
	uint8_t body[REQUEST_MAX] = { 0 };
	size_t len = request_pack(&sample, body), at[4];

	(void)state;
	find_lengths(body, at);
	for (int i = 0; i < 4; i++) {
		uint8_t high = body[at[i]], low = body[at[i] + 1];

		for (uint32_t other = 0; other <= UINT16_MAX; other++) {
			if (other == high * 256U + low)
				continue;
			body[at[i]] = (uint8_t)(other >> 8);
			body[at[i] + 1] = (uint8_t)other;
			assert_false(unpacks(body, len));
		}
		body[at[i]] = high;
		body[at[i] + 1] = low;
	}
	assert_true(unpacks(body, len));
}

static void a_text_as_long_as_its_room_is_refused(void **state)
{
	uint8_t body[REQUEST_MAX] = { 0 };

	(void)state;
	memset(body + 14, 'w', REQUEST_WORD);
	body[12] = (REQUEST_WORD - 1) >> 8;
	body[13] = (REQUEST_WORD - 1) & 255;
	body[14 + REQUEST_WORD - 1] = 0;
	assert_true(unpacks(body, 12 + 2 + REQUEST_WORD - 1 + 6));
	body[12] = REQUEST_WORD >> 8;
	body[13] = REQUEST_WORD & 255;
	body[14 + REQUEST_WORD - 1] = 'w';
	assert_false(unpacks(body, 12 + 2 + REQUEST_WORD + 6));
}

static void nul_control_and_broken_characters_are_refused(void **state)
{
	static const char *const bad[] = {
		"\x00", "\x01", "\n",       "\r",           "\x1b",
		"\x7f", "\x80", "\xff",     "\xc0\x80",     "\xed\xa0\x80",
		"\xc2", "\xe3", "\xc2\x9b", "\xe2\x80\xae",
	};
	uint8_t body[REQUEST_MAX];
	size_t at[4];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		size_t bytes = bad[i][0] ? strlen(bad[i]) : 1;

		for (int text = 0; text < 4; text++) {
			struct request ascii = { .verb = VERB_APPLY,
						 .word = "wwwwwww",
						 .reason = "rrrrrrr",
						 .override = "ooooooo",
						 .session = "sssssss" };
			size_t len = request_pack(&ascii, body);

			find_lengths(body, at);
			memcpy(body + at[text] + 2 + 7 - bytes, bad[i], bytes);
			assert_false(unpacks(body, len));
		}
	}
}

static void an_unknown_flag_is_refused(void **state)
{
	struct request odd = { .verb = VERB_STATUS }, out;
	uint8_t body[REQUEST_MAX];

	(void)state;
	for (unsigned bit = 0; bit < 32; bit++) {
		odd.flags = 1U << bit;
		odd.seconds = odd.flags == REQUEST_CONFIRM;
		assert_int_equal(unpacks(body, request_pack(&odd, body)),
				 bit < 6);
		odd.seconds = 0;
		assert_int_equal(request_unpack(VERB_MAIL_STATUS, body,
						request_pack(&odd, body), &out),
				 bit == 0 || bit == 6 || bit == 7);
	}
}

static void seconds_come_with_their_flag_alone(void **state)
{
	static const struct {
		uint32_t flags, seconds;
		bool good;
	} cases[] = {
		{ 0, 0, true },
		{ 0, 1, false },
		{ REQUEST_CONFIRM, 0, false },
		{ REQUEST_CONFIRM, 1, true },
		{ REQUEST_CONFIRM, REQUEST_SECONDS_MAX, true },
		{ REQUEST_CONFIRM, REQUEST_SECONDS_MAX + 1, false },
		{ REQUEST_CONFIRM, UINT32_MAX, false },
	};

	uint8_t body[REQUEST_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct request request = { .verb = VERB_APPLY,
					   .flags = cases[i].flags,
					   .seconds = cases[i].seconds };

		assert_int_equal(unpacks(body, request_pack(&request, body)),
				 cases[i].good);
	}
}

static void only_verbs_are_requests(void **state)
{
	struct request plain = { .verb = VERB_STATUS }, out;
	uint8_t body[REQUEST_MAX];
	size_t len = request_pack(&plain, body);

	(void)state;
	for (uint32_t type = 0; type <= UINT16_MAX; type++)
		assert_int_equal(
			request_unpack((uint16_t)type, body, len, &out),
			(type >= VERB_APPLY && type < N_VERBS) ||
				(type >= VERB_MAIL_STATUS &&
				 type < VERB_MAIL_SEARCH));
}

static void every_verb_has_a_name_and_four_bear_a_descriptor(void **state)
{
	int n = 0;

	(void)state;
	for (int verb = VERB_APPLY; verb < N_VERBS; verb++) {
		assert_non_null(verb_name((enum verb)verb));
		n += verb_has_fd((enum verb)verb);
	}
	for (int verb = VERB_MAIL_STATUS; verb < VERB_MAIL_END; verb++) {
		assert_non_null(verb_name((enum verb)verb));
		assert_false(verb_has_fd((enum verb)verb));
		assert_true(verb_is_mail((enum verb)verb));
	}
	assert_int_equal(n, 4);
	assert_false(verb_is_mail(VERB_SNAPSHOT));
	assert_true(verb_has_fd(VERB_APPROVE));
	assert_false(verb_has_fd(VERB_CONFIRM));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_packed_is_unpacked),
		cmocka_unit_test(the_longest_texts_fit),
		cmocka_unit_test(what_is_looked_for_is_packed_too),
		cmocka_unit_test(a_cut_at_any_byte_is_refused),
		cmocka_unit_test(any_wrong_length_is_refused),
		cmocka_unit_test(a_text_as_long_as_its_room_is_refused),
		cmocka_unit_test(nul_control_and_broken_characters_are_refused),
		cmocka_unit_test(an_unknown_flag_is_refused),
		cmocka_unit_test(seconds_come_with_their_flag_alone),
		cmocka_unit_test(only_verbs_are_requests),
		cmocka_unit_test(
			every_verb_has_a_name_and_four_bear_a_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
