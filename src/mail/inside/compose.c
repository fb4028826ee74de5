/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose.c -- from the transform's word to the message of a transaction
 */
#include <stdio.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/text.h"
#include "mail/inside/inside.h"
#include "mail/plain/compose_held.h"
#include "mail/plain/my_number.h"
#include "mail/plain/verify_files.h"
#include "mail/procs.h"
#include "privsep/channel.h"

static char plain_bytes[PLAIN_BYTES];
static struct plain plain;

static bool read_whole(int fd, size_t len)
{
	size_t n = 0;

	if (len > sizeof(plain_bytes))
		return false;
	while (n < len) {
		ssize_t r = pread(fd, plain_bytes + n, len - n, (off_t)n);

		if (r <= 0)
			return false;
		n += (size_t)r;
	}
	return true;
}

/* Are the files those that the transform speaks of? Their digests are in the
 * notice. */
static bool files_are_whole(void)
{
	for (size_t i = 0; i < plain.n_files; i++) {
		const struct slice bytes = plain.files[i].bytes;
		uint8_t digest[DIGEST_LEN];
		char hex[DIGEST_TEXT];

		digest_of(bytes.at, bytes.len, digest);
		text_hex(hex, digest, sizeof(digest));
		if (!slice_is(plain.files[i].sha256, hex))
			return false;
	}
	return true;
}

static bool is_envelope_of(const struct tx *tx)
{
	if (!slice_is(plain.sender, tx->envelope.sender) ||
	    plain.n_rcpts != tx->envelope.n_rcpts)
		return false;
	for (size_t i = 0; i < plain.n_rcpts; i++)
		if (!slice_is(plain.rcpts[i], tx->envelope.rcpts[i]))
			return false;
	return true;
}

/* RFC 5322 3.3. Not by strftime(3), which opens files on its way. */
static void write_date(char *out, size_t size)
{
	static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed",
					 "Thu", "Fri", "Sat" };
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr",
					    "May", "Jun", "Jul", "Aug",
					    "Sep", "Oct", "Nov", "Dec" };
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	snprintf(out, size, "%s, %02d %s %04d %02d:%02d:%02d +0000",
		 days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
		 tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* RFC 5321 4.4, for the trace that the input's fields gave way to. */
static void write_received(const struct inside *inside, const struct tx *tx,
			   char *out, size_t size)
{
	char date[80];

	write_date(date, sizeof(date));
	snprintf(out, size, "by %s (sekisho)\r\n id %08x; %s",
		 inside->settings.hostname, tx->id, date);
}

/* The words of the list, as many as there is room for. */
static void write_actions(const struct words *words, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < words->n; i++) {
		const struct slice word = words->at[i];

		if (len + word.len + 2 > size)
			return;
		len += (size_t)snprintf(out + len, size - len, "%s%.*s",
					i ? " " : "", (int)word.len, word.at);
	}
}

/* All of it is there but the final dot. False: there is no memory for that. */
static bool end_message(struct tx *tx)
{
	struct done *done = &tx->done;

	digest_of(tx->composed.bytes, tx->composed.len, done->digest);
	done->size = (uint32_t)tx->composed.len;
	composed_text(&tx->composed, ".\r\n");
	return !tx->composed.failed;
}

static bool compose(const struct inside *inside, struct tx *tx,
		    struct answer *answer)
{
	char received[LIMIT_DOMAIN + 128], reference[REFERENCE_TEXT];
	const struct compose_options options = {
		.hostname = inside->settings.hostname,
		.mark = inside->settings.mark,
		.received = received,
		.notice = inside->settings.notice,
		.reference = tx->reference.day ? reference : NULL,
	};

	*answer = answer_of(ANSWER_MEMORY);
	write_received(inside, tx, received, sizeof(received));
	reference_text(reference, &tx->reference);
	switch (compose_message(&plain, &options, &tx->composed)) {
	case COMPOSE_OK:
		tx->done.removed = (uint32_t)plain.n_removed;
		write_actions(&plain.actions, tx->done.actions,
			      sizeof(tx->done.actions));
		return end_message(tx);
	case COMPOSE_LOOP:
		*answer = answer_of(ANSWER_LOOP);
		return false;
	case COMPOSE_MEMORY:
		break;
	}
	return false;
}

