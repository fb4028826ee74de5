/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ahead.h -- a process whose clocks the test sets while it runs
 */
#pragma once

#include <stdatomic.h>

/* Seconds that it is ahead, once it was started after ahead_begin(). Its program
 * is linked with --wrap=clock_gettime. */
extern atomic_int *ahead;

/* 0 or -1, as setups of cmocka do. */
int ahead_begin(void **state);
