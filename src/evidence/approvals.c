/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approvals.c -- changes that were proposed, and who signed them
 */
#include "evidence/approvals.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "evidence/approval_record.h"
#include "evidence/keep.h"
#include "evidence/numbered.h"
#include "evidence/scan.h"

enum {
	RECORD_MAX = 32 << 10, /* bytes of a record's file */
};

static const struct numbered record_files = { "", ".json" };
static const struct numbered signature_files = { "", ".sig" };
static const char text_name[] = "change.txt";
static const char proposal_name[] = "proposal";

int approvals_open(struct approvals *store, int state)
{
	struct approvals opened = { .state = state, .changes = -1, .open = -1 };
	int r = keep_folder(state, "approvals", &opened.changes);

	if (r == 0)
		r = keep_folder(state, "open", &opened.open);
	if (r == 0) {
		r = keep_settle(state);
		if (r < 0)
			log_errno(r, "sync the state folder");
	}
	if (r < 0)
		approvals_close(&opened);
	else
		*store = opened;
	return r;
}

void approvals_close(struct approvals *store)
{
	fd_closep(&store->changes);
	fd_closep(&store->open);
	*store = (struct approvals){ .changes = -1, .open = -1 };
}

/* ------ changes ------ */

/* The change's folder, or -errno. */
static int open_change(const struct approvals *store,
		       const uint8_t digest[static DIGEST_LEN])
{
	char hex[DIGEST_TEXT];
	int fd = openat(store->changes, text_hex(hex, digest, DIGEST_LEN),
			O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	return fd < 0 ? -errno : fd;
}

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* False: no change's folder. */
static bool read_name(const char *name, uint8_t digest[static DIGEST_LEN])
{
	struct scan scan = { name, name + strlen(name), false };

	scan_hex(&scan, digest, DIGEST_LEN);
	return scan_done(&scan);
}

int approvals_changes(const struct approvals *store, struct arena *arena,
		      struct kept_changes *out)
{
	_cleanup_(fd_closep) int fd =
		openat(store->changes, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(closedirp) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	struct kept_change change;

	if (!dir)
		return -errno;
	take_fd(&fd);
	while (errno = 0, (entry = readdir(dir)))
		if (read_name(entry->d_name, change.digest))
			*vec_add(arena, &out->list) = change;
	return -errno;
}

/* Or -errno. */
static int count_changes(const struct approvals *store)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct kept_changes changes = { 0 };
	int r = approvals_changes(store, &arena, &changes);

	return r < 0 ? r : (int)changes.list.n;
}

static int read_text(int folder, const uint8_t digest[static DIGEST_LEN],
		     char **text, size_t *len)
{
	_cleanup_(freep) char *bytes = NULL;
	uint8_t found[DIGEST_LEN];
	size_t n = 0;
	int r = keep_read(folder, text_name, APPROVALS_TEXT_MAX, &bytes, &n);

	if (r < 0)
		return r;
	digest_of(bytes, n, found);
	if (memcmp(found, digest, DIGEST_LEN) != 0)
		return log_errno(-EBADMSG, "the text of a change is damaged");
	*text = take_ptr(bytes);
	*len = n;
	return 0;
}

int approvals_text(const struct approvals *store,
		   const uint8_t digest[static DIGEST_LEN], char **text,
		   size_t *len)
{
	_cleanup_(fd_closep) int folder = open_change(store, digest);

	return folder < 0 ? folder : read_text(folder, digest, text, len);
}

static bool is_kept(const struct approvals *store,
		    const uint8_t digest[static DIGEST_LEN])
{
	_cleanup_(freep) char *text = NULL;
	size_t len;

	return approvals_text(store, digest, &text, &len) == 0;
}

static int keep_new(struct approvals *store, const void *text, size_t len,
		    const uint8_t digest[static DIGEST_LEN])
{
	_cleanup_(fd_closep) int folder = -1;
	char hex[DIGEST_TEXT];
	int r = count_changes(store);

	if (r >= APPROVALS_CHANGES_MAX)
		return -ENOBUFS;
	if (r >= 0)
		r = keep_folder(store->changes,
				text_hex(hex, digest, DIGEST_LEN), &folder);
	if (r == 0)
		r = keep_file(folder, text_name, text, len);
	if (r == 0 && fsync(store->changes) < 0)
		r = -errno;
	return r < 0 ? log_errno(r, "keep the text of a change") : 0;
}

int approvals_keep(struct approvals *store, const void *text, size_t len,
		   uint8_t digest[static DIGEST_LEN])
{
	uint8_t own[DIGEST_LEN];
	int r = 0;

	if (len > APPROVALS_TEXT_MAX)
		return -EFBIG;
	digest_of(text, len, own);
	if (!is_kept(store, own))
		r = keep_new(store, text, len, own);
	if (r == 0)
		(void)memcpy(digest, own, DIGEST_LEN);
	return r;
}

/* ------ who proposed them ------ */

int approvals_propose(struct approvals *store,
		      const uint8_t digest[static DIGEST_LEN],
		      const struct proposal *proposal)
{
	_cleanup_(fd_closep) int folder = open_change(store, digest);
	_cleanup_(freep) char *record = NULL;
	size_t len;
	int r;

	if (folder < 0)
		return folder;
	record = proposal_write(proposal, &len);
	if (!record)
		return -E2BIG;
	r = keep_file(folder, proposal_name, record, len);
	return r < 0 ? log_errno(r, "keep who proposed a change") : 0;
}

int approvals_proposal(const struct approvals *store,
		       const uint8_t digest[static DIGEST_LEN],
		       struct arena *arena, struct proposal *out)
{
	_cleanup_(fd_closep) int folder = open_change(store, digest);
	_cleanup_(freep) char *record = NULL;
	size_t len;
	int r = folder < 0 ? folder
			   : keep_read(folder, proposal_name, RECORD_MAX,
				       &record, &len);

	if (r < 0)
		return r;
	return proposal_read(record, len, arena, out) ? 0 : -EBADMSG;
}

/* ------ signatures ------ */

/* False: damaged, or not whole. */
static bool load(int folder, uint32_t number, struct arena *arena,
		 struct deposit *out)
{
	_cleanup_(freep) char *record = NULL, *signature = NULL;
	uint8_t wanted[DIGEST_LEN], found[DIGEST_LEN];
	char name[NUMBERED_NAME];
	struct deposit deposit;
	size_t len;

	if (keep_read(folder, numbered_name(name, &record_files, number),
		      RECORD_MAX, &record, &len) < 0 ||
	    !deposit_read(record, len, arena, &deposit, wanted) ||
	    deposit.number != number ||
	    keep_read(folder, numbered_name(name, &signature_files, number),
		      APPROVALS_SIGNATURE_MAX, &signature, &len) < 0)
		return false;
	digest_of(signature, len, found);
	if (memcmp(found, wanted, DIGEST_LEN) != 0)
		return false;
	deposit.signature = arena_strndup(arena, signature, len);
	deposit.signature_len = len;
	*out = deposit;
	return true;
}

static int list(int folder, struct arena *arena, struct deposits *out,
		uint32_t *last)
{
	struct numbers numbers = { 0 };
	int r = numbered_list(folder, &record_files, arena, &numbers);

	if (r < 0)
		return log_errno(r, "read the signatures of a change");
	*last = 0;
	vec_each(number, &numbers.list) {
		struct deposit deposit;

		*last = *number;
		if (load(folder, *number, arena, &deposit))
			*vec_add(arena, &out->list) = deposit;
		else
			log_err("signature-damaged number=%u", *number);
	}
	return 0;
}

int approvals_list(const struct approvals *store,
		   const uint8_t digest[static DIGEST_LEN], struct arena *arena,
		   struct deposits *out)
{
	_cleanup_(fd_closep) int folder = open_change(store, digest);
	struct deposits found = { 0 };
	uint32_t last;
	int r = folder < 0 ? folder : list(folder, arena, &found, &last);

	if (r == 0)
		*out = found;
	return r;
}

/* The number that is free, or -errno. */
static int find_place(int folder, const struct deposit *deposit)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct deposits found = { 0 };
	uint32_t last = 0;
	int r = list(folder, &arena, &found, &last);

	if (r < 0)
		return r;
	vec_each(other, &found.list)
		if (!strcmp(other->key, deposit->key))
			return -EEXIST;
	return last < APPROVALS_DEPOSITS_MAX ? (int)last + 1 : -ENOBUFS;
}

