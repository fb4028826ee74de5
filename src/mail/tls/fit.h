/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fit.h -- whether a certificate and its key are fit for TLS at all
 *
 * Asked once, before anything listens: what is wrong with them is the
 * operator's to mend, and starting processes anew would not help.
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include <openssl/types.h>

enum {
	FIT_WHY = 160
};

struct misfit {
	bool of_key; /* it is the key's file; else the certificate's */
	char why[FIT_WHY];
	const char *help; /* what the operator can do */
};

/* The whole text of the certificate's file and the key of the other one; NULL:
 * there is none that could be used. tls_key_setup() first. False: *out says why
 * not. */
bool tls_is_fit(const char *chain, EVP_PKEY *key, time_t now,
		struct misfit *out);

struct tls_dates {
	bool begun; /* it is good by now */
	int days_left;
};

/* Of the first certificate; all zero where none can be read. */
struct tls_dates tls_dates_of(const char *chain, time_t now);
