/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ident.h -- dates and message identifiers, strict (RFC 5322 3.3, 3.6.4)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	IDENT_DATE = 32 /* room for a date as we write it */
};

/* Reads a date from 1900 on, old zone names and two-digit years included
 * (RFC 5322 4.3), and writes it anew: "Fri, 20 Nov 2026 10:00:00 +0900", or
 * "-0000" behind it where nobody knows which zone it is of. */
bool ident_date(const uint8_t *in, size_t len, char out[static IDENT_DATE]);

/* The next "<left@right>" of printable ASCII in *at..end; moves *at behind it.
 * Sets *len and returns its beginning, or NULL. */
const char *ident_next(const uint8_t **at, const uint8_t *end, size_t *len);

/* An addr-spec that is safe in a header and in an envelope: dot-atom or plain
 * quoted local part, a domain of letters, digits, hyphens and "_", at most
 * LIMIT_ADDR in all (RFC 5321 4.1.2; mail/smtp/path.h on the two that it does
 * not know: "_", and local parts of more than 64 bytes). Nothing like an
 * encoded-word: programs decode it and show another address. */
bool ident_addr(const char *addr, size_t len);
/* Letters of atoms and dots in any order: a local part, if only in quotes. */
bool ident_is_dotted(const char *at, size_t len);
