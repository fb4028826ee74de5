/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_files.c -- the parts of a message that has files with it
 *
 * The delimiter is always the same: base64 has neither "-" nor "_", and no field
 * of a part begins like it, so it cannot occur in one (RFC 2045 6.7).
 */
#include "mail/plain/compose_files.h"

#include "mail/plain/verify_files.h"

#define BOUNDARY "=_sekisho"

static const char text_type[] = "Content-Type: text/plain; charset=UTF-8\r\n"
				"Content-Transfer-Encoding: base64\r\n";

void compose_type(struct composed *out, const struct plain *plain)
{
	composed_text(out, plain->n_files ? "Content-Type: multipart/mixed;\r\n"
					    " boundary=\"" BOUNDARY "\"\r\n"
					  : text_type);
}

/* RFC 2231 4: what is no letter, digit, "-", "." or "_" as %XX. The longest name
 * makes a line of 740. */
static void add_name(struct composed *out, struct slice name)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < name.len; i++) {
		const struct slice one = { name.at + i, 1 };
		const unsigned byte = (unsigned char)name.at[i];
		const char hex[] = { '%', digits[byte >> 4],
				     digits[byte & 15] };
		bool fine = verify_token(one) && !strchr("=:", name.at[i]);

		composed_add(out, fine ? one : (struct slice){ hex, 3 });
	}
}

static void add_file(struct composed *out, const struct file *file)
{
	composed_text(out, "--" BOUNDARY "\r\nContent-Type:\r\n ");
	composed_text(out, file_kind_of(file)->media);
	composed_text(out, "\r\nContent-Disposition: attachment;\r\n"
			   " filename*=UTF-8''");
	add_name(out, file->name);
	composed_text(out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	compose_base64(out, file->bytes);
}

void compose_parts(struct composed *out, const struct plain *plain,
		   struct slice text)
{
	if (plain->n_files) {
		composed_text(out, "--" BOUNDARY "\r\n");
		composed_text(out, text_type);
		composed_text(out, "\r\n");
	}
	compose_base64(out, text);
	for (size_t i = 0; i < plain->n_files; i++)
		add_file(out, &plain->files[i]);
	if (plain->n_files)
		composed_text(out, "--" BOUNDARY "--\r\n");
}
