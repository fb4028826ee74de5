/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_canonical.c -- writes a plain message again, comparing as it goes
 *
 * What was understood is all there is: a byte that the reader did not turn into
 * meaning cannot be in the stream, or this differs.
 */
#include "mail/plain/verify_record.h"

/* Each of these takes off *rest what it would write, or says that this is not
 * there. */

static bool has_value(struct slice *rest, const char *tag, struct slice value)
{
	char digits[24], *const end = digits + sizeof(digits), *at = end;

	/* " LENGTH " */
	*--at = ' ';
	at = verify_write_number(at, value.len);
	*--at = ' ';
	return slice_skip(rest, slice_of(tag)) &&
	       slice_skip(rest, (struct slice){ at, (size_t)(end - at) }) &&
	       slice_skip(rest, value) && slice_skip(rest, slice_of("\n"));
}

static bool has_record(struct slice *rest, const struct record *record,
		       const char *element)
{
	const void *at = element + record->offset;
	char digits[24], *const end = digits + sizeof(digits);
	struct slice value;

	if (record->check) {
		value = *(const struct slice *)at;
	} else {
		value.at = verify_write_number(end, *(const uint64_t *)at);
		value.len = (size_t)(end - value.at);
	}
	return has_value(rest, record->tag, value);
}

static bool has_run(struct slice *rest, const struct record *first,
		    const struct plain *plain)
{
	const struct list_place *list = &plain_lists[first->list];
	const char *element = (const char *)plain + list->offset;
	const void *count = (const char *)plain + list->count;
	size_t times = list->count ? *(const size_t *)count : 1;

	for (; times; times--, element += list->size)
		for (size_t i = 0; i < list->run; i++)
			if (!has_record(rest, &first[i], element))
				return false;
	return true;
}

static bool has_head(struct slice *rest)
{
	char digits[24], *const end = digits + sizeof(digits);
	char *at = verify_write_number(end, rest->len);

	while (end - at < 8)
		*--at = '0';
	return slice_skip(rest, slice_of("sekisho-plain 1 ")) &&
	       slice_skip(rest, (struct slice){ at, (size_t)(end - at) }) &&
	       slice_skip(rest, slice_of("\n"));
}

static bool has_end(struct slice *rest, const struct plain *plain)
{
	char counts[48], *const end = counts + sizeof(counts);
	char *at = verify_write_number(end, plain->n_lines);

	*--at = ' ';
	at = verify_write_number(at, plain->n_removed);
	return has_value(rest, "end", (struct slice){ at, (size_t)(end - at) });
}

bool plain_is_canonical(const struct plain *plain, struct slice bytes)
{
	const struct record *record = plain_records;
	struct slice rest = bytes, lines = plain->text, line;

	if (!has_head(&rest))
		return false;
	for (; record < plain_records + N_RECORDS;
	     record += plain_lists[record->list].run)
		if (!has_run(&rest, record, plain))
			return false;
	for (uint64_t i = 0; i < plain->n_lines; i++)
		if (!plain_next_line(&lines, &line) ||
		    !has_value(&rest, "=", line))
			return false;
	return has_end(&rest, plain) && !rest.len;
}
