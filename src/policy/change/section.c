/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * section.c -- the sections of a policy, and what a change in each is
 *
 * Struck zones widen: an upstream zone is the way to every address that is in
 * no other.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "policy/change/item.h"
#include "policy/print/key.h"
#include "policy/print/object.h"

/* All objects are printed to one stream, a NUL behind each; then each is given
 * its part. */
static void give_texts(char *text, struct arena *arena,
		       struct change_items *items, size_t len)
{
	char *copy = arena_strndup(arena, text, len);

	vec_each(item, &items->list) {
		item->text = copy;
		copy += strlen(copy) + 1;
		if (!item->key)
			item->key = item->text;
	}
}

struct printer {
	char *text;
	size_t len;
	FILE *out;
};

static void printer_finish(struct printer *printer)
{
	if (printer->out)
		fclose(printer->out);
	free(printer->text);
}

static void printer_begin(struct printer *printer)
{
	printer->out = open_memstream(&printer->text, &printer->len);
	must(printer->out);
}

static void printer_end(struct printer *printer, struct arena *arena,
			struct change_items *items)
{
	must(!ferror(printer->out) && fclose(printer->out) == 0);
	printer->out = NULL;
	give_texts(printer->text, arena, items, printer->len);
}

/* list_NAME(): items of policy->NAME but those that are `built_in`; key and
 * approval in words of `object`. */
#define LIST(name, print, key_of, approval_of, built_in)                    \
	static void list_##name(const struct policy *policy,                \
				struct arena *arena,                        \
				struct change_items *items)                 \
	{                                                                   \
		_cleanup_(printer_finish) struct printer printer = { 0 };   \
                                                                            \
		printer_begin(&printer);                                    \
		vec_each(object, &policy->name) {                           \
			if (built_in)                                       \
				continue;                                   \
			print(policy, object, printer.out);                 \
			fputc('\0', printer.out);                           \
			*vec_add(arena, &items->list) =                     \
				(struct change_item){ key_of, NULL, object, \
						      approval_of };        \
		}                                                           \
		printer_end(&printer, arena, items);                        \
	}

static void print_claim(const struct policy *policy, const struct claim *claim,
			FILE *out)
{
	(void)policy;
	print_key("claim", claim->text, out);
}

LIST(zones, print_zone, object->name, NULL, false)
LIST(hosts, print_host, object->name, NULL, false)
LIST(groups, print_group, object->name, NULL, false)
LIST(services, print_service, object->name, NULL, object->builtin)
LIST(flows, print_flow, object->id, &object->approval, false)
LIST(relays, print_relay, object->name, &object->approval, false)
LIST(management, print_manager, object->id, &object->approval, false)
LIST(gateway, print_gateway_service, object->id, &object->approval, false)
/* These are known by all of their text. */
LIST(claims, print_claim, NULL, NULL, false)
LIST(tests, print_test, NULL, NULL, false)
LIST(approvers, print_approver, object->name, NULL, false)
LIST(contacts, print_contact, NULL, NULL, false)

static void list_one(const struct policy *policy, const char *key,
		     void (*print)(const struct policy *policy, FILE *out),
		     struct arena *arena, struct change_items *items)
{
	_cleanup_(printer_finish) struct printer printer = { 0 };

	printer_begin(&printer);
	print(policy, printer.out);
	fputc('\0', printer.out);
	*vec_add(arena, &items->list) =
		(struct change_item){ key, NULL, policy, NULL };
	printer_end(&printer, arena, items);
}

static void list_head(const struct policy *policy, struct arena *arena,
		      struct change_items *items)
{
	list_one(policy, "policy", print_head, arena, items);
}

static void list_quorum(const struct policy *policy, struct arena *arena,
			struct change_items *items)
{
	list_one(policy, "approvals", print_quorum, arena, items);
}

static const char *const host_limits[] = { "addresses", "mac", "on_link",
					   NULL };
static const char *const group_limits[] = { "members", "addresses", NULL };
static const char *const service_limits[] = { "ports", NULL };
static const char *const flow_limits[] = {
	"source",      "destination", "service", "valid_from",
	"valid_until", "hours",       "rate",    NULL,
};
static const char *const relay_limits[] = {
	"peers",
	"domains",
	"sender_domains",
	"max_size",
	"rate_peer",
	"rate_sender",
	"tls",
	"next_hop_tls",
	"my_number",
	"attachments",
	"attachment_size",
	"valid_from",
	"valid_until",
	NULL,
};
static const char *const manager_limits[] = {
	"source", "service", "valid_from", "valid_until", NULL,
};
static const char *const gateway_limits[] = {
	"destination", "service", "valid_from", "valid_until", NULL,
};

/* clang-format off */
const struct change_section change_sections[] = {
	{ "policy", "全般", list_head, WIDEN, WIDEN, NULL, WIDEN, NULL, NULL },
	{ "zones", "ゾーン", list_zones, WIDEN, WIDEN, NULL, WIDEN, NULL, NULL },
	{ "hosts", "ホスト", list_hosts, WIDEN, 0, host_struck, WIDEN,
	  host_limits, host_shrinks },
	{ "groups", "グループ", list_groups, WIDEN, NARROW, NULL, WIDEN,
	  group_limits, group_shrinks },
	{ "services", "サービス", list_services, WIDEN, NARROW, NULL, WIDEN,
	  service_limits, service_shrinks },
	{ "flows", "通信（特定通信台帳）", list_flows, WIDEN, NARROW, NULL, WIDEN,
	  flow_limits, flow_shrinks },
	{ "relays", "メール中継", list_relays, WIDEN, NARROW, NULL, WIDEN,
	  relay_limits, relay_shrinks },
	{ "management", "関所の管理", list_management, WIDEN, NARROW, NULL, WIDEN,
	  manager_limits, manager_shrinks },
	{ "gateway", "関所自身の通信", list_gateway, WIDEN, NARROW, NULL, WIDEN,
	  gateway_limits, gateway_shrinks },
	{ "claims", "守るべき条件", list_claims, OTHER, WIDEN, NULL, WIDEN, NULL, NULL },
	{ "tests", "試験", list_tests, OTHER, WIDEN, NULL, WIDEN, NULL, NULL },
	{ "approvers", "承認者", list_approvers, APPROVERS, APPROVERS, NULL,
	  APPROVERS, NULL, NULL },
	{ "approvals", "必要な承認者数", list_quorum, APPROVERS, APPROVERS, NULL,
	  APPROVERS, NULL, NULL },
	{ "contacts", "緊急連絡先", list_contacts, OTHER, OTHER, NULL, OTHER, NULL, NULL },
	{ 0 },
};
/* clang-format on */
