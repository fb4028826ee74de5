/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy.c -- a policy as canonical text: its sections
 */
#include "base/base64.h"
#include "policy/print/key.h"
#include "policy/print/object.h"
#include "policy/print/print.h"

void print_head(const struct policy *policy, FILE *out)
{
	print_key("model", policy->model->name, out);
	print_key("timezone", policy->timezone, out);
}

static void print_names(const char *key, const char *const *names, size_t n,
			FILE *out)
{
	fprintf(out, " %s = [", key);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ", " : "", out);
		print_string(names[i], out);
	}
	fputs("];", out);
}

void print_zone(const struct policy *policy, const struct zone *zone, FILE *out)
{
	(void)policy;
	print_key("name", zone->name, out);
	print_key("tier", tier_name(zone->tier), out);
	print_key("label", zone->label, out);
	print_names("interfaces", zone->interfaces.at, zone->interfaces.n, out);
	print_ranges("networks", &zone->networks, out);
	if (zone->upstream)
		fputs(" upstream = true;", out);
	print_addrs("addresses", zone->addresses.at, zone->addresses.n, out);
	print_key("gateway_to", zone->gateway_to, out);
}

void print_host(const struct policy *policy, const struct host *host, FILE *out)
{
	char mac[MAC_TEXT];

	(void)policy;
	print_key("name", host->name, out);
	print_key("label", host->label, out);
	print_key("zone", host->zone->name, out);
	if (host->role)
		print_key("role", host_role_names[host->role], out);
	print_addrs("addresses", host->addresses.at, host->addresses.n, out);
	if (host->has_mac)
		print_key("mac", mac_text(mac, &host->mac), out);
	fprintf(out, " on_link = %s;", host->on_link ? "true" : "false");
}

static void print_members(const struct group *group, bool ranges, FILE *out)
{
	const char *comma = "";

	fprintf(out, " %s = [", ranges ? "addresses" : "members");
	vec_each(ref, &group->members) {
		if ((ref->kind == REF_RANGE) != ranges)
			continue;
		fputs(comma, out);
		print_ref(ref, out);
		comma = ", ";
	}
	fputs("];", out);
}

void print_group(const struct policy *policy, const struct group *group,
		 FILE *out)
{
	(void)policy;
	print_key("name", group->name, out);
	print_key("label", group->label, out);
	if (group->list_file)
		print_key("list_file", group->list_file, out);
	print_members(group, false, out);
	print_members(group, true, out);
}

void print_service(const struct policy *policy, const struct service *service,
		   FILE *out)
{
	const char *comma = "";

	(void)policy;
	print_key("name", service->name, out);
	print_key("label", service->label, out);
	fputs(" ports = [", out);
	vec_each(port, &service->ports) {
		fprintf(out, "%s\"", comma);
		print_port_range(port, out);
		fputc('"', out);
		comma = ", ";
	}
	fputs("];", out);
}

static void print_windows(const struct flow *flow, FILE *out)
{
	const char *comma = "";

	if (!flow->hours.n)
		return;
	fputs(" hours = [", out);
	vec_each(hours, &flow->hours) {
		fprintf(out, "%s\"", comma);
		print_hours(hours, out);
		fputc('"', out);
		comma = ", ";
	}
	fputs("];", out);
}

void print_flow(const struct policy *policy, const struct flow *flow, FILE *out)
{
	print_key("id", flow->id, out);
	print_key("from", flow->from->name, out);
	print_key("to", flow->to->name, out);
	print_refs("source", &flow->source, out);
	print_refs("destination", &flow->destination, out);
	print_services(&flow->service, out);
	if (flow->class)
		print_key("class", flow_class_names[flow->class], out);
	if (flow->method)
		print_key("method", flow_method_names[flow->method], out);
	print_approval(policy, &flow->approval, out);
	print_windows(flow, out);
	print_rate("rate", &flow->rate, out);
	if (flow->log)
		fputs(" log = true;", out);
	print_key("comment", flow->comment, out);
}

static void print_tls(const char *key, enum tls_use tls, FILE *out)
{
	if (tls != TLS_NONE)
		print_key(key, tls_use_names[tls], out);
}

