/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_dates_test.c -- tests src/mail/tls/dates.c; who says it is in keys_test.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "mail/tls/dates.h"
#include "mail/tls/fit.h"

#include "said.h"
#include "tls_sample.h"

enum {
	DAY = 86400
};

static struct sample *ec;

static int begin(void **state)
{
	(void)state;
	tls_key_setup();
	ec = sample_new("EC", false);
	return 0;
}

static int end(void **state)
{
	(void)state;
	sample_free(ec);
	return 0;
}

static void its_dates_are_read(void **state)
{
	const struct tls_dates dates = tls_dates_of(ec->chain);

	(void)state;
	assert_in_range(dates.until - time(NULL), 30 * DAY - 600, 30 * DAY);
	assert_int_equal(dates.until - dates.from, 430 * DAY);
	assert_int_equal(tls_dates_of("").from, 0);
	assert_int_equal(tls_dates_of("").until, 0);
}

static void its_age_is_told_to_the_second(void **state)
{
	const struct tls_dates dates = { 100 * DAY, 200 * DAY };

	(void)state;
	assert_int_equal(tls_age(&dates, 100 * DAY - 1), TLS_TOO_YOUNG);
	assert_int_equal(tls_age(&dates, 100 * DAY), TLS_GOOD);
	assert_int_equal(tls_age(&dates, 170 * DAY), TLS_GOOD);
	assert_int_equal(tls_age(&dates, 170 * DAY + 1), TLS_ENDS);
	assert_int_equal(tls_days(&dates, 170 * DAY + 1), 29);
	assert_int_equal(tls_age(&dates, 200 * DAY - 1), TLS_ENDS);
	assert_int_equal(tls_days(&dates, 200 * DAY - 1), 0);
	assert_int_equal(tls_age(&dates, 200 * DAY), TLS_EXPIRED);
	assert_int_equal(tls_days(&dates, 203 * DAY), 3);
}

/* What a look says; "": nothing. */
static const char *look(struct tls_watch *watch, time_t now)
{
	said_begin();
	tls_watch_look(watch, now);
	return said_end();
}

static void once_a_day_is_said_what_there_is_to_say(void **state)
{
	struct tls_watch watch = { { 100 * DAY, 200 * DAY }, "own.pem", 0 };

	(void)state;
	assert_string_equal(look(&watch, 99 * DAY),
			    "certificate-not-yet-good file=\"own.pem\" "
			    "do=\"see whether the clock is right\"\n");
	assert_string_equal(look(&watch, 100 * DAY - 1), "");
	assert_string_equal(look(&watch, 100 * DAY), "");
	assert_string_equal(look(&watch, 170 * DAY), "");
	assert_string_equal(look(&watch, 171 * DAY),
			    "certificate-ends file=\"own.pem\" days=29 "
			    "do=\"renew it, and restart the relay\"\n");
	assert_string_equal(look(&watch, 172 * DAY - 1), "");
	assert_non_null(strstr(look(&watch, 200 * DAY),
			       "certificate-expired file=\"own.pem\" since="));
	assert_string_equal(look(&watch, 200 * DAY + 1), "");
}

/* A clock that is wrong takes nobody's mail. */
static void whatever_its_dates_it_is_fit(void **state)
{
	struct sample expired = {
		.key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"),
	};
	struct tls_dates dates;
	struct misfit misfit;

	(void)state;
	sample_certify(&expired, -1, 0);
	dates = tls_dates_of(expired.chain);
	assert_int_equal(tls_age(&dates, time(NULL)), TLS_EXPIRED);
	assert_true(tls_is_fit(expired.chain, expired.key, &misfit));
	EVP_PKEY_free(expired.key);
	free(expired.chain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_dates_are_read),
		cmocka_unit_test(its_age_is_told_to_the_second),
		cmocka_unit_test(once_a_day_is_said_what_there_is_to_say),
		cmocka_unit_test(whatever_its_dates_it_is_fit),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
