/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_table.c -- tables, chains, objects and flowtables
 */
#include "proof/rules/decode_parts.h"

#define BITS_TO(last) ((2u << (last)) - 2)

enum {
	TABLE_NAME = 1,
	TABLE_FLAGS,
	TABLE_USE,
	TABLE_HANDLE,
	TABLE_PAD,
	TABLE_USERDATA,
	TABLE_OWNER,

	CHAIN_NAME = 3,
	CHAIN_HANDLE = 2,
	CHAIN_HOOK = 4,
	CHAIN_POLICY,
	CHAIN_USE,
	CHAIN_TYPE,
	CHAIN_COUNTERS,
	CHAIN_PAD,
	CHAIN_FLAGS,
	CHAIN_ID,
	CHAIN_USERDATA,

	HOOK_NUM = 1,
	HOOK_PRIORITY,
	HOOK_DEV,
	HOOK_DEVS,

	FLOWTABLE_HOOK_DEVS = 3, /* where a chain's has HOOK_DEV */

	DEVICE_NAME = 1,

	OBJECT_NAME = 2,
	OBJECT_TYPE,
	OBJECT_DATA,
	OBJECT_USE,
	OBJECT_HANDLE,
	OBJECT_PAD,
	OBJECT_USERDATA,

	FLOWTABLE_NAME = 2,
	FLOWTABLE_HOOK,
	FLOWTABLE_USE,
	FLOWTABLE_HANDLE,
	FLOWTABLE_PAD,
	FLOWTABLE_FLAGS,

	FLOWTABLE_FLAGS_KNOWN = 0x3, /* hardware, counter */
	HOOK_KNOWN_MAX = 5,          /* NF_INET_INGRESS */
	POLICY_ACCEPT = 1,
};

struct devices {
	const char **at;
	size_t n, cap;
};

bool decode_table(struct decoder *d, const struct decode_message *msg)
{
	struct nf_table table = { .family = msg->family };
	struct decode_attrs attrs;
	bool strange = false;

	const struct decode_number numbers[] = {
		{ TABLE_FLAGS, 4, false, &table.flags },
		{ TABLE_HANDLE, 8, false, &table.handle },
		{ TABLE_OWNER, 4, false, &table.owner },
	};

	if (!decode_known(d, msg->attrs, BITS_TO(TABLE_OWNER), &attrs,
			  &strange) ||
	    !decode_name(d, attrs.at[TABLE_NAME], &table.name) ||
	    !decode_numbers(d, &attrs, numbers, 3))
		return false;
	if (strange || table.flags & ~(uint32_t)NF_TABLE_FLAGS)
		decode_strange(d, &table.strange);
	if (d->out->tables.n >= DECODE_TABLES_MAX)
		return decode_fail(d, "more than anybody has");
	*vec_add(&d->out->arena, &d->out->tables) = table;
	return true;
}

static bool add_device(struct decoder *d, struct nf_bytes name,
		       struct devices *out)
{
	return decode_word(d, name, vec_add(&d->out->arena, out));
}

/* Newer kernels have prefixes of names among them. */
static bool read_devices(struct decoder *d, struct nf_bytes list,
			 struct devices *out, bool *strange)
{
	struct decode_walk walk = decode_walk(list);
	struct decode_attr attr;

	while (decode_next(&walk, &attr)) {
		if (attr.type != DEVICE_NAME)
			*strange = true;
		else if (!add_device(d, attr.value, out))
			return false;
	}
	return !walk.bad || decode_fail(d, "bytes that are no attributes");
}

/* Of a base chain and of a flowtable. */
struct hook {
	uint32_t num, priority;
	struct devices devices;
};

static bool read_hook(struct decoder *d, const struct decode_attrs *attrs,
		      struct hook *out, bool *strange)
{
	const struct decode_number numbers[] = {
		{ HOOK_NUM, 4, true, &out->num },
		{ HOOK_PRIORITY, 4, true, &out->priority },
	};

	if (!decode_numbers(d, attrs, numbers, 2))
		return false;
	if (out->num > HOOK_KNOWN_MAX)
		*strange = true;
	return true;
}

static bool read_chain_hook(struct decoder *d, struct nf_bytes nest,
			    struct hook *out, bool *strange)
{
	struct decode_attrs attrs;

	if (!decode_known(d, nest, BITS_TO(HOOK_DEVS), &attrs, strange) ||
	    !read_hook(d, &attrs, out, strange))
		return false;
	/* One device is said in both ways. */
	if (attrs.at[HOOK_DEVS].at)
		return read_devices(d, attrs.at[HOOK_DEVS], &out->devices,
				    strange);
	return !attrs.at[HOOK_DEV].at ||
	       add_device(d, attrs.at[HOOK_DEV], &out->devices);
}

static bool read_flowtable_hook(struct decoder *d, struct nf_bytes nest,
				struct hook *out, bool *strange)
{
	struct decode_attrs attrs;

	return decode_known(d, nest, BITS_TO(FLOWTABLE_HOOK_DEVS), &attrs,
			    strange) &&
	       read_hook(d, &attrs, out, strange) &&
	       read_devices(d, attrs.at[FLOWTABLE_HOOK_DEVS], &out->devices,
			    strange);
}

static bool read_base(struct decoder *d, const struct decode_attrs *attrs,
		      struct nf_chain *chain, bool *strange)
{
	struct nf_base *base = arena_alloc(&d->out->arena, sizeof(*base));
	struct hook hook = { 0 };
	uint32_t policy = 0;

