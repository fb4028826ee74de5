/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_notice.c -- what was done to a message, below its text
 */
#include "mail/plain/notice.h"
#include "mail/plain/verify_files.h"
#include "mail/plain/verify_record.h"

static const struct slice none = { "", 0 };

struct notice {
	struct template template;
	const struct plain *plain;
	const struct compose_options *options;
	const struct removed *removed; /* the part that is told of, or NULL */
	const struct file *file;       /* likewise */
};

/* What a record holds, if it stands once or is of the part told of. */
static const void *record_value(const struct notice *notice, struct slice key,
				const struct record **record)
{
	const struct record *r = plain_records;
	const void *element;

	while (r < plain_records + N_RECORDS && !slice_is(key, r->tag))
		r++;
	if (r == plain_records + N_RECORDS)
		return NULL;
	element = r->list == ONE       ? (const void *)notice->plain
		  : r->list == REMOVED ? (const void *)notice->removed
		  : r->list == FILES   ? (const void *)notice->file
				       : NULL;
	*record = r;
	return element ? (const char *)element + r->offset : NULL;
}

static bool find_value(const void *who, struct slice key,
		       struct template_value *out)
{
	const struct notice *notice = who;
	const struct plain *plain = notice->plain;
	const struct record *record;
	const void *value = record_value(notice, key, &record);

	if (value && record->check == file_is_any)
		template_number(out, ((const struct slice *)value)->len);
	else if (value && record->check)
		out->text = *(const struct slice *)value;
	else if (value)
		template_number(out, *(const uint64_t *)value);
	else if (slice_is(key, "reference") && notice->options->reference)
		out->text = slice_of(notice->options->reference);
	else if (slice_is(key, "removed-count"))
		template_number(out, plain->n_removed);
	else if (slice_is(key, "file-count"))
		template_number(out, plain->n_files);
	else if (slice_is(key, "number") && notice->removed)
		template_number(
			out, (uint64_t)(notice->removed - plain->removed) + 1);
	else
		return false;
	return true;
}

static void add_each(const struct notice *notice, const char *name,
		     const struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		template_add(&notice->template, name, words->at[i]);
}

static void add_removed(struct notice *notice)
{
	const struct plain *plain = notice->plain;

	for (size_t i = 0; i < plain->n_removed; i++) {
		struct slice marks = plain->removed[i].marks, mark;

		notice->removed = &plain->removed[i];
		template_add(&notice->template, "removed", none);
		while (slice_split(&marks, ' ', &mark))
			template_add(&notice->template, "mark", mark);
	}
	notice->removed = NULL;
}

static void add_files(struct notice *notice)
{
	for (size_t i = 0; i < notice->plain->n_files; i++) {
		notice->file = &notice->plain->files[i];
		template_add(&notice->template, "passed", none);
	}
	notice->file = NULL;
}

static bool says(const char *template, const char *name,
		 const struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (template_has(template, name, words->at[i]))
			return true;
	return false;
}

void notice_add(struct composed *out, const struct compose_options *options,
		const struct plain *plain)
{
	struct notice notice = { .plain = plain, .options = options };
	const struct template *template = &notice.template;
	bool more = plain->to.more || plain->cc.more;

	notice.template =
		(struct template){ options->notice, out, find_value, &notice };
	if (plain->auth.len)
		template_add(template, "auth", none);
	if (!plain->n_removed && !plain->n_files && !more &&
	    !says(options->notice, "action", &plain->actions) &&
	    !says(options->notice, "defect", &plain->defects))
		return;
	template_add(template, "head", none);
	add_each(&notice, "action", &plain->actions);
	add_each(&notice, "defect", &plain->defects);
	if (more)
		template_add(template, "people", none);
	add_files(&notice);
	add_removed(&notice);
	if (options->reference)
		template_add(template, "original", none);
	template_add(template, "tail", none);
}

bool notice_good(const char *template, struct template_fault *out)
{
	static const char *const needed[] = { "head", "removed", "tail" };

	return template_good(template, needed, 3, out);
}
