/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_plain.c -- a converted message as typed lines
 */
#include "mail/transform/transform_plain.h"

#include <stdio.h>
#include <string.h>

#include "base/sixteens.h"
#include "base/text.h"
#include "mail/messages.h"
#include "mime/convert.h"

enum {
	HEAD = 25,
	MOST_REPLY_TO = 20,
	MOST_PERSONS = 200,
	LONGEST_MARK = 400,
};

/* The first thing that does not fit sticks: nothing has room behind it. */
struct writer {
	char *pos, *end;
	bool full;
};

static bool has_room(struct writer *writer, size_t len)
{
	if ((size_t)(writer->end - writer->pos) >= len)
		return true;
	writer->end = writer->pos;
	writer->full = true;
	return false;
}

/* Inline, for nearly all of them are tags, whose lengths are known. */
static inline void put_bytes(struct writer *writer, const char *bytes,
			     size_t len)
{
	if (!has_room(writer, len))
		return;
	memcpy(writer->pos, bytes, len);
	writer->pos += len;
}

static size_t count_digits(uint64_t number)
{
	size_t n = 1;

	for (; number >= 100; number /= 10)
		n++;
	return n + (number >= 10);
}

/* Its n digits. snprintf(3) would be a large part of all, and whether the length
 * of a line has one or two cannot be foreseen: both are written. */
static void write_digits(char *out, uint64_t number, size_t n)
{
	for (; n > 2; number /= 10)
		out[--n] = (char)('0' + number % 10);
	out[0] = (char)('0' + number / 10);
	out[n - 1] = (char)('0' + number % 10);
}

/* Returns the number of digits. */
static size_t write_number(char out[static 20], uint64_t number)
{
	const size_t n = count_digits(number);

	write_digits(out, number, n);
	return n;
}

/* What stands behind a tag: how many bytes, and those. */
static void put_value(struct writer *writer, const char *value, size_t len)
{
	const size_t n = count_digits(len);
	char *to = writer->pos;

	if (!has_room(writer, n + len + 3))
		return;
	*to++ = ' ';
	write_digits(to, len, n);
	to += n;
	*to++ = ' ';
	to = mempcpy(to, value, len);
	*to++ = '\n';
	writer->pos = to;
}

static void put_text_value(struct writer *writer, const char *text)
{
	put_value(writer, text, strlen(text));
}

static inline void put_text(struct writer *writer, const char *tag,
			    const char *text)
{
	put_bytes(writer, tag, strlen(tag));
	put_text_value(writer, text);
}

static void put_number_value(struct writer *writer, uint64_t number)
{
	char text[24];

	/* A reader takes no larger number. */
	if (number > UINT32_MAX)
		number = UINT32_MAX;
	put_value(writer, text, write_number(text, number));
}

static inline void put_number(struct writer *writer, const char *tag,
			      uint64_t number)
{
	put_bytes(writer, tag, strlen(tag));
	put_number_value(writer, number);
}

static inline size_t put_persons(struct writer *writer, const char *name_tag,
				 const char *addr_tag,
				 const struct mailboxes *list, size_t most)
{
	size_t n = list->n < most ? list->n : most;

	for (size_t i = 0; i < n; i++) {
		put_text(writer, name_tag, list->at[i].name);
		put_text(writer, addr_tag, list->at[i].addr);
	}
	return list->n - n;
}

static void put_envelope(struct writer *writer, const struct envelope *envelope)
{
	put_text(writer, "sender", envelope->sender);
	for (size_t i = 0; i < envelope->n_rcpts; i++)
		put_text(writer, "rcpt", envelope->rcpts[i]);
}

static void put_people(struct writer *writer, const struct converted *converted)
{
	size_t more;

	put_text(writer, "from-addr",
		 converted->from_valid ? converted->from.addr : "");
	put_text(writer, "from-name",
		 converted->from_valid ? converted->from.name : "");
	put_text(writer, "from-text", converted->from_text);
	put_persons(writer, "reply-name", "reply-addr", &converted->reply_to,
		    MOST_REPLY_TO);
	more = put_persons(writer, "to-name", "to-addr", &converted->to,
			   MOST_PERSONS);
	put_number(writer, "to-more", more);
	more = put_persons(writer, "cc-name", "cc-addr", &converted->cc,
			   MOST_PERSONS);
	put_number(writer, "cc-more", more);
}

/* "HOST:RELAY" as ours; what else a sender put there is not passed on. */
static bool is_mark(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_.=:";
	const size_t len = strspn(text, letters);

	return !text[len] && len <= LONGEST_MARK && strchr(text, ':');
}

static void put_fields(struct writer *writer, const struct converted *converted)
{
	put_text(writer, "subject", converted->subject);
	put_text(writer, "date", converted->date);
	put_text(writer, "message-id", converted->message_id);
	put_text(writer, "in-reply-to", converted->in_reply_to);
	put_text(writer, "references", converted->references);
	put_text(writer, "auto-submitted", converted->auto_submitted);
	put_number(writer, "bulk", converted->bulk);
	put_number(writer, "received", converted->n_received);
	put_text(writer, "auth", converted->auth);
	for (size_t i = 0; i < converted->n_loop_marks; i++)
		if (is_mark(converted->loop_marks[i]))
			put_text(writer, "mark", converted->loop_marks[i]);
}

