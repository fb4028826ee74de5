/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change.c -- what a policy newly permits and no longer does, as packets
 */
#include "cli/change.h"

#include "cli/progress.h"
#include "cli/rows.h"
#include "proof/diagram/apply.h"
#include "proof/question/ask_change.h"
#include "proof/space/care.h"

enum {
	ROWS_SHOWN = 40,
};

static const struct diagram_limits limits = { INQUIRY_NODES, INQUIRY_BYTES,
					      INQUIRY_MS };

/* For the names of entries. */
static void build_grounds(struct packet_change *change, size_t i,
			  const struct policy *policy, time_t now)
{
	const struct inquiry_options options = {
		.policy = policy,
		.how = { .time = REGISTER_TIMES, .now = now },
	};

	change->built[i] = true;
	change->grounds[i] = (struct grounds){
		.inquiry = &change->inquiries[i],
		.arena = &change->arena,
	};
	if (!inquiry_build(&change->inquiries[i], &options))
		change->unknown = true;
}

/* Neighbour discovery comes and goes with a zone's IPv6: nobody asked for
 * that. */
static bool is_of_entry(struct grounds *grounds, enum register_hook hook,
			const struct ask_row *row)
{
	uint32_t entries[ROW_ENTRIES];
	size_t n = grounds_row_entries(grounds, hook, row, entries);

	for (size_t i = 0; i < n && i < ROW_ENTRIES; i++)
		if (entries[i] != REGISTER_NEIGHBOUR &&
		    entries[i] != REGISTER_LOOPBACK)
			return true;
	return n == 0;
}

static void leave_out_neighbours(struct change_side *side,
				 enum register_hook hook)
{
	struct ask_rows *rows = &side->rows[hook];
	size_t n = 0;

	for (size_t i = 0; i < rows->rows.n; i++)
		if (is_of_entry(side->grounds, hook, &rows->rows.at[i]))
			rows->rows.at[n++] = rows->rows.at[i];
	rows->rows.n = n;
}

static void list(struct packet_change *change, const struct asked *asked,
		 enum register_hook hook, uint32_t id, struct change_side *side)
{
	const struct ask_scope scope = { .hook = hook };

	if (!asked->policy)
		return;
	if (!ask_reach(asked, id, &scope, &change->arena, &side->rows[hook]))
		change->unknown = true;
	else
		leave_out_neighbours(side, hook);
}

/* Two policies in one manager. */
struct comparing {
	struct diagrams all;
	struct space space;
	struct asked asked;
};

static void fix_time(struct comparing *c, time_t now, uint32_t *id)
{
	uint64_t nanoseconds = (uint64_t)now * 1000000000;
	unsigned level = c->space.levels[VAR_TIME];
	size_t n = variable_info(VAR_TIME)->digits;

	for (size_t i = 0; i < n; i++)
		*id = diagram_assign(
			&c->all, *id, level + (unsigned)i,
			(uint16_t)(nanoseconds >> 16 * (n - 1 - i) &
				   DIGIT_MAX));
}

static bool differ(struct comparing *c, const struct policy *before,
		   const struct policy *after, time_t now,
		   struct ask_change *out)
{
	const struct register_options how = { .time = REGISTER_TIMES,
					      .now = now };
	struct register_options original = how;
	struct register_diagrams is;

	if (before)
		return ask_change(&c->all, &c->space, before, after, &how, out);
	original.original_only = true;
	if (!register_build(&c->all, &c->space, after, &original, &is))
		return false;
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		out->newly[hook] = is.hooks[hook];
		out->no_longer[hook] = DIAGRAM_FALSE;
	}
	return true;
}

static bool compare(struct packet_change *change, struct comparing *c,
		    const struct policy *before, const struct policy *after,
		    time_t now)
{
	struct asked is, was;
	struct ask_change found;

	if ((before && !register_names(before, &c->space)) ||
	    !register_names(after, &c->space))
		return false;
	space_freeze(&c->space);
	if (!differ(c, before, after, now, &found))
		return false;
	is = (struct asked){ &c->all, &c->space, after,
			     space_care(&c->all, &c->space) };
	was = is;
	was.policy = before;
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		fix_time(c, now, &found.newly[hook]);
		fix_time(c, now, &found.no_longer[hook]);
		list(change, &is, (enum register_hook)hook, found.newly[hook],
		     &change->newly);
		list(change, &was, (enum register_hook)hook,
		     found.no_longer[hook], &change->no_longer);
	}
	return !c->all.passed;
}

