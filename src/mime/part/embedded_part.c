/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embedded_part.c -- a part of a mail, header and all, in the middle of a text
 */
#include "mime/part/embedded_part.h"

#include <string.h>
#include <strings.h>

#include "mime/content/sniff.h"
#include "mime/part/embedded.h"
#include "mime/text/ascii.h"
#include "mime/text/line.h"
#include "mime/transfer/transfer.h"

enum {
	LONGEST_HEADER = 40, /* lines of one part's header */
	SHORTEST_FILE = 64,  /* base64 without a header: characters */
};

/* What the header of a part says of it. */
struct source {
	const uint8_t *name;
	size_t name_len;
	enum transfer_kind encoding;
	bool file; /* its type is no text */
};

/* Without blanks at its end. */
static struct line trimmed_at(const uint8_t *at, const uint8_t *end)
{
	struct line line = line_at(at, end);

	while (line.len && at[line.len - 1] <= ' ')
		line.len--;
	return line;
}

/* `what` is not empty, and in lower case. Most lines differ at once. */
static bool begins(const struct line *line, const char *what)
{
	size_t len = strlen(what);

	return line->len >= len && (line->at[0] | 0x20) == what[0] &&
	       strncasecmp(what, (const char *)line->at, len) == 0;
}

static const uint8_t *behind(const struct line *line, const char *what)
{
	return ascii_behind(line->at, line->len, what);
}

static bool is_field(const struct line *line)
{
	size_t i = 0;

	if (!line->len || line->at[0] == ' ' || line->at[0] == '\t')
		return line->len;
	while (i < line->len && line->at[i] > ' ' && line->at[i] < 0x7F &&
	       line->at[i] != ':')
		i++;
	return i && i < line->len && line->at[i] == ':';
}

/* "name=x" or "filename=x", with quotes or without. */
static void read_name(const struct line *line, struct source *out)
{
	const uint8_t *at = behind(line, "name="), *end = line->at + line->len;
	const uint8_t *stop;

	if (!at)
		return;
	if (at < end && *at == '"') {
		at++;
		stop = memchr(at, '"', (size_t)(end - at));
	} else {
		stop = memchr(at, ';', (size_t)(end - at));
	}
	out->name = at;
	out->name_len = (size_t)((stop ? stop : end) - at);
}

static void read_field(const struct line *line, struct source *out)
{
	if (begins(line, "content-transfer-encoding:")) {
		if (behind(line, "base64"))
			out->encoding = TRANSFER_BASE64;
		else if (behind(line, "quoted-printable"))
			out->encoding = TRANSFER_QP;
	}
	if (begins(line, "content-type:") && !behind(line, "text/"))
		out->file = true;
	if (begins(line, "content-disposition:") && behind(line, "attachment"))
		out->file = true;
	read_name(line, out);
}

/* The header that begins at `at`; returns the line behind it. */
static const uint8_t *read_header(const uint8_t *at, const uint8_t *end,
				  struct source *out)
{
	struct line line;

	for (size_t n = 0; at < end && n < LONGEST_HEADER; n++) {
		line = trimmed_at(at, end);
		if (!is_field(&line))
			break;
		read_field(&line, out);
		at = line.next;
	}
	return at;
}

static const uint8_t *skip_blank(const uint8_t *at, const uint8_t *end)
{
	struct line line;

	while (at < end && (line = trimmed_at(at, end)).len == 0)
		at = line.next;
	return at;
}

/* No words between blanks, no delimiter. */
static bool is_packed(const struct line *line)
{
	if (!line->len || begins(line, "--"))
		return false;
	for (size_t i = transfer_base64_run(line->at, line->len); i < line->len;
	     i++)
		if (line->at[i] <= ' ' || line->at[i] >= 0x7F)
			return false;
	return true;
}

/* How many characters of base64 the line is, a blank behind them forgiven; 0: it
 * is anything else. */
static size_t base64_len(const struct line *line)
{
	const size_t len = transfer_base64_run(line->at, line->len);
	const size_t left = line->len - len;

	return !left || (left == 1 && line->at[len] <= ' ') ? len : 0;
}

/* Behind the data: base64 ends at the first line that is none, the rest at a
 * delimiter. */
static const uint8_t *data_end(const uint8_t *at, const uint8_t *end,
			       enum transfer_kind encoding)
{
	struct line line;

	while (at < end) {
		line = trimmed_at(at, end);
		if (encoding == TRANSFER_BASE64 ? !is_packed(&line)
						: begins(&line, "--"))
			break;
		at = line.next;
	}
	return at;
}

/* `*stop` is behind the header, or behind the data too. */
static bool with_header(const uint8_t *at, const uint8_t *end,
			const uint8_t **stop, struct embedded_block *out)
{
	struct source source = { .encoding = TRANSFER_IDENTITY };
	const uint8_t *header = read_header(at, end, &source);
	const uint8_t *data = skip_blank(header, end);

	*stop = header;
	if (data == header || source.encoding == TRANSFER_IDENTITY ||
	    (source.encoding == TRANSFER_QP && !source.file))
		return false;
	*stop = data_end(data, end, source.encoding);
	if (*stop == data)
		return false;
	*out = (struct embedded_block){
		.from = at,
		.to = *stop,
		.name = source.name,
		.name_len = source.name_len,
		.encoding = source.encoding,
		.data = data,
		.len = (size_t)(*stop - data),
	};
	return true;
}

/* Lines of base64 from `at`: whether they are many enough and a known file.
 * `*stop` is behind them. */
static bool without_header(const uint8_t *at, const uint8_t *end,
			   const uint8_t **stop, struct embedded_block *out)
{
	struct transfer transfer = { .kind = TRANSFER_BASE64, .at = at };
	uint8_t head[SNIFF_LEN];
	const uint8_t *from = at;
	struct line line;
	size_t n = 0, len;

	while (at < end) {
		line = line_at(at, end);
		len = base64_len(&line);
		if (!len)
			break;
		n += len;
		at = line.next;
	}
	*stop = at;
	transfer.end = at;
	if (n < SHORTEST_FILE)
		return false;
	len = transfer_read(&transfer, head, sizeof(head));
	if (!sniff_type(head, len)[0])
		return false;
	*out = (struct embedded_block){ .from = from,
					.to = at,
					.encoding = TRANSFER_BASE64,
					.data = from,
					.len = (size_t)(at - from) };
	return true;
}

bool embedded_part_is_field(const uint8_t *at, const uint8_t *end)
{
	const struct line line = { .at = at, .len = (size_t)(end - at) };

	return begins(&line, "content-");
}

bool embedded_part_is_base64(const struct line *line)
{
	return base64_len(line);
}

bool embedded_part_find(const uint8_t *at, const uint8_t *end,
			struct embedded_block *out)
{
	const uint8_t *stop;
	struct line line;

	while (at < end) {
		line = line_at(at, end);
		stop = line.next;
		if (begins(&line, "content-")) {
			if (with_header(at, end, &stop, out))
				return true;
			if (stop == at)
				stop = line.next;
		} else if (base64_len(&line)) {
			if (without_header(at, end, &stop, out))
				return true;
		}
		at = stop;
	}
	return false;
}
