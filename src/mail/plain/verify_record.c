/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_record.c -- the table of records, in the order of plain.h
 */
#include "mail/plain/verify_record.h"

#include "mail/plain/verify_files.h"

enum {
	MAX_NAME = 512,
	MAX_TEXT = 16 << 10,
	MAX_SUBJECT = 4096,
	MAX_ID = 980,
	MAX_IDS = 100 << 10,
	MAX_SHORT = 128,
	MAX_SHA256 = 64,
	MAX_FILE_NAME = 240,
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ------ values of more than one kind ------ */

static bool is_line(struct slice text)
{
	return verify_line(text, false);
}

/* Programs decode what looks like an encoded-word, and show another address. */
static bool is_shown(struct slice text)
{
	return verify_address(text) && !memmem(text.at, text.len, "=?", 2);
}

static bool is_sha256(struct slice text)
{
	return verify_hex(text, MAX_SHA256);
}

/* The place of a word in a list, from one place on; n: it is not there. */
static size_t find(struct slice word, const char *const *words, size_t n,
		   size_t from)
{
	while (from < n && !slice_is(word, words[from]))
		from++;
	return from;
}

/* Some of these words, in this order, one blank between. */
static bool is_marks(struct slice text)
{
	static const char *const words[] = {
		"locked",           "macro",         "program",
		"double-extension", "type-mismatch", "bidi-name",
	};
	struct slice word;
	size_t i = 0;

	if (text.len && text.at[text.len - 1] == ' ')
		return false;
	for (; slice_split(&text, ' ', &word); i++) {
		i = find(word, words, N_OF(words), i);
		if (i == N_OF(words))
			return false;
	}
	return true;
}

static bool is_auto(struct slice text)
{
	return slice_is(text, "auto-generated") ||
	       slice_is(text, "auto-replied");
}

/* METHOD=RESULT of these words (RFC 8601 2.7). */
static bool is_result(struct slice word)
{
	static const char *const methods[] = { "spf", "dkim",  "dmarc",
					       "arc", "iprev", "auth" };
	static const char *const results[] = {
		"none",   "pass",  "fail",      "softfail",  "neutral",
		"policy", "other", "temperror", "permerror",
	};
	struct slice method;

	return slice_split(&word, '=', &method) &&
	       find(method, methods, N_OF(methods), 0) < N_OF(methods) &&
	       find(word, results, N_OF(results), 0) < N_OF(results);
}

static bool is_auth(struct slice text)
{
	return verify_words(text, is_result);
}

/* ------ the table ------ */

#define AT(member)    offsetof(struct plain, member)
#define WHO(member)   offsetof(struct person, member)
#define FILE(member)  offsetof(struct removed, member)
#define ALONG(member) offsetof(struct file, member)
#define NUMBER        UINT32_MAX, NULL

const struct record plain_records[N_RECORDS] = {
	{ ONE, "sender", AT(sender), MAX_NAME, verify_mailbox, true },
	{ RCPTS, "rcpt", 0, MAX_NAME, verify_mailbox },
	{ ONE, "from-addr", AT(from_addr), MAX_NAME, is_shown, true },
	{ ONE, "from-name", AT(from_name), MAX_NAME, is_line },
	{ ONE, "from-text", AT(from_text), MAX_TEXT, is_line },
	{ REPLY_TO, "reply-name", WHO(name), MAX_NAME, is_line },
	{ REPLY_TO, "reply-addr", WHO(addr), MAX_NAME, is_shown },
	{ TO, "to-name", WHO(name), MAX_NAME, is_line },
	{ TO, "to-addr", WHO(addr), MAX_NAME, is_shown },
	{ ONE, "to-more", AT(to.more), NUMBER },
	{ CC, "cc-name", WHO(name), MAX_NAME, is_line },
	{ CC, "cc-addr", WHO(addr), MAX_NAME, is_shown },
	{ ONE, "cc-more", AT(cc.more), NUMBER },
	{ ONE, "subject", AT(subject), MAX_SUBJECT, is_line },
	{ ONE, "date", AT(date), MAX_SHORT, verify_date, true },
	{ ONE, "message-id", AT(message_id), MAX_ID, verify_message_id, true },
	{ ONE, "in-reply-to", AT(in_reply_to), MAX_IDS, verify_message_ids,
	  true },
	{ ONE, "references", AT(references), MAX_IDS, verify_message_ids,
	  true },
	{ ONE, "auto-submitted", AT(auto_submitted), MAX_SHORT, is_auto, true },
	{ ONE, "bulk", AT(bulk), 1, NULL },
	{ ONE, "received", AT(received), NUMBER },
	{ ONE, "auth", AT(auth), MAX_SHORT, is_auth },
	{ MARKS, "mark", 0, MAX_NAME, is_line },
	{ ONE, "charset-declared", AT(charset_declared), MAX_SHORT, is_line },
	{ ONE, "charset-used", AT(charset_used), MAX_SHORT, is_line },
	{ ONE, "unmapped", AT(unmapped), NUMBER },
	{ ONE, "unmapped-codes", AT(unmapped_codes), MAX_SHORT, is_line },
	{ ONE, "controls", AT(controls), NUMBER },
	{ ONE, "invisibles", AT(invisibles), NUMBER },
	{ ONE, "hidden-text", AT(hidden_text), NUMBER },
	{ ONE, "links", AT(links), NUMBER },
	{ ONE, "text-cut", AT(text_cut), NUMBER },
	{ ACTIONS, "action", 0, MAX_SHORT, verify_word },
	{ DEFECTS, "defect", 0, MAX_SHORT, verify_word },
	{ REMOVED, "removed-name", FILE(name), MAX_NAME, is_line },
	{ REMOVED, "removed-declared", FILE(declared), MAX_NAME, is_line },
	{ REMOVED, "removed-sniffed", FILE(sniffed), MAX_SHORT, is_line },
	{ REMOVED, "removed-size", FILE(size), NUMBER },
	{ REMOVED, "removed-sha256", FILE(sha256), MAX_SHA256, is_sha256 },
	{ REMOVED, "removed-marks", FILE(marks), MAX_SHORT, is_marks },
	{ REMOVED, "removed-image", FILE(image), 1, NULL },
	{ REMOVED, "removed-why", FILE(why), MAX_SHORT, verify_word },
	{ FILES, "file-type", ALONG(type), MAX_SHORT, verify_word },
	{ FILES, "file-name", ALONG(name), MAX_FILE_NAME, file_is_named },
	{ FILES, "file-sha256", ALONG(sha256), MAX_SHA256, is_sha256 },
	{ FILES, "file-bytes", ALONG(bytes), PLAIN_FILES_BYTES, file_is_any },
};

#define LIST(list, number, least, most)                                     \
	{                                                                   \
		AT(list), sizeof(((struct plain *)0)->list[0]), AT(number), \
			least, most                                         \
	}

const struct list_place plain_lists[N_RECORD_LISTS] = {
	[ONE] = { .least = 1, .most = 1 },
	[RCPTS] = LIST(rcpts, n_rcpts, 1, PLAIN_RCPTS),
	[REPLY_TO] = LIST(reply_to.at, reply_to.n, 0, PLAIN_REPLY_TO),
	[TO] = LIST(to.at, to.n, 0, PLAIN_PERSONS),
	[CC] = LIST(cc.at, cc.n, 0, PLAIN_PERSONS),
	[MARKS] = LIST(marks, n_marks, 0, PLAIN_MARKS),
	[ACTIONS] = LIST(actions.at, actions.n, 0, PLAIN_ACTIONS),
	[DEFECTS] = LIST(defects.at, defects.n, 0, PLAIN_DEFECTS),
	[REMOVED] = LIST(removed, n_removed, 0, PLAIN_REMOVED),
	[FILES] = LIST(files, n_files, 0, PLAIN_FILES),
};

size_t plain_run(const struct record *first)
{
	const struct record *end = plain_records + N_RECORDS;
	size_t n = 1;

	while (first + n < end && first[n].list == first->list)
		n++;
	return n;
}
