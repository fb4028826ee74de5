/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output.c -- lines, the header's fields and the body
 */
#include "output.h"

#include <string.h>

enum {
	ROOM = 24 << 20,
	SHORT_LINE = 76,
	LONGEST_LINE = 998 /* RFC 5322 2.1.1 */
};

static const char *const names[N_OUT_FIELDS] = {
	[OUT_RECEIVED] = "Received",
	[OUT_DATE] = "Date",
	[OUT_FROM] = "From",
	[OUT_REPLY_TO] = "Reply-To",
	[OUT_TO] = "To",
	[OUT_CC] = "Cc",
	[OUT_SUBJECT] = "Subject",
	[OUT_MESSAGE_ID] = "Message-ID",
	[OUT_IN_REPLY_TO] = "In-Reply-To",
	[OUT_REFERENCES] = "References",
	[OUT_AUTO_SUBMITTED] = "Auto-Submitted",
	[OUT_PRECEDENCE] = "Precedence",
	[OUT_MIME_VERSION] = "MIME-Version",
	[OUT_CONTENT_TYPE] = "Content-Type",
	[OUT_CONTENT_ENCODING] = "Content-Transfer-Encoding",
	[OUT_SANITIZED] = "X-Sekisho-Sanitized",
	[OUT_DEFECTS] = "X-Sekisho-Defects",
	[OUT_REFERENCE] = "X-Sekisho-Reference",
	[OUT_AUTHENTICATION] = "X-Sekisho-Authentication",
	[OUT_RELAY] = "X-Sekisho-Relay",
};

static char room[ROOM];
static size_t used;

char *output_room(size_t len)
{
	char *at = room + used;

	if (len > ROOM - used)
		return NULL;
	used += len;
	return at;
}

static bool is(struct text text, const char *other)
{
	return text.len == strlen(other) &&
	       memcmp(text.at, other, text.len) == 0;
}

/* More than one word behind the field's name, quoted ones counted as one. */
static bool has_several_words(struct text line)
{
	const char *colon = memchr(line.at, ':', line.len);
	size_t from = 1;
	bool quoted = false;

	if (line.at[0] != ' ') {
		if (!colon)
			return true;
		from = (size_t)(colon - line.at) + 2;
	}
	for (size_t i = from; i < line.len; i++) {
		if (quoted && line.at[i] == '\\')
			i++;
		else if (line.at[i] == '"')
			quoted = !quoted;
		else if (line.at[i] == ' ' && !quoted)
			return true;
	}
	return false;
}

/* The next line of *rest without its CRLF. */
static const char *next_line(struct text *rest, struct text *line)
{
	const char *lf = memchr(rest->at, '\n', rest->len);

	if (!lf || lf == rest->at || lf[-1] != '\r')
		return "a line does not end in CRLF";
	*line = (struct text){ rest->at, (size_t)(lf - 1 - rest->at) };
	rest->len -= line->len + 2;
	rest->at = lf + 1;
	for (size_t i = 0; i < line->len; i++)
		if (line->at[i] < ' ' || line->at[i] > '~')
			return "a byte that is not printable ASCII";
	if (line->len && line->at[0] == '.')
		return "a line begins with a dot";
	return line->len > LONGEST_LINE ? "a line beyond 998" : NULL;
}

static const char *find_name(struct text line, enum output_field *field)
{
	for (int i = 0; i < N_OUT_FIELDS; i++) {
		size_t len = strlen(names[i]);

		if (line.len < len + 2 || memcmp(line.at, names[i], len) != 0 ||
		    line.at[len] != ':' || line.at[len + 1] != ' ')
			continue;
		*field = (enum output_field)i;
		return NULL;
	}
	return "a header field that is not of the list";
}

