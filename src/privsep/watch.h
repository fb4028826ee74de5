/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.h -- descriptors that a process waits for
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* From now on epoll_wait(2) tells `events` of it, with that tag. False, and
 * logged: the kernel watches no more of them for our user (epoll(7),
 * max_user_watches), and fd is the caller's as before; errno says why. */
bool watch_begin(int epoll, int fd, uint32_t events, uint64_t tag);
