/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits.h -- everything a sender can make grow, and how far
 *
 * Bounds marked "hold" end the conversion with a verdict: the message cannot be
 * shown honestly. The others cut or skip what is beyond, and a defect or an
 * action names it in the output.
 */
#pragma once

enum {
	/* structure */
	LIMIT_DEPTH = 20,          /* hold: multiparts inside each other */
	LIMIT_PARTS = 1000,        /* hold: leaves of the tree */
	LIMIT_REMOVED = 1000,      /* hold: lines in the list of removed parts;
				   * the inner half takes no more */
	LIMIT_ATTACHED = 20,       /* files that pass; the others are removed */
	LIMIT_ATTACHED_NAME = 240, /* bytes; a longer one does not pass */
	LIMIT_FIELDS = 1000,       /* hold: header fields of one part */
	LIMIT_HEADER = 256 << 10,  /* hold: bytes of one part's header */
	LIMIT_BOUNDARY = 256,      /* bytes; RFC 2046 allows 70 */
	LIMIT_READINGS = 4,        /* values of one field kept, the last too */

	/* one field */
	LIMIT_FIELD = 64 << 10, /* bytes read; the rest is cut */
	LIMIT_PARAMS = 100,     /* parameters, RFC 2231 pieces included */
	LIMIT_ADDRESSES = 2000,
	LIMIT_WORDS = 2000, /* encoded-words */
	LIMIT_REFERENCES = 100,
	LIMIT_MARKS = 16, /* values of the caller's loop mark */

	/* text out, in bytes of UTF-8 */
	LIMIT_TEXT = 1 << 20, /* body; the rest is cut */
	LIMIT_SUBJECT = 4096,
	LIMIT_NAME = 512,      /* display name, file name */
	LIMIT_LIST = 16 << 10, /* From as text */
	LIMIT_TYPE = 128,      /* declared type, charset label */
	LIMIT_DECLARED = 512,  /* all that is declared of one file */
	LIMIT_ADDR = 254,      /* RFC 5321 4.5.3.1.3, less the brackets */
	LIMIT_MSGID = 980,   /* a line with its field's name: RFC 5322 2.1.1 */
	LIMIT_COMBINING = 8, /* marks on one base character */

	/* calendars and visiting cards shown; descriptions read as HTML in
	 * each; all files are listed */
	LIMIT_CARDS = 20,
	LIMIT_TNEF = 20, /* winmail.dat opened; the others are only listed */
	LIMIT_TNEF_BYTES = 20 << 20, /* of each that are read */
	LIMIT_RAW_TEXT = 4 << 20,    /* bytes of one text part that are read */

	/* HTML */
	LIMIT_HTML_STACK = 64,      /* open elements remembered */
	LIMIT_HTML_RULES = 128,     /* names in sheets that hide or break */
	LIMIT_HTML_ATTRIBUTES = 64, /* kept in one tag */
	LIMIT_HTML_NOTE = 8192,     /* bytes said of one link */
	LIMIT_HTML_VALUE = 4096,    /* bytes of one attribute value kept */
};
