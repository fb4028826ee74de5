/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c -- names that nobody uses, and addresses that have none
 */
#include "policy/space.h"
#include "proof/lint/linter.h"

/* What entries come to, by place in the policy's lists. */
struct used {
	const struct policy *policy;
	bool *hosts, *groups, *services;
	VEC(size_t) met; /* groups, in the order in which they were found */
	struct arena *arena;
};

static void use_refs(struct used *used, const struct refs *refs)
{
	size_t at;

	vec_each(ref, refs) {
		if (ref->kind == REF_HOST)
			used->hosts[ref->host - used->policy->hosts.at] = true;
		if (ref->kind != REF_GROUP)
			continue;
		at = (size_t)(ref->group - used->policy->groups.at);
		if (!used->groups[at])
			*vec_add(used->arena, &used->met) = at;
		used->groups[at] = true;
	}
}

static void use_services(struct used *used, const struct service_refs *refs)
{
	vec_each(ref, refs)
		if (ref->service)
			used->services[ref->service -
				       used->policy->services.at] = true;
}

static void use_all(struct used *used)
{
	const struct policy *policy = used->policy;

	vec_each(flow, &policy->flows) {
		use_refs(used, &flow->source);
		use_refs(used, &flow->destination);
		use_services(used, &flow->service);
	}
	vec_each(relay, &policy->relays)
		use_refs(used, &relay->peers);
	vec_each(item, &policy->management) {
		use_refs(used, &item->source);
		use_services(used, &item->service);
	}
	vec_each(item, &policy->gateway) {
		use_refs(used, &item->destination);
		use_services(used, &item->service);
	}
	for (size_t i = 0; i < used->met.n; i++)
		use_refs(used, &policy->groups.at[used->met.at[i]].members);
}

static void say_unused(struct linter *l, enum lint_kind kind, struct loc at,
		       const char *name)
{
	struct lint_finding *finding = lint_add(l, kind, at, name);

	lint_en(l, finding, "no entry uses '%s'", name);
	lint_ja(l, finding, "'%s' を使う登録がない", name);
}

/* All that entries speak of, by whatever name: a relay's next hop has none. */
static struct ranges all_addresses(struct linter *l)
{
	struct ranges all = { 0 };

	vec_each(entry, &l->meaning.entries) {
		vec_each(range, entry->sources)
			*vec_add(&l->scratch, &all) = *range;
		vec_each(range, entry->destinations)
			*vec_add(&l->scratch, &all) = *range;
	}
	all.n = ranges_merge(all.at, all.n);
	return all;
}

static bool is_within(const struct host *host, const struct ranges *ranges)
{
	vec_each(addr, &host->addresses)
		if (ranges_have(ranges, &(struct addr_range){ *addr, *addr }))
			return true;
	return false;
}

/* A MAC is used by the source check even where no entry names the host. */
static void find_unused_hosts(struct linter *l, const struct used *used)
{
	struct ranges all = all_addresses(l);

	vec_each(host, &l->policy->hosts)
		if (!used->hosts[host - l->policy->hosts.at] &&
		    !host->has_mac && !is_within(host, &all))
			say_unused(l, LINT_UNUSED_HOST, host->at, host->name);
}

static void find_unused(struct linter *l, const struct used *used)
{
	const struct policy *policy = l->policy;

	vec_each(group, &policy->groups)
		if (!used->groups[group - policy->groups.at])
			say_unused(l, LINT_UNUSED_GROUP, group->at,
				   group->name);
	vec_each(service, &policy->services)
		if (!used->services[service - policy->services.at] &&
		    !service->builtin)
			say_unused(l, LINT_UNUSED_SERVICE, service->at,
				   service->name);
}

static void find_hollow(struct linter *l)
{
	struct lint_finding *finding;

	vec_each(group, &l->policy->groups) {
		if (group->ranges.n)
			continue;
		finding =
			lint_add(l, LINT_HOLLOW_GROUP, group->at, group->name);
		lint_en(l, finding,
			"'%s' has no address: what it is named in permits "
			"nothing by it",
			group->name);
		lint_ja(l, finding,
			"'%s' にアドレスがない: これを書いても何も許可されない",
			group->name);
	}
}

static size_t count_unnamed(const struct refs *refs,
			    const struct addr_range **first)
{
	size_t n = 0;

	vec_each(ref, refs) {
		if (ref->kind != REF_RANGE)
			continue;
		if (!*first)
			*first = &ref->range;
		n++;
	}
	return n;
}

static void find_unnamed(struct linter *l, struct loc at, const char *id,
			 const struct refs *a, const struct refs *b)
{
	const struct addr_range *first = NULL;
	size_t n = count_unnamed(a, &first);
	struct lint_finding *finding;
	char text[RANGE_TEXT];

	if (b)
		n += count_unnamed(b, &first);
	if (!first)
		return;
	range_text(text, first);
	finding = lint_add(l, LINT_UNNAMED_ADDRESS, at, id);
	lint_en(l, finding,
		"%s names %zu address%s (%s%s) instead of hosts or groups", id,
		n, n == 1 ? "" : "es", text, n == 1 ? "" : ", …");
	lint_ja(l, finding,
		"%s はホストやグループの名前でなくアドレスを %zu 件（%s%s）書いて"
		"いる",
		id, n, text, n == 1 ? "" : " など");
}

void lint_names(struct linter *l)
{
	const struct policy *policy = l->policy;
	struct used used = {
		.policy = policy,
		.arena = &l->scratch,
		.hosts = arena_calloc(&l->scratch, policy->hosts.n + 1,
				      sizeof(bool)),
		.groups = arena_calloc(&l->scratch, policy->groups.n + 1,
				       sizeof(bool)),
		.services = arena_calloc(&l->scratch, policy->services.n + 1,
					 sizeof(bool)),
	};

	use_all(&used);
	find_unused_hosts(l, &used);
	find_unused(l, &used);
	find_hollow(l);
	vec_each(flow, &policy->flows)
		find_unnamed(l, flow->at, flow->id, &flow->source,
			     &flow->destination);
	vec_each(relay, &policy->relays)
		find_unnamed(l, relay->at, relay->name, &relay->peers, NULL);
	vec_each(item, &policy->management)
		find_unnamed(l, item->at, item->id, &item->source, NULL);
	vec_each(item, &policy->gateway)
		find_unnamed(l, item->at, item->id, &item->destination, NULL);
}
