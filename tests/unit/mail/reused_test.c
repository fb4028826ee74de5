/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reused_test.c -- tests src/mail/transform/reused.c: nothing of one mail is in
 * another
 *
 * reused_test FOLDER: of golden mails, FOLDER/CASE/in.eml. What a fresh process
 * says of each, one that has seen others says too, in whatever order they came.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "mail/limits.h"
#include "mail/messages.h"

#include "zygote_lab.h"

enum {
	MOST = 1000,
	LONGEST = 1 << 20,
	ORDERS = 5,
};

/* A mail, and what is said of it. */
static struct mail {
	const char *path;
	char *bytes, *plain;
	size_t len, plain_len;
	uint16_t heard;
	uint8_t reason, why;
} mails[MOST];

static size_t n_mails;

static void read_mail(struct mail *mail, const char *path)
{
	FILE *file = fopen(path, "re");

	must(file);
	mail->path = path;
	mail->bytes = xcalloc(1, LONGEST);
	mail->len = fread(mail->bytes, 1, LONGEST, file);
	must(mail->len < LONGEST);
	fclose(file);
}

static char *take_plain(void)
{
	char *plain = xcalloc(1, zygote_lab.plain_len + 1);

	assert_int_equal(
		pread(zygote_lab.plain, plain, zygote_lab.plain_len, 0),
		zygote_lab.plain_len);
	return plain;
}

static void ask(const struct mail *mail, uint32_t id)
{
	zygote_lab_give(id, mail->bytes, mail->len, mail->len);
	zygote_lab_hear();
	assert_int_equal(zygote_lab.id, id);
}

static void ask_fresh_ones(void)
{
	assert_int_equal(zygote_lab_begin(TRANSFORM_FRESH), 0);
	for (size_t i = 0; i < n_mails; i++) {
		struct mail *mail = &mails[i];

		ask(mail, (uint32_t)i + 1);
		mail->heard = zygote_lab.heard;
		mail->reason = zygote_lab.reason;
		mail->why = zygote_lab.why;
		if (mail->heard != MESSAGE_PLAIN)
			continue;
		mail->plain_len = zygote_lab.plain_len;
		mail->plain = take_plain();
	}
	zygote_lab_end();
}

static bool is_same(const struct mail *mail)
{
	char *plain;
	bool same;

	if (zygote_lab.heard != mail->heard)
		return false;
	if (mail->heard != MESSAGE_PLAIN)
		return zygote_lab.reason == mail->reason &&
		       zygote_lab.why == mail->why;
	plain = take_plain();
	same = zygote_lab.plain_len == mail->plain_len &&
	       memcmp(plain, mail->plain, mail->plain_len) == 0;
	free(plain);
	return same;
}

/* A fixed order for each seed (xorshift32, Marsaglia 2003). */
static void shuffle(size_t order[static MOST], uint32_t seed)
{
	for (size_t i = 0; i < n_mails; i++) {
		size_t j;

		seed ^= seed << 13;
		seed ^= seed >> 17;
		seed ^= seed << 5;
		j = seed % (i + 1);
		order[i] = order[j];
		order[j] = i;
	}
}

static void what_came_before_changes_nothing(void **state)
{
	size_t order[MOST];
	uint32_t id = 1;

	(void)state;
	ask_fresh_ones();
	assert_int_equal(zygote_lab_begin(TRANSFORM_REUSED), 0);
	for (uint32_t seed = 1; seed <= ORDERS; seed++) {
		shuffle(order, seed);
		for (size_t i = 0; i < n_mails; i++) {
			ask(&mails[order[i]], id++);
			if (!is_same(&mails[order[i]]))
				fail_msg("%s after %s", mails[order[i]].path,
					 i ? mails[order[i - 1]].path
					   : "another order");
		}
	}
	zygote_lab_end();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_came_before_changes_nothing),
	};
	char pattern[4096];
	glob_t found;
	int r;

	must(argc == 2);
	snprintf(pattern, sizeof(pattern), "%s/*/in.eml", argv[1]);
	must(glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc > 50 &&
	     found.gl_pathc <= MOST);
	for (; n_mails < found.gl_pathc; n_mails++)
		read_mail(&mails[n_mails], found.gl_pathv[n_mails]);
	r = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < n_mails; i++) {
		free(mails[i].bytes);
		free(mails[i].plain);
	}
	globfree(&found);
	return r;
}
