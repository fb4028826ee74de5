/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ground.c -- records what the transform says to some mails
 */
#include "ground.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "mail/messages.h"
#include "mail/transform/transform_plain.h"
#include "mime/convert.h"

#include "../unit/mail/sample.h"

enum {
	MAIL = 1 << 20,
	MOST_FILES = 20,
	SHORT = 6 << 10 /* bytes of a stream that is used */
};

static const struct envelope envelope = {
	.sender = GROUND_SENDER,
	.n_rcpts = 2,
	.rcpts = { GROUND_RCPT_1, GROUND_RCPT_2 },
};

static bool add(struct ground *ground, const char *bytes, size_t len)
{
	char *copy = xcalloc(len, 1);
	const char *wrong;

	memcpy(copy, bytes, len);
	wrong = stream_read((struct text){ copy, len },
			    &ground->streams[ground->n]);
	if (wrong)
		fprintf(stderr, "a recorded stream is none: %s\n", wrong);
	ground->n += !wrong;
	return !wrong;
}

static bool add_mail(struct ground *ground, const char *name)
{
	static uint8_t mail[MAIL];
	static char stream[STREAM_BYTES];
	static const struct convert_options options = {
		.loop_mark = "X-Sekisho-Relay",
	};
	struct arena arena = { .ceiling = 64 << 20 };
	FILE *file = fopen(name, "rb");
	struct converted converted;
	bool good = true;
	size_t len;

	if (!file) {
		perror(name);
		return false;
	}
	len = fread(mail, 1, sizeof(mail), file);
	fclose(file);
	if (convert_message(mail, len, &options, &arena, &converted) ==
	    CONVERT_OK) {
		len = transform_plain(&envelope, &converted, stream,
				      sizeof(stream));
		if (len && len <= SHORT)
			good = add(ground, stream, len);
	}
	arena_finish(&arena);
	return good;
}

bool ground_load(struct ground *ground, char **files, size_t n_files)
{
	char text[8192], records[8192] = SAMPLE_HEAD;

	for (int i = 0; i < MOST_FILES; i++)
		strcat(records, SAMPLE_JPEG);
	strcat(records, SAMPLE_TAIL);
	ground->streams = xcalloc(GROUND_STREAMS, sizeof(struct stream));
	ground->n = 0;
	if (!add(ground, text,
		 sample_write(text, sizeof(text), sample_records)) ||
	    !add(ground, text,
		 sample_write(text, sizeof(text),
			      SAMPLE_HEAD SAMPLE_FILES SAMPLE_TAIL)) ||
	    !add(ground, text,
		 sample_write(text, sizeof(text),
			      SAMPLE_HEAD SAMPLE_PNG SAMPLE_TAIL)) ||
	    !add(ground, text, sample_write(text, sizeof(text), records)))
		return false;
	for (size_t i = 0; i < n_files && ground->n < GROUND_STREAMS; i++)
		if (!add_mail(ground, files[i]))
			return false;
	return true;
}

size_t ground_spoil(const struct ground *ground, struct stream *work, char *out,
		    size_t size, struct chance *chance)
{
	/* The samples have records of each kind. */
	size_t i =
		chance_below(chance, chance_below(chance, 4) ? ground->n : 4);
	const struct stream *from = &ground->streams[i];
	size_t len;

	memcpy(work->at, from->at, from->n * sizeof(from->at[0]));
	work->n = from->n;
	stream_mutate(work, chance);
	len = stream_write(work, out, size);
	if (len && chance_below(chance, 16) == 0)
		len = stream_spoil_bytes(out, len, size, chance);
	return len;
}
