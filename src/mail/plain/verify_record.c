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
	MAX_AUTH = 704,
	MAX_SHA256 = 64,
	MAX_MARK = 400,
	MAX_FILE_NAME = 240,
};

/* ------ values of more than one kind ------ */

static bool is_line(struct slice text)
{
	return verify_line(text, false);
}

/* Some of these words, in this order, one blank between. */
static bool is_marks(struct slice text)
{
	const char *words = "locked macro program double-extension "
			    "type-mismatch bidi-name";
	struct slice word;

	if (text.len && text.at[text.len - 1] == ' ')
		return false;
	while (slice_split(&text, ' ', &word)) {
		words = verify_one_of(word, words);
		if (!words)
			return false;
	}
	return true;
}

static bool is_auto(struct slice text)
{
	return verify_one_of(text, "auto-generated auto-replied");
}

/* METHOD=RESULT of these words (RFC 8601 2.7). */
static bool is_result(struct slice word)
{
	struct slice method;

	return slice_split(&word, '=', &method) &&
	       verify_one_of(method, "spf dkim dmarc arc iprev auth") &&
	       verify_one_of(word, "none pass fail softfail neutral policy "
				   "other temperror permerror");
}

static bool is_auth(struct slice text)
{
	return verify_parts(text, ' ', is_result);
}

/* HOST:RELAY */
static bool is_mark(struct slice text)
{
	return verify_token(text) && memchr(text.at, ':', text.len);
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
	{ ONE, "from-addr", AT(from_addr), MAX_NAME, verify_shown, true },
	{ ONE, "from-name", AT(from_name), MAX_NAME, is_line },
	{ ONE, "from-text", AT(from_text), MAX_TEXT, is_line },
	{ REPLY_TO, "reply-name", WHO(name), MAX_NAME, is_line },
	{ REPLY_TO, "reply-addr", WHO(addr), MAX_NAME, verify_shown },
	{ TO, "to-name", WHO(name), MAX_NAME, is_line },
	{ TO, "to-addr", WHO(addr), MAX_NAME, verify_shown },
	{ ONE, "to-more", AT(to.more), NUMBER },
	{ CC, "cc-name", WHO(name), MAX_NAME, is_line },
	{ CC, "cc-addr", WHO(addr), MAX_NAME, verify_shown },
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
	{ ONE, "auth", AT(auth), MAX_AUTH, is_auth, true },
	{ MARKS, "mark", 0, MAX_MARK, is_mark },
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
	{ REMOVED, "removed-sha256", FILE(sha256), MAX_SHA256, verify_sha256 },
	{ REMOVED, "removed-marks", FILE(marks), MAX_SHORT, is_marks },
	{ REMOVED, "removed-image", FILE(image), 1, NULL },
	{ REMOVED, "removed-why", FILE(why), MAX_SHORT, verify_word },
	{ FILES, "file-type", ALONG(type), MAX_SHORT, verify_word },
	{ FILES, "file-name", ALONG(name), MAX_FILE_NAME, file_is_named },
	{ FILES, "file-sha256", ALONG(sha256), MAX_SHA256, verify_sha256 },
	{ FILES, "file-bytes", ALONG(bytes), PLAIN_FILES_BYTES, file_is_any },
};

#define LIST(list, number, least, most, run)                                \
	{                                                                   \
		AT(list), sizeof(((struct plain *)0)->list[0]), AT(number), \
			least, most, run                                    \
	}

const struct list_place plain_lists[N_RECORD_LISTS] = {
	[ONE] = { .least = 1, .most = 1, .run = 1 },
	[RCPTS] = LIST(rcpts, n_rcpts, 1, PLAIN_RCPTS, 1),
	[REPLY_TO] = LIST(reply_to.at, reply_to.n, 0, PLAIN_REPLY_TO, 2),
	[TO] = LIST(to.at, to.n, 0, PLAIN_PERSONS, 2),
	[CC] = LIST(cc.at, cc.n, 0, PLAIN_PERSONS, 2),
	[MARKS] = LIST(marks, n_marks, 0, PLAIN_MARKS, 1),
	[ACTIONS] = LIST(actions.at, actions.n, 0, PLAIN_ACTIONS, 1),
	[DEFECTS] = LIST(defects.at, defects.n, 0, PLAIN_DEFECTS, 1),
	[REMOVED] = LIST(removed, n_removed, 0, PLAIN_REMOVED, 8),
	[FILES] = LIST(files, n_files, 0, PLAIN_FILES, 4),
};
