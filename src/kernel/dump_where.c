/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump_where.c -- whose state a dump is, and what is around it
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include <linux/rtnetlink.h>

#include "kernel/around/around.h"
#include "kernel/dump.h"

static const char *const part_names[] = {
	[PART_LINKS] = "links",   [PART_ADDRESSES] = "addresses",
	[PART_ROUTES] = "routes", [PART_RULES] = "rules",
	[PART_TC] = "tc",         [PART_SWITCHES] = "switches",
	[PART_TABLES] = "tables", [PART_XFRM] = "xfrm",
};
_Static_assert(sizeof(part_names) / sizeof(*part_names) == N_PARTS,
	       "every part has a name");

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 36 characters: 32 digits, and hyphens. */
static bool read_boot_id(const char *text, uint8_t out[SNAPSHOT_BOOT_ID])
{
	size_t n = 0;

	for (; *text && *text != '\n'; text++) {
		int digit = hex_digit(*text);

		if (*text == '-')
			continue;
		if (digit < 0 || n == (size_t)2 * SNAPSHOT_BOOT_ID)
			return false;
		out[n / 2] = (uint8_t)(out[n / 2] << 4 | digit);
		n++;
	}
	return n == (size_t)2 * SNAPSHOT_BOOT_ID;
}

static void find_boot(struct snapshot *out)
{
	uint8_t id[SNAPSHOT_BOOT_ID] = { 0 };
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
	char line[64];

	if (!file)
		return;
	if (fgets(line, sizeof(line), file) && read_boot_id(line, id))
		memcpy(out->boot_id, id, sizeof(id));
	(void)fclose(file);
}

void dump_where(struct snapshot *out)
{
	struct utsname self;
	struct stat ns;

	if (uname(&self) == 0)
		snprintf(out->release, sizeof(out->release), "%.*s",
			 SNAPSHOT_RELEASE_MAX - 1, self.release);
	if (stat("/proc/self/ns/net", &ns) == 0)
		out->netns = ns.st_ino;
	find_boot(out);
}

__attribute__((format(printf, 3, 4))) static void
add_fact(struct snapshot *out, int64_t value, const char *fmt, ...)
{
	struct snapshot_fact *fact = vec_add(&out->arena, &out->facts);
	va_list ap;

	va_start(ap, fmt);
	fact->name = arena_vprintf(&out->arena, fmt, ap);
	va_end(ap);
	fact->value = value;
}

static const char *hook_name(enum around_hook_kind what)
{
	switch (what) {
	case HOOK_INGRESS_QDISC:
		return "ingress";
	case HOOK_FILTER:
		return "filter";
	case HOOK_ACTION:
		return "action";
	}
	return "?";
}

struct hooked {
	const struct around *around;
	const struct around_link *wire;
	struct snapshot *out;
};

static void add_hooks_as(const struct around_link *link, void *ctx)
{
	const struct hooked *hooked = ctx;
	const struct around_link *wire = hooked->wire;

	vec_each(hook, &hooked->around->hooks)
		if (hook->link == wire->index)
			add_fact(hooked->out, 1, "tc/%s/%s/%.*s", link->name,
				 hook_name(hook->what), AROUND_KIND,
				 hook->kind);
	if (wire->xdp_program)
		add_fact(hooked->out, wire->xdp_program, "xdp/%s", link->name);
}

static bool is_hooked(const struct around *around,
		      const struct around_link *link)
{
	vec_each(hook, &around->hooks)
		if (hook->link == link->index)
			return true;
	return link->xdp_program != 0;
}

/* What meets the packets of a wire meets those of whatever lies upon it. */
static void add_hooks(const struct around *around, struct snapshot *out)
{
	vec_each(link, &around->links) {
		struct hooked hooked = { around, link, out };

		if (!is_hooked(around, link))
			continue;
		add_hooks_as(link, &hooked);
		around_each_upon(around, link, add_hooks_as, &hooked);
	}
}

struct lower {
	const struct around_link *link;
	struct snapshot *out;
};

static void add_upon(const struct around_link *upper, void *ctx)
{
	const struct lower *lower = ctx;

	if (upper->carries)
		add_fact(lower->out, lower->link->index, "upon/%s/%s",
			 upper->name, lower->link->name);
}

