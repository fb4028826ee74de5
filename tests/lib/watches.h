/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watches.h -- a kernel that watches only so many descriptors for a process
 */
#pragma once

#include <stdatomic.h>

enum {
	WATCHES_ANY = 1 << 20
};

/* How many more by epoll(7), once it was started after watches_begin(). Its
 * program is linked with --wrap=epoll_ctl. */
extern atomic_int *watches;

/* 0 or -1, as setups of cmocka do. */
int watches_begin(void **state);
