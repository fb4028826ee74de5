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
	const char *word;   /* of the policy and the plain message */
	const char *media;  /* type/subtype, in the composed message */
	const char *magic;  /* its first bytes */
	const char *ending; /* of its name, in any case */
};

/* Which may pass: words, one blank between ("": none); bytes of each and of all
 * together, at most PLAIN_FILES_BYTES. */
struct file_rules {
	const char *words;
	uint64_t each, all;
};

/* By its type, its first bytes and the end of its name; NULL: none. */
const struct file_kind *file_kind_of(const struct file *file);

/* Checks of records. A name may be given to a file anywhere, and hides nothing:
 * no path, no leading dot or blank, none of what a system forbids. */
bool file_is_named(struct slice name);
bool file_is_any(struct slice bytes);

/* Of a message that is otherwise right and has `len` bytes: is each file of a
 * kind, and do they keep to the rules? NULL, "file"; "length": the
 * rest is longer than PLAIN_TEXT. */
const char *files_check(const struct plain *plain, size_t len,
			const struct file_rules *rules);
