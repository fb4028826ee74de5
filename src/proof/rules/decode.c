/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode.c -- from a snapshot's bytes to rules, part by part
 *
 * Tables before what is in them, and whatever has a name before whoever says
 * it; so that a name that is not found is a flaw, and pointers stay.
 */
#include "proof/rules/decode.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "proof/rules/decode_parts.h"

enum {
	SUBSYSTEM = 10, /* NFNL_SUBSYS_NFTABLES */
	NEW_TABLE = 0,  /* NFT_MSG_NEW… */
	NEW_CHAIN = 3,
	NEW_RULE = 6,
	NEW_SET = 9,
	NEW_ELEMENTS = 12,
	NEW_OBJECT = 18,
	NEW_FLOWTABLE = 22,

	MEMBER_TABLE = 1, /* NFTA_CHAIN_TABLE, NFTA_RULE_TABLE and the rest */
	NAME_SHOWN = 128,
};

struct pass {
	enum snapshot_part part;
	uint8_t message;
	bool (*decode)(struct decoder *d, const struct decode_message *msg);
};

static const struct pass first_passes[] = {
	{ SNAPSHOT_CHAINS, NEW_CHAIN, decode_chain },
	{ SNAPSHOT_SETS, NEW_SET, decode_set },
	{ SNAPSHOT_OBJECTS, NEW_OBJECT, decode_object },
	{ SNAPSHOT_FLOWTABLES, NEW_FLOWTABLE, decode_flowtable },
};

static const struct pass second_passes[] = {
	{ SNAPSHOT_SETS, NEW_SET, decode_set_exprs },
	{ SNAPSHOT_ELEMENTS, NEW_ELEMENTS, decode_elements },
	{ SNAPSHOT_RULES, NEW_RULE, decode_rule },
};

static const struct pass table_pass = { SNAPSHOT_TABLES, NEW_TABLE,
					decode_table };

/* The table of a message, most often that of the message before. */
static bool find_table(struct decoder *d, const struct decode_message *msg)
{
	struct decode_walk walk = decode_walk(msg->attrs);
	const struct nf_table *found;
	struct decode_attr attr;
	const char *name = NULL;

	while (!name && decode_next(&walk, &attr))
		if (attr.type == MEMBER_TABLE &&
		    !decode_name(d, attr.value, &name))
			return false;
	if (!name)
		return decode_fail(d, "of no table");
	d->is_last = d->table && d->table->family == msg->family &&
		     strcmp(d->table->name, name) == 0;
	if (d->is_last)
		return true;
	found = rules_find_table(d->out, msg->family, name);
	if (!found)
		return decode_fail(d, "of a table that is not there");
	d->table = &d->out->tables.at[found - d->out->tables.at];
	return true;
}

static bool decode_message(struct decoder *d, const struct pass *pass,
			   const struct decode_message *msg)
{
	d->flaw->name = NULL;
	if (msg->type != (SUBSYSTEM << 8 | pass->message))
		return decode_fail(d, "a message of another kind");
	return (pass->part == SNAPSHOT_TABLES || find_table(d, msg)) &&
	       pass->decode(d, msg);
}

static bool run(struct decoder *d, const struct pass *pass)
{
	const struct snapshot_messages *part = &d->snapshot->parts[pass->part];
	struct decode_walk walk =
		decode_walk((struct nf_bytes){ part->at, part->len });
	struct decode_message msg;

	d->flaw->part = pass->part;
	d->flaw->message = 0;
	d->flaw->offset = 0;
	d->table = NULL;
	while (decode_next_message(&walk, &msg)) {
		if (!decode_message(d, pass, &msg))
			return false;
		d->flaw->message++;
		d->flaw->offset = (size_t)(walk.pos - part->at);
	}
	d->flaw->name = NULL;
	return !walk.bad || decode_fail(d, "bytes that are no message");
}

static bool run_all(struct decoder *d, const struct pass *passes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!run(d, &passes[i]))
			return false;
	return true;
}

/* Sorted, two of one name are neighbours. */
static bool names_once(const struct nf_table *table)
{
	for (size_t i = 1; i < table->chains.n; i++)
		if (!strcmp(table->chains.at[i - 1].name,
			    table->chains.at[i].name))
			return false;
	for (size_t i = 1; i < table->sets.n; i++)
		if (!strcmp(table->sets.at[i - 1].name, table->sets.at[i].name))
			return false;
	for (size_t i = 1; i < table->flowtables.n; i++)
		if (!strcmp(table->flowtables.at[i - 1].name,
			    table->flowtables.at[i].name))
			return false;
	for (size_t i = 1; i < table->objects.n; i++)
		if (!strcmp(table->objects.at[i - 1].name,
			    table->objects.at[i].name) &&
		    table->objects.at[i - 1].type == table->objects.at[i].type)
			return false;
	return true;
}

static bool sort_tables(struct decoder *d)
{
	const struct nf_table *before = NULL;

	rules_sort_tables(d->out);
	vec_each(table, &d->out->tables) {
		if (before && before->family == table->family &&
		    !strcmp(before->name, table->name))
			return decode_fail(d, "two of one name");
		before = table;
	}
	return true;
}

static bool sort_members(struct decoder *d)
{
	vec_each(table, &d->out->tables) {
		rules_sort_members(table);
		if (!names_once(table))
			return decode_fail(d, "two of one name");
	}
	return true;
}

static bool little_endian(void)
{
	const uint16_t one = 1;
	uint8_t first;

	memcpy(&first, &one, 1);
	return first;
}

bool decode(const struct snapshot *snapshot, struct rules *out,
	    struct decode_flaw *flaw)
{
	struct rules rules = { .little_endian = little_endian() };
	struct decoder d = { .snapshot = snapshot,
			     .out = &rules,
			     .flaw = flaw };

	*flaw = (struct decode_flaw){ 0 };
	if (run(&d, &table_pass) && sort_tables(&d) &&
	    run_all(&d, first_passes,
		    sizeof(first_passes) / sizeof(*first_passes)) &&
	    sort_members(&d) &&
	    run_all(&d, second_passes,
		    sizeof(second_passes) / sizeof(*second_passes))) {
		*out = rules;
		return true;
	}
	rules_finish(&rules);
	*out = rules;
	return false;
}

static const char *const part_names[N_SNAPSHOT_PARTS] = {
	[SNAPSHOT_TABLES] = "tables",
	[SNAPSHOT_CHAINS] = "chains",
	[SNAPSHOT_SETS] = "sets",
	[SNAPSHOT_OBJECTS] = "objects",
	[SNAPSHOT_FLOWTABLES] = "flowtables",
	[SNAPSHOT_ELEMENTS] = "elements",
	[SNAPSHOT_RULES] = "rules",
};

char *decode_flaw_text(const struct decode_flaw *flaw, char *buf, size_t len)
{
	char name[NAME_SHOWN] = "";

	if (flaw->name)
		text_escape(name, sizeof(name), flaw->name, strlen(flaw->name));
	snprintf(buf, len, "%s, message %zu (at %zu)%s%s: %s",
		 part_names[flaw->part], flaw->message, flaw->offset,
		 *name ? ", " : "", name, flaw->what ? flaw->what : "fine");
	return buf;
}
