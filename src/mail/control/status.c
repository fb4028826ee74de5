/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c -- how a relay does: what the store says, on one screen, as JSON
 */
#include "mail/control/status.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "base/wire.h"

enum {
	NEARLY_FULL = 90, /* percent */
	NAME_COLUMNS = 39
};

/* ------ as bytes ------ */

void store_status_pack(const struct store_status *status,
		       uint8_t out[static STORE_STATUS_LEN])
{
	struct pack pack = { out, out + STORE_STATUS_LEN, false };

	memset(out, 0, STORE_STATUS_LEN);
	pack_u64(&pack, status->used);
	pack_u64(&pack, status->cap);
	pack_u32(&pack, status->days);
	pack_u32(&pack, status->oldest);
	pack_u32(&pack, status->held);
	pack_u32(&pack, status->oldest_held);
	pack_u8(&pack, status->damaged);
	pack_u8(&pack, status->spoilt);
	pack_u8(&pack, status->failing);
	must(!pack.bad && pack.pos == pack.end);
}

bool store_status_unpack(const uint8_t *bytes, size_t len,
			 struct store_status *out)
{
	struct wire wire = { bytes, bytes + len, false };
	uint8_t damaged, spoilt, failing;

	out->used = wire_u64(&wire);
	out->cap = wire_u64(&wire);
	out->days = wire_u32(&wire);
	out->oldest = wire_u32(&wire);
	out->held = wire_u32(&wire);
	out->oldest_held = wire_u32(&wire);
	damaged = wire_u8(&wire);
	out->damaged = damaged;
	spoilt = wire_u8(&wire);
	out->spoilt = spoilt;
	failing = wire_u8(&wire);
	out->failing = failing;
	return wire_done(&wire) && damaged <= 1 && spoilt <= 1 && failing <= 1;
}

/* ------ one screen ------ */

static void print_bytes(FILE *out, uint64_t bytes)
{
	static const char units[] = "KMGTPE";
	double n = (double)bytes;
	size_t unit = 0;

	if (bytes < 1024) {
		fprintf(out, "%" PRIu64 " B", bytes);
		return;
	}
	for (n /= 1024; n >= 1024 && unit + 1 < strlen(units); unit++)
		n /= 1024;
	fprintf(out, "%.1f %ciB", n, units[unit]);
}

static void print_count(const char *name, const struct tally_count *count,
			FILE *out)
{
	fprintf(out,
		"  %-*s %10" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 "  ",
		(int)(NAME_COLUMNS + strlen(name) - text_columns(name)), name,
		count->messages[TALLY_DELIVERED], count->messages[TALLY_HELD],
		count->messages[TALLY_REFUSED],
		count->messages[TALLY_DEFERRED]);
	print_bytes(out, count->bytes);
	fputc('\n', out);
}

static void warn_of_hop(const struct tally *tally, FILE *out)
{
	char since[WHEN_TEXT];

	if (tally->hop_silent)
		fprintf(out,
			"! the next hop has not answered since %s "
			"(転送先が応答しない): mail waits at whoever brings it "
			"(接続元のサーバで待っている); the log has next-hop-…, "
			"and why\n",
			when_local(since, (time_t)tally->hop_silent));
}

static void print_tally(const struct tally *tally, FILE *out)
{
	static const struct {
		const char *name;
		unsigned permille;
	} shown[] = { { "p50", 500 }, { "p95", 950 }, { "p99", 990 } };

	char peer[ADDR_TEXT];

	fputs("\nmessages (通数)                            delivered  "
	      "   held  refused deferred  bytes\n"
	      "                                                配送"
	      "     保留     拒否 再送待ち  サイズ\n",
	      out);
	print_count("all (合計)", &tally->all, out);
	for (size_t i = 0; i < tally->n_peers; i++)
		print_count(addr_text(peer, &tally->peers[i].addr),
			    &tally->peers[i].count, out);
	if (tally_messages(&tally->others))
		print_count("others (その他)", &tally->others, out);
	fputs("\nmilliseconds (所要時間)  ", out);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		fprintf(out, "%s %.1f  ", shown[i].name,
			(double)tally_percentile(tally, shown[i].permille) /
				1000);
	fprintf(out, "max %.1f\n", (double)tally->longest / 1000);
	fprintf(out,
		"sessions (接続) %" PRIu64 ", turned away (拒否) %" PRIu64
		", recipients refused (宛先拒否) %" PRIu64 "\n",
		tally->sessions, tally->turned_away, tally->rcpts_refused);
	warn_of_hop(tally, out);
}

static unsigned percent(const struct store_status *store)
{
	return store->cap ? (unsigned)(100.0 * (double)store->used /
				       (double)store->cap)
			  : 0;
}

static void warn_of_store(const struct status *status, FILE *out)
{
	const struct store_status *store = &status->store;

	if (store->failing)
		fputs("! the newest message could not be kept "
		      "(原本を保存できず、受信を断っている): its sender's server "
		      "has it; the log has not-kept, and why\n",
		      out);
	if (percent(store) >= NEARLY_FULL)
		fputs("! the store is nearly full (保存領域の残りが少ない): at "
		      "its cap mail is put off with 452; sekisho-mail(8), When "
		      "the store is full\n",
		      out);
	if (store->spoilt)
		fputs("! originals are damaged, or cannot be read "
		      "(原本の一部が失われたか、読めない): see to the disk; the log "
		      "has store-damaged or store, and which\n",
		      out);
	if (store->damaged)
		fprintf(out,
			"! the journal of accesses is damaged "
			"(原本の閲覧記録が壊れている): sekisho journal verify "
			"--folder %s/journal\n",
			status->folder);
}

