/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command.h -- one command line of a peer, read strictly
 *
 * RFC 5321 4.1.1, with the parameters of RFC 1870 (SIZE), RFC 6152 (BODY) and
 * RFC 6531 (SMTPUTF8), and STARTTLS of RFC 3207. Lines hold printable ASCII,
 * but for addresses; the address of MAIL and RCPT follows the colon without a
 * blank, as 3.3 of RFC 5321 says.
 */
#pragma once

#include <stdint.h>

#include "mail/smtp/path.h"

enum smtp_verb {
	SMTP_HELO,
	SMTP_EHLO,
	SMTP_STARTTLS,
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_RSET,
	SMTP_NOOP,
	SMTP_QUIT,
	SMTP_VRFY,
	SMTP_FOREIGN, /* of CHUNKING or of HTTP: what follows is no command */
	SMTP_UNKNOWN,
};

enum command_verdict {
	COMMAND_OK,
	COMMAND_SYNTAX,    /* 501: the arguments */
	COMMAND_CONTROL,   /* NUL, bare CR or LF, or another control */
	COMMAND_PARAMETER, /* 555: a parameter nobody offered */
	COMMAND_PATH,      /* see path */
};

struct smtp_command {
	enum smtp_verb verb;
	struct path path;               /* MAIL, RCPT */
	enum path_verdict path_verdict; /* with COMMAND_PATH */
	uint64_t size;                  /* MAIL SIZE=; 0 not said */
	bool body_8bit;                 /* MAIL BODY=8BITMIME */
	bool smtputf8;                  /* MAIL SMTPUTF8 */
	bool postmaster;                /* RCPT TO:<postmaster>, no domain */
};

/* line: NUL-terminated, without CRLF; len tells of a NUL inside. */
enum command_verdict command_read(const char *line, size_t len,
				  struct smtp_command *out);
