/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_row.c -- rows merged, and in words
 */
#include "proof/question/ask_row.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

enum {
	IFACE_SHOWN = 72, /* a name, escaped */
};

/* What a row may be a range of. */
enum field {
	BY_SPORT,
	BY_PORT,
	BY_PROTO,
	BY_SOURCE,
	BY_DESTINATION,
	N_FIELDS,
};

static int compare_numbers(uint16_t a, uint16_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_spans(uint16_t first, uint16_t last, uint16_t other_first,
			 uint16_t other_last)
{
	int order = compare_numbers(first, other_first);

	return order ? order : compare_numbers(last, other_last);
}

static int compare_field(const struct ask_row *a, const struct ask_row *b,
			 enum field field)
{
	switch (field) {
	case BY_SPORT:
		return compare_spans(a->first_sport, a->last_sport,
				     b->first_sport, b->last_sport);
	case BY_PORT:
		return compare_spans(a->first_port, a->last_port, b->first_port,
				     b->last_port);
	case BY_PROTO:
		return compare_spans(a->first_proto, a->last_proto,
				     b->first_proto, b->last_proto);
	case BY_SOURCE:
		return range_cmp(&a->source, &b->source);
	case BY_DESTINATION:
		return range_cmp(&a->destination, &b->destination);
	case N_FIELDS:
		break;
	}
	return 0;
}

/* By all other fields, the one that is being merged last. */
static int compare_rows(const void *a, const void *b, void *state)
{
	const enum field *last = state;
	int order;

	for (int field = N_FIELDS - 1; field >= 0; field--) {
		if (field == (int)*last)
			continue;
		order = compare_field(a, b, (enum field)field);
		if (order)
			return order;
	}
	return compare_field(a, b, *last);
}

static bool extend_span(uint16_t *last, uint16_t first, uint16_t other_last)
{
	if (first > *last + 1)
		return false;
	if (*last < other_last)
		*last = other_last;
	return true;
}

static bool extend_range(struct addr_range *range,
			 const struct addr_range *other)
{
	struct addr behind = range->last;

	if (range->first.family != other->first.family)
		return false;
	if (addr_cmp(&other->first, &range->last) > 0 &&
	    (!addr_next(&behind) || addr_cmp(&behind, &other->first) != 0))
		return false;
	if (addr_cmp(&range->last, &other->last) < 0)
		range->last = other->last;
	return true;
}

/* `row` takes the other in, if all but the field is equal and they touch. */
static bool extend(struct ask_row *row, const struct ask_row *other,
		   enum field field)
{
	for (int i = 0; i < N_FIELDS; i++)
		if (i != (int)field &&
		    compare_field(row, other, (enum field)i) != 0)
			return false;
	switch (field) {
	case BY_SPORT:
		return extend_span(&row->last_sport, other->first_sport,
				   other->last_sport);
	case BY_PORT:
		return extend_span(&row->last_port, other->first_port,
				   other->last_port);
	case BY_PROTO:
		return extend_span(&row->last_proto, other->first_proto,
				   other->last_proto);
	case BY_SOURCE:
		return extend_range(&row->source, &other->source);
	case BY_DESTINATION:
		return extend_range(&row->destination, &other->destination);
	case N_FIELDS:
		break;
	}
	return false;
}

static size_t merge_by(struct ask_row *rows, size_t n, enum field field)
{
	size_t kept = 0;

	qsort_r(rows, n, sizeof(*rows), compare_rows, &field);
	for (size_t i = 1; i < n; i++)
		if (!extend(&rows[kept], &rows[i], field))
			rows[++kept] = rows[i];
	return n ? kept + 1 : 0;
}

size_t ask_rows_merge(struct ask_row *rows, size_t n)
{
	size_t before;

	do {
		before = n;
		for (int field = 0; field < N_FIELDS; field++)
			n = merge_by(rows, n, (enum field)field);
	} while (n < before);
	return n;
}

static bool has_ports(uint16_t proto)
{
	return proto == PROTO_TCP || proto == PROTO_UDP || proto == PROTO_SCTP;
}

static void span_text(char *buf, size_t size, uint16_t first, uint16_t last)
{
	if (first == last)
		snprintf(buf, size, "%u", first);
	else
		snprintf(buf, size, "%u-%u", first, last);
}

static void icmp_text(char *buf, size_t size, const struct ask_row *row)
{
	bool v6 = row->first_proto == PROTO_ICMPV6;
	const char *name = proto_name((enum proto)row->first_proto);
	unsigned type = row->first_sport >> 8, last = row->last_sport >> 8;

	if (row->first_sport == 0 && row->last_sport == UINT16_MAX)
		snprintf(buf, size, "%s", name);
	else if (type == last && type == (v6 ? 128 : 8) &&
		 !(row->first_sport & 0xff) && (row->last_sport & 0xff) == 0xff)
		snprintf(buf, size, "%s/echo-request", name);
	else
		snprintf(buf, size, "%s/%u.%u-%u.%u", name, type,
			 row->first_sport & 0xff, last, row->last_sport & 0xff);
}

static void service_text(char *buf, size_t size, const struct ask_row *row)
{
	char protos[16], ports[16], sports[16], from[32] = "";
	bool any_port = !row->first_port && row->last_port == UINT16_MAX;

	span_text(protos, sizeof(protos), row->first_proto, row->last_proto);
	span_text(ports, sizeof(ports), row->first_port, row->last_port);
	span_text(sports, sizeof(sports), row->first_sport, row->last_sport);
	if (row->first_sport || row->last_sport != UINT16_MAX)
		snprintf(from, sizeof(from), " sport %s", sports);
	if (row->first_proto == 0 && row->last_proto >= 255)
		snprintf(buf, size, "any%s%s%s", any_port ? "" : "/",
			 any_port ? "" : ports, from);
	else if (row->first_proto != row->last_proto)
		snprintf(buf, size, "proto/%s%s%s%s", protos,
			 any_port ? "" : " port ", any_port ? "" : ports, from);
	else if (row->first_proto == PROTO_ICMP ||
		 row->first_proto == PROTO_ICMPV6)
		icmp_text(buf, size, row);
	else if (has_ports(row->first_proto))
		snprintf(buf, size, "%s%s%s%s",
			 proto_name((enum proto)row->first_proto),
			 any_port ? "" : "/", any_port ? "" : ports, from);
	else
		snprintf(buf, size, "proto/%s", protos);
}

char *ask_row_text(char buf[static ASK_ROW_TEXT], const struct ask_row *row)
{
	char source[RANGE_TEXT], destination[RANGE_TEXT], service[96];
	char iif[IFACE_SHOWN], oif[IFACE_SHOWN];

	service_text(service, sizeof(service), row);
	snprintf(buf, ASK_ROW_TEXT, "%s %s -> %s %s %s%s%s%s%s",
		 row->from ? row->from->name : "gateway",
		 range_text(source, &row->source),
		 row->to ? row->to->name : "gateway",
		 range_text(destination, &row->destination), service,
		 row->iif ? " iifname=" : "",
		 text_shown(iif, sizeof(iif), row->iif ? row->iif : ""),
		 row->oif ? " oifname=" : "",
		 text_shown(oif, sizeof(oif), row->oif ? row->oif : ""));
	return buf;
}
