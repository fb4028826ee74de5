/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.c -- a policy as canonical text: its small words
 */
#include "policy/print/print.h"

#include "policy/print/key.h"

void print_string(const char *text, FILE *out)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

void print_key(const char *key, const char *text, FILE *out)
{
	if (!*text)
		return;
	fprintf(out, " %s = ", key);
	print_string(text, out);
	fputc(';', out);
}

static void print_range(const struct addr_range *range, FILE *out)
{
	char text[RANGE_TEXT];

	fprintf(out, "\"%s\"", range_text(text, range));
}

void print_ranges(const char *key, const struct ranges *ranges, FILE *out)
{
	const char *comma = "";

	if (!ranges->n)
		return;
	fprintf(out, " %s = [", key);
	vec_each(range, ranges) {
		fputs(comma, out);
		print_range(range, out);
		comma = ", ";
	}
	fputs("];", out);
}

void print_addrs(const char *key, const struct addr *addrs, size_t n, FILE *out)
{
	char text[ADDR_TEXT];

	if (!n)
		return;
	fprintf(out, " %s = [", key);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s\"%s\"", i ? ", " : "",
			addr_text(text, &addrs[i]));
	fputs("];", out);
}

void print_ref(const struct ref *ref, FILE *out)
{
	switch (ref->kind) {
	case REF_ANY:
		fputs("\"any\"", out);
		break;
	case REF_RANGE:
		print_range(&ref->range, out);
		break;
	case REF_HOST:
		print_string(ref->host->name, out);
		break;
	case REF_GROUP:
		print_string(ref->group->name, out);
		break;
	}
}

void print_refs(const char *key, const struct refs *refs, FILE *out)
{
	const char *comma = "";

	fprintf(out, " %s = [", key);
	vec_each(ref, refs) {
		fputs(comma, out);
		print_ref(ref, out);
		comma = ", ";
	}
	fputs("];", out);
}

void print_port_range(const struct port_range *port, FILE *out)
{
	fprintf(out, "%s/", proto_name(port->proto));
	if (port->proto == PROTO_ICMP || port->proto == PROTO_ICMPV6)
		fputs("echo-request", out);
	else if (port->first == port->last)
		fprintf(out, "%u", port->first);
	else
		fprintf(out, "%u-%u", port->first, port->last);
}

static void print_service_ref(const struct service_ref *ref, FILE *out)
{
	if (ref->service) {
		print_string(ref->service->name, out);
		return;
	}
	fputc('"', out);
	print_port_range(&ref->literal, out);
	fputc('"', out);
}

void print_services(const struct service_refs *refs, FILE *out)
{
	const char *comma = "";

	fputs(" service = [", out);
	vec_each(ref, refs) {
		fputs(comma, out);
		print_service_ref(ref, out);
		comma = ", ";
	}
	fputs("];", out);
}

const char *print_day(char buf[static 16], const struct policy *policy,
		      time_t second)
{
	time_t local = second + policy->utc_offset;
	struct tm tm;

	gmtime_r(&local, &tm);
	strftime(buf, 16, "%Y-%m-%d", &tm);
	return buf;
}

/* Days one by one from Monday, runs of three or more as "mon-fri". */
static void print_days(uint8_t days, FILE *out)
{
	static const char *const names[] = { "mon", "tue", "wed", "thu",
					     "fri", "sat", "sun" };
	const char *comma = "";

	for (unsigned day = 0; day < 7; day++) {
		unsigned last = day;

		if (!(days >> (day + 1) % 7 & 1))
			continue;
		while (last < 6 && days >> (last + 2) % 7 & 1)
			last++;
		fprintf(out, "%s%s", comma, names[day]);
		comma = ",";
		if (last > day + 1) {
			fprintf(out, "-%s", names[last]);
			day = last;
		}
	}
}

void print_hours(const struct hours *hours, FILE *out)
{
	print_days(hours->days, out);
	fprintf(out, " %02u:%02u-%02u:%02u", hours->from / 3600,
		hours->from / 60 % 60, hours->to / 3600, hours->to / 60 % 60);
}

void print_rate(const char *key, const struct rate *rate, FILE *out)
{
	const char *unit = rate->seconds == 1      ? "second"
			   : rate->seconds == 60   ? "minute"
			   : rate->seconds == 3600 ? "hour"
						   : "day";

	if (rate->count)
		fprintf(out, " %s = \"%u/%s burst %u\";", key, rate->count,
			unit, rate->burst);
}

void print_validity(const struct policy *policy, time_t from, time_t until,
		    FILE *out)
{
	char day[16];

	if (from)
		print_key("valid_from", print_day(day, policy, from), out);
	if (until)
		print_key("valid_until", print_day(day, policy, until - 1),
			  out);
}

void print_approval(const struct policy *policy,
		    const struct approval *approval, FILE *out)
{
	print_key("purpose", approval->purpose, out);
	print_key("document", approval->document, out);
	print_key("requested_by", approval->requested_by, out);
	print_key("approved_by", approval->approved_by, out);
	print_key("override_reason", approval->override_reason, out);
	print_validity(policy, approval->valid_from, approval->valid_until,
		       out);
}
