/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_print.c -- a plan in words of the register
 */
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "policy/names.h"
#include "ruleset/plan.h"

enum {
	CUTS_SHOWN = 20
};

static const char *const kind_names[] = {
	[CHANGE_ADDED] = "added",
	[CHANGE_REMOVED] = "removed",
	[CHANGE_ALTERED] = "altered",
};

static const char kind_signs[] = {
	[CHANGE_ADDED] = '+',
	[CHANGE_REMOVED] = '-',
	[CHANGE_ALTERED] = '~',
};

static bool is_empty(const struct plan *plan)
{
	return plan->live && plan->changes.list.n == 0 && plan->found.n == 0;
}

static void name_approval(const struct policy *policy, uint32_t number,
			  const struct approval *approval, struct names *out)
{
	const struct name name = { .text = policy_entry_id(policy, number),
				   .kind = NAME_ENTRY,
				   .thing = approval };

	names_add(out, &name);
}

/* Who asked for an entry and who allowed it, by its id. */
static void name_approvals(const struct policy *policy, struct names *out)
{
	vec_each(flow, &policy->flows)
		name_approval(policy, flow->number, &flow->approval, out);
	vec_each(entry, &policy->management)
		name_approval(policy, entry->number, &entry->approval, out);
	vec_each(entry, &policy->gateway)
		name_approval(policy, entry->number, &entry->approval, out);
	vec_each(relay, &policy->relays) {
		name_approval(policy, relay->number_in, &relay->approval, out);
		name_approval(policy, relay->number_out, &relay->approval, out);
	}
}

static const struct approval *find_approval(const struct names *approvals,
					    const char *id)
{
	const struct name *name = names_find(approvals, id);

	return name ? name->thing : NULL;
}

/* Of the policy's own day. */
static const char *moment_text(char buf[static 32], const struct policy *policy,
			       time_t t)
{
	time_t local = t + policy->utc_offset;
	struct tm tm;

	buf[0] = '\0';
	if (gmtime_r(&local, &tm))
		strftime(buf, 32, "%Y-%m-%d %H:%M", &tm);
	return buf;
}

static void print_facts(const struct plan *plan, FILE *out, char sign,
			const struct fact *facts, size_t n)
{
	char buf[32];

	for (size_t i = 0; i < n; i++) {
		fprintf(out, "      %c %s", sign, facts[i].text);
		if (facts[i].until)
			fprintf(out, ", until %s",
				moment_text(buf, plan->policy, facts[i].until));
		fputc('\n', out);
	}
}

static void print_approval(const struct approval *approval, FILE *out)
{
	if (!approval)
		return;
	if (*approval->purpose)
		fprintf(out, "      %s\n", approval->purpose);
	if (*approval->requested_by || *approval->approved_by)
		fprintf(out, "      requested by %s, approved by %s%s%s\n",
			*approval->requested_by ? approval->requested_by : "?",
			*approval->approved_by ? approval->approved_by : "?",
			*approval->document ? ", " : "", approval->document);
}

static void print_change(const struct plan *plan, const struct names *approvals,
			 const struct entry_change *change, FILE *out)
{
	fprintf(out, "  %c %s\n", kind_signs[change->kind], change->id);
	if (change->kind != CHANGE_REMOVED)
		print_approval(find_approval(approvals, change->id), out);
	print_facts(plan, out, '-', change->lost.at, change->lost.n);
	print_facts(plan, out, '+', change->gained.at, change->gained.n);
}

static void connection_text(char *buf, size_t size,
			    const struct connection *connection)
{
	char from[ADDR_TEXT], to[ADDR_TEXT];
	const char *proto = proto_name((enum proto)connection->proto);

	addr_text(from, &connection->source);
	addr_text(to, &connection->destination);
	if (connection->source_port || connection->destination_port)
		snprintf(buf, size, "%s %s port %u -> %s port %u",
			 proto ? proto : "protocol", from,
			 connection->source_port, to,
			 connection->destination_port);
	else
		snprintf(buf, size, "%s %s -> %s", proto ? proto : "protocol",
			 from, to);
}