static void print_store(const struct status *status, FILE *out)
{
	const struct store_status *store = &status->store;

	fputs("\noriginals (原本)  ", out);
	print_bytes(out, store->used);
	fputs(" of ", out);
	print_bytes(out, store->cap);
	fprintf(out, " (%u%%), kept %" PRIu32 " days", percent(store),
		store->days);
	if (store->oldest)
		fprintf(out, ", oldest %08" PRIu32, store->oldest);
	fprintf(out, "\nheld (保留)       %" PRIu32, store->held);
	if (store->oldest_held)
		fprintf(out, ", oldest %08" PRIu32 ": sekisho mail held",
			store->oldest_held);
	fputc('\n', out);
	warn_of_store(status, out);
}

static void print_certificate(const struct status *status, FILE *out)
{
	const struct tls_dates *dates = &status->certificate;
	char end[WHEN_TEXT];

	fprintf(out, "\ncertificate (証明書)  until %s\n",
		when_local(end, dates->until));
	switch (tls_age(dates, status->now)) {
	case TLS_GOOD:
		return;
	case TLS_TOO_YOUNG:
		fputs("! it is not good yet (有効期間の前): see whether the clock "
		      "is right\n",
		      out);
		return;
	case TLS_ENDS:
		fprintf(out,
			"! it ends in %d days (まもなく有効期限): renew it, and "
			"restart the relay\n",
			tls_days(dates, status->now));
		return;
	case TLS_EXPIRED:
		fputs("! it has expired (有効期限切れ): servers that look at "
		      "dates send nothing, or in the clear; renew it, and "
		      "restart the relay\n",
		      out);
		return;
	}
}

void status_print(const struct status *status, FILE *out)
{
	char since[WHEN_TEXT];

	fprintf(out, "relay (中継)      %s\nup since (起動)   %s\n",
		status->relay, when_local(since, (time_t)status->tally.since));
	print_tally(&status->tally, out);
	if (status->has_store)
		print_store(status, out);
	else
		fputs("\noriginals (原本)  are not kept (保存しない)\n", out);
	if (status->has_certificate)
		print_certificate(status, out);
}

/* ------ JSON ------ */

static void put_count(struct json *json, const struct tally_count *count)
{
	json_key(json, "messages");
	json_object(json);
	for (enum tally_result i = 0; i < N_TALLY_RESULTS; i++)
		json_member_number(json, tally_result_name(i),
				   count->messages[i]);
	json_object_end(json);
	json_member_number(json, "bytes", count->bytes);
}

static void put_milliseconds(struct json *json, const char *key, uint64_t us)
{
	json_key(json, key);
	json_seconds(json, (double)us / 1000);
}

static void put_peers(struct json *json, const struct tally *tally)
{
	char peer[ADDR_TEXT];

	json_key(json, "peers");
	json_array(json);
	for (size_t i = 0; i < tally->n_peers; i++) {
		json_object(json);
		json_member(json, "peer",
			    addr_text(peer, &tally->peers[i].addr));
		put_count(json, &tally->peers[i].count);
		json_object_end(json);
	}
	json_array_end(json);
	json_key(json, "others");
	json_object(json);
	put_count(json, &tally->others);
	json_object_end(json);
}

static void put_tally(struct json *json, const struct tally *tally)
{
	json_member_number(json, "since", tally->since);
	json_member_number(json, "sessions", tally->sessions);
	json_member_number(json, "turned_away", tally->turned_away);
	json_member_number(json, "rcpts_refused", tally->rcpts_refused);
	if (tally->hop_silent)
		json_member_number(json, "hop_silent_since", tally->hop_silent);
	else
		json_member(json, "hop_silent_since", NULL);
	put_count(json, &tally->all);
	json_key(json, "milliseconds");
	json_object(json);
	put_milliseconds(json, "p50", tally_percentile(tally, 500));
	put_milliseconds(json, "p95", tally_percentile(tally, 950));
	put_milliseconds(json, "p99", tally_percentile(tally, 990));
	put_milliseconds(json, "max", tally->longest);
	json_object_end(json);
	put_peers(json, tally);
}

static void put_day(struct json *json, const char *key, uint32_t day)
{
	char text[16];

	snprintf(text, sizeof(text), "%08" PRIu32, day);
	json_member(json, key, day ? text : NULL);
}

static void put_store(struct json *json, const struct store_status *store)
{
	json_object(json);
	json_member_number(json, "used", store->used);
	json_member_number(json, "cap", store->cap);
	json_member_number(json, "days", store->days);
	put_day(json, "oldest", store->oldest);
	json_member_number(json, "held", store->held);
	put_day(json, "oldest_held", store->oldest_held);
	json_key(json, "journal_damaged");
	json_bool(json, store->damaged);
	json_key(json, "originals_damaged");
	json_bool(json, store->spoilt);
	json_key(json, "failing");
	json_bool(json, store->failing);
	json_object_end(json);
}

static void put_certificate(struct json *json, const struct tls_dates *dates)
{
	json_object(json);
	json_member_number(json, "from", (uint64_t)dates->from);
	json_member_number(json, "until", (uint64_t)dates->until);
	json_object_end(json);
}

void status_print_json(const struct status *status, FILE *out)
{
	struct json json = { .out = out };

	json_object(&json);
	json_member(&json, "relay", status->relay);
	json_member_number(&json, "now", (uint64_t)status->now);
	put_tally(&json, &status->tally);
	json_key(&json, "store");
	if (status->has_store)
		put_store(&json, &status->store);
	else
		json_string(&json, NULL);
	json_key(&json, "certificate");
	if (status->has_certificate)
		put_certificate(&json, &status->certificate);
	else
		json_string(&json, NULL);
	json_object_end(&json);
	fputc('\n', out);
}
