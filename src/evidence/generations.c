/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generations.c -- what was applied, kept so that a power cut takes nothing
 */
#include "evidence/generations.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/text.h"
#include "evidence/generation_record.h"
#include "evidence/keep.h"
#include "evidence/numbered.h"

enum {
	CONFIRMED_MAX = 256,
	POLICY_NAME = DIGEST_TEXT + 5,
	BLOCK = 64 << 10
};

static const struct numbered record_files = { "", ".json" };
static const char confirmed_name[] = "confirmed";

static char *policy_name(char buf[static POLICY_NAME],
			 const uint8_t digest[static DIGEST_LEN])
{
	char hex[DIGEST_TEXT];

	snprintf(buf, POLICY_NAME, "%s.conf",
		 text_hex(hex, digest, DIGEST_LEN));
	return buf;
}

static int find_last(struct generations *store)
{
	struct arena arena = { 0 };
	struct generation_numbers numbers = { 0 };
	uint32_t confirmed = 0;
	int r = generations_list(store, &arena, &numbers);

	if (r == 0 && numbers.n)
		store->last = numbers.at[numbers.n - 1];
	arena_finish(&arena);
	/* A number that was ever in force is not given again, even if a disk
	 * has lost its record. */
	if (r == 0 && generations_confirmed(store, &confirmed, NULL) == 0 &&
	    confirmed > store->last)
		store->last = confirmed;
	return r;
}

int generations_open(struct generations *store, int state)
{
	struct generations opened = { .state = state,
				      .policies = -1,
				      .records = -1 };
	int r = keep_folder(state, "policies", &opened.policies);

	if (r == 0)
		r = keep_folder(state, "generations", &opened.records);
	if (r == 0) {
		r = keep_settle(state);
		if (r < 0)
			log_errno(r, "sync the state folder");
	}
	if (r == 0)
		r = find_last(&opened);
	if (r < 0)
		generations_close(&opened);
	else
		*store = opened;
	return r;
}

void generations_close(struct generations *store)
{
	fd_closep(&store->policies);
	fd_closep(&store->records);
	*store = (struct generations){ .policies = -1, .records = -1 };
}

/* Of what the descriptor reads from its beginning; its offset stays. */
static int digest_file(int fd, uint8_t out[static DIGEST_LEN])
{
	_cleanup_(freep) char *block = xcalloc(BLOCK, 1);
	struct digest digest = { 0 };
	off_t at = 0;
	ssize_t n;

	digest_begin(&digest);
	while ((n = pread(fd, block, BLOCK, at)) > 0) {
		digest_add(&digest, block, (size_t)n);
		at += n;
	}
	digest_end(&digest, out);
	return n < 0 ? -errno : 0;
}

int generations_policy(const struct generations *store,
		       const uint8_t digest[static DIGEST_LEN])
{
	uint8_t found[DIGEST_LEN];
	char name[POLICY_NAME];
	_cleanup_(fd_closep) int fd =
		openat(store->policies, policy_name(name, digest),
		       O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int r;

	if (fd < 0)
		return -errno;
	r = digest_file(fd, found);
	if (r < 0)
		return log_errno(r, "read policies/%s", name);
	if (memcmp(found, digest, DIGEST_LEN) != 0)
		return log_errno(-EBADMSG, "policies/%s is damaged", name);
	return take_fd(&fd);
}

int generations_keep(struct generations *store, const void *text, size_t len,
		     uint8_t digest[static DIGEST_LEN])
{
	_cleanup_(fd_closep) int fd = -1;
	uint8_t own[DIGEST_LEN];
	char name[POLICY_NAME];
	int r = 0;

	if (len > GENERATION_POLICY_MAX)
		return -EFBIG;
	digest_of(text, len, own);
	fd = generations_policy(store, own);
	if (fd < 0) /* none, or a damaged one, which this mends */
		r = keep_file(store->policies, policy_name(name, own), text,
			      len);
	else if (fsync(store->policies) < 0)
		r = -errno;
	if (r < 0)
		return log_errno(r, "keep a policy");
	memcpy(digest, own, DIGEST_LEN);
	return 0;
}

int generations_add(struct generations *store, struct generation *record)
{
	struct generation numbered = *record;
	_cleanup_(freep) char *text = NULL;
	char name[POLICY_NAME];
	size_t len = 0;
	int r;

	if (store->last == UINT32_MAX)
		return -EOVERFLOW;
	if (faccessat(store->policies, policy_name(name, record->policy), F_OK,
		      0) < 0)
		return -errno;
	numbered.number = store->last + 1;
	text = generation_write(&numbered, &len);
	if (!text)
		return -E2BIG;
	r = keep_file(store->records,
		      numbered_name(name, &record_files, numbered.number), text,
		      len);
	/* Where only the last sync failed the number may be taken. */
	if (r < 0 && faccessat(store->records, name, F_OK, 0) == 0)
		store->last = numbered.number;
	if (r < 0)
		return log_errno(r, "keep the record of generation %" PRIu32,
				 numbered.number);
	store->last = record->number = numbered.number;
	return 0;
}

int generations_load(const struct generations *store, uint32_t number,
		     struct arena *arena, struct generation *out)
{
	_cleanup_(freep) char *text = NULL;
	struct generation record;
	char name[NUMBERED_NAME];
	size_t len = 0;
	int r = keep_read(store->records,
			  numbered_name(name, &record_files, number),
			  GENERATION_RECORD_MAX, &text, &len);

	if (r == -ENOENT)
		return r;
	if (r < 0 && r != -EFBIG && r != -EBADMSG)
		return log_errno(r, "read generations/%s", name);
	if (r < 0 || !generation_read(text, len, arena, &record) ||
	    record.number != number)
		return log_errno(-EBADMSG, "generations/%s is damaged", name);
	*out = record;
	return 0;
}

int generations_list(const struct generations *store, struct arena *arena,
		     struct generation_numbers *out)
{
	struct numbers numbers;
	int r = numbered_list(store->records, &record_files, arena, &numbers);

	if (r < 0)
		return log_errno(r, "read the folder generations");
	out->at = numbers.list.at;
	out->n = numbers.list.n;
	return 0;
}

int generations_confirmed(const struct generations *store, uint32_t *number,
			  uint32_t *before)
{
	_cleanup_(freep) char *text = NULL;
	uint32_t confirmed = 0, other = 0;
	size_t len = 0;
	int r = keep_read(store->state, confirmed_name, CONFIRMED_MAX, &text,
			  &len);

	if (r < 0 && r != -ENOENT && r != -EFBIG && r != -EBADMSG)
		return log_errno(r, "read %s", confirmed_name);
	if (r != -ENOENT &&
	    (r < 0 || !confirmed_read(text, len, &confirmed, &other)))
		return log_errno(-EBADMSG, "%s is damaged", confirmed_name);
	*number = confirmed;
	if (before)
		*before = other;
	return 0;
}

int generations_confirm(struct generations *store, uint32_t number)
{
	_cleanup_(freep) char *text = NULL;
	uint32_t now = 0, before = 0;
	char name[NUMBERED_NAME];
	size_t len = 0;
	int r;

	if (faccessat(store->records,
		      numbered_name(name, &record_files, number), F_OK, 0) < 0)
		return -errno;
	r = generations_confirmed(store, &now, &before);
	if (r < 0 && r != -EBADMSG) /* a damaged one is mended */
		return r;
	if (now != number)
		before = now;
	text = confirmed_write(number, before, &len);
	r = keep_file(store->state, confirmed_name, text, len);
	return r < 0 ? log_errno(r, "confirm generation %" PRIu32, number) : 0;
}
