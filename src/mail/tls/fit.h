/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fit.h -- whether a certificate and its key are fit for TLS at all
 *
 * Asked once, before anything listens: what is wrong with them is the
 * operator's to mend, and starting processes anew would not help.
 */
#pragma once

#include <stdbool.h>

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
 * not. Of its dates nothing is said here, see dates.h. */
bool tls_is_fit(const char *chain, EVP_PKEY *key, struct misfit *out);
