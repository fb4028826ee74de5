/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show_test.c -- tests src/mail/show.c
 */
#include "mail/show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sample.h"

#define TEN "一二三四五六七八九十"

static const struct compose_options options = {
	.hostname = "gw.example",
	.mark = "gw.example:mail-in",
	.received = "by gw.example (sekisho)\r\n id 1; date",
	.notice = "[head]\n[removed]\n{removed-name}\n[tail]\n",
};

static struct plain plain;
static struct composed composed, shown;

static void read_sample(void)
{
	static char buf[16384];
	size_t len = sample_write(buf, sizeof(buf), sample_records);

	assert_null(plain_read(buf, len, &plain));
}

static const char *show(void)
{
	composed_finish(&composed);
	composed_finish(&shown);
	assert_int_equal(compose_message(&plain, &options, &composed),
			 COMPOSE_OK);
	assert_true(show_message(&composed, &shown));
	composed_add(&shown, (struct slice){ "", 1 });
	return shown.bytes;
}

static void header_and_text_are_readable(void **state)
{
	(void)state;
	read_sample();
	assert_string_equal(show(),
			    "Received: by gw.example (sekisho) id 1; date\n"
			    "Date: Fri, 20 Nov 2026 08:05:00 +0900\n"
			    "From: 山田 <a@b.example>\n"
			    "Reply-To: <r@b.example>\n"
			    "To: X <x@town.example.jp>\n"
			    "Subject: お知らせ\n"
			    "Message-ID: <1@b.example>\n"
			    "References: <2@b.example> <3@b.example>\n"
			    "MIME-Version: 1.0\n"
			    "Content-Type: text/plain; charset=UTF-8\n"
			    "Content-Transfer-Encoding: base64\n"
			    "X-Sekisho-Sanitized: attachments-removed, "
			    "links-defanged\n"
			    "X-Sekisho-Defects: qp-ws\n"
			    "X-Sekisho-Authentication: spf=pass dkim=fail\n"
			    "X-Sekisho-Relay: gw2.example:mail-up\n"
			    "X-Sekisho-Relay: gw.example:mail-in\n"
			    "\n"
			    "日本語\n\na\tb\n申請.zip\n");
}

static void words_cut_for_the_header_are_joined(void **state)
{
	(void)state;
	read_sample();
	plain.subject = slice_of(TEN TEN " a  b =?UTF-8?B?eA==?= " TEN TEN);
	plain.to.at[0].name = slice_of(TEN TEN TEN);
	assert_non_null(strstr(show(), "\nSubject: " TEN TEN
				       " a  b =?UTF-8?B?eA==?= " TEN TEN "\n"));
	assert_non_null(
		strstr(show(), "\nTo: " TEN TEN TEN " <x@town.example.jp>\n"));
}

static int finish(void **state)
{
	(void)state;
	composed_finish(&composed);
	composed_finish(&shown);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_and_text_are_readable),
		cmocka_unit_test(words_cut_for_the_header_are_joined),
	};

	return cmocka_run_group_tests(tests, NULL, finish);
}
