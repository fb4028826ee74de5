/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * z3_formula.c -- packets and diagrams as formulas
 */
#include <stdlib.h>

#include "base/must.h"
#include "proof/diagram/node.h"
#include "proof/diagram/walk.h"

#include "z3_parts.h"

enum {
	DIGIT_BITS = 16,
};

Z3_ast z3_true(Z3_context z3)
{
	return Z3_mk_true(z3);
}

Z3_ast z3_false(Z3_context z3)
{
	return Z3_mk_false(z3);
}

Z3_ast z3_and(Z3_context z3, Z3_ast a, Z3_ast b)
{
	return Z3_mk_and(z3, 2, (Z3_ast[]){ a, b });
}

Z3_ast z3_or(Z3_context z3, Z3_ast a, Z3_ast b)
{
	return Z3_mk_or(z3, 2, (Z3_ast[]){ a, b });
}

Z3_ast z3_not(Z3_context z3, Z3_ast a)
{
	return Z3_mk_not(z3, a);
}

Z3_ast z3_byte(Z3_context z3, unsigned value)
{
	return Z3_mk_unsigned_int(z3, value, Z3_mk_bv_sort(z3, 8));
}

static Z3_ast digit(Z3_context z3, unsigned value)
{
	return Z3_mk_unsigned_int(z3, value, Z3_mk_bv_sort(z3, DIGIT_BITS));
}

Z3_ast z3_level(struct z3_packet *packet, unsigned level)
{
	Z3_context z3 = packet->z3;

	if (!packet->levels[level])
		packet->levels[level] =
			Z3_mk_const(z3, Z3_mk_int_symbol(z3, (int)level),
				    Z3_mk_bv_sort(z3, DIGIT_BITS));
	return packet->levels[level];
}

Z3_ast z3_is(struct z3_packet *packet, enum variable variable, unsigned nth,
	     unsigned value)
{
	unsigned level = packet->space->levels[variable] + nth;

	return Z3_mk_eq(packet->z3, z3_level(packet, level),
			digit(packet->z3, value));
}

Z3_ast z3_variable_byte(struct z3_packet *packet, enum variable variable,
			size_t i)
{
	const struct variable_info *info = variable_info(variable);
	unsigned width = info->bits / 8u;
	unsigned level = packet->space->levels[variable] + (unsigned)i / width;
	unsigned low = width == 2 && i % 2 == 0 ? 8 : 0;

	return Z3_mk_extract(packet->z3, low + 7, low, z3_level(packet, level));
}

Z3_ast z3_number(Z3_context z3, const Z3_ast *bytes, size_t n)
{
	Z3_ast number = bytes[0];

	for (size_t i = 1; i < n; i++)
		number = Z3_mk_concat(z3, number, bytes[i]);
	return number;
}

Z3_ast z3_constant(Z3_context z3, const uint8_t *bytes, size_t n)
{
	Z3_ast number = z3_byte(z3, bytes[0]);

	for (size_t i = 1; i < n; i++)
		number = Z3_mk_concat(z3, number, z3_byte(z3, bytes[i]));
	return number;
}

Z3_ast z3_between(Z3_context z3, const Z3_ast *bytes, const uint8_t *first,
		  const uint8_t *last, size_t n)
{
	Z3_ast number = z3_number(z3, bytes, n);

	return z3_and(z3, Z3_mk_bvuge(z3, number, z3_constant(z3, first, n)),
		      Z3_mk_bvule(z3, number, z3_constant(z3, last, n)));
}

/* Digits up to each edge's end, from the last edge to the first. */
static Z3_ast of_node(struct z3_packet *packet, struct diagrams *all,
		      uint32_t id, const Z3_ast *known)
{
	Z3_ast asked = z3_level(packet, node_level(all, id)), result, child;
	uint32_t to;

	result = NULL;
	for (uint32_t i = node_n(all, id); i-- > 0;) {
		to = node_child(all, id, i);
		child = diagram_is_leaf(to)
				? (to == DIAGRAM_TRUE ? z3_true(packet->z3)
						      : z3_false(packet->z3))
				: known[to];
		result = result ? Z3_mk_ite(
					  packet->z3,
					  Z3_mk_bvule(packet->z3, asked,
						      digit(packet->z3,
							    node_highs(all,
								       id)[i])),
					  child, result)
				: child;
	}
	return result;
}

Z3_ast z3_of_diagram(struct z3_packet *packet, struct diagrams *all,
		     uint32_t id)
{
	Z3_ast *known = xcalloc(all->n_nodes + 1, sizeof(*known)), result;
	struct walk walk;
	uint32_t node;

	if (diagram_is_leaf(id)) {
		free(known);
		return id == DIAGRAM_TRUE ? z3_true(packet->z3)
					  : z3_false(packet->z3);
	}
	must(walk_init(&walk, all, id, DIAGRAM_LEVELS));
	while (walk_next(&walk, &node))
		known[node] = of_node(packet, all, node, known);
	result = known[id];
	free(known);
	return result;
}

static Z3_ast is_known(struct z3_packet *packet, enum variable variable)
{
	Z3_ast result = z3_is(packet, variable, 0, 0);

	for (size_t i = 0; i < packet->n_links; i++)
		result = z3_or(packet->z3, result,
			       z3_is(packet, variable, 0,
				     space_iface_digit(packet->space,
						       packet->links[i].name)));
	return result;
}

Z3_ast z3_known_links(struct z3_packet *packet)
{
	return z3_and(packet->z3, is_known(packet, VAR_IIF),
		      is_known(packet, VAR_OIF));
}

void z3_packet_init(struct z3_packet *packet, const struct space *space,
		    const struct rules *rules, const struct lift_link *links,
		    size_t n_links)
{
	Z3_config config = Z3_mk_config();

	*packet = (struct z3_packet){ .z3 = Z3_mk_context(config),
				      .space = space,
				      .rules = rules,
				      .links = links,
				      .n_links = n_links };
	Z3_del_config(config);
}

void z3_packet_finish(struct z3_packet *packet)
{
	Z3_del_context(packet->z3);
}
