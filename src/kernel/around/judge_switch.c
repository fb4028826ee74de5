/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_switch.c -- judges the switches below /proc/sys/net
 *
 * What counts is what the kernel makes of "all" and the interface's own value;
 * that differs from switch to switch (Documentation/networking/ip-sysctl.rst,
 * include/linux/inetdevice.h).
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "kernel/around/judge_parts.h"

enum effect {
	EFFECT_OWN,      /* the interface's alone */
	EFFECT_BOTH,     /* on where neither it nor "all" is 0 */
	EFFECT_EITHER,   /* on where one of them is not 0 */
	EFFECT_LESSER,   /* the lesser of them */
	EFFECT_SEGMENT,  /* on where the lesser is not 0: -1 is on */
	EFFECT_GREATER,  /* the greater */
	EFFECT_REDIRECT, /* both where the interface forwards, else either;
			  * IPv6: its own, only where it does not forward */
	EFFECT_ADVERT,   /* IPv6: 2, or 1 where the interface does not forward
			  * (ipv6_accept_ra, include/net/ipv6.h) */
};

struct setting {
	const char *family, *key;
	enum effect effect;
	int64_t from, to; /* these values are found */
	enum severity severity;
	const char *slug, *ja, *en;
};

/* clang-format off */
static const struct setting settings[] = {
	{ "ipv4", "accept_source_route", EFFECT_BOTH, 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-source-route", "送信元が通り道を指定できる。0 にする。",
	  "a sender can choose the way of its packets. Set it to 0." },
	{ "ipv6", "accept_source_route", EFFECT_LESSER, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-source-route", "ルーティングヘッダーを受け付ける。0 か -1 にする。",
	  "routing headers are taken. Set it to 0 or -1." },
	{ "ipv4", "accept_redirects", EFFECT_REDIRECT, 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-accept-redirects", "隣の機器が関所の経路を変えられる。0 にする。",
	  "a neighbour can change the gateway's routes. Set it to 0." },
	{ "ipv6", "accept_redirects", EFFECT_REDIRECT, 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-accept-redirects", "隣の機器が関所の経路を変えられる。0 にする。",
	  "a neighbour can change the gateway's routes. Set it to 0." },
	{ "ipv6", "accept_ra", EFFECT_ADVERT, 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-accept-ra", "ルータ広告により、隣の機器が経路とアドレスを加えられる。0 にする。",
	  "by router advertisements a neighbour can add routes and addresses. Set it to 0." },
	{ "ipv4", "route_localnet", EFFECT_EITHER, 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-route-localnet", "127.0.0.0/8 が外から届き、内部だけのサービスに触れられる。0 にする。",
	  "127.0.0.0/8 is routed: services meant for this machine alone can be reached from a wire. Set it to 0." },
	{ "ipv6", "seg6_enabled", EFFECT_SEGMENT, 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-segment-routing", "セグメントルーティングにより、関所宛てのパケットの宛先が途中で変わる。0 にする。",
	  "segment routing: a packet for the gateway gets another destination inside it. Set it to 0." },
	{ "ipv6", "rpl_seg_enabled", EFFECT_SEGMENT, 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-segment-routing", "RPL のルーティングヘッダーにより、宛先が途中で変わる。0 にする。",
	  "RPL source routing: a packet gets another destination on its way. Set it to 0." },
	{ "ipv4", "rp_filter", EFFECT_GREATER, 0, 0, SEVERITY_NOTE,
	  "switch-rp-filter", "カーネル自身の送信元検査はない（規則は検査する）。1 にすると二重になる。",
	  "the kernel does not check sources itself (the rules do). 1 checks twice." },
	{ "ipv4", "send_redirects", EFFECT_EITHER, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-send-redirects", "関所が端末に別の通り道を教えることがある。0 にする。",
	  "the gateway may tell hosts of another way. Set it to 0." },
	{ "ipv4", "proxy_arp", EFFECT_EITHER, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-proxy-arp", "他のゾーンのアドレスに代わって ARP に答える。0 にする。",
	  "ARP is answered for addresses of other zones. Set it to 0." },
	{ "ipv4", "proxy_arp_pvlan", EFFECT_OWN, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-proxy-arp", "同じ線の端末に代わって ARP に答える。0 にする。",
	  "ARP is answered for hosts of the same wire. Set it to 0." },
	{ "ipv6", "proxy_ndp", EFFECT_EITHER, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-proxy-arp", "他のアドレスに代わって近隣探索に答えることがある。0 にする。",
	  "neighbour solicitations for other addresses may be answered. Set it to 0." },
	{ "ipv4", "accept_local", EFFECT_EITHER, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-accept-local", "関所のアドレスを名乗るパケットをカーネルが受け取る（規則は落とす）。0 にする。",
	  "the kernel takes packets that bear the gateway's own address as source (the rules drop them). Set it to 0." },
	{ "ipv4", "arp_ignore", EFFECT_GREATER, 0, 0, SEVERITY_NOTE,
	  "switch-arp-ignore", "他のゾーンにある関所のアドレスについても ARP に答える。1 か 2 にする。",
	  "ARP is answered for the gateway's addresses in other zones as well. Set it to 1 or 2." },
	{ "ipv4", "arp_ignore", EFFECT_GREATER, 8, INT64_MAX, SEVERITY_WARNING,
	  "switch-arp-ignore", "ARP に答えず、端末は関所を見つけられない。1 か 2 にする。",
	  "ARP is never answered: hosts cannot find the gateway. Set it to 1 or 2." },
	{ "ipv4", "mc_forwarding", EFFECT_BOTH, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-multicast", "マルチキャスト経路制御のプログラムが動いている。",
	  "a program routes multicast." },
	{ "ipv6", "mc_forwarding", EFFECT_BOTH, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-multicast", "マルチキャスト経路制御のプログラムが動いている。",
	  "a program routes multicast." },
	{ "ipv4", "bc_forwarding", EFFECT_BOTH, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-broadcast", "他のネットワークのブロードキャスト宛てを転送する。0 にする。",
	  "broadcasts of other networks are forwarded. Set it to 0." },
	{ "ipv6", "force_forwarding", EFFECT_OWN, 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-force-forwarding", "全体で転送を止めても、ここから来るものは転送される。0 にする。",
	  "what comes here is forwarded even where forwarding is switched off. Set it to 0." },
};

