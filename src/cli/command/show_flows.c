/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show_flows.c -- the register: who may reach what, why, until when
 */
#include "cli/command/commands.h"
#include "cli/show.h"
#include "policy/print/print.h"

/* A list as it was written, without its quotes' noise. */
static void text_refs(const struct refs *refs)
{
	vec_each(ref, refs) {
		fputs(ref == refs->at ? "" : ", ", stdout);
		print_ref(ref, stdout);
	}
}

static void flow_text(const struct policy *policy, const struct flow *flow,
		      time_t now)
{
	const struct approval *approval = &flow->approval;
	char day[16];

	printf("%s  %s -> %s  %s\n  ", flow->id, flow->from->name,
	       flow->to->name, approval->purpose);
	text_refs(&flow->source);
	fputs(" -> ", stdout);
	text_refs(&flow->destination);
	fputs(" by", stdout);
	vec_each(port, &flow->ports) {
		fputc(' ', stdout);
		print_port_range(port, stdout);
	}
	if (flow->method)
		printf(" (%s)", flow_method_names[flow->method]);
	vec_each(hours, &flow->hours) {
		fputs(", ", stdout);
		print_hours(hours, stdout);
	}
	printf("\n  asked by %s, approved by %s, %s",
	       *approval->requested_by ? approval->requested_by : "-",
	       *approval->approved_by ? approval->approved_by : "-",
	       *approval->document ? approval->document : "no document");
	if (approval->valid_until)
		printf(", until %s",
		       print_day(day, policy, approval->valid_until - 1));
	puts(approval_is_valid(approval, now) ? "" : " (not in force)");
}

static void flows_text(const struct policy *policy, time_t now)
{
	vec_each(flow, &policy->flows)
		flow_text(policy, flow, now);
}

static void flow_json(const struct policy *policy, const struct flow *flow,
		      time_t now, struct json *json)
{
	const struct approval *approval = &flow->approval;
	char day[16];

	json_object(json);
	json_member(json, "id", flow->id);
	json_key(json, "number");
	json_number(json, flow->number);
	json_member(json, "from", flow->from->name);
	json_member(json, "to", flow->to->name);
	json_ranges(json, "sources", &flow->sources);
	json_ranges(json, "destinations", &flow->destinations);
	json_key(json, "ports");
	json_array(json);
	vec_each(port, &flow->ports) {
		json_object(json);
		json_member(json, "proto", proto_name(port->proto));
		json_key(json, "first");
		json_number(json, port->first);
		json_key(json, "last");
		json_number(json, port->last);
		json_object_end(json);
	}
	json_array_end(json);
	json_member(json, "method", flow_method_names[flow->method]);
	json_member(json, "class", flow_class_names[flow->class]);
	json_member(json, "purpose", approval->purpose);
	json_member(json, "document", approval->document);
	json_member(json, "requested_by", approval->requested_by);
	json_member(json, "approved_by", approval->approved_by);
	json_member(json, "valid_until",
		    approval->valid_until
			    ? print_day(day, policy, approval->valid_until - 1)
			    : NULL);
	json_key(json, "in_force");
	json_bool(json, approval_is_valid(approval, now));
	json_key(json, "conditions");
	json_bool(json, flow->hours.n || flow->rate.count);
	json_object_end(json);
}

static void flows_json(const struct policy *policy, time_t now,
		       struct json *json)
{
	json_array(json);
	vec_each(flow, &policy->flows)
		flow_json(policy, flow, now, json);
	json_array_end(json);
}

static int run(const struct command *self, int argc, char **argv)
{
	return show(self, argc, argv, flows_text, flows_json);
}

const struct command cmd_show_flows = {
	.name = "show flows",
	.args = "[-c FILE] [--now TIME] [--json]",
	.help = "the register: who may reach what, why, until when",
	.run = run,
};
