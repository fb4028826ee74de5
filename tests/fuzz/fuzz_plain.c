/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_plain.c -- a hostile transform: whatever it says, only text can leave
 *
 * What verifies is composed, and the result is held to the output's grammar
 * by a checker that knows nothing of how it was made.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "mail/plain/compose.h"
#include "mail/plain/verify_files.h"

#include "fuzz.h"

static const char *const fields[] = {
	"Date",
	"From",
	"Reply-To",
	"To",
	"Cc",
	"Subject",
	"Message-ID",
	"In-Reply-To",
	"References",
	"Precedence",
	"MIME-Version",
	"Auto-Submitted",
	"Content-Type",
	"Content-Transfer-Encoding",
	"X-Sekisho-Sanitized",
	"X-Sekisho-Defects",
	"X-Sekisho-Authentication",
	"X-Sekisho-Relay",
};

static bool is_listed(const char *line, size_t len)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		size_t n = strlen(fields[i]);

		if (len > n + 1 && memcmp(line, fields[i], n) == 0 &&
		    line[n] == ':' && line[n + 1] == ' ')
			return true;
	}
	return false;
}

static void check_bytes(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		must(line[i] >= ' ' && line[i] <= '~');
}

static void check_base64(const char *line, size_t len)
{
	must(len <= 76 && len % 4 == 0);
	for (size_t i = 0; i < len; i++)
		must(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
			    "wxyz0123456789+/=",
			    line[i]));
}

/* The fields of a part, or the line between two. */
static bool is_of_part(const char *line, size_t len)
{
	static const char name[] = " filename*=UTF-8''";
	static const char *const lines[] = {
		"--=_sekisho",
		"--=_sekisho--",
		"Content-Type: text/plain; charset=UTF-8",
		"Content-Transfer-Encoding: base64",
		"Content-Type:",
		" application/pdf",
		" image/png",
		"Content-Disposition: attachment;",
		"",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (len == strlen(lines[i]) && memcmp(line, lines[i], len) == 0)
			return true;
	return len > strlen(name) && memcmp(line, name, strlen(name)) == 0 &&
	       !memmem(line + strlen(name), len - strlen(name), " ", 1);
}

static void check_body(const char *line, size_t len, bool files)
{
	if (!files || !is_of_part(line, len))
		check_base64(line, len);
}

/* Header fields of the list, an empty line, base64, and nothing else; where
 * files go along, parts of the same. */
static void check_output(const struct composed *out, bool files)
{
	bool header = true;

	for (size_t at = 0; at < out->len;) {
		const char *line = out->bytes + at;
		const char *lf = memchr(line, '\n', out->len - at);
		size_t len;

		must(lf && lf > line && lf[-1] == '\r');
		len = (size_t)(lf - 1 - line);
		check_bytes(line, len);
		if (!header)
			check_body(line, len, files);
		else if (len == 0)
			header = false;
		else
			must(line[0] == ' ' || is_listed(line, len));
		at += len + 2;
	}
	must(!header);
}

static void compose(const struct plain *plain)
{
	static const struct compose_options options = {
		.hostname = "gw.example",
		.mark = "gw.example:mail-in",
		.notice = "[head]\nh\n[removed]\n{removed-name} {removed-size} "
			  "{removed-declared} {removed-why} {removed-marks}\n"
			  "[mark locked]\nl\n[removed-name]\nnone\n"
			  "[tail]\n{message-id} {from-text}\n",
	};
	struct composed out = { 0 };

	if (compose_message(plain, &options, &out) == COMPOSE_OK)
		check_output(&out, plain->n_files > 0);
	composed_finish(&out);
}

/* Inward, where no file may be, and outward. */
static void read_both(const char *bytes, size_t len)
{
	static const struct file_rules rules = { "png pdf", 4096, 8192 };
	static struct plain plain;

	if (plain_read(bytes, len, &plain) == NULL) {
		must(plain.n_files == 0);
		compose(&plain);
	}
	if (plain_read_files(bytes, len, &rules, &plain) == NULL)
		compose(&plain);
}

/* The length in the first line is put right, or hardly any input would get
 * beyond it. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *copy = xcalloc(1, len);
	char head[PLAIN_HEAD + 1];

	memcpy(copy, bytes, len);
	read_both(copy, len);
	if (len >= PLAIN_HEAD && len <= PLAIN_BYTES) {
		snprintf(head, sizeof(head), "sekisho-plain 1 %08zu\n", len);
		memcpy(copy, head, PLAIN_HEAD);
		read_both(copy, len);
	}
	free(copy);
	return 0;
}