/* Of the whole namespace. */
static const struct {
	const char *path;
	int64_t from, to;
	enum severity severity;
	const char *slug, *ja, *en;
} globals[] = {
	{ "ipv4/ip_forward", 0, 0, SEVERITY_WARNING,
	  "switch-forwarding", "IPv4 の転送が止まっている。許した通信も通らない。1 にする。",
	  "IPv4 is not forwarded: nothing passes, permitted or not. Set it to 1." },
	{ "ipv6/conf/all/forwarding", 0, 0, SEVERITY_WARNING,
	  "switch-forwarding", "IPv6 の転送が止まっている。許した通信も通らない。1 にする。",
	  "IPv6 is not forwarded: nothing passes, permitted or not. Set it to 1." },
	{ "netfilter/nf_conntrack_tcp_be_liberal", 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-conntrack-liberal", "ウィンドウ外の TCP セグメントも確立済みの接続とみなす。0 にする。",
	  "TCP segments outside the window count as part of a connection. Set it to 0." },
	{ "netfilter/nf_conntrack_tcp_ignore_invalid_rst", 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-conntrack-rst", "ウィンドウ外の RST を無視する。0 に戻す。",
	  "resets outside the window are not marked invalid. Set it to 0." },
	{ "netfilter/nf_conntrack_checksum", 0, 0, SEVERITY_NOTE,
	  "switch-conntrack-checksum", "チェックサムの誤ったパケットも接続とみなす。1 に戻す。",
	  "packets with wrong checksums count as part of a connection. Set it to 1." },
	{ "netfilter/nf_conntrack_helper", 1, INT64_MAX, SEVERITY_ALARM,
	  "switch-conntrack-helper", "FTP などの中身から、登録にない接続が関連とみなされる。0 にする。",
	  "helpers (FTP …) are assigned by port: what a peer writes makes other connections related. Set it to 0." },
	{ "netfilter/nf_log_all_netns", 1, INT64_MAX, SEVERITY_NOTE,
	  "switch-log-all", "他の名前空間のパケットも同じログに混ざる。0 に戻す。",
	  "packets of other network namespaces stand in the same log. Set it to 0." },
};

