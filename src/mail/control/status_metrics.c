/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status_metrics.c -- how a relay does, as OpenMetrics text
 *
 * https://github.com/OpenObservability/OpenMetrics, specification 1.0: families
 * one behind the other, each with its type; counters end in _total; "# EOF".
 */
#include <inttypes.h>

#include "mail/control/status.h"

struct page {
	FILE *out;
	const char *relay; /* hostname:token: nothing in it needs an escape */
};

static void family(const struct page *page, const char *name, const char *type,
		   const char *help)
{
	fprintf(page->out,
		"# TYPE sekisho_mail_%s %s\n# HELP sekisho_mail_%s %s\n", name,
		type, name, help);
}

/* What counts counts from the start on, and says so. */
#define SINCE " Since sekisho_mail_start_time_seconds."

static void plain(const struct page *page, const char *name, uint64_t value)
{
	fprintf(page->out, "sekisho_mail_%s{relay=\"%s\"} %" PRIu64 "\n", name,
		page->relay, value);
}

static void counter(const struct page *page, const char *name, const char *help,
		    uint64_t value)
{
	family(page, name, "counter", help);
	fprintf(page->out, "sekisho_mail_%s_total{relay=\"%s\"} %" PRIu64 "\n",
		name, page->relay, value);
}

static void gauge(const struct page *page, const char *name, const char *help,
		  uint64_t value)
{
	family(page, name, "gauge", help);
	plain(page, name, value);
}

static void put_results(const struct page *page, const char *peer,
			const struct tally_count *count)
{
	for (enum tally_result i = 0; i < N_TALLY_RESULTS; i++)
		fprintf(page->out,
			"sekisho_mail_messages_total{relay=\"%s\",peer=\"%s\","
			"result=\"%s\"} %" PRIu64 "\n",
			page->relay, peer, tally_result_name(i),
			count->messages[i]);
}

static void put_messages(const struct page *page, const struct tally *tally)
{
	char peer[ADDR_TEXT];

	family(page, "messages", "counter",
	       "Messages by what became of them." SINCE);
	for (size_t i = 0; i < tally->n_peers; i++)
		put_results(page, addr_text(peer, &tally->peers[i].addr),
			    &tally->peers[i].count);
	put_results(page, "others", &tally->others);
}

/* Of a message, from its final dot to our answer: powers of two from 16
 * microseconds to half an hour. */
static void put_histogram(const struct page *page, const struct tally *tally)
{
	family(page, "message_seconds", "histogram",
	       "From the final dot of a message to our answer." SINCE);
	for (unsigned exponent = 4; exponent < 32; exponent++)
		fprintf(page->out,
			"sekisho_mail_message_seconds_bucket{relay=\"%s\","
			"le=\"%.10g\"} %" PRIu64 "\n",
			page->relay, (double)(UINT64_C(1) << exponent) / 1e6,
			tally_within(tally, exponent));
	fprintf(page->out,
		"sekisho_mail_message_seconds_bucket{relay=\"%s\","
		"le=\"+Inf\"} %" PRIu64 "\n",
		page->relay, tally_messages(&tally->all));
	plain(page, "message_seconds_count", tally_messages(&tally->all));
	fprintf(page->out,
		"sekisho_mail_message_seconds_sum{relay=\"%s\"} %.6f\n",
		page->relay, (double)tally->total / 1e6);
}

static void put_store(const struct page *page, const struct store_status *store)
{
	gauge(page, "originals_bytes", "Bytes of originals on the disk.",
	      store->used);
	gauge(page, "originals_bytes_limit", "Bytes that they may grow to.",
	      store->cap);
	gauge(page, "originals_held", "Originals that wait for a decision.",
	      store->held);
	gauge(page, "originals_failing",
	      "1: the newest message could not be kept, and was put off.",
	      store->failing);
	gauge(page, "originals_damaged",
	      "1: originals on the disk are lost, or cannot be read.",
	      store->spoilt);
	gauge(page, "journal_damaged", "1: the journal of accesses is damaged.",
	      store->damaged);
}

void status_print_metrics(const struct status *status, FILE *out)
{
	const struct page page = { out, status->relay };
	const struct tally *tally = &status->tally;

	gauge(&page, "start_time_seconds",
	      "When the processes were started, the last time that they all "
	      "were: all counters began at 0 then.",
	      tally->since);
	counter(&page, "sessions", "Connections that were let in." SINCE,
		tally->sessions);
	counter(&page, "turned_away", "Connections that were refused." SINCE,
		tally->turned_away);
	counter(&page, "recipients_refused",
		"Recipients that were refused." SINCE, tally->rcpts_refused);
	gauge(&page, "next_hop_failing",
	      "1: the next hop did not answer, the last time that it was asked.",
	      tally->hop_silent != 0);
	counter(&page, "bytes", "Bytes of messages, as they came." SINCE,
		tally->all.bytes);
	put_messages(&page, tally);
	put_histogram(&page, tally);
	if (status->has_store)
		put_store(&page, &status->store);
	if (status->has_certificate)
		gauge(&page, "certificate_end_time_seconds",
		      "When our certificate for TLS ends.",
		      (uint64_t)status->certificate.until);
	fputs("# EOF\n", out);
}
