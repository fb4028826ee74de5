/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.c -- what a register holds after a load, and when a load fails
 *
 * After net/netfilter/nft_payload.c, nft_meta.c and nft_ct.c, Linux 6.18.
 */
#include <string.h>

#include "base/must.h"
#include "proof/rules/register.h"
#include "proof/trace/run.h"

/* An index that no rule can mean by a name. */
#define INDEX_OF_NOBODY 0x7fffffffU

static uint16_t digit_of(const struct running *r, unsigned level)
{
	if ((r->no_iif && level == r->space->levels[VAR_IIF]) ||
	    (r->no_oif && level == r->space->levels[VAR_OIF]))
		return 0;
	return r->digits[level];
}

static struct cell cell_of(const struct running *r, unsigned level,
			   unsigned shift)
{
	if (r->from[level])
		return (struct cell){ 0, 0xff, shift ? 0 : 1, r->from[level] };
	return (struct cell){ .value = (uint8_t)(digit_of(r, level) >> shift) };
}

/* The low `len` bytes of a number, in the host's order. */
static bool put_variable(struct running *r, uint8_t reg, enum variable variable,
			 size_t len)
{
	const struct variable_info *info = variable_info(variable);
	unsigned base = r->space->levels[variable], width = info->bits / 8u;
	struct cell *cells = cells_at(&r->regs, reg);
	size_t byte, to;

	for (size_t i = 0; i < len; i++) {
		byte = variable_len(variable) - len + i;
		to = r->tracer->rules->little_endian ? len - 1 - i : i;
		cells[to] = cell_of(r, base + (unsigned)(byte / width),
				    width == 2 && byte % 2 == 0 ? 8 : 0);
	}
	cells_pad(&r->regs, reg, len);
	return true;
}

static bool put_number(struct running *r, uint8_t reg, uint32_t number,
		       size_t len)
{
	uint8_t bytes[4];

	for (size_t i = 0; i < len; i++)
		bytes[r->tracer->rules->little_endian ? i : len - 1 - i] =
			(uint8_t)(number >> 8 * i);
	cells_put(&r->regs, reg, bytes, len);
	return true;
}

static bool put_bytes(struct running *r, uint8_t reg, const void *bytes,
		      size_t len)
{
	cells_put(&r->regs, reg, bytes, len);
	return true;
}

/* A name that the digit stands for; of many that nobody told, one. */
static void iface_name(const struct running *r, enum variable variable,
		       char name[static SPACE_NAME_LEN + 1])
{
	uint16_t digit = digit_of(r, r->space->levels[variable]);
	struct space_name told = space_iface_of(r->space, digit);
	size_t len = strlen(told.text);

	memset(name, 0, SPACE_NAME_LEN + 1);
	memcpy(name, told.text, len);
	for (char c = '~'; told.prefix && c > ' '; c--) {
		if (len == SPACE_NAME_LEN)
			break;
		name[len] = c;
		if (space_iface_digit(r->space, name) == digit)
			break;
	}
}

static bool put_name(struct running *r, uint8_t reg, enum variable variable)
{
	char name[SPACE_NAME_LEN + 1];

	iface_name(r, variable, name);
	return put_bytes(r, reg, name, sizeof(name));
}

static bool put_index(struct running *r, uint8_t reg, enum variable variable)
{
	const struct trace_options *options = &r->tracer->options;
	char name[SPACE_NAME_LEN + 1];

	iface_name(r, variable, name);
	if (!*name)
		return put_number(r, reg, 0, 4);
	for (size_t i = 0; i < options->n_links; i++)
		if (strcmp(options->links[i].name, name) == 0)
			return put_number(r, reg, options->links[i].index, 4);
	if (options->has_links)
		return put_number(r, reg, INDEX_OF_NOBODY, 4);
	cells_put_source(
		&r->regs, reg,
		run_source(r, run_printf(r, "the index of interface %s", name),
			   false),
		4);
	return true;
}

static bool has_iface(const struct running *r, enum variable variable)
{
	return digit_of(r, r->space->levels[variable]) != 0;
}

/* A value of which nothing is known, and whether there is one. */
static bool load_source(struct running *r, const struct nf_expr *expr,
			bool drawn)
{
	char *text = run_text(r, expr);
	uint8_t reg = 0;
	size_t len = (size_t)NF_REGS * NF_REG_LEN;

	rules_written(expr, r->family, &reg, &len);
	cells_put_source(&r->regs, reg, run_source(r, text, drawn), len);
	return run_holds(r, run_printf(r, "%s can be read", text), drawn);
}

