/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change.c -- what a new policy changes, as the text that approvers sign
 */
#include "policy/change/change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "policy/change/field.h"
#include "policy/change/item.h"
#include "policy/names.h"
#include "policy/print/print.h"

/* One section, both policies. */
struct pair {
	const struct change_section *section;
	struct change_items before, after;
	struct names before_names, after_names;
};

struct writer {
	struct change *change;
	struct names requesters;
	size_t added, removed, altered;
	const struct change_section *section; /* whose title stands */
	FILE *out;
};

static void enter(struct names *names, const struct change_items *items)
{
	vec_each(item, &items->list)
		names_add(names, &(struct name){ .text = item->key,
						 .kind = NAME_OTHER,
						 .thing = item });
}

static const struct change_item *find(const struct names *names,
				      const char *key)
{
	const struct name *name = names_find(names, key);

	return name ? name->thing : NULL;
}

static void note_requester(struct writer *writer,
			   const struct change_item *item)
{
	struct change *change = writer->change;
	char *person;

	if (!item->approval || !*item->approval->requested_by ||
	    names_find(&writer->requesters, item->approval->requested_by))
		return;
	person = arena_strdup(&change->arena, item->approval->requested_by);
	*vec_add(&change->arena, &change->requesters) = person;
	names_add(&writer->requesters,
		  &(struct name){ .text = person, .kind = NAME_OTHER });
}

/* Before the first thing that is said of it. */
static void print_section_title(struct writer *writer,
				const struct change_section *section)
{
	if (writer->section != section)
		fprintf(writer->out, "\n[%s] %s\n", section->name,
			section->label);
	writer->section = section;
}

static void print_title(struct writer *writer, const char *verb,
			const struct change_section *section,
			const struct change_item *item, unsigned kinds)
{
	char text[CHANGE_KINDS_TEXT];
	bool named = item->key != item->text;

	writer->change->kinds |= kinds;
	note_requester(writer, item);
	print_section_title(writer, section);
	fprintf(writer->out, "%s%s%s: %s\n", verb, named ? " " : "",
		named ? item->key : "", change_kinds_text(text, kinds));
}

static unsigned altered_kinds(const struct change_section *section,
			      const struct change_item *before,
			      const struct change_item *after)
{
	unsigned differs =
		fields_compare(before->text, after->text, section->limits);
	unsigned kinds = 0;

	if (differs & DIFFERS_ELSE)
		kinds |= section->altered;
	if (differs & DIFFERS_LIMITS)
		kinds |= section->shrinks(before->object, after->object);
	/* Other words for the same limits, and words. */
	return kinds ? kinds | (differs & DIFFERS_WORDS ? OTHER : 0) : OTHER;
}

static void print_after(struct writer *writer, const struct pair *pair,
			const struct change_item *item)
{
	const struct change_section *section = pair->section;
	const struct change_item *before = find(&pair->before_names, item->key);

	if (!before) {
		print_title(writer, "追加 (added)", section, item,
			    section->added);
		fields_print(item->text, '+', writer->out);
		writer->added++;
	} else if (strcmp(before->text, item->text) != 0) {
		note_requester(writer, before);
		print_title(writer, "変更 (altered)", section, item,
			    altered_kinds(section, before, item));
		fields_print_altered(before->text, item->text, writer->out);
		writer->altered++;
	}
}

static void print_before(struct writer *writer, const struct pair *pair,
			 const struct change_item *item)
{
	const struct change_section *section = pair->section;

	if (find(&pair->after_names, item->key))
		return;
	print_title(writer, "削除 (struck)", section, item,
		    section->struck ? section->struck(item->object)
				    : section->removed);
	fields_print(item->text, '-', writer->out);
	writer->removed++;
}

/* Whether what stands in both stands in another order. */
static bool is_reordered(const struct pair *pair)
{
	const struct change_item *last = NULL;

	vec_each(item, &pair->after.list) {
		const struct change_item *before =
			find(&pair->before_names, item->key);

		if (!before)
			continue;
		if (last && before < last)
			return true;
		last = before;
	}
	return false;
}

static bool is_small(const struct writer *writer)
{
	return ftello(writer->out) < CHANGE_TEXT_MAX / 2;
}

static bool print_pair(struct writer *writer, const struct pair *pair)
{
	const struct change_section *section = pair->section;

	vec_each(item, &pair->after.list) {
		print_after(writer, pair, item);
		if (!is_small(writer))
			return false;
	}
	vec_each(item, &pair->before.list) {
		print_before(writer, pair, item);
		if (!is_small(writer))
			return false;
	}
	if (is_reordered(pair)) {
		print_section_title(writer, section);
		writer->change->kinds |= section->added;
		fputs("順序の変更 (order)\n", writer->out);
	}
	return true;
}