static void add_wires(const struct around *around, struct snapshot *out)
{
	vec_each(link, &around->links) {
		struct lower lower = { link, out };

		if (!link->carries)
			continue;
		if (out->facts.n > SNAPSHOT_FACTS_MAX / 2) {
			add_fact(out, -E2BIG, "unread/upon");
			return;
		}
		around_each_upon(around, link, add_upon, &lower);
	}
}

/* A bridge hands frames from one member to another without the rules. */
static void add_masters(const struct around *around, struct snapshot *out)
{
	vec_each(link, &around->links)
		if (link->master)
			add_fact(out, link->master, "master/%s/%s", link->name,
				 *link->master_kind ? link->master_kind : "?");
}

/* What lies upon another directly: a VLAN, a macvlan, a veth's other end. */
static void add_lower(const struct around *around, struct snapshot *out)
{
	vec_each(link, &around->links) {
		const struct around_link *lower =
			link->below_abroad
				? NULL
				: around_find_link(around, link->below);

		if (lower && lower != link)
			add_fact(out, lower->index, "lower/%s/%s", link->name,
				 lower->name);
	}
}

static void add_joined(const struct around_link *a, const struct around_link *b,
		       void *ctx)
{
	struct snapshot *out = ctx;

	if (out->facts.n > SNAPSHOT_FACTS_MAX / 2)
		add_fact(out, -E2BIG, "unread/joined");
	else
		add_fact(out, 1, "joined/%s/%s", a->name, b->name);
}

/* Routes that wrap or rewrite packets once they are judged, or may. */
static void add_routes(const struct around *around, struct snapshot *out)
{
	vec_each(route, &around->routes) {
		const struct around_link *link;

		if (!route->encapsulates &&
		    !(route->foreign_hop && route->type == RTN_UNICAST))
			continue;
		link = around_find_link(around, route->link);
		add_fact(out, 1, "encap/%s", link ? link->name : "?");
	}
}

static int by_name(const void *a, const void *b)
{
	const struct snapshot_fact *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Of several with one name, as filters on an interface, the number. */
static void sort_facts(struct snapshot *out)
{
	size_t n = 0;

	if (out->facts.n == 0)
		return;
	qsort(out->facts.at, out->facts.n, sizeof(*out->facts.at), by_name);
	for (size_t i = 1; i < out->facts.n; i++) {
		struct snapshot_fact *last = &out->facts.at[n];

		if (by_name(last, &out->facts.at[i]) == 0)
			last->value += out->facts.at[i].value;
		else
			out->facts.at[++n] = out->facts.at[i];
	}
	out->facts.n = n + 1;
}

static int by_index(const void *a, const void *b)
{
	const struct snapshot_link *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

static void add_links(const struct around *around, struct snapshot *out)
{
	vec_each(link, &around->links) {
		struct snapshot_link *to = vec_add(&out->arena, &out->links);

		to->index = link->index;
		snprintf(to->name, sizeof(to->name), "%.*s",
			 SNAPSHOT_LINK_NAME - 1, link->name);
	}
	if (out->links.n)
		qsort(out->links.at, out->links.n, sizeof(*out->links.at),
		      by_index);
}

void dump_around(const struct around *around, struct snapshot *out)
{
	out->has_around = true;
	add_links(around, out);
	add_hooks(around, out);
	add_masters(around, out);
	add_wires(around, out);
	add_lower(around, out);
	around_each_joined(around, add_joined, out);
	add_routes(around, out);
	vec_each(at, &around->switches)
		add_fact(out, at->value, "%.*s", SNAPSHOT_NAME_MAX, at->path);
	vec_each(table, &around->tables)
		add_fact(out, 1, "legacy/%s/%s", table->family, table->name);
	if (around->n_xfrm)
		add_fact(out, around->n_xfrm, "xfrm/policies");
	if (around->asked_programs)
		add_fact(out, 1, "asked/programs");
	for (size_t i = 0; i < N_PARTS; i++)
		if (around->unread[i])
			add_fact(out, around->unread[i], "unread/%s",
				 part_names[i]);
	sort_facts(out);
}
