/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_message_test.c -- tests src/mail/plain/compose_message.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "mail/plain/compose.h"

#include "sample.h"

static const struct compose_options options = {
	.hostname = "gw.example",
	.mark = "gw.example:mail-in",
	.notice = "[head]\n[removed]\n{removed-name}\n[tail]\n",
	.reference = "20261121-7",
};

static struct plain plain;
static char buf[16384];
static struct composed composed;

static void read_sample(void)
{
	size_t len = sample_write(buf, sizeof(buf), sample_records);

	assert_null(plain_read(buf, len, &plain));
}

static const char *compose(void)
{
	composed_finish(&composed);
	assert_int_equal(compose_message(&plain, &options, &composed),
			 COMPOSE_OK);
	composed_add(&composed, (struct slice){ "", 1 });
	return composed.bytes;
}

static void a_message_is_a_fixed_header_and_one_text_part(void **state)
{
	(void)state;
	read_sample();
	assert_string_equal(compose(),
			    "Date: Fri, 20 Nov 2026 08:05:00 +0900\r\n"
			    "From: =?UTF-8?B?5bGx55Sw?= <a@b.example>\r\n"
			    "Reply-To: <r@b.example>\r\n"
			    "To: X <x@town.example.jp>\r\n"
			    "Subject: =?UTF-8?B?44GK55+l44KJ44Gb?=\r\n"
			    "Message-ID: <1@b.example>\r\n"
			    "References: <2@b.example>\r\n <3@b.example>\r\n"
			    "MIME-Version: 1.0\r\n"
			    "Content-Type: text/plain; charset=UTF-8\r\n"
			    "Content-Transfer-Encoding: base64\r\n"
			    "X-Sekisho-Sanitized: attachments-removed,\r\n"
			    " links-defanged\r\n"
			    "X-Sekisho-Defects: qp-ws\r\n"
			    "X-Sekisho-Reference: 20261121-7\r\n"
			    "X-Sekisho-Authentication: spf=pass\r\n"
			    " dkim=fail\r\n"
			    "X-Sekisho-Relay: gw2.example:mail-up\r\n"
			    "X-Sekisho-Relay: gw.example:mail-in\r\n"
			    "\r\n"
			    "5pel5pys6KqeDQoNCmEJYg0K55Sz6KuLLnppcA0K\r\n");
}

static void a_sender_without_address_gets_ours(void **state)
{
	(void)state;
	read_sample();
	plain.from_addr.len = 0;
	assert_non_null(strstr(compose(),
			       "\r\nFrom: =?UTF-8?B?5bGx55SwIDxhQGIuZXhhbXBs"
			       "ZT4=?= <invalid-sender@gw.example>\r\n"));
}

static void nobody_to_name_is_said_so(void **state)
{
	(void)state;
	read_sample();
	plain.to.n = 0;
	assert_non_null(
		strstr(compose(), "\r\nTo: undisclosed-recipients:;\r\n"));
}

static void our_own_mark_is_a_loop(void **state)
{
	(void)state;
	read_sample();
	plain.marks[0] = (struct slice){ "gw.example:mail-in", 18 };
	assert_int_equal(compose_message(&plain, &options, &composed),
			 COMPOSE_LOOP);
}

static void too_many_passes_are_a_loop(void **state)
{
	(void)state;
	read_sample();
	plain.received = COMPOSE_RECEIVED;
	compose();
	plain.received++;
	assert_int_equal(compose_message(&plain, &options, &composed),
			 COMPOSE_LOOP);
	read_sample();
	plain.n_marks = COMPOSE_PASSES;
	assert_int_equal(compose_message(&plain, &options, &composed),
			 COMPOSE_LOOP);
}

/* What keeps the next hop's DATA whole. */
static void no_line_begins_with_a_dot_and_none_is_bare(void **state)
{
	const char *at;

	(void)state;
	read_sample();
	at = compose();
	assert_null(strstr(at, "\r\n."));
	for (; *at; at++) {
		assert_true(*at == '\r' || *at == '\n' ||
			    (*at >= ' ' && *at <= '~'));
		if (*at == '\n')
			assert_int_equal(at[-1], '\r');
		if (*at == '\r')
			assert_int_equal(at[1], '\n');
	}
}

static int finish(void **state)
{
	(void)state;
	composed_finish(&composed);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_a_fixed_header_and_one_text_part),
		cmocka_unit_test(a_sender_without_address_gets_ours),
		cmocka_unit_test(nobody_to_name_is_said_so),
		cmocka_unit_test(our_own_mark_is_a_loop),
		cmocka_unit_test(too_many_passes_are_a_loop),
		cmocka_unit_test(no_line_begins_with_a_dot_and_none_is_bare),
	};

	return cmocka_run_group_tests(tests, NULL, finish);
}
