/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hop_play.h -- a hop, and the test as the server that it speaks with
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/smtp/hop.h"

static struct hop hop;

/* What it has said since it was asked last. */
static inline const char *said(void)
{
	static char text[HOP_OUT + 1];

	memcpy(text, hop.out, hop.out_len);
	text[hop.out_len] = '\0';
	hop_written(&hop, hop.out_len);
	return text;
}

static inline enum hop_event hears(const char *text)
{
	size_t room;
	char *at = hop_room(&hop, &room);

	assert_true(room >= strlen(text));
	memcpy(at, text, strlen(text));
	hop_received(&hop, strlen(text));
	return hop_step(&hop);
}
