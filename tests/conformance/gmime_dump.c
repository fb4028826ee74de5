/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gmime_dump.c -- what GMime sees in a mail: a second opinion, for tests alone
 *
 * gmime_dump FILE. For the message "message FIELDS LENGTH" LF, its subject, LF;
 * for each part that is no container "TYPE DISPOSITION LENGTH" LF, then, of
 * text, as many bytes of UTF-8, of other types the decoded bytes, then LF.
 * Exit 1 where GMime sees no message.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

static void put(const char *bytes, size_t len)
{
	printf("%zu\n", len);
	fwrite(bytes, 1, len, stdout);
	putchar('\n');
}

static void put_text(GMimeTextPart *part)
{
	char *text = g_mime_text_part_get_text(part);

	put(text ? text : "", text ? strlen(text) : 0);
	g_free(text);
}

static void put_bytes(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;

	if (content)
		g_mime_data_wrapper_write_to_stream(content, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	put((const char *)bytes->data, bytes->len);
	g_object_unref(stream);
}

static void put_part(GMimeObject *parent, GMimeObject *part, gpointer user)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	const char *disposition = g_mime_object_get_disposition(part);
	char *name;

	(void)parent;
	(void)user;
	if (!GMIME_IS_PART(part))
		return;
	name = g_mime_content_type_get_mime_type(type);
	for (char *at = name; *at; at++)
		if (*at <= ' ')
			*at = '?';
	printf("%s %s ", name,
	       disposition && g_ascii_strcasecmp(disposition, "attachment") == 0
		       ? "attachment"
		       : "inline");
	g_free(name);
	if (GMIME_IS_TEXT_PART(part))
		put_text(GMIME_TEXT_PART(part));
	else
		put_bytes(GMIME_PART(part));
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "re") : NULL;
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;
	const char *subject;

	if (!file)
		return 2;
	g_mime_init();
	stream = g_mime_stream_file_new(file);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	if (!message)
		return 1;
	subject = g_mime_message_get_subject(message);
	printf("message %d ",
	       g_mime_header_list_get_count(
		       g_mime_object_get_header_list(GMIME_OBJECT(message))));
	put(subject ? subject : "", subject ? strlen(subject) : 0);
	g_mime_message_foreach(message, put_part, NULL);
	return 0;
}
