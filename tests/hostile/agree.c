/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * agree.c -- a stream that was taken against the message made of it
 *
 * The records' order and number stand in plain.h and are written down here a
 * second time; what each may hold is for output.c to see where it comes out.
 */
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "stream.h"

struct walk {
	const struct record *at, *end;
	const char *wrong; /* the first thing */
};

static bool same(struct text a, struct text b)
{
	return a.len == b.len && (!a.len || !memcmp(a.at, b.at, a.len));
}

static struct text of(const char *text)
{
	return (struct text){ text, strlen(text) };
}

static bool next_is(const struct walk *walk, const char *tag)
{
	return walk->at < walk->end && same(walk->at->tag, of(tag));
}

static void expect(struct walk *walk, bool good, const char *wrong)
{
	if (!good && !walk->wrong)
		walk->wrong = wrong;
}

static struct text take(struct walk *walk, const char *tag)
{
	if (next_is(walk, tag))
		return walk->at++->value;
	expect(walk, false, tag);
	return of("");
}

/* A number that is written in one way only; its bound is the format's. */
static uint64_t take_number(struct walk *walk, const char *tag)
{
	struct text value = take(walk, tag);
	uint64_t number = 0;

	expect(walk,
	       value.len && value.len <= 10 &&
		       (value.len == 1 || value.at[0] != '0'),
	       tag);
	for (size_t i = 0; i < value.len && i < 10; i++) {
		expect(walk, value.at[i] >= '0' && value.at[i] <= '9', tag);
		number = number * 10 + (uint64_t)(value.at[i] - '0');
	}
	expect(walk, number <= UINT32_MAX, tag);
	return number;
}

static void compare(struct walk *walk, struct text record, struct text shown,
		    const char *wrong)
{
	expect(walk, same(record, shown), wrong);
}

/* Of the envelope, where other scripts may stand (RFC 6531). */
static bool is_mailbox(struct text text)
{
	char letters[256];

	if (text.len > sizeof(letters))
		return false;
	for (size_t i = 0; i < text.len; i++)
		letters[i] =
			(unsigned char)text.at[i] < 0x80 ? text.at[i] : 'a';
	return output_is_address((struct text){ letters, text.len });
}

static void check_envelope(struct walk *walk, struct text sender,
			   const struct text *rcpts, size_t n_rcpts)
{
	size_t n = 0;

	compare(walk, take(walk, "sender"), sender, "another sender");
	expect(walk, !sender.len || is_mailbox(sender),
	       "a sender that is no address");
	for (; next_is(walk, "rcpt") && n < n_rcpts; n++) {
		compare(walk, take(walk, "rcpt"), rcpts[n],
			"another recipient");
		expect(walk, is_mailbox(rcpts[n]),
		       "a recipient that is no address");
	}
	expect(walk, n == n_rcpts && n >= 1 && n <= 100,
	       "another number of recipients");
	expect(walk, !next_is(walk, "rcpt"), "a recipient left out");
}

static void check_from(struct walk *walk, const struct output *out)
{
	struct text addr = take(walk, "from-addr");
	struct text name = take(walk, "from-name");
	struct text text = take(walk, "from-text");

	if (!addr.len) {
		addr = of("invalid-sender@gw.example");
		name = text;
	}
	compare(walk, addr, out->from.at[0].addr, "another From");
	compare(walk, name, out->from.at[0].name, "another name in From");
	expect(walk, text.len <= 16 << 10 && letters_fine(text, LETTERS_LINE),
	       "from-text is no line of text");
}

static void check_people(struct walk *walk, const char *name_tag,
			 const char *addr_tag, size_t most,
			 const struct output_people *people)
{
	size_t n = 0;

	for (; next_is(walk, name_tag) && n < people->n; n++) {
		compare(walk, take(walk, name_tag), people->at[n].name,
			name_tag);
		compare(walk, take(walk, addr_tag), people->at[n].addr,
			addr_tag);
	}
	expect(walk, n == people->n && n <= most && !next_is(walk, name_tag),
	       "another number of people");
}

/* Pairs of small letters, nothing else. */
static void check_auth(struct walk *walk, struct text shown)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz= ";
	struct text auth = take(walk, "auth");

	for (size_t i = 0; i < auth.len; i++)
		expect(walk, auth.at[i] && strchr(letters, auth.at[i]),
		       "other results of authentication");
	expect(walk, auth.len <= 128, "long results of authentication");
	compare(walk, auth, shown, "another result of authentication");
}

