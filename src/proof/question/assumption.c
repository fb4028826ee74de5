/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assumption.c -- what a proof about a kernel's rules cannot see, and rests on
 */
#include "proof/question/assumption.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "proof/question/assumption_chain.h"

struct finding {
	const struct snapshot *snapshot;
	const struct rules *rules;
	const struct policy *policy;
	struct assumptions *out;
};

struct sentence {
	const char *slug, *ja, *en;
};

/* clang-format off */
static const struct sentence not_looked = {
	"around-unknown", "関所の周囲（経路、tc、XDP など）は調べられていない。",
	"nobody has looked at what is around the rules" };
static const struct sentence unread = {
	"around-unread", "関所の周囲の一部を読めなかった。",
	"a part of what is around the rules could not be read" };
static const struct sentence legacy = {
	"legacy-tables", "旧来の xtables のテーブルがあり、その規則は証明の対象外である。",
	"a table of legacy xtables is loaded, whose rules no proof sees" };
static const struct sentence xdp = {
	"xdp", "XDP プログラムが、規則より前にパケットを動かすおそれがある。",
	"an XDP program may move packets before any rule sees them" };
static const struct sentence tc = {
	"tc", "tc のフィルタが、規則によらずパケットを動かすおそれがある。",
	"a filter of tc may move packets past the rules" };
static const struct sentence bridged = {
	"bridged", "ブリッジの一員であり、規則を通らない道がある。",
	"it is a member of a bridge, which hands frames on without the rules" };
static const struct sentence enslaved = {
	"enslaved", "他のインターフェースに束ねられ、別の名前で現れる。",
	"it is part of another interface, by whose name its packets come" };
static const struct sentence shared = {
	"shared", "どのゾーンでもないものが同じ線を使い、規則を通らない道がある。",
	"something of no zone lies upon it, by which frames go past the rules" };
static const struct sentence joined = {
	"joined", "二つのゾーンがブリッジや veth でつながり、規則を通らない道がある。",
	"bridges or veths join two zones, and hand frames on without the rules" };
static const struct sentence encap = {
	"encap", "経路が、判定の後のパケットをカプセル化するか書き換えるおそれがある。",
	"routes may wrap or rewrite packets once they are judged" };
static const struct sentence xfrm = {
	"xfrm", "IPsec のポリシーがあり、パケットが別の形で通るおそれがある。",
	"IPsec policies: packets may pass in another shape" };
static const struct sentence source_route = {
	"source-route", "パケットが自ら経路を指定でき、判定の後で宛先が変わる。",
	"a packet may choose its way: it gets another destination once it is judged" };
static const struct sentence flowtable = {
	"flowtable", "flowtable は、既存の通信を規則なしで通す。",
	"a flowtable lets established connections pass without the rules" };
static const struct sentence copies = {
	"copies", "パケットを複製する規則、または行き先を変える規則がある。",
	"a rule copies packets or sends them elsewhere" };
static const struct sentence reroutes = {
	"reroutes", "関所自身のパケットが、判定とは別のインターフェースから出るおそれがある。",
	"packets of the gateway's own are routed again, once it is judged where they leave" };
static const struct sentence rewrites = {
	"rewrites", "判定の後で、宛先や送信元を書き換える規則がある。",
	"a rule writes other addresses or ports into packets that are judged" };
static const struct sentence ingress = {
	"device-chain", "インターフェースごとの規則が、証明の対象の前か後に働く。",
	"rules of the device itself act before or behind what is proved" };
static const struct sentence not_forwarding = {
	"forwarding-off", "転送が止められており、許可した通信も通らない。",
	"forwarding is off: what is said to pass does not" };
static const struct sentence programs = {
	"programs", "TCX や netkit の BPF プログラムは調べられていない。",
	"nobody has looked for programs of TCX and netkit" };
static const struct sentence standing[] = {
	{ "interfaces", "各ゾーンは、設定したインターフェースの先にあるものだけである。",
	  "a zone is what lies behind its interfaces, and nothing else joins two" },
	{ "processes", "関所で動くプロセス、他の名前空間、RAWソケットは対象外である。",
	  "what processes, other namespaces and raw sockets hand on is not asked" },
	{ "kernel", "カーネルは、公開された nf_tables の仕様どおりに働く。",
	  "the kernel does what nf_tables says it does" },
};

/* clang-format on */