/* clang-format on */

struct meaning {
	enum severity severity;
	const char *slug, *ja, *en;
};

static void say(const struct judge *judge, const char *path, int64_t value,
		struct meaning means)
{
	struct sighting *f = sightings_add(judge->out, means.severity,
					   means.slug, "%s", path);

	sighting_ja(judge->out, f, "%s の実効値は %lld: %s", path,
		    (long long)value, means.ja);
	sighting_en(judge->out, f, "%s is in effect %lld: %s", path,
		    (long long)value, means.en);
}

struct values {
	int64_t all, own, forwarding;
};

static bool read_values(const struct judge *judge, const char *interface,
			const struct setting *setting, struct values *out)
{
	out->all = out->forwarding = 0;
	(void)around_switch(judge->around, &out->all, "%s/conf/all/%s",
			    setting->family, setting->key);
	(void)around_switch(judge->around, &out->forwarding,
			    "%s/conf/%s/forwarding", setting->family,
			    interface);
	return around_switch(judge->around, &out->own, "%s/conf/%s/%s",
			     setting->family, interface, setting->key);
}

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t greater(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t redirected(const struct values *v, bool ipv4)
{
	if (!ipv4)
		return v->forwarding ? 0 : v->own;
	return v->forwarding ? v->all && v->own : v->all || v->own;
}

static int64_t effective(const struct setting *setting, const struct values *v)
{
	switch (setting->effect) {
	case EFFECT_OWN:
		return v->own;
	case EFFECT_BOTH:
		return v->all && v->own;
	case EFFECT_EITHER:
		return v->all || v->own;
	case EFFECT_LESSER:
		return lesser(v->all, v->own);
	case EFFECT_SEGMENT:
		return lesser(v->all, v->own) != 0;
	case EFFECT_GREATER:
		return greater(v->all, v->own);
	case EFFECT_REDIRECT:
		return redirected(v, !strcmp(setting->family, "ipv4"));
	case EFFECT_ADVERT:
		return v->forwarding && v->own < 2 ? 0 : v->own;
	}
	return 0;
}

static bool is_off(const struct judge *judge, const char *path)
{
	int64_t value;

	return around_switch(judge->around, &value, "%s", path) && value == 0;
}

static bool has_ipv6(const struct expected_zone *zone)
{
	vec_each(addr, &zone->addresses)
		if (addr->family == FAMILY_IPV6)
			return true;
	return false;
}

/* What the interface must do to be a gateway's at all. */
static void judge_needed(const struct judge *judge,
			 const struct expected_zone *zone,
			 const char *interface)
{
	char path[SIGHTING_OBJECT];
	int64_t value;

	snprintf(path, sizeof(path), "ipv4/conf/%s/forwarding", interface);
	if (is_off(judge, path) && !is_off(judge, "ipv4/ip_forward"))
		say(judge, path, 0,
		    (struct meaning){
			    SEVERITY_WARNING, "switch-forwarding",
			    "ここから来るものは転送されない。1 にする。",
			    "what comes here is not forwarded. Set it to 1." });
	snprintf(path, sizeof(path), "ipv6/conf/%s/disable_ipv6", interface);
	if (has_ipv6(zone) &&
	    around_switch(judge->around, &value, "%s", path) && value != 0)
		say(judge, path, value,
		    (struct meaning){
			    SEVERITY_WARNING, "switch-disable-ipv6",
			    "IPv6 が止まっている。0 にする。",
			    "IPv6 is off here, but the policy has addresses of it. Set it to 0." });
}

static void judge_interface(const struct judge *judge, const char *interface)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		const struct setting *setting = &settings[i];
		char path[SIGHTING_OBJECT];
		struct values values;
		int64_t value;

		if (!read_values(judge, interface, setting, &values))
			continue;
		value = effective(setting, &values);
		if (value < setting->from || value > setting->to)
			continue;
		snprintf(path, sizeof(path), "%s/conf/%s/%s", setting->family,
			 interface, setting->key);
		say(judge, path, value,
		    (struct meaning){ setting->severity, setting->slug,
				      setting->ja, setting->en });
	}
}