static bool is_mark(struct text mark)
{
	for (size_t i = 0; i < mark.len; i++) {
		const char c = mark.at[i];

		if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') &&
		    (c < '-' || c > ':' || c == '/') && c != '_' && c != '=')
			return false;
	}
	return mark.len <= 400 && memchr(mark.at, ':', mark.len);
}

static void check_fields(struct walk *walk, const struct output *out)
{
	size_t marks = 0;

	compare(walk, take(walk, "subject"), out->subject, "another subject");
	compare(walk, take(walk, "date"), out->values[OUT_DATE],
		"another date");
	compare(walk, take(walk, "message-id"), out->values[OUT_MESSAGE_ID],
		"another Message-ID");
	compare(walk, take(walk, "in-reply-to"), out->values[OUT_IN_REPLY_TO],
		"another In-Reply-To");
	compare(walk, take(walk, "references"), out->values[OUT_REFERENCES],
		"other References");
	compare(walk, take(walk, "auto-submitted"),
		out->values[OUT_AUTO_SUBMITTED], "another Auto-Submitted");
	expect(walk,
	       take_number(walk, "bulk") ==
		       (out->values[OUT_PRECEDENCE].len != 0),
	       "another Precedence");
	take_number(walk, "received");
	check_auth(walk, out->values[OUT_AUTHENTICATION]);
	for (; next_is(walk, "mark"); marks++) {
		struct text mark = take(walk, "mark");

		expect(walk,
		       marks + 1 < out->n_marks &&
			       same(mark, out->marks[marks]),
		       "another mark");
		expect(walk, is_mark(mark), "a mark that is none");
	}
	expect(walk, marks <= 16 && marks + 1 == out->n_marks,
	       "a mark that is none of the stream's");
	compare(walk, of("gw.example:mail-in"), out->marks[out->n_marks - 1],
		"another own mark");
}

/* Words, in a header, each behind ", " or alone. */
static void check_words(struct walk *walk, const char *tag, size_t most,
			struct text shown, const char *none)
{
	size_t n = 0;

	for (; next_is(walk, tag); n++) {
		struct text word = take(walk, tag);

		if (n) {
			expect(walk,
			       shown.len > 2 && shown.at[0] == ',' &&
				       shown.at[1] == ' ',
			       tag);
			shown.at += 2;
			shown.len -= 2;
		}
		expect(walk,
		       word.len && shown.len >= word.len &&
			       memcmp(shown.at, word.at, word.len) == 0,
		       tag);
		for (size_t i = 0; i < word.len; i++)
			expect(walk,
			       (word.at[i] >= 'a' && word.at[i] <= 'z') ||
				       (word.at[i] >= '0' &&
					word.at[i] <= '9') ||
				       word.at[i] == '-',
			       "a word of other letters");
		if (walk->wrong)
			return;
		shown.at += word.len;
		shown.len -= word.len;
	}
	expect(walk, n <= most, "too many words");
	if (!n)
		compare(walk, of(none), shown, tag);
	else
		expect(walk, !shown.len, tag);
}

static bool is_short(struct text value)
{
	return value.len <= 128 && letters_fine(value, LETTERS_LINE);
}

static bool is_name(struct text value)
{
	return value.len <= 512 && letters_fine(value, LETTERS_LINE);
}

static void check_actions(struct walk *walk, const struct output *out)
{
	static const char *const counts[] = { "controls", "invisibles",
					      "hidden-text", "links",
					      "text-cut" };

	expect(walk, is_short(take(walk, "charset-declared")),
	       "charset-declared");
	expect(walk, is_short(take(walk, "charset-used")), "charset-used");
	take_number(walk, "unmapped");
	expect(walk, is_short(take(walk, "unmapped-codes")), "unmapped-codes");
	for (size_t i = 0; i < 5; i++)
		take_number(walk, counts[i]);
	check_words(walk, "action", 64, out->values[OUT_SANITIZED], "none");
	check_words(walk, "defect", 64, out->values[OUT_DEFECTS], "");
}

static bool is_sha256(struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!memchr("0123456789abcdef", value.at[i], 16))
			return false;
	return value.len == 64;
}

