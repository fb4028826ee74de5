/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approval_record.c -- records of proposals, signatures and open items, as bytes
 */
#include "evidence/approval_record.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "evidence/scan.h"
#include "evidence/seal.h"

static bool text_fits(const char *text)
{
	return strnlen(text, APPROVALS_WORD_MAX + 1) <= APPROVALS_WORD_MAX;
}

static const char *get_text(struct scan *scan, const char *key,
			    struct arena *arena)
{
	scan_word(scan, key);
	/* What was not UTF-8 came to be U+FFFD, which is longer. */
	return scan_string(scan, arena, 3 * (size_t)APPROVALS_WORD_MAX);
}

static uint64_t get_number(struct scan *scan, const char *key, uint64_t max)
{
	scan_word(scan, key);
	return scan_number(scan, max);
}

char *deposit_write(const struct deposit *deposit,
		    const uint8_t signature[static DIGEST_LEN], size_t *len)
{
	struct json json = { 0 };
	char *text = NULL;

	if (!text_fits(deposit->name) || !text_fits(deposit->key) ||
	    !text_fits(deposit->by) || deposit->time < 0)
		return NULL;
	json.out = open_memstream(&text, len);
	must(json.out);
	json_object(&json); /* ended by its seal */
	json_member_number(&json, "number", deposit->number);
	json_member(&json, "name", deposit->name);
	json_member(&json, "key", deposit->key);
	json_member(&json, "by", deposit->by);
	json_member_number(&json, "uid", deposit->uid);
	json_member_number(&json, "time", (uint64_t)deposit->time);
	json_member_digest(&json, "signature", signature);
	seal_put(json.out, &text, len);
	return text;
}

bool deposit_read(const char *bytes, size_t len, struct arena *arena,
		  struct deposit *out, uint8_t signature[static DIGEST_LEN])
{
	struct deposit deposit = { 0 };
	struct scan scan;

	if (!seal_is_right(bytes, len))
		return false;
	scan = (struct scan){ bytes, bytes + len - SEAL_LEN, false };
	deposit.number =
		(uint32_t)get_number(&scan, "{\"number\":", UINT32_MAX);
	deposit.name = get_text(&scan, ",\"name\":", arena);
	deposit.key = get_text(&scan, ",\"key\":", arena);
	deposit.by = get_text(&scan, ",\"by\":", arena);
	deposit.uid = (uint32_t)get_number(&scan, ",\"uid\":", UINT32_MAX);
	deposit.time = (int64_t)get_number(&scan, ",\"time\":", INT64_MAX);
	scan_digest(&scan, ",\"signature\":", signature);
	if (!scan_done(&scan))
		return false;
	*out = deposit;
	return true;
}

char *proposal_write(const struct proposal *proposal, size_t *len)
{
	struct json json = { 0 };
	char *text = NULL;

	if (!text_fits(proposal->author) || !text_fits(proposal->reason) ||
	    proposal->time < 0)
		return NULL;
	json.out = open_memstream(&text, len);
	must(json.out);
	json_object(&json); /* ended by its seal */
	json_member(&json, "author", proposal->author);
	json_member_number(&json, "uid", proposal->uid);
	json_member(&json, "reason", proposal->reason);
	json_member_number(&json, "time", (uint64_t)proposal->time);
	seal_put(json.out, &text, len);
	return text;
}

bool proposal_read(const char *bytes, size_t len, struct arena *arena,
		   struct proposal *out)
{
	struct proposal proposal = { 0 };
	struct scan scan;

	if (!seal_is_right(bytes, len))
		return false;
	scan = (struct scan){ bytes, bytes + len - SEAL_LEN, false };
	proposal.author = get_text(&scan, "{\"author\":", arena);
	proposal.uid = (uint32_t)get_number(&scan, ",\"uid\":", UINT32_MAX);
	proposal.reason = get_text(&scan, ",\"reason\":", arena);
	proposal.time = (int64_t)get_number(&scan, ",\"time\":", INT64_MAX);
	if (!scan_done(&scan))
		return false;
	*out = proposal;
	return true;
}

char *open_item_write(const struct open_item *item, size_t *len)
{
	struct json json = { 0 };
	char *text = NULL;

	if (!text_fits(item->author) || !text_fits(item->reason) ||
	    item->time < 0)
		return NULL;
	json.out = open_memstream(&text, len);
	must(json.out);
	json_object(&json); /* ended by its seal */
	json_member_number(&json, "generation", item->generation);
	json_member_digest(&json, "change", item->change);
	json_member(&json, "author", item->author);
	json_member(&json, "reason", item->reason);
	json_member_number(&json, "time", (uint64_t)item->time);
	seal_put(json.out, &text, len);
	return text;
}

bool open_item_read(const char *bytes, size_t len, struct arena *arena,
		    struct open_item *out)
{
	struct open_item item = { 0 };
	struct scan scan;

	if (!seal_is_right(bytes, len))
		return false;
	scan = (struct scan){ bytes, bytes + len - SEAL_LEN, false };
	item.generation =
		(uint32_t)get_number(&scan, "{\"generation\":", UINT32_MAX);
	scan_digest(&scan, ",\"change\":", item.change);
	item.author = get_text(&scan, ",\"author\":", arena);
	item.reason = get_text(&scan, ",\"reason\":", arena);
	item.time = (int64_t)get_number(&scan, ",\"time\":", INT64_MAX);
	if (!scan_done(&scan))
		return false;
	*out = item;
	return true;
}
