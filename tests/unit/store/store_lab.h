/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_lab.h -- a store of a test's own, and originals in it
 */
#pragma once

#include "store/store.h"

enum {
	DAY = 86400,
	NOON = 1795230000, /* 2026-11-21 12:00 in Japan */
	PLENTY = 1 << 30,  /* bytes */
};

extern int folder;
extern struct store store;

/* cmocka's setup and teardown: an empty store, in Japan's time zone. */
int lab_begin(void **state);
int lab_end(void **state);

/* Closed and opened with this cap. */
void open_again(uint64_t cap);
/* A message of so many bytes, which its seed tells from others, in a memfd. */
int make_message(unsigned seed, uint32_t size);
int append(unsigned seed, uint32_t size, uint64_t time, struct reference *out);
/* Appended and committed. */
struct reference keep(unsigned seed, uint32_t size, uint64_t time);
/* It is found and whole. */
void is_there(struct reference reference, unsigned seed, uint32_t size);