/* A field has begun: it may not come here a second time, nor too late. */
static const char *begin_field(struct output *out, enum output_field field,
			       enum output_field before)
{
	if (field < before)
		return "fields out of order";
	if (field == before && out->values[field].at && field != OUT_RELAY)
		return "a field twice";
	if (field == OUT_RELAY) {
		if (out->n_marks == OUT_MARKS)
			return "too many marks";
		out->n_marks++;
	}
	return NULL;
}

static void add(struct text *value, struct text line)
{
	char *at = output_room(line.len);

	if (!at)
		return;
	memcpy(at, line.at, line.len);
	if (!value->at)
		value->at = at;
	value->len += line.len;
}

static const char *read_header(struct text *rest, struct output *out)
{
	enum output_field field = OUT_RECEIVED;
	struct text *value = NULL;
	const char *wrong;
	struct text line;

	for (;;) {
		wrong = next_line(rest, &line);
		if (wrong || !line.len)
			return wrong;
		if (line.len > SHORT_LINE && has_several_words(line))
			return "a long line that could be folded";
		if (line.at[0] != ' ') {
			enum output_field before = field;
			size_t skip;

			wrong = find_name(line, &field);
			if (!wrong)
				wrong = begin_field(out, field, before);
			if (wrong)
				return wrong;
			value = field == OUT_RELAY
					? &out->marks[out->n_marks - 1]
					: &out->values[field];
			skip = strlen(names[field]) + 2;
			line.at += skip;
			line.len -= skip;
		} else if (!value || line.len < 2 || line.at[1] == ' ') {
			return "a fold of nothing";
		}
		add(value, line);
	}
}

static bool is_mixed(const struct output *out)
{
	return is(out->values[OUT_CONTENT_TYPE],
		  "multipart/mixed; boundary=\"=_sekisho\"");
}

static const char *check_fixed(const struct output *out)
{
	static const struct {
		enum output_field field;
		const char *value;
	} fixed[] = {
		{ OUT_MIME_VERSION, "1.0" },
		{ OUT_CONTENT_TYPE, "text/plain; charset=UTF-8" },
		{ OUT_CONTENT_ENCODING, "base64" },
	};

	const bool mixed = is_mixed(out);

	if (mixed && out->values[OUT_CONTENT_ENCODING].at)
		return "an encoding of all parts";
	for (size_t i = 0; i < (mixed ? 1 : 3); i++)
		if (!is(out->values[fixed[i].field], fixed[i].value))
			return "not one text/plain UTF-8 base64 part";
	if (!out->values[OUT_FROM].len || !out->values[OUT_SUBJECT].at ||
	    !out->values[OUT_SANITIZED].len || !out->n_marks)
		return "a field that must be there is not";
	if (out->values[OUT_PRECEDENCE].at &&
	    !is(out->values[OUT_PRECEDENCE], "bulk"))
		return "another Precedence than bulk";
	return NULL;
}

static const char *read_fields(struct output *out)
{
	static const struct text nobody = { "undisclosed-recipients:;", 24 };
	struct text subject = out->values[OUT_SUBJECT];
	const char *wrong;

	wrong = output_people(out->values[OUT_FROM], &out->from);
	if (!wrong)
		wrong = output_people(out->values[OUT_REPLY_TO],
				      &out->reply_to);
	if (!wrong && !is(out->values[OUT_TO], nobody.at))
		wrong = output_people(out->values[OUT_TO], &out->to);
	if (!wrong)
		wrong = output_people(out->values[OUT_CC], &out->cc);
	if (!wrong && out->from.n != 1)
		wrong = "not one From";
	if (!wrong && subject.len)
		wrong = output_words(&subject, &out->subject);
	return wrong ? wrong : subject.len ? "more behind the subject" : NULL;
}

/* Up to the end, or to a line that begins with "-". */
static const char *read_base64(struct text *rest, struct text *out)
{
	char *at = output_room(rest->len), *end = at;
	const char *wrong;
	struct text line;
	bool last = false;
	size_t len;

	if (!at)
		return "too long";
	while (rest->len && rest->at[0] != '-') {
		wrong = next_line(rest, &line);
		if (wrong)
			return wrong;
		if (!line.len || line.len > SHORT_LINE || last)
			return "a base64 line of another length";
		if (!output_base64(line, end, &len))
			return "not canonical base64";
		last = len != 57;
		end += len;
	}
	*out = (struct text){ at, (size_t)(end - at) };
	return NULL;
}