/* The signature first: it counts from its record on. */
static int write_both(int folder, const struct deposit *deposit)
{
	_cleanup_(freep) char *record = NULL;
	uint8_t digest[DIGEST_LEN];
	char name[NUMBERED_NAME];
	size_t len;
	int r;

	digest_of(deposit->signature, deposit->signature_len, digest);
	record = deposit_write(deposit, digest, &len);
	if (!record)
		return -E2BIG;
	r = keep_file(folder,
		      numbered_name(name, &signature_files, deposit->number),
		      deposit->signature, deposit->signature_len);
	if (r == 0)
		r = keep_file(
			folder,
			numbered_name(name, &record_files, deposit->number),
			record, len);
	return r < 0 ? log_errno(r, "keep a signature") : 0;
}

int approvals_add(struct approvals *store,
		  const uint8_t digest[static DIGEST_LEN],
		  struct deposit *deposit)
{
	_cleanup_(fd_closep) int folder = open_change(store, digest);
	struct deposit numbered = *deposit;
	int r = folder;

	if (deposit->signature_len > APPROVALS_SIGNATURE_MAX)
		return -E2BIG;
	if (r >= 0)
		r = find_place(folder, deposit);
	if (r < 0)
		return r;
	numbered.number = (uint32_t)r;
	r = write_both(folder, &numbered);
	if (r == 0)
		deposit->number = numbered.number;
	return r;
}
