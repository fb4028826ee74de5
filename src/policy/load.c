/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.c -- a policy from its files: read, check, and never changed again
 */
#include "base/cleanup.h"
#include "policy/check/check.h"
#include "policy/read/read.h"

/* In the order of what refers to what. */
static const struct key policy_keys[] = {
	{ "model", KEY_STRING, KEY_REQUIRED, read_model, 0 },
	{ "timezone", KEY_STRING, 0, read_timezone, 0 },
	{ "zones", KEY_SECTIONS, KEY_REQUIRED, read_zones, 0 },
	{ "hosts", KEY_SECTIONS, 0, read_hosts, 0 },
	{ "groups", KEY_SECTIONS, 0, read_groups, 0 },
	{ "services", KEY_SECTIONS, 0, read_service_sections, 0 },
	{ "flows", KEY_SECTIONS, 0, read_flows, 0 },
	{ "relays", KEY_SECTIONS, 0, read_relays, 0 },
	{ "management", KEY_SECTIONS, 0, read_management, 0 },
	{ "gateway", KEY_SECTIONS, 0, read_gateway, 0 },
	{ "claims", KEY_WORDS, KEY_MAY_BE_EMPTY, read_claims, 0 },
	{ "tests", KEY_SECTIONS, 0, read_tests, 0 },
	{ "approvers", KEY_SECTIONS, 0, read_approvers, 0 },
	{ "approvals", KEY_SECTION, 0, read_quorum, 0 },
	{ "contacts", KEY_SECTIONS, 0, read_contacts, 0 },
	{ 0 },
};

static void reader_finish(struct reader *reader)
{
	names_finish(&reader->names);
	names_finish(&reader->services);
	names_finish(&reader->entries);
	names_finish(&reader->addresses);
	names_finish(&reader->interfaces);
}

static bool read_policy(const char *file, const struct policy_options *options,
			struct policy *policy, struct diags *diags)
{
	_cleanup_(reader_finish) struct reader reader = {
		.policy = policy,
		.options = options,
		.diags = diags,
	};
	_cleanup_(document_freep) struct document *document = NULL;
	struct value root;

	policy->file = arena_strdup(&policy->arena,
				    options->called ? options->called : file);
	policy->timezone = "Asia/Tokyo";
	policy->utc_offset = 9 * 3600;
	if (!read_builtin_services(&reader))
		return false;
	document = document_read(file, options->called, &policy->arena, diags);
	if (!document)
		return false;
	root = document_root(document, diags);
	return section_read(&reader, &root, policy_keys, policy);
}

/* The ids by number, once there are numbers for all. */
static void list_entries(struct policy *policy)
{
	struct arena *arena = &policy->arena;
	const char **ids = arena_calloc(arena, policy->n_entries, sizeof(*ids));

	vec_each(flow, &policy->flows)
		ids[flow->number - 1] = flow->id;
	vec_each(relay, &policy->relays) {
		ids[relay->number_in - 1] =
			arena_printf(arena, "relay:%s/in", relay->name);
		ids[relay->number_out - 1] =
			arena_printf(arena, "relay:%s/out", relay->name);
	}
	vec_each(entry, &policy->management)
		ids[entry->number - 1] = entry->id;
	vec_each(entry, &policy->gateway)
		ids[entry->number - 1] = entry->id;
	policy->entry_ids = ids;
}

static bool check_policy(const struct checker *checker)
{
	bool good = check_size(checker);

	if (!check_flows(checker))
		good = false;
	if (!check_relays(checker))
		good = false;
	if (!check_gateway(checker))
		good = false;
	if (!check_claims(checker))
		good = false;
	if (!check_quorum(checker))
		good = false;
	return good;
}

bool policy_load(const char *file, const struct policy_options *options,
		 struct policy *out, struct diags *diags)
{
	_cleanup_(policy_finish) struct policy policy = { 0 };
	const struct checker checker = { &policy, options, diags };
	bool good = read_policy(file, options, &policy, diags);

	list_entries(&policy);
	quorum_default(&policy);
	if (!check_policy(&checker))
		good = false;
	/* A packet is judged only by a register that stands. */
	if (!good || !check_tests(&checker))
		return false;
	warn_quorum(&checker);
	*out = policy;
	policy = (struct policy){ 0 };
	return true;
}
