/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump.c -- the raw dump of a kernel's rules: its frame, its messages
 */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

#include "checkproof/check.h"

struct message {
	unsigned family;
	struct bytes all, of[ATTRS];
};

static int by_id(const void *a, const void *b)
{
	const struct id *x = a, *y = b;
	int order = (int)x->kind - (int)y->kind;

	order = order ? order : (int)x->family - (int)y->family;
	order = order ? order : strcmp(x->table, y->table);
	return order ? order : strcmp(x->name, y->name);
}

struct object *dump_find(const struct dump *dump, struct id id)
{
	struct object **found = tfind(&id, &dump->objects, by_id);

	return found ? *found : NULL;
}

static struct id id_of(enum kind kind, const struct message *m,
		       struct bytes name)
{
	return (struct id){ kind, m->family, text(m->of[1]), text(name) };
}

/* NULL: there is such a one. */
static struct object *add(struct dump *dump, struct id id)
{
	struct object *object = calloc(1, sizeof(*object)), **found;

	if (!object)
		abort();
	object->id = id;
	found = tsearch(object, &dump->objects, by_id);
	if (!found)
		abort();
	if (*found == object)
		return object;
	free(object);
	return NULL;
}

static bool add_table(struct dump *dump, const struct message *m)
{
	struct object *table = add(dump, id_of(TABLE, m, m->of[0]));

	if (table)
		table->flags = number(m->of[2]);
	return table;
}

static bool is_after(const struct object *chain, const struct object *other)
{
	return chain->hook > other->hook || (chain->hook == other->hook &&
					     chain->priority > other->priority);
}

/* A base chain is of inet, ip, arp or ip6 (0x40e) and of a hook that a box
 * passes; of a dormant table (1) it sees nothing. */
static bool add_chain(struct dump *dump, const struct message *m)
{
	struct object *table = dump_find(dump, id_of(TABLE, m, m->of[0]));
	struct object *chain = add(dump, id_of(CHAIN, m, m->of[3]));
	struct object **at = &dump->bases;
	struct bytes hook[ATTRS];

	if (!chain || !attrs(m->of[4], 0x06, hook))
		return false;
	chain->hook = number(hook[1]);
	if (m->of[4].at && (chain->hook > 4 || !(0x40e >> m->family & 1) ||
			    !strcmp(text(m->of[7]), "nat")))
		return false;
	if (!m->of[4].at || (table && (table->flags & 1)))
		return true;
	chain->priority = (int32_t)number(hook[2]);
	chain->accepts = !m->of[5].at || number(m->of[5]);
	while (*at && is_after(chain, *at))
		at = &(*at)->next;
	chain->is_tied = *at && !is_after(*at, chain);
	chain->next = *at;
	*at = chain;
	return true;
}

/* Ranges (4), also of several parts; what rules may change (0x20). */
static bool add_set(struct dump *dump, const struct message *m)
{
	struct object *set = add(dump, id_of(SET, m, m->of[2]));
	struct bytes desc[ATTRS], field[ATTRS], parts, part;
	size_t len = number(m->of[5]), n = 0, all = 0;
	uint64_t flags = number(m->of[3]);
	unsigned type;

	if (!set || !attrs(m->of[9], 0x06, desc) || !len || len > KEY)
		return false;
	set->shape.len = set->search = len;
	set->shape.align = 1;
	memset(set->shape.parts, 1, KEY);
	set->grows = flags & 0x20;
	parts = desc[2];
	set->joins = (flags & 4) && !parts.at;
	if (set->joins)
		set->shape.parts[0] = (uint8_t)len;
	while ((flags & 4) && attr_next(&parts, &type, &part)) {
		if (!attrs(part, 0x02, field) || !number(field[1]) ||
		    all >= len)
			return false;
		set->shape.align = 4;
		set->shape.parts[n++] = (uint8_t)number(field[1]);
		all += (number(field[1]) + 3) & ~3ULL;
		set->search = set->shape.parts[0];
	}
	return !(flags & ~0x1ffULL) && (!n || all == len);
}

static bool add_element(struct object *set, struct bytes one)
{
	struct bytes e[ATTRS], key, end;
	bool is_known = attrs(one, 0xefe, e);
	uint64_t flags = number(e[3]);
	struct element element = {
		.data = e[2],
		.ends = flags & 1,
		.perhaps = e[4].at || e[5].at || e[7].at || e[11].at,
	};

	if (flags == 2 && is_known) {
		set->otherwise = element;
		set->has_else = true;
		return true;
	}
	key = value(e[1]);
	end = e[10].at ? value(e[10]) : key;
	if (!is_known || flags > set->joins || (set->joins && e[10].at) ||
	    key.len != set->shape.len || end.len != key.len)
		return false;
	element.lo = key.at;
	element.hi = end.at;
	if (!(set->n & (set->n - 1)))
		set->elements = reallocarray(set->elements, 2 * set->n + 1,
					     sizeof(element));
	if (!set->elements)
		abort();
	set->elements[set->n++] = element;
	return true;
}

static bool add_elements(struct dump *dump, const struct message *m)
{
	struct object *set = dump_find(dump, id_of(SET, m, m->of[2]));
	struct bytes list = m->of[3], one;
	unsigned type;

	while (set && attr_next(&list, &type, &one))
		if (!add_element(set, one))
			return false;
	return set && !list.len;
}