	const struct decode_number number = { CHAIN_POLICY, 4, true, &policy };

	if (!read_chain_hook(d, attrs->at[CHAIN_HOOK], &hook, strange) ||
	    !decode_numbers(d, attrs, &number, 1) ||
	    !decode_word(d, attrs->at[CHAIN_TYPE], &base->type))
		return false;
	if (policy > POLICY_ACCEPT)
		return decode_fail(d, "a policy that does not exist");
	base->hook = hook.num;
	base->priority = (int32_t)hook.priority;
	base->accepts = policy == POLICY_ACCEPT;
	base->devices.at = hook.devices.at;
	base->devices.n = hook.devices.n;
	base->devices.cap = hook.devices.cap;
	chain->base = base;
	return true;
}

bool decode_chain(struct decoder *d, const struct decode_message *msg)
{
	struct nf_chain chain = { .table = d->table };
	struct decode_attrs attrs;
	bool strange = false;

	const struct decode_number numbers[] = {
		{ CHAIN_HANDLE, 8, false, &chain.handle },
		{ CHAIN_FLAGS, 4, false, &chain.flags },
	};

	if (!decode_known(d, msg->attrs, BITS_TO(CHAIN_USERDATA), &attrs,
			  &strange) ||
	    !decode_name(d, attrs.at[CHAIN_NAME], &chain.name) ||
	    !decode_numbers(d, &attrs, numbers, 2) ||
	    !decode_count(d, &d->out->n_chains, DECODE_CHAINS_MAX))
		return false;
	chain.userdata = attrs.at[CHAIN_USERDATA];
	if (attrs.at[CHAIN_HOOK].at && !read_base(d, &attrs, &chain, &strange))
		return false;
	if (strange || chain.flags & ~(uint32_t)NF_CHAIN_FLAGS)
		decode_strange(d, &chain.strange);
	*vec_add(&d->out->arena, &d->table->chains) = chain;
	return true;
}

/* The expression whose attributes an object's data are. */
static const char *expr_name(uint32_t type)
{
	switch (type) {
	case NF_OBJECT_COUNTER:
		return "counter";
	case NF_OBJECT_QUOTA:
		return "quota";
	case NF_OBJECT_LIMIT:
		return "limit";
	case NF_OBJECT_CONNLIMIT:
		return "connlimit";
	case NF_OBJECT_SYNPROXY:
		return "synproxy";
	default:
		return NULL;
	}
}

static bool read_object(struct decoder *d, struct nf_object *object)
{
	const char *name = expr_name(object->type);
	struct nf_expr *expr;

	if (!name)
		return true;
	expr = arena_alloc(&d->out->arena, sizeof(*expr));
	object->expr = expr;
	return decode_object_expr(d, name, object->raw, expr);
}

bool decode_object(struct decoder *d, const struct decode_message *msg)
{
	struct nf_object object = { .table = d->table };
	struct decode_attrs attrs;
	bool strange = false;

	const struct decode_number numbers[] = {
		{ OBJECT_TYPE, 4, true, &object.type },
		{ OBJECT_HANDLE, 8, false, &object.handle },
	};

	if (!decode_known(d, msg->attrs, BITS_TO(OBJECT_USERDATA), &attrs,
			  &strange) ||
	    !decode_name(d, attrs.at[OBJECT_NAME], &object.name) ||
	    !decode_numbers(d, &attrs, numbers, 2) ||
	    !decode_count(d, &d->n_objects, DECODE_SETS_MAX))
		return false;
	object.raw = attrs.at[OBJECT_DATA];
	if (!read_object(d, &object))
		return false;
	if (strange || object.type == 0 || object.type > NF_OBJECT_SYNPROXY)
		decode_strange(d, &object.strange);
	*vec_add(&d->out->arena, &d->table->objects) = object;
	return true;
}

bool decode_flowtable(struct decoder *d, const struct decode_message *msg)
{
	struct nf_flowtable flowtable = { .table = d->table };
	struct decode_attrs attrs;
	struct hook hook = { 0 };
	bool strange = false;

	const struct decode_number numbers[] = {
		{ FLOWTABLE_FLAGS, 4, false, &flowtable.flags },
		{ FLOWTABLE_HANDLE, 8, false, &flowtable.handle },
	};

	if (!decode_known(d, msg->attrs, BITS_TO(FLOWTABLE_FLAGS), &attrs,
			  &strange) ||
	    !decode_name(d, attrs.at[FLOWTABLE_NAME], &flowtable.name) ||
	    !decode_numbers(d, &attrs, numbers, 2) ||
	    !read_flowtable_hook(d, attrs.at[FLOWTABLE_HOOK], &hook,
				 &strange) ||
	    !decode_count(d, &d->n_flowtables, DECODE_SETS_MAX))
		return false;
	flowtable.hook = hook.num;
	flowtable.priority = (int32_t)hook.priority;
	flowtable.devices.at = hook.devices.at;
	flowtable.devices.n = hook.devices.n;
	flowtable.devices.cap = hook.devices.cap;
	if (strange || flowtable.flags & ~(uint32_t)FLOWTABLE_FLAGS_KNOWN)
		decode_strange(d, &flowtable.strange);
	*vec_add(&d->out->arena, &d->table->flowtables) = flowtable;
	return true;
}
