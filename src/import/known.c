/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known.c -- the matches and targets of iptables, and their options
 */
#include "import/known.h"

#include <string.h>

#define PART(name, options, texts)                                         \
	{                                                                  \
		name, options, sizeof(options) / sizeof(*(options)), texts \
	}
#define BARE(name)                  \
	{                           \
		name, NULL, 0, true \
	}
#define SAME(name, n)         \
	{                     \
		name, name, n \
	}

/* clang-format off */
#define PORTS \
	{ "--sport",            "--sport", 1 }, \
	{ "--source-port",      "--sport", 1 }, \
	{ "--dport",            "--dport", 1 }, \
	{ "--destination-port", "--dport", 1 }

static const struct known_option ports[] = { PORTS };
static const struct known_option tcp[] = {
	PORTS, SAME("--tcp-flags", 2), SAME("--syn", 0), SAME("--tcp-option", 1),
};
static const struct known_option sctp[] = { PORTS, SAME("--chunk-types", 2) };
static const struct known_option dccp[] = {
	PORTS, SAME("--dccp-types", 1), SAME("--dccp-option", 1),
};
static const struct known_option multiport[] = {
	{ "--sports",            "--sports", 1 },
	{ "--source-ports",      "--sports", 1 },
	{ "--dports",            "--dports", 1 },
	{ "--destination-ports", "--dports", 1 },
	SAME("--ports", 1),
};
static const struct known_option icmp[] = { SAME("--icmp-type", 1) };
static const struct known_option icmp6[] = { SAME("--icmpv6-type", 1) };
static const struct known_option state[] = { SAME("--state", 1) };
static const struct known_option conntrack[] = {
	{ "--ctstate", "--state", 1 }, SAME("--ctproto", 1),
	SAME("--ctorigsrc", 1), SAME("--ctorigdst", 1),
	SAME("--ctreplsrc", 1), SAME("--ctrepldst", 1),
	SAME("--ctorigsrcport", 1), SAME("--ctorigdstport", 1),
	SAME("--ctreplsrcport", 1), SAME("--ctrepldstport", 1),
	SAME("--ctstatus", 1), SAME("--ctexpire", 1), SAME("--ctdir", 1),
};
static const struct known_option mark[] = { SAME("--mark", 1) };
static const struct known_option mac[] = { SAME("--mac-source", 1) };
static const struct known_option iprange[] = {
	SAME("--src-range", 1), SAME("--dst-range", 1),
};
static const struct known_option length[] = { SAME("--length", 1) };
static const struct known_option ttl[] = {
	{ "--ttl-eq", "--eq", 1 }, { "--ttl", "--eq", 1 },
	{ "--ttl-lt", "--lt", 1 }, { "--ttl-gt", "--gt", 1 },
};
static const struct known_option hl[] = {
	{ "--hl-eq", "--eq", 1 }, { "--hl-lt", "--lt", 1 },
	{ "--hl-gt", "--gt", 1 },
};
static const struct known_option tos[] = { SAME("--tos", 1) };
static const struct known_option dscp[] = {
	SAME("--dscp", 1), SAME("--dscp-class", 1),
};
static const struct known_option comment[] = { SAME("--comment", 1) };
static const struct known_option limit[] = {
	SAME("--limit", 1), SAME("--limit-burst", 1),
};
static const struct known_option recent[] = {
	SAME("--set", 0), SAME("--rcheck", 0), SAME("--update", 0),
	SAME("--remove", 0), SAME("--seconds", 1), SAME("--reap", 0),
	SAME("--hitcount", 1), SAME("--rttl", 0), SAME("--name", 1),
	SAME("--rsource", 0), SAME("--rdest", 0), SAME("--mask", 1),
};
static const struct known_option string[] = {
	SAME("--from", 1), SAME("--to", 1), SAME("--algo", 1),
	SAME("--string", 1), SAME("--hex-string", 1), SAME("--icase", 0),
};
static const struct known_option set[] = {
	SAME("--match-set", 2), SAME("--set", 2),
	SAME("--return-nomatch", 0),
};
static const struct known_option policy[] = {
	SAME("--dir", 1), SAME("--pol", 1), SAME("--strict", 0),
	SAME("--reqid", 1), SAME("--spi", 1), SAME("--proto", 1),
	SAME("--mode", 1), SAME("--tunnel-src", 1), SAME("--tunnel-dst", 1),
	SAME("--next", 0),
};
static const struct known_option socket[] = {
	SAME("--transparent", 0), SAME("--nowildcard", 0),
	SAME("--restore-skmark", 0),
};

