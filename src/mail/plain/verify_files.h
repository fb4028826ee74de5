/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_files.h -- files that go along outward, as the inner half permits them
 *
 * What is in a file is not looked at beyond its first bytes: that it is of its
 * type, with nothing in it that acts, is the transform's word.
 */
#pragma once

#include "mail/plain/plain.h"

struct file_kind {
	const char *word;     /* of the policy and the plain message */
	const char *media;    /* type/subtype, in the composed message */
	const char *magic;    /* its first bytes */
	const char *ending;   /* of its name, in any case */
	const char *ending_2; /* or this one; NULL: none */
};

/* Which may pass: words, one blank between ("": none); bytes of each and of all
 * together, at most PLAIN_FILES_BYTES. */
struct file_rules {
	const char *words;
	uint64_t each, all;
};

/* NULL: no such kind. */
const struct file_kind *file_kind_of(struct slice word);

/* Checks of records. A name may be given to a file anywhere, and hides nothing:
 * no path, no leading dot or blank, none of what a system forbids. */
bool file_is_named(struct slice name);
bool file_is_any(struct slice bytes);

/* Of a message that is otherwise right and has `len` bytes: does each file
 * keep to the rules, does its name end as its kind, and does it begin so?
 * PLAIN_OK, PLAIN_FILE; PLAIN_LENGTH: the rest is longer than PLAIN_TEXT. */
enum plain_verdict files_check(const struct plain *plain, size_t len,
			       const struct file_rules *rules);
