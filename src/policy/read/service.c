/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * service.c -- services = ( { name, ports }, … ), and words for ports
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "policy/limits.h"
#include "policy/read/read.h"
#include "policy/suggest.h"

static int cmp_ports(const void *a, const void *b)
{
	const struct port_range *x = a, *y = b;

	if (x->proto != y->proto)
		return x->proto < y->proto ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->last > y->last) - (x->last < y->last);
}

static size_t merge(struct port_range *ports, size_t n)
{
	size_t kept = 0;

	if (n < 2)
		return n;
	qsort(ports, n, sizeof(*ports), cmp_ports);
	for (size_t i = 1; i < n; i++) {
		struct port_range *top = &ports[kept];

		if (ports[i].proto != top->proto ||
		    (uint32_t)ports[i].first > (uint32_t)top->last + 1)
			ports[++kept] = ports[i];
		else if (ports[i].last > top->last)
			top->last = ports[i].last;
	}
	return kept + 1;
}

static bool refuse_proto(const struct value *value, const char *name)
{
	static const char *const known[] = { "tcp",  "udp",    "sctp",
					     "icmp", "icmpv6", NULL };
	struct suggest near = { .word = name };

	value_error(value, "unknown-protocol",
		    "no protocol '%s'; there are tcp, udp, sctp, icmp and "
		    "icmpv6",
		    name);
	for (size_t i = 0; known[i]; i++)
		suggest_offer(&near, known[i]);
	if (near.best)
		diag_note(value->diags, value->at, "did you mean '%s'?",
			  near.best);
	return false;
}

static bool read_proto(const struct value *value, const char *slash,
		       enum proto *out)
{
	static const enum proto all[] = { PROTO_TCP, PROTO_UDP, PROTO_SCTP,
					  PROTO_ICMP, PROTO_ICMPV6 };

	char name[16];

	snprintf(name, sizeof(name), "%.*s", (int)(slash - value->text),
		 value->text);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (!strcmp(proto_name(all[i]), name)) {
			*out = all[i];
			return true;
		}
	}
	return refuse_proto(value, name);
}

/* "443" or "8000-8010", all from 1 on. */
static bool read_port_words(const struct value *value, const char *text,
			    struct port_range *out)
{
	const char *dash = strchr(text, '-');
	char first[8] = "";

	if (dash && dash - text < (int)sizeof(first))
		memcpy(first, text, (size_t)(dash - text));
	if (!text_u16(dash ? first : text, &out->first) ||
	    !text_u16(dash ? dash + 1 : text, &out->last) || !out->first)
		return value_error(value, "bad-port",
				   "'%s' is no port from 1 to 65535, nor a "
				   "range 8000-8010 of them",
				   text);
	if (out->first > out->last)
		return value_error(value, "reversed-range",
				   "'%s' ends before it begins", text);
	return true;
}

static bool read_literal(const struct value *value, struct port_range *out)
{
	const char *slash = strchr(value->text, '/');
	struct port_range range = { 0 };

	if (!read_proto(value, slash, &range.proto))
		return false;
	if (range.proto != PROTO_ICMP && range.proto != PROTO_ICMPV6) {
		if (!read_port_words(value, slash + 1, &range))
			return false;
	} else if (strcmp(slash + 1, "echo-request") != 0) {
		return value_error(value, "icmp-type",
				   "of ICMP only echo-request is registered; "
				   "errors of permitted flows pass by "
				   "themselves");
	}
	*out = range;
	return true;
}

bool read_service_word(struct reader *reader, const struct value *value,
		       struct service_ref *out)
{
	const struct name *name = names_find(&reader->services, value->text);

	*out = (struct service_ref){ 0 };
	if (name) {
		out->service = name->thing;
		return true;
	}
	if (strchr("!~^", value->text[0]) && value->text[0])
		return value_error(value, "negation",
				   "nothing is said by what it is not; list "
				   "what is meant instead of '%s'",
				   value->text);
	if (strchr(value->text, '/'))
		return read_literal(value, &out->literal);
	if (!strcmp(value->text, "any"))
		return value_error(value, "any-not-allowed",
				   "a service is named; there is no \"any\"");
	value_error(value, "unknown-service",
		    "no service named '%s'; a literal is written tcp/443",
		    value->text);
	read_suggest(reader, &reader->services, value);
	return false;
}