static const struct known_option logging[] = {
	SAME("--log-prefix", 1), SAME("--log-level", 1),
	SAME("--log-tcp-sequence", 0), SAME("--log-tcp-options", 0),
	SAME("--log-ip-options", 0), SAME("--log-uid", 0),
	SAME("--log-macdecode", 0),
};
static const struct known_option nflog[] = {
	SAME("--nflog-prefix", 1), SAME("--nflog-group", 1),
	SAME("--nflog-range", 1), SAME("--nflog-size", 1),
	SAME("--nflog-threshold", 1),
};
static const struct known_option ulog[] = {
	SAME("--ulog-prefix", 1), SAME("--ulog-nlgroup", 1),
	SAME("--ulog-cprange", 1), SAME("--ulog-qthreshold", 1),
};
static const struct known_option reject[] = { SAME("--reject-with", 1) };
static const struct known_option set_mark[] = {
	SAME("--set-xmark", 1), SAME("--set-mark", 1), SAME("--and-mark", 1),
	SAME("--or-mark", 1), SAME("--xor-mark", 1),
};
static const struct known_option connmark[] = {
	SAME("--set-xmark", 1), SAME("--set-mark", 1), SAME("--and-mark", 1),
	SAME("--or-mark", 1), SAME("--xor-mark", 1), SAME("--save-mark", 0),
	SAME("--restore-mark", 0), SAME("--nfmask", 1), SAME("--ctmask", 1),
	SAME("--mask", 1),
};
static const struct known_option dnat[] = {
	SAME("--to-destination", 1), SAME("--random", 0),
	SAME("--persistent", 0),
};
static const struct known_option snat[] = {
	SAME("--to-source", 1), SAME("--random", 0), SAME("--random-fully", 0),
	SAME("--persistent", 0),
};
static const struct known_option to_ports[] = {
	SAME("--to-ports", 1), SAME("--random", 0), SAME("--random-fully", 0),
};
static const struct known_option netmap[] = { SAME("--to", 1) };
static const struct known_option ct[] = {
	SAME("--notrack", 0), SAME("--helper", 1), SAME("--ctevents", 1),
	SAME("--expevents", 1), SAME("--zone", 1), SAME("--zone-orig", 1),
	SAME("--zone-reply", 1), SAME("--timeout", 1),
};
static const struct known_option nfqueue[] = {
	SAME("--queue-num", 1), SAME("--queue-balance", 1),
	SAME("--queue-bypass", 0), SAME("--queue-cpu-fanout", 0),
};

static const struct known_part matches[] = {
	PART("tcp", tcp, false), PART("udp", ports, false),
	PART("udplite", ports, false), PART("sctp", sctp, false),
	PART("dccp", dccp, false), PART("multiport", multiport, false),
	PART("icmp", icmp, false), PART("icmp6", icmp6, false),
	PART("state", state, false), PART("conntrack", conntrack, false),
	PART("mark", mark, false), PART("connmark", mark, false),
	PART("mac", mac, false), PART("iprange", iprange, false),
	PART("length", length, false), PART("ttl", ttl, false),
	PART("hl", hl, false), PART("tos", tos, false),
	PART("dscp", dscp, false), PART("comment", comment, true),
	PART("limit", limit, true), PART("recent", recent, true),
	PART("string", string, true), PART("set", set, true),
	PART("socket", socket, true), PART("policy", policy, true),
};

static const struct known_part targets[] = {
	PART("LOG", logging, true), PART("NFLOG", nflog, true),
	PART("ULOG", ulog, true), PART("REJECT", reject, true),
	PART("MARK", set_mark, true), PART("CONNMARK", connmark, true),
	PART("DNAT", dnat, true), PART("SNAT", snat, true),
	PART("MASQUERADE", to_ports, true), PART("REDIRECT", to_ports, true),
	PART("NETMAP", netmap, true), PART("CT", ct, true),
	PART("NFQUEUE", nfqueue, true),
	BARE("ACCEPT"), BARE("DROP"), BARE("RETURN"), BARE("QUEUE"),
	BARE("NOTRACK"),
};

/* The protocol's match is loaded where one of its options is met. */
static const struct {
	const char *name, *match;
} aliases[] = {
	{ "6", "tcp" },          { "17", "udp" },      { "1", "icmp" },
	{ "ipv6-icmp", "icmp6" }, { "icmpv6", "icmp6" }, { "58", "icmp6" },
	{ "132", "sctp" },       { "33", "dccp" },     { "136", "udplite" },
};

/* clang-format on */

static const struct known_part *find(const struct known_part *parts, size_t n,
				     const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(parts[i].name, name))
			return &parts[i];
	return NULL;
}

const struct known_part *known_match(const char *name)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
		if (!strcmp(aliases[i].name, name))
			name = aliases[i].match;
	return find(matches, sizeof(matches) / sizeof(*matches), name);
}

const struct known_part *known_target(const char *name)
{
	return find(targets, sizeof(targets) / sizeof(*targets), name);
}

const struct known_option *known_option(const struct known_part *part,
					const char *name)
{
	for (size_t i = 0; part && i < part->n; i++)
		if (!strcmp(part->options[i].name, name))
			return &part->options[i];
	return NULL;
}
