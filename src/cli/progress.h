/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.h -- a line on stderr for who waits longer than a second
 *
 * SIGALRM's work: nothing that waits for the kernel may stand between begin and
 * end, or it would be interrupted.
 */
#pragma once

/* `what` is kept until progress_end(): "builds the diagrams". */
void progress_begin(const char *what);
void progress_end(void);
