/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_notice.c -- what was done to a message, below its text
 */
#include "mail/plain/notice.h"
#include "mail/plain/verify_files.h"
#include "mail/plain/verify_record.h"

static const struct slice none = { "", 0 }, nothing = { NULL, 0 };

/* Keys for what the records of this list hold. */
static void set_records(struct template *template, enum record_list list,
			const void *element)
{
	for (size_t i = 0; i < N_RECORDS; i++) {
		const struct record *record = &plain_records[i];
		const void *at = (const char *)element + record->offset;
		struct slice text = nothing;

		if (record->list != list)
			continue;
		if (record->check)
			text = *(const struct slice *)at;
		if (record->check == file_is_any)
			template_set(template, record->tag, nothing, text.len);
		else if (record->check)
			template_set(template, record->tag, text, 0);
		else
			template_set(template, record->tag, nothing,
				     *(const uint64_t *)at);
	}
}

static bool add_each(const struct template *template, const char *name,
		     const struct words *words)
{
	bool said = false;

	for (size_t i = 0; i < words->n; i++)
		said |= template_add(template, name, words->at[i]);
	return said;
}

static void add_removed(struct template *template, const struct plain *plain)
{
	const size_t n = template->n;

	for (size_t i = 0; i < plain->n_removed; i++, template->n = n) {
		struct slice marks = plain->removed[i].marks, mark;

		set_records(template, REMOVED, &plain->removed[i]);
		template_set(template, "number", nothing, i + 1);
		template_add(template, "removed", none);
		while (slice_split(&marks, ' ', &mark))
			template_add(template, "mark", mark);
	}
}

static void add_files(struct template *template, const struct plain *plain)
{
	const size_t n = template->n;

	for (size_t i = 0; i < plain->n_files; i++, template->n = n) {
		set_records(template, FILES, &plain->files[i]);
		template_add(template, "passed", none);
	}
}

void notice_add(struct composed *out, const struct compose_options *options,
		const struct plain *plain)
{
	struct template template = { .text = options->notice, .out = out };
	const bool more = plain->to.more || plain->cc.more;
	bool said = more || plain->n_removed || plain->n_files;
	size_t before;

	set_records(&template, ONE, plain);
	template_set(&template, "removed-count", nothing, plain->n_removed);
	template_set(&template, "file-count", nothing, plain->n_files);
	if (options->reference)
		template_set(&template, "reference",
			     slice_of(options->reference), 0);
	if (plain->auth.len)
		template_add(&template, "auth", none);
	before = out->len;
	template_add(&template, "head", none);
	said |= add_each(&template, "action", &plain->actions);
	said |= add_each(&template, "defect", &plain->defects);
	if (more)
		template_add(&template, "people", none);
	add_files(&template, plain);
	add_removed(&template, plain);
	if (options->reference)
		template_add(&template, "original", none);
	template_add(&template, "tail", none);
	if (!said)
		out->len = before;
}