static bool print_section(struct writer *writer,
			  const struct change_section *section,
			  const struct policy *base, const struct policy *next)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct pair pair = { .section = section };
	bool good;

	if (base)
		section->list(base, &arena, &pair.before);
	section->list(next, &arena, &pair.after);
	enter(&pair.before_names, &pair.before);
	enter(&pair.after_names, &pair.after);
	good = print_pair(writer, &pair);
	names_finish(&pair.before_names);
	names_finish(&pair.after_names);
	return good;
}

char *change_kinds_text(char buf[static CHANGE_KINDS_TEXT], uint32_t kinds)
{
	char *pos = stpcpy(buf, kinds ? "" : "none");

	for (size_t kind = 0; kind < N_APPROVE_KINDS; kind++)
		if (kinds >> kind & 1) {
			pos = stpcpy(pos, pos > buf ? " " : "");
			pos = stpcpy(pos, approve_kind_names[kind]);
		}
	return buf;
}

static void print_kinds(uint32_t kinds, FILE *out)
{
	static const char *const labels[] = {
		[APPROVE_WIDEN] = "開く変更（通る通信が増えうる） widen",
		[APPROVE_NARROW] = "閉じる変更（通る通信が減る） narrow",
		[APPROVE_APPROVERS] = "承認者の変更 approvers",
		[APPROVE_OTHER] = "その他 other",
	};
	const char *before = "";

	fputs("種別: ", out);
	for (size_t kind = 0; kind < N_APPROVE_KINDS; kind++)
		if (kinds >> kind & 1) {
			fprintf(out, "%s%s", before, labels[kind]);
			before = "、";
		}
	fputs(kinds ? "\n" : "変更なし\n", out);
}

static void print_digest(const char *key,
			 const uint8_t digest[static DIGEST_LEN], bool there,
			 FILE *out)
{
	char text[DIGEST_TEXT];

	if (there)
		fprintf(out, "%s: sha256:%s\n", key,
			text_hex(text, digest, DIGEST_LEN));
	else
		fprintf(out, "%s: none\n", key);
}

static void print_head_lines(const struct writer *writer,
			     const uint8_t base[static DIGEST_LEN],
			     const uint8_t next[static DIGEST_LEN], FILE *out)
{
	const struct change *change = writer->change;
	char kinds[CHANGE_KINDS_TEXT];

	fprintf(out, "sekisho-change 1\nbase-generation: %u\n",
		change->base_generation);
	print_digest("base-policy", base, !change->first, out);
	print_digest("new-policy", next, true, out);
	fprintf(out, "kinds: %s\n\n", change_kinds_text(kinds, change->kinds));
	fputs("関所の設定変更", out);
	if (change->first)
		fputs("（最初の設定）\n", out);
	else
		fprintf(out, "（第%u世代から）\n", change->base_generation);
	print_kinds(change->kinds, out);
	fprintf(out, "追加%zu件、変更%zu件、削除%zu件\n", writer->added,
		writer->altered, writer->removed);
}

static void stream_closep(FILE **stream)
{
	if (*stream)
		fclose(*stream);
}

/* Head and body together. */
static int join(const struct writer *writer, const struct policy *base,
		const struct policy *next, const char *body)
{
	uint8_t old[DIGEST_LEN] = { 0 }, new[DIGEST_LEN];
	struct change *change = writer->change;
	FILE *out;

	if ((base && !policy_digest(base, old)) || !policy_digest(next, new))
		return -ENOMEM;
	/* Digests that differ where no object does: nobody knows by what. */
	if (base && !change->kinds && memcmp(old, new, DIGEST_LEN) != 0)
		change->kinds = WIDEN;
	out = open_memstream(&change->text, &change->len);
	if (!out)
		return -ENOMEM;
	print_head_lines(writer, old, new, out);
	fputs(body, out);
	if (ferror(out) | fclose(out))
		return -ENOMEM;
	digest_of(change->text, change->len, change->digest);
	return change->len <= CHANGE_TEXT_MAX ? 0 : -EFBIG;
}

static int write_change(struct writer *writer, const struct policy *base,
			const struct policy *next)
{
	_cleanup_(freep) char *body = NULL;
	size_t len;
	bool small = true;

	{
		_cleanup_(stream_closep) FILE *out =
			open_memstream(&body, &len);

		if (!out)
			return -ENOMEM;
		writer->out = out;
		for (const struct change_section *section = change_sections;
		     small && section->name; section++)
			small = print_section(writer, section, base, next);
		if (ferror(out))
			return -ENOMEM;
	}
	return small ? join(writer, base, next, body) : -EFBIG;
}

int change_make(uint32_t base_generation, const struct policy *base,
		const struct policy *next, struct change *out)
{
	_cleanup_(change_finish) struct change change = {
		.base_generation = base_generation,
		.first = !base,
	};
	struct writer writer = { .change = &change };
	int r = write_change(&writer, base, next);

	names_finish(&writer.requesters);
	if (r < 0)
		return r;
	*out = change;
	change = (struct change){ 0 };
	return 0;
}

void change_finish(struct change *change)
{
	free(change->text);
	arena_finish(&change->arena);
	*change = (struct change){ 0 };
}
