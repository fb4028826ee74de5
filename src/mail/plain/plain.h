/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain.h -- the plain message: all that crosses from the transform to the
 * inner half
 *
 * Bytes, in this order and no other:
 *
 *   "sekisho-plain 1 NNNNNNNN" LF         all bytes of the stream, 8 digits
 *   records: TAG SP LENGTH SP VALUE LF    LENGTH of VALUE in bytes, decimal,
 *                                         without leading zero
 *
 *   sender 1            envelope, "" for the null path
 *   rcpt 1…100          envelope
 *   from-addr 1         strict address, or "" if the message has none
 *   from-name 1         display name
 *   from-text 1         the field as text
 *   (reply-name reply-addr) 0…20
 *   (to-name to-addr) 0…200, to-more 1    how many more there were
 *   (cc-name cc-addr) 0…200, cc-more 1
 *   subject 1
 *   date 1              "Fri, 20 Nov 2026 08:05:00 +0900", or ""
 *   message-id 1, in-reply-to 1, references 1      "" if none
 *   auto-submitted 1    "auto-generated", "auto-replied", or ""
 *   bulk 1              "0" or "1"
 *   received 1          Received: fields there were
 *   auth 1              "spf=pass dkim=fail …": what the outer mail server found
 *                       of the sender, METHOD=RESULT of fixed words; or ""
 *   mark 0…16           "HOST:RELAY": marks of relays like ours
 *   charset-declared 1, charset-used 1
 *   unmapped 1, unmapped-codes 1          "U+E000 U+E05A": which, if known
 *   controls 1, invisibles 1, hidden-text 1, links 1, text-cut 1
 *   action 0…64         words
 *   defect 0…64         words: every ambiguity and broken rule met
 *   (removed-name removed-declared removed-sniffed removed-size
 *    removed-sha256 removed-marks removed-image removed-why) 0…1000
 *                       marks: some of "locked macro program double-extension
 *                       type-mismatch bidi-name", in this order; image: "0", "1"
 *   (file-type file-name file-sha256 file-bytes) 0…20
 *                       outward only, and only where verify_files.h permits:
 *                       a file that goes along, its bytes as they are
 *   "=" 0…              the lines of the text
 *   end 1               "R L": numbers of removed parts and of lines
 *
 * No nesting, no escapes; values are UTF-8 of the characters verify_text.h
 * permits, TAB only in "=", but for file-bytes. Each number of records and each
 * length is bounded. There is exactly one way to write a given message, and the
 * inner half writes it again and compares. The reader here and the writer of
 * the transform (transform/transform_plain.c) share no source file.
 */
#pragma once

#include "mail/plain/verify_text.h"

enum {
	PLAIN_TEXT = 8 << 20,         /* bytes but for those of files */
	PLAIN_FILES_BYTES = 20 << 20, /* of all files */
	PLAIN_BYTES = PLAIN_TEXT + PLAIN_FILES_BYTES,
	PLAIN_RCPTS = 100,
	PLAIN_REPLY_TO = 20,
	PLAIN_PERSONS = 200,
	PLAIN_MARKS = 16,
	PLAIN_ACTIONS = 64,
	PLAIN_DEFECTS = 64,
	PLAIN_REMOVED = 1000,
	PLAIN_FILES = 20,
	PLAIN_LINE = 1 << 20, /* bytes of one line of text */
	PLAIN_HEAD = 25,      /* bytes of the first line */
};

struct person {
	struct slice name, addr;
};

struct persons {
	struct person at[PLAIN_PERSONS];
	size_t n;
	uint64_t more;
};

struct removed {
	struct slice name, declared, sniffed, sha256, marks, why;
	uint64_t size, image;
};

struct file {
	struct slice type, name, sha256, bytes;
};

struct words {
	struct slice at[PLAIN_DEFECTS];
	size_t n;
};

/* Every slice lies in the buffer that was read. Large: static or heap. */
struct plain {
	struct slice sender;
	struct slice rcpts[PLAIN_RCPTS];
	size_t n_rcpts;
	struct slice from_addr, from_name, from_text;
	struct persons reply_to, to, cc;
	struct slice subject, date, message_id, in_reply_to, references;
	struct slice auto_submitted;
	uint64_t bulk, received;
	struct slice auth;
	struct slice marks[PLAIN_MARKS];
	size_t n_marks;
	struct slice charset_declared, charset_used;
	struct slice unmapped_codes;
	uint64_t unmapped, controls, invisibles, hidden_text, links, text_cut;
	struct words actions, defects;
	struct removed removed[PLAIN_REMOVED];
	size_t n_removed;
	struct file files[PLAIN_FILES];
	size_t n_files;
	struct slice text; /* the records of the lines, as they came */
	uint64_t n_lines;
};

/*
 * Reads and verifies all of it, and takes no file; *out may be used only if
 * nothing is wrong, and only as long as `bytes` lives. NULL, or the word for
 * what is wrong first:
 *
 *   length     not as long as it says
 *   record     not a record, or not the one due here
 *   value      a value is not of its kind
 *   count      the counts at the end are wrong
 *   file       a file that may not go along, or is not its type
 *   canonical  written again, it is different
 */
const char *plain_read(const char *bytes, size_t len, struct plain *out);
/* The same with files, as far as the rules (verify_files.h) permit. What their
 * SHA-256 is nobody has looked at. */
struct file_rules;
const char *plain_read_files(const char *bytes, size_t len,
			     const struct file_rules *rules, struct plain *out);

/* The next line of plain.text: begin with *rest = plain->text. */
bool plain_next_line(struct slice *rest, struct slice *line);

/* Would writing it again give these very bytes? */
bool plain_is_canonical(const struct plain *plain, struct slice bytes);
