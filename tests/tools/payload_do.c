/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_do.c -- expressions that count, limit, translate, generate, send
 */
#include <string.h>

#include "payload_load.h"

static bool read_log(struct scan *s, struct nf_expr *out)
{
	static const char *const names[] = {
		"tcpseq ", "tcpopt ", "ipopt ", "uid ", NULL, "macdecode "
	};
	uint32_t group, snaplen, qthreshold;

	if (!scan(s, "log "))
		return false;
	out->kind = EXPR_LOG;
	(void)scan(s, "prefix %w ", &out->log.prefix);
	if (scan(s, "group %u snaplen %u qthreshold %u ", &group, &snaplen,
		 &qthreshold)) {
		out->log.has_group = true;
		out->log.group = (uint16_t)group;
		out->log.snaplen = snaplen;
		out->log.qthreshold = (uint16_t)qthreshold;
	}
	out->log.has_level = scan(s, "level %u ", &out->log.level);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i] && scan(s, names[i]))
			out->log.flags |= 1u << i;
	return true;
}

static bool read_limit(struct scan *s, struct nf_expr *out)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} units[] = { { "/second ", 1 },
		      { "/minute ", 60 },
		      { "/hour ", 3600 },
		      { "/day ", 86400 },
		      { "/week ", 604800 } };

	const char *type;
	uint32_t burst, flags;

	if (!scan(s, "limit rate %U", &out->limit.rate))
		return false;
	out->kind = EXPR_LIMIT;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (scan(s, units[i].name))
			out->limit.unit = units[i].seconds;
	if (!out->limit.unit ||
	    !scan(s, "burst %u type %w flags %u ", &burst, &type, &flags))
		return false;
	out->limit.burst = burst;
	out->limit.type = !strcmp(type, "bytes");
	out->limit.inverted = flags & NF_INVERTED;
	return true;
}

static bool read_counts(struct scan *s, struct nf_expr *out)
{
	uint64_t one, other;
	uint32_t flags;

	if (scan(s, "counter pkts %U bytes %U ", &one, &other)) {
		out->kind = EXPR_COUNTER;
		out->counter.packets = one;
		out->counter.bytes = other;
		return true;
	}
	if (scan(s, "quota bytes %U consumed %U flags %u ", &one, &other,
		 &flags)) {
		out->kind = EXPR_QUOTA;
		out->quota.bytes = one;
		out->quota.consumed = other;
		out->quota.flags = flags;
		return true;
	}
	if (scan(s, "connlimit count %u flags %u ", &out->connlimit.count,
		 &flags)) {
		out->kind = EXPR_CONNLIMIT;
		out->connlimit.inverted = flags & NF_INVERTED;
		return true;
	}
	out->kind = EXPR_LAST;
	if (scan(s, "last never "))
		return true;
	out->last.set = true;
	return scan(s, "last %U ", &out->last.msecs);
}

static bool read_nat_head(struct scan *s, struct nf_expr *out)
{
	out->kind = EXPR_NAT;
	out->nat.type = NF_NAT_SNAT;
	if (scan(s, "nat snat "))
		return true;
	out->nat.type = NF_NAT_DNAT;
	if (scan(s, "nat dnat "))
		return true;
	out->nat.type = 0;
	out->kind = EXPR_MASQ;
	if (scan(s, "masq "))
		return true;
	out->kind = EXPR_REDIR;
	if (scan(s, "redir "))
		return true;
	out->kind = EXPR_TPROXY;
	return scan(s, "tproxy ");
}

static bool read_nat(struct scan *s, struct nf_expr *out)
{
	if (!read_nat_head(s, out))
		return false;
	if (scan(s, "ip6 "))
		out->nat.family = NF_FAMILY_IP6;
	else if (scan(s, "inet "))
		out->nat.family = NF_FAMILY_INET;
	else if (scan(s, "ip "))
		out->nat.family = NF_FAMILY_IP;
	out->nat.addr_min = out->nat.addr_max = NF_REG_NONE;
	out->nat.proto_min = out->nat.proto_max = NF_REG_NONE;
	(void)scan(s, "addr_min reg %r ", &out->nat.addr_min);
	(void)scan(s, "addr_max reg %r ", &out->nat.addr_max);
	(void)scan(s, "proto_min reg %r ", &out->nat.proto_min);
	(void)scan(s, "proto_max reg %r ", &out->nat.proto_max);
	(void)scan(s, "addr reg %r ", &out->nat.addr_min);
	(void)scan(s, "port reg %r ", &out->nat.proto_min);
	(void)scan(s, "flags %u ", &out->nat.flags);
	out->name = out->kind == EXPR_MASQ    ? "masq"
		    : out->kind == EXPR_REDIR ? "redir"
					      : "nat";
	return true;
}