/* Memory is left for another beside those that are on their way: the inside
 * ends where it has none for itself, and all of them with it. */
static bool has_room(const struct inside *inside)
{
	size_t all = 0;

	for (size_t i = 0; i < N_SLOTS; i++)
		if (inside->txs[i])
			all += inside->txs[i]->composed.size;
	return all <= LIMIT_COMPOSED;
}

/* May it go on? What was found is counted, never told. */
static bool check_my_number(const struct inside *inside, const struct tx *tx)
{
	bool refuse = inside->settings.my_number == MY_NUMBER_REFUSE;
	uint32_t n;

	if (inside->settings.my_number == MY_NUMBER_IGNORE)
		return true;
	n = my_number_tell(&plain);
	if (!n)
		return true;
	log_warn("my-number id=%08x found=%u refused=%d", tx->id, n, refuse);
	return !refuse;
}

/* NULL, or why it may not go on. */
static const char *verify(const struct inside *inside, const struct tx *tx,
			  int fd, size_t len)
{
	const struct settings *settings = &inside->settings;
	const struct file_rules rules = {
		.words = settings->attachments,
		.each = settings->attachment_size,
		.all = settings->attachments_size,
	};
	const char *wrong = "length";

	if (read_whole(fd, len))
		wrong = plain_read_files(plain_bytes, len, &rules, &plain);
	if (wrong)
		return wrong;
	if (!is_envelope_of(tx))
		return "envelope";
	return files_are_whole() ? NULL : "digest";
}

bool tx_compose(struct inside *inside, struct tx *tx, int fd, size_t len,
		struct answer *answer)
{
	const char *why = verify(inside, tx, fd, len);

	if (why) {
		log_err("plain-refused id=%08x why=%s", tx->id, why);
		/* Is it gone, that is heard elsewhere. */
		channel_send(FD_INSIDE_ZYGOTE, MESSAGE_REFUTED, tx->id, NULL, 0,
			     -1);
		*answer = answer_of(ANSWER_REFUTED);
		return false;
	}
	if (!check_my_number(inside, tx)) {
		*answer = answer_of(ANSWER_MY_NUMBER);
		return false;
	}
	if (!has_room(inside)) {
		*answer = answer_of(ANSWER_MEMORY);
		return false;
	}
	return compose(inside, tx, answer);
}

/* For people, in the policy's time zone. */
static void write_time(char *out, size_t size)
{
	static const char *const week[7] = { "日", "月", "火", "水",
					     "木", "金", "土" };
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	snprintf(out, size, "%d年%d月%d日（%s）%02d:%02d", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday, week[tm.tm_wday], tm.tm_hour,
		 tm.tm_min);
}

bool tx_compose_held(const struct inside *inside, struct tx *tx,
		     enum held_why why, uint32_t size, struct answer *answer)
{
	char received[LIMIT_DOMAIN + 128], reference[REFERENCE_TEXT];
	char date[80], now[80];
	const struct compose_options options = {
		.hostname = inside->settings.hostname,
		.mark = inside->settings.mark,
		.received = received,
		.notice = inside->settings.held,
		.reference = reference_text(reference, &tx->reference),
	};
	const struct envelope *envelope = &tx->envelope;
	const struct held_mail held = {
		.sender = envelope->sender,
		.why = held_why_name(why),
		.time = now,
		.date = date,
		.rcpt = envelope->n_rcpts == 1 ? envelope->rcpts[0] : NULL,
		.size = size,
	};

	*answer = answer_of(ANSWER_MEMORY);
	write_received(inside, tx, received, sizeof(received));
	write_date(date, sizeof(date));
	write_time(now, sizeof(now));
	return compose_held(&held, &options, &tx->composed) == COMPOSE_OK &&
	       end_message(tx);
}
