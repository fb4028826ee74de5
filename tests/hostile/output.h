/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output.h -- reads a composed message as a strict stranger would
 *
 * The grammar, written down from src/mail/plain/compose.h and notice.h:
 *
 *   message  one header, one empty line, base64 lines, nothing else; or, if its
 *            Content-Type says so, parts: the text, then one a file, each with
 *            its three fields, between lines that no base64 can hold
 *   line     printable ASCII and CRLF; none begins with a dot; at most 998
 *            bytes, and 76 unless it is one address, identifier or file's name
 *   header   fields of a fixed list in its order, each once but for
 *            X-Sekisho-Relay; Content-Type, its encoding and MIME-Version
 *            with one value each
 *   text     plain words or encoded-words of whole characters, 75 at most
 *   base64   each line but the last 76 characters, padding only at the end,
 *            its unused bits zero (RFC 4648 3.5)
 *   body     lines that end in CRLF, of characters that may leave
 */
#pragma once

#include "letters.h"

enum output_field {
	OUT_RECEIVED,
	OUT_DATE,
	OUT_FROM,
	OUT_REPLY_TO,
	OUT_TO,
	OUT_CC,
	OUT_SUBJECT,
	OUT_MESSAGE_ID,
	OUT_IN_REPLY_TO,
	OUT_REFERENCES,
	OUT_AUTO_SUBMITTED,
	OUT_PRECEDENCE,
	OUT_MIME_VERSION,
	OUT_CONTENT_TYPE,
	OUT_CONTENT_ENCODING,
	OUT_SANITIZED,
	OUT_DEFECTS,
	OUT_REFERENCE,
	OUT_AUTHENTICATION,
	OUT_RELAY,
	N_OUT_FIELDS,
};

enum {
	OUT_PEOPLE = 256,
	OUT_MARKS = 24,
	OUT_FILES = 32,
};

struct output_person {
	struct text name, addr;
};

struct output_people {
	struct output_person at[OUT_PEOPLE];
	size_t n;
};

struct output_file {
	struct text media, name, bytes;
};

/* Decoded; all of it lies in memory of output_read()'s, until it is called
 * again. Fields that are not there are empty. */
struct output {
	struct text values[N_OUT_FIELDS]; /* unfolded, as they are */
	struct output_people from, reply_to, to, cc;
	struct text subject;
	struct text marks[OUT_MARKS];
	size_t n_marks;
	struct text body;
	struct output_file files[OUT_FILES];
	size_t n_files;
};

/* NULL, or what is wrong with it. */
const char *output_read(struct text message, struct output *out);

/* Exactly "local@domain". */
bool output_is_address(struct text text);

/* Is a file with that type in its stream what it says? Of two kinds, and no
 * others. */
bool output_is_kind(struct text type, const struct output_file *file);
bool output_is_file_name(struct text name);

/* Behind the files of it only. */

/* Moves what is decoded or unfolded to memory that lasts. */
char *output_room(size_t len);
/* Plain words or encoded-words at the start of *rest, which moves behind them;
 * *out gets what they say. */
const char *output_words(struct text *rest, struct text *out);
const char *output_people(struct text value, struct output_people *out);
/* The line of a file's name: letters, digits, "-", "." and "_", and %XX of all
 * other bytes. */
const char *output_name(struct text line, struct text *out);
/* The value of a letter of base64, or -1. */
int output_digit(char c);
bool output_base64(struct text digits, char *out, size_t *len);
