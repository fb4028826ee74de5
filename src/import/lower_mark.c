/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_mark.c -- marks of packets and of connections, asked and set
 *
 * net/netfilter/xt_mark.c, xt_connmark.c; numbers are the host's. What a new
 * mark is: (old & ~mask) ^ value.
 */
#include <string.h>

#include "import/lower.h"

static bool say_mark(struct lower *l, const struct save_part *part,
		     bool connection)
{
	const struct save_option *option = lower_find(part, "--mark");
	uint32_t value, mask;

	if (!option || part->options.n != 1)
		return lower_unknown_match(l, part);
	if (!lower_masked(option->values[0].text, &value, &mask))
		return lower_wrong(l, "import-value", "no mark",
				   option->values[0].text);
	if (!lower_clause(l))
		return false;
	if (connection)
		say_ct(&l->exprs, NF_CT_MARK, SAY_REG_1);
	else
		say_meta(&l->exprs, NF_META_MARK);
	if (mask != UINT32_MAX)
		say_bitwise(&l->exprs, SAY_REG_1, &mask, NULL, sizeof(mask));
	say_cmp(&l->exprs, option->inverted ? NF_CMP_NEQ : NF_CMP_EQ, &value,
		sizeof(value));
	return true;
}

bool lower_mark(struct lower *l, const struct save_part *part)
{
	return say_mark(l, part, false);
}

bool lower_connmark(struct lower *l, const struct save_part *part)
{
	return say_mark(l, part, true);
}

struct change {
	uint32_t value, mask;
};

/* --set-mark is --set-xmark that clears what it sets (mark_tg_parse() and
 * connmark_tg_parse(), extensions/libxt_MARK.c, libxt_CONNMARK.c). */
static bool read_change(struct lower *l, const struct save_option *option,
			struct change *out)
{
	const char *text = option->values[0].text;
	bool fine;

	if (!strcmp(option->name, "--set-xmark") ||
	    !strcmp(option->name, "--set-mark")) {
		fine = lower_masked(text, &out->value, &out->mask);
		if (!strcmp(option->name, "--set-mark"))
			out->mask |= out->value;
	} else {
		fine = lower_u32(text, &out->value);
		out->mask = 0; /* --xor-mark */
		if (!strcmp(option->name, "--or-mark"))
			out->mask = out->value;
		if (!strcmp(option->name, "--and-mark")) {
			out->mask = ~out->value;
			out->value = 0;
		}
	}
	return fine || lower_wrong(l, "import-value", "no mark", text);
}

static bool is_change(const struct save_option *option)
{
	static const char *const names[] = { "--set-xmark", "--set-mark",
					     "--and-mark", "--or-mark",
					     "--xor-mark" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], option->name))
			return true;
	return false;
}

static void say_change(struct lower *l, const struct change *change)
{
	uint32_t keep = ~change->mask;

	say_bitwise(&l->exprs, SAY_REG_1, &keep, &change->value, sizeof(keep));
}

/* Some number that nobody knows, into the first register. */
static void say_anything(struct lower *l)
{
	say_meta(&l->exprs, NF_META_PRANDOM);
}

void lower_any_mark(struct lower *l)
{
	say_anything(l);
	say_meta_set(&l->exprs, NF_META_MARK, SAY_REG_1);
}

bool lower_set_mark(struct lower *l, const struct save_part *part)
{
	struct change change;

	if (part->options.n != 1 || !is_change(part->options.at)) {
		lower_any_mark(l);
		lower_note(l, part->name, true);
		return true;
	}
	if (!read_change(l, part->options.at, &change))
		return false;
	say_meta(&l->exprs, NF_META_MARK);
	say_change(l, &change);
	say_meta_set(&l->exprs, NF_META_MARK, SAY_REG_1);
	return true;
}

/* --save-mark and --restore-mark: the packet's part and the connection's. */
struct copy {
	uint32_t packet, connection; /* which bits */
	bool save;
};

static bool read_mask(struct lower *l, const struct save_part *part,
		      const char *name, uint32_t *out)
{
	const struct save_option *option = lower_find(part, name);

	if (!option || lower_u32(option->values[0].text, out))
		return true;
	return lower_wrong(l, "import-value", "no mask",
			   option->values[0].text);
}

static bool read_copy(struct lower *l, const struct save_part *part,
		      struct copy *out)
{
	out->packet = out->connection = UINT32_MAX;
	out->save = lower_find(part, "--save-mark");
	if (!read_mask(l, part, "--mask", &out->packet))
		return false;
	out->connection = out->packet;
	return read_mask(l, part, "--nfmask", &out->packet) &&
	       read_mask(l, part, "--ctmask", &out->connection);
}

static void say_copy(struct lower *l, const struct copy *copy)
{
	uint32_t packet = copy->save ? copy->packet : ~copy->packet;
	uint32_t connection = copy->save ? ~copy->connection : copy->connection;

	say_ct(&l->exprs, NF_CT_MARK, SAY_REG_2);
	say_bitwise(&l->exprs, SAY_REG_2, &connection, NULL,
		    sizeof(connection));
	say_meta(&l->exprs, NF_META_MARK);
	say_bitwise(&l->exprs, SAY_REG_1, &packet, NULL, sizeof(packet));
	say_xor(&l->exprs);
	if (copy->save)
		say_ct_set(&l->exprs, NF_CT_MARK, SAY_REG_1);
	else
		say_meta_set(&l->exprs, NF_META_MARK, SAY_REG_1);
}

/* All bits of one are the other: no need to put two together. */
static void say_whole_copy(struct lower *l, bool save)
{
	if (save) {
		say_meta(&l->exprs, NF_META_MARK);
		say_ct_set(&l->exprs, NF_CT_MARK, SAY_REG_1);
		return;
	}
	say_ct(&l->exprs, NF_CT_MARK, SAY_REG_1);
	say_meta_set(&l->exprs, NF_META_MARK, SAY_REG_1);
}

static void say_any_connmark(struct lower *l, const struct save_part *part)
{
	say_anything(l);
	say_meta_set(&l->exprs, NF_META_MARK, SAY_REG_1);
	say_ct_set(&l->exprs, NF_CT_MARK, SAY_REG_1);
	lower_note(l, part->name, true);
}

bool lower_set_connmark(struct lower *l, const struct save_part *part)
{
	struct change change;
	struct copy copy;

	if (part->options.n == 1 && is_change(part->options.at)) {
		if (!read_change(l, part->options.at, &change))
			return false;
		say_ct(&l->exprs, NF_CT_MARK, SAY_REG_1);
		say_change(l, &change);
		say_ct_set(&l->exprs, NF_CT_MARK, SAY_REG_1);
		return true;
	}
	if (lower_has_odd(part) || (!lower_find(part, "--save-mark") &&
				    !lower_find(part, "--restore-mark"))) {
		say_any_connmark(l, part);
		return true;
	}
	if (!read_copy(l, part, &copy))
		return false;
	if (copy.packet == UINT32_MAX && copy.connection == UINT32_MAX)
		say_whole_copy(l, copy.save);
	else
		say_copy(l, &copy);
	return true;
}