static void add(struct finding *f, const struct sentence *sentence, bool hole,
		const char *object)
{
	struct assumptions *out = f->out;
	char shown[2 * SNAPSHOT_NAME_MAX];
	size_t len = strlen(object);

	vec_each(one, &out->list)
		if (one->slug == sentence->slug && !strcmp(one->object, object))
			return;
	if (!text_is_utf8(object, len) || text_has_control(object))
		object = text_escape(shown, sizeof(shown), object, len);
	*vec_add(&out->arena, &out->list) = (struct assumption){
		.slug = sentence->slug,
		.object = arena_strdup(&out->arena, object),
		.ja = sentence->ja,
		.en = sentence->en,
		.hole = hole,
	};
	out->n_holes += hole;
}

static const struct zone *zone_of(const struct finding *f,
				  const char *interface, size_t len)
{
	vec_each(zone, &f->policy->zones)
		vec_each(name, &zone->interfaces)
			if (strlen(*name) == len &&
			    !memcmp(*name, interface, len))
				return zone;
	return NULL;
}

static bool is_of_zone(const struct finding *f, const char *interface,
		       size_t len)
{
	return zone_of(f, interface, len) != NULL;
}

/* "mv0/eth0": a zone's, and upon it what is of none. */
static bool is_shared(const struct finding *f, const char *pair)
{
	size_t len = strcspn(pair, "/");

	return pair[len] && !is_of_zone(f, pair, len) &&
	       is_of_zone(f, pair + len + 1, strlen(pair + len + 1));
}

static bool joins_zones(const struct finding *f, const char *pair)
{
	size_t len = strcspn(pair, "/");
	const struct zone *a = zone_of(f, pair, len), *b = NULL;

	if (pair[len])
		b = zone_of(f, pair + len + 1, strlen(pair + len + 1));
	return a && b && a != b;
}

/* "tc/eth0/filter/u32": what follows the first word. */
static const char *rest_of(const char *name, const char *word)
{
	size_t len = strlen(word);

	return !strncmp(name, word, len) && name[len] == '/' ? name + len + 1
							     : NULL;
}

/* Of a fact about an interface of a zone: what follows its name, or NULL. */
static const char *of_interface(const struct finding *f, const char *rest)
{
	size_t len = rest ? strcspn(rest, "/") : 0;

	if (!rest || !is_of_zone(f, rest, len))
		return NULL;
	return rest[len] ? rest + len + 1 : rest + len;
}

static void judge_fact(struct finding *f, const struct snapshot_fact *fact)
{
	const char *name = fact->name, *rest, *more;

	if ((rest = rest_of(name, "unread")))
		add(f, &unread, true, rest);
	else if ((rest = rest_of(name, "legacy")))
		add(f, &legacy, true, rest);
	else if ((rest = rest_of(name, "xfrm")))
		add(f, &xfrm, true, rest);
	else if ((rest = rest_of(name, "lower")) && is_shared(f, rest))
		add(f, &shared, true, rest);
	else if ((rest = rest_of(name, "joined")) && joins_zones(f, rest))
		add(f, &joined, true, rest);
	else if ((rest = rest_of(name, "encap")))
		add(f, &encap, true, rest);
	else if ((rest = rest_of(name, "xdp")) && of_interface(f, rest))
		add(f, &xdp, true, rest);
	else if ((rest = rest_of(name, "tc")) &&
		 (more = of_interface(f, rest)) && !rest_of(more, "ingress"))
		add(f, &tc, true, rest);
	else if ((rest = rest_of(name, "master")) &&
		 (more = of_interface(f, rest)))
		add(f, strcmp(more, "bridge") ? &enslaved : &bridged, true,
		    rest);
	else if (!fact->value && (!strcmp(name, "ipv4/ip_forward") ||
				  !strcmp(name, "ipv6/conf/all/forwarding")))
		add(f, &not_forwarding, false, name);
}

static int by_name(const void *name, const void *fact)
{
	return strcmp(name, ((const struct snapshot_fact *)fact)->name);
}