static bool read_queue(struct scan *s, struct nf_expr *out)
{
	uint32_t first, last;

	out->queue.sreg = NF_REG_NONE;
	out->kind = EXPR_QUEUE;
	if (scan(s, "queue num %u", &first)) {
		last = first;
		(void)scan(s, "-%u", &last);
		out->queue.num = (uint16_t)first;
		out->queue.total = (uint16_t)(last - first + 1);
	} else if (!scan(s, "queue sreg_qnum %r ", &out->queue.sreg)) {
		return false;
	}
	if (scan(s, " bypass "))
		out->queue.flags |= NF_QUEUE_BYPASS;
	if (scan(s, " fanout "))
		out->queue.flags |= NF_QUEUE_CPU_FANOUT;
	return true;
}

static bool read_generated(struct scan *s, struct nf_expr *out)
{
	uint32_t modulus, offset = 0, len = 0, seed = 0;
	uint8_t dreg, sreg = NF_REG_NONE;
	bool random = false, symmetric = false;

	if (scan(s, "numgen reg %r = inc mod %u ", &dreg, &modulus) ||
	    (random = scan(s, "numgen reg %r = random mod %u ", &dreg,
			   &modulus))) {
		(void)scan(s, "offset %u ", &offset);
		out->kind = EXPR_NUMGEN;
		out->numgen.dreg = dreg;
		out->numgen.modulus = modulus;
		out->numgen.offset = offset;
		out->numgen.type = random;
		return true;
	}
	symmetric =
		scan(s, "hash reg %r = symhash() %% mod %u ", &dreg, &modulus);
	if (!symmetric &&
	    !scan(s, "hash reg %r = jhash(reg %r, %u, %u) %% mod %u ", &dreg,
		  &sreg, &len, &seed, &modulus))
		return false;
	(void)scan(s, "offset %u ", &offset);
	out->kind = EXPR_HASH;
	out->hash.dreg = dreg;
	out->hash.sreg = sreg;
	out->hash.len = len;
	out->hash.seed = seed;
	out->hash.modulus = modulus;
	out->hash.offset = offset;
	out->hash.type = symmetric;
	return true;
}

static bool read_send(struct scan *s, struct nf_expr *out)
{
	out->kind = EXPR_FWD;
	out->name = "fwd";
	if (!scan(s, "fwd ")) {
		out->kind = EXPR_DUP;
		out->name = "dup";
		if (!scan(s, "dup "))
			return false;
	}
	out->send.addr = out->send.dev = NF_REG_NONE;
	if (out->kind == EXPR_FWD)
		(void)scan(s, "sreg_dev %r ", &out->send.dev);
	(void)scan(s, "sreg_addr %r ", &out->send.addr);
	if (out->kind == EXPR_DUP)
		(void)scan(s, "sreg_dev %r ", &out->send.dev);
	(void)scan(s, "nfproto %u ", &out->send.family);
	return true;
}

static bool read_rest(struct scan *s, struct nf_expr *out)
{
	uint32_t one, other;

	if (scan(s, "reject type %u code %u ", &one, &other)) {
		out->kind = EXPR_REJECT;
		out->reject.type = one;
		out->reject.code = (uint8_t)other;
		return true;
	}
	if (scan(s, "synproxy mss %u wscale %u ", &one, &other)) {
		out->kind = EXPR_SYNPROXY;
		out->synproxy.mss = (uint16_t)one;
		out->synproxy.wscale = (uint8_t)other;
		return true;
	}
	if (scan(s, "osf dreg %r ", &out->osf.dreg)) {
		out->kind = EXPR_OSF;
		return true;
	}
	out->kind = EXPR_NOTRACK;
	out->name = "notrack";
	return scan(s, "notrack ");
}

bool payload_do(struct scan *s, struct nf_expr *out)
{
	static bool (*const readers[])(struct scan *, struct nf_expr *) = {
		read_log,       read_limit, read_nat,    read_queue,
		read_generated, read_send,  read_counts, read_rest,
	};

	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		const char *before = s->pos;

		*out = (struct nf_expr){ 0 };
		if (readers[i](s, out))
			return true;
		s->pos = before;
	}
	return false;
}