static const char *check_text(struct text body)
{
	if (body.len && (body.len < 2 || body.at[body.len - 1] != '\n'))
		return "the body's last line has no end";
	return letters_fine(body, LETTERS_LINES)
		       ? NULL
		       : "a character in the body that may not leave";
}

/* These very lines. */
static const char *read_lines(struct text *rest, const char *const *lines,
			      size_t n)
{
	const char *wrong = NULL;
	struct text line;

	for (size_t i = 0; i < n && !wrong; i++) {
		wrong = next_line(rest, &line);
		if (!wrong && !is(line, lines[i]))
			wrong = "another line in the header of a part";
	}
	return wrong;
}

/* One file behind its delimiter. */
static const char *read_file(struct text *rest, struct output *out)
{
	static const char *const type[] = { "Content-Type:" };
	static const char *const disposition[] = {
		"Content-Disposition: attachment;"
	};
	static const char *const encoding[] = {
		"Content-Transfer-Encoding: base64", ""
	};
	struct output_file *file = &out->files[out->n_files];
	const char *wrong = read_lines(rest, type, 1);
	struct text line;

	if (out->n_files == OUT_FILES)
		return "too many files";
	out->n_files++;
	if (!wrong)
		wrong = next_line(rest, &file->media);
	if (!wrong && (file->media.len < 2 || file->media.len > SHORT_LINE))
		wrong = "no type of a file";
	if (!wrong)
		wrong = read_lines(rest, disposition, 1);
	if (!wrong)
		wrong = next_line(rest, &line);
	if (!wrong)
		wrong = output_name(line, &file->name);
	if (!wrong)
		wrong = read_lines(rest, encoding, 2);
	return wrong ? wrong : read_base64(rest, &file->bytes);
}

static const char *read_parts(struct text *rest, struct output *out)
{
	static const char *const text[] = {
		"--=_sekisho", "Content-Type: text/plain; charset=UTF-8",
		"Content-Transfer-Encoding: base64", ""
	};
	const char *wrong = read_lines(rest, text, 4);
	struct text line;

	if (!wrong)
		wrong = read_base64(rest, &out->body);
	while (!wrong) {
		wrong = next_line(rest, &line);
		if (!wrong && is(line, "--=_sekisho--"))
			break;
		if (!wrong && !is(line, "--=_sekisho"))
			wrong = "no delimiter";
		if (!wrong)
			wrong = read_file(rest, out);
	}
	if (!wrong && !out->n_files)
		wrong = "parts without a file";
	return wrong;
}

static const char *read_body(struct text rest, struct output *out)
{
	const char *wrong = is_mixed(out) ? read_parts(&rest, out)
					  : read_base64(&rest, &out->body);

	if (!wrong && rest.len)
		wrong = "more behind the last part";
	return wrong ? wrong : check_text(out->body);
}

static void clear(struct output *out)
{
	memset(out->values, 0, sizeof(out->values));
	memset(out->marks, 0, sizeof(out->marks));
	out->from.n = out->reply_to.n = out->to.n = out->cc.n = 0;
	out->subject = out->body = (struct text){ 0 };
	out->n_marks = out->n_files = 0;
	used = 0;
}

const char *output_read(struct text message, struct output *out)
{
	const char *wrong;

	clear(out);
	if (memmem(message.at, message.len, "\r\n.\r\n", 5))
		return "an end of data inside";
	wrong = read_header(&message, out);
	if (!wrong)
		wrong = check_fixed(out);
	if (!wrong)
		wrong = read_fields(out);
	return wrong ? wrong : read_body(message, out);
}
