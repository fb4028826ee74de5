/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_sheet.c -- what has to be reported of an isolation, filled in
 */
#include "daemon/engine/report_sheet.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "evidence/keep.h"

static const char template_name[] = "report/isolation.txt";

enum {
	SHOWN_MAX = 64 /* bytes of a name that is wrong */
};

/* What a name's value is taken from. */
struct row {
	const struct report_sheet *sheet;
	const struct cut_entry *flow;
	const struct index_contact *contact;
};

enum each {
	ONCE,
	EACH_FLOW,
	EACH_CONTACT,
};

/* ------ values ------ */

static void put_text(FILE *out, const char *text)
{
	fputs(text && *text ? text : "-", out);
}

static void put_count(FILE *out, uint64_t count)
{
	fprintf(out, "%" PRIu64, count);
}

/* A connection without a packet there is not: then nobody counted. */
static void put_volume(FILE *out, uint64_t volume, uint64_t packets)
{
	if (packets)
		put_count(out, volume);
	else
		put_text(out, NULL);
}

static const struct index *index_of(const struct report_sheet *sheet)
{
	return &sheet->engine->live.index;
}

static void put_time(FILE *out, const struct report_sheet *sheet, time_t t)
{
	static const char *const week[] = { "日", "月", "火", "水",
					    "木", "金", "土" };
	const time_t local = t + index_of(sheet)->utc_offset;
	struct tm tm;

	if (!gmtime_r(&local, &tm)) {
		put_text(out, NULL);
		return;
	}
	fprintf(out, "%d年%d月%d日（%s）%02d:%02d:%02d", tm.tm_year + 1900,
		tm.tm_mon + 1, tm.tm_mday, week[tm.tm_wday], tm.tm_hour,
		tm.tm_min, tm.tm_sec);
}

static void put_target(FILE *out, const struct row *row)
{
	put_text(out, row->sheet->order->word);
}

static void put_label(FILE *out, const struct row *row)
{
	static const char prefix[] = "zone:";
	const char *word = row->sheet->order->word;
	const struct index_zone *zone = NULL;

	if (!strncmp(word, prefix, strlen(prefix)))
		zone = index_find_zone(index_of(row->sheet),
				       word + strlen(prefix));
	put_text(out, zone ? zone->label : NULL);
}

static void put_by(FILE *out, const struct row *row)
{
	put_text(out, row->sheet->order->by);
}

static void put_reason(FILE *out, const struct row *row)
{
	put_text(out, row->sheet->order->reason);
}

static void put_since(FILE *out, const struct row *row)
{
	put_time(out, row->sheet, row->sheet->order->since);
}

static void put_now(FILE *out, const struct row *row)
{
	put_time(out, row->sheet, row->sheet->now);
}

static void put_milliseconds(FILE *out, const struct row *row)
{
	fprintf(out, "%" PRId64, row->sheet->milliseconds);
}

static void put_generation(FILE *out, const struct row *row)
{
	uint32_t number = row->sheet->engine->live.number;

	if (number)
		put_count(out, number);
	else
		put_text(out, NULL);
}

static void put_policy(FILE *out, const struct row *row)
{
	const struct standing *live = &row->sheet->engine->live;
	char hex[DIGEST_TEXT];

	put_text(out,
		 live->number ? text_hex(hex, live->policy, DIGEST_LEN) : NULL);
}

static void put_journal(FILE *out, const struct row *row)
{
	const struct journal_head *head = &row->sheet->engine->journal.head;
	char hex[DIGEST_TEXT];

	if (head->n)
		fprintf(out, "%" PRIu64 ":%s", head->n,
			text_hex(hex, head->hash, DIGEST_LEN));
	else
		put_text(out, NULL);
}

struct volume {
	uint64_t packets, bytes;
};

static struct volume total(const struct row *row)
{
	struct volume sum = { 0 };

	vec_each(entry, &row->sheet->cut->entries) {
		sum.packets += entry->packets;
		sum.bytes += entry->bytes;
	}
	return sum;
}

static void put_connections(FILE *out, const struct row *row)
{
	put_count(out, row->sheet->cut->n);
}

static void put_packets(FILE *out, const struct row *row)
{
	struct volume sum = total(row);

	put_volume(out, sum.packets, sum.packets);
}

static void put_bytes(FILE *out, const struct row *row)
{
	struct volume sum = total(row);

	put_volume(out, sum.bytes, sum.packets);
}

static void put_left(FILE *out, const struct row *row)
{
	put_count(out, row->sheet->cut->n_left);
}

static void put_flow(FILE *out, const struct row *row)
{
	put_text(out, row->flow->id);
}

static void put_flow_connections(FILE *out, const struct row *row)
{
	put_count(out, row->flow->n);
}

static void put_flow_packets(FILE *out, const struct row *row)
{
	put_volume(out, row->flow->packets, row->flow->packets);
}

static void put_flow_bytes(FILE *out, const struct row *row)
{
	put_volume(out, row->flow->bytes, row->flow->packets);
}

static void put_contact_name(FILE *out, const struct row *row)
{
	put_text(out, row->contact->name);
}

static void put_contact_role(FILE *out, const struct row *row)
{
	put_text(out, row->contact->role);
}

static void put_contact_phone(FILE *out, const struct row *row)
{
	put_text(out, row->contact->phone);
}

