/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * find.c -- names of the policy's words, and looking things up in a policy
 */
#include <assert.h>
#include <string.h>

#include "policy/policy.h"

static const char *const tier_names[] = {
	[TIER_MYNUMBER] = "mynumber",
	[TIER_LGWAN] = "lgwan",
	[TIER_INTERNET] = "internet",
	[TIER_MANAGEMENT] = "management",
};
static_assert(sizeof(tier_names) / sizeof(*tier_names) == N_TIERS, "");

static const char *const tier_labels[] = {
	[TIER_MYNUMBER] = "マイナンバー利用事務系",
	[TIER_LGWAN] = "LGWAN接続系",
	[TIER_INTERNET] = "インターネット接続系",
	[TIER_MANAGEMENT] = "管理系",
};
static_assert(sizeof(tier_labels) / sizeof(*tier_labels) == N_TIERS, "");

static const char *const passage_names[] = {
	[PASSAGE_NEVER] = "never",
	[PASSAGE_SPECIFIC] = "specific",
	[PASSAGE_SANITISED] = "sanitised",
	[PASSAGE_LISTED_CLOUD] = "listed-cloud",
	[PASSAGE_FREE] = "free",
};

const char *const host_role_names[] = {
	[ROLE_NONE] = "none",
	[ROLE_RENKEI] = "renkei",
	[ROLE_BROKER] = "broker",
	[ROLE_SANITISER] = "sanitiser",
	NULL,
};

const char *const flow_class_names[] = {
	[CLASS_NONE] = "none",
	[CLASS_PUBLIC_BODY] = "public-body",
	[CLASS_DEDICATED_LINE] = "dedicated-line",
	[CLASS_OTHER_APPROVED] = "other-approved",
	NULL,
};

const char *const flow_method_names[] = {
	[METHOD_DIRECT] = "direct",
	[METHOD_SCREEN] = "screen",
	[METHOD_FILE] = "file",
	NULL,
};

const char *const tls_use_names[] = {
	[TLS_NONE] = "none",
	[TLS_MAY] = "may",
	[TLS_MUST] = "must",
	NULL,
};

const char *const my_number_use_names[] = {
	[MY_NUMBER_IGNORE] = "ignore",
	[MY_NUMBER_TELL] = "tell",
	[MY_NUMBER_REFUSE] = "refuse",
	NULL,
};

const char *const transform_use_names[] = {
	[TRANSFORM_FRESH] = "fresh",
	[TRANSFORM_REUSED] = "reused",
	NULL,
};

const char *const attachment_names[] = {
	[ATTACHMENT_PDF] = "pdf",
	[ATTACHMENT_DOCX] = "docx",
	[ATTACHMENT_XLSX] = "xlsx",
	[ATTACHMENT_PPTX] = "pptx",
	[ATTACHMENT_JPEG] = "jpeg",
	[ATTACHMENT_PNG] = "png",
	NULL,
};

const char *const approve_kind_names[] = {
	[APPROVE_WIDEN] = "widen",
	[APPROVE_NARROW] = "narrow",
	[APPROVE_APPROVERS] = "approvers",
	[APPROVE_OTHER] = "other",
	NULL,
};

const char *tier_name(enum tier tier)
{
	return tier_names[tier];
}

const char *tier_label(enum tier tier)
{
	return tier_labels[tier];
}

const char *passage_name(enum passage passage)
{
	return passage_names[passage];
}

const char *proto_name(enum proto proto)
{
	switch (proto) {
	case PROTO_ICMP:
		return "icmp";
	case PROTO_TCP:
		return "tcp";
	case PROTO_UDP:
		return "udp";
	case PROTO_ICMPV6:
		return "icmpv6";
	case PROTO_SCTP:
		return "sctp";
	}
	return NULL;
}

const struct zone *policy_find_zone(const struct policy *policy,
				    const char *name)
{
	vec_each(zone, &policy->zones)
		if (!strcmp(zone->name, name))
			return zone;
	return NULL;
}

const struct model_cell *policy_cell(const struct policy *policy,
				     const struct zone *from,
				     const struct zone *to)
{
	return &policy->model->cells[from->tier][to->tier];
}

const char *policy_entry_id(const struct policy *policy, uint32_t number)
{
	if (!number || number > policy->n_entries)
		return NULL;
	return policy->entry_ids[number - 1];
}

struct loc policy_entry_at(const struct policy *policy, uint32_t number)
{
	vec_each(flow, &policy->flows)
		if (flow->number == number)
			return flow->at;
	vec_each(relay, &policy->relays)
		if (relay->number_in == number || relay->number_out == number)
			return relay->at;
	vec_each(entry, &policy->management)
		if (entry->number == number)
			return entry->at;
	vec_each(entry, &policy->gateway)
		if (entry->number == number)
			return entry->at;
	return (struct loc){ 0 };
}

enum my_number_use my_number_default(const struct zone *from)
{
	return from->tier == TIER_LGWAN || from->tier == TIER_MYNUMBER
		       ? MY_NUMBER_REFUSE
		       : MY_NUMBER_IGNORE;
}

bool relay_is_outward(const struct relay *relay)
{
	return relay->from->tier != TIER_INTERNET &&
	       relay->to->tier == TIER_INTERNET;
}

bool approval_is_valid(const struct approval *approval, time_t now)
{
	return now >= approval->valid_from &&
	       (!approval->valid_until || now < approval->valid_until);
}

bool approver_is_valid(const struct approver *approver, time_t now)
{
	return now >= approver->valid_from &&
	       (!approver->valid_until || now < approver->valid_until);
}

void policy_finish(struct policy *policy)
{
	struct arena arena = policy->arena;

	arena_finish(&arena);
	*policy = (struct policy){ 0 };
}
