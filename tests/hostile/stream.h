/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.h -- plain messages (src/mail/plain/plain.h) as records to be spoiled
 */
#pragma once

#include "letters.h"

enum {
	STREAM_HEAD = 25,
	STREAM_RECORDS = 16384,
	STREAM_BYTES = 8 << 20,
	HOSTILE_FILE = 40,
	HOSTILE_FILES = 357, /* 21 files of 17 bytes have room */
};

struct record {
	struct text tag, value;
	/* What is written in their place; NULL: what is right. */
	const char *length, *end;
};

struct stream {
	struct record at[STREAM_RECORDS];
	size_t n;
};

/* By the grammar alone: the total, then records. NULL, or what is wrong. The
 * records point into the bytes. */
const char *stream_read(struct text bytes, struct stream *out);
/* Returns the length, or 0 if `size` is too small. */
size_t stream_write(const struct stream *stream, char *out, size_t size);

/* A number of its own after each call. */
struct chance {
	uint64_t state;
};

uint64_t chance_next(struct chance *chance);
/* 0 … n-1 */
size_t chance_below(struct chance *chance, size_t n);

/* Spoils records: some of what it makes is still right. What it adds lies in
 * memory of its own until the next call. */
void stream_mutate(struct stream *stream, struct chance *chance);
/* Spoils what was written; returns its new length, at most size. */
size_t stream_spoil_bytes(char *bytes, size_t len, size_t size,
			  struct chance *chance);

struct output;

/*
 * Does the message say what the stream says, no more and no less: are all
 * records there in their order and number, are the envelope (as `sender`,
 * `rcpts` read it), the fields, the lines and the files the same? Files only
 * if `files`: of the kinds pdf and jpeg, HOSTILE_FILE bytes each and
 * HOSTILE_FILES all. NULL, or what is wrong.
 */
const char *stream_agrees(const struct stream *stream, struct text sender,
			  const struct text *rcpts, size_t n_rcpts, bool files,
			  const struct output *out);
