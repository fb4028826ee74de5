/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answered.h -- what control/callers.h has answered a caller so far
 */
#pragma once

#include <stddef.h>

/* The exit status that it was answered; -1: hung up, -2: nothing yet. Of the
 * words that came before it, the last ones are put into `said`, a string of at
 * most `room` bytes with its NUL; NULL and 0: they are passed over. */
int answered_to(int caller, char *said, size_t room);
