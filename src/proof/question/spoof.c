/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spoof.c -- nothing passes that bears another zone's address
 */
#include "proof/diagram/apply.h"
#include "proof/diagram/build.h"
#include "proof/question/parts.h"

enum {
	V4 = 2,
	V6 = 10,
};

static uint32_t sources(const struct asking *a, const struct addr_range *range)
{
	const struct space *space = &a->inquiry->space;
	struct diagrams *all = &a->inquiry->all;
	unsigned family = range->first.family == FAMILY_IPV6 ? V6 : V4;
	struct diagram_range addresses = space_addresses(space, true, range);
	struct diagram_range of_family =
		space_numbers(space, VAR_NFPROTO, family, family);

	return diagram_range(
		all, &of_family,
		diagram_range(all, &addresses, DIAGRAM_TRUE, DIAGRAM_FALSE),
		DIAGRAM_FALSE);
}

/* fe80::/10 and ::, which the kernel forwards never (ip6_forward) and neighbour
 * discovery comes from to the gateway itself (RFC 4861). */
static uint32_t on_link(const struct asking *a, enum register_hook hook)
{
	struct diagrams *all = &a->inquiry->all;
	struct diagram_range icmpv6 = space_numbers(
		&a->inquiry->space, VAR_L4PROTO, PROTO_ICMPV6, PROTO_ICMPV6);
	struct addr_range link_local, unspecified;
	uint32_t result;

	range_read("fe80::/10", &link_local);
	range_read("::", &unspecified);
	result = diagram_or(all, sources(a, &link_local),
			    sources(a, &unspecified));
	if (hook == REGISTER_FORWARD)
		return result;
	return diagram_and(
		all, result,
		diagram_range(all, &icmpv6, DIAGRAM_TRUE, DIAGRAM_FALSE));
}

static uint32_t foreign_sources(const struct asking *a)
{
	struct diagrams *all = &a->inquiry->all;
	uint32_t inside = DIAGRAM_FALSE;

	vec_each(range, &a->question->from->space)
		inside = diagram_or(all, inside, sources(a, range));
	return diagram_not(all, inside);
}

/* What passes from one interface alone: the rest need not be looked at. */
static uint32_t from_interface(const struct asking *a, enum register_hook hook,
			       const char *name)
{
	const struct space *space = &a->inquiry->space;
	unsigned level = space->levels[VAR_IIF];
	struct diagrams *all = &a->inquiry->all;
	struct diagram_range iif = space_iface(space, VAR_IIF, name);
	struct diagram_box box;
	uint32_t passing;

	diagram_box_all(&box);
	box.low[level] = box.high[level] = space_iface_digit(space, name);
	passing = diagram_and(
		all, inquiry_passing(a->inquiry, hook),
		diagram_range(all, &iif, DIAGRAM_TRUE, DIAGRAM_FALSE));
	return diagram_and(all, passing,
			   diagram_restrict(all, asking_may(a, hook), &box));
}

static enum diagram_answer find_from(const struct asking *a,
				     enum register_hook hook, uint32_t foreign)
{
	struct asked asked = inquiry_asked(a->inquiry);
	enum diagram_answer answer = DIAGRAM_NO;
	uint32_t found;

	vec_each(name, &a->question->from->interfaces) {
		found = diagram_and(&a->inquiry->all, foreign,
				    from_interface(a, hook, *name));
		answer = ask_witness(&asked, found, a->out->digits);
		if (answer != DIAGRAM_NO)
			return answer;
	}
	return answer;
}

void answer_anti_spoofing(const struct asking *a)
{
	static const enum register_hook hooks[] = { REGISTER_FORWARD,
						    REGISTER_INPUT };
	struct diagrams *all = &a->inquiry->all;
	uint32_t foreign = foreign_sources(a);
	enum diagram_answer answer;

	for (size_t i = 0; i < 2; i++) {
		answer = find_from(
			a, hooks[i],
			diagram_minus(all, foreign, on_link(a, hooks[i])));
		asking_take(a, hooks[i], answer);
		if (answer != DIAGRAM_NO)
			return;
	}
}