/* Some of the words of plain.h in their order, one blank between. */
static bool are_marks(struct text value)
{
	static const char *const words[] = {
		"locked",           "macro",         "program",
		"double-extension", "type-mismatch", "bidi-name"
	};
	char all[128] = "";

	/* Each subset of six words can be written in one way. */
	for (unsigned set = 0; set < 64; set++) {
		all[0] = '\0';
		for (unsigned i = 0; i < 6; i++)
			if (set >> i & 1) {
				strcat(all, all[0] ? " " : "");
				strcat(all, words[i]);
			}
		if (same(value, of(all)))
			return true;
	}
	return false;
}

static uint64_t check_removed(struct walk *walk)
{
	uint64_t n = 0;

	for (; next_is(walk, "removed-name") && !walk->wrong; n++) {
		expect(walk, is_name(take(walk, "removed-name")),
		       "removed-name");
		expect(walk, is_name(take(walk, "removed-declared")),
		       "removed-declared");
		expect(walk, is_short(take(walk, "removed-sniffed")),
		       "removed-sniffed");
		take_number(walk, "removed-size");
		expect(walk, is_sha256(take(walk, "removed-sha256")),
		       "removed-sha256");
		expect(walk, are_marks(take(walk, "removed-marks")),
		       "removed-marks");
		expect(walk, take_number(walk, "removed-image") <= 1,
		       "removed-image");
		expect(walk, is_short(take(walk, "removed-why")),
		       "removed-why");
	}
	expect(walk, n <= 1000, "too many removed parts");
	return n;
}

static void check_files(struct walk *walk, bool files, const struct output *out)
{
	size_t n = 0, all = 0;

	expect(walk, files || !out->n_files, "a file where none may go along");
	for (; next_is(walk, "file-type") && n < out->n_files; n++) {
		const struct output_file *file = &out->files[n];
		struct text type = take(walk, "file-type"), bytes;

		compare(walk, take(walk, "file-name"), file->name,
			"another name of a file");
		expect(walk, is_sha256(take(walk, "file-sha256")),
		       "file-sha256");
		bytes = take(walk, "file-bytes");
		compare(walk, bytes, file->bytes, "other bytes of a file");
		expect(walk, output_is_file_name(file->name),
		       "a name that hides something");
		expect(walk, output_is_kind(type, file),
		       "a file of another kind");
		expect(walk, bytes.len <= HOSTILE_FILE, "a file too large");
		all += bytes.len;
	}
	expect(walk,
	       n == out->n_files && n <= 20 && !next_is(walk, "file-type"),
	       "another number of files");
	expect(walk, all <= HOSTILE_FILES, "too much in files");
}

/* The lines stand at the body's beginning, and the notice behind them. */
static uint64_t check_lines(struct walk *walk, const struct output *out)
{
	struct text rest = out->body;
	uint64_t n = 0;

	for (; next_is(walk, "=") && !walk->wrong; n++) {
		struct text line = take(walk, "=");

		expect(walk,
		       rest.len >= line.len + 2 &&
			       memcmp(rest.at, line.at, line.len) == 0 &&
			       memcmp(rest.at + line.len, "\r\n", 2) == 0,
		       "another line of text");
		if (walk->wrong)
			break;
		rest.at += line.len + 2;
		rest.len -= line.len + 2;
	}
	expect(walk,
	       !rest.len || (rest.len > 3 && !memcmp(rest.at, "h\r\n", 3)),
	       "more text than the stream has");
	return n;
}

const char *stream_agrees(const struct stream *stream, struct text sender,
			  const struct text *rcpts, size_t n_rcpts, bool files,
			  const struct output *out)
{
	struct walk walk = { stream->at, stream->at + stream->n, NULL };
	uint64_t n_removed, n_lines;
	char end[64];

	check_envelope(&walk, sender, rcpts, n_rcpts);
	check_from(&walk, out);
	check_people(&walk, "reply-name", "reply-addr", 20, &out->reply_to);
	check_people(&walk, "to-name", "to-addr", 200, &out->to);
	take_number(&walk, "to-more");
	check_people(&walk, "cc-name", "cc-addr", 200, &out->cc);
	take_number(&walk, "cc-more");
	check_fields(&walk, out);
	check_actions(&walk, out);
	n_removed = check_removed(&walk);
	check_files(&walk, files, out);
	n_lines = check_lines(&walk, out);
	snprintf(end, sizeof(end), "%zu %zu", (size_t)n_removed,
		 (size_t)n_lines);
	compare(&walk, take(&walk, "end"), of(end), "other counts");
	expect(&walk, walk.at == walk.end, "more behind the end");
	return walk.wrong;
}