/* Of the bits, of which there is one. */
static unsigned lowest(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits);
}

static void put_actions(struct writer *writer,
			const struct converted *converted)
{
	put_text(writer, "charset-declared", converted->charset_declared);
	put_text(writer, "charset-used", converted->charset_used);
	put_number(writer, "unmapped", converted->unmapped);
	put_text(writer, "unmapped-codes", converted->unmapped_codes);
	put_number(writer, "controls", converted->controls);
	put_number(writer, "invisibles", converted->invisibles);
	put_number(writer, "hidden-text", converted->hidden_text);
	put_number(writer, "links", converted->links);
	put_number(writer, "text-cut", converted->text_cut);
	for (uint64_t left = converted->actions; left; left &= left - 1)
		put_text(writer, "action", convert_action_name(lowest(left)));
	for (uint64_t left = converted->defects; left; left &= left - 1)
		put_text(writer, "defect", defect_name(lowest(left)));
}

/* In the order of the reader's table: "locked" before the others. */
static void put_marks(struct writer *writer, const struct removed_part *removed)
{
	char text[128] = "";
	size_t len = 0;

	if (removed->locked)
		len = (size_t)snprintf(text, sizeof(text), " locked");
	for (enum removed_mark i = 0; i < N_REMOVED_MARKS; i++)
		if (removed->marks & mark_bit(i))
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						" %s", removed_mark_name(i));
	put_text(writer, "removed-marks", len ? text + 1 : "");
}

static void put_removed(struct writer *writer,
			const struct removed_part *removed)
{
	char hex[2 * sizeof(removed->sha256) + 1];

	put_text(writer, "removed-name", removed->name);
	put_text(writer, "removed-declared", removed->declared);
	put_text(writer, "removed-sniffed", removed->sniffed);
	put_number(writer, "removed-size", removed->size);
	put_text(writer, "removed-sha256",
		 text_hex(hex, removed->sha256, sizeof(removed->sha256)));
	put_marks(writer, removed);
	put_number(writer, "removed-image", removed->inline_image);
	put_text(writer, "removed-why", removal_name(removed->why));
}

/* The bytes go from the message to their place, by no other memory. */
static void put_file(struct writer *writer, const struct attached_file *file)
{
	char hex[2 * sizeof(file->sha256) + 1], digits[24];
	size_t n;

	put_text(writer, "file-type", file->kind);
	put_text(writer, "file-name", file->name);
	put_text(writer, "file-sha256",
		 text_hex(hex, file->sha256, sizeof(file->sha256)));
	put_bytes(writer, "file-bytes ", 11);
	n = write_number(digits, file->size);
	digits[n++] = ' ';
	put_bytes(writer, digits, n);
	writer->full |= !attached_read(file, (uint8_t *)writer->pos,
				       (size_t)(writer->end - writer->pos));
	if (!writer->full)
		writer->pos += file->size;
	put_bytes(writer, "\n", 1);
}

/* By sixteens, for a call for each line takes longer. */
static const char *line_end(const char *at, const char *end)
{
	sixteen found;

	for (; end - at >= 16; at += 16) {
		found = sixteen_equal(sixteen_load(at), '\n');
		if (sixteen_any(found))
			return at + sixteen_first(found);
	}
	while (at < end && *at != '\n')
		at++;
	return at;
}

static size_t put_lines(struct writer *writer, const char *text, size_t len)
{
	const char *const end = text + len, *stop;
	size_t n = 0;

	for (; text < end; text = stop + (stop < end), n++) {
		stop = line_end(text, end);
		put_bytes(writer, "=", 1);
		put_value(writer, text, (size_t)(stop - text));
	}
	return n;
}

size_t transform_plain(const struct envelope *envelope,
		       const struct converted *converted, char *out,
		       size_t size)
{
	struct writer writer = { out, out + size, false };
	size_t n_lines, len, n;
	char text[48];

	put_bytes(&writer, "sekisho-plain 1 00000000\n", HEAD);
	put_envelope(&writer, envelope);
	put_people(&writer, converted);
	put_fields(&writer, converted);
	put_actions(&writer, converted);
	for (size_t i = 0; i < converted->n_removed; i++)
		put_removed(&writer, &converted->removed[i]);
	for (size_t i = 0; i < converted->n_files; i++)
		put_file(&writer, &converted->files[i]);
	n_lines = put_lines(&writer, converted->body, converted->body_len);
	n = write_number(text, converted->n_removed);
	text[n++] = ' ';
	n += write_number(text + n, n_lines);
	put_bytes(&writer, "end", 3);
	put_value(&writer, text, n);
	if (writer.full)
		return 0;
	len = (size_t)(writer.pos - out);
	n = write_number(text, len);
	memcpy(out + HEAD - 1 - n, text, n);
	return len;
}