enum header run_header(const struct running *r, enum nf_payload_base base)
{
	switch (base) {
	case NF_PAYLOAD_LL:
		return HEADER_LINK;
	case NF_PAYLOAD_NETWORK:
		return r->family == NF_FAMILY_IP ? HEADER_IP4 : HEADER_IP6;
	case NF_PAYLOAD_TRANSPORT:
		return HEADER_TRANSPORT;
	case NF_PAYLOAD_INNER:
	case NF_PAYLOAD_TUNNEL:
		break;
	}
	return HEADER_NONE;
}

bool run_can_read(struct running *r, const struct nf_expr *expr)
{
	enum header header = run_header(r, expr->payload.base);
	uint64_t end = (uint64_t)expr->payload.offset + expr->payload.len;
	struct header_byte byte;
	bool known = header != HEADER_NONE;

	if ((header == HEADER_TRANSPORT || header == HEADER_LINK) &&
	    end <= DIGIT_MAX)
		return end <=
		       digit_of(r,
				r->space->levels[header == HEADER_LINK
							 ? VAR_LINK_LEN
							 : VAR_TRANSPORT_LEN]);
	for (uint32_t i = 0; known && i < expr->payload.len; i++)
		known = space_header_byte(r->space, header,
					  expr->payload.offset + i, &byte);
	return known ||
	       run_holds(r,
			 run_printf(r, "%s is long enough", run_text(r, expr)),
			 false);
}

static bool load_payload(struct running *r, const struct nf_expr *expr)
{
	enum header header = run_header(r, expr->payload.base);
	struct cell *cells = cells_at(&r->regs, expr->payload.reg);
	struct header_byte byte;
	uint64_t offset;

	for (uint32_t i = 0; i < expr->payload.len; i++) {
		offset = (uint64_t)expr->payload.offset + i;
		if (header != HEADER_NONE &&
		    space_header_byte(r->space, header,
				      expr->payload.offset + i, &byte)) {
			cells[i] = cell_of(r, byte.level, byte.shift);
			continue;
		}
		cells[i] = (struct cell){
			.unknown = 0xff,
			.source = run_source(
				r,
				run_printf(r, "byte %ju behind base %d",
					   (uintmax_t)offset,
					   (int)expr->payload.base),
				r->tracer->payload_written ||
					r->tracer->exthdr_written),
		};
	}
	cells_pad(&r->regs, expr->payload.reg, expr->payload.len);
	return run_can_read(r, expr);
}

static bool load_protocol(struct running *r, uint8_t reg)
{
	static const uint8_t ip4[] = { 0x08, 0x00 }, ip6[] = { 0x86, 0xdd };

	return put_bytes(r, reg, r->family == NF_FAMILY_IP ? ip4 : ip6, 2);
}

static bool load_meta(struct running *r, const struct nf_expr *expr)
{
	uint8_t family = (uint8_t)r->family, reg = expr->meta.reg;
	uint32_t key = expr->meta.key;
	bool leaves = r->hook == NF_HOOK_POSTROUTING;

	switch (key) {
	case NF_META_NFPROTO:
		return put_bytes(r, reg, &family, 1);
	case NF_META_PROTOCOL:
		return load_protocol(r, reg);
	case NF_META_L4PROTO:
		return digit_of(r, r->space->levels[VAR_L4PROTO]) <
			       L4PROTO_NONE &&
		       put_variable(r, reg, VAR_L4PROTO, 1);
	case NF_META_IIFNAME:
		return put_name(r, reg, VAR_IIF);
	case NF_META_OIFNAME:
		return put_name(r, reg, VAR_OIF);
	case NF_META_IIF:
		return put_index(r, reg, VAR_IIF);
	case NF_META_OIF:
		return put_index(r, reg, VAR_OIF);
	case NF_META_MARK:
		return put_variable(r, reg, VAR_MARK, 4);
	case NF_META_LEN:
		return put_variable(r, reg, VAR_LENGTH, 4);
	case NF_META_PKTTYPE:
		return put_variable(r, reg, VAR_PKTTYPE, 1);
	case NF_META_IIFTYPE: /* of the device that it is at: lift/load.c */
		return r->hook != NF_HOOK_OUTPUT &&
		       has_iface(r, leaves ? VAR_OIF : VAR_IIF) &&
		       put_variable(r, reg, leaves ? VAR_OIFTYPE : VAR_IIFTYPE,
				    2);
	case NF_META_OIFTYPE:
		return has_iface(r, VAR_OIF) &&
		       put_variable(r, reg, VAR_OIFTYPE, 2);
	case NF_META_TIME_NS:
		return put_variable(r, reg, VAR_TIME, 8);
	case NF_META_TIME_DAY:
		return put_variable(r, reg, VAR_DAY, 1);
	case NF_META_TIME_HOUR:
		return put_variable(r, reg, VAR_HOUR, 4);
	default:
		return load_source(
			r, expr,
			key == NF_META_PRANDOM || key == NF_META_CPU ||
				key >= 64 ||
				(r->tracer->metas_written >> key & 1));
	}
}