void packet_change_find(const struct policy *before, const struct policy *after,
			time_t now, struct packet_change *out)
{
	struct comparing c = { 0 };

	*out = (struct packet_change){ 0 };
	progress_begin("compares two policies, packet by packet");
	build_grounds(out, 0, after, now);
	out->newly.grounds = out->no_longer.grounds = &out->grounds[0];
	if (before) {
		build_grounds(out, 1, before, now);
		out->no_longer.grounds = &out->grounds[1];
	}
	diagrams_init(&c.all, limits);
	space_init(&c.space, ORDER_DESTINATIONS);
	if (!compare(out, &c, before, after, now))
		out->unknown = true;
	space_finish(&c.space);
	diagrams_finish(&c.all);
	progress_end();
}

void packet_change_of_kernel(const struct source *source,
			     const struct policy *after, time_t now,
			     struct packet_change *out)
{
	struct inquiry_options options = source_inquiry(source, REGISTER_TIMES);
	struct inquiry *inquiry = &out->inquiries[0];
	struct asked asked;

	options.policy = after;
	options.how.now = now;
	*out = (struct packet_change){ .built = { true } };
	out->grounds[0] =
		(struct grounds){ .inquiry = inquiry, .arena = &out->arena };
	out->newly.grounds = out->no_longer.grounds = &out->grounds[0];
	progress_begin("compares the policy with the kernel, packet by packet");
	out->unknown = !inquiry_build(inquiry, &options);
	asked = inquiry_asked(inquiry);
	for (int hook = 0; hook < N_REGISTER_HOOKS && !out->unknown; hook++) {
		enum register_hook at = (enum register_hook)hook;
		uint32_t is = inquiry->allowed[hook];
		uint32_t was = grounds_begins(&out->grounds[0], at, false);

		list(out, &asked, at, diagram_minus(&inquiry->all, is, was),
		     &out->newly);
		list(out, &asked, at, diagram_minus(&inquiry->all, was, is),
		     &out->no_longer);
	}
	progress_end();
}

void packet_change_finish(struct packet_change *change)
{
	for (size_t i = 0; i < 2; i++)
		if (change->built[i])
			inquiry_finish(&change->inquiries[i]);
	arena_finish(&change->arena);
}

static size_t count(const struct change_side *side)
{
	size_t n = 0;

	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++)
		n += side->rows[hook].rows.n;
	return n;
}

static struct rows rows_of(const struct change_side *side, int hook)
{
	return (struct rows){
		.grounds = side->grounds,
		.hook = (enum register_hook)hook,
		.list = &side->rows[hook],
		.most = ROWS_SHOWN,
	};
}

static void print_side(const struct change_side *side, const char *title,
		       const char *before, FILE *out)
{
	fprintf(out, "%s: %zu\n", title, count(side));
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		struct rows rows = rows_of(side, hook);

		rows.before = before;
		rows_print(&rows, out);
	}
}

void packet_change_print(const struct packet_change *change, FILE *out)
{
	if (change->unknown) {
		fputs("newly allowed and denied: UNKNOWN (不明), past the "
		      "limits\n",
		      out);
		return;
	}
	print_side(&change->newly, "newly allowed (新たに通る)", "  > ", out);
	print_side(&change->no_longer, "newly denied (通らなくなる)", "  < ",
		   out);
}

static bool json_side(const struct change_side *side, const char *key,
		      struct json *json)
{
	bool more = false;

	json_key(json, key);
	json_array(json);
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		struct rows rows = rows_of(side, hook);

		rows_json(&rows, json);
		more |= rows.list->more;
	}
	json_array_end(json);
	return more;
}

void packet_change_json(const struct packet_change *change, struct json *json)
{
	bool more = change->unknown;

	more |= json_side(&change->newly, "newly_allowed", json);
	more |= json_side(&change->no_longer, "newly_denied", json);
	json_key(json, "more");
	json_bool(json, more);
}
