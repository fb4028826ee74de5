/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * face.h -- a process of the relay by itself: how it begins, and its other side
 */
#pragma once

#include <sys/types.h>

/* A process that leads (life.h) this one, its settings first among the
 * descriptors; here they are closed. */
pid_t face_start(int (*life)(void), const int *fds, int n);
/* It has ended of its own accord, because of what it was told. */
void face_has_ended(pid_t pid);
/* What comes by the stream until that ends in `end`; good until the next. */
const char *face_hears(int stream, const char *end);
void face_is_told(int stream, const char *text);