void judge_switches(const struct judge *judge)
{
	int64_t value;

	for (size_t i = 0; i < sizeof(globals) / sizeof(*globals); i++)
		if (around_switch(judge->around, &value, "%s",
				  globals[i].path) &&
		    value >= globals[i].from && value <= globals[i].to)
			say(judge, globals[i].path, value,
			    (struct meaning){ globals[i].severity,
					      globals[i].slug, globals[i].ja,
					      globals[i].en });
	vec_each(zone, &judge->expected->zones)
		vec_each(interface, &zone->interfaces) {
			judge_interface(judge, interface->name);
			judge_needed(judge, zone, interface->name);
		}
}

/* ------ connections ------ */

/* A full table takes no connection that is new, and only the kernel's own log
 * tells (net/netfilter/nf_conntrack_core.c). */
void judge_connections(const struct judge *judge)
{
	static const char path[] = "netfilter/nf_conntrack_count";
	struct sighting *f;
	int64_t n, most;

	if (!around_switch(judge->around, &n, "%s", path) ||
	    !around_switch(judge->around, &most,
			   "netfilter/nf_conntrack_max") ||
	    most <= 0 || n < most / 10 * 9)
		return;
	f = sightings_add(judge->out, SEVERITY_WARNING, "connections-full",
			  "%s", path);
	sighting_ja(
		judge->out, f,
		"接続の表が上限 %lld 件の 9 割を超えた。満ちると新しい接続は通らない。"
		"多くの接続を張る端末を調べ、nf_conntrack_max を上げる。",
		(long long)most);
	sighting_en(
		judge->out, f,
		"more than nine tenths of %lld connections are in use; of a full table no new one passes. "
		"See which host begins so many, and raise nf_conntrack_max.",
		(long long)most);
}

/* ------ bridges ------ */

/* Whether a bridge has members that no policy put there. */
static bool any_bridged(const struct judge *judge, bool of_zones)
{
	vec_each(link, &judge->around->links)
		if (link->master && !strcmp(link->master_kind, "bridge") &&
		    (judge_zone(judge, link->index) != NULL) == of_zones)
			return true;
	return false;
}

void judge_bridge_switches(const struct judge *judge)
{
	static const char *const paths[] = {
		"bridge/bridge-nf-call-iptables",
		"bridge/bridge-nf-call-ip6tables",
		"bridge/bridge-nf-call-arptables",
	};
	bool zones = any_bridged(judge, true);
	bool others = any_bridged(judge, false);
	int64_t value;

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		if (!around_switch(judge->around, &value, "%s", paths[i]))
			continue;
		if (zones && value == 0)
			say(judge, paths[i], value,
			    (struct meaning){
				    SEVERITY_ALARM, "switch-bridge-nf",
				    "ゾーンのインターフェースがブリッジにあり、そこを通るものはどの規則にも掛からない。",
				    "a zone's interface is in a bridge, and what passes there meets no rule at all." });
		else if (!zones && others && value != 0)
			say(judge, paths[i], value,
			    (struct meaning){
				    SEVERITY_WARNING, "switch-bridge-nf",
				    "ゾーンと関わりのないブリッジの通信も関所の規則で判定され、止められる。0 にする。",
				    "traffic of bridges that have nothing to do with the zones is judged by the gate, and cut. Set it to 0." });
	}
}