bool read_services(struct reader *reader, const struct value *value,
		   struct service_refs *refs, struct port_ranges *ports)
{
	struct arena *arena = &reader->policy->arena;
	bool good = true;

	vec_room(arena, refs, value_len(value));
	vec_room(arena, ports, value_len(value));
	for (size_t i = 0; i < value_len(value); i++) {
		struct service_ref *ref = vec_add(arena, refs);
		struct value word;

		if (!value_word(value, i, &word) ||
		    !read_service_word(reader, &word, ref)) {
			good = false;
			continue;
		}
		if (!ref->service)
			*vec_add(arena, ports) = ref->literal;
		else
			vec_each(port, &ref->service->ports)
				*vec_add(arena, ports) = *port;
		if (ports->n > LIMIT_WORDS)
			return value_error(&word, "too-many",
					   "more than %d port ranges",
					   LIMIT_WORDS);
	}
	ports->n = merge(ports->at, ports->n);
	return good;
}

static bool read_port_word(void *reader, const struct value *word, void *object)
{
	struct service *service = object;
	struct reader *r = reader;
	struct port_range range;

	if (!strchr(word->text, '/'))
		return value_error(word, "bad-port",
				   "'%s' is not written as tcp/443 or "
				   "udp/8000-8010",
				   word->text);
	if (!read_literal(word, &range))
		return false;
	*vec_add(&r->policy->arena, &service->ports) = range;
	return true;
}

static bool read_ports(void *reader, const struct value *value, void *object)
{
	struct service *service = object;
	bool good = read_each(reader, value, LIMIT_SERVICE_PORTS,
			      read_port_word, object);

	service->ports.n = merge(service->ports.at, service->ports.n);
	return good;
}

static const struct key service_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_id,
	  offsetof(struct service, name) },
	{ "label", KEY_STRING, 0, read_text, offsetof(struct service, label) },
	{ "ports", KEY_WORDS, KEY_REQUIRED, read_ports, 0 },
	{ 0 },
};

static bool read_service(struct reader *r, const struct value *section,
			 struct service *service)
{
	struct name entry;
	bool good;

	*service = (struct service){ .at = section->at,
				     .name = "",
				     .label = "",
				     .builtin = r->builtin };
	good = section_read(r, section, service_keys, service);
	entry = (struct name){ service->name, NAME_SERVICE, service->at,
			       service };
	return read_enter(r, &r->services, &entry) && good;
}

bool read_service_sections(void *reader, const struct value *value,
			   void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	bool good = read_count(value, LIMIT_SERVICES);

	if (!good)
		return false;
	for (size_t i = 0; i < value_len(value); i++) {
		struct value section;

		if (p->services.n == p->services.cap)
			return value_error(value, "too-many",
					   "more than %d services",
					   LIMIT_SERVICES);
		if (!value_section(value, i, &section) ||
		    !read_service(r, &section,
				  vec_add(&p->arena, &p->services)))
			good = false;
	}
	return good;
}

bool read_builtin_services(struct reader *reader)
{
	static const struct key keys[] = {
		{ "services", KEY_SECTIONS, KEY_REQUIRED, read_service_sections,
		  0 },
		{ 0 },
	};
	struct policy *p = reader->policy;
	const char *file = arena_printf(&p->arena, "%s/services.conf",
					reader->options->rules);
	_cleanup_(document_freep) struct document *document =
		document_read(file, NULL, &p->arena, reader->diags);
	struct value root;
	bool good;

	vec_room(&p->arena, &p->services, LIMIT_SERVICES);
	if (!document)
		return false;
	root = document_root(document, reader->diags);
	reader->builtin = true;
	good = section_read(reader, &root, keys, p);
	reader->builtin = false;
	return good;
}