static void put_contact_mail(FILE *out, const struct row *row)
{
	put_text(out, row->contact->mail);
}

static const struct report_name {
	const char *name;
	enum each each;
	void (*put)(FILE *out, const struct row *row);
} names[] = {
	{ "target", ONCE, put_target },
	{ "label", ONCE, put_label },
	{ "by", ONCE, put_by },
	{ "reason", ONCE, put_reason },
	{ "since", ONCE, put_since },
	{ "now", ONCE, put_now },
	{ "milliseconds", ONCE, put_milliseconds },
	{ "generation", ONCE, put_generation },
	{ "policy", ONCE, put_policy },
	{ "journal", ONCE, put_journal },
	{ "connections", ONCE, put_connections },
	{ "packets", ONCE, put_packets },
	{ "bytes", ONCE, put_bytes },
	{ "left", ONCE, put_left },
	{ "flow", EACH_FLOW, put_flow },
	{ "flow-connections", EACH_FLOW, put_flow_connections },
	{ "flow-packets", EACH_FLOW, put_flow_packets },
	{ "flow-bytes", EACH_FLOW, put_flow_bytes },
	{ "contact-name", EACH_CONTACT, put_contact_name },
	{ "contact-role", EACH_CONTACT, put_contact_role },
	{ "contact-phone", EACH_CONTACT, put_contact_phone },
	{ "contact-mail", EACH_CONTACT, put_contact_mail },
};

/* ------ lines ------ */

static const struct report_name *find_name(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i].name) == len &&
		    !memcmp(names[i].name, name, len))
			return &names[i];
	return NULL;
}

/* The next {NAME} from `at` on: its name, with `open` at its brace and `behind`
 * behind it. NULL where `open` is NULL: there is none; else it is unknown. */
static const struct report_name *next_name(const char *at, const char **open,
					   const char **behind)
{
	const char *close;

	*open = strchr(at, '{');
	if (!*open)
		return NULL;
	close = *open + strcspn(*open, "}");
	*behind = *close ? close + 1 : close;
	return *close ? find_name(*open + 1, (size_t)(close - *open - 1))
		      : NULL;
}

/* False, with the reason, for a line that cannot be filled in. */
static bool read_line(const char *line, size_t number, enum each *each,
		      char why[static REPORT_WHY])
{
	const struct report_name *name;
	const char *open, *behind = line;

	*each = ONCE;
	if (strlen(line) > REPORT_LINE_MAX) {
		snprintf(why, REPORT_WHY, "%s:%zu: more than %d bytes",
			 template_name, number, REPORT_LINE_MAX);
		return false;
	}
	while ((name = next_name(behind, &open, &behind))) {
		if (*each != ONCE && name->each != ONCE &&
		    name->each != *each) {
			snprintf(why, REPORT_WHY,
				 "%s:%zu: flows and contacts in one line",
				 template_name, number);
			return false;
		}
		if (name->each != ONCE)
			*each = name->each;
	}
	if (!open)
		return true;
	snprintf(why, REPORT_WHY,
		 "%s:%zu: no such name, or it does not end: %.*s",
		 template_name, number,
		 behind - open < SHOWN_MAX ? (int)(behind - open) : SHOWN_MAX,
		 open);
	return false;
}

static void fill(FILE *out, const char *line, const struct row *row)
{
	const struct report_name *name;
	const char *open, *at = line;

	for (const char *behind = at;
	     (name = next_name(behind, &open, &behind)); at = behind) {
		fwrite(at, 1, (size_t)(open - at), out);
		name->put(out, row);
	}
	fprintf(out, "%s\n", at);
}

static void fill_each(FILE *out, const char *line, enum each each,
		      const struct report_sheet *sheet)
{
	struct row row = { .sheet = sheet };

	switch (each) {
	case ONCE:
		fill(out, line, &row);
		break;
	case EACH_FLOW:
		vec_each(flow, &sheet->cut->entries) {
			row.flow = flow;
			fill(out, line, &row);
		}
		break;
	case EACH_CONTACT:
		vec_each(contact, &index_of(sheet)->contacts) {
			row.contact = contact;
			fill(out, line, &row);
		}
		break;
	}
}

static bool fill_all(const struct report_sheet *sheet, char *text, FILE *out,
		     char why[static REPORT_WHY])
{
	char *line;
	enum each each;

	for (size_t number = 1; (line = strsep(&text, "\n")); number++) {
		if (*line == '#' || (!text && !*line))
			continue;
		if (!read_line(line, number, &each, why))
			return false;
		fill_each(out, line, each, sheet);
	}
	return true;
}

bool report_sheet_write(const struct report_sheet *sheet, int rules, FILE *out,
			char why[static REPORT_WHY])
{
	_cleanup_(freep) char *template = NULL, *filled = NULL;
	size_t len = 0, filled_len = 0;
	FILE *into;
	bool done;
	int r = keep_read(rules, template_name, REPORT_TEMPLATE_MAX, &template,
			  &len);

	if (r < 0 || !text_is_utf8(template, len)) {
		snprintf(why, REPORT_WHY, "%s: %s", template_name,
			 r < 0 ? strerror(-r) : "not UTF-8");
		return false;
	}
	into = open_memstream(&filled, &filled_len);
	must(into);
	done = fill_all(sheet, template, into, why);
	must(fclose(into) == 0);
	if (done)
		fwrite(filled, 1, filled_len, out);
	return done;
}
