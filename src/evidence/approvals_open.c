/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approvals_open.c -- what was applied before it was approved (事後承認)
 */
#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "evidence/approval_record.h"
#include "evidence/approvals.h"
#include "evidence/keep.h"
#include "evidence/numbered.h"

enum {
	RECORD_MAX = 32 << 10
};

static const struct numbered item_files = { "", ".json" };

int approvals_open_item(struct approvals *store, const struct open_item *item)
{
	_cleanup_(freep) char *text = NULL;
	char name[NUMBERED_NAME];
	size_t len;
	int r;

	text = open_item_write(item, &len);
	if (!text)
		return -E2BIG;
	r = keep_file(store->open,
		      numbered_name(name, &item_files, item->generation), text,
		      len);
	return r < 0 ? log_errno(r, "keep what is to be approved") : 0;
}

int approvals_close_item(struct approvals *store, uint32_t generation)
{
	char name[NUMBERED_NAME];

	numbered_name(name, &item_files, generation);
	if (unlinkat(store->open, name, 0) < 0 && errno != ENOENT)
		return log_errno(-errno, "remove open/%s", name);
	if (fsync(store->open) < 0)
		return log_errno(-errno, "sync the folder open");
	return 0;
}

static struct open_item load(const struct approvals *store, uint32_t generation,
			     struct arena *arena)
{
	_cleanup_(freep) char *text = NULL;
	struct open_item item;
	char name[NUMBERED_NAME];
	size_t len;

	if (keep_read(store->open, numbered_name(name, &item_files, generation),
		      RECORD_MAX, &text, &len) == 0 &&
	    open_item_read(text, len, arena, &item) &&
	    item.generation == generation)
		return item;
	log_err("open/%s is damaged", name);
	return (struct open_item){ .generation = generation,
				   .author = "",
				   .reason = "" };
}

int approvals_open_items(const struct approvals *store, struct arena *arena,
			 struct open_items *out)
{
	struct open_items items = { 0 };
	struct numbers numbers = { 0 };
	int r = numbered_list(store->open, &item_files, arena, &numbers);

	if (r < 0)
		return log_errno(r, "read the folder open");
	vec_each(number, &numbers.list)
		*vec_add(arena, &items.list) = load(store, *number, arena);
	*out = items;
	return 0;
}
