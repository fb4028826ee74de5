/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ground.h -- the streams that a hostile transform begins with: right ones
 */
#pragma once

#include "stream.h"

enum {
	GROUND_STREAMS = 256
};

/* Whom the outside let in; each right stream has this envelope. */
#define GROUND_SENDER "a@b.example"
#define GROUND_RCPT_1 "x@town.example.jp"
#define GROUND_RCPT_2 "y@town.example.jp"

struct ground {
	struct stream *streams; /* with what they point to, never freed */
	size_t n;
};

/* The sample of the unit tests, and what the real transform makes of the mails
 * in these files; those that are long are left out. False: said on stderr. */
bool ground_load(struct ground *ground, char **files, size_t n_files);

/* One of them, spoiled as chance has it: the bytes and their number, which is
 * at most size. `work` is the caller's memory. */
size_t ground_spoil(const struct ground *ground, struct stream *work, char *out,
		    size_t size, struct chance *chance);
