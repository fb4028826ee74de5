/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hop_tls_test.c -- tests STARTTLS in src/mail/smtp/hop.c
 */
#include "hop_play.h"

static void begin(bool wants, bool needs)
{
	hop_begin(&hop, "gw.example");
	hop.state = HOP_BANNER;
	hop.wants_tls = wants;
	hop.needs_tls = needs;
	assert_int_equal(hears("220 there\r\n"), HOP_MORE);
	assert_string_equal(said(), "EHLO gw.example\r\n");
}

static void who_knows_no_ehlo_has_no_tls(void **state)
{
	(void)state;
	begin(true, true);
	assert_int_equal(hears("502 5.5.1 what?\r\n"), HOP_BROKEN);
	assert_int_equal(hop.out_len, 0);
	/* Nor may it forget EHLO when it has TLS. */
	begin(true, false);
	assert_int_equal(hears("250-mx\r\n250 STARTTLS\r\n"), HOP_MORE);
	assert_int_equal(hears("220 go\r\n"), HOP_SECURE);
	hop_secured(&hop);
	assert_int_equal(hears("500 what?\r\n"), HOP_BROKEN);
}

static void it_is_said_where_it_is_wanted_and_offered(void **state)
{
	(void)state;
	begin(true, true);
	assert_int_equal(hears("250-mx\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n"
			       "250 starttls\r\n"),
			 HOP_MORE);
	assert_string_equal(said(), "STARTTLS\r\n");
	assert_int_equal(hears("220 2.0.0 go\r\n"), HOP_SECURE);
	assert_int_equal(hop.out_len, 0);
	hop_secured(&hop);
	assert_string_equal(said(), "EHLO gw.example\r\n");
	/* What was offered in the clear is forgotten. */
	assert_int_equal(hears("250 mx\r\n"), HOP_GREETED);
	assert_false(hop.pipelining);
	assert_false(hop.smtputf8);
}

static void it_is_not_said_where_it_is_not_wanted(void **state)
{
	(void)state;
	begin(false, false);
	assert_int_equal(hears("250-mx\r\n250 STARTTLS\r\n"), HOP_GREETED);
	assert_string_equal(said(), "");
}

static void without_an_offer_only_who_needs_it_gives_up(void **state)
{
	(void)state;
	begin(true, false);
	assert_int_equal(hears("250-mx\r\n250 XSTARTTLS\r\n"), HOP_GREETED);
	begin(true, true);
	assert_int_equal(hears("250-mx\r\n250 XSTARTTLS\r\n"), HOP_BROKEN);
	assert_string_equal(said(), "");
}

static void a_refusal_is_no_way_back_to_plain_text(void **state)
{
	static const char *const no[] = {
		"454 4.7.0 not now\r\n",
		"502 5.5.1 what\r\n",
		"250 2.0.0 ok\r\n",
		"221 2.0.0 bye\r\n",
		"354 go\r\n",
	};

	(void)state;
	for (int needs = 0; needs < 2; needs++)
		for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
			begin(true, needs);
			assert_int_equal(hears("250-mx\r\n250 STARTTLS\r\n"),
					 HOP_MORE);
			assert_int_equal(hears(no[i]), HOP_BROKEN);
		}
}

static void a_reply_behind_the_220_breaks_the_connection(void **state)
{
	static const char injected[] =
		"220 go\r\n250-mx\r\n250 PIPELINING\r\n250 2.1.0 ok\r\n";

	(void)state;
	for (size_t len = 9; len < sizeof(injected); len++) {
		char text[sizeof(injected)] = "";

		begin(true, true);
		hears("250-mx\r\n250 STARTTLS\r\n");
		memcpy(text, injected, len);
		assert_int_equal(hears(text), HOP_BROKEN);
	}
}

static void a_220_before_its_starttls_is_out_of_turn(void **state)
{
	(void)state;
	begin(true, true);
	assert_int_equal(hears("250-mx\r\n250 STARTTLS\r\n220 go\r\n"),
			 HOP_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_knows_no_ehlo_has_no_tls),
		cmocka_unit_test(it_is_said_where_it_is_wanted_and_offered),
		cmocka_unit_test(it_is_not_said_where_it_is_not_wanted),
		cmocka_unit_test(without_an_offer_only_who_needs_it_gives_up),
		cmocka_unit_test(a_refusal_is_no_way_back_to_plain_text),
		cmocka_unit_test(a_reply_behind_the_220_breaks_the_connection),
		cmocka_unit_test(a_220_before_its_starttls_is_out_of_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
