/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dates.c -- the dates of our certificate, read once and then only compared
 */
#include "mail/tls/dates.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/log.h"
#include "base/must.h"
#include "base/when.h"

enum {
	DAY = 86400,
	SOON = 30 /* days before its end that we begin to warn */
};

static time_t seconds_of(const ASN1_TIME *time)
{
	struct tm when;

	return ASN1_TIME_to_tm(time, &when) ? timegm(&when) : 0;
}

struct tls_dates tls_dates_of(const char *chain)
{
	struct tls_dates dates = { 0 };
	X509 *certificate;
	BIO *text;

	/* Without a configuration file, whoever names one (key.h). */
	must(OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
					 OPENSSL_INIT_NO_ATEXIT,
				 NULL) == 1);
	text = BIO_new_mem_buf(chain, -1);
	certificate = PEM_read_bio_X509(text, NULL, NULL, NULL);
	if (certificate) {
		dates.from = seconds_of(X509_get0_notBefore(certificate));
		dates.until = seconds_of(X509_get0_notAfter(certificate));
	}
	X509_free(certificate);
	BIO_free(text);
	ERR_clear_error();
	return dates;
}

enum tls_age tls_age(const struct tls_dates *dates, time_t now)
{
	if (now >= dates->until)
		return TLS_EXPIRED;
	if (now < dates->from)
		return TLS_TOO_YOUNG;
	return dates->until - now < (time_t)SOON * DAY ? TLS_ENDS : TLS_GOOD;
}

int tls_days(const struct tls_dates *dates, time_t now)
{
	return (int)((now < dates->until ? dates->until - now
					 : now - dates->until) /
		     DAY);
}

static void say(const struct tls_watch *watch, time_t now)
{
	char end[WHEN_TEXT];

	switch (tls_age(&watch->dates, now)) {
	case TLS_GOOD:
		return;
	case TLS_TOO_YOUNG:
		log_warn(
			"certificate-not-yet-good file=\"%s\" do=\"see whether "
			"the clock is right\"",
			watch->file);
		return;
	case TLS_ENDS:
		log_warn("certificate-ends file=\"%s\" days=%d "
			 "do=\"renew it, and restart the relay\"",
			 watch->file, tls_days(&watch->dates, now));
		return;
	case TLS_EXPIRED:
		log_err("certificate-expired file=\"%s\" since=\"%s\" "
			"do=\"renew it, and restart the relay; or see whether "
			"the clock is right\"",
			watch->file, when_local(end, watch->dates.until));
		return;
	}
}

time_t tls_day(time_t now)
{
	return now / DAY;
}

void tls_watch_look(struct tls_watch *watch, time_t now)
{
	if (tls_day(now) == watch->day)
		return;
	watch->day = tls_day(now);
	say(watch, now);
}