static void print_pin(const struct key_pin *pin, FILE *out)
{
	char text[BASE64_TEXT(sizeof(pin->sha256))];

	fprintf(out, "\"sha256//%s\"",
		base64_text(text, pin->sha256, sizeof(pin->sha256)));
}

static void print_pins(const struct relay *relay, FILE *out)
{
	const char *comma = " peer_pins = [";

	vec_each(pin, &relay->peer_pins) {
		fputs(comma, out);
		print_pin(pin, out);
		comma = ", ";
	}
	fputs(relay->peer_pins.n ? "];" : "", out);
	if (!relay->has_next_hop_pin)
		return;
	fputs(" next_hop_pin = ", out);
	print_pin(&relay->next_hop_pin, out);
	fputc(';', out);
}

static void print_attachments(const struct relay *relay, FILE *out)
{
	const char *names[N_ATTACHMENTS];
	size_t n = 0;

	for (enum attachment i = 0; i < N_ATTACHMENTS; i++)
		if (relay->attachments & UINT32_C(1) << i)
			names[n++] = attachment_names[i];
	if (!n)
		return;
	print_names("attachments", names, n, out);
	fprintf(out, " attachment_size = \"%llu\";",
		(unsigned long long)relay->attachment_size);
}

/* What it does with a message, beside passing it. */
static void print_relay_mail(const struct relay *relay, FILE *out)
{
	print_rate("rate_peer", &relay->rate_peer, out);
	print_rate("rate_sender", &relay->rate_sender, out);
	print_tls("tls", relay->tls, out);
	print_key("certificate", relay->certificate, out);
	print_key("key", relay->key, out);
	print_tls("next_hop_tls", relay->next_hop_tls, out);
	print_pins(relay, out);
	if (relay->keep_days)
		fprintf(out, " keep_days = \"%u\"; keep_size = \"%llu\";",
			relay->keep_days, (unsigned long long)relay->keep_size);
	if (relay->my_number != my_number_default(relay->from))
		print_key("my_number", my_number_use_names[relay->my_number],
			  out);
	if (relay->transform != TRANSFORM_FRESH)
		print_key("transform", transform_use_names[relay->transform],
			  out);
	print_key("authserv_id", relay->authserv_id, out);
	print_attachments(relay, out);
}

void print_relay(const struct policy *policy, const struct relay *relay,
		 FILE *out)
{
	char text[ADDR_TEXT];

	print_key("name", relay->name, out);
	print_key("from", relay->from->name, out);
	print_key("to", relay->to->name, out);
	print_key("listen", addr_text(text, &relay->listen), out);
	fprintf(out, " listen_port = \"%u\";", relay->listen_port);
	print_key("next_hop", addr_text(text, &relay->next_hop), out);
	fprintf(out, " next_hop_port = \"%u\";", relay->next_hop_port);
	print_refs("peers", &relay->peers, out);
	if (relay->any_domain)
		fputs(" domains = [\"any\"];", out);
	else
		print_names("domains", relay->domains.at, relay->domains.n,
			    out);
	if (relay->sender_domains.n)
		print_names("sender_domains", relay->sender_domains.at,
			    relay->sender_domains.n, out);
	fprintf(out, " max_size = \"%llu\";",
		(unsigned long long)relay->max_size);
	print_key("hostname", relay->hostname, out);
	print_relay_mail(relay, out);
	print_approval(policy, &relay->approval, out);
}

void print_manager(const struct policy *policy, const struct management *entry,
		   FILE *out)
{
	print_key("id", entry->id, out);
	print_key("from", entry->from->name, out);
	print_refs("source", &entry->source, out);
	print_services(&entry->service, out);
	print_approval(policy, &entry->approval, out);
}

void print_gateway_service(const struct policy *policy,
			   const struct gateway_service *entry, FILE *out)
{
	print_key("id", entry->id, out);
	print_key("to", entry->to->name, out);
	print_refs("destination", &entry->destination, out);
	print_services(&entry->service, out);
	print_approval(policy, &entry->approval, out);
}

