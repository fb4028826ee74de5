/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message_line_test.c -- tests src/mail/outside/message_line.c
 */
#include "mail/outside/message_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "mail/limits.h"

static char text[MESSAGE_LINE_MAX];

static void everything_known_stands_in_one_line(void **state)
{
	static char one[] = "a@town.example.jp", two[] = "\"b\\c\"@x.jp";
	char *rcpts[] = { one, two };
	uint8_t digest[DIGEST_LEN] = { 0xab };
	const struct message_line line = {
		.relay = "gw:mail-in",
		.peer = "192.0.2.25",
		.sender = "",
		.rcpts = rcpts,
		.n_rcpts = 2,
		.id = 0xa401,
		.reference = { 20261121, 123 },
		.size = 48211,
		.digest = digest,
		.result = TALLY_DELIVERED,
		.answer = { ANSWER_HOP, 250, 2, 1 },
		.actions = "html-to-text links-defanged",
		.removed = 2,
		.plain_size = 3120,
		.plain_digest = digest,
		.microseconds = 12005,
	};

	(void)state;
	assert_string_equal(
		message_line_text(text, &line),
		"{\"event\":\"message\",\"relay\":\"gw:mail-in\","
		"\"id\":\"0000a401\",\"reference\":\"20261121-000123-2\","
		"\"peer\":\"192.0.2.25\",\"sender\":\"\",\"recipients\":["
		"\"a@town.example.jp\",\"\\\"b\\\\c\\\"@x.jp\"],"
		"\"recipients_more\":0,\"size\":48211,\"sha256\":\"ab"
		"00000000000000000000000000000000000000000000000000000000000000"
		"\",\"result\":\"delivered\",\"answer\":\"250 2.2.1\","
		"\"reason\":\"hop\",\"held\":null,\"actions\":["
		"\"html-to-text\",\"links-defanged\"],\"removed\":2,"
		"\"plain_size\":3120,\"plain_sha256\":\"ab"
		"00000000000000000000000000000000000000000000000000000000000000"
		"\",\"milliseconds\":12.005}");
}

static void what_is_not_known_is_null(void **state)
{
	const struct message_line line = {
		.relay = "r",
		.peer = "::1",
		.sender = "x",
		.actions = "",
		.result = TALLY_REFUSED,
		.answer = answer_of(ANSWER_HELD),
		.held = "too-deep",
	};

	(void)state;
	message_line_text(text, &line);
	assert_non_null(strstr(text, "\"reference\":null"));
	assert_non_null(strstr(text, "\"sha256\":null"));
	assert_non_null(strstr(text, "\"plain_size\":null"));
	assert_non_null(strstr(text, "\"plain_sha256\":null"));
	assert_non_null(strstr(text, "\"actions\":[]"));
	assert_non_null(strstr(text, "\"held\":\"too-deep\""));
}

static void the_longest_line_fits_and_names_twenty_of_a_hundred(void **state)
{
	char *rcpts[LIMIT_RECIPIENTS], path[LIMIT_PATH + 1];
	struct message_line line = {
		.relay = "r",
		.peer = "::1",
		.sender = path,
		.rcpts = rcpts,
		.n_rcpts = LIMIT_RECIPIENTS,
		.actions = "html-to-text",
	};

	(void)state;
	/* Each byte of it as long as it can be in JSON: so an original has it
	 * that an outside has kept which was taken over. */
	memset(path, '\1', LIMIT_PATH);
	path[LIMIT_PATH] = '\0';
	for (size_t i = 0; i < LIMIT_RECIPIENTS; i++)
		rcpts[i] = path;
	message_line_text(text, &line);
	assert_non_null(strstr(text, "\"recipients_more\":80"));
	assert_int_equal(text[strlen(text) - 1], '}');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_known_stands_in_one_line),
		cmocka_unit_test(what_is_not_known_is_null),
		cmocka_unit_test(
			the_longest_line_fits_and_names_twenty_of_a_hundred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
