/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reused.h -- a transform that is given one message after another
 *
 * What it is told is the body of MESSAGE_TRANSFORM with two descriptors, to
 * read and to write. What it says is one byte: the plain message is there, and
 * the next one may come. With anything else it ends, by the exit status of a
 * fresh one (transform.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct transform;

/* ------ the zygote's side ------ */

/* Forks one; *channel is the end to speak to it. Its process, or -1 with
 * errno set; *channel may be there all the same. */
pid_t reused_start(const struct transform *transform, int *channel);
/* A message, from its first byte on. The descriptors stay the caller's. */
void reused_give(int channel, const void *body, size_t len, int in, int out);
/* Has it said that its message is done? Channel -1: no. */
bool reused_is_done(int channel);
