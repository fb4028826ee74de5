/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_gmime.c -- what it costs GMime to read mails in memory
 *
 * As mail_rounds.h says. Of each mail the subject and, of each part, the text as
 * UTF-8 or the decoded bytes: no text of HTML, no links, no digests, no judging
 * of what is ambiguous.
 */
#include <gmime/gmime.h>
#include <string.h>

#include "mail_rounds.h"

static size_t text_len(GMimeTextPart *part)
{
	char *text = g_mime_text_part_get_text(part);
	size_t len = text ? strlen(text) : 0;

	g_free(text);
	return len;
}

static size_t bytes_len(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = g_mime_stream_mem_new();
	size_t len;

	if (content)
		g_mime_data_wrapper_write_to_stream(content, stream);
	len = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream))->len;
	g_object_unref(stream);
	return len;
}

static void add_part(GMimeObject *parent, GMimeObject *part, gpointer user)
{
	size_t *len = user;

	(void)parent;
	if (GMIME_IS_TEXT_PART(part))
		*len += text_len(GMIME_TEXT_PART(part));
	else if (GMIME_IS_PART(part))
		*len += bytes_len(GMIME_PART(part));
}

static size_t read_mail(const struct mail *mail)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(
		(const char *)mail->bytes, mail->len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	const char *subject;
	size_t len = 0;

	if (message) {
		subject = g_mime_message_get_subject(message);
		len = subject ? strlen(subject) : 0;
		g_mime_message_foreach(message, add_part, &len);
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	return len;
}

int main(int argc, char **argv)
{
	g_mime_init();
	return mail_rounds(argc, argv, read_mail);
}