static bool load_state(struct running *r, uint8_t reg)
{
	static const uint32_t states[] = {
		[STATE_NEW] = NF_CT_STATE_NEW,
		[STATE_ESTABLISHED] = NF_CT_STATE_ESTABLISHED,
		[STATE_RELATED] = NF_CT_STATE_RELATED,
		[STATE_INVALID] = NF_CT_STATE_INVALID,
		[STATE_UNTRACKED] = NF_CT_STATE_UNTRACKED,
	};
	unsigned level = r->space->levels[VAR_CT_STATE];

	if (r->from[level]) {
		cells_put_source(&r->regs, reg, r->from[level], 4);
		return true;
	}
	if (r->early && r->digits[level] != STATE_UNTRACKED)
		return put_number(r, reg, NF_CT_STATE_INVALID, 4);
	must(r->digits[level] <= STATE_UNTRACKED);
	return put_number(r, reg, states[r->digits[level]], 4);
}

static bool load_ct_address(struct running *r, const struct nf_expr *expr)
{
	bool source =
		expr->ct.key == NF_CT_SRC_IP || expr->ct.key == NF_CT_SRC_IP6;
	bool ip4 = expr->ct.key == NF_CT_SRC_IP || expr->ct.key == NF_CT_DST_IP;
	enum variable variable;
	struct cell *cells = cells_at(&r->regs, expr->ct.reg);
	unsigned level;

	if (ip4 != (r->family == NF_FAMILY_IP))
		return false; /* of the other family */
	if (expr->ct.direction != NF_CT_ORIGINAL)
		return load_source(r, expr, false);
	if (ip4)
		variable = source ? VAR_CT_IP4_SADDR : VAR_CT_IP4_DADDR;
	else
		variable = source ? VAR_CT_IP6_SADDR : VAR_CT_IP6_DADDR;
	level = r->space->levels[variable];
	for (unsigned i = 0; i < variable_len(variable); i++)
		cells[i] = cell_of(r, level + i / 2, i % 2 ? 0 : 8);
	return true;
}

static bool load_ct(struct running *r, const struct nf_expr *expr)
{
	uint8_t family = (uint8_t)r->family, reg = expr->ct.reg;
	uint32_t key = expr->ct.key;

	if (key == NF_CT_STATE)
		return load_state(r, reg);
	if (!run_has_connection(r))
		return false;
	switch (key) {
	case NF_CT_DIRECTION:
		return put_variable(r, reg, VAR_CT_DIRECTION, 1);
	case NF_CT_STATUS:
		return put_variable(r, reg, VAR_CT_STATUS, 4);
	case NF_CT_MARK:
		return put_variable(r, reg, VAR_CT_MARK, 4);
	case NF_CT_L3PROTOCOL:
		return put_bytes(r, reg, &family, 1);
	case NF_CT_SRC_IP:
	case NF_CT_DST_IP:
	case NF_CT_SRC_IP6:
	case NF_CT_DST_IP6:
		return load_ct_address(r, expr);
	default:
		return load_source(r, expr,
				   key == NF_CT_PKTS || key == NF_CT_BYTES ||
					   key == NF_CT_AVGPKT || key >= 64 ||
					   (r->tracer->cts_written >> key & 1));
	}
}

bool run_load(struct running *r, const struct nf_expr *expr)
{
	const struct tracer *tracer = r->tracer;

	switch ((int)expr->kind) {
	case EXPR_PAYLOAD:
		return load_payload(r, expr);
	case EXPR_META:
		return load_meta(r, expr);
	case EXPR_CT:
		return load_ct(r, expr);
	case EXPR_NUMGEN:
	case EXPR_HASH: /* of registers: what they hold is not in its text */
		return load_source(r, expr, true);
	case EXPR_EXTHDR:
	case EXPR_OSF:
	case EXPR_SOCKET:
		return load_source(r, expr,
				   tracer->exthdr_written ||
					   tracer->payload_written);
	case EXPR_FIB:
	case EXPR_RT:
		return load_source(r, expr,
				   (tracer->metas_written >> NF_META_MARK &
				    1) || tracer->payload_written);
	default:
		return load_source(r, expr, false);
	}
}
