/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_test.c -- whose share of the relay a peer has
 */
#include "mail/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct settings settings;

static void list(const char *text)
{
	struct addr_range *range = &settings.peers[settings.n_peers++];

	assert_int_equal(range_read(text, range), ADDR_OK);
}

static int some_peers(void **state)
{
	(void)state;
	list("192.0.2.0/24");
	list("2001:db8:0:2::25-2001:db8:0:2::26");
	list("2001:db8:0:2::ff00/120");
	list("2001:db8:0:3::/119");
	list("2001:db8:1::/48");
	return 0;
}

static void check(const char *peer, const char *share)
{
	struct addr addr;
	char text[ADDR_TEXT];

	assert_int_equal(addr_read(peer, &addr), ADDR_OK);
	assert_true(settings_knows_peer(&settings, &addr));
	addr = settings_share(&settings, &addr);
	assert_string_equal(addr_text(text, &addr), share);
}

static void a_host_has_a_share_of_its_own(void **state)
{
	(void)state;
	check("192.0.2.7", "192.0.2.7");
	check("2001:db8:0:2::25", "2001:db8:0:2::25");
	check("2001:db8:0:2::26", "2001:db8:0:2::26");
	check("2001:db8:0:2::ff07", "2001:db8:0:2::ff07");
}

static void a_network_of_ipv6_has_one_for_each_64(void **state)
{
	(void)state;
	check("2001:db8:0:3::7", "2001:db8:0:3::");
	check("2001:db8:1:2::7", "2001:db8:1:2::");
	check("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::");
	check("2001:db8:1:3::7", "2001:db8:1:3::");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_has_a_share_of_its_own),
		cmocka_unit_test(a_network_of_ipv6_has_one_for_each_64),
	};

	return cmocka_run_group_tests(tests, some_peers, NULL);
}