void print_test(const struct policy *policy, const struct policy_test *test,
		FILE *out)
{
	unsigned minutes;
	char day[16];

	print_key("packet", test->text, out);
	print_key("expect", test->accept ? "accept" : "drop", out);
	if (!test->when)
		return;
	minutes = (unsigned)((test->when + policy->utc_offset) % 86400 / 60);
	fprintf(out, " when = \"%s %02u:%02u\";",
		print_day(day, policy, test->when), minutes / 60, minutes % 60);
}

void print_approver(const struct policy *policy,
		    const struct approver *approver, FILE *out)
{
	print_key("name", approver->name, out);
	print_key("role", approver->role, out);
	print_key("login", approver->login, out);
	print_key("key", approver->key, out);
	print_validity(policy, approver->valid_from, approver->valid_until,
		       out);
}

void print_quorum(const struct policy *policy, FILE *out)
{
	for (size_t kind = 0; kind < N_APPROVE_KINDS; kind++)
		fprintf(out, " %s = \"%u\";", approve_kind_names[kind],
			policy->quorum[kind]);
}

void print_contact(const struct policy *policy, const struct contact *contact,
		   FILE *out)
{
	(void)policy;
	print_key("name", contact->name, out);
	print_key("role", contact->role, out);
	print_key("phone", contact->phone, out);
	print_key("mail", contact->mail, out);
}

static void print_claims(const struct policy *policy, FILE *out)
{
	const char *comma = "\n  ";

	fputs("claims = (", out);
	vec_each(claim, &policy->claims) {
		fputs(comma, out);
		print_string(claim->text, out);
		comma = ",\n  ";
	}
	fputs("\n);\n", out);
}

/* Between two sections of a list; the first follows its opening bracket. */
static void begin_section(size_t place, FILE *out)
{
	fputs(place ? " },\n  {" : "\n  {", out);
}

static void end_list(size_t n, FILE *out)
{
	fputs(n ? " }\n);\n" : "\n);\n", out);
}

/* print_NAMES(): name = ( { … }, { … } ); with one section a line. */
#define PRINT_LIST(key, list, print)                                     \
	static void print_##list(const struct policy *policy, FILE *out) \
	{                                                                \
		size_t n = 0;                                            \
                                                                         \
		fputs(key " = (", out);                                  \
		vec_each(item, &policy->list) {                          \
			begin_section(n++, out);                         \
			print(policy, item, out);                        \
		}                                                        \
		end_list(n, out);                                        \
	}

PRINT_LIST("zones", zones, print_zone)
PRINT_LIST("hosts", hosts, print_host)
PRINT_LIST("groups", groups, print_group)
PRINT_LIST("flows", flows, print_flow)
PRINT_LIST("relays", relays, print_relay)
PRINT_LIST("management", management, print_manager)
PRINT_LIST("gateway", gateway, print_gateway_service)
PRINT_LIST("tests", tests, print_test)
PRINT_LIST("approvers", approvers, print_approver)
PRINT_LIST("contacts", contacts, print_contact)

/* Without those of rules/services.conf, which are there anyway. */
static void print_own_services(const struct policy *policy, FILE *out)
{
	size_t n = 0;

	fputs("services = (", out);
	vec_each(service, &policy->services) {
		if (service->builtin)
			continue;
		begin_section(n++, out);
		print_service(policy, service, out);
	}
	end_list(n, out);
}

void policy_print(const struct policy *policy, FILE *out)
{
	fprintf(out, "model = \"%s\";\ntimezone = \"%s\";\n",
		policy->model->name, policy->timezone);
	print_zones(policy, out);
	print_hosts(policy, out);
	print_groups(policy, out);
	print_own_services(policy, out);
	print_flows(policy, out);
	print_relays(policy, out);
	print_management(policy, out);
	print_gateway(policy, out);
	print_claims(policy, out);
	print_tests(policy, out);
	print_approvers(policy, out);
	fputs("approvals = {", out);
	print_quorum(policy, out);
	fputs(" };\n", out);
	print_contacts(policy, out);
}
