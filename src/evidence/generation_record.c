/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generation_record.c -- a generation as the bytes of its file, and back
 */
#include "evidence/generation_record.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "evidence/scan.h"
#include "evidence/seal.h"

static const char *const kind_names[] = {
	[GENERATION_APPLY] = "apply",
	[GENERATION_ROLLBACK] = "rollback",
	[GENERATION_RENEWAL] = "renewal",
	[GENERATION_BOOT] = "boot",
	[GENERATION_EMERGENCY] = "emergency",
};

static_assert(sizeof(kind_names) / sizeof(*kind_names) == N_GENERATION_KINDS,
	      "a name for each");

const char *generation_kind_name(enum generation_kind kind)
{
	return kind_names[kind];
}

static bool text_fits(const char *text)
{
	return !text ||
	       strnlen(text, GENERATION_TEXT_MAX + 1) <= GENERATION_TEXT_MAX;
}

static bool record_fits(const struct generation *record)
{
	if (record->n_approvals > GENERATION_APPROVALS_MAX ||
	    record->kind >= N_GENERATION_KINDS || record->time < 0)
		return false;
	for (size_t i = 0; i < record->n_approvals; i++)
		if (!text_fits(record->approvals[i].name) ||
		    !text_fits(record->approvals[i].key))
			return false;
	return text_fits(record->author) && text_fits(record->reason) &&
	       text_fits(record->override);
}

static void put_text(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_string(json, text ? text : "");
}

static void put_approvals(struct json *json, const struct generation *record)
{
	json_key(json, "approvals");
	json_array(json);
	for (size_t i = 0; i < record->n_approvals; i++) {
		json_object(json);
		put_text(json, "name", record->approvals[i].name);
		put_text(json, "key", record->approvals[i].key);
		json_member_digest(json, "change", record->approvals[i].change);
		json_object_end(json);
	}
	json_array_end(json);
}

char *generation_write(const struct generation *record, size_t *len)
{
	char *text = NULL;
	struct json json = { 0 };

	if (!record_fits(record))
		return NULL;
	json.out = open_memstream(&text, len);
	must(json.out);
	json_object(&json); /* ended by its seal */
	json_member_number(&json, "number", record->number);
	put_text(&json, "kind", kind_names[record->kind]);
	json_member_number(&json, "of", record->of);
	json_member_digest(&json, "policy", record->policy);
	json_member_digest(&json, "change", record->change);
	put_text(&json, "author", record->author);
	json_member_number(&json, "uid", record->uid);
	put_text(&json, "reason", record->reason);
	put_text(&json, "override", record->override);
	put_approvals(&json, record);
	json_member_number(&json, "time", (uint64_t)record->time);
	json_member_number(&json, "confirm_seconds", record->confirm_seconds);
	seal_put(json.out, &text, len);
	if (*len > GENERATION_RECORD_MAX) {
		free(text); /* of texts that are all escapes */
		return NULL;
	}
	return text;
}

static const char *get_text(struct scan *scan, const char *key,
			    struct arena *arena)
{
	scan_word(scan, key);
	/* What was not UTF-8 came to be U+FFFD, which is longer. */
	return scan_string(scan, arena, 3 * (size_t)GENERATION_TEXT_MAX);
}

static uint32_t get_u32(struct scan *scan, const char *key)
{
	scan_word(scan, key);
	return (uint32_t)scan_number(scan, UINT32_MAX);
}

static enum generation_kind get_kind(struct scan *scan)
{
	scan_word(scan, ",\"kind\":\"");
	for (int i = 0; i < N_GENERATION_KINDS; i++) {
		if (!scan_maybe(scan, kind_names[i]))
			continue;
		scan_word(scan, "\"");
		return (enum generation_kind)i;
	}
	scan->bad = true;
	return GENERATION_APPLY;
}

static void get_approvals(struct scan *scan, struct arena *arena,
			  struct generation *out)
{
	scan_word(scan, ",\"approvals\":[");
	while (!scan->bad && !scan_maybe(scan, "]")) {
		struct generation_approval *approval =
			&out->approvals[out->n_approvals];

		if (out->n_approvals++ == GENERATION_APPROVALS_MAX) {
			scan->bad = true;
			return;
		}
		if (out->n_approvals > 1)
			scan_word(scan, ",");
		approval->name = get_text(scan, "{\"name\":", arena);
		approval->key = get_text(scan, ",\"key\":", arena);
		scan_digest(scan, ",\"change\":", approval->change);
		scan_word(scan, "}");
	}
}

bool generation_read(const char *bytes, size_t len, struct arena *arena,
		     struct generation *out)
{
	struct generation record = { 0 };
	struct scan scan;

	if (!seal_is_right(bytes, len))
		return false;
	scan = (struct scan){ bytes, bytes + len - SEAL_LEN, false };
	record.number = get_u32(&scan, "{\"number\":");
	record.kind = get_kind(&scan);
	record.of = get_u32(&scan, ",\"of\":");
	scan_digest(&scan, ",\"policy\":", record.policy);
	scan_digest(&scan, ",\"change\":", record.change);
	record.author = get_text(&scan, ",\"author\":", arena);
	record.uid = get_u32(&scan, ",\"uid\":");
	record.reason = get_text(&scan, ",\"reason\":", arena);
	record.override = get_text(&scan, ",\"override\":", arena);
	get_approvals(&scan, arena, &record);
	scan_word(&scan, ",\"time\":");
	record.time = (int64_t)scan_number(&scan, INT64_MAX);
	record.confirm_seconds = get_u32(&scan, ",\"confirm_seconds\":");
	if (!scan_done(&scan) || record.number == 0)
		return false;
	*out = record;
	return true;
}

char *confirmed_write(uint32_t number, uint32_t before, size_t *len)
{
	char *text = NULL;
	struct json json = { .out = open_memstream(&text, len) };

	must(json.out);
	json_object(&json);
	json_member_number(&json, "confirmed", number);
	json_member_number(&json, "before", before);
	seal_put(json.out, &text, len);
	return text;
}

bool confirmed_read(const char *bytes, size_t len, uint32_t *number,
		    uint32_t *before)
{
	struct scan scan = { 0 };
	uint32_t confirmed, other;

	if (!seal_is_right(bytes, len))
		return false;
	scan = (struct scan){ bytes, bytes + len - SEAL_LEN, false };
	confirmed = get_u32(&scan, "{\"confirmed\":");
	other = get_u32(&scan, ",\"before\":");
	if (!scan_done(&scan) || confirmed == 0)
		return false;
	*number = confirmed;
	*before = other;
	return true;
}
