/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path.h -- a mailbox in an SMTP command, read strictly
 *
 * RFC 5321 4.1.2: Mailbox = Local-part "@" Domain, with a dot-string or a
 * quoted-string of printable ASCII; RFC 6531 3.3 adds characters beyond ASCII,
 * of which those are taken that the inner half permits in any text. Not taken,
 * though RFC 5321 knows them: source routes, address literals, `%` and `!`
 * routing in the local part. Taken, though it does not know them, for mail
 * servers send them: dots where a dot-string has none, as carriers gave them
 * out (the quotes they lack are put in); `_` in a domain; a local part of more
 * than 64 bytes, as mailing services make of a recipient's address (4.5.3.1).
 *
 * Domains are compared bytewise: a Japanese one is taken as xn-- or in UTF-8,
 * all of its labels in one form, and what UTS 46 would map first (halfwidth
 * katakana, a full stop that is none) is another name; each label has 63 bytes
 * at most in either form. What is refused here never reaches another process.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mail/limits.h"

enum path_verdict {
	PATH_OK,
	PATH_SYNTAX,   /* not a mailbox */
	PATH_TOO_LONG, /* a part of it */
	PATH_ROUTE,    /* source route, % or ! */
	PATH_8BIT,     /* would need SMTPUTF8, or is not even text */
};

struct path {
	char text[LIMIT_PATH + 1]; /* "" for the null path <> */
	const char *domain;        /* inside text; NULL if "". ASCII letters in
				    * it are lower case */
	bool utf8;                 /* holds characters beyond ASCII */
};

/*
 * Reads "<mailbox>" (or "<>" if null_ok) at the start of text; *end is set
 * behind the closing bracket. *out is written only with PATH_OK.
 */
enum path_verdict path_read(const char *text, bool null_ok, struct path *out,
			    const char **end);

/* A domain of letters, digits, hyphens (RFC 5321 4.1.2), at least one label.
 * Returns its length, or 0. */
size_t domain_len(const char *text);
