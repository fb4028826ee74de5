/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_nat.c -- translations of addresses and ports
 */
#include <string.h>

#include "import/lower.h"

enum {
	ADDR_MAX = 16,
};

struct target {
	uint8_t first[ADDR_MAX], last[ADDR_MAX];
	uint8_t from[2], to[2];
	bool has_addr, has_ports;
};

static bool read_ports(const char *text, struct target *out)
{
	uint16_t low, high;

	if (!lower_u16_range(text, '-', &low, &high))
		return false;
	out->from[0] = (uint8_t)(low >> 8);
	out->from[1] = (uint8_t)low;
	out->to[0] = (uint8_t)(high >> 8);
	out->to[1] = (uint8_t)high;
	out->has_ports = true;
	return true;
}

static bool read_addresses(struct lower *l, const char *text,
			   struct target *out)
{
	const char *dash = strchr(text, '-');
	const char *first = text, *last = text;

	if (dash) {
		first = arena_strndup(&l->arena, text, (size_t)(dash - text));
		last = dash + 1;
	}
	out->has_addr = true;
	return lower_address(l, first, out->first) &&
	       lower_address(l, last, out->last);
}

/* "a", "a-b", "a:p", "a-b:p-q", ":p"; of IPv6 addresses in [] before ports. */
static bool read_target(struct lower *l, const char *text, struct target *out)
{
	const char *ports = NULL, *end = text + strlen(text), *close;

	if (*text == '[') {
		close = strchr(text, ']');
		if (!close || (close[1] && close[1] != ':'))
			return false;
		text++;
		end = close;
		ports = close[1] ? close + 2 : NULL;
	} else if (!l->ip6 && strchr(text, ':')) {
		end = strchr(text, ':');
		ports = end + 1;
	}
	if (end > text &&
	    !read_addresses(
		    l, arena_strndup(&l->arena, text, (size_t)(end - text)),
		    out))
		return false;
	return ports ? read_ports(ports, out) : out->has_addr;
}

static void say_target(struct lower *l, const struct target *target)
{
	size_t len = lower_address_len(l);

	if (target->has_addr) {
		say_immediate(&l->exprs, SAY_REG_1, target->first, len);
		say_immediate(&l->exprs, SAY_REG_2, target->last, len);
	}
	if (target->has_ports) {
		say_immediate(&l->exprs, SAY_REG_3, target->from, 2);
		say_immediate(&l->exprs, SAY_REG_4, target->to, 2);
	}
}

/* Where it is not read, it is a translation to anywhere. */
static bool translate(struct lower *l, const struct save_part *part,
		      const char *name, enum nf_nat_type type)
{
	const struct save_option *option = lower_find(part, name);
	struct target target = { 0 };
	struct say_nat nat = { .type = type,
			       .family =
				       l->ip6 ? NF_FAMILY_IP6 : NF_FAMILY_IP };
	size_t n = 0;

	vec_each(one, &part->options)
		n += !strcmp(one->name, name);
	if (n == 1 && !lower_has_odd(part) &&
	    read_target(l, option->values[0].text, &target)) {
		say_target(l, &target);
		nat.has_addr = target.has_addr;
		nat.has_proto = target.has_ports;
	} else {
		lower_note(l, part->name, true);
	}
	say_nat(&l->exprs, &nat);
	return true;
}

bool lower_dnat(struct lower *l, const struct save_part *part)
{
	return translate(l, part, "--to-destination", NF_NAT_DNAT);
}

bool lower_snat(struct lower *l, const struct save_part *part)
{
	return translate(l, part, "--to-source", NF_NAT_SNAT);
}

/* Every address of a network to the same one of another. */
bool lower_netmap(struct lower *l, const struct save_part *part)
{
	const struct say_nat nat = { .type = NF_NAT_DNAT,
				     .family = l->ip6 ? NF_FAMILY_IP6
						      : NF_FAMILY_IP };

	lower_note(l, part->name, true);
	say_nat(&l->exprs, &nat);
	return true;
}

static bool own_ports(struct lower *l, const struct save_part *part, bool *has)
{
	const struct save_option *option = lower_find(part, "--to-ports");
	struct target target = { 0 };

	*has = option != NULL;
	if (!option)
		return true;
	if (!read_ports(option->values[0].text, &target))
		return lower_wrong(l, "import-value", "no ports",
				   option->values[0].text);
	say_target(l, &target);
	return true;
}

bool lower_masquerade(struct lower *l, const struct save_part *part)
{
	bool ports;

	if (!own_ports(l, part, &ports))
		return false;
	say_masq(&l->exprs, ports);
	return true;
}

bool lower_redirect(struct lower *l, const struct save_part *part)
{
	bool ports;

	if (!own_ports(l, part, &ports))
		return false;
	say_redir(&l->exprs, ports);
	return true;
}