static void print_cuts(const struct plan *plan, FILE *out)
{
	char text[160];
	size_t shown = 0;

	fprintf(out, "%zu of %zu live connections would be cut%s\n",
		plan->cuts.n, plan->n_connections, plan->cuts.n ? ":" : "");
	vec_each(cut, &plan->cuts) {
		/* The operator's own is never left out. */
		if (shown >= CUTS_SHOWN && !cut->own)
			continue;
		shown++;
		connection_text(text, sizeof(text), &cut->connection);
		fprintf(out, "  x %s%s%s%s%s\n", text, cut->entry ? " (" : "",
			cut->entry ? cut->entry : "", cut->entry ? ")" : "",
			cut->own ? "  <- YOUR OWN SESSION" : "");
	}
	if (plan->cuts.n > shown)
		fprintf(out, "  … and %zu more\n", plan->cuts.n - shown);
}

void plan_print(const struct plan *plan, FILE *out)
{
	_cleanup_(names_finish) struct names approvals = { 0 };
	size_t n[3] = { 0 };

	name_approvals(plan->policy, &approvals);
	if (is_empty(plan)) {
		fprintf(out, "nothing changes: generation %u enforces %s\n",
			plan->live, plan->policy->file);
		return;
	}
	if (!plan->live)
		fputs("nothing is in force: every packet is dropped, or no rules are loaded\n",
		      out);
	vec_each(change, &plan->changes.list) {
		n[change->kind]++;
		print_change(plan, &approvals, change, out);
	}
	vec_each(finding, &plan->found)
		fprintf(out, "  ! %s: would be put right\n", *finding);
	fprintf(out, "%zu added, %zu removed, %zu altered\n", n[CHANGE_ADDED],
		n[CHANGE_REMOVED], n[CHANGE_ALTERED]);
	print_cuts(plan, out);
}

static void json_facts(struct json *json, const char *key,
		       const struct fact *facts, size_t n)
{
	json_key(json, key);
	json_array(json);
	for (size_t i = 0; i < n; i++) {
		json_object(json);
		json_member(json, "text", facts[i].text);
		json_key(json, "until");
		json_number(json, facts[i].until);
		json_object_end(json);
	}
	json_array_end(json);
}

static void json_change(struct json *json, const struct names *approvals,
			const struct entry_change *change)
{
	const struct approval *approval = find_approval(approvals, change->id);

	json_object(json);
	json_member(json, "kind", kind_names[change->kind]);
	json_member(json, "id", change->id);
	json_member(json, "purpose", approval ? approval->purpose : NULL);
	json_member(json, "requested_by",
		    approval ? approval->requested_by : NULL);
	json_member(json, "approved_by",
		    approval ? approval->approved_by : NULL);
	json_facts(json, "allowed", change->gained.at, change->gained.n);
	json_facts(json, "denied", change->lost.at, change->lost.n);
	json_object_end(json);
}

static void json_cut(struct json *json, const struct cut *cut)
{
	char text[160];

	connection_text(text, sizeof(text), &cut->connection);
	json_object(json);
	json_member(json, "connection", text);
	json_member(json, "entry", cut->entry);
	json_key(json, "own");
	json_bool(json, cut->own);
	json_object_end(json);
}

void plan_print_json(const struct plan *plan, FILE *out)
{
	_cleanup_(names_finish) struct names approvals = { 0 };
	struct json json = { .out = out };

	name_approvals(plan->policy, &approvals);
	json_object(&json);
	json_key(&json, "generation");
	json_number(&json, plan->live);
	json_key(&json, "nothing_changes");
	json_bool(&json, is_empty(plan));
	json_key(&json, "changes");
	json_array(&json);
	vec_each(change, &plan->changes.list)
		json_change(&json, &approvals, change);
	json_array_end(&json);
	json_key(&json, "found");
	json_array(&json);
	vec_each(finding, &plan->found)
		json_string(&json, *finding);
	json_array_end(&json);
	json_key(&json, "connections");
	json_number(&json, (int64_t)plan->n_connections);
	json_key(&json, "cut");
	json_array(&json);
	vec_each(cut, &plan->cuts)
		json_cut(&json, cut);
	json_array_end(&json);
	json_object_end(&json);
	fputc('\n', out);
}
