/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy_equal.c -- two policies compared, field by field
 */
#include <string.h>

#include "policy_text.h"

/* The comparison is by hand, field by field, so that a field the print forgets
 * is a difference here. */
#define DIFFER(name)          \
	do {                  \
		*what = name; \
		return false; \
	} while (0)

#define EACH(list, same)                                                   \
	do {                                                               \
		if (a->list.n != b->list.n)                                \
			DIFFER(#list);                                     \
		for (size_t i_ = 0; i_ < a->list.n; i_++)                  \
			if (!same(&a->list.at[i_], &b->list.at[i_], what)) \
				return false;                              \
	} while (0)

#define TEXT(field)                                  \
	do {                                         \
		if (strcmp(a->field, b->field) != 0) \
			DIFFER(#field);              \
	} while (0)

#define VALUE(field)                      \
	do {                              \
		if (a->field != b->field) \
			DIFFER(#field);   \
	} while (0)

#define THERE(field)                        \
	do {                                \
		if (!a->field != !b->field) \
			DIFFER(#field);     \
	} while (0)

#define ADDR(field)                                 \
	do {                                        \
		if (addr_cmp(&a->field, &b->field)) \
			DIFFER(#field);             \
	} while (0)

static bool same_text(const char *const *a, const char *const *b,
		      const char **what)
{
	if (strcmp(*a, *b) != 0)
		DIFFER("a word of a list");
	return true;
}

static bool same_addr(const struct addr *a, const struct addr *b,
		      const char **what)
{
	if (addr_cmp(a, b))
		DIFFER("an address");
	return true;
}

static bool same_rate(const struct rate *a, const struct rate *b,
		      const char **what)
{
	VALUE(count);
	VALUE(seconds);
	VALUE(burst);
	return true;
}

static bool same_pin(const struct key_pin *a, const struct key_pin *b,
		     const char **what)
{
	if (memcmp(a->sha256, b->sha256, sizeof(a->sha256)) != 0)
		DIFFER("a pin");
	return true;
}

static bool same_range(const struct addr_range *a, const struct addr_range *b,
		       const char **what)
{
	if (range_cmp(a, b))
		DIFFER("a range");
	return true;
}

static bool same_port(const struct port_range *a, const struct port_range *b,
		      const char **what)
{
	VALUE(proto);
	VALUE(first);
	VALUE(last);
	return true;
}

static bool same_ref(const struct ref *a, const struct ref *b,
		     const char **what)
{
	VALUE(kind);
	if (a->kind == REF_RANGE)
		return same_range(&a->range, &b->range, what);
	if (a->kind == REF_HOST)
		TEXT(host->name);
	if (a->kind == REF_GROUP)
		TEXT(group->name);
	return true;
}

static bool same_service_ref(const struct service_ref *a,
			     const struct service_ref *b, const char **what)
{
	THERE(service);
	if (!a->service)
		return same_port(&a->literal, &b->literal, what);
	TEXT(service->name);
	return true;
}

static bool same_approval(const struct approval *a, const struct approval *b,
			  const char **what)
{
	TEXT(purpose);
	TEXT(document);
	TEXT(requested_by);
	TEXT(approved_by);
	TEXT(override_reason);
	VALUE(valid_from);
	VALUE(valid_until);
	return true;
}

static bool same_zone(const struct zone *a, const struct zone *b,
		      const char **what)
{
	VALUE(index);
	TEXT(name);
	TEXT(label);
	VALUE(tier);
	EACH(interfaces, same_text);
	EACH(networks, same_range);
	EACH(space, same_range);
	VALUE(upstream);
	EACH(addresses, same_addr);
	TEXT(gateway_to);
	return true;
}

static bool same_host(const struct host *a, const struct host *b,
		      const char **what)
{
	TEXT(name);
	TEXT(label);
	TEXT(zone->name);
	VALUE(role);
	EACH(addresses, same_addr);
	VALUE(has_mac);
	VALUE(on_link);
	if (memcmp(&a->mac, &b->mac, sizeof(a->mac)) != 0)
		DIFFER("mac");
	return true;
}

static bool same_group(const struct group *a, const struct group *b,
		       const char **what)
{
	TEXT(name);
	TEXT(label);
	THERE(list_file);
	if (a->list_file)
		TEXT(list_file);
	EACH(members, same_ref);
	VALUE(widest);
	EACH(ranges, same_range);
	return true;
}

static bool same_service(const struct service *a, const struct service *b,
			 const char **what)
{
	TEXT(name);
	TEXT(label);
	VALUE(builtin);
	EACH(ports, same_port);
	return true;
}

static bool same_hours(const struct hours *a, const struct hours *b,
		       const char **what)
{
	VALUE(days);
	VALUE(from);
	VALUE(to);
	return true;
}

static bool same_flow(const struct flow *a, const struct flow *b,
		      const char **what)
{
	TEXT(id);
	VALUE(number);
	TEXT(from->name);
	TEXT(to->name);
	EACH(source, same_ref);
	EACH(destination, same_ref);
	EACH(service, same_service_ref);
	VALUE(class);
	VALUE(method);
	EACH(hours, same_hours);
	if (!same_rate(&a->rate, &b->rate, what))
		return false;
	VALUE(log);
	TEXT(comment);
	EACH(sources, same_range);
	EACH(destinations, same_range);
	EACH(ports, same_port);
	return same_approval(&a->approval, &b->approval, what);
}

static bool same_relay(const struct relay *a, const struct relay *b,
		       const char **what)
{
	TEXT(name);
	VALUE(number_in);
	VALUE(number_out);
	TEXT(from->name);
	TEXT(to->name);
	ADDR(listen);
	VALUE(listen_port);
	ADDR(next_hop);
	VALUE(next_hop_port);
	EACH(peers, same_ref);
	EACH(peer_ranges, same_range);
	EACH(domains, same_text);
	VALUE(max_size);
	VALUE(any_domain);
	EACH(sender_domains, same_text);
	TEXT(hostname);
	EACH(peer_pins, same_pin);
	VALUE(has_next_hop_pin);
	if (!same_rate(&a->rate_peer, &b->rate_peer, what) ||
	    !same_rate(&a->rate_sender, &b->rate_sender, what) ||
	    !same_pin(&a->next_hop_pin, &b->next_hop_pin, what))
		return false;
	VALUE(tls);
	VALUE(next_hop_tls);
	TEXT(certificate);
	TEXT(key);
	VALUE(keep_days);
	VALUE(keep_size);
	VALUE(my_number);
	VALUE(transform);
	TEXT(authserv_id);
	VALUE(attachments);
	VALUE(attachment_size);
	return same_approval(&a->approval, &b->approval, what);
}

static bool same_management(const struct management *a,
			    const struct management *b, const char **what)
{
	TEXT(id);
	VALUE(number);
	TEXT(from->name);
	EACH(source, same_ref);
	EACH(service, same_service_ref);
	EACH(sources, same_range);
	EACH(ports, same_port);
	return same_approval(&a->approval, &b->approval, what);
}

static bool same_gateway(const struct gateway_service *a,
			 const struct gateway_service *b, const char **what)
{
	TEXT(id);
	VALUE(number);
	TEXT(to->name);
	EACH(destination, same_ref);
	EACH(service, same_service_ref);
	EACH(destinations, same_range);
	EACH(ports, same_port);
	return same_approval(&a->approval, &b->approval, what);
}

static bool same_claim(const struct claim *a, const struct claim *b,
		       const char **what)
{
	TEXT(text);
	VALUE(kind);
	TEXT(from->name);
	TEXT(to->name);
	THERE(flow);
	if (a->flow)
		TEXT(flow->id);
	return true;
}

static bool same_test(const struct policy_test *a, const struct policy_test *b,
		      const char **what)
{
	TEXT(text);
	VALUE(when);
	VALUE(accept);
	THERE(from);
	THERE(to);
	ADDR(source);
	ADDR(destination);
	return same_port(&a->port, &b->port, what);
}

static bool same_approver(const struct approver *a, const struct approver *b,
			  const char **what)
{
	TEXT(name);
	TEXT(role);
	TEXT(login);
	TEXT(key);
	VALUE(valid_from);
	VALUE(valid_until);
	return true;
}

static bool same_contact(const struct contact *a, const struct contact *b,
			 const char **what)
{
	TEXT(name);
	TEXT(role);
	TEXT(phone);
	TEXT(mail);
	return true;
}

bool policy_equal(const struct policy *a, const struct policy *b,
		  const char **what)
{
	TEXT(model->name);
	TEXT(timezone);
	VALUE(utc_offset);
	EACH(zones, same_zone);
	EACH(hosts, same_host);
	EACH(groups, same_group);
	EACH(services, same_service);
	EACH(flows, same_flow);
	EACH(relays, same_relay);
	EACH(management, same_management);
	EACH(gateway, same_gateway);
	EACH(claims, same_claim);
	EACH(tests, same_test);
	EACH(approvers, same_approver);
	for (size_t i = 0; i < N_APPROVE_KINDS; i++)
		VALUE(quorum[i]);
	EACH(contacts, same_contact);
	VALUE(n_entries);
	for (size_t i = 0; i < a->n_entries; i++)
		TEXT(entry_ids[i]);
	return true;
}