/* The chain's rules are one behind the other. */
static bool add_rule(struct dump *dump, const struct message *m)
{
	struct object *chain = dump_find(dump, id_of(CHAIN, m, m->of[2])), *set;
	struct bytes list = m->of[4], one, e[ATTRS], d[ATTRS];
	unsigned type;

	while (attr_next(&list, &type, &one)) {
		attrs(one, 0x06, e);
		attrs(e[2], ~0U, d);
		if (!strcmp(text(e[1]), "target") ||
		    (!strcmp(text(e[1]), "payload") && d[5].at))
			dump->writes = true;
		if (strcmp(text(e[1]), "dynset") != 0)
			continue;
		set = dump_find(dump, id_of(SET, m, d[1]));
		if (!set)
			return false;
		set->grows = true;
	}
	if (!chain || list.len)
		return false;
	if (!chain->rules.at)
		chain->rules.at = m->all.at;
	chain->rules.len += m->all.len;
	return chain->rules.at + chain->rules.len == m->all.at + m->all.len;
}

/* Others, from synproxy on, answer in another's name. */
static bool add_stateful(struct dump *dump, const struct message *m)
{
	return dump && m->of[3].at && number(m->of[3]) < 10;
}

static const struct part {
	uint16_t type;
	uint32_t attrs; /* that are known */
	bool (*add)(struct dump *dump, const struct message *m);
	const char *flaw;
} parts[] = {
	{ 0, 0xfe, add_table, "a table that is not understood" },
	{ 3, 0x1dfe, add_chain, "a chain that is not understood, or of NAT" },
	{ 9, 0x1ffffe, add_set, "a set that is not understood" },
	{ 18, ~0U, add_stateful, "an object that is not understood" },
	{ 22, ~0U, NULL, "a flowtable" },
	{ 12, 0x0e, add_elements, "elements that are not understood" },
	{ 6, 0xde, add_rule, "a rule that is not understood" },
};

static const char *read_part(struct dump *dump, const struct part *part,
			     struct bytes from)
{
	struct message m;
	struct bytes rest;
	uint16_t type;

	while (message_next(&from, &m.all)) {
		rest = m.all;
		memcpy(&type, take(&rest, 20).at + 4, sizeof(type));
		m.family = m.all.at[16];
		if (type != (10 << 8 | part->type) ||
		    !attrs(rest, part->attrs, m.of) || !part->add ||
		    !part->add(dump, &m))
			return part->flaw;
	}
	return from.at && !from.len ? NULL : "a message that is none";
}

/* proof/rules/dump_file.h */
static const char *read_frame(struct dump *dump, struct bytes from)
{
	static const uint8_t magic[] = "SKDUMP1\n\4\3\2\1";
	struct bytes start = take(&from, 12);
	const char *flaw = NULL;
	uint64_t looked;

	if (from.len < DIGEST || memcmp(start.at, magic, 12) != 0)
		return "no dump, or of another kind of machine";
	from.len -= DIGEST;
	SHA256(start.at, 12 + from.len, dump->digest);
	if (memcmp(dump->digest, from.at + from.len, DIGEST) != 0)
		return "the dump's digest is wrong";
	dump->taken_ns = number(take(&from, 8));
	dump->netns = number(take(&from, 8));
	dump->generation = number(take(&from, 4));
	take(&from, 16);
	take_counted(&from, 1);
	looked = number(take(&from, 1));
	if (looked != 1 && looked != 3)
		return "nobody looked at what is beside the rules";
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && !flaw; i++)
		flaw = read_part(dump, &parts[i], take_counted(&from, 4));
	if (looked == 3) /* live connections, of which no claim speaks */
		take_counted(&from, 4);
	for (uint64_t n = number(take(&from, 4)); from.at && n > 0; n--) {
		take(&from, 4);
		take_counted(&from, 1);
	}
	dump->facts = from;
	if (dump_has_fact(dump, "unread/", "") ||
	    dump_has_fact(dump, "legacy/", "") ||
	    dump_has_fact(dump, "xfrm/", "") ||
	    dump_has_fact(dump, "xdp/", "") ||
	    dump_has_fact(dump, "encap/", "") ||
	    dump_has_fact(dump, "ipv4/conf/all/", "/accept_source_route") ||
	    dump_has_fact(dump, "ipv6/conf/", "/seg6_enabled") ||
	    dump_has_fact(dump, "ipv6/conf/", "/rpl_seg_enabled"))
		return "packets may pass beside the rules";
	return flaw;
}

bool dump_has_fact(const struct dump *dump, const char *start, const char *end)
{
	size_t head = strlen(start), tail = strlen(end);
	struct bytes from = dump->facts, fact;
	uint64_t value;

	for (uint64_t n = number(take(&from, 4)); from.at && n > 0; n--) {
		fact = take_counted(&from, 1);
		value = number(take(&from, 8));
		if (value && fact.len >= head && fact.len >= tail &&
		    !memcmp(fact.at, start, head) &&
		    !memcmp(fact.at + fact.len - tail, end, tail))
			return true;
	}
	return !from.at || from.len;
}

bool dump_load(struct dump *dump, struct bytes bytes)
{
	*dump = (struct dump){ 0 };
	memset(dump->greatest, 255, KEY);
	dump->flaw = read_frame(dump, bytes);
	return !dump->flaw;
}

static void free_object(void *object)
{
	free(((struct object *)object)->elements);
	free(object);
}

void dump_free(struct dump *dump)
{
	tdestroy(dump->objects, free_object);
}