/* 0 where there is no such fact. */
__attribute__((format(printf, 2, 3))) static int64_t
fact_of(const struct finding *f, const char *fmt, ...)
{
	const struct snapshot *snapshot = f->snapshot;
	const struct snapshot_fact *fact;
	char name[SNAPSHOT_NAME_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	if (!snapshot->facts.n)
		return 0;
	fact = bsearch(name, snapshot->facts.at, snapshot->facts.n,
		       sizeof(*fact), by_name);
	return fact ? fact->value : 0;
}

/* IPv4 asks whether both are not 0, IPv6 whether the lesser is not (-1 is on).
 * What is the gateway's own address while the rules judge the packet is
 * replaced by the next one in its header. */
static bool takes_source_routes(const struct finding *f, const char *family,
				const char *interface, const char *key)
{
	int64_t all = fact_of(f, "%s/conf/all/%s", family, key);
	int64_t own = fact_of(f, "%s/conf/%s/%s", family, interface, key);

	if (!strcmp(family, "ipv4"))
		return all && own;
	return (all < own ? all : own) != 0;
}

static void judge_source_routes(struct finding *f, const char *family,
				const char *key)
{
	char object[SNAPSHOT_NAME_MAX];

	vec_each(zone, &f->policy->zones)
		vec_each(name, &zone->interfaces) {
			if (!takes_source_routes(f, family, *name, key))
				continue;
			snprintf(object, sizeof(object), "%s/%s", *name, key);
			add(f, &source_route, true, object);
		}
}

/* Its own, or one beneath it. */
static bool is_wire(const struct finding *f, const char *device)
{
	vec_each(zone, &f->policy->zones)
		vec_each(name, &zone->interfaces)
			if (!strcmp(*name, device) ||
			    fact_of(f, "upon/%s/%s", *name, device))
				return true;
	return false;
}

/* Or beneath one that is. */
static bool is_zone_bridge(const struct finding *f, int64_t index)
{
	vec_each(link, &f->snapshot->links)
		if (link->index == index)
			return is_wire(f, link->name);
	return false;
}

static bool has_bridge(const struct finding *f)
{
	vec_each(fact, &f->snapshot->facts) {
		const char *rest = rest_of(fact->name, "master");

		if (rest && !strcmp(rest + strcspn(rest, "/"), "/bridge") &&
		    is_zone_bridge(f, fact->value))
			return true;
	}
	return false;
}

/* Of a device that is a zone's wire: netdev's, and inet's ingress; a strange
 * one can be of any. Of a zone that is a bridge: the bridge's. */
static bool is_on_zone(const struct finding *f, const struct nf_table *table,
		       const struct nf_chain *chain)
{
	if (table->family == NF_FAMILY_BRIDGE)
		return has_bridge(f);
	if ((chain->strange || table->strange) &&
	    (table->family == NF_FAMILY_NETDEV ||
	     chain->base->hook == NF_HOOK_INGRESS))
		return true;
	vec_each(device, &chain->base->devices)
		if (is_wire(f, *device))
			return true;
	return false;
}

static void judge_table(struct finding *f, const struct nf_table *table)
{
	char object[2 * SNAPSHOT_NAME_MAX];

	if (table->flags & NF_TABLE_DORMANT && !table->strange)
		return;
	vec_each(one, &table->flowtables) {
		snprintf(object, sizeof(object), "%s %s", table->name,
			 one->name);
		add(f, &flowtable, true, object);
	}
	vec_each(chain, &table->chains) {
		snprintf(object, sizeof(object), "%s %s", table->name,
			 chain->name);
		if (chain_copies(chain))
			add(f, &copies, true, object);
		if (chain_reroutes(table, chain))
			add(f, &reroutes, true, object);
		if (chain_rewrites(table, chain))
			add(f, &rewrites, true, object);
		if (chain->base && is_on_zone(f, table, chain))
			add(f, &ingress, true, object);
	}
}

/* Holes first; the order is kept otherwise. */
static void put_holes_first(struct assumptions *out)
{
	size_t n = 0;

	for (size_t i = 0; i < out->list.n; i++) {
		struct assumption one = out->list.at[i];

		if (!one.hole)
			continue;
		memmove(&out->list.at[n + 1], &out->list.at[n],
			(i - n) * sizeof(one));
		out->list.at[n++] = one;
	}
}

void assumptions_find(const struct snapshot *snapshot,
		      const struct rules *rules, const struct policy *policy,
		      struct assumptions *out)
{
	struct finding f = { snapshot, rules, policy, out };

	if (!snapshot->has_around)
		add(&f, &not_looked, true, "");
	vec_each(fact, &snapshot->facts)
		judge_fact(&f, fact);
	judge_source_routes(&f, "ipv4", "accept_source_route");
	judge_source_routes(&f, "ipv6", "seg6_enabled");
	judge_source_routes(&f, "ipv6", "rpl_seg_enabled");
	vec_each(table, &rules->tables)
		judge_table(&f, table);
	if (!fact_of(&f, "asked/programs"))
		add(&f, &programs, false, "");
	for (size_t i = 0; i < sizeof(standing) / sizeof(standing[0]); i++)
		add(&f, &standing[i], false, "");
	put_holes_first(out);
}

void assumptions_finish(struct assumptions *assumptions)
{
	arena_finish(&assumptions->arena);
	*assumptions = (struct assumptions){ 0 };
}
