/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auth.h -- what the outer mail server found out about a message's sender:
 * Authentication-Results, RFC 8601
 *
 * Only fields of the one server that is trusted, by its authserv-id; it must
 * strip those that others wrote in its name before it adds its own (RFC 8601
 * 5), for nothing in a message shows who wrote a field. Of these the topmost
 * counts, and with it those between the same two Received: fields, since many
 * servers write one for each method. What is below the next Received: was there
 * before that server had the message.
 */
#pragma once

#include "mime/header/field.h"

enum {
	AUTH_TEXT = 704, /* bytes, NUL included: all pairs that there are */
};

/*
 * "spf=pass dkim=fail", in the order of the fields, each pair once; "" if
 * nothing is known. Methods: spf, dkim, dmarc, arc, iprev, auth. Results: those
 * of RFC 8601 2.7 that these methods have, "other" for any else. A field that
 * does not parse to its end says nothing at all.
 */
void auth_read(const struct header *header, const char *authserv_id,
	       char out[static AUTH_TEXT]);
